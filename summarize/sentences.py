"""Sentence boundaries with offsets: the only door to syntok.

syntok keeps abbreviations, initials and decimals whole in Western scripts. Around it stand three repairs that do not
depend on one language: end marks of other scripts, ordinals before a month ("am 13. September"), and closing marks
that belong to the sentence before.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from functools import lru_cache

from summarize.text import mask_links, view

# One-to-one, so that offsets stay: marks that syntok doesn't know, as marks that it does.
_MARKS = str.maketrans({"؟": "?", "۔": ".", "。": ".", "！": "!", "？": "?", "।": ".", "…": ".", "\n": " "})
_ORDINAL_END = re.compile(r"(?:^|\s)\d{1,2}\.$")
# What follows an ordinal written with a full stop ("am 13. September", "das 19. Jahrhundert").
_MONTH = re.compile(
    r"(?:Jan|Jän|Feb|Mär|Mar|Apr|Mai|Maj|Jun|Jul|Aug|Sep|Okt|Nov|Dez|Dec|Jahrhundert|Ocak|Şub|Nis|May|Haz|Tem|Ağu|Eyl|Eki|Kas|Ara)"
)
_CJK = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]")
_LONGEST = 4000  # characters; nobody writes a longer sentence, and what is made of sentences grows with their square
_SPEAKER_INITIAL = re.compile(r"(?:^|\s)[^\W\d_]\.$")


def split_sentences(raw: str, start: int = 0, end: int | None = None) -> tuple[tuple[int, int], ...]:
    """The sentences of `raw[start:end]` as raw offset pairs, in order, without surrounding white space."""
    stop = len(raw) if end is None else end
    return tuple((start + a, start + b) for a, b in _split(raw[start:stop]))


@lru_cache(maxsize=4096)
def _split(piece: str) -> tuple[tuple[int, int], ...]:
    bounds = _boundaries(piece)
    spans: list[tuple[int, int]] = []
    for begin, finish in bounds:
        if spans and _belongs_before(piece, spans[-1], begin, finish):
            spans[-1] = (spans[-1][0], finish)
        else:
            spans.append((begin, finish))
    whole = (_trim(piece, *s) for s in spans if piece[s[0] : s[1]].strip())
    return tuple(part for span in whole for part in _parts(piece, *span))


def _parts(piece: str, begin: int, finish: int) -> Iterator[tuple[int, int]]:
    """A sentence, or what is too long to be one in parts, cut where there is white space."""
    while finish - begin > _LONGEST:
        space = max(piece.rfind(char, begin + 1, begin + _LONGEST) for char in " \n\t\u00a0")
        cut = space if space > begin else begin + _LONGEST
        yield _trim(piece, begin, cut)
        begin = _trim(piece, cut, finish)[0]
    yield begin, finish


def _boundaries(piece: str) -> list[tuple[int, int]]:
    from syntok.segmenter import split
    from syntok.tokenizer import Tokenizer

    seen = view(mask_links(piece))
    text = seen.text.translate(_MARKS)
    if _CJK.search(text):
        cuts = [m.end() for m in re.finditer(r"[.!?]+[\"')\]]*", text)]
        edges = [0, *cuts, len(text)]
        pairs = list(itertools.pairwise(edges))
    else:
        tokens = Tokenizer(emit_hyphen_or_underscore_sep=True, replace_not_contraction=False).tokenize(text)
        pairs = []
        for sentence in split(tokens):
            if sentence:
                pairs.append((sentence[0].offset, sentence[-1].offset + len(sentence[-1].value)))
    found: list[tuple[int, int]] = []
    previous = 0
    for number, (_, finish) in enumerate(pairs):
        last = len(text) if number == len(pairs) - 1 else finish
        span = seen.span(previous, last)
        begin = max(span.start, found[-1][1]) if found else span.start  # a cluster of characters is never cut
        found.append((begin, max(begin, span.end)))
        previous = last
    return [(a, b) for a, b in found if piece[a:b].strip()]


def _belongs_before(piece: str, before: tuple[int, int], begin: int, finish: int) -> bool:
    head, tail = piece[before[0] : before[1]].rstrip(), piece[begin:finish].strip()
    if not any(c.isalnum() for c in tail):
        return True
    if _ORDINAL_END.search(head) and (tail[:1].islower() or _MONTH.match(tail)):
        return True
    return bool(
        _SPEAKER_INITIAL.search(head) and not head.endswith((" I.", " я.")) and tail[:1].isupper() and len(head) < 40
    )


def _trim(piece: str, begin: int, finish: int) -> tuple[int, int]:
    chunk = piece[begin:finish]
    left = len(chunk) - len(chunk.lstrip())
    return begin + left, begin + len(chunk.rstrip())
