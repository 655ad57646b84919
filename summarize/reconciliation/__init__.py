"""The reconciler: every claim and every summary sentence of every source against the transcript.

Pure: no network, no clock, no model that writes. The same case gives the same verdicts.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from summarize.alignment import TranscriptIndex
from summarize.names import Roster, build_roster
from summarize.ranking import Scores
from summarize.reconciliation.clock import Clock, make_clock
from summarize.reconciliation.comparison import compare_accounts
from summarize.reconciliation.coverage import map_coverage
from summarize.reconciliation.evidence import Surroundings, score_passages
from summarize.reconciliation.judge import Consideration, judge_claim
from summarize.reconciliation.review import OpenClaim, is_open, open_claim
from summarize.reconciliation.statements import Statement, encoded_texts, query_texts, take_apart, whole_sentence
from summarize.records import (
    Case,
    Claim,
    Document,
    Extraction,
    JudgedClaim,
    JudgedSentence,
    JudgedSummary,
    Reconciliation,
    SourceStatus,
    Span,
    Transcript,
    Verdict,
)
from summarize.resources import digest_of_files

_JUST_BEFORE = 3  # claims

_TOGETHER = 64  # claims that are taken apart and compared with the transcript at once


@dataclass(frozen=True, slots=True)
class Account:
    """One source's account of the event: the article and what an engine took from it."""

    document: Document
    extraction: Extraction
    status: SourceStatus


def reconcile(
    case: Case,
    transcript: Transcript,
    transcript_file: str,
    transcript_sha256: str,
    accounts: Sequence[Account],
    *,
    failed: Sequence[SourceStatus] = (),
    engine_name: Literal["extractive", "llm"] = "extractive",
    model: str | None = None,
    index: TranscriptIndex | None = None,
) -> Reconciliation:
    """Judge all accounts of a case against its transcript.

    `failed` are the sources that could not be read; they appear with their status and without claims. `index` is the
    transcript's, with the case's aliases, where there is one already.
    """
    index = index or TranscriptIndex(transcript, case.aliases)
    roster = build_roster(transcript.speakers, case.speakers)
    claims: list[JudgedClaim] = []
    summaries: list[JudgedSummary] = []
    for account in accounts:
        judged = judge_account(account, case, index, roster)
        claims += judged
        summaries.append(_judge_summary(account, judged))
    order = {entry.id: n for n, entry in enumerate(case.sources)}
    statuses = sorted([*(a.status for a in accounts), *failed], key=lambda s: order.get(s.id, len(order)))
    return Reconciliation(
        case_title=case.title,
        event_date=case.event_date,
        engine_name=engine_name,
        model=model,
        transcript_file=transcript_file,
        transcript_sha256=transcript_sha256,
        transcript=transcript,
        sources=tuple(statuses),
        claims=tuple(claims),
        summaries=tuple(summaries),
        coverage=map_coverage(index, claims, [a.document.id for a in accounts]),
        comparisons=compare_accounts(index, claims, _languages(accounts)),
    )


def revise(
    rec: Reconciliation, claims: Sequence[JudgedClaim], accounts: Sequence[Account], index: TranscriptIndex
) -> Reconciliation:
    """The reconciliation with other verdicts on the same claims: summaries and coverage follow from them."""
    by_source: dict[str, list[JudgedClaim]] = {}
    for claim in claims:
        by_source.setdefault(claim.source_id, []).append(claim)
    summaries = tuple(_judge_summary(account, by_source.get(account.document.id, [])) for account in accounts)
    coverage = map_coverage(index, claims, [account.document.id for account in accounts])
    comparisons = compare_accounts(index, claims, _languages(accounts))
    return replace(rec, claims=tuple(claims), summaries=summaries, coverage=coverage, comparisons=comparisons)


def _languages(accounts: Sequence[Account]) -> dict[str, str]:
    return {account.document.id: account.document.language for account in accounts}


def open_claims(
    rec: Reconciliation, accounts: Sequence[Account], case: Case, index: TranscriptIndex, roster: Roster
) -> list[OpenClaim]:
    """The claims that a second judge should see, with everything that bears on them."""
    judged = {claim.id: claim for claim in rec.claims if is_open(claim)}
    found = []
    for account in accounts:
        clock = make_clock(case, index.transcript, account.document)
        for claim in account.extraction.claims:
            if claim.id in judged:
                statement = take_apart(claim, account.document, index, roster)
                found.append(open_claim(judged[claim.id], statement, index, clock))
    return found


def judge_account(account: Account, case: Case, index: TranscriptIndex, roster: Roster) -> list[JudgedClaim]:
    """The verdicts on one source's claims, in their order."""
    return [judged for _, judged in _judgements(account, case, index, roster)]


def considerations(account: Account, case: Case, index: TranscriptIndex, roster: Roster) -> list[Consideration]:
    """What bears on the verdict of each of one source's claims that can be judged: for fitting and explaining the
    scale.
    """
    return [considered for considered, _ in _judgements(account, case, index, roster) if considered is not None]


def _judgements(
    account: Account, case: Case, index: TranscriptIndex, roster: Roster
) -> Iterator[tuple[Consideration | None, JudgedClaim]]:
    """Each claim with what bears on it and its verdict, in order: a claim leans on the verdicts before it."""
    judged: list[JudgedClaim] = []
    for statement, clock, sentence in _statements(account, case, index, roster):
        around = Surroundings(sentence, _just_before(judged, index))
        considered, verdict = judge_claim(statement, index, roster, clock, around)
        judged.append(verdict)
        yield considered, verdict


def _statements(
    account: Account, case: Case, index: TranscriptIndex, roster: Roster
) -> Iterator[tuple[Statement, Clock, Scores | None]]:
    """Each claim taken apart, with the event's clock and the scores of its whole sentence."""
    clock = make_clock(case, index.transcript, account.document)
    claims = account.extraction.claims
    for at in range(0, len(claims), _TOGETHER):
        together = claims[at : at + _TOGETHER]
        statements = [take_apart(claim, account.document, index, roster) for claim in together]
        cut = {_place(claim): whole for claim in together if (whole := whole_sentence(claim))}
        sentences = {place: take_apart(whole, account.document, index, roster) for place, whole in cut.items()}
        _prepare([*statements, *sentences.values()], index)
        scores = {place: score_passages(sentence, index, clock) for place, sentence in sentences.items()}
        for statement in statements:
            yield statement, clock, scores.get(_place(statement.claim))


def _place(claim: Claim) -> tuple[int, int]:
    return claim.context.start, claim.context.end


def _prepare(statements: Sequence[Statement], index: TranscriptIndex) -> None:
    """Encode all wordings and words in one batch and compare them with the transcript in another, which is several
    times faster than one by one.
    """
    if index.encoder is not None:
        index.encoder.encode([text for statement in statements for text in encoded_texts(statement)])
    index.prepare(
        (text for statement in statements for text in query_texts(statement)),
        (term for statement in statements for term in statement.terms),
    )


def _just_before(judged: Sequence[JudgedClaim], index: TranscriptIndex) -> frozenset[int]:
    """The passages on which the claims just before rest."""
    carried = (j for j in judged[-_JUST_BEFORE:] if j.verdict in {"supported", "partially_supported"})
    return frozenset(index.number_at(e.start) for earlier in carried for e in earlier.evidence[:1])


def _judge_summary(account: Account, judged: Sequence[JudgedClaim]) -> JudgedSummary:
    summary = account.extraction.summary
    sentences = []
    for sentence in summary.sentences:
        inside = [c for c in judged if any(_overlaps(c.span, g) for g in sentence.grounding)]
        verdict, rationale = sum_up(inside)
        evidence = tuple(dict.fromkeys(e for c in inside for e in c.evidence if c.verdict != "not_in_transcript"))[:4]
        sentences.append(
            JudgedSentence(
                sentence.text,
                sentence.grounding,
                sentence.grounded and bool(sentence.grounding),
                verdict,
                evidence,
                rationale,
            )
        )
    return JudgedSummary(account.document.id, summary.headline, tuple(sentences))


def _overlaps(left: Span, right: Span) -> bool:
    return left.start < right.end and right.start < left.end


def sum_up(claims: Sequence[JudgedClaim]) -> tuple[Verdict, str]:
    """A sentence is as good as the statements it makes: all of them for support, any for contradiction."""
    verdicts = [c.verdict for c in claims]
    if not verdicts:
        return "unjudged", "The sentence makes no statement that could be checked."
    worst = next((c for c in claims if c.verdict == "contradicted"), None)
    if worst is not None:
        return "contradicted", worst.rationale
    if all(v == "supported" for v in verdicts):
        return "supported", f"All {len(verdicts)} statements of this sentence are in the transcript."
    if all(v == "not_in_transcript" for v in verdicts):
        return "not_in_transcript", "The transcript says none of this."
    if all(v == "unjudged" for v in verdicts):
        return "unjudged", claims[0].rationale
    said = sum(v == "supported" for v in verdicts)
    return "partially_supported", f"{said} of {len(verdicts)} statements of this sentence are fully in the transcript."


def rules_digest() -> str:
    """SHA-256 over the source of the rules, so that a run says by which rules it was judged."""
    return digest_of_files(rules_files())


def rules_files() -> list[Path]:
    """The code and the tables by which claims are judged."""
    root = Path(__file__).resolve().parent.parent
    names = [
        "adjudication.py",
        "alignment.py",
        "attribution.py",
        "dates.py",
        "lexicon/__init__.py",
        "figures.py",
        "mentions.py",
        "morphology.py",
        "modality.py",
        "names.py",
        "offices.py",
        "polarity.py",
        "quantities.py",
        "ranking.py",
        "recent.py",
        "rounding.py",
        "similarity.py",
        "subjects.py",
        "subwords.py",
        "summaries.py",
        "tagging.py",
        "text.py",
        "times.py",
        "vectors.py",
        "vocabulary.py",
    ]
    tables = sorted(
        [*root.glob("*.toml"), *(root / "lexicon").glob("*.toml"), *(root / "reconciliation").glob("*.toml")]
    )
    return [*(root / n for n in names), *sorted((root / "reconciliation").glob("*.py")), *tables]
