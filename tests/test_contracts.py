"""The border: schemas, their violations, and records to JSON and back."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator, Mapping
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from summarize import records
from summarize.contracts import (
    check,
    decode_extraction,
    decode_reconciliation,
    encode_claims,
    encode_reconciliation,
    encode_summary,
    totals,
    violations,
)
from summarize.errors import CaseError, RunError
from summarize.resources import schema
from summarize.runs import read_run

DATA = Path(__file__).parent / "data" / "report"
BRIDGE = read_run(DATA / "bridge")
CASES: dict[str, Any] = json.loads((DATA / "contracts.json").read_text("utf-8"))
SCHEMAS = ("summary.v1", "claims.v1", "reconciliation.v1", "run.v1")

# record -> (schema, definition, fields of the record that the JSON writes elsewhere, fields the JSON adds)
TIES: tuple[tuple[type, str, str, set[str], set[str]], ...] = (
    (records.Span, "reconciliation.v1", "span", set(), set()),
    (records.JudgedClaim, "reconciliation.v1", "claim", set(), set()),
    (records.JudgedQuotation, "reconciliation.v1", "quotation", set(), set()),
    (records.WordEdit, "reconciliation.v1", "word_edit", set(), set()),
    (records.Evidence, "reconciliation.v1", "evidence", set(), set()),
    (records.Check, "reconciliation.v1", "check", set(), set()),
    (records.JudgedSentence, "reconciliation.v1", "sentence", set(), set()),
    (records.JudgedSummary, "reconciliation.v1", "summary", set(), set()),
    (records.CoveragePassage, "reconciliation.v1", "passage", set(), set()),
    (records.SourceStatus, "reconciliation.v1", "source", set(), set()),
    (records.Turn, "reconciliation.v1", "turn", set(), set()),
    (records.Paragraph, "reconciliation.v1", "paragraph", set(), set()),
    (records.Speaker, "reconciliation.v1", "speaker", set(), set()),
    (records.Transcript, "reconciliation.v1", "transcript", {"text"}, {"file", "sha256"}),
    (records.Claim, "claims.v1", "claim", set(), set()),
    (records.SummarySentence, "summary.v1", "sentence", set(), set()),
)


def reconciliation() -> dict[str, Any]:
    return encode_reconciliation(BRIDGE.reconciliation)


@pytest.mark.parametrize(("record", "name", "definition", "elsewhere", "added"), TIES)
def test_schema_has_the_fields_of_its_record(
    record: Any, name: str, definition: str, elsewhere: set[str], added: set[str]
) -> None:
    """A record and the schema that describes it name the same fields."""
    declared = set(schema(name)["$defs"][definition]["properties"])
    assert declared == {f.name for f in fields(record)} - elsewhere | added


@pytest.mark.parametrize(("record_field", "definition", "words"), [
    ("verdict", "claim", records.VERDICTS),
    ("quote_fidelity", "claim", (None, *records.FIDELITIES)),
    ("verdict", "sentence", records.VERDICTS),
])  # fmt: skip
def test_closed_vocabularies_agree(record_field: str, definition: str, words: tuple[str, ...]) -> None:
    """The words of a closed vocabulary are the same in the records and in the schema."""
    declared = schema("reconciliation.v1")["$defs"][definition]["properties"][record_field]["enum"]
    assert tuple(declared) == words


@pytest.mark.parametrize("name", SCHEMAS)
def test_schemas_are_valid_draft_2020_12(name: str) -> None:
    """Every schema is itself valid, closed at its top, and names itself as its contract."""
    Draft202012Validator.check_schema(dict(schema(name)))
    assert schema(name)["additionalProperties"] is False
    assert schema(name)["properties"]["contract"] == {"const": name}


def subschemas(node: Any, path: str = "$") -> Iterator[tuple[str, Mapping[str, Any]]]:
    if isinstance(node, Mapping):
        yield path, node
        for key, inner in node.items():
            yield from subschemas(inner, f"{path}.{key}")
    elif isinstance(node, list):
        for number, inner in enumerate(node):
            yield from subschemas(inner, f"{path}[{number}]")


@pytest.mark.parametrize("name", SCHEMAS)
def test_every_string_array_and_map_is_bounded(name: str) -> None:
    """No schema lets a string, an array or a set of keys grow without end."""
    bound = {"string": "maxLength", "array": "maxItems", "object": "additionalProperties"}
    for path, node in subschemas(dict(schema(name))):
        types = node.get("type", ()) if not isinstance(node.get("type"), Mapping) else ()
        for kind in [types] if isinstance(types, str) else types:
            tied = "then" in path.split(".")
            assert tied or kind not in bound or bound[kind] in node, f"{name} {path} has no {bound[kind]}"


@pytest.mark.parametrize("case", CASES["violations"], ids=lambda case: case["name"])
def test_each_breach_is_named_by_its_path(case: dict[str, Any]) -> None:
    """All breaches of a reconciliation are reported at once, each with its JSON path, in document order."""
    instance = json.loads(json.dumps(reconciliation()))
    for path, value in case["set"]:
        place(instance, path, value)
    found = violations(instance, "reconciliation.v1")
    assert [line.split(": ")[0] for line in found] == case["paths"]


def place(instance: Any, path: list[Any], value: Any) -> None:
    for step in path[:-1]:
        instance = instance[step]
    instance[path[-1]] = value


@pytest.mark.parametrize("verdict", records.VERDICTS)
def test_evidence_is_required_for_a_verdict_that_claims_some(verdict: str) -> None:
    """A claim without evidence passes only as not_in_transcript or unjudged."""
    instance = reconciliation()
    instance["claims"][0] |= {"verdict": verdict, "evidence": []}
    assert bool(violations(instance, "reconciliation.v1")) == (verdict not in {"not_in_transcript", "unjudged"})


def test_check_raises_one_line_with_all_breaches() -> None:
    """`check` raises the asked error as one line that holds the place and every breach."""
    instance = reconciliation()
    instance["claims"][0]["confidence"] = 2
    instance["claims"][1]["verdict"] = "true"
    with pytest.raises(CaseError) as caught:
        check(instance, "reconciliation.v1", where="some/file.json", error=CaseError)
    line = caught.value.line()
    assert line.startswith("some/file.json: ")
    assert "$.claims[0].confidence" in line
    assert "$.claims[1].verdict" in line
    assert "\n" not in line


def test_check_shortens_long_values_and_long_lists() -> None:
    """A message never carries the bulk of a broken value, nor more breaches than one can read."""
    instance = reconciliation()
    for claim in instance["claims"]:
        claim |= {"text": "x" * 30_000, "kind": "y" * 30_000, "rationale": 5}
    with pytest.raises(RunError) as caught:
        check(instance, "reconciliation.v1", where="r.json")
    assert len(caught.value.line()) < 8_000
    assert "and 19 more" in caught.value.line()


def test_totals_count_each_claim_and_quotation_once() -> None:
    """Totals count verdicts, fidelity of quotations and coverage, overall and for each source."""
    assert totals(BRIDGE.reconciliation) == CASES["totals"]


def test_reconciliation_survives_the_way_out_and_back() -> None:
    """Decoding what was encoded gives the same records."""
    encoded = json.loads(json.dumps(reconciliation()))
    assert decode_reconciliation(encoded, BRIDGE.texts["transcript"]) == BRIDGE.reconciliation


def test_a_reconciliation_of_the_bare_contract_can_be_read() -> None:
    """The fields that we add to the contract may be missing when a run comes from elsewhere."""
    bare = copy.deepcopy(reconciliation())
    bare["transcript"] = {key: bare["transcript"][key] for key in ("id", "file", "sha256", "turns")}
    bare["transcript"]["turns"] = [
        {key: turn[key] for key in ("id", "speaker", "start", "end")} for turn in bare["transcript"]["turns"]
    ]
    assert violations(bare, "reconciliation.v1") == []
    read = decode_reconciliation(bare, BRIDGE.texts["transcript"])
    assert read.claims == BRIDGE.reconciliation.claims
    assert [turn.paragraphs for turn in read.transcript.turns] == [()] * len(read.transcript.turns)


TEXT = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=20)
OFFSETS = st.integers(0, 10_000)
SPANS = st.builds(records.Span, OFFSETS, OFFSETS, TEXT)
SENTENCES = st.lists(
    st.builds(records.SummarySentence, TEXT, st.lists(SPANS, min_size=1, max_size=2).map(tuple)), max_size=2
).map(tuple)
CLAIMS = st.builds(
    records.Claim,
    id=TEXT,
    source_id=st.just("s"),
    text=TEXT,
    kind=st.sampled_from(["quote", "indirect", "fact", "background"]),
    speaker=st.none() | TEXT,
    span=SPANS,
    context=SPANS,
    quotations=st.lists(SPANS, max_size=2).map(tuple),
    cue=st.none() | SPANS,
    credited=st.none() | TEXT,
    credited_by=st.sampled_from([None, "name", "description", "pronoun", "context"]),
)
EXTRACTIONS = st.builds(
    records.Extraction,
    source_id=st.just("s"),
    engine=st.sampled_from(["extractive", "llm"]),
    summary=st.builds(records.Summary, st.just("s"), TEXT, SENTENCES, SENTENCES, st.just("llm")),
    claims=st.lists(CLAIMS, max_size=3).map(tuple),
    warnings=st.lists(TEXT, max_size=2).map(tuple),
)


@settings(max_examples=20, deadline=None)
@given(EXTRACTIONS)
def test_claims_stored_before_it_was_told_how_they_are_credited_still_load(extraction: records.Extraction) -> None:
    """A run without `credited_by` is a valid one, whose claims do not tell how they are credited."""
    claims = encode_claims(extraction)
    for claim in claims["claims"]:
        del claim["credited_by"]
    assert violations(claims, "claims.v1") == []
    loaded = decode_extraction(encode_summary(extraction.summary), claims)
    assert loaded.claims == tuple(replace(claim, credited_by=None) for claim in extraction.claims)


@settings(max_examples=60, deadline=None)
@given(EXTRACTIONS)
def test_any_extraction_fits_its_schemas_and_survives(extraction: records.Extraction) -> None:
    """Every extraction is written as its schemas say and read back the same."""
    summary = json.loads(json.dumps(encode_summary(extraction.summary, model="m")))
    claims = json.loads(json.dumps(encode_claims(extraction, model="m")))
    assert violations(summary, "summary.v1") == []
    assert violations(claims, "claims.v1") == []
    assert decode_extraction(summary, claims) == extraction
