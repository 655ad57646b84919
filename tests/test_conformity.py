"""The quick test of a schema says the same as the library that explains faults."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from summarize.conformity import conforms_to
from summarize.resources import schema, schemas_folder

ROOT = Path(__file__).resolve().parent
CASES = json.loads((ROOT / "data/conformity/cases.json").read_text(encoding="utf-8"))

ODD_VALUES: tuple[Any, ...] = (
    None, True, False, 0, 1, -1, 1.0, 0.5, "", ".", "a/b", "x" * 30000, [], {}, [[]], {"": None},
)  # fmt: skip
UNKNOWN = ({"multipleOf": 2}, {"$ref": "https://example.org/s"}, {"enum": [1]}, {"format": "uri"})


def agree(root: dict[str, Any], value: Any) -> bool:
    conforms = conforms_to(root)
    assert conforms is not None
    checked = Draft202012Validator(root, format_checker=Draft202012Validator.FORMAT_CHECKER)
    return conforms(value) == checked.is_valid(value)


def places(value: Any) -> list[tuple[Any, Any]]:
    """Every container in a value with each key into it."""
    keys = value if isinstance(value, dict) else range(len(value)) if isinstance(value, list) else ()
    return [(value, key) for key in keys] + [place for key in keys for place in places(value[key])]


@pytest.mark.parametrize("name", sorted(path.stem for path in schemas_folder().glob("*.json")))
def test_every_schema_of_ours_has_a_quick_test(name: str) -> None:
    """No schema uses a keyword that would send every run the slow way."""
    assert conforms_to(schema(name)) is not None


@pytest.mark.parametrize("case", CASES, ids=lambda case: json.dumps(case["schema"])[:60])
def test_keywords_mean_what_the_standard_says(case: dict[str, Any]) -> None:
    """Each keyword lets pass what the standard lets pass."""
    conforms = conforms_to(case["schema"])
    assert conforms is not None
    assert [conforms(value) for value in case["valid"] + case["invalid"]] == (
        [True] * len(case["valid"]) + [False] * len(case["invalid"])
    )


@pytest.mark.parametrize("unknown", UNKNOWN)
def test_a_schema_with_an_unknown_keyword_has_no_quick_test(unknown: dict[str, Any]) -> None:
    """What is not understood is left to the library."""
    assert conforms_to({"properties": {"a": unknown}}) is None


@given(data=st.data())
@settings(max_examples=150, deadline=None)
def test_a_damaged_case_is_judged_as_the_library_judges_it(data: st.DataObject) -> None:
    """Whatever is put, dropped or added anywhere in a case, both come to the same answer."""
    root = dict(schema("case.v1"))
    value = copy.deepcopy(CASES[-1]["valid"][0])
    holder, key = data.draw(st.sampled_from(places(value)))
    action = data.draw(st.sampled_from(["put", "drop", "add"]))
    if action == "put":
        holder[key] = data.draw(st.sampled_from(ODD_VALUES))
    elif action == "drop":
        del holder[key]
    elif isinstance(holder, dict):
        holder["added"] = data.draw(st.sampled_from(ODD_VALUES))
    assert agree(root, value)
