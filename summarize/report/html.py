"""`report.html`: one page to read, check and print; no scripts, nothing loaded from anywhere."""

from __future__ import annotations

import base64
import hashlib
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from summarize.contracts import Json, RunRecord, totals
from summarize.records import FIDELITIES, VERDICTS, Evidence, JudgedClaim, Reconciliation, Turn, Verdict
from summarize.report.ranking import rank
from summarize.report.words import (
    ATTRIBUTION_WORDS,
    FIDELITY_WORDS,
    KIND_WORDS,
    VERDICT_WORDS,
    cleaned,
    shortened,
    source_names,
    speaker_of,
)

if TYPE_CHECKING:
    from jinja2 import Environment

_AROUND = 160  # characters of context shown on each side of a finding's words
_GRAVEST: tuple[Verdict, ...] = ("contradicted", "partially_supported", "supported", "not_in_transcript", "unjudged")
_MARKS = ("quoted", "reported", "absent")
_SENTENCE_EDGE = re.compile(r"(?:[\n!?…。！？؟]|\.(?!\w))+[\"”’»)]*\s*")  # a point inside "3.5" is none


@dataclass(frozen=True, slots=True)
class Excerpt:
    """Words and what stands around them; `cut_before`/`cut_after` say that a sentence was cut there."""

    before: str
    words: str
    after: str
    cut_before: bool
    cut_after: bool


@dataclass(frozen=True, slots=True)
class Said:
    """A piece of evidence as shown: whose, where, with its surroundings."""

    speaker: str
    turn_id: str
    anchor: str
    excerpt: Excerpt


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of the transcript under the same claims; `notes` are the claims whose evidence ends with it."""

    anchor: str
    text: str
    verdict: Verdict | None
    notes: tuple[JudgedClaim, ...]


@dataclass(frozen=True, slots=True)
class Passage:
    """A turn as shown: the label as printed, else the speaker's name; the text in pieces."""

    turn: Turn
    label: str
    pieces: tuple[Piece, ...]


def render_html(run: RunRecord) -> str:
    """The whole run as one self-contained HTML page."""
    environment = _environment()
    css = _stylesheet(environment)
    return environment.get_template("report.html.j2").render(
        css=css, css_hash=_csp_hash(str(css)), **_context(run)
    )


@cache
def _environment() -> Environment:
    from jinja2 import Environment, PackageLoader, StrictUndefined

    environment = Environment(
        loader=PackageLoader("summarize.report"),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_finalized,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {"anchor": anchor, "shortened": shortened}
    environment.globals["bar"] = bar
    return environment


def _finalized(value: object) -> object:
    """Whatever is printed, without control and direction-changing characters; template-made markup stays as it is."""
    return cleaned(value) if type(value) is str else value


def _stylesheet(environment: Environment) -> str:
    from markupsafe import Markup

    assert environment.loader is not None
    return Markup(environment.loader.get_source(environment, "report.css")[0])


def _csp_hash(css: str) -> str:
    return base64.b64encode(hashlib.sha256(css.encode()).digest()).decode("ascii")


def anchor(claim_id: str) -> str:
    """The stable HTML id of a claim: letters, digits, `.`, `-` and, for every other character, its code in `_`."""
    return "claim-" + re.sub(r"[^A-Za-z0-9.-]", lambda m: f"_{ord(m[0]):x}_", claim_id)


def _context(run: RunRecord) -> dict[str, Any]:
    rec = run.reconciliation
    return {
        "run": run.run,
        "rec": rec,
        "names": defaultdict(lambda: "unknown source", source_names(rec)),
        "languages": _languages(run),
        "totals": totals(rec),
        "numbers": {claim.id: number for number, claim in enumerate(rec.claims, start=1)},
        "findings": rank(rec),
        "claims_of": _claims_by_source(rec),
        "background": sum(c.kind == "background" and c.verdict == "not_in_transcript" for c in rec.claims),
        "printed": {claim.id: _printed(run, claim) for claim in rec.claims},
        "said": _said(rec),
        "passages": _passages(rec),
        "trailing": rec.transcript.text[max((t.end for t in rec.transcript.turns), default=0) :].strip(),
        "verdicts": VERDICTS,
        "verdict_words": VERDICT_WORDS,
        "fidelities": FIDELITIES,
        "fidelity_words": FIDELITY_WORDS,
        "kind_words": KIND_WORDS,
        "attribution_words": ATTRIBUTION_WORDS,
        "marks": _MARKS,
    }


def _languages(run: RunRecord) -> Mapping[str, str]:
    """The language of each source where the run tells it, for screen readers and hyphenation."""
    known = {str(s["id"]): str(s["language"]) for s in run.run.get("sources", ()) if s.get("language")}
    return defaultdict(str, known)


def _claims_by_source(rec: Reconciliation) -> dict[str, list[JudgedClaim]]:
    claims: dict[str, list[JudgedClaim]] = {source.id: [] for source in rec.sources}
    for claim in rec.claims:
        claims.setdefault(claim.source_id, []).append(claim)
    return claims


# ---------------------------------------------------------------- words in their surroundings


def _printed(run: RunRecord, claim: JudgedClaim) -> Excerpt:
    text = run.texts.get(claim.source_id, "")
    if text[claim.span.start : claim.span.end] != claim.span.text:
        return Excerpt("", claim.span.text, "", False, False)
    return excerpt(text, claim.span.start, claim.span.end, 0, len(text))


def _said(rec: Reconciliation) -> dict[str, list[Said]]:
    turns = {turn.id: turn for turn in rec.transcript.turns}
    return {c.id: [_piece_said(rec.transcript.text, e, turns.get(e.turn_id)) for e in c.evidence] for c in rec.claims}


def _piece_said(text: str, evidence: Evidence, turn: Turn | None) -> Said:
    low = min(turn.start, evidence.start) if turn else evidence.start
    high = max(turn.end, evidence.end) if turn else evidence.end
    around = excerpt(text, evidence.start, evidence.end, low, high)
    return Said(speaker_of(evidence), evidence.turn_id, f"at-{evidence.start}", around)


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


# ---------------------------------------------------------------- the transcript


def _passages(rec: Reconciliation) -> list[Passage]:
    """Every turn in order, cut wherever evidence or a coverage passage begins or ends."""
    claims = [(evidence, claim) for claim in rec.claims for evidence in claim.evidence]
    turns = sorted(rec.transcript.turns, key=lambda turn: (turn.start, turn.end))
    edges = {offset for evidence, _ in claims for offset in (evidence.start, evidence.end)}
    edges |= {passage.start for passage in rec.coverage}
    pieces = _Sweep(rec.transcript.text, sorted(edges), claims)
    shown, reached = [], 0
    for turn in turns:
        label = rec.transcript.text[reached : turn.start].strip()
        reached = max(reached, turn.end)
        shown.append(Passage(turn, label or turn.speaker or "", tuple(pieces.between(turn.start, turn.end))))
    return shown


class _Sweep:
    """Walks the transcript once from left to right, knowing at each offset which claims rest on it."""

    def __init__(self, text: str, edges: Sequence[int], claims: Iterable[tuple[Evidence, JudgedClaim]]) -> None:
        self._text = text
        self._edges = edges
        self._next = 0
        self._starts: dict[int, list[JudgedClaim]] = defaultdict(list)
        self._ends: dict[int, list[JudgedClaim]] = defaultdict(list)
        self._open: Counter[Verdict] = Counter()
        for evidence, claim in claims:
            self._starts[evidence.start].append(claim)
            self._ends[evidence.end].append(claim)

    def between(self, start: int, end: int) -> Iterator[Piece]:
        at = start
        self._pass(start)
        while at < end:
            upto = min(end, self._edges[self._next] if self._next < len(self._edges) else end)
            yield self._piece(at, upto)
            self._pass(upto)
            at = upto

    def _pass(self, offset: int) -> None:
        """Open and close the evidence at every edge up to and including an offset."""
        while self._next < len(self._edges) and self._edges[self._next] <= offset:
            edge = self._edges[self._next]
            self._open.subtract(claim.verdict for claim in self._ends.pop(edge, ()))
            self._open.update(claim.verdict for claim in self._starts.pop(edge, ()))
            self._next += 1

    def _piece(self, start: int, end: int) -> Piece:
        verdict = next((gravest for gravest in _GRAVEST if self._open[gravest] > 0), None)
        notes = tuple({claim.id: claim for claim in self._ends.get(end, ())}.values())
        return Piece(f"at-{start}", self._text[start:end], verdict, notes)


def bar(counts: Json, words: Sequence[str]) -> list[tuple[str, int, int]]:
    """The parts of a stacked bar: word, offset, length; none for zero."""
    parts, at = [], 0
    for word in words:
        if counts[word]:
            parts.append((word, at, counts[word]))
        at += counts[word]
    return parts
