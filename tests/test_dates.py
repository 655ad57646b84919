"""`summarize.dates`: mentions of a time, placed on the calendar and compared. Cases are in `data/dates/`."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from events import gathered
from hypothesis import given, settings
from hypothesis import strategies as st

from summarize.dates import DateMention, Period, compare_periods, find_dates, resolve

BASE = dt.date(2021, 9, 14)  # a Tuesday; the case file is written for it
LANGUAGES = ("en", "de", "fr", "es", "it", "pt", "ru", "uk", "tr", "ar", "pl", "nl")
_PIECES = (
    *[
        "first",
        "half",
        "of",
        "2021",
        "this",
        "last",
        "year",
        "Monday",
        "evening",
        "September",
        "11",
        "13",
        ",",
        ".",
        "-",
        "/",
        "Q3",
        "two",
        "ago",
        "early",
        "the",
        "six",
        "months",
        "\n\n",
    ],
    *[
        "yesterday",
        "in",
        "May",
        "31.02.2021",
        "30 February",
        "1/1/2021",
        "премьер",
        "сентября",
        "13-го",
        "vor zwei Jahren",
        "الاثنين",
        "١٣",
        "29 February",
    ],
)
SENTENCES = st.lists(st.sampled_from(_PIECES), max_size=12).map(" ".join)


def _as_case(mention: DateMention, base: dt.date) -> dict[str, str]:
    period = resolve(mention, base)
    assert period is not None
    shown = {
        "text": mention.text, "start": str(period.start), "end": str(period.end), "granularity": period.granularity,
    }  # fmt: skip
    return shown | ({"daypart": period.daypart} if period.daypart else {})


def _period(text: str, base: dt.date = BASE, language: str = "en") -> Period:
    (mention,) = find_dates(text, language)
    period = resolve(mention, base)
    assert period is not None
    return period


@pytest.mark.parametrize(
    "case", gathered("dates", "resolve"), ids=lambda case: f"{case['language']}: {case['text'][:50]}"
)
def test_finds_and_places_every_mention(case: dict[str, Any]) -> None:
    """Absolute and relative dates resolve from the base date; durations, counts and names are no dates."""
    assert [_as_case(m, BASE) for m in find_dates(case["text"], case["language"])] == case["mentions"]


@pytest.mark.parametrize(
    ("text", "base", "start", "end"),
    [
        ("on Tuesday", "2021-09-14", "2021-09-14", "2021-09-14"),
        ("last Tuesday", "2021-09-14", "2021-09-07", "2021-09-07"),
        ("on Wednesday", "2021-09-14", "2021-09-08", "2021-09-08"),
        ("yesterday", "2021-03-01", "2021-02-28", "2021-02-28"),
        ("yesterday", "2020-03-01", "2020-02-29", "2020-02-29"),
        ("on December 30", "2022-01-02", "2021-12-30", "2021-12-30"),
        ("on January 2", "2021-12-30", "2022-01-02", "2022-01-02"),
        ("last month", "2022-01-15", "2021-12-01", "2021-12-31"),
        ("last quarter", "2022-01-15", "2021-10-01", "2021-12-31"),
        ("last week", "2022-01-03", "2021-12-27", "2022-01-02"),
        ("fourteen months and 29 February", "2021-05-01", "2020-02-29", "2020-02-29"),
        ("February 2024", "2021-05-01", "2024-02-01", "2024-02-29"),
    ],
)
def test_resolves_across_the_borders_of_weeks_months_and_years(text: str, base: str, start: str, end: str) -> None:
    """A relative date crosses month and year ends, and a day without a year goes to the nearest one that has it."""
    period = _period(text, dt.date.fromisoformat(base))
    assert (str(period.start), str(period.end)) == (start, end)


@pytest.mark.parametrize("text", ["30 February 2021", "31.02.2021"])
def test_a_day_that_does_not_exist_has_no_period(text: str) -> None:
    """An impossible date is found but not placed."""
    (mention,) = find_dates(text, "en")
    assert resolve(mention, BASE) is None


@pytest.mark.parametrize(
    ("claimed", "said", "relation", "words"),
    [
        ("Monday", "Yesterday", "equal", "Monday, 13 September 2021"),
        ("on September 13", "Yesterday", "equal", "the same day"),
        ("the first half of 2021", "the first six months of this year", "equal", "1 January 2021 to 30 June 2021"),
        ("Monday evening", "Yesterday", "within", "(evening)"),
        ("Yesterday", "Monday evening", "contains", "more precise"),
        ("Monday evening", "Monday morning", "different", "(morning)"),
        ("January 2020", "early 2020", "within", "January 2020"),
        ("this year", "the first six months of this year", "contains", "mean 2021"),
        ("Tuesday", "Yesterday", "different", "Tuesday, 14 September 2021"),
        ("2019", "2020", "different", "another time"),
        ("the third quarter", "the first half of 2021", "different", "1 July 2021"),
    ],
)
def test_compares_two_times_and_shows_both(claimed: str, said: str, relation: str, words: str) -> None:
    """A claimed time is equal to, within, wider than or different from the said one, and both are spelled out."""
    comparison = compare_periods(_period(claimed), _period(said))
    assert comparison.relation == relation
    assert words in comparison.derivation
    assert "14 September 2021" in comparison.derivation


def test_each_side_is_read_on_its_own_clock() -> None:
    """The same words on two days mean two times, and the derivation names both bases."""
    comparison = compare_periods(_period("yesterday", dt.date(2021, 9, 15)), _period("yesterday", dt.date(2021, 9, 14)))
    assert comparison.relation == "different"
    assert "as of 15 September 2021" in comparison.derivation
    assert "as of 14 September 2021" in comparison.derivation


@given(st.text(max_size=80) | SENTENCES, st.sampled_from(LANGUAGES), st.dates())
@settings(max_examples=150, deadline=None)
def test_never_raises_and_spans_are_true(text: str, language: str, base: dt.date) -> None:
    """On any text and base date, mentions are in order, apart and true, and periods run forward."""
    end = 0
    for mention in find_dates(text, language):
        assert end <= mention.start < mention.end
        assert text[mention.start : mention.end] == mention.text
        end = mention.end
        period = resolve(mention, base)
        assert period is None or period.start <= period.end


@given(st.dates(dt.date(1900, 1, 1), dt.date(2099, 12, 31)), st.dates(dt.date(1900, 1, 1), dt.date(2099, 12, 31)))
def test_a_full_date_means_itself_on_any_clock(day: dt.date, base: dt.date) -> None:
    """A date with day, month and year does not depend on the base, however it is written."""
    for text in (
        f"{day:%d.%m.%Y}",
        day.isoformat(),
        f"{day:%B} {day.day}, {day.year}",
        f"{day.day} {day:%B} {day.year}",
    ):
        period = _period(text, base)
        assert (period.start, period.end) == (day, day)


@given(SENTENCES, SENTENCES)
@settings(max_examples=100, deadline=None)
def test_comparing_is_a_mirror(one: str, other: str) -> None:
    """Swapping the sides keeps equal and different and turns within into contains."""
    mirrored = {"equal": "equal", "different": "different", "within": "contains", "contains": "within"}
    periods = [[resolve(m, BASE) for m in find_dates(text)] for text in (one, other)]
    for claimed in filter(None, periods[0]):
        for said in filter(None, periods[1]):
            assert compare_periods(said, claimed).relation == mirrored[compare_periods(claimed, said).relation]
