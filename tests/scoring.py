"""Score judged claims against gold labels.

A label holds source, start, end, verdict, quote_fidelity, speaker and evidence. It is matched with the claim of its
source that shares most characters with it (of several, the shortest); a match counts when it covers half of the label.
What has no match counts as wrong.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from summarize.records import JudgedClaim

LABELS = ("supported", "partially_supported", "contradicted", "not_in_transcript")
Gold = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Pair:
    """A label and the claim it falls on, if any."""

    gold: Gold
    claim: JudgedClaim | None

    @property
    def verdict(self) -> str | None:
        """The verdict given, None where no claim covers the label."""
        return self.claim.verdict if self.claim else None


def match(gold: Iterable[Gold], claims: Sequence[JudgedClaim]) -> list[Pair]:
    """Each label with its claim."""
    return [Pair(label, _claim_of(label, claims)) for label in gold]


def score(pairs: Sequence[Pair]) -> dict[str, float]:
    """Shares, 0..1: claims covered, verdicts right, their macro F1, grades, speakers and evidence found."""
    verdicts = [(str(p.gold["verdict"]), p.verdict) for p in pairs]
    quoted = [p for p in pairs if p.gold["quote_fidelity"]]
    credited = [p for p in pairs if p.gold["speaker"]]
    shown = [p for p in pairs if p.gold["evidence"] and p.claim]
    return {
        "coverage": _share(p.claim is not None for p in pairs),
        "verdict_accuracy": _share(gold == got for gold, got in verdicts),
        "verdict_macro_f1": _macro_f1(verdicts),
        "fidelity_accuracy": _share(
            p.claim is not None and p.claim.quote_fidelity == p.gold["quote_fidelity"] for p in quoted
        ),
        "speaker_accuracy": _share(_same_speaker(p) for p in credited),
        "evidence_hit_rate": _share(_shows(p) for p in shown),
    }


def _claim_of(label: Gold, claims: Sequence[JudgedClaim]) -> JudgedClaim | None:
    own = [c for c in claims if c.source_id.startswith(label["source"])]
    best = max(own, key=lambda c: (_shared(label, c.span.start, c.span.end), c.span.start - c.span.end), default=None)
    if best is None or 2 * _shared(label, best.span.start, best.span.end) < label["end"] - label["start"]:
        return None
    return best


def _shared(label: Gold, start: int, end: int) -> int:
    return max(0, min(int(label["end"]), end) - max(int(label["start"]), start))


def _same_speaker(pair: Pair) -> bool:
    return pair.claim is not None and str(pair.gold["speaker"]).casefold() in (pair.claim.speaker or "").casefold()


def _shows(pair: Pair) -> bool:
    return pair.claim is not None and any(
        _shared(g, e.start, e.end) for g in pair.gold["evidence"] for e in pair.claim.evidence
    )


def _share(hits: Iterable[bool]) -> float:
    marks = list(hits)
    return sum(marks) / len(marks) if marks else 1.0


def _macro_f1(verdicts: Sequence[tuple[str, str | None]]) -> float:
    """The mean F1 of the verdicts that occur in the gold."""
    scores = []
    for label in LABELS:
        hits = sum(gold == got == label for gold, got in verdicts)
        wanted, given = sum(gold == label for gold, _ in verdicts), sum(got == label for _, got in verdicts)
        if wanted:
            scores.append(2 * hits / (wanted + given))
    return sum(scores) / len(scores) if scores else 1.0
