"""The border of the package: schema checks, and records to and from plain JSON objects.

`schemas/*.json` is the contract. This is the only module that knows jsonschema; nothing else builds or reads the JSON
of a run. Every violation is reported at once, each with its JSON path.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields, is_dataclass
from functools import cache
from typing import TYPE_CHECKING, Any, cast

from summarize.errors import InputError, RunError
from summarize.records import (
    FIDELITIES,
    VERDICTS,
    Check,
    Claim,
    ComparedPassage,
    CoveragePassage,
    Evidence,
    Extraction,
    JudgedClaim,
    JudgedQuotation,
    JudgedSentence,
    JudgedSummary,
    Paragraph,
    Reconciliation,
    Rendition,
    Review,
    SharedDeviation,
    SourceStatus,
    Span,
    Speaker,
    Summary,
    SummarySentence,
    Transcript,
    Turn,
    WordEdit,
)
from summarize.resources import schema

if TYPE_CHECKING:
    from jsonschema.protocols import Validator

Json = dict[str, Any]

_SHOWN = 20
_LONGEST = 240
_MARKS = ("quoted", "reported", "absent")


@dataclass(frozen=True, slots=True)
class RunRecord:
    """Everything a run leaves behind, but the reports, which are pure functions of it.

    `run` is `run.json`; `texts` holds the raw text of each source and of the transcript, by id; a failed source may be
    missing from `texts` and `extractions`. `reviews` are the decisions of people by the id of the claim; `outdated` are
    those whose claim or evidence is another one now, kept so that nobody's work is lost.
    """

    run: Mapping[str, Any]
    texts: Mapping[str, str]
    extractions: Mapping[str, Extraction]
    reconciliation: Reconciliation = field(repr=False)
    reviews: Mapping[str, Review] = field(default_factory=dict)
    outdated: tuple[Review, ...] = ()


# ---------------------------------------------------------------- checking


def check(instance: Any, schema_name: str, *, where: str, error: type[InputError] = RunError) -> None:
    """Refuse an instance that breaks a schema such as `"claims.v1"`, naming all violations and their JSON paths."""
    refuse(violations(instance, schema_name), schema_name, where=where, error=error)


def refuse(found: Sequence[str], schema_name: str, *, where: str, error: type[InputError] = RunError) -> None:
    """Raise an error that names these violations of a schema, if there are any."""
    if found:
        raise error(_listed(found, f"does not follow {schema_name}"), where=where)


def violations(instance: Any, schema_name: str) -> list[str]:
    """Every way in which an instance breaks a schema, as `$.path: what`, in the order of the document."""
    errors = sorted(_validator(schema_name).iter_errors(instance), key=lambda e: [str(p).zfill(9) for p in e.path])
    return [f"{e.json_path}: {_shortened(e.message)}" for e in errors]


def breaches(instance: Any, made: Mapping[str, Any]) -> list[str]:
    """Every way in which an instance breaks a schema that was made for one request, as `$.path: what`."""
    from jsonschema import Draft202012Validator

    errors = sorted(Draft202012Validator(made).iter_errors(instance), key=lambda e: [str(p).zfill(9) for p in e.path])
    return [f"{e.json_path}: {_shortened(e.message)}" for e in errors]


@cache
def _validator(name: str) -> Validator:
    return _validator_class()(_without_references(schema(name)))


@cache
def _validator_class() -> type[Validator]:
    """jsonschema's validator, but for making the validators of a schema's parts once instead of for every value.

    A run has thousands of values and a hundred parts; making the validators anew is two thirds of checking it.
    """
    from jsonschema import Draft202012Validator, validators

    made: dict[int, tuple[Any, Validator]] = {}  # a part by its identity, kept alive beside its validator

    def descend(
        self: Any, instance: Any, schema: Any, path: Any = None, schema_path: Any = None, **_: Any
    ) -> Iterator[Any]:
        if id(schema) not in made:
            made[id(schema)] = schema, self.evolve(schema=schema)
        for error in made[id(schema)][1].iter_errors(instance):
            if path is not None:
                error.path.appendleft(path)
            if schema_path is not None:
                error.schema_path.appendleft(schema_path)
            yield error

    kind: Any = validators.extend(Draft202012Validator)  # type: ignore[no-untyped-call]
    kind.descend = descend
    return cast("type[Validator]", kind)


def _without_references(whole: Mapping[str, Any]) -> Json:
    """A schema with what it refers to in the places of its references: each is looked up once, not for every value."""

    @cache
    def referred(reference: str) -> Any:
        return resolved(whole["$defs"][reference.removeprefix("#/$defs/")])

    def resolved(node: Any) -> Any:
        if isinstance(node, list):
            return [resolved(inner) for inner in node]
        if not isinstance(node, Mapping):
            return node
        rest = {key: resolved(inner) for key, inner in node.items() if key not in ("$ref", "$defs")}
        if "$ref" not in node:
            return rest
        return {**rest, "allOf": [referred(node["$ref"])]} if rest else referred(node["$ref"])

    return dict(resolved(whole))


def _listed(found: Sequence[str], fault: str) -> str:
    more = f" (and {len(found) - _SHOWN} more)" if len(found) > _SHOWN else ""
    return f"{fault}: {'; '.join(found[:_SHOWN])}{more}"


def _shortened(message: str) -> str:
    """A message without the bulk of the value it quotes; its end says what is wrong."""
    if len(message) <= _LONGEST:
        return message
    return f"{message[: _LONGEST // 3]} … {message[-_LONGEST // 2 :]}"


def check_spans(record: RunRecord, *, where: str) -> None:
    """Refuse a run in which any span, passage or reference does not fit its text, naming each by file and path."""
    found = [
        *_broken_references(record.reconciliation),
        *_broken_turns(record),
        *_broken_spans(_all_spans(record), record.texts),
    ]
    if found:
        raise RunError(_listed(found, "offsets or references do not hold"), where=where)


_Located = tuple[str, str, int, int, str]  # where it stands, text id, start, end, text


def _broken_spans(spans: Iterable[_Located], texts: Mapping[str, str]) -> list[str]:
    found = []
    for path, text_id, start, end, text in spans:
        if text_id not in texts:
            found.append(f"{path}: there is no text of {text_id!r}")
        elif end < start or texts[text_id][start:end] != text:
            has = texts[text_id][start : min(end, start + 40)]
            found.append(f"{path}: text {text_id!r} has {has!r} at {start}:{end}, not {text[:40]!r}")
    return found


def _all_spans(record: RunRecord) -> Iterable[_Located]:
    rec = record.reconciliation
    yield from _claim_spans(rec)
    yield from _summary_spans(rec)
    for i, passage in enumerate(rec.coverage):
        yield _located(f"reconciliation.json $.coverage[{i}]", rec.transcript.id, passage)
    yield from _comparison_spans(rec)
    for i, note in enumerate(rec.transcript.notes):
        yield _located(f"reconciliation.json $.transcript.notes[{i}]", rec.transcript.id, note)
    for extraction in record.extractions.values():
        yield from _extraction_spans(extraction)


def _claim_spans(rec: Reconciliation) -> Iterable[_Located]:
    for i, claim in enumerate(rec.claims):
        path = f"reconciliation.json $.claims[{i}]"
        yield _located(f"{path}.span", claim.source_id, claim.span)
        yield from _numbered(f"{path}.quotations", claim.source_id, claim.quotations)
        yield from _numbered(f"{path}.evidence", rec.transcript.id, claim.evidence)


def _comparison_spans(rec: Reconciliation) -> Iterable[_Located]:
    for i, passage in enumerate(rec.comparisons):
        path = f"reconciliation.json $.comparisons[{i}]"
        yield _located(path, rec.transcript.id, passage)
        for j, rendition in enumerate(passage.renditions):
            yield _located(f"{path}.renditions[{j}].span", rendition.source_id, rendition.span)


def _summary_spans(rec: Reconciliation) -> Iterable[_Located]:
    for i, summary in enumerate(rec.summaries):
        for j, sentence in enumerate(summary.sentences):
            path = f"reconciliation.json $.summaries[{i}].sentences[{j}]"
            yield from _numbered(f"{path}.grounding", summary.source_id, sentence.grounding)
            yield from _numbered(f"{path}.evidence", rec.transcript.id, sentence.evidence)


def _extraction_spans(extraction: Extraction) -> Iterable[_Located]:
    source = extraction.source_id
    for key in ("sentences", "key_points"):
        for i, sentence in enumerate(getattr(extraction.summary, key)):
            yield from _numbered(f"summaries/{source}.json $.{key}[{i}].grounding", source, sentence.grounding)
    for i, claim in enumerate(extraction.claims):
        path = f"claims/{source}.json $.claims[{i}]"
        yield _located(f"{path}.span", source, claim.span)
        yield _located(f"{path}.context", source, claim.context)
        yield from _numbered(f"{path}.quotations", source, claim.quotations)
        if claim.cue:
            yield _located(f"{path}.cue", source, claim.cue)


def _numbered(path: str, text_id: str, spans: Iterable[Any]) -> Iterable[_Located]:
    return (_located(f"{path}[{i}]", text_id, span) for i, span in enumerate(spans))


def _located(path: str, text_id: str, span: Any) -> _Located:
    return path, text_id, span.start, span.end, span.text


def _broken_references(rec: Reconciliation) -> Iterable[str]:
    sources = {source.id for source in rec.sources}
    turns = {turn.id for turn in rec.transcript.turns}
    for claim_id, times in Counter(claim.id for claim in rec.claims).items():
        if times > 1:
            yield f"reconciliation.json $.claims: {times} claims have the id {claim_id!r}"
    for i, claim in enumerate(rec.claims):
        path = f"reconciliation.json $.claims[{i}]"
        if claim.source_id not in sources:
            yield f"{path}.source_id: there is no source {claim.source_id!r}"
        unknown = (evidence.turn_id for evidence in claim.evidence if evidence.turn_id not in turns)
        yield from (f"{path}.evidence: there is no turn {turn_id!r}" for turn_id in unknown)
    for i, summary in enumerate(rec.summaries):
        if summary.source_id not in sources:
            yield f"reconciliation.json $.summaries[{i}].source_id: there is no source {summary.source_id!r}"


def _broken_turns(record: RunRecord) -> Iterable[str]:
    transcript = record.reconciliation.transcript
    length = len(record.texts.get(transcript.id, ""))
    for i, turn in enumerate(transcript.turns):
        if not turn.start <= turn.end <= length:
            yield f"reconciliation.json $.transcript.turns[{i}]: {turn.start}:{turn.end} lies outside the transcript"


# ---------------------------------------------------------------- encoding


def plain(value: Any) -> Any:
    """A record as JSON-able values: records and mappings become dicts, tuples lists, dates ISO strings."""
    if is_dataclass(value) and not isinstance(value, type):
        return {f.name: plain(getattr(value, f.name)) for f in fields(value)}
    if isinstance(value, Mapping):
        return {str(key): plain(inner) for key, inner in value.items()}
    if isinstance(value, (tuple, list)):
        return [plain(inner) for inner in value]
    if isinstance(value, (dt.date, dt.datetime)):
        return value.isoformat()
    return value


def encode_summary(summary: Summary, *, model: str | None = None) -> Json:
    """A summary as `schemas/summary.v1.json` has it."""
    return {
        "contract": "summary.v1",
        "source_id": summary.source_id,
        "engine": {"name": summary.engine, "model": model},
        "headline": summary.headline,
        "sentences": plain(summary.sentences),
        "key_points": plain(summary.key_points),
    }


def encode_claims(extraction: Extraction, *, model: str | None = None) -> Json:
    """An extraction's claims as `schemas/claims.v1.json` has them."""
    return {
        "contract": "claims.v1",
        "source_id": extraction.source_id,
        "engine": {"name": extraction.engine, "model": model},
        "claims": plain(extraction.claims),
        "warnings": plain(extraction.warnings),
    }


def encode_reconciliation(rec: Reconciliation) -> Json:
    """A reconciliation as `schemas/reconciliation.v1.json` has it, with its totals."""
    return {
        "contract": "reconciliation.v1",
        "case": {"title": rec.case_title, "event_date": rec.event_date.isoformat()},
        "engine": {"name": rec.engine_name, "model": rec.model},
        "transcript": _encode_transcript(rec),
        "sources": plain(rec.sources),
        "claims": plain(rec.claims),
        "summaries": plain(rec.summaries),
        "coverage": plain(rec.coverage),
        "comparisons": plain(rec.comparisons),
        "totals": totals(rec),
    }


def _encode_transcript(rec: Reconciliation) -> Json:
    encoded: Json = {"file": rec.transcript_file, "sha256": rec.transcript_sha256} | plain(rec.transcript)
    del encoded["text"]
    return encoded


def totals(rec: Reconciliation) -> Json:
    """The counts of a run: verdicts, quotations by fidelity and coverage, overall and for each source.

    Overall coverage counts each passage once, by the best any source does with it. Unjudged claims are in `verdicts`
    and, so that nobody overlooks them, again in `unjudged`.
    """
    best = [min(passage.sources.values(), key=_MARKS.index, default="absent") for passage in rec.coverage]
    sentences = [sentence.verdict for summary in rec.summaries for sentence in summary.sentences]
    by_source: dict[str, list[JudgedClaim]] = {source.id: [] for source in rec.sources}
    for claim in rec.claims:
        by_source.setdefault(claim.source_id, []).append(claim)
    return {
        **_share(rec.claims, best),
        "summary_sentences": _counts(VERDICTS, sentences),
        "sources": {
            source: _share(claims, [p.sources[source] for p in rec.coverage if source in p.sources])
            for source, claims in by_source.items()
        },
    }


def _share(claims: Sequence[JudgedClaim], marks: Sequence[str]) -> Json:
    verdicts = _counts(VERDICTS, [claim.verdict for claim in claims])
    fidelities = [quotation.fidelity for claim in claims for quotation in claim.quotations]
    return {
        "claims": len(claims),
        "verdicts": verdicts,
        "unjudged": verdicts["unjudged"],
        "quotations": len(fidelities),
        "quote_fidelity": _counts(FIDELITIES, fidelities),
        "coverage": _counts(_MARKS, marks),
    }


def _counts(words: Sequence[str], found: Iterable[str]) -> dict[str, int]:
    counted = Counter(found)
    return {word: counted[word] for word in words}


# ---------------------------------------------------------------- decoding (of instances that passed `check`)


def decode_extraction(summary: Json, claims: Json) -> Extraction:
    """The extraction behind a `summary.v1` and a `claims.v1` object that passed their schemas."""
    return Extraction(
        source_id=claims["source_id"],
        engine=claims["engine"]["name"],
        summary=Summary(
            source_id=summary["source_id"],
            headline=summary["headline"],
            sentences=tuple(map(_summary_sentence, summary["sentences"])),
            key_points=tuple(map(_summary_sentence, summary["key_points"])),
            engine=summary["engine"]["name"],
        ),
        claims=tuple(map(_claim, claims["claims"])),
        warnings=tuple(claims.get("warnings", ())),
    )


def decode_reconciliation(encoded: Json, transcript_text: str) -> Reconciliation:
    """The reconciliation behind a `reconciliation.v1` object that passed its schema; totals are computed anew."""
    transcript = encoded["transcript"]
    return Reconciliation(
        case_title=encoded["case"]["title"],
        event_date=_day(encoded["case"]["event_date"]),
        engine_name=encoded["engine"]["name"],
        model=encoded["engine"]["model"],
        transcript_file=transcript["file"],
        transcript_sha256=transcript["sha256"],
        transcript=_transcript(transcript, transcript_text),
        sources=tuple(SourceStatus(**source) for source in encoded["sources"]),
        claims=tuple(map(_judged_claim, encoded["claims"])),
        summaries=tuple(map(_judged_summary, encoded["summaries"])),
        coverage=tuple(CoveragePassage(**passage) for passage in encoded["coverage"]),
        comparisons=tuple(map(_compared_passage, encoded.get("comparisons", ()))),
    )


def _compared_passage(encoded: Json) -> ComparedPassage:
    return ComparedPassage(
        encoded["turn_id"], encoded["start"], encoded["end"], encoded["text"],
        tuple(map(_rendition, encoded["renditions"])),
        tuple(SharedDeviation(one["detail"], tuple(one["claim_ids"])) for one in encoded["shared"]),
    )


def _rendition(encoded: Json) -> Rendition:
    return Rendition(
        **encoded | {"span": Span(**encoded["span"])}
        | {name: tuple(encoded[name]) for name in ("figures", "deviations")}
    )


def _day(text: str) -> dt.date:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        raise RunError(f"{text} is not a day of the calendar", where="reconciliation.json") from None


def _transcript(encoded: Json, text: str) -> Transcript:
    return Transcript(
        id=encoded["id"],
        text=text,
        turns=tuple(map(_turn, encoded["turns"])),
        speakers=tuple(map(_speaker, encoded.get("speakers", ()))),
        language=encoded.get("language", "en"),
        title=encoded.get("title"),
        date=_day(encoded["date"]) if encoded.get("date") else None,
        place=encoded.get("place"),
        notes=_spans(encoded.get("notes", ())),
        warnings=tuple(encoded.get("warnings", ())),
    )


def _turn(encoded: Json) -> Turn:
    paragraphs = tuple(Paragraph(**paragraph) for paragraph in encoded.get("paragraphs", ()))
    return Turn(**{**encoded, "paragraphs": paragraphs})


def _speaker(encoded: Json) -> Speaker:
    return Speaker(encoded["name"], tuple(encoded["names"]), tuple(encoded["titles"]))


def _spans(encoded: Iterable[Json]) -> tuple[Span, ...]:
    return tuple(Span(**span) for span in encoded)


def _summary_sentence(encoded: Json) -> SummarySentence:
    return SummarySentence(encoded["text"], _spans(encoded["grounding"]), encoded["grounded"])


def _claim(encoded: Json) -> Claim:
    made = {
        "span": Span(**encoded["span"]),
        "context": Span(**encoded["context"]),
        "quotations": _spans(encoded["quotations"]),
        "cue": Span(**encoded["cue"]) if encoded["cue"] else None,
    }
    return Claim(**{**encoded, **made})


def _judged_claim(encoded: Json) -> JudgedClaim:
    made = {
        "span": Span(**encoded["span"]),
        "quotations": tuple(map(_judged_quotation, encoded["quotations"])),
        "evidence": _evidence(encoded),
        "checks": tuple(Check(**one) for one in encoded["checks"]),
    }
    return JudgedClaim(**{**encoded, **made})


def _judged_quotation(encoded: Json) -> JudgedQuotation:
    made = {
        "differences": tuple(encoded["differences"]),
        "diff": tuple(WordEdit(**edit) for edit in encoded.get("diff", ())),
    }
    return JudgedQuotation(**{**encoded, **made})


def _evidence(encoded: Json) -> tuple[Evidence, ...]:
    return tuple(Evidence(**one) for one in encoded["evidence"])


def _judged_summary(encoded: Json) -> JudgedSummary:
    return JudgedSummary(encoded["source_id"], encoded["headline"], tuple(map(_judged_sentence, encoded["sentences"])))


def _judged_sentence(encoded: Json) -> JudgedSentence:
    made = {"grounding": _spans(encoded["grounding"]), "evidence": _evidence(encoded)}
    return JudgedSentence(**{**encoded, **made})
