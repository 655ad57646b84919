"""`report.md`: the findings, the counts and all claims as GitHub-flavoured Markdown."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from summarize.contracts import Json, RunRecord, totals
from summarize.records import FIDELITIES, VERDICTS, JudgedClaim, Reconciliation, Review
from summarize.report.ranking import Finding, rank
from summarize.report.words import (
    ATTRIBUTION_WORDS,
    FIDELITY_WORDS,
    KIND_WORDS,
    VERDICT_WORDS,
    one_line,
    printed,
    reviewed,
    shortened,
    source_names,
    speaker_of,
    tally,
)

# Besides CommonMark's own: braces for site generators, `$` for formulas, `~` and `|`.
_SPECIAL = re.compile(r"([\\`*_{}\[\]<>#|~&!$@])")
# Links, mentions, references and emoji are made after Markdown is read, so that a backslash does not stop them: an
# invisible joiner, which parts no line, is put behind what they begin with.
_JOINER = "\u2060"
_ACTIVE = re.compile(
    r"(?i)(?:https?|ftp|mailto|xmpp):(?=\S)|www(?=\.)|[@#](?=\S)|!(?=\d)|\bGH-(?=\d)|:(?=[\w+-]*[a-z+][\w+-]*:)"
)
_BLOCK_START = re.compile(r"^(\d{1,9})([.)])|^([-+=])")


def escaped(text: str) -> str:
    """A foreign text as Markdown that shows it and does nothing else, on one line."""
    line = _ACTIVE.sub(lambda m: m[0] + _JOINER, one_line(text))
    line = _SPECIAL.sub(r"\\\1", line)
    return _BLOCK_START.sub(lambda m: f"{m[1]}\\{m[2]}" if m[1] else f"\\{m[3]}", line)


def render_markdown(run: RunRecord) -> str:
    """The whole run but the texts, as Markdown: what there is to check, then the counts and all claims."""
    rec, reviews = run.reconciliation, run.reviews
    names = source_names(rec)
    parts = [
        _head(run), _findings(rec, names, reviews), _counts(rec, names), _claims(rec, names, reviews),
        _summaries(rec, names),
    ]  # fmt: skip
    return "\n".join(line for part in parts for line in part).rstrip() + "\n"


def _head(run: RunRecord) -> Iterator[str]:
    rec = run.reconciliation
    yield f"# {escaped(rec.case_title)}"
    yield ""
    model = f" ({escaped(rec.model)})" if rec.model else ""
    event = f"Event of {rec.event_date.isoformat()}"
    yield f"{event}, compared with the official transcript by the {rec.engine_name} engine{model}."
    yield ""
    yield f"{_shares(rec)}."
    if run.reviews:
        yield ""
        yield f"{tally(run.reviews, len(rec.claims))}. Verdicts are the machine's, with the reviews beside them."
    for source in rec.sources:
        if source.status == "failed":
            yield ""
            yield f"**{escaped(source.publisher or source.id)} could not be read:** {escaped(source.error or '')}"
    yield ""


def _shares(rec: Reconciliation) -> str:
    counts = totals(rec)["verdicts"]
    shares = ", ".join(f"{counts[verdict]} {VERDICT_WORDS[verdict]}" for verdict in VERDICTS if counts[verdict])
    return f"{len(rec.claims)} claims" + (f": {shares}" if shares else "")


def _findings(rec: Reconciliation, names: Mapping[str, str], reviews: Mapping[str, Review]) -> Iterator[str]:
    ranked = rank(rec)
    yield "## To check, worst first"
    yield ""
    if not ranked:
        yield "Nothing."
        yield ""
    for number, finding in enumerate(ranked, start=1):
        yield from _finding(number, finding, names, reviews.get(finding.claim.id))
    silent = sum(c.kind == "background" and c.verdict == "not_in_transcript" for c in rec.claims)
    yield f"Counted apart: background on which the transcript is silent: {silent}."
    yield ""


def _finding(
    number: int, finding: Finding, names: Mapping[str, str], review: Review | None
) -> Iterator[str]:
    claim = finding.claim
    outlet = escaped(names.get(claim.source_id, claim.source_id))
    yield f"### {number}. {VERDICT_WORDS[claim.verdict].capitalize()} — {outlet}"
    yield ""
    yield f"{escaped(finding.reason)} (claim {escaped(claim.id)})"
    yield ""
    yield f"> **Printed:** {escaped(printed(claim))}"
    label = "Closest" if claim.verdict == "not_in_transcript" else "Said"
    for evidence in claim.evidence:
        yield ">"
        yield f"> **{label}:** {escaped(speaker_of(evidence))} ({escaped(evidence.turn_id)}): {escaped(evidence.text)}"
    yield ""
    if review:
        yield f"**Review:** {escaped(reviewed(review, claim))}"
        yield ""


def _counts(rec: Reconciliation, names: Mapping[str, str]) -> Iterator[str]:
    counted = totals(rec)
    yield "## Counts"
    yield ""
    yield from _count_table(counted, names, "verdicts", VERDICTS, VERDICT_WORDS)
    yield "Quotations against the transcript's words:"
    yield ""
    yield from _count_table(counted, names, "quote_fidelity", FIDELITIES, FIDELITY_WORDS)
    yield "Passages of the transcript:"
    yield ""
    marks = {"quoted": "quoted", "reported": "reported", "absent": "absent"}
    yield from _count_table(counted, names, "coverage", tuple(marks), marks)


def _count_table(
    counted: Json, names: Mapping[str, str], key: str, columns: Sequence[str], words: Mapping[str, str]
) -> Iterator[str]:
    shares = [(names.get(source, source), share[key]) for source, share in counted["sources"].items()]
    rows = [[escaped(name), *(str(counts[c]) for c in columns)] for name, counts in [*shares, ("All", counted[key])]]
    yield from _table(["Outlet", *(words[c] for c in columns)], rows, numbers=True)


def _table(head: Sequence[str], rows: Iterable[Sequence[str]], *, numbers: bool = False) -> Iterator[str]:
    yield f"| {' | '.join(head)} |"
    yield "|---" + ("|--:" if numbers else "|---") * (len(head) - 1) + "|"
    for row in rows:
        yield f"| {' | '.join(row)} |"
    yield ""


def _claims(rec: Reconciliation, names: Mapping[str, str], reviews: Mapping[str, Review]) -> Iterator[str]:
    yield "## All claims"
    yield ""
    for source in rec.sources:
        claims = [claim for claim in rec.claims if claim.source_id == source.id]
        yield f"### {escaped(names[source.id])}"
        yield ""
        if not claims:
            yield "No claims."
            yield ""
            continue
        head = ["Claim", "What it is", "Verdict", "Transcript", "Why", *(["Review"] if reviews else [])]
        yield from _table(head, (_claim_row(claim, reviews) for claim in claims))


def _claim_row(claim: JudgedClaim, reviews: Mapping[str, Review]) -> list[str]:
    turns = ", ".join(dict.fromkeys(escaped(evidence.turn_id) for evidence in claim.evidence))
    verdict = [VERDICT_WORDS[claim.verdict]]
    if claim.quote_fidelity:
        verdict.append(f"words {FIDELITY_WORDS[claim.quote_fidelity]}")
    if claim.attribution:
        verdict.append(ATTRIBUTION_WORDS[claim.attribution])
    kind = KIND_WORDS[claim.kind] + (f" ({escaped(claim.speaker)})" if claim.speaker else "")
    row = [escaped(shortened(claim.text, 500)), kind, "; ".join(verdict), turns or "—", escaped(claim.rationale)]
    if reviews:
        review = reviews.get(claim.id)
        row.append(escaped(reviewed(review, claim)) if review else "—")
    return row


def _summaries(rec: Reconciliation, names: Mapping[str, str]) -> Iterator[str]:
    yield "## Summaries"
    yield ""
    for summary in rec.summaries:
        yield f"### {escaped(names.get(summary.source_id, summary.source_id))}"
        yield ""
        if summary.headline:
            yield f"**{escaped(summary.headline)}**"
            yield ""
        for sentence in summary.sentences:
            note = "" if sentence.grounded else "; not in the article"
            yield f"- {escaped(sentence.text)} *({VERDICT_WORDS[sentence.verdict]}{note})*"
        yield ""
