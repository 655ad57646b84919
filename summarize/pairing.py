"""Which text of one list is which of another: the same words first, then the nearest."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

__all__ = ["NEAR", "pair"]

NEAR = 65  # percent of characters in common: below it a sentence is another one, not the same one edited


def pair(left: Sequence[str], right: Sequence[str]) -> dict[int, int]:
    """The place in `right` of each text of `left` that is there, or is there in an edited form; each is used once.

    Equal texts are paired in their order. Of the others the likest go first, and of equally like ones the first.
    """
    found = dict(_equal(left, right))
    taken = set(found.values())
    rest = [n for n in range(len(left)) if n not in found], [n for n in range(len(right)) if n not in taken]
    for _, a, b in sorted(_near([left[n] for n in rest[0]], [right[n] for n in rest[1]])):
        one, other = rest[0][a], rest[1][b]
        if one not in found and other not in taken:
            found[one] = other
            taken.add(other)
    return found


def _equal(left: Sequence[str], right: Sequence[str]) -> Iterator[tuple[int, int]]:
    places: dict[str, list[int]] = defaultdict(list)
    for number in reversed(range(len(right))):
        places[right[number]].append(number)
    for number, text in enumerate(left):
        if places[text]:
            yield number, places[text].pop()


def _near(left: Sequence[str], right: Sequence[str]) -> Iterator[tuple[float, int, int]]:
    """Each two texts that are near, as unlikeness and their places."""
    if not left or not right:
        return
    from rapidfuzz import fuzz, process

    for a, text in enumerate(left):
        for _, score, b in process.extract(text, right, scorer=fuzz.ratio, score_cutoff=NEAR, limit=None):
            yield -score, a, b
