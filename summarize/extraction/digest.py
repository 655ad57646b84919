"""The extractive summary: sentences of the article that carry most about the event.

Centrality in the manner of LexRank (Erkan and Radev 2004) over sentence likeness, weighted by position and by what a
reader of a report wants first (who said what, figures), and thinned by maximal marginal relevance (Carbonell and
Goldstein 1998).
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Sequence

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
    likeness = _likeness([s.text for s in spans])
    weights = [_centrality(likeness, i) * _merit(span, i, claims) for i, span in enumerate(spans)]
    wanted = min(_MOST, max(_FEWEST, len(spans) // 3))
    picked: list[int] = [0]
    while len(picked) < wanted:
        rest = [i for i in range(len(spans)) if i not in picked]
        best = max(
            rest, key=lambda i: (_TRADE_OFF * weights[i] - (1 - _TRADE_OFF) * max(likeness[i][j] for j in picked), -i)
        )
        picked.append(best)
    return [spans[i] for i in picked]


def _likeness(texts: Sequence[str]) -> list[list[float]]:
    """Cosines of the sentences' words weighted by their rarity in the article (tf-idf), as in LexRank."""
    bags = [Counter(re.findall(r"\w{3,}", text.casefold())) for text in texts]
    held = Counter(word for bag in bags for word in bag)
    weighted = [{w: n * math.log(len(bags) / held[w]) for w, n in bag.items()} for bag in bags]
    norms = [math.sqrt(sum(x * x for x in row.values())) or 1.0 for row in weighted]
    return [
        [sum(x * b.get(w, 0.0) for w, x in a.items()) / (norms[i] * norms[j]) for j, b in enumerate(weighted)]
        for i, a in enumerate(weighted)
    ]


def _centrality(likeness: Sequence[Sequence[float]], i: int) -> float:
    others = [x for j, x in enumerate(likeness[i]) if j != i]
    return sum(others) / len(others) if others else 0.0


def _merit(span: Span, index: int, claims: Sequence[Claim]) -> float:
    inside = [c for c in claims if span.start <= c.span.start < span.end]
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
