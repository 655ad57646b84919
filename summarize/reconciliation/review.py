"""What a second judge's opinion is measured by: the same checks, on the passages that it names.

Pure like the rest: an opinion comes in, a verdict with its checks goes out. What code has found (a changed figure, a
"not", another speaker, another day) is a veto that no opinion outvotes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from summarize.alignment import TranscriptIndex
from summarize.names import Roster
from summarize.reconciliation.checks import Finding
from summarize.reconciliation.clock import Clock
from summarize.reconciliation.evidence import Ranked, rank_passages
from summarize.reconciliation.judge import run_checks
from summarize.reconciliation.statements import Statement
from summarize.records import AttributionVerdict, Check, Evidence, JudgedClaim, Verdict

OpinionVerdict = Literal["supported", "partially_supported", "contradicted", "not_in_transcript", "cannot_tell"]

SURE = 0.7  # confidence from which the rules need no second judge
_AGREED = 0.9
_OVERRULED = 0.7
_TOUCHES = 0.2  # score below which a passage has nothing to do with a statement,
_BESIDE = 0.5  # or as a share of the best passage's
_WORDS_THAT_IDENTIFY = 4
_PLAIN = 0.8  # score and coverage from which a passage plainly holds a statement's words
_SAID: frozenset[str] = frozenset({"supported", "partially_supported"})
_LONGEST = 500
_FIRST = 4  # passages that a model names of which one may say what another lacks


@dataclass(frozen=True, slots=True)
class Opinion:
    """What a model says of a claim: its verdict, why, and the passages it relies on, by number."""

    verdict: OpinionVerdict
    reason: str
    passages: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class OpenClaim:
    """A judged claim with what it was judged from; `ranked` are all passages, the rules' choice first."""

    claim: JudgedClaim
    statement: Statement
    clock: Clock
    ranked: tuple[Ranked, ...]


def is_open(claim: JudgedClaim) -> bool:
    """Whether a claim goes to a second judge: rules could not decide, were not sure, found part of it by degree only,
    or found a contradiction that a reader will want to see confirmed.
    """
    if claim.verdict in {"unjudged", "contradicted"} or claim.confidence < SURE or _failed(claim):
        return True
    limited = any(c.outcome == "warn" and c.name in {"figures", "dates"} for c in claim.checks)
    return claim.verdict == "partially_supported" and not limited


def _failed(claim: JudgedClaim) -> list[str]:
    return [check.detail for check in claim.checks if check.outcome == "fail"]


def open_claim(claim: JudgedClaim, statement: Statement, index: TranscriptIndex, clock: Clock) -> OpenClaim:
    """A claim with its passages ranked, the ones it was judged by first."""
    ranked = rank_passages(statement, index, clock)
    chosen = {index.number_at(e.start): n for n, e in enumerate(claim.evidence)}
    judged_by = (r for r in ranked if r.match.passage.number in chosen)
    first = sorted(judged_by, key=lambda r: chosen[r.match.passage.number])
    rest = [r for r in ranked if r.match.passage.number not in chosen]
    return OpenClaim(claim, statement, clock, (*first, *rest))


def settle(opened: OpenClaim, opinion: Opinion | None, index: TranscriptIndex, roster: Roster) -> JudgedClaim:
    """The claim with a model's opinion weighed in, always with a check named "model" that says what became of it."""
    if opinion is None:
        return _noted(opened.claim, "warn", "the model gave no usable answer; the rules' verdict stands")
    said = f"the model says {opinion.verdict}: {opinion.reason}"
    if opinion.verdict == "cannot_tell":
        return _noted(opened.claim, "warn", said)
    named = [r for number in opinion.passages for r in opened.ranked if r.match.passage.number == number]
    findings = run_checks(opened.statement, named[0], _beside(named), index, roster, opened.clock) if named else []
    vetoes = _vetoes(opened, opinion.verdict, named, findings)
    if vetoes:
        return _noted(opened.claim, "fail", f"not followed, as {vetoes[0]}; {said}")
    verdict: Verdict = opinion.verdict
    if verdict == "supported" and any(f.effect == "limit" for f in findings):
        verdict = "partially_supported"
    return _decided(opened, verdict, opinion, named, said)


def _beside(named: Sequence[Ranked]) -> list[Ranked]:
    """The passages that may say what the first one lacks."""
    here = named[0].match.passage.number
    return [r for n, r in enumerate(named) if n and (n < _FIRST or abs(r.match.passage.number - here) == 1)]


def _vetoes(
    opened: OpenClaim, verdict: OpinionVerdict, named: Sequence[Ranked], findings: Sequence[Finding]
) -> list[str]:
    """What code has found that speaks against an opinion."""
    claim = opened.claim
    if claim.verdict == "contradicted" and verdict != "contradicted":  # only a veto of code contradicts
        return _failed(claim) or [claim.rationale]
    if verdict == "not_in_transcript":
        return [*_words_there(claim), *_plainly_there(opened)]
    found = [f.check.detail for f in findings if f.effect == "veto"] if verdict in _SAID else []
    if verdict in _SAID and verdict != claim.verdict:  # what made the rules say "partly" is no objection to "partly"
        found = [*_failed(claim), *found]
    if verdict in _SAID and _is_speaker(claim.speaker, opened) and not _own_words(opened, named):
        found.append(f"none of the passages it names is {claim.speaker}'s")
    comparable = not opened.statement.foreign or any(r.match.cosine for r in opened.ranked)
    least = max(_TOUCHES, _BESIDE * max((r.score for r in opened.ranked), default=0.0))
    if comparable and not any(r.score >= least for r in named):
        found.append("the passages it names have nothing to do with this")
    return found


def _words_there(claim: JudgedClaim) -> list[str]:
    return [
        f"“{q.text[:60]}” stands there word for word" for q in claim.quotations
        if q.fidelity in {"verbatim", "near_verbatim"} and len(q.text.split()) >= _WORDS_THAT_IDENTIFY
    ]


def _plainly_there(opened: OpenClaim) -> list[str]:
    """The passage by which the rules found a claim said, where it holds nearly all of the claim's words and figures."""
    best = opened.ranked[0] if opened.ranked and opened.claim.verdict in _SAID else None
    if best is None or best.score < _PLAIN or best.match.coverage < _PLAIN:
        return []
    return [f"“{' '.join(best.match.passage.text.split())[:60]}” holds nearly all of its words"]


def _is_speaker(name: str | None, opened: OpenClaim) -> bool:
    return name is not None and any(r.match.passage.turn.speaker == name for r in opened.ranked)


def _own_words(opened: OpenClaim, named: Sequence[Ranked]) -> bool:
    """Whether a passage is the credited speaker's, or the record's own heading where the claim adds but a date."""
    speaker, is_detail = opened.claim.speaker, opened.statement.is_detail
    turns = (r.match.passage.turn for r in named)
    return any(turn.speaker == speaker or (turn.role == "header" and is_detail) for turn in turns)


def _decided(
    opened: OpenClaim, verdict: Verdict, opinion: Opinion, named: Sequence[Ranked], said: str
) -> JudgedClaim:
    claim = opened.claim
    if verdict == claim.verdict:
        return replace(
            _noted(claim, "pass", said), decided_by="both", confidence=max(claim.confidence, _AGREED),
            evidence=_joined(claim.evidence, named) if verdict != "not_in_transcript" else claim.evidence,
        )
    evidence = claim.evidence if verdict == "not_in_transcript" else tuple(r.match.passage.evidence() for r in named)
    return replace(
        _noted(claim, "pass", said), verdict=verdict, decided_by="model", confidence=_OVERRULED, evidence=evidence,
        attribution=_attribution(opened, verdict, named) if evidence else None,
        rationale=f"By the model's reading: {opinion.reason}"[:_LONGEST],
    )


def _joined(evidence: Sequence[Evidence], named: Sequence[Ranked]) -> tuple[Evidence, ...]:
    return tuple(dict.fromkeys([*evidence, *(r.match.passage.evidence() for r in named)]))[: max(3, len(evidence))]


def _attribution(opened: OpenClaim, verdict: Verdict, named: Sequence[Ranked]) -> AttributionVerdict | None:
    claim = opened.claim
    if claim.speaker is None or verdict == "not_in_transcript":
        return claim.attribution
    if not _is_speaker(claim.speaker, opened):
        return "unknown"
    if any(r.match.passage.turn.speaker == claim.speaker for r in named):
        return "correct"
    return "wrong_speaker" if verdict == "contradicted" else "unknown"


def _noted(claim: JudgedClaim, outcome: Literal["pass", "fail", "warn"], detail: str) -> JudgedClaim:
    shown = detail if len(detail) <= _LONGEST else detail[: _LONGEST - 2] + " …"
    return replace(claim, checks=(*claim.checks, Check("model", outcome, shown)))
