"""A model as second judge: claims that rules cannot settle, with the transcript passages that bear on them.

The model gets numbered passages and numbered claims, says why, points at passages and only then gives a verdict. What
becomes of it is decided by `reconciliation.review`: the model's word never outvotes what code has found.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from summarize.alignment import Passage, TranscriptIndex
from summarize.dialogue import Dialogue, Json, Question, Review, close_schema
from summarize.errors import EndpointError, PromptTooLong, ReplyFault, TruncatedReply
from summarize.names import Roster, build_roster
from summarize.prompts import fence, load_prompt
from summarize.reconciliation import Account, open_claims, revise
from summarize.reconciliation.review import OpenClaim, Opinion, is_open, settle
from summarize.records import Case, JudgedClaim, Reconciliation
from summarize.resources import schema

BATCH = 8
_WHOLE_PASSAGES = 240  # a transcript of so many passages and characters is shown whole,
_WHOLE_ROOM = 48_000
_PER_CLAIM = 6  # of a longer one the best for each claim, with the passage before and after
_TOKENS_PER_CLAIM = 250
_TOKENS = 400
_KEPT_REPLY = 2_000


@dataclass(frozen=True, slots=True)
class Bench:
    """What claims are judged by: the transcript, ready to be searched, and its speakers."""

    index: TranscriptIndex
    roster: Roster
    event: str

    @property
    def fits(self) -> bool:
        """Whether the transcript can be shown whole."""
        passages = self.index.passages
        return len(passages) <= _WHOLE_PASSAGES and sum(len(p.text) for p in passages) <= _WHOLE_ROOM


def open_bench(case: Case, rec: Reconciliation) -> Bench:
    """The bench for a reconciliation's transcript."""
    event = f"The event: it took place on {case.event_date:%A}, {case.event_date.isoformat()}."
    roster = build_roster(rec.transcript.speakers, case.speakers)
    return Bench(TranscriptIndex(rec.transcript, case.aliases), roster, event)


@dataclass(frozen=True, slots=True)
class Adjudicated:
    """A reconciliation after the second judge: what went wrong on the way, in words, and whether the endpoint did."""

    reconciliation: Reconciliation
    warnings: tuple[str, ...] = ()
    failed: bool = False


@dataclass(frozen=True, slots=True)
class _Answers:
    """The opinions on a batch, by claim id."""

    opinions: Mapping[str, Opinion]
    warnings: tuple[str, ...] = ()
    failed: bool = False


async def adjudicate(
    rec: Reconciliation, accounts: Sequence[Account], case: Case, dialogue: Dialogue
) -> Adjudicated:
    """The reconciliation with the open claims judged a second time.

    A batch that gets no usable reply, or none at all, keeps the rules' verdicts, with a warning on each claim.
    """
    bench = open_bench(case, rec)
    opened = open_claims(rec, accounts, case, bench.index, bench.roster)
    answers = await asyncio.gather(*(_ask(bench, batch, dialogue) for batch in _batches(opened)))
    opinions = {claim_id: opinion for found in answers for claim_id, opinion in found.opinions.items()}
    settled = {
        one.claim.id: settle(one, opinions.get(one.claim.id), bench.index, bench.roster) for one in opened
    }
    claims = [settled.get(claim.id, claim) for claim in rec.claims]
    warnings = tuple(line for found in answers for line in found.warnings)
    return Adjudicated(revise(rec, claims, accounts, bench.index), warnings, any(found.failed for found in answers))


def questions(rec: Reconciliation, accounts: Sequence[Account], case: Case) -> list[Question]:
    """The first requests that adjudication takes, for an estimate of what it costs."""
    bench = open_bench(case, rec)
    opened = open_claims(rec, accounts, case, bench.index, bench.roster)
    return [_question(bench, batch) for batch in _batches(opened)]


def keep_decisions(old: Reconciliation, rec: Reconciliation, accounts: Sequence[Account], case: Case) -> Reconciliation:
    """The reconciliation with the model's part of an older one of the same claims, wherever the rules stand as then."""
    before = {claim.id: claim for claim in old.claims if any(check.name == "model" for check in claim.checks)}
    claims = [_kept(claim, before.get(claim.id)) for claim in rec.claims]
    return revise(rec, claims, accounts, TranscriptIndex(rec.transcript, case.aliases))


def _kept(claim: JudgedClaim, before: JudgedClaim | None) -> JudgedClaim:
    if before is None or not is_open(claim):
        return claim
    rules = tuple(check for check in before.checks if check.name != "model")
    return before if rules == claim.checks else claim


def _batches(opened: Sequence[OpenClaim]) -> Iterator[Sequence[OpenClaim]]:
    """The claims by source, so that an edited article changes no request about another."""
    for _, group in groupby(opened, key=lambda one: one.claim.source_id):
        ours = list(group)
        yield from (ours[n : n + BATCH] for n in range(0, len(ours), BATCH))


# ---------------------------------------------------------------- asking


async def _ask(bench: Bench, batch: Sequence[OpenClaim], dialogue: Dialogue) -> _Answers:
    """The opinions on a batch by claim id; a batch that does not fit is halved, an unusable reply gives none."""
    try:
        answer = await dialogue.ask(_question(bench, batch), lambda reply: _review(reply, batch))
    except EndpointError as error:
        if len(batch) == 1 or not isinstance(error, TruncatedReply | PromptTooLong):
            return _Answers({}, (_gave_up(error, batch),), not isinstance(error, ReplyFault))
    else:
        refused = tuple(f"refused of the model's judgements: {refusal}" for refusal in answer.refusals)
        return _Answers(_opinions(answer.content, batch), refused)
    half = len(batch) // 2
    one, other = await asyncio.gather(_ask(bench, batch[:half], dialogue), _ask(bench, batch[half:], dialogue))
    return _Answers({**one.opinions, **other.opinions}, one.warnings + other.warnings, one.failed or other.failed)


def _gave_up(error: EndpointError, batch: Sequence[OpenClaim]) -> str:
    reply = f"; its last reply: {error.raw[:_KEPT_REPLY]}" if isinstance(error, ReplyFault) and error.raw else ""
    return f"no opinion of the model on {', '.join(one.claim.id for one in batch)}: {error.line()}{reply}"


def _question(bench: Bench, batch: Sequence[OpenClaim]) -> Question:
    prompt = load_prompt("adjudicate")
    passages = _passages(bench, batch)
    transcript = "\n".join(_shown_passages(passages))
    claims = "\n\n".join(_shown_claim(n, one) for n, one in enumerate(batch, 1))
    texts = {
        "event": bench.event,
        "transcript": fence("TRANSCRIPT", transcript, (claims,)),
        "claims": fence("CLAIMS", claims, (transcript,)),
    }
    choices = {
        "claim_id": [f"C{n}" for n in range(1, len(batch) + 1)], "passage_id": [f"P{p.number + 1}" for p in passages],
    }
    closed = close_schema(schema(prompt.schema), choices)
    subject = f"{batch[0].claim.id} and {len(batch) - 1} more"
    source, room = batch[0].claim.source_id, _TOKENS + _TOKENS_PER_CLAIM * len(batch)
    return Question("adjudicate", source, subject, prompt, texts, closed, room)


def _passages(bench: Bench, batch: Sequence[OpenClaim]) -> list[Passage]:
    """The passages a batch is judged by, in the order of speech."""
    every = bench.index.passages
    if bench.fits:
        return list(every)
    best = {r.match.passage.number for one in batch for r in one.ranked[:_PER_CLAIM]}
    near = {number for b in best for number in (b - 1, b, b + 1)}
    return [p for p in every if p.number in near]


def _shown_passages(passages: Sequence[Passage]) -> Iterator[str]:
    turn = None
    for passage in passages:
        if passage.turn.id != turn:
            turn = passage.turn.id
            who = "heading of the record" if passage.turn.role == "header" else passage.turn.speaker or "a questioner"
            yield f"\n{turn}, {who}:"
        yield f"[P{passage.number + 1}] {' '.join(passage.text.split())}"


def _shown_claim(number: int, one: OpenClaim) -> str:
    """A claim as a model sees it: in its own words, as printed, and the sentence it stands in."""
    claim, stated = one.claim, one.statement.claim
    lines = [
        f"[C{number}] {' '.join(claim.text.split())}",
        f"  credited to: {claim.speaker or 'nobody'}",
        f"  as printed: {' '.join(claim.span.text.split())}",
    ]
    if stated.context.text != claim.span.text:
        lines.append(f"  in the sentence: {' '.join(stated.context.text.split())}")
    return "\n".join(lines)


# ---------------------------------------------------------------- reading the reply


def _review(reply: Json, batch: Sequence[OpenClaim]) -> Review:
    found = []
    seen: set[str] = set()
    for n, one in enumerate(reply["judgements"]):
        path = f"$.judgements[{n}]"
        if one["claim"] in seen:
            found.append(f"{path}.claim: {one['claim']} is judged twice")
        if not one["evidence"] and one["verdict"] not in {"not_in_transcript", "cannot_tell"}:
            found.append(f"{path}.evidence: {one['verdict']} needs the passages it rests on")
        seen.add(one["claim"])
    missing = [f"C{n}" for n in range(1, len(batch) + 1) if f"C{n}" not in seen]
    if missing:
        found.append(f"$.judgements: {', '.join(missing)} not judged")
    return Review(refusals=tuple(found))


def _opinions(reply: Json, batch: Sequence[OpenClaim]) -> dict[str, Opinion]:
    """The usable judgements by claim id; of a claim judged in two ways none is."""
    found: dict[str, set[Opinion]] = {}
    for one in reply["judgements"]:
        if one["evidence"] or one["verdict"] in {"not_in_transcript", "cannot_tell"}:
            passages = tuple(int(name[1:]) - 1 for name in dict.fromkeys(one["evidence"]))
            opinion = Opinion(one["verdict"], " ".join(one["reason"].split()), passages)
            found.setdefault(batch[int(one["claim"][1:]) - 1].claim.id, set()).add(opinion)
    return {claim_id: _one_of(said) for claim_id, said in found.items() if len({o.verdict for o in said}) == 1}


def _one_of(said: set[Opinion]) -> Opinion:
    return min(said, key=lambda o: (o.passages, o.reason))

