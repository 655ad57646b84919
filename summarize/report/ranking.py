"""Which claims an editor must look at, ranked by what it costs to have printed them wrong.

These are the findings, for every report and for `--fail-on`: the claims that are not supported, and those whose
quotation was changed or credited to the wrong speaker. Silence about an outlet's own background is none.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from summarize.records import DIFFERENCES, SEVERITY, JudgedClaim, Reconciliation, Verdict
from summarize.report.words import listed, one_line, shortened, source_names, speaker_of


@dataclass(frozen=True, slots=True)
class Finding:
    """A claim that needs a look: how severe (0 is worst), and why in one line."""

    claim: JudgedClaim
    severity: int
    reason: str


def findings(rec: Reconciliation) -> tuple[JudgedClaim, ...]:
    """The claims that need a look, worst first."""
    return tuple(finding.claim for finding in rank(rec))


def counted(rec: Reconciliation, level: Verdict) -> tuple[Finding, ...]:
    """The findings whose verdict is this one or a worse one, in their order."""
    return tuple(f for f in rank(rec) if f.claim.verdict in SEVERITY[: SEVERITY.index(level) + 1])


def rank(rec: Reconciliation) -> tuple[Finding, ...]:
    """The findings with severity and reason.

    Worst first: a quotation that the transcript contradicts, a statement it contradicts, an altered or misattributed
    quotation, a quotation of one of its speakers that it does not hold, a partly supported statement with a failed
    check, a statement credited to one of its speakers on which it is silent, other partly supported statements, other
    silence, and what could not be judged. Equals are ordered by confidence, then as printed.
    """
    speakers = _speakers(rec)
    order = {source.id: number for number, source in enumerate(rec.sources)}
    alike, names = _alike(rec), source_names(rec)
    found = []
    for claim in rec.claims:
        severity = _severity(claim, _folded(claim.speaker) in speakers)
        if severity is not None:
            others = listed([names[source] for source in alike.get(claim.id, ())])
            reason = _REASONS[severity](claim) + (f" The same in {others}." if others else "")
            found.append(Finding(claim, severity, reason))
    return tuple(sorted(found, key=lambda f: _place(f, order)))


def _alike(rec: Reconciliation) -> dict[str, tuple[str, ...]]:
    """For each claim whose deviation another source shares, the ids of those sources."""
    found: dict[str, tuple[str, ...]] = {}
    for passage in rec.comparisons:
        by_id = {rendition.claim_id: rendition.source_id for rendition in passage.renditions}
        for shared in passage.shared:
            sources = dict.fromkeys(by_id[claim_id] for claim_id in shared.claim_ids)
            for claim_id in shared.claim_ids:
                found[claim_id] = tuple(source for source in sources if source != by_id[claim_id])
    return found


def _place(finding: Finding, order: Mapping[str, int]) -> tuple[int, float, int, int]:
    claim = finding.claim
    return finding.severity, -claim.confidence, order.get(claim.source_id, len(order)), claim.span.start


def _folded(name: str | None) -> str:
    return " ".join((name or "").casefold().split())


def _speakers(rec: Reconciliation) -> set[str]:
    names = {_folded(turn.speaker) for turn in rec.transcript.turns}
    for speaker in rec.transcript.speakers:
        names |= {_folded(name) for name in (speaker.name, *speaker.names)}
    return names - {""}


def _severity(claim: JudgedClaim, of_speaker: bool) -> int | None:
    wrong_words = claim.quote_fidelity == "altered" or claim.attribution == "wrong_speaker"
    if claim.verdict == "unjudged":
        return 8
    if claim.verdict == "contradicted":
        return 0 if wrong_words and claim.quotations else 1
    if wrong_words:
        return 2
    if claim.verdict == "not_in_transcript" and claim.kind == "background":
        return None
    if claim.quote_fidelity == "not_found" and of_speaker and claim.verdict != "supported":
        return 3
    return _milder_severity(claim, of_speaker)


def _milder_severity(claim: JudgedClaim, of_speaker: bool) -> int | None:
    if claim.verdict == "partially_supported":
        return 4 if any(check.outcome == "fail" for check in claim.checks) else 6
    if claim.verdict == "not_in_transcript":
        return 5 if of_speaker else 7
    return None


# ---------------------------------------------------------------- reasons


def _quotation_reason(claim: JudgedClaim) -> str:
    if claim.attribution == "wrong_speaker":
        return _speaker_reason(claim)
    return f"A quotation was changed: {_details(claim)}"


def _speaker_reason(claim: JudgedClaim) -> str:
    voices = list(dict.fromkeys(speaker_of(evidence) for evidence in claim.evidence))
    credited = one_line(claim.speaker or "somebody else")
    if not voices or voices == [credited]:
        return f"Credited to the wrong speaker: {_details(claim)}"
    return f"Credited to {credited}; in the transcript the words are those of {listed(voices)}."


def _contradiction_reason(claim: JudgedClaim) -> str:
    if claim.attribution == "wrong_speaker":
        return _speaker_reason(claim)
    return f"The transcript says otherwise: {_details(claim)}"


def _missing_reason(claim: JudgedClaim) -> str:
    return f"Printed as a quotation of {one_line(claim.speaker or '')}, but the transcript has no such words."


def _failed_reason(claim: JudgedClaim) -> str:
    return f"Only partly said: {_details(claim)}"


def _silence_reason(claim: JudgedClaim) -> str:
    if not claim.speaker:
        return "The transcript does not say it."
    return f"Credited to {one_line(claim.speaker)}, but the transcript does not say it."


def _undecided_reason(claim: JudgedClaim) -> str:
    return f"Not judged: {_details(claim)}"


def _details(claim: JudgedClaim) -> str:
    """What exactly is wrong: the failed checks, else the differences of the worst quotation, else the rationale."""
    failed = [check.detail or check.name for check in claim.checks if check.outcome == "fail"]
    altered = [d for q in claim.quotations if q.fidelity == "altered" for d in map(difference_in_words, q.differences)]
    said = list(dict.fromkeys(failed or altered)) or [claim.rationale or "see the evidence"]
    return shortened("; ".join(one_line(detail).rstrip(".;") for detail in said), 300).rstrip(".") + "."


def difference_in_words(name: str) -> str:
    """What differs in a quotation, as readers are told it: `figure changed`."""
    return name.replace("_", " ") if name in DIFFERENCES else name


_REASONS: tuple[Callable[[JudgedClaim], str], ...] = (
    _quotation_reason,
    _contradiction_reason,
    _quotation_reason,
    _missing_reason,
    _failed_reason,
    _silence_reason,
    _details,
    _silence_reason,
    _undecided_reason,
)
