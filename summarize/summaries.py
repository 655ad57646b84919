"""Summaries that a model wrote, judged by their own words: they are held to the standard of the articles."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import accumulate

from summarize.alignment import TranscriptIndex
from summarize.extraction import extractive
from summarize.names import Roster, build_roster
from summarize.reconciliation import Account, judge_account, sum_up
from summarize.records import Block, Case, Document, Evidence, JudgedClaim, JudgedSummary, Reconciliation

_BETWEEN = "\n\n"


def judge_summaries(rec: Reconciliation, accounts: Sequence[Account], case: Case) -> Reconciliation:
    """The reconciliation with each sentence of the model's summaries judged against the transcript as a text of its
    own; sentences cut from the article keep the verdict of the claims they hold.
    """
    index = TranscriptIndex(rec.transcript, case.aliases)
    roster = build_roster(rec.transcript.speakers, case.speakers)
    written = {a.document.id: a for a in accounts if a.extraction.summary.engine == "llm"}
    return replace(rec, summaries=tuple(
        _judged(summary, written[summary.source_id], case, index, roster) if summary.source_id in written else summary
        for summary in rec.summaries
    ))


def _judged(
    summary: JudgedSummary, account: Account, case: Case, index: TranscriptIndex, roster: Roster
) -> JudgedSummary:
    document = _as_document(account.document, [sentence.text for sentence in summary.sentences])
    extraction = extractive.extract(document, transcript=index.transcript, case=case)
    claims = judge_account(Account(document, extraction, account.status), case, index, roster)
    judged = []
    for sentence, block in zip(summary.sentences, document.blocks, strict=True):
        inside = [claim for claim in claims if block.start <= claim.span.start < block.end]
        verdict, rationale = sum_up(inside)
        judged.append(replace(sentence, verdict=verdict, rationale=rationale, evidence=_evidence(inside)))
    return replace(summary, sentences=tuple(judged))


def _as_document(article: Document, sentences: Sequence[str]) -> Document:
    starts = accumulate((len(sentence) + len(_BETWEEN) for sentence in sentences), initial=0)
    blocks = tuple(Block("body", at, at + len(sentence)) for at, sentence in zip(starts, sentences, strict=False))
    return replace(article, text=_BETWEEN.join(sentences), blocks=blocks, title=None)


def _evidence(claims: Sequence[JudgedClaim]) -> tuple[Evidence, ...]:
    return tuple(dict.fromkeys(e for c in claims for e in c.evidence if c.verdict != "not_in_transcript"))[:4]
