"""The coverage map: each transcript passage against each source, quoted, reported or absent."""

from __future__ import annotations

from collections.abc import Sequence

from summarize.alignment import TranscriptIndex
from summarize.records import CoverageMark, CoveragePassage, JudgedClaim

_CARRIED = {"supported", "partially_supported", "contradicted"}
_QUOTED = {"verbatim", "near_verbatim", "variant"}


def map_coverage(
    index: TranscriptIndex, claims: Sequence[JudgedClaim], source_ids: Sequence[str]
) -> tuple[CoveragePassage, ...]:
    """Every passage of speech in order, with how each source carries it: the best of its claims that rest on it."""
    marks: dict[tuple[int, str], CoverageMark] = {}
    for claim in claims:
        if claim.verdict not in _CARRIED:
            continue
        mark: CoverageMark = "quoted" if claim.quote_fidelity in _QUOTED else "reported"
        for evidence in claim.evidence:
            key = (index.number_at(evidence.start), claim.source_id)
            if marks.get(key) != "quoted":
                marks[key] = mark
    return tuple(
        CoveragePassage(p.turn.id, p.start, p.end, p.text, {s: marks.get((p.number, s), "absent") for s in source_ids})
        for p in index.passages
        if p.turn.role != "header"
    )
