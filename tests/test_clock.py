"""The event's clock: what a date in an article can mean."""

from __future__ import annotations

import datetime as dt

import pytest

from summarize.dates import find_dates
from summarize.reconciliation.clock import Clock


@pytest.mark.parametrize("words", ["on Friday", "on 31 December", "in December", "tomorrow", "next year"])
@pytest.mark.parametrize("day", [dt.date.min, dt.date(9999, 12, 31)])
def test_the_calendar_has_ends(words: str, day: dt.date) -> None:
    """A date that would lie outside the calendar has fewer readings, and is no failure."""
    (mention,) = find_dates(f"It will end {words}.", "en")
    assert len(Clock(day, day, day).readings(mention)) <= len(
        Clock(dt.date(2021, 9, 13), dt.date(2021, 9, 13), dt.date(2021, 9, 13)).readings(mention)
    )
