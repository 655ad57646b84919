"""The data of `report.html`: a run as plain JSON, its texts cut into the pieces that the page shows.

Offsets count code points here and UTF-16 units in a browser, so all cutting is done on this side: the page only puts
pieces after one another. Texts are those of the run, untouched; the page makes them harmless when it shows them.

    page_data(run) -> {case, engine, words, totals, run, sources, transcript, passages, evidence, claims, findings,
                       comparisons, outdated}

Sources, turns, passages, evidence and claims refer to one another by their number in these lists.
"""

from __future__ import annotations

import datetime as dt
import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from typing import Any

from summarize.contracts import Json, RunRecord, totals
from summarize.documents import parse_document
from summarize.records import (
    ComparedPassage,
    Evidence,
    JudgedClaim,
    JudgedQuotation,
    JudgedSummary,
    Reconciliation,
    Review,
    Turn,
)
from summarize.report.ranking import difference_in_words, rank
from summarize.report.words import (
    ATTRIBUTION_WORDS,
    FIDELITY_WORDS,
    KIND_WORDS,
    VERDICT_WORDS,
    anchor,
    source_names,
    speaker_of,
)
from summarize.reviews import claim_digest, evidence_digest

_AROUND = 160  # characters of context shown on each side of a finding's words
_MOST_PLACES = 40  # where a comparison's first words are tried in a text
_SENTENCE_EDGE = re.compile(r"(?:[\n!?…。！？؟]|\.(?!\w))+[\"”’»)]*\s*")  # a point inside "3.5" is none
_MARKS = ("quoted", "reported", "absent")
_REVIEW_FIELDS = (
    "decision", "verdict", "quote_fidelity", "comment", "reviewer", "reviewed_at", "machine_verdict", "carried_from",
)  # fmt: skip

Pieces = list[list[Any]]


def page_data(run: RunRecord) -> Json:
    """Everything the page shows, as JSON."""
    rec = run.reconciliation
    numbers = _Numbers(rec)
    evidence = list(dict.fromkeys(_placed(e) for claim in rec.claims for e in claim.evidence))
    place = {key: number for number, key in enumerate(evidence)}
    return {
        "case": {"title": rec.case_title, "event_date": rec.event_date.isoformat()},
        "engine": {"name": rec.engine_name, "model": rec.model},
        "words": _words(),
        "totals": totals(rec),
        "run": dict(run.run),
        "sources": _sources(run),
        "transcript": _transcript(run, numbers),
        "passages": _passages(rec, numbers),
        "evidence": [_said(rec, key, numbers) for key in evidence],
        "claims": [_claim(run, claim, numbers, [place[_placed(e)] for e in claim.evidence]) for claim in rec.claims],
        "findings": [[numbers.claims[f.claim.id], f.severity, f.reason] for f in rank(rec)],
        "comparisons": [_comparison(compared, numbers) for compared in rec.comparisons],
        "outdated": [{**_decided(one), "words": one.span.text} for one in run.outdated],
    }


def _words() -> Json:
    return {
        "verdict": dict(VERDICT_WORDS),
        "fidelity": dict(FIDELITY_WORDS),
        "kind": dict(KIND_WORDS),
        "attribution": dict(ATTRIBUTION_WORDS),
    }


class _Numbers:
    """What things are called inside the page's data: their number in its lists."""

    def __init__(self, rec: Reconciliation) -> None:
        self.sources = {source.id: number for number, source in enumerate(rec.sources)}
        self.claims = {claim.id: number for number, claim in enumerate(rec.claims)}
        self.ordered: list[Turn] = sorted(rec.transcript.turns, key=lambda turn: (turn.start, turn.end))
        self.turns = {turn.id: number for number, turn in enumerate(self.ordered)}
        self.passages = {(p.turn_id, p.start): number for number, p in enumerate(rec.coverage)}
        self._bounds = sorted((p.start, p.end, number) for number, p in enumerate(rec.coverage))

    def passage_at(self, offset: int) -> int | None:
        """The passage that an offset of the transcript lies in."""
        at = bisect_right(self._bounds, offset, key=lambda bound: bound[0]) - 1
        return self._bounds[at][2] if at >= 0 and offset < self._bounds[at][1] else None


# ---------------------------------------------------------------- claims


def _claim(run: RunRecord, claim: JudgedClaim, numbers: _Numbers, evidence: Sequence[int]) -> Json:
    return {
        "id": claim.id,
        "anchor": anchor("claim", claim.id),
        "source": numbers.sources.get(claim.source_id),
        "source_id": claim.source_id,
        "text": claim.text,
        "kind": claim.kind,
        "speaker": claim.speaker,
        "span": {"start": claim.span.start, "end": claim.span.end, "text": claim.span.text},
        "printed": _printed(run, claim),
        "said": _compared(claim),
        "quotations": [_quotation(q) for q in claim.quotations],
        "verdict": claim.verdict,
        "fidelity": claim.quote_fidelity,
        "attribution": claim.attribution,
        "confidence": claim.confidence,
        "evidence": list(evidence),
        "checks": [[check.name, check.outcome, check.detail] for check in claim.checks],
        "rationale": claim.rationale,
        "decided_by": claim.decided_by,
        "claim_digest": claim_digest(claim),
        "evidence_digest": evidence_digest(claim),
        "review": _review(run, claim),
    }


def _quotation(quotation: JudgedQuotation) -> Json:
    steps = [[step.op, step.printed, step.said] for step in quotation.diff]
    return {
        "text": quotation.text,
        "fidelity": quotation.fidelity,
        "differences": [difference_in_words(name) for name in quotation.differences],
        "diff": steps if any(op != "equal" for op, _, _ in steps) else [],
    }


def _review(run: RunRecord, claim: JudgedClaim) -> Json | None:
    """The human review that is stored with the run, if there is one."""
    stored = run.reviews.get(claim.id)
    return None if stored is None else _decided(stored)


def _decided(stored: Review) -> Json:
    found = {name: getattr(stored, name) for name in _REVIEW_FIELDS}
    return {name: value.isoformat() if isinstance(value, dt.datetime) else value for name, value in found.items()}


# ---------------------------------------------------------------- words in their surroundings


@dataclass(frozen=True, slots=True)
class Excerpt:
    """Words and what stands around them; `cut_before`/`cut_after` say that a sentence was cut there."""

    before: str
    words: str
    after: str
    cut_before: bool
    cut_after: bool

    def around(self) -> tuple[str, str]:
        """What is shown before and after the words."""
        return ("… " if self.cut_before else "") + self.before, self.after + (" …" if self.cut_after else "")


def excerpt(text: str, start: int, end: int, low: int, high: int) -> Excerpt:
    """The words with the rest of their sentence, at most `_AROUND` characters of it on each side."""
    before, cut_before = _before(text[max(low, start - _AROUND) : start], start - _AROUND > low)
    after, cut_after = _after(text[start:end], text[end : min(high, end + _AROUND)], end + _AROUND < high)
    return Excerpt(before, text[start:end], after, cut_before, cut_after)


def _before(text: str, more: bool) -> tuple[str, bool]:
    edges = [match.end() for match in _SENTENCE_EDGE.finditer(text)]
    if edges:
        return text[edges[-1] :], False
    return (text.split(" ", 1)[-1], True) if more else (text, False)


def _after(words: str, text: str, more: bool) -> tuple[str, bool]:
    if _SENTENCE_EDGE.search(words[-2:]):
        return "", False
    edge = _SENTENCE_EDGE.search(text)
    if edge:
        return text[: edge.end()].rstrip(), False
    return (text.rsplit(" ", 1)[0], True) if more else (text, False)


def _printed(run: RunRecord, claim: JudgedClaim) -> Json:
    """The article's words: pieces of the claim with what differs in them, and what stands around."""
    text = run.texts.get(claim.source_id, "")
    span = claim.span
    known = text[span.start : span.end] == span.text
    found = excerpt(text, span.start, span.end, 0, len(text)) if known else Excerpt("", span.text, "", False, False)
    before, after = found.around()
    changes: list[tuple[int, int, str]] = []
    for quotation in claim.quotations:
        start = quotation.start - span.start
        if span.text[start : start + len(quotation.text)] == quotation.text:
            steps = [(step.op, step.printed) for step in quotation.diff if step.op != "removed"]
            changes += _located(span.text, steps, start)
    return {"before": before, "pieces": _cut(span.text, changes), "after": after}


def _compared(claim: JudgedClaim) -> list[Pieces | None]:
    """For each piece of a claim's evidence, its pieces with what differs in them; None where nothing does."""
    shown: list[Pieces | None] = []
    for evidence in claim.evidence:
        changes: list[tuple[int, int, str]] = []
        for quotation in claim.quotations:
            steps = [(step.op, step.said) for step in quotation.diff if step.op != "added"]
            changes += _located(evidence.text, steps, 0)
        shown.append(_cut(evidence.text, changes) if changes else None)
    return shown


def _located(text: str, steps: Sequence[tuple[str, str]], at: int) -> list[tuple[int, int, str]]:
    """Where the words of a comparison that differ stand in a text that holds all its words in order; else nothing."""
    first = next((n for n, (_, words) in enumerate(steps) if words), None)
    if first is None:
        return []
    for start in islice(_pattern(steps[first][1]).finditer(text, at), _MOST_PLACES):
        found = _walked(text, steps[first:], start.start())
        if found is not None:
            return found
    return []


def _walked(text: str, steps: Sequence[tuple[str, str]], at: int) -> list[tuple[int, int, str]] | None:
    found = []
    for op, words in steps:
        match = _pattern(words).search(text, at)
        if match is None or re.search(r"\w", text[at : match.start()]):
            return None
        at = match.end()
        if op != "equal":
            found.append((match.start(), match.end(), op))
    return found


@lru_cache(maxsize=4096)
def _pattern(words: str) -> re.Pattern[str]:
    """Words of a comparison as they may stand in a text, whatever white space parts them."""
    return re.compile(r"[\s\u200b]+".join(map(re.escape, words.split())))


def _cut(text: str, changes: Iterable[tuple[int, int, str]]) -> Pieces:
    pieces: Pieces = []
    reached = 0
    for start, end, op in sorted(set(changes)):
        if start < reached:
            continue
        if reached < start:
            pieces.append([text[reached:start], "equal"])
        pieces.append([text[start:end], op])
        reached = end
    return [*pieces, [text[reached:], "equal"]] if reached < len(text) else pieces


# ---------------------------------------------------------------- the transcript

Placed = tuple[str, str, int, int, str]  # of a piece of evidence: turn, speaker, start, end, text


def _placed(evidence: Evidence) -> Placed:
    return evidence.turn_id, speaker_of(evidence), evidence.start, evidence.end, evidence.text


def _said(rec: Reconciliation, key: Placed, numbers: _Numbers) -> Json:
    turn_id, speaker, start, end, text = key
    number = numbers.turns.get(turn_id)
    turn = numbers.ordered[number] if number is not None else None
    whole = rec.transcript.text
    low, high = (min(turn.start, start), max(turn.end, end)) if turn else (start, end)
    before, after = excerpt(whole, start, end, low, high).around() if whole[start:end] == text else ("", "")
    return {
        "turn": number,
        "turn_id": turn_id,
        "speaker": speaker,
        "before": before,
        "text": text,
        "after": after,
        "passage": numbers.passage_at(start),
    }


def _transcript(run: RunRecord, numbers: _Numbers) -> Json:
    rec = run.reconciliation
    text = rec.transcript.text
    marks = [(e.start, e.end, number) for number, claim in enumerate(rec.claims) for e in claim.evidence]
    areas = [(p.start, p.end, number) for number, p in enumerate(rec.coverage)]
    sweep = _Sweep(text, marks, areas)
    shown, reached = [], 0
    for turn in numbers.ordered:
        label = text[reached : turn.start].strip()
        reached = max(reached, turn.end)
        shown.append({
            "id": turn.id,
            "anchor": anchor("turn", turn.id),
            "speaker": turn.speaker,
            "label": label or turn.label or turn.speaker or "",
            "role": turn.role,
            "pieces": list(sweep.between(turn.start, turn.end)),
        })  # fmt: skip
    about = run.run.get("transcript") or {}
    return {
        "publisher": about.get("publisher"),
        "title": about.get("title") or rec.transcript.title,
        "url": about.get("url"),
        "date": about.get("date"),
        "language": rec.transcript.language,
        "turns": shown,
        "trailing": text[reached:].strip(),
    }


def _passages(rec: Reconciliation, numbers: _Numbers) -> list[Json]:
    within: dict[str, int] = defaultdict(int)
    found = []
    for passage in rec.coverage:
        within[passage.turn_id] += 1
        found.append({
            "anchor": f"{anchor('passage', passage.turn_id)}-{within[passage.turn_id]}",
            "turn": numbers.turns.get(passage.turn_id),
            "turn_id": passage.turn_id,
            "text": passage.text,
            "marks": [_MARKS.index(passage.sources.get(source.id, "absent")) for source in rec.sources],
        })  # fmt: skip
    return found


class _Sweep:
    """Walks a text once from left to right, knowing at each offset which claims and which area it lies in."""

    def __init__(
        self, text: str, marks: Iterable[tuple[int, int, int]], areas: Iterable[tuple[int, int, int]]
    ) -> None:
        self._text = text
        self._opening: dict[int, list[int]] = defaultdict(list)
        self._closing: dict[int, list[int]] = defaultdict(list)
        self._area_from: dict[int, int] = {}
        self._area_to: dict[int, int] = {}
        for start, end, number in marks:
            if start < end:
                self._opening[start].append(number)
                self._closing[end].append(number)
        for start, end, number in areas:
            self._area_from[start] = self._area_to[end] = number
        self._edges = sorted({*self._opening, *self._closing, *self._area_from, *self._area_to})
        self._next = 0
        self._open: dict[int, int] = defaultdict(int)
        self._area: int | None = None

    def between(self, start: int, end: int) -> Iterator[list[Any]]:
        """The pieces of a stretch: text, area or None, and the claims on it in their order."""
        at = start
        self._pass(start)
        while at < end:
            upto = min(end, self._edges[self._next] if self._next < len(self._edges) else end)
            yield [self._text[at:upto], self._area, sorted(n for n, times in self._open.items() if times > 0)]
            self._pass(upto)
            at = upto

    def _pass(self, offset: int) -> None:
        """Open and close whatever has an edge up to and including an offset."""
        while self._next < len(self._edges) and self._edges[self._next] <= offset:
            edge = self._edges[self._next]
            for number in self._closing.get(edge, ()):
                self._open[number] -= 1
                if not self._open[number]:
                    del self._open[number]
            for number in self._opening.get(edge, ()):
                self._open[number] += 1
            if self._area is not None and self._area_to.get(edge) == self._area:
                self._area = None
            self._area = self._area_from.get(edge, self._area)
            self._next += 1


# ---------------------------------------------------------------- sources


def _sources(run: RunRecord) -> list[Json]:
    rec = run.reconciliation
    names = source_names(rec)
    described = {str(source.get("id")): source for source in run.run.get("sources", ())}
    summaries = {summary.source_id: summary for summary in rec.summaries}
    claims: dict[str, list[tuple[int, int, int]]] = defaultdict(list)
    for number, claim in enumerate(rec.claims):
        claims[claim.source_id].append((claim.span.start, claim.span.end, number))
    found = []
    for source in rec.sources:
        about = described.get(source.id, {})
        text = run.texts.get(source.id) if source.status == "ok" else None
        found.append({
            "id": source.id,
            "anchor": anchor("article", source.id),
            "name": names[source.id],
            "status": source.status,
            "error": source.error,
            "file": source.file,
            **{key: about.get(key) for key in ("title", "url", "date", "language")},
            **_article(text, claims[source.id], about),
            "summary": _summary(summaries.get(source.id)),
        })  # fmt: skip
    return found


def _article(text: str | None, claims: Sequence[tuple[int, int, int]], about: Mapping[str, Any]) -> Json:
    """The whole text of an article in pieces; the area of a piece is 1 where it is no part of the article."""
    if not text:
        return {"pieces": []}
    document = parse_document(
        text, id="article", language=about.get("language"), title=about.get("title"), publisher=about.get("publisher")
    )
    inside = [(block.start, block.end) for block in document.blocks if block.kind != "furniture"]
    sweep = _Sweep(text, claims, [(start, end, number) for number, (start, end) in enumerate(inside)])
    pieces = [[words, int(area is None), on] for words, area, on in sweep.between(0, len(text))]
    return {"language": about.get("language") or document.language, "pieces": _joined(pieces)}


def _joined(pieces: Iterable[list[Any]]) -> Pieces:
    """The pieces, with blanks between two of them given to the one before, and neighbours alike joined."""
    joined: Pieces = []
    for piece in pieces:
        text, area, on = piece
        if joined and not on and not joined[-1][2] and (joined[-1][1] == area or not text.strip()):
            joined[-1][0] += text
        else:
            joined.append([text, area, on])
    return joined


def _summary(summary: JudgedSummary | None) -> Json | None:
    if summary is None:
        return None
    return {
        "headline": summary.headline,
        "sentences": [
            [sentence.text, sentence.verdict, sentence.grounded, sentence.rationale] for sentence in summary.sentences
        ],
    }


# ---------------------------------------------------------------- outlets compared


def _comparison(compared: ComparedPassage, numbers: _Numbers) -> Json:
    return {
        "turn": numbers.turns.get(compared.turn_id),
        "turn_id": compared.turn_id,
        "passage": numbers.passages.get((compared.turn_id, compared.start)),
        "text": compared.text,
        "renditions": [
            {
                "source": numbers.sources.get(one.source_id),
                "claim": numbers.claims.get(one.claim_id),
                "text": one.span.text,
                "figures": list(one.figures),
                "speaker": one.speaker,
                "verdict": one.verdict,
                "fidelity": one.quote_fidelity,
                "deviations": list(one.deviations),
            }
            for one in compared.renditions
        ],
        "shared": [
            {"detail": one.detail, "claims": [numbers.claims[c] for c in one.claim_ids if c in numbers.claims]}
            for one in compared.shared
        ],
    }
