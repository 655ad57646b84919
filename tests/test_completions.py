"""What is read as JSON, and what is cut out of a model's words."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from summarize.completions import cut_object, parse_strictly

_TEXT = st.text(st.characters(codec="utf-8"))
_WORDS = st.text(st.characters(codec="utf-8", exclude_characters='{<"'))
_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | _TEXT,
    lambda inner: st.lists(inner) | st.dictionaries(_TEXT, inner),
    max_leaves=4,
)


@given(_WORDS, st.dictionaries(_TEXT, _JSON, min_size=1), _WORDS)
def test_cut_from_words(before: str, value: dict[str, object], after: str) -> None:
    """Whatever words stand around an object, it is found whole."""
    written = json.dumps(value, ensure_ascii=False)
    assert cut_object(f"{before}{written}{after}") == written


@given(st.dictionaries(st.text(min_size=1, max_size=3), _JSON, min_size=1), st.data())
def test_cut_off_object(value: dict[str, object], data: st.DataObject) -> None:
    """Of an object that was cut off nothing is taken, however many whole objects stand inside it."""
    written = json.dumps(value)
    end = data.draw(st.integers(0, len(written) - 1))
    with pytest.raises(ValueError, match=r"."):
        cut_object(written[:end])


@given(st.text() | st.binary().map(repr))
def test_parse_strictly_never_breaks(text: str) -> None:
    """Any text is a JSON value that can be written back, or a `ValueError`."""
    try:
        value = parse_strictly(text)
    except ValueError:
        return
    assert parse_strictly(json.dumps(value)) == value


@pytest.mark.parametrize("text", ["", "null", "{", "{]", "{{{{{{", "{}{}", '{"a"', '"{"', "[{}]"])
def test_no_object(text: str) -> None:
    """Text without a JSON object that says something is refused."""
    with pytest.raises(ValueError, match=r"."):
        cut_object(text)
