"""The event's clock: which day it was, which day the transcript and the article were printed, and what a date in
either therefore means.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING

from summarize.alignment import TranscriptIndex
from summarize.dates import DateMention, Period, resolve
from summarize.records import Case, Document, Transcript

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Clock:
    """`event` is the case's date; `printed` the transcript's own; `article_date` what "Tuesday" in the article is
    counted from.
    """

    event: dt.date
    printed: dt.date
    article_date: dt.date

    def readings(self, mention: DateMention, *, quoted: bool = False) -> tuple[Period, ...]:
        """What a date in the article can mean, the likeliest first: a weekday or a day without year may lie ahead as
        well. Words that are quoted were spoken at the event: "today" in them is its day.
        """
        period = resolve(mention, self.event if quoted else self.article_date)
        if period is None:
            return ()
        try:
            if mention.weekday is not None and mention.day is None:
                return (period, _moved(period, -7 if mention.ahead else 7))
            if mention.month is not None and mention.year is None and mention.offset is None:
                return (period, _next_year(period))
        except (OverflowError, ValueError):  # past the last day of the calendar
            pass
        return (period,)

    def bears_out(self, period: Period, index: TranscriptIndex) -> NDArray[np.float64]:
        """1 for each passage that, or for the header the event's clock, gives this date; else 0: shape (passages,). A
        day named inside a longer said period counts half.
        """
        import numpy as np

        found = np.zeros(len(index.passages))
        for said, numbers in _standing(index, self.event, self.printed).items():
            agreement = _agreement(period, said)
            if agreement:
                found[numbers] = np.maximum(found[numbers], agreement)
        return found


def _moved(period: Period, days: int) -> Period:
    step = dt.timedelta(days=days)
    return replace(period, start=period.start + step, end=period.end + step)


def _next_year(period: Period) -> Period:
    def later(day: dt.date) -> dt.date:
        return (
            day.replace(year=day.year + 1)
            if (day.month, day.day) != (2, 29)
            else day.replace(year=day.year + 1, day=28)
        )

    return replace(period, start=later(period.start), end=later(period.end))


def day_of(day: dt.date) -> Period:
    """A single day as a period."""
    return Period(day, day, "day")


def _agreement(claimed: Period, said: Period) -> float:
    if (claimed.start, claimed.end) == (said.start, said.end):
        return 1.0
    if claimed.start <= said.start and said.end <= claimed.end:
        return 0.8 if claimed.granularity in {"week", "month"} else 0.6
    return 0.3 if said.start <= claimed.start and claimed.end <= said.end else 0.0


def said_periods(index: TranscriptIndex, number: int, clock: Clock) -> Sequence[Period]:
    """The dates of a passage on the transcript's clock."""
    return _said(index, clock.event, clock.printed)[number]


@lru_cache(maxsize=4)
def _said(index: TranscriptIndex, event: dt.date, printed: dt.date) -> tuple[tuple[Period, ...], ...]:
    """The dates of each passage."""
    bases = (printed if passage.turn.role == "header" else event for passage in index.passages)
    return tuple(
        tuple(period for mention in said for period in _spoken(mention, base))
        for said, base in zip(index.dates, bases, strict=True)
    )


def _spoken(mention: DateMention, base: dt.date) -> Iterator[Period]:
    """What a date in a speech can mean, the likeliest first: nothing need tell that "we meet on Friday" lies ahead."""
    bare = mention.kind == "weekday" and mention.offset is None
    for one in (mention, replace(mention, ahead=not mention.ahead)) if bare else (mention,):
        period = resolve(one, base)
        if period is not None:
            yield period


@lru_cache(maxsize=4)
def _standing(index: TranscriptIndex, event: dt.date, printed: dt.date) -> dict[Period, list[int]]:
    """The passages in or beside which each date stands; the event's clock stands in the header."""
    said = _said(index, event, printed)
    own_days = (day_of(event), day_of(printed))
    found: dict[Period, list[int]] = {}
    for passage in index.passages:
        around = {period for number in near(index, passage.number) for period in said[number]}
        for period in around.union(own_days if passage.turn.role == "header" else ()):
            found.setdefault(period, []).append(passage.number)
    return found


def near(index: TranscriptIndex, number: int) -> list[int]:
    """A passage and its neighbours in the same turn, by number."""
    turn = index.passages[number].turn.id
    return [
        n
        for n in (number, number - 1, number + 1)
        if 0 <= n < len(index.passages) and index.passages[n].turn.id == turn
    ]


def make_clock(case: Case, transcript: Transcript, document: Document) -> Clock:
    """The clock of one article; what is not printed is taken from what is."""
    printed = transcript.date or case.transcript.date or case.event_date
    return Clock(case.event_date, printed, document.date or max(printed, case.event_date))
