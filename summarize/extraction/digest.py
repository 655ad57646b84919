"""The extractive summary: sentences of the article that carry most about the event.

Centrality in the manner of LexRank (Erkan and Radev 2004) over sentence likeness, weighted by position and by what a
reader of a report wants first (who said what, figures), and thinned by maximal marginal relevance (Carbonell and
Goldstein 1998).
"""

from __future__ import annotations

import math
import re
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence

from summarize.records import Claim, Document, Span, Summary, SummarySentence
from summarize.sentences import split_sentences

_MOST = 5
_FEWEST = 3
_KEY_POINTS = 6
_TRADE_OFF = 0.7


def summarise(document: Document, claims: Sequence[Claim], engine: str) -> Summary:
    """Headline, three to five sentences in the article's order, and key points, each with the span it is."""
    spans = _sentence_spans(document)
    chosen = sorted(_choose(spans, claims), key=lambda s: s.start)
    points = _key_points(claims, chosen)
    return Summary(
        source_id=document.id,
        headline=_headline(document, spans),
        sentences=tuple(SummarySentence(" ".join(s.text.split()), (s,)) for s in chosen),
        key_points=points,
        engine=engine,
    )


def _sentence_spans(document: Document) -> list[Span]:
    spans = []
    for block in document.blocks:
        if block.kind in {"body", "quote"}:
            spans += [Span.cut(document.text, a, b) for a, b in split_sentences(document.text, block.start, block.end)]
    return [s for s in spans if len(s.text.split()) >= 4] or spans


def _headline(document: Document, spans: Sequence[Span]) -> str:
    block = next((b for b in document.blocks if b.kind == "headline"), None)
    if block is not None:
        return " ".join(document.text[block.start : block.end].split())
    if document.title:
        return document.title
    return " ".join(spans[0].text.split()) if spans else ""


def _choose(spans: Sequence[Span], claims: Sequence[Claim]) -> list[Span]:
    if len(spans) <= _FEWEST:
        return list(spans)
    rows = _vectors([s.text for s in spans])
    weights = [c * m for c, m in zip(_centralities(rows), _merits(spans, claims), strict=True)]
    wanted = min(_MOST, max(_FEWEST, len(spans) // 3))
    picked = [0]
    nearest = [_cosine(row, rows[0]) for row in rows]
    while len(picked) < wanted:
        rest = (i for i in range(len(spans)) if i not in picked)
        best = max(rest, key=lambda i: (_TRADE_OFF * weights[i] - (1 - _TRADE_OFF) * nearest[i], -i))
        picked.append(best)
        nearest = [max(near, _cosine(row, rows[best])) for near, row in zip(nearest, rows, strict=True)]
    return [spans[i] for i in picked]


def _vectors(texts: Sequence[str]) -> list[dict[str, float]]:
    """The sentences' words weighted by their rarity in the article (tf-idf), as in LexRank, each of length 1."""
    bags = [Counter(re.findall(r"\w{3,}", text.casefold())) for text in texts]
    held = Counter(word for bag in bags for word in bag)
    weighted = [{w: n * math.log(len(bags) / held[w]) for w, n in bag.items()} for bag in bags]
    norms = [math.sqrt(sum(x * x for x in row.values())) or 1.0 for row in weighted]
    return [{w: x / norm for w, x in row.items()} for row, norm in zip(weighted, norms, strict=True)]


def _cosine(one: Mapping[str, float], other: Mapping[str, float]) -> float:
    return sum(x * other.get(w, 0.0) for w, x in one.items())


def _centralities(rows: Sequence[Mapping[str, float]]) -> list[float]:
    """The mean likeness of each sentence to all others, which is its likeness to their sum."""
    whole: defaultdict[str, float] = defaultdict(float)
    for row in rows:
        for word, weight in row.items():
            whole[word] += weight
    return [round((_cosine(row, whole) - _cosine(row, row)) / max(1, len(rows) - 1), 9) for row in rows]


def _merits(spans: Sequence[Span], claims: Sequence[Claim]) -> Iterator[float]:
    ordered = sorted(claims, key=lambda claim: claim.span.start)
    starts = [claim.span.start for claim in ordered]
    for index, span in enumerate(spans):
        yield _merit(span, index, ordered[bisect_left(starts, span.start) : bisect_left(starts, span.end)])


def _merit(span: Span, index: int, inside: Sequence[Claim]) -> float:
    merit = 1.0 + 0.5 / (1 + index)
    merit += 0.3 * any(c.speaker for c in inside)
    merit += 0.2 * bool(re.search(r"\d", span.text))
    return merit - 0.4 * (bool(inside) and all(c.kind == "background" for c in inside))


def _key_points(claims: Sequence[Claim], chosen: Sequence[Span]) -> tuple[SummarySentence, ...]:
    rank = {"quote": 0, "indirect": 1, "fact": 2, "background": 3}
    worthy = [c for c in claims if len(c.span.text.split()) >= 5]
    first = sorted(
        worthy, key=lambda c: (rank[c.kind], -any(s.start <= c.span.start < s.end for s in chosen), c.span.start)
    )
    kept = sorted(first[:_KEY_POINTS], key=lambda c: c.span.start)
    return tuple(SummarySentence(c.text, (c.span,)) for c in kept)
