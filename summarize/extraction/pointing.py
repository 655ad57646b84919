"""The model points, code copies: numbered sentences out, spans of the article back.

A model does not copy reliably, so it is never asked for more than a sentence's number and a few words at either end.
What it points at is cut from the article; what is not there is refused.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from summarize.extraction.extractive import Sentence
from summarize.records import Span
from summarize.text import view

_EDGES = " \t\n.,;:!?…\"'“”„‟«»‹›‘’‚()[]*_-–—،؛؟。"
_CLOSING = re.compile(r'[.,!?…]?"')
_MOST_PLACES = 40  # occurrences of an anchor that are looked at


@dataclass(frozen=True, slots=True)
class Numbered:
    """A sentence of the article under the number by which a model knows it ("S7")."""

    id: str
    sentence: Sentence
    span: Span


def number_sentences(text: str, sentences: Sequence[Sentence]) -> tuple[Numbered, ...]:
    """The sentences in order, numbered from 1 over the whole article, however it is split later."""
    return tuple(
        Numbered(f"S{n}", sentence, Span.cut(text, sentence.start, sentence.end))
        for n, sentence in enumerate(sentences, 1)
    )


def show_sentences(numbered: Sequence[Numbered], before: Sequence[Numbered] = ()) -> str:
    """The sentences as a model sees them: one a line, a blank line between paragraphs, those `before` marked so."""
    lines: list[str] = []
    block = None
    for one in (*before, *numbered):
        if block is not None and one.sentence.block is not block:
            lines.append("")
        block = one.sentence.block
        mark = " (before)" if one in before else " (headline)" if block.kind == "headline" else ""
        lines.append(f"[{one.id}]{mark} {' '.join(one.span.text.split())}")
    return "\n".join(lines)


def split_evenly(numbered: Sequence[Numbered], room: int) -> list[tuple[Numbered, ...]]:
    """The sentences in pieces of at most `room` characters, cut between sentences and, where it can be, paragraphs."""
    total = sum(len(one.span.text) for one in numbered)
    count = -(-total // room) or 1
    pieces: list[list[Numbered]] = [[]]
    size = 0
    for one in numbered:
        length = len(one.span.text)
        opens_block = bool(pieces[-1]) and one.sentence.block is not pieces[-1][-1].sentence.block
        full = opens_block and len(pieces) < count and size >= 0.9 * total / count
        if pieces[-1] and (size + length > room or full):
            pieces.append([])
            size = 0
        pieces[-1].append(one)
        size += length
    return [tuple(piece) for piece in pieces if piece]


def find_span(text: str, sentence: Span, first: str, last: str, wording: str = "") -> Span | str:
    """The piece of a sentence from its first to its last words, or in words why there is none.

    Case, quotation marks and spaces may differ. Of several such pieces the one most like `wording` is taken, else the
    shortest.
    """
    seen = view(sentence.text)
    begins, ends = _places(seen.text, first), _places(seen.text, last)
    if not begins or not ends:
        return f"{(last if begins else first)!r} does not stand in this sentence"
    pieces = [(a[0], b[1]) for a in begins for b in ends if a[0] <= b[0] and a[1] <= b[1]]
    if not pieces:
        return f"{last!r} does not come after {first!r}"
    piece = max(pieces, key=lambda p: (_likeness(seen.text[p[0] : p[1]], wording), p[0] - p[1]))
    cut = seen.span(*_with_marks(seen.text, *piece))
    return Span.cut(text, sentence.start + cut.start, sentence.start + cut.end)


def _with_marks(text: str, start: int, end: int) -> tuple[int, int]:
    """A piece with the quotation mark next to it that it needs to hold a whole quotation."""
    if text[start:end].count('"') % 2 == 0:
        return start, end
    closing = _CLOSING.match(text, end)
    if closing:
        return start, closing.end()
    return (start - 1, end) if text[:start].endswith('"') else (start, end)


def _places(text: str, anchor: str) -> list[tuple[int, int]]:
    words = view(anchor).text.strip(_EDGES).split()
    if not words:
        return []
    pattern = r"(?<!\w)" + r"\s+".join(map(re.escape, words)) + r"(?!\w)"
    found = re.finditer(pattern, text, re.IGNORECASE)
    return [(match.start(), match.end()) for match, _ in zip(found, range(_MOST_PLACES), strict=False)]


def _likeness(piece: str, wording: str) -> int:
    """Words that a piece shares with the claim's wording, less those it has beyond them."""
    if not wording:
        return 0
    ours, theirs = set(piece.casefold().split()), set(view(wording).text.casefold().split())
    return 2 * len(ours & theirs) - len(ours)
