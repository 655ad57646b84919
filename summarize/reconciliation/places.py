"""Where a quotation stands in the transcript.

The transcript's words are indexed once (`alignment.Flow`). A quotation's words vote for the places at which they would
stand in order; only the places with most votes are compared word by word, so that the search costs little more on a
long transcript than on a short one. All places that are as good as the best are kept: context decides between them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rapidfuzz.distance import Indel

from summarize.alignment import Flow, TranscriptIndex, word_key
from summarize.tagging import Word

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_MOST_VOTES = 2_000  # votes that are counted; beyond them the commonest words do not vote
_FEWEST_VOTERS = 3  # words that vote however common they are
_MOST_PLACES = 24  # places that are compared word by word
_AS_GOOD = 0.02  # share of the words by which two places count as equally good
_RUN = 4  # words in a row that are not there by chance
_COVERED = 0.8  # share of a quotation that such runs must make up to be spliced from them


@dataclass(frozen=True, slots=True)
class Located:
    """A place of the transcript: passages `first..last` and words `at..to` of the flow (both exclusive), the raw range
    of these words, and the share of the quotation's words found there in order (0..1).
    """

    first: int
    last: int
    start: int
    end: int
    share: float
    exact: bool
    at: int
    to: int


@dataclass(frozen=True, slots=True)
class Run:
    """Words `start..start+size` of a quotation that stand in a row in the transcript, at each of `places`."""

    start: int
    size: int
    places: tuple[int, ...]


def locate(words: Sequence[Word], index: TranscriptIndex) -> tuple[Located, ...]:
    """The places where most of the words stand in order, best first; all that are as good as the best are kept."""
    keys = [word_key(w) for w in words]
    flow = index.flow
    exact = flow.exact(keys)
    if exact:
        return tuple(_made(flow, at, at + len(keys), 1.0, exact=True) for at in exact)
    found: set[Located] = set()
    best = 0.0
    for most, low, high in _regions(keys, flow):
        if most < best - _AS_GOOD:
            break
        place = _best_in(keys, flow, low, high)
        if place is not None:
            found.add(place)
            best = max(best, place.share)
    ranked = (f for f in found if f.share >= best - _AS_GOOD)
    return tuple(sorted(ranked, key=lambda f: (-f.share, f.last - f.first, f.to - f.at, f.at)))


def _made(flow: Flow, at: int, to: int, share: float, *, exact: bool = False) -> Located:
    first, last = flow.passages[at], flow.passages[to - 1] + 1
    return Located(first, last, flow.words[at].start, flow.words[to - 1].end, share, exact, at, to)


def _regions(keys: Sequence[str], flow: Flow) -> Iterator[tuple[float, int, int]]:
    """Stretches of the flow for which most words vote, those with most votes first, each with the share of the
    quotation's words that it can hold at most.
    """
    import numpy as np

    standing = sorted((flow.counts[key], offset) for offset, key in enumerate(keys) if key in flow.counts)
    votes: list[NDArray[np.int64]] = []
    counted = 0
    for count, offset in standing:
        counted += count
        if len(votes) >= _FEWEST_VOTERS and counted > _MOST_VOTES:
            break
        votes.append(flow.positions[keys[offset]] - offset)
    if not votes:
        return
    size = len(keys)
    silent = len(standing) - len(votes)
    diagonals = np.concatenate(votes)
    diagonals.sort()
    width = max(4, size // 2)
    counts = diagonals.searchsorted(diagonals + width, side="right") - np.arange(len(diagonals))
    for _ in range(_MOST_PLACES):
        at_most = int(counts.argmax())
        if counts[at_most] <= 0:
            return
        start = int(diagonals[at_most])
        share = min(size, int(counts[at_most]) + silent) / size
        yield share, max(0, start - size // 2 - 4), min(len(flow.keys), start + width + size + size // 2 + 4)
        near = diagonals.searchsorted((start - width, start + width + 1))
        counts[near[0] : near[1]] = 0


def _best_in(keys: Sequence[str], flow: Flow, low: int, high: int) -> Located | None:
    """The densest stretch of matched words between two points of the flow, with room for words changed at its ends.

    Words that come again and again can be matched at their first or at their last place: the closer stretch counts.
    """
    region, size = flow.keys[low:high], len(keys)
    ways = []
    for match in (matched, _matched_from_the_end):
        pairs = match(region, keys)
        if pairs:
            hits = [low + at for at, _ in pairs]
            first, last = _without_strays(hits, *_densest(hits, size), flow)
            ways.append((first - last, hits[last] - hits[first], hits, pairs, first, last))
            if last - first + 1 == len(hits) and hits[last] - hits[first] <= size:
                break
    if not ways:
        return None
    _, _, hits, pairs, first, last = min(ways, key=lambda way: way[:2])
    at, to = hits[first], hits[last] + 1
    share = round((last - first + 1) / size, 3)
    return _made(flow, _back(flow, at, pairs[first][1]), _on(flow, to, size - 1 - pairs[last][1]), share)


def matched(left: Sequence[str], right: Sequence[str]) -> list[tuple[int, int]]:
    """The most words of two rows that match in order, as numbers of both rows."""
    return [
        (code.src_start + k, code.dest_start + k)
        for code in Indel.opcodes(left, right)
        if code.tag == "equal"
        for k in range(code.src_end - code.src_start)
    ]


def _matched_from_the_end(region: Sequence[str], keys: Sequence[str]) -> list[tuple[int, int]]:
    turned = matched(region[::-1], keys[::-1])
    return [(len(region) - 1 - at, len(keys) - 1 - k) for at, k in reversed(turned)]


def _densest(hits: Sequence[int], size: int) -> tuple[int, int]:
    """The first and last of the matched words inside the window, at most half again as long as the quotation, that
    holds most of them.
    """
    limit = max(size + 4, int(size * 1.6))
    if hits[-1] - hits[0] < limit:
        return 0, len(hits) - 1
    best = (1, 0, 0)
    b = 0
    for a in range(len(hits)):
        b = max(a, b)
        while b + 1 < len(hits) and hits[b + 1] - hits[a] < limit:
            b += 1
        if b - a + 1 > best[0]:
            best = (b - a + 1, a, b)
    return best[1], best[2]


def _without_strays(hits: Sequence[int], first: int, last: int, flow: Flow) -> tuple[int, int]:
    """The window without single words at its ends that stand in another passage and not right beside the rest."""
    while (
        first < last
        and hits[first + 1] - hits[first] > 1
        and flow.passages[hits[first]] != flow.passages[hits[first + 1]]
    ):
        first += 1
    while (
        first < last and hits[last] - hits[last - 1] > 1 and flow.passages[hits[last]] != flow.passages[hits[last - 1]]
    ):
        last -= 1
    return first, last


def _back(flow: Flow, at: int, words: int) -> int:
    """Some words before a point, in the same passage."""
    return next((k for k in range(max(0, at - words), at) if flow.passages[k] == flow.passages[at]), at)


def _on(flow: Flow, to: int, words: int) -> int:
    """Some words after a point, in the same passage."""
    last = min(len(flow.words), to + words)
    return next((k for k in range(last, to, -1) if flow.passages[k - 1] == flow.passages[to - 1]), to)


def runs(words: Sequence[Word], flow: Flow) -> tuple[Run, ...]:
    """A quotation cut into the longest runs of words that stand in a row in one turn, from left to right."""
    keys = [word_key(w) for w in words]
    found = []
    i = 0
    while i < len(keys):
        places, size = flow.at(keys[i]), 1
        while len(places) and i + size < len(keys) and len(longer := flow.going_on(places, size, keys[i + size])):
            places, size = longer, size + 1
        if size >= _RUN:
            found.append(Run(i, size, tuple(int(p) for p in places)))
            i += size
        else:
            i += 1
    return tuple(found)


def is_spliced(found: Sequence[Run], words: int, index: TranscriptIndex) -> bool:
    """Whether runs that make up a quotation were said by different speakers, and by no speaker all of them."""
    if len(found) < 2 or sum(run.size for run in found) < _COVERED * words:
        return False
    speakers = [{index.passages[index.flow.passages[at]].turn.speaker for at in run.places} for run in found]
    return not set.intersection(*speakers)
