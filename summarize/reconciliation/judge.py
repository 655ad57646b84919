"""From checks to a verdict.

What a passage carries of a statement (words, meaning, figures, dates) places it on a scale; how the article presents the claim sets the bar; checks
with a veto contradict it, checks with a limit forbid full support. Nothing is averaged over a changed figure, a "not" or a wrong speaker.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from summarize.alignment import TranscriptIndex
from summarize.names import Roster
from summarize.reconciliation import checks
from summarize.reconciliation.checks import Finding
from summarize.reconciliation.clock import Clock
from summarize.reconciliation.evidence import Ranked, Surroundings, rank_passages
from summarize.reconciliation.fidelity import Finding as FidelityFinding
from summarize.reconciliation.fidelity import Placing, judge_quotation
from summarize.reconciliation.statements import Statement
from summarize.records import (
    FIDELITIES,
    AttributionVerdict,
    Check,
    Claim,
    Evidence,
    Fidelity,
    JudgedClaim,
    JudgedQuotation,
    Verdict,
)

_MARGIN_OTHER_SPEAKER = 0.12
_MOST_EVIDENCE = 3
_AS_GOOD = 0.12  # passages within this score of the best are shown beside it
_CLOSEST = 0.3  # a passage from this score on is shown as the closest the transcript comes


@dataclass(frozen=True, slots=True)
class Bars:
    """Scores from which a statement counts as supported, and as partly supported."""

    full: float
    part: float


# A statement credited to somebody in the transcript is expected there; an outlet's own background is not.
_BARS = {"spoken": Bars(0.40, 0.30), "reported": Bars(0.48, 0.44), "outlet": Bars(0.56, 0.55)}


@dataclass(frozen=True, slots=True)
class Judgement:
    """A verdict with everything that led to it."""

    verdict: Verdict
    confidence: float
    evidence: tuple[Ranked, ...]
    findings: tuple[Finding, ...]
    attribution: AttributionVerdict | None
    rationale: str


def judge_claim(statement: Statement, index: TranscriptIndex, roster: Roster, clock: Clock, around: Surroundings | None = None) -> JudgedClaim:
    """The verdict on one claim, with evidence, checks and a rationale."""
    claim = statement.claim
    ranked = rank_passages(statement, index, clock, around)
    if not ranked:
        return _judged(claim, Judgement("unjudged", 0.0, (), (), None, "The transcript holds no text to judge by."), ())
    in_roster = claim.speaker is not None and any(s.name == claim.speaker for s in index.transcript.speakers)
    chosen, attribution, speaker_finding = _choose_by_speaker(claim, ranked, in_roster)
    findings = [*speaker_finding, *_run_checks(statement, chosen, ranked, index, roster, clock)]
    bars = _BARS["spoken" if in_roster else "reported" if claim.speaker else "outlet"]
    speaker = claim.speaker if in_roster and attribution != "wrong_speaker" else None
    quotations = _judge_quotations(statement, chosen, ranked, index, chosen.score >= bars.part, speaker)
    verdict, confidence = _weigh(statement, chosen, findings, bars, [f for _, f in quotations], index)
    evidence = _evidence(chosen, ranked, quotations, verdict, index)
    rationale = _rationale(claim, verdict, chosen, findings, [f for _, f in quotations])
    judged = Judgement(verdict, confidence, evidence, tuple(findings), attribution if evidence else None, rationale)
    return _judged(claim, judged, tuple(q for q, _ in quotations))


def _choose_by_speaker(claim: Claim, ranked: Sequence[Ranked], in_roster: bool) -> tuple[Ranked, AttributionVerdict | None, list[Finding]]:
    """The passage to judge by: the credited speaker's best, unless somebody else's words fit much better."""
    best = ranked[0]
    if not in_roster:
        return best, ("unknown" if claim.speaker else None), []
    own = next((r for r in ranked if r.match.passage.turn.speaker == claim.speaker), None)
    other = next((r for r in ranked if r.match.passage.turn.speaker != claim.speaker and r.match.passage.turn.role != "header"), None)
    if own is None:
        return best, "unknown", []
    if other is not None and other.score - own.score > _MARGIN_OTHER_SPEAKER and other.score >= 0.62 and claim.kind == "quote":
        who = other.match.passage.turn.speaker or "a questioner"
        check = Check("speaker", "fail", f"the article credits {claim.speaker}; these are the words of {who}")
        return other, "wrong_speaker", [Finding(check, "veto")]
    if best.match.passage.turn.role == "header" and best.score >= _BARS["reported"].full and own.score < _BARS["spoken"].part:
        return best, "unknown", []
    return own, "correct", [Finding(Check("speaker", "pass", f"said in {claim.speaker}'s own turn"))]


def _run_checks(statement: Statement, chosen: Ranked, ranked: Sequence[Ranked], index: TranscriptIndex, roster: Roster, clock: Clock) -> list[Finding]:
    here = chosen.match.passage
    others = [r for n, r in enumerate(ranked) if r is not chosen and (n < 4 or abs(r.match.passage.number - here.number) == 1)]
    return [
        *checks.check_figures(statement, chosen, others),
        *checks.check_dates(statement, chosen, index, clock),
        *checks.check_negation(statement, chosen, index),
        *checks.check_antonyms(statement, chosen, index),
        *checks.check_names(statement, chosen, index, roster),
        *checks.check_commitment(statement, chosen, index),
        *checks.check_act(statement, chosen),
    ]


def _judge_quotations(
    statement: Statement, chosen: Ranked, ranked: Sequence[Ranked], index: TranscriptIndex, supported: bool, speaker: str | None
) -> list[tuple[JudgedQuotation, FidelityFinding]]:
    places = [chosen.match.passage.number, *(r.match.passage.number for r in ranked[:3] if r is not chosen)]
    judged = []
    for span in statement.claim.quotations:
        finding = judge_quotation(span.text, statement.language, statement.lexicon, index, Placing(tuple(places), supported, speaker))
        judged.append((JudgedQuotation(span.start, span.end, span.text, finding.fidelity, finding.differences), finding))
    return judged


def _worst(findings: Sequence[FidelityFinding]) -> Fidelity | None:
    return max((f.fidelity for f in findings), key=FIDELITIES.index, default=None)


def _weigh(
    statement: Statement, chosen: Ranked, findings: Sequence[Finding], bars: Bars, fidelities: Sequence[FidelityFinding], index: TranscriptIndex
) -> tuple[Verdict, float]:
    score = chosen.score
    effects = [f.effect for f in findings]
    worst = _worst(fidelities)
    if worst is not None and statement.claim.kind == "quote":
        score = _with_fidelity(score, worst, statement)
    if "veto" in effects and (score >= bars.part or worst in {"verbatim", "near_verbatim"}):
        return "contradicted", 0.75
    if any(f.fidelity == "altered" and {"figure_changed", "negation_changed"} & set(f.differences) for f in fidelities):
        return "contradicted", 0.8
    if score < bars.part or ("unsaid" in effects and (statement.is_detail or _only_detail(statement))):
        return "not_in_transcript", round(min(0.95, 0.55 + (bars.part - min(score, bars.part))), 2)
    if score >= bars.full and not {"limit", "added", "unsaid"} & set(effects) and worst != "altered":
        return "supported", round(min(0.98, 0.6 + 0.8 * (score - bars.full)), 2)
    del index
    return "partially_supported", round(0.5 + 0.3 * abs(score - (bars.full + bars.part) / 2), 2)


def _with_fidelity(score: float, worst: Fidelity, statement: Statement) -> float:
    """A quotation that fills its claim decides it; a few quoted words in a longer statement do not."""
    quoted = sum(q.end - q.start for q in statement.claim.quotations) / max(1, statement.claim.span.end - statement.claim.span.start)
    level = {"verbatim": 0.95, "near_verbatim": 0.85, "variant": 0.66, "altered": 0.5, "not_found": 0.2}[worst]
    share = 1.0 if quoted >= 0.6 else 0.5
    return round((1 - share) * score + share * level, 3) if worst != "variant" or share == 1.0 else max(score, round(0.5 * score + 0.5 * level, 3))


def _only_detail(statement: Statement) -> bool:
    """Whether the statement is hardly more than the date or figure it adds."""
    return len([t for t in statement.terms if t.weight >= 0.5]) < 2


def _evidence(chosen: Ranked, ranked: Sequence[Ranked], quotations: Sequence[tuple[JudgedQuotation, FidelityFinding]], verdict: Verdict, index: TranscriptIndex) -> tuple[Ranked, ...]:
    if verdict == "unjudged" or (verdict == "not_in_transcript" and chosen.score < _CLOSEST):
        return ()
    if verdict == "not_in_transcript":
        return tuple(dict.fromkeys([chosen, *(r for r in ranked[:2] if r.score >= _CLOSEST)]))
    by_number = {r.match.passage.number: r for r in ranked}
    located = [by_number[n] for _, f in quotations if f.located is not None for n in range(f.located.first, f.located.last) if n in by_number]
    near = [r for r in ranked[:4] if r.score >= chosen.score - _AS_GOOD]
    del index
    return tuple(dict.fromkeys([chosen, *located, *near]))[:_MOST_EVIDENCE]


def _rationale(claim: Claim, verdict: Verdict, chosen: Ranked, findings: Sequence[Finding], fidelities: Sequence[FidelityFinding]) -> str:
    passage = chosen.match.passage
    where = f"{passage.turn.speaker or 'the transcript'} ({passage.turn.id})"
    failed = [f.check.detail for f in findings if f.effect == "veto"]
    notes = [f.check.detail for f in findings if f.effect in {"limit", "added", "unsaid"}]
    quote = f" Quotation: {fidelities[0].detail}." if fidelities else ""
    if verdict == "supported":
        derived = next((f.check.detail for f in findings if f.check.outcome == "pass" and f.check.name in {"figures", "dates"}), None)
        return f"{where} says this.{quote}" + (f" {_sentence(derived)}" if derived else "")
    if verdict == "contradicted":
        return f"{where} says something incompatible: {_sentence(failed[0] if failed else fidelities[0].detail)}"
    if verdict == "partially_supported":
        return f"{where} says part of this.{quote}" + (f" {_sentence(notes[0])}" if notes else " The rest is added, shifted or made more specific.")
    closest = f" The closest is in {passage.turn.id}." if chosen.score >= _CLOSEST else ""
    return f"No passage of the transcript says this.{closest}" + (f" {_sentence(notes[0])}" if notes else "")


def _sentence(text: str) -> str:
    text = text.strip()
    return text[:1].upper() + text[1:] + ("" if text.endswith(".") else ".")


def _judged(claim: Claim, judgement: Judgement, quotations: tuple[JudgedQuotation, ...]) -> JudgedClaim:
    evidence: tuple[Evidence, ...] = tuple(r.match.passage.evidence() for r in judgement.evidence)
    worst: Fidelity | None = max((q.fidelity for q in quotations), key=FIDELITIES.index, default=None)
    return JudgedClaim(
        id=claim.id, source_id=claim.source_id, text=claim.text, kind=claim.kind, speaker=claim.speaker, span=claim.span,
        quotations=quotations, verdict=judgement.verdict, quote_fidelity=worst, attribution=judgement.attribution,
        confidence=judgement.confidence, evidence=evidence, checks=tuple(f.check for f in judgement.findings),
        rationale=judgement.rationale, decided_by="rules",
    )  # fmt: skip
