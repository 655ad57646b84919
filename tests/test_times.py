"""`summarize.times`: times of day in text. Cases are in `data/dates/times.json`; "?": it may be of either half."""

from __future__ import annotations

from typing import Any

import pytest
from events import data
from hypothesis import given, settings
from hypothesis import strategies as st

from summarize.times import TimeOfDay, find_times


def shown(time: TimeOfDay) -> str:
    return f"{time.minute // 60}:{time.minute % 60:02d}{'?' if time.either else ''}"


@pytest.mark.parametrize("case", data("dates", "times"), ids=lambda case: f"{case['language']}: {case['text']}")
def test_finds_times_of_day_and_nothing_else(case: dict[str, Any]) -> None:
    """Times in digits and words are read as the language writes them; ratios, durations and zoned times are not."""
    found = find_times(case["text"], case["language"])
    assert [shown(time) for time in found] == case["times"]
    assert all(case["text"][time.start : time.end] == time.text for time in found)


@pytest.mark.parametrize(
    ("one", "other", "agree"),
    [
        (("en", "at 5 p.m."), ("de", "um 17 Uhr"), True),
        (("en", "at half past two o'clock"), ("de", "um 14.30 Uhr"), True),
        (("en", "at half past two o'clock"), ("de", "um 2.30 Uhr"), True),
        (("en", "at 2.30 a.m."), ("de", "um 14.30 Uhr"), False),
        (("fr", "à 17h30"), ("ru", "в 17:30"), True),
        (("fr", "à 17h30"), ("ru", "в 17:00"), False),
        (("en", "at noon"), ("fr", "à midi"), True),
        (("en", "at noon"), ("fr", "à minuit"), False),
        (("pl", "o godz. 17.30"), ("nl", "om 17.30 uur"), True),
    ],
)
def test_agrees_with_another_spelling_of_the_same_time(
    one: tuple[str, str], other: tuple[str, str], agree: bool
) -> None:
    """A time is the same in any spelling, and a bare 12-hour time may be of either half of the day."""
    (first,), (second,) = (find_times(text, language) for language, text in (one, other))
    assert first.agrees(second) == second.agrees(first) == agree


@given(st.text(max_size=60), st.sampled_from(["en", "de", "fr", "es", "it", "pt", "ru", "uk", "pl", "nl", "tr", "ar"]))
@settings(max_examples=100, deadline=None)
def test_never_raises_and_spans_are_true(text: str, language: str) -> None:
    """On any text what is found is in order, apart, and exactly what stands at its offsets."""
    end = 0
    for time in find_times(text, language):
        assert end <= time.start < time.end
        assert text[time.start : time.end] == time.text
        assert 0 <= time.minute < 1440
        end = time.end
