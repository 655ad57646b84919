"""Judged claims against gold labels.

A label says where an article states something and what is right about it. It is matched with the claim of its source
that shares most characters with it (of several, the shortest); a match counts when it covers half of the label. What
has no match counts as wrong.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePath
from typing import Any

from summarize.errors import InputError
from summarize.evaluation.baselines import fuzzy_match
from summarize.evaluation.lines import Line, read_lines
from summarize.evaluation.measures import (
    at_threshold,
    balanced_accuracy,
    best_threshold,
    interval,
    macro_f1,
    precision,
    recall,
    share,
)
from summarize.records import FIDELITIES, JudgedClaim, Reconciliation, SourceStatus, Verdict
from summarize.sentences import split_sentences

VERDICTS: tuple[Verdict, ...] = ("supported", "partially_supported", "contradicted", "not_in_transcript")
_KEYS = (
    "id", "source", "span", "start", "end", "claim", "kind", "speaker", "verdict", "acceptable", "quote_fidelity",
    "acceptable_fidelity", "evidence", "note",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Label:
    """What is right about one stretch of an article; `acceptable` are other verdicts a careful reader may give."""

    id: str
    source: str
    start: int
    end: int
    text: str
    verdict: str
    acceptable: tuple[str, ...] = ()
    speaker: str | None = None
    quote_fidelity: str | None = None
    acceptable_fidelity: tuple[str, ...] = ()
    evidence: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Match:
    """A label and the claim it falls on, if any."""

    label: Label
    claim: JudgedClaim | None

    @property
    def verdict(self) -> str | None:
        """The verdict given; None where no claim covers the label."""
        return self.claim.verdict if self.claim else None

    @property
    def fidelity(self) -> str | None:
        """The grade given to the quotation."""
        return self.claim.quote_fidelity if self.claim else None


@dataclass(frozen=True, slots=True)
class GoldFigures:
    """What a run achieves. `measures` have the names that scripts read; `baselines` are verdict accuracy, macro F1 and
    balanced accuracy of trivial rules, with the threshold that suits these very labels.
    """

    measures: dict[str, float | int | None]
    intervals: dict[str, tuple[float, float] | None]
    classes: dict[str, dict[str, float | int | None]]
    confusion: dict[str, dict[str, int]]
    baselines: dict[str, dict[str, float | None]]


def read_gold(path: Path) -> list[Label]:
    """The labels of a file."""
    return [_label(line) for line in read_lines(path)]


def _label(line: Line) -> Label:
    line.known(_KEYS)
    start, end = line.spot(None)
    return Label(
        id=line.take("id", str),
        source=line.take("source", str),
        start=start,
        end=end,
        text=line.take("span", str),
        verdict=line.choose("verdict", VERDICTS),
        acceptable=tuple(line.take("acceptable", list, optional=True) or ()),
        speaker=line.take("speaker", str, optional=True),
        quote_fidelity=line.choose("quote_fidelity", FIDELITIES, optional=True),
        acceptable_fidelity=tuple(line.take("acceptable_fidelity", list, optional=True) or ()),
        evidence=tuple(one.spot(None) for one in line.inner("evidence")) if line.fields.get("evidence") else (),
    )


# ---------------------------------------------------------------- matching


def match_labels(labels: Sequence[Label], rec: Reconciliation) -> list[Match]:
    """Each label with its claim; `InputError` for a source that the run does not have."""
    sources = {name: find_source(name, rec.sources) for name in dict.fromkeys(label.source for label in labels)}
    return [Match(label, _claim_of(label, sources[label.source], rec.claims)) for label in labels]


def find_source(name: str, sources: Sequence[SourceStatus]) -> str:
    """The id of the source that a label names: by its id, its file's stem, or the beginning of either."""
    for source in sources:
        if source.id.startswith(name) or PurePath(source.file).stem.startswith(name):
            return source.id
    known = ", ".join(source.id for source in sources)
    raise InputError(f"the labels name a source {name!r} that the run does not have", hint=f"it has {known}")


def _claim_of(label: Label, source: str, claims: Sequence[JudgedClaim]) -> JudgedClaim | None:
    own = [claim for claim in claims if claim.source_id == source]
    best = max(own, key=lambda c: (_shared(label, c), c.span.start - c.span.end), default=None)
    return best if best is not None and 2 * _shared(label, best) >= label.end - label.start else None


def _shared(label: Label, claim: JudgedClaim) -> int:
    return _common((label.start, label.end), (claim.span.start, claim.span.end))


def _common(left: tuple[int, int], right: tuple[int, int]) -> int:
    return max(0, min(left[1], right[1]) - max(left[0], right[0]))


# ---------------------------------------------------------------- measuring


def measure(matches: Sequence[Match]) -> dict[str, float | None]:
    """What can be said of labels and their claims alone: shares, 0..1."""
    return {name: measured(matches) for name, measured in _MEASURES.items()}


def _quoted(matches: Sequence[Match]) -> list[Match]:
    return [match for match in matches if match.label.quote_fidelity]


_MEASURES: dict[str, Callable[[Sequence[Match]], float | None]] = {
    "coverage": lambda some: share(m.claim is not None for m in some),
    "verdict_accuracy": lambda some: share(m.verdict == m.label.verdict for m in some),
    "verdict_accuracy_lenient": lambda some: share(m.verdict in (m.label.verdict, *m.label.acceptable) for m in some),
    "verdict_macro_f1": lambda some: macro_f1(_verdicts(some), VERDICTS),
    "verdict_balanced_accuracy": lambda some: balanced_accuracy(_verdicts(some)),
    "quote_fidelity_accuracy": lambda some: share(m.fidelity == m.label.quote_fidelity for m in _quoted(some)),
    "quote_fidelity_lenient": lambda some: share(
        m.fidelity in (m.label.quote_fidelity, *m.label.acceptable_fidelity) for m in _quoted(some)
    ),
    "speaker_accuracy": lambda some: share(_names_speaker(m) for m in some if m.label.speaker),
    "evidence_hit_rate": lambda some: share(_shows_evidence(m) for m in some if m.label.evidence and m.claim),
}


def gold_figures(labels: Sequence[Label], rec: Reconciliation, texts: Mapping[str, str]) -> GoldFigures:
    """All figures of a run; `texts` are those in which offsets count, by id."""
    matches = match_labels(labels, rec)
    measures: dict[str, float | int | None] = {
        "gold_claims": len(labels),
        "run_claims": len(_labelled_claims(labels, rec)),
        **measure(matches),
        "claims_outside_gold": _outside(labels, rec),
        "invalid_spans": sum(
            texts[c.source_id][c.span.start : c.span.end] != c.span.text for c in rec.claims
        ),
        "invalid_evidence": sum(
            rec.transcript.text[e.start : e.end] != e.text for c in rec.claims for e in c.evidence
        ),
        "evidence_spans": sum(len(claim.evidence) for claim in rec.claims),
    }
    groups = [[match] for match in matches]
    return GoldFigures(
        measures=measures,
        intervals={name: interval(groups, measured) for name, measured in _MEASURES.items()},
        classes=_classes(matches),
        confusion=_confusion(matches),
        baselines=_baselines(labels, rec),
    )


def _verdicts(matches: Sequence[Match]) -> list[tuple[str, str | None]]:
    return [(match.label.verdict, match.verdict) for match in matches]


def _names_speaker(match: Match) -> bool:
    wanted = (match.label.speaker or "").casefold()
    return match.claim is not None and wanted in (match.claim.speaker or "").casefold()


def _shows_evidence(match: Match) -> bool:
    return match.claim is not None and any(
        _common(wanted, (e.start, e.end)) for wanted in match.label.evidence for e in match.claim.evidence
    )


def _labelled_claims(labels: Sequence[Label], rec: Reconciliation) -> list[JudgedClaim]:
    sources = {find_source(label.source, rec.sources) for label in labels}
    return [claim for claim in rec.claims if claim.source_id in sources]


def _outside(labels: Sequence[Label], rec: Reconciliation) -> int:
    """Claims of the labelled sources that no label touches."""
    places = [(find_source(label.source, rec.sources), label) for label in labels]
    return sum(
        not any(source == claim.source_id and _shared(label, claim) for source, label in places)
        for claim in _labelled_claims(labels, rec)
    )


def _classes(matches: Sequence[Match]) -> dict[str, dict[str, float | int | None]]:
    pairs = _verdicts(matches)
    return {
        verdict: {
            "labels": sum(right == verdict for right, _ in pairs),
            "recall": recall(pairs, verdict),
            "precision": precision(pairs, verdict),
        }
        for verdict in VERDICTS
    }


def _confusion(matches: Sequence[Match]) -> dict[str, dict[str, int]]:
    """For each right verdict how often each one was given; "none" is a label that no claim covers."""
    table: dict[str, dict[str, int]] = {}
    for (right, said), count in sorted(Counter((m.label.verdict, m.verdict or "none") for m in matches).items()):
        table.setdefault(right, {})[said] = count
    return table


def _baselines(labels: Sequence[Label], rec: Reconciliation) -> dict[str, dict[str, float | None]]:
    text = rec.transcript.text
    parts = [part for turn in rec.transcript.turns for part in turn.paragraphs]
    sentences = [text[a:b] for part in parts for a, b in split_sentences(text, part.start, part.end)]
    scored = [(label.verdict == "supported", fuzzy_match(sentences, label.text)) for label in labels]
    alike = [bool(said) for _, said in at_threshold(scored, best_threshold(scored))]
    guesses = {
        "always supported": ["supported" for _ in labels],
        "fuzzy match": ["supported" if like else "not_in_transcript" for like in alike],
    }
    return {name: _verdict_measures(labels, said) for name, said in guesses.items()}


def _verdict_measures(labels: Sequence[Label], said: Sequence[str]) -> dict[str, float | None]:
    pairs = [(label.verdict, one) for label, one in zip(labels, said, strict=True)]
    return {
        "verdict_accuracy": share(right == one for right, one in pairs),
        "verdict_macro_f1": macro_f1(pairs, VERDICTS),
        "verdict_balanced_accuracy": balanced_accuracy(pairs),
    }


# ---------------------------------------------------------------- printing


def gold_page(figures: GoldFigures) -> str:
    """The figures as text."""
    room = max(map(len, figures.measures)) + 2
    lines = []
    for name, value in figures.measures.items():
        ends = figures.intervals.get(name)
        shown = f"   {ends[0]:.3f} to {ends[1]:.3f}" if ends else ""
        lines.append(f"{name:{room}}{_figure(value)}{shown}")
    answers = [*VERDICTS, "unjudged", "none"]
    lines += ["", f"{'verdict':{room}}labels  recall  precision   given:  {'  '.join(answers)}"]
    for verdict, row in figures.classes.items():
        given = figures.confusion.get(verdict, {})
        counts = "  ".join(f"{given.get(said, 0) or '-':>{len(said)}}" for said in answers)
        lines.append(
            f"{verdict:{room}}{row['labels']:6}  {_figure(row['recall']):>6}  {_figure(row['precision']):>9}           "
            + counts
        )
    lines += ["", f"{'beside ours':{room}}accuracy  macro F1  balanced"]
    for name, measures in {"this run": figures.measures, **figures.baselines}.items():
        row_values = (measures[f"verdict_{key}"] for key in ("accuracy", "macro_f1", "balanced_accuracy"))
        lines.append(f"{name:{room}}" + "  ".join(f"{_figure(value):>8}" for value in row_values))
    note = "Intervals: 95%, bootstrap over labels. Fuzzy match: at the threshold that suits these very labels."
    return "\n".join([*lines, "", note])


def labels_page(matches: Sequence[Match]) -> str:
    """Every label with what was said of it, a line each; an x where the verdicts differ."""
    room = max(len(match.label.id) for match in matches)
    wide = max(map(len, VERDICTS))
    lines = []
    for m in matches:
        mark = " " if m.verdict == m.label.verdict else "x"
        grades = f"{m.label.quote_fidelity}/{m.fidelity}" if m.label.quote_fidelity else ""
        said = f"{m.label.verdict:{wide}}  {m.verdict or 'none':{wide}}  {grades:24}"
        lines.append(f"{mark} {m.label.id:{room}}  {said}  {' '.join(m.label.text.split())[:70]}")
    return "\n".join(lines)


def gold_fields(figures: GoldFigures) -> dict[str, Any]:
    """The figures for JSON: the measures by their names, the rest beside them."""
    return {
        **figures.measures,
        "intervals": figures.intervals,
        "classes": figures.classes,
        "confusion": figures.confusion,
        "baselines": figures.baselines,
    }


def _figure(value: float | int | None) -> str:
    return "-" if value is None else f"{value:.3f}" if isinstance(value, float) else str(value)
