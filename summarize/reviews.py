"""What people decided about verdicts: whether a review fits a run, and carrying reviews over to later runs.

Pure: files are read and written by `runs`. A review fits a claim while the claim (its words, source, kind and speaker)
and the evidence it rests on are those that were reviewed; digests of both say so, wherever offsets and ids moved.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

from summarize.contracts import Json, RunRecord, plain, refuse, violations
from summarize.pairing import pair
from summarize.records import Fidelity, JudgedClaim, Review, Span, Verdict

__all__ = [
    "Carried", "Outcome", "Placed", "ReviewFile", "add_reviews", "carry_over", "check_reviews", "claim_digest",
    "decode_reviews", "describe_carried", "encode_reviews", "evidence_digest", "fit_reviews", "given_fidelity",
    "given_verdict", "is_same_case", "place_reviews", "review_file",
]  # fmt: skip

Misfit = Literal["gone", "words", "reading", "evidence"]
Stored = Literal["stored", "replaced", "unchanged", "older"]

MISFITS: Mapping[Misfit, str] = {
    "gone": "the claim is gone",
    "words": "the article's words changed",
    "reading": "the claim is of another kind or speaker now",
    "evidence": "it rests on other evidence now",
}


@dataclass(frozen=True, slots=True)
class ReviewFile:
    """A `review.json`: whose event it is about, and the reviews in it."""

    case_title: str
    event_date: dt.date
    reviews: tuple[Review, ...]


@dataclass(frozen=True, slots=True)
class Placed:
    """A review and the claim of a run that it is about; `misfit` says why it does not fit, None where it does.

    `claim` is None where there is none, and the nearest one where the words changed.
    """

    review: Review
    claim: JudgedClaim | None
    misfit: Misfit | None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a review that was to be stored."""

    review: Review
    outcome: Stored | Misfit


@dataclass(frozen=True, slots=True)
class Carried:
    """A review that was looked at for a new run: the run folder it is stored in (None for the run itself), and how it
    fits there. `machine_changed` is true of one that fits although the machine decided otherwise than it did then.
    """

    placed: Placed
    folder: str | None
    machine_changed: bool = False


# ---------------------------------------------------------------- what was reviewed


def claim_digest(claim: JudgedClaim) -> str:
    """SHA-256 of what makes a claim the same in another run: its source, words, kind and speaker."""
    return _digest(
        {"source_id": claim.source_id, "text": claim.span.text, "kind": claim.kind, "speaker": claim.speaker}
    )


def evidence_digest(claim: JudgedClaim) -> str:
    """SHA-256 of the speakers and words that a verdict rests on, wherever in the transcript they stand."""
    return _digest([[evidence.speaker or None, evidence.text] for evidence in claim.evidence])


def _digest(value: Any) -> str:
    encoded = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(encoded.encode("utf-8", "surrogatepass")).hexdigest()


def given_verdict(review: Review | None) -> Verdict | None:
    """The verdict of a person; None where there is no review, or only a comment."""
    if review is None or review.decision == "commented":
        return None
    return review.verdict or review.machine_verdict


def given_fidelity(review: Review | None) -> Fidelity | None:
    """The grade of the quotation that a person put in the machine's place; None where there is none."""
    return review.quote_fidelity if review and review.decision == "overridden" else None


# ---------------------------------------------------------------- JSON


def check_reviews(read: Any, *, where: str) -> None:
    """Refuse what is no `review.v1`, naming all violations at once: `RunError`."""
    refuse([*violations(read, "review.v1"), *_faults(read)], "review.v1", where=where)


def _faults(read: Any) -> Iterator[str]:
    """What a schema cannot say; looks only at fields that are of the right kind."""
    if not isinstance(read, dict):
        return
    case, reviews = read.get("case"), read.get("reviews")
    if isinstance(case, dict) and isinstance(case.get("event_date"), str) and not _is_day(case["event_date"]):
        yield f"$.case.event_date: {_quoted(case['event_date'])} is not a day of the calendar"
    for number, review in enumerate(reviews if isinstance(reviews, list) else ()):
        if isinstance(review, dict):
            yield from (f"$.reviews[{number}]{fault}" for fault in _review_faults(review))


def _review_faults(review: Mapping[str, Any]) -> Iterator[str]:
    span, moment = review.get("span"), review.get("reviewed_at")
    if isinstance(span, dict) and [type(span.get(key)) for key in ("start", "end", "text")] == [int, int, str]:
        length = len(span["text"])
        if span["end"] - span["start"] != length:
            yield f".span: {span['start']}:{span['end']} is not as long as its text ({length} characters)"
    if isinstance(moment, str) and "T" in moment and not _is_moment(moment):
        yield f".reviewed_at: {_quoted(moment)} is no time with a zone"
    machine, given = review.get("machine_verdict"), review.get("verdict")
    if review.get("decision") == "accepted" and given not in (None, machine):
        yield f".verdict: {_quoted(given)} is not the verdict that was accepted ({_quoted(machine)})"


def _quoted(value: object) -> str:
    return repr(value)[:60]


def _is_day(text: str) -> bool:
    try:
        dt.date.fromisoformat(text)
    except ValueError:
        return False
    return True


def _is_moment(text: str) -> bool:
    try:
        return dt.datetime.fromisoformat(text).tzinfo is not None
    except ValueError:
        return False


def decode_reviews(encoded: Json) -> ReviewFile:
    """The reviews behind a `review.v1` object that passed `check_reviews`."""
    case, reviewer = encoded["case"], encoded["reviewer"]
    reviews = (_decode_review({"reviewer": reviewer, **review}) for review in encoded["reviews"])
    return ReviewFile(case["title"], dt.date.fromisoformat(case["event_date"]), tuple(reviews))


def _decode_review(encoded: Json) -> Review:
    made = {"span": Span(**encoded["span"]), "reviewed_at": dt.datetime.fromisoformat(encoded["reviewed_at"])}
    return Review(**{**encoded, **made})


def encode_reviews(file: ReviewFile) -> Json:
    """Reviews as `schemas/review.v1.json` has them; a reviewer is named once where all reviews are by one."""
    reviewers = {review.reviewer for review in file.reviews}
    only = reviewers.pop() if len(reviewers) == 1 else None
    return {
        "contract": "review.v1",
        "case": {"title": file.case_title, "event_date": file.event_date.isoformat()},
        "reviewer": only,
        "reviews": [_encode_review(review, only) for review in file.reviews],
    }


def _encode_review(review: Review, reviewer: str | None) -> Json:
    encoded: Json = plain(review)
    if review.reviewer == reviewer:
        del encoded["reviewer"]
    if review.carried_from is None:
        del encoded["carried_from"]
    return encoded


def review_file(run: RunRecord) -> ReviewFile:
    """All reviews of a run: those that fit, in the order of its claims, then the others."""
    rec = run.reconciliation
    return ReviewFile(rec.case_title, rec.event_date, (*run.reviews.values(), *run.outdated))


# ---------------------------------------------------------------- which claim a review is about


def is_same_case(file: ReviewFile, title: str, event_date: dt.date) -> bool:
    """Whether reviews are about this event: the same title and day."""
    return (file.case_title, file.event_date) == (title, event_date)


def place_reviews(reviews: Sequence[Review], claims: Sequence[JudgedClaim]) -> list[Placed]:
    """For each review, in their order, the claim it is about and whether it fits.

    A claim is found by its digest: of several alike one with the same evidence, and of these the one of the same id,
    else the nearest. Where there is none, the source's claim with the same words, then the one with the likest words,
    says what became of it.
    """
    alike: dict[str, list[JudgedClaim]] = defaultdict(list)
    for claim in claims:
        alike[claim_digest(claim)].append(claim)
    placed: dict[int, Placed] = {}
    for number, review in enumerate(reviews):
        if review.claim_digest in alike:
            differs, *_, claim = min(_from(review, one, at) for at, one in enumerate(alike[review.claim_digest]))
            placed[number] = Placed(review, claim, "evidence" if differs else None)
    lost = {number: review for number, review in enumerate(reviews) if number not in placed}
    found = {one.claim.id for one in placed.values() if one.claim}
    placed |= _place_lost(lost, [claim for claim in claims if claim.id not in found])
    return [placed[number] for number in range(len(reviews))]


def _from(review: Review, claim: JudgedClaim, at: int) -> tuple[bool, bool, int, int, JudgedClaim]:
    """How far a claim is from the one that was reviewed, its place among those alike, and the claim."""
    differs = evidence_digest(claim) != review.evidence_digest
    return differs, claim.id != review.claim_id, abs(claim.span.start - review.span.start), at, claim


def _place_lost(reviews: Mapping[int, Review], claims: Sequence[JudgedClaim]) -> Iterator[tuple[int, Placed]]:
    for source in dict.fromkeys(review.source_id for review in reviews.values()):
        numbers = [number for number, review in reviews.items() if review.source_id == source]
        there = [claim for claim in claims if claim.source_id == source]
        found = pair([reviews[number].span.text for number in numbers], [claim.span.text for claim in there])
        for at, number in enumerate(numbers):
            review, claim = reviews[number], there[found[at]] if at in found else None
            if claim is None:
                yield number, Placed(review, None, "gone")
            else:
                yield number, Placed(review, claim, "reading" if claim.span.text == review.span.text else "words")


def fit_reviews(
    reviews: Sequence[Review], claims: Sequence[JudgedClaim]
) -> tuple[dict[str, Review], tuple[Review, ...]]:
    """The newest fitting review of each claim by the claim's id, in the order of the claims, and the other reviews."""
    found: dict[str, Review] = {}
    others = []
    for placed in place_reviews(reviews, claims):
        review, claim = _adopted(placed), placed.claim
        if placed.misfit or claim is None:
            others.append(placed.review)
        elif claim.id not in found or found[claim.id].reviewed_at <= review.reviewed_at:
            found[claim.id] = review
    return {claim.id: found[claim.id] for claim in claims if claim.id in found}, tuple(others)


def _adopted(placed: Placed) -> Review:
    """The review with the id and the place that its claim has in this run."""
    if placed.claim is None or placed.misfit:
        return placed.review
    return replace(placed.review, claim_id=placed.claim.id, span=placed.claim.span)


# ---------------------------------------------------------------- storing and carrying over


def add_reviews(run: RunRecord, reviews: Iterable[Review]) -> tuple[RunRecord, list[Outcome]]:
    """The run with these reviews beside its own, the newer one of each claim, and what became of each review."""
    known, outcomes = dict(run.reviews), []
    for placed in place_reviews(tuple(reviews), run.reconciliation.claims):
        review, before = _adopted(placed), known.get(placed.claim.id) if placed.claim else None
        if placed.misfit:
            outcomes.append(Outcome(review, placed.misfit))
            continue
        outcome = _stored(before, review)
        if outcome in ("stored", "replaced"):
            known[review.claim_id] = review
        outcomes.append(Outcome(review, outcome))
    ordered = {claim.id: known[claim.id] for claim in run.reconciliation.claims if claim.id in known}
    return replace(run, reviews=ordered), outcomes


def _stored(before: Review | None, review: Review) -> Stored:
    if before is None:
        return "stored"
    if replace(before, carried_from=None) == replace(review, carried_from=None):
        return "unchanged"
    return "older" if review.reviewed_at < before.reviewed_at else "replaced"


def carry_over(
    found: Sequence[tuple[str | None, Sequence[Review]]], claims: Sequence[JudgedClaim]
) -> tuple[dict[str, Review], list[Carried]]:
    """The reviews of earlier runs that fit these claims, by the claim's id, and what there is to say of each review.

    `found` holds reviews by the name of their run folder, None for the run's own. Of several that fit a claim the
    newest is taken, of equally old ones that of the first folder. Nothing is said of a review that does not fit where
    another one of the same claim does.
    """
    looked_at = [
        (folder, placed) for folder, reviews in found for placed in place_reviews(reviews, claims)
    ]
    fitting: dict[str, tuple[str | None, Placed]] = {}
    for folder, placed in looked_at:
        if placed.claim is None or placed.misfit:
            continue
        before = fitting.get(placed.claim.id)
        if before is None or before[1].review.reviewed_at < placed.review.reviewed_at:
            fitting[placed.claim.id] = folder, placed
    taken, told = {}, []
    for claim in claims:
        if claim.id in fitting:
            folder, placed = fitting[claim.id]
            review = _adopted(placed)
            taken[claim.id] = review if folder is None else replace(review, carried_from=review.carried_from or folder)
            told.append(Carried(placed, folder, review.machine_verdict != claim.verdict))
    return taken, [*told, *_left_behind(looked_at, set(taken))]


def describe_carried(told: Sequence[Carried]) -> list[str]:
    """What to say of reviews that were looked at, one line each but for those that are simply carried over."""
    counts = Counter(one.folder for one in told if one.folder and not one.placed.misfit)
    lines = (
        f"{count} {'review' if count == 1 else 'reviews'} carried over from {name}" for name, count in counts.items()
    )
    return [*lines, *(_carried_line(one) for one in told if one.placed.misfit or one.machine_changed)]


def _carried_line(carried: Carried) -> str:
    review, claim = carried.placed.review, carried.placed.claim
    of = f" of {carried.folder}" if carried.folder else ""
    if carried.placed.misfit:
        now = f" (nearest now: {claim.id})" if claim and claim.id != review.claim_id else ""
        why = MISFITS[carried.placed.misfit]
        return f"the review of {review.claim_id}{of} is not carried over: {why}{now}: {_shortened(review.span.text)}"
    assert claim is not None
    return (
        f"the review of {claim.id}{of} is carried over, though the machine's verdict is {claim.verdict} now; "
        f"{review.machine_verdict} was reviewed"
    )


def _shortened(text: str) -> str:
    line = " ".join(text.split())
    return f"“{line if len(line) <= 80 else line[:79] + '…'}”"


def _left_behind(looked_at: Iterable[tuple[str | None, Placed]], taken: set[str]) -> Iterator[Carried]:
    said = set()
    for folder, placed in looked_at:
        review = placed.review
        if not placed.misfit or (placed.claim and placed.claim.id in taken) or review.claim_digest in said:
            continue
        said.add(review.claim_digest)
        yield Carried(placed, folder)
