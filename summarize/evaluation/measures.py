"""The measures, each in one place. Shares are 0..1; a measure of nothing is None.

A pair is what is right and what was said; None was said where nothing was.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Hashable, Iterable, Sequence
from itertools import pairwise
from typing import TypeVar

Item = TypeVar("Item")
Pair = tuple[Hashable, Hashable | None]
Scored = tuple[bool, float]

_SEED, _ROUNDS = 13, 500
_LOW, _HIGH = round(0.025 * _ROUNDS), round(0.975 * _ROUNDS)


def share(hits: Iterable[bool]) -> float | None:
    """The share of hits."""
    marks = list(hits)
    return sum(marks) / len(marks) if marks else None


def recall(pairs: Sequence[Pair], label: Hashable) -> float | None:
    """Of what is `label`, the share that was called so."""
    return share(said == label for right, said in pairs if right == label)


def precision(pairs: Sequence[Pair], label: Hashable) -> float | None:
    """Of what was called `label`, the share that is."""
    return share(right == label for right, said in pairs if said == label)


def balanced_accuracy(pairs: Sequence[Pair]) -> float | None:
    """The mean recall of the labels that occur: a guess scores one over their number, however rare they are."""
    return _mean([recall(pairs, label) for label in dict.fromkeys(right for right, _ in pairs)])


def macro_f1(pairs: Sequence[Pair], labels: Iterable[Hashable]) -> float | None:
    """The mean F1 of those labels that occur among what is right."""
    return _mean([f1(pairs, label) for label in labels if any(right == label for right, _ in pairs)])


def f1(pairs: Sequence[Pair], label: Hashable) -> float:
    """The harmonic mean of recall and precision; 0 where there is neither."""
    hits = sum(right == said == label for right, said in pairs)
    both = sum(right == label for right, _ in pairs) + sum(said == label for _, said in pairs)
    return 2 * hits / both if both else 0.0


def auc(scored: Sequence[Scored]) -> float | None:
    """How often what is so scores higher than what is not; a tie counts half. None with one kind only."""
    positive = [score for right, score in scored if right]
    negative = [score for right, score in scored if not right]
    if not positive or not negative:
        return None
    wins = sum((p > n) + (p == n) / 2 for p in positive for n in negative)
    return wins / (len(positive) * len(negative))


def at_threshold(scored: Sequence[Scored], threshold: float) -> list[Pair]:
    """What is right, and whether the score reaches the threshold."""
    return [(right, score >= threshold) for right, score in scored]


def best_threshold(scored: Sequence[Scored]) -> float:
    """The threshold with the best balanced accuracy on these very items, midway between two scores: for baselines,
    which so get the benefit of hindsight.
    """
    values = sorted({score for _, score in scored})
    middles = [values[0], *((a + b) / 2 for a, b in pairwise(values)), values[-1] + 1]
    return max(middles, key=lambda threshold: balanced_accuracy(at_threshold(scored, threshold)) or 0.0)


def interval(
    groups: Sequence[Sequence[Item]], measure: Callable[[Sequence[Item]], float | None]
) -> tuple[float, float] | None:
    """The 95% bootstrap interval of a measure, low and high: whole groups are drawn anew, as what stands in one group
    (the statements about one text) is not independent. The same input always gives the same interval.
    """
    draw = random.Random(_SEED)
    rounds = []
    for _ in range(_ROUNDS if groups else 0):
        drawn = [draw.choice(groups) for _ in groups]
        value = measure([item for group in drawn for item in group])
        if value is not None:
            rounds.append(value)
    if len(rounds) < _ROUNDS:
        return None
    rounds.sort()
    return rounds[_LOW], rounds[_HIGH - 1]


def _mean(values: Sequence[float | None]) -> float | None:
    known = [value for value in values if value is not None]
    return sum(known) / len(known) if known else None
