"""Statements about texts, each labelled supported or not: how often the judge is right about them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from summarize.evaluation.baselines import word_overlap
from summarize.evaluation.lines import read_lines
from summarize.evaluation.measures import Scored, at_threshold, auc, balanced_accuracy, best_threshold, interval, recall

THRESHOLD = 0.5  # the one threshold: none is chosen to suit a file

Scorer = Callable[[str, Sequence[str]], Sequence[float]]


@dataclass(frozen=True, slots=True)
class LabelledClaim:
    """A statement about a document; `supported`: whether the document supports the whole of it."""

    id: str
    document: str
    claim: str
    supported: bool


@dataclass(frozen=True, slots=True)
class ClaimFigures:
    """The figures of one file. `half_interval` is half the 95% bootstrap interval of `balanced_accuracy`, over
    documents; `baselines` are balanced accuracies, that of word overlap at the threshold that suits it best.
    """

    file: str
    claims: int
    documents: int
    balanced_accuracy: float | None
    half_interval: float | None
    auc: float | None
    recall_supported: float | None
    recall_unsupported: float | None
    baselines: dict[str, float | None]


def read_claims(path: Path, limit: int | None = None) -> list[LabelledClaim]:
    """The labelled claims of a file; keys other than id, document, claim and label are not looked at."""
    return [
        LabelledClaim(
            line.take("id", str), line.take("document", str), line.take("claim", str), line.choose("label", (0, 1)) == 1
        )
        for line in read_lines(path)[:limit]
    ]


def score_claims(claims: Sequence[LabelledClaim], scorer: Scorer) -> dict[str, float]:
    """The score of each claim by its id; claims about one document are scored together."""
    scores: dict[str, float] = {}
    for group in _by_document(claims):
        given = scorer(group[0].document, [one.claim for one in group])
        scores |= {one.id: score for one, score in zip(group, given, strict=True)}
    return {one.id: scores[one.id] for one in claims}


def claim_figures(file: str, claims: Sequence[LabelledClaim], scores: dict[str, float]) -> ClaimFigures:
    """The figures of a file's claims and their scores."""

    def measure(some: Sequence[LabelledClaim]) -> float | None:
        return balanced_accuracy(at_threshold(_scored(some, scores), THRESHOLD))

    ends = interval(_by_document(claims), measure)
    scored = _scored(claims, scores)
    pairs = at_threshold(scored, THRESHOLD)
    overlap = [(one.supported, word_overlap(one.document, one.claim)) for one in claims]
    return ClaimFigures(
        file=file,
        claims=len(claims),
        documents=len(_by_document(claims)),
        balanced_accuracy=measure(claims),
        half_interval=(ends[1] - ends[0]) / 2 if ends else None,
        auc=auc(scored),
        recall_supported=recall(pairs, True),
        recall_unsupported=recall(pairs, False),
        baselines={
            "always supported": balanced_accuracy([(one.supported, True) for one in claims]),
            "word overlap": balanced_accuracy(at_threshold(overlap, best_threshold(overlap))),
        },
    )


def claims_page(figures: Sequence[ClaimFigures]) -> str:
    """The figures as a table in percent, a file a line."""
    room = max(len("file"), *(len(one.file) for one in figures))
    columns = "claims  balanced    +-    AUC  recall of supported, unsupported  always supported  word overlap"
    lines = [f"{'file':{room}}  {columns}"]
    for one in figures:
        always, overlap = one.baselines.values()
        lines.append(
            f"{one.file:{room}}  {one.claims:6}  {percent(one.balanced_accuracy):>8}  {percent(one.half_interval):>4}  "
            f"{percent(one.auc):>5}  {percent(one.recall_supported):>19}  {percent(one.recall_unsupported):>11}  "
            f"{percent(always):>16}  {percent(overlap):>12}"
        )
    notes = [
        f"balanced: mean of the two recalls at the threshold {THRESHOLD:g}; +-: half its 95% interval, over documents.",
        "The last two columns are the balanced accuracy of saying always supported, and of the share of words found at",
        "the threshold that suits this very file.",
    ]
    return "\n".join([*lines, "", *notes])


def claims_fields(figures: Sequence[ClaimFigures]) -> list[dict[str, Any]]:
    """The figures for JSON."""
    return [asdict(one) for one in figures]


def percent(value: float | None) -> str:
    """A share as a percentage with one decimal; a dash for none."""
    return "-" if value is None else f"{100 * value:.1f}"


def _scored(claims: Iterable[LabelledClaim], scores: dict[str, float]) -> list[Scored]:
    return [(one.supported, scores[one.id]) for one in claims]


def _by_document(claims: Iterable[LabelledClaim]) -> list[list[LabelledClaim]]:
    groups: dict[str, list[LabelledClaim]] = {}
    for one in claims:
        groups.setdefault(one.document, []).append(one)
    return list(groups.values())
