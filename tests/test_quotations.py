"""Quotations are found in every style of marks, whole, and with their true offsets."""

from __future__ import annotations

import itertools
import json
import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from summarize.lexicon import load
from summarize.quotations import find_quotations
from summarize.records import Block, Document

CASES = json.loads((Path(__file__).parent / "data" / "quotations" / "cases.json").read_text("utf-8"))


def article(text: str, language: str = "en", kinds: dict[int, str] | None = None) -> Document:
    blocks = tuple(
        Block((kinds or {}).get(n, "body"), m.start(), m.end())  # type: ignore[arg-type]  # kinds in tests are BlockKind words
        for n, m in enumerate(re.finditer(r"[^\n]+", text))
    )
    return Document("article", text, blocks, language)


def grouped(document: Document) -> list[list[str]]:
    groups: dict[int, list[str]] = {}
    for quotation in find_quotations(document, load(document.language)):
        groups.setdefault(quotation.group, []).append(quotation.span.text)
    return list(groups.values())


@pytest.mark.parametrize("case", CASES, ids=[c["name"] for c in CASES])
def test_quotations_by_style(case: dict[str, Any]) -> None:
    """Each style of marks yields the words between them, parts of one quotation together."""
    assert grouped(article(case["text"], case.get("language", "en"))) == case["groups"]


def test_block_quotation_without_marks() -> None:
    """A block that the document marks as quoted speech is a quotation although it has no marks."""
    document = article("She explained.\nI never wanted this bridge.\nHe agreed.", kinds={1: "quote"})
    found = find_quotations(document, load("en"))
    assert [(q.span.text, q.marked) for q in found] == [("I never wanted this bridge.", False)]


def test_furniture_holds_no_quotation() -> None:
    """Quotation marks in site furniture are ignored."""
    assert grouped(article("“Read more about the bridge here”\nThe bridge is open.", kinds={0: "furniture"})) == []


@given(st.text(alphabet="ab ,.\n\"“”«»„‘’'[]", max_size=80))
def test_spans_are_true_and_in_order(text: str) -> None:
    """Whatever the marks, every span cuts its own text and none overlaps the next."""
    document = article(text)
    found = find_quotations(document, load("en"))
    assert all(document.text[q.span.start : q.span.end] == q.span.text for q in found)
    assert all(a.span.end <= b.span.start for a, b in itertools.pairwise(found))
