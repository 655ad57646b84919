"""Rankings: what is put off changes nothing; what is kept is bounded; rows are rounded as single numbers are."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from summarize.ranking import Ranking, Scores
from summarize.recent import Recent
from summarize.rounding import rounded

SCORES = st.lists(st.tuples(st.integers(0, 20), st.integers(0, 5)), max_size=90)  # the final score; what it may lose


def scores_of(drawn: list[tuple[int, int]]) -> tuple[Scores, list[int]]:
    final = [score for score, _ in drawn]
    asked: list[int] = []

    def settle(numbers: np.ndarray) -> np.ndarray:
        asked.extend(numbers.tolist())
        return np.array([float(final[n]) for n in numbers])

    values = np.array([float(score + loss) for score, loss in drawn])
    unsettled = np.array([loss > 0 for _, loss in drawn], dtype=bool)
    return Scores(values, unsettled, settle), asked


@given(SCORES)
def test_a_ranking_is_that_of_the_final_scores(drawn: list[tuple[int, int]]) -> None:
    """Things come by falling final score, of equal ones the lower number first, however late scores are settled."""
    scores, asked = scores_of(drawn)
    found = list(Ranking(scores, lambda number: number))
    assert found == sorted(range(len(drawn)), key=lambda n: (-drawn[n][0], n))
    assert len(asked) == len(set(asked))


@given(SCORES, st.data())
def test_scores_settled_by_others_are_seen(drawn: list[tuple[int, int]], data: st.DataObject) -> None:
    """A score that is settled by number, before or between two looks at the ranking, leaves the order as it is."""
    scores, _ = scores_of(drawn)
    ranking = Ranking(scores, lambda number: number)
    found = []
    for k in range(len(drawn)):
        scores.settle(np.array(data.draw(st.lists(st.integers(0, len(drawn) - 1), max_size=2)), dtype=np.int64))
        found.append(ranking[k])
    assert found == sorted(range(len(drawn)), key=lambda n: (-drawn[n][0], n))


def test_only_what_may_lead_is_settled() -> None:
    """Of a thousand unsettled scores a leader needs but a few, and only what is looked at is made."""
    scores, asked = scores_of([(1000 - n, 1) for n in range(1000)])
    made: list[int] = []

    def make(number: int) -> int:
        made.append(number)
        return number

    ranking = Ranking(scores, make)
    assert (ranking[0], ranking[1], ranking.of(7)) == (0, 1, 7)
    assert made == [0, 1, 7]
    assert len(asked) < 50


def test_a_ranking_is_a_sequence() -> None:
    """It has a length, slices and places from the end, and none beyond it."""
    ranking = Ranking(Scores(np.array([0.5, 0.9, 0.7])), "abc".__getitem__)
    assert (len(ranking), ranking[-1], ranking[:2], list(ranking)) == (3, "a", ("b", "c"), ["b", "c", "a"])
    with pytest.raises(IndexError):
        ranking[3]


@given(st.lists(st.floats(-10, 10), max_size=40), st.integers(0, 4))
def test_rows_are_rounded_as_single_numbers_are(values: list[float], digits: int) -> None:
    """Each number of a row is rounded to what Python's `round` makes of it."""
    assert rounded(np.array(values), digits).tolist() == [round(value, digits) for value in values]


@pytest.mark.parametrize("value", [0.0005, 0.0015, 0.6125, 0.0825, 2.675, 1.0005, -0.0005])
def test_the_middle_of_two_steps_is_rounded_as_python_does(value: float) -> None:
    """What lies beside the middle of two steps by a bit only goes to the side on which it lies."""
    assert rounded(np.array([value]), 3)[0] == round(value, 3)


def test_what_was_not_asked_for_longest_makes_room() -> None:
    """A full cache forgets the value that was not asked for the longest, and makes it anew when asked."""
    made = iter(range(9))
    recent: Recent[str, int] = Recent(2)
    assert [recent.get(key, lambda: next(made)) for key in ("a", "b", "a", "c", "a", "b")] == [0, 1, 0, 2, 0, 3]
    assert "c" not in recent
