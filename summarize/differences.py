"""What changed between two runs of a case: which claims came, went or were judged otherwise, and what that is due to.

Pure. A run says by digest what it was made from; what is the same in both runs cannot be the reason for a change.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict, deque
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from typing import Literal

from summarize.contracts import RunRecord
from summarize.errors import InputError
from summarize.pairing import pair
from summarize.records import Evidence, JudgedClaim, SourceStatus, Verdict
from summarize.reviews import claim_digest, evidence_digest

__all__ = ["KINDS", "Cause", "Change", "Difference", "Differences", "Kind", "compare_runs"]

Cause = Literal[
    "outlet", "article", "transcript", "case", "model", "prompt", "extraction", "rules", "encoder", "reply", "unknown"
]
Kind = Literal["verdict", "detail", "appeared", "vanished"]
Field = Literal["words", "kind", "speaker", "verdict", "quote_fidelity", "attribution", "evidence"]

KINDS: tuple[Kind, ...] = ("verdict", "detail", "appeared", "vanished")
_READING: tuple[Cause, ...] = ("extraction",)  # they change what a claim is, not how it is judged


@dataclass(frozen=True, slots=True)
class Difference:
    """Something that two runs were made from, and that is not the same; `source_id` where it is about one source."""

    cause: Cause
    before: str
    after: str
    source_id: str | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """A claim that is not as it was. `before` or `after` is None where there is no such claim.

    `certain` is what it is due to; `possible` is what else differs between the runs and may have a part in it.
    """

    kind: Kind
    before: JudgedClaim | None
    after: JudgedClaim | None
    fields: tuple[Field, ...]
    certain: tuple[Cause, ...]
    possible: tuple[Cause, ...]

    @property
    def claim(self) -> JudgedClaim:
        """The claim as it is now, else as it was."""
        claim = self.after or self.before
        assert claim is not None
        return claim


@dataclass(frozen=True, slots=True)
class Differences:
    """All that differs between two runs; `changes` by kind, then in the order of the sources and of the articles."""

    case_title: str
    event_date: dt.date
    inputs: tuple[Difference, ...]
    changes: tuple[Change, ...]
    same: int
    verdicts: tuple[Mapping[Verdict, int], Mapping[Verdict, int]]
    publishers: Mapping[str, str]

    def of_kind(self, kind: Kind) -> tuple[Change, ...]:
        """The changes of one kind."""
        return tuple(change for change in self.changes if change.kind == kind)


def compare_runs(before: RunRecord, after: RunRecord) -> Differences:
    """What differs from one run to a later one of the same event; `InputError` where they are about two events."""
    old, new = before.reconciliation, after.reconciliation
    same_case = (old.case_title, old.event_date) == (new.case_title, new.event_date)
    if not same_case and old.transcript_sha256 != new.transcript_sha256:
        raise InputError(
            f"the runs are about two events: {old.case_title!r} ({old.event_date}) and {new.case_title!r} "
            f"({new.event_date})",
            hint="give two runs of one case",
        )
    inputs = tuple(_inputs(before, after))
    pairs = _pairs(old.claims, new.claims)
    changes = [change for one, other in pairs if (change := _change(one, other, before, after, inputs))]
    order = {source.id: number for number, source in enumerate((*old.sources, *new.sources))}
    changes.sort(key=lambda c: (KINDS.index(c.kind), order[c.claim.source_id], c.claim.span.start))
    publishers = {source.id: source.publisher or source.id for source in (*old.sources, *new.sources)}
    verdicts = Counter(claim.verdict for claim in old.claims), Counter(claim.verdict for claim in new.claims)
    return Differences(
        new.case_title, new.event_date, inputs, tuple(changes), len(pairs) - len(changes), verdicts, publishers
    )


# ---------------------------------------------------------------- what the runs were made from


def _inputs(before: RunRecord, after: RunRecord) -> Iterator[Difference]:
    old, new = before.reconciliation, after.reconciliation
    yield from _sources(old.sources, new.sources)
    yield from _difference("transcript", old.transcript_sha256, new.transcript_sha256)
    shared = {source.id for source in old.sources} & {source.id for source in new.sources}
    yield from _difference("case", _described(before, shared), _described(after, shared))
    yield from _difference("model", _engine(before), _engine(after))
    digests = before.run["digests"], after.run["digests"]
    if "llm" in (old.engine_name, new.engine_name):
        yield from _prompts(digests[0]["prompts"], digests[1]["prompts"])
    yield from _difference("extraction", *(_extraction(run) for run in (before, after)))
    yield from _difference("rules", digests[0]["rules"], digests[1]["rules"])
    yield from _difference("encoder", *(run.run["encoder"] or "none" for run in (before, after)))


def _difference(cause: Cause, before: str, after: str, source_id: str | None = None) -> Iterator[Difference]:
    if before != after:
        yield Difference(cause, before, after, source_id)


def _sources(old: Sequence[SourceStatus], new: Sequence[SourceStatus]) -> Iterator[Difference]:
    by_id = {source.id: source for source in old}, {source.id: source for source in new}
    for source_id in dict.fromkeys([*by_id[0], *by_id[1]]):
        states = [_state(sources.get(source_id)) for sources in by_id]
        if states[0] != states[1]:
            yield Difference("outlet", states[0], states[1], source_id)
        elif source_id in by_id[0]:
            before, after = (sources[source_id].sha256 or "" for sources in by_id)
            yield from _difference("article", before, after, source_id)


def _state(source: SourceStatus | None) -> str:
    if source is None:
        return "not there"
    return "read" if source.status == "ok" else "not read"


def _described(run: RunRecord, sources: Set[str]) -> str:
    """What the case says about its texts that can change how they are read; what they hold is told apart."""
    fields = {key: value for key, value in run.run["case"].items() if key not in ("sha256", "file", "title")}
    texts = {source["id"]: source for source in run.run["sources"] if source["id"] in sources}
    texts |= {"": run.run["transcript"]}
    said = {key: {name: text.get(name) for name in ("language", "date")} for key, text in texts.items()}
    return repr(sorted((fields | said).items()))


def _engine(run: RunRecord) -> str:
    rec = run.reconciliation
    return rec.engine_name + (f" ({rec.model})" if rec.model else "")


def _prompts(old: Mapping[str, str], new: Mapping[str, str]) -> Iterator[Difference]:
    for name in sorted({*old, *new}):
        if old.get(name) != new.get(name):
            yield Difference("prompt", f"{name} {old.get(name, 'none')}", f"{name} {new.get(name, 'none')}")


def _extraction(run: RunRecord) -> str:
    """By what the claims were taken from the articles; a run of a version that kept no digest of it says which."""
    return str(run.run["digests"].get("extraction") or f"version {run.run['tool']['version']}")


# ---------------------------------------------------------------- which claim is which


def _pairs(
    old: Sequence[JudgedClaim], new: Sequence[JudgedClaim]
) -> list[tuple[JudgedClaim | None, JudgedClaim | None]]:
    """Each claim with what it is in the other run: the same claim, else the same words, else the nearest ones."""
    found: list[tuple[JudgedClaim | None, JudgedClaim | None]] = []
    for source in dict.fromkeys(claim.source_id for claim in (*old, *new)):
        left, right = ([claim for claim in claims if claim.source_id == source] for claims in (old, new))
        found += _pairs_of_source(left, right)
    return found


def _pairs_of_source(
    left: Sequence[JudgedClaim], right: Sequence[JudgedClaim]
) -> Iterator[tuple[JudgedClaim | None, JudgedClaim | None]]:
    waiting: dict[str, deque[JudgedClaim]] = defaultdict(deque)
    for claim in right:
        waiting[claim_digest(claim)].append(claim)
    lost, taken = [], set()
    for claim in left:
        if waiting[claim_digest(claim)]:
            other = waiting[claim_digest(claim)].popleft()
            taken.add(other.id)
            yield claim, other
        else:
            lost.append(claim)
    rest = [claim for claim in right if claim.id not in taken]
    near = pair([claim.span.text for claim in lost], [claim.span.text for claim in rest])
    for number, claim in enumerate(lost):
        yield claim, rest[near[number]] if number in near else None
    used = set(near.values())
    yield from ((None, claim) for number, claim in enumerate(rest) if number not in used)


# ---------------------------------------------------------------- what changed, and why


def _change(
    old: JudgedClaim | None, new: JudgedClaim | None, before: RunRecord, after: RunRecord, inputs: Sequence[Difference]
) -> Change | None:
    if old is None or new is None:
        kind: Kind = "appeared" if old is None else "vanished"
        fields: tuple[Field, ...] = ()
    else:
        fields = tuple(_changed_fields(old, new))
        kind = "verdict" if "verdict" in fields else "detail"
        if not fields:
            return None
    claim = old or new
    assert claim is not None
    differ = list(dict.fromkeys(d.cause for d in inputs if d.source_id in (None, claim.source_id)))
    certain = [cause for cause in _shown_causes(old, new, before, after) if cause in differ]
    possible = [] if set(fields) == {"words"} or "outlet" in certain else [c for c in differ if c not in certain]
    if old and new and not {"words", "kind", "speaker"} & set(fields):
        possible = [cause for cause in possible if cause not in _READING]
    if "transcript" in certain and "words" not in fields:
        possible = [cause for cause in possible if cause != "article"]
    if not old or not new:
        possible = [cause for cause in possible if not (certain and cause != "extraction")]
    if not certain and not possible:
        asked = "llm" in (before.reconciliation.engine_name, after.reconciliation.engine_name)
        certain = ["reply" if asked else "unknown"]
    elif not certain and len(possible) == 1:
        certain, possible = possible, []
    return Change(kind, old, new, fields, tuple(certain), tuple(possible))


def _changed_fields(old: JudgedClaim, new: JudgedClaim) -> Iterator[Field]:
    if old.span.text != new.span.text:
        yield "words"
    for name in ("kind", "speaker", "verdict", "quote_fidelity", "attribution"):
        if getattr(old, name) != getattr(new, name):
            yield name
    if evidence_digest(old) != evidence_digest(new):
        yield "evidence"


def _shown_causes(
    old: JudgedClaim | None, new: JudgedClaim | None, before: RunRecord, after: RunRecord
) -> Iterator[Cause]:
    """The causes that the claims themselves show: words that only one of the two texts has."""
    claim = old or new
    assert claim is not None
    articles = [run.texts.get(claim.source_id) for run in (before, after)]
    if None in articles:
        yield "outlet"
    elif (old and old.span.text not in (articles[1] or "")) or (new and new.span.text not in (articles[0] or "")):
        yield "article"
    transcripts = [run.reconciliation.transcript.text for run in (before, after)]
    if old and new and (_is_missing(old.evidence, transcripts[1]) or _is_missing(new.evidence, transcripts[0])):
        yield "transcript"


def _is_missing(evidence: Sequence[Evidence], text: str) -> bool:
    return any(one.text not in text for one in evidence)
