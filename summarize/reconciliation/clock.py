"""The event's clock: which day it was, which day the transcript and the article were printed, and what a date in either therefore means."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from summarize.alignment import TranscriptIndex
from summarize.dates import DateMention, Period, resolve
from summarize.records import Case, Document, Transcript
from summarize.tagging import tag_words


@dataclass(frozen=True, slots=True)
class Clock:
    """`event` is the case's date; `printed` the transcript's own; `article_date` what "Tuesday" in the article is counted from."""

    event: dt.date
    printed: dt.date
    article_date: dt.date

    def bears_out(self, period: Period | None, index: TranscriptIndex, number: int) -> float:
        """1 if a passage, or for the header the event's clock, gives this date; else 0. A day named inside a longer said period counts half."""
        if period is None:
            return 0.0
        said = list(said_periods(index, number, self))
        if index.passages[number].turn.role == "header":
            said += [day_of(self.event), day_of(self.printed)]
        return max((_agreement(period, s) for s in said), default=0.0)


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
    base = clock.printed if index.passages[number].turn.role == "header" else clock.event
    periods = (resolve(m, base) for m in index.dates[number])
    return [p for p in periods if p is not None]


def make_clock(case: Case, transcript: Transcript, document: Document) -> Clock:
    """The clock of one article; what is not printed is taken from what is."""
    printed = transcript.date or case.transcript.date or case.event_date
    return Clock(case.event_date, printed, document.date or max(printed, case.event_date))


def daypart(mention: DateMention) -> str | None:
    """The time of day that a date mention adds ("evening"), if any."""
    return mention.daypart or None


def mentions_daypart(index: TranscriptIndex, number: int) -> bool:
    """Whether a passage names a time of day."""
    words = tag_words(index.passages[number].text, index.transcript.language)
    return any(w.lower in index.lexicon.dayparts for w in words)
