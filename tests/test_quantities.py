"""`summarize.quantities`: figures in text and the arithmetic between them. Cases are in `data/quantities/`."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest
from events import gathered
from hypothesis import given, settings
from hypothesis import strategies as st

from summarize.quantities import Quantity, compare, compare_all, find_quantities

LANGUAGES = ("en", "de", "fr", "es", "it", "pt", "ru", "uk", "tr", "ar", "pl", "nl")
_PIECES = (
    *[
        "half a third of",
        "two-thirds",
        "ninety percent",
        "one in five",
        "between 5 and",
        "to 7",
        "3.5 times",
        "more",
        "than",
        "$",
        "€",
        "%",
        "½",
        "²",
        "1,234.5",
    ],
    *[
        "1.234,5",
        "٣٫٥",
        "٩٠٪",
        "млрд",
        "Millionen",
        "doubled",
        "not",
        "-",
        "/",
        "'",
        ".",
        ",",
        "\n",
        "\n\n",
        "2021",
        "26th",
        "up",
        "fell by",
        "a",
        "and",
        "1/2",
        "0/0",
        "zwei",
    ],
)
SENTENCES = st.lists(st.sampled_from(_PIECES), max_size=12).map(" ".join)


def _as_case(quantity: Quantity) -> dict[str, Any]:
    """A quantity in the form of the case file: what is at its default is left out."""
    shown: dict[str, Any] = {"text": quantity.text, "value": str(quantity.value)}
    if quantity.high is not None:
        shown["high"] = str(quantity.high)
    words = {name: getattr(quantity, name) for name in ("unit", "noun", "change", "sense", "per")}
    shown |= {name: value for name, value in words.items() if value}
    if quantity.qualifier != "exact":
        shown["qualifier"] = quantity.qualifier
    if quantity.ordinal:
        shown["ordinal"] = True
    return shown


def _only(text: str, language: str = "en") -> Quantity:
    (quantity,) = find_quantities(text, language)
    return quantity


@pytest.mark.parametrize(
    "case", gathered("quantities", "find"), ids=lambda case: f"{case['language']}: {case['text'][:50]}"
)
def test_finds_every_figure_and_nothing_else(case: dict[str, Any]) -> None:
    """Figures are read with unit, range, qualifier and direction; years, dates and names are not."""
    found = find_quantities(case["text"], case["language"])
    assert [_as_case(quantity) for quantity in found] == case["quantities"]


@pytest.mark.parametrize(
    "case", gathered("quantities", "compare"), ids=lambda case: f"{case['claimed'][1]} | {case['said'][1]}"
)
def test_relates_a_claimed_figure_to_a_said_one(case: dict[str, Any]) -> None:
    """The relation of two figures is the one a careful reader would name, and its derivation shows the arithmetic."""
    claimed, said = (_only(text, language) for language, text in (case["claimed"], case["said"]))
    comparison = compare(claimed, said)
    assert comparison.relation == case["relation"]
    assert case.get("derivation", "") in comparison.derivation
    assert comparison.derivation.endswith(".")


def test_offsets_are_raw_and_shifted_by_the_start() -> None:
    """Spans cut the raw text exactly across special spaces and dashes, and `start` is added to them."""
    text = "In\u00a0total \u201c10\u201312\u202ftonnes\u201d and \ufb01ve"
    (quantity,) = find_quantities(text, "en")[:1]
    assert quantity.text == text[quantity.start : quantity.end] == "10\u201312\u202ftonnes"
    (shifted,) = find_quantities(text, "en", start=100)[:1]
    assert (shifted.start, shifted.end) == (quantity.start + 100, quantity.end + 100)


@pytest.mark.parametrize(
    ("text", "language", "value"),
    [
        ("1.234 people", "en", "1.234"),
        ("1,234 people", "en", "1234"),
        ("1.234 Menschen", "de", "1234"),
        ("1,234 Prozent", "de", "1.234"),
        ("1.234.567 Menschen", "en", "1234567"),
        ("3.5 Prozent", "de", "3.5"),
        ("12'500 Franken", "de", "12500"),
        ("1 234 567 человек", "ru", "1234567"),
    ],
)
def test_reads_separators_by_the_custom_of_the_language(text: str, language: str, value: str) -> None:
    """A mark before three digits groups or divides as the language does, elsewhere as it must."""
    assert find_quantities(text, language)[0].value == Fraction(value)


@pytest.mark.parametrize(
    ("text", "count"), [("about\nhalf a million people", 1), ("The toll was 5\n\nPercent of all", 1)]
)
def test_a_wrapped_line_goes_on_and_a_blank_line_ends(text: str, count: int) -> None:
    """A line break inside a sentence does not cut a figure; a blank line does."""
    found = find_quantities(text)
    assert len(found) == count
    assert found[0].unit == ""
    assert (found[0].value == 500000) == text.startswith("about")


def test_an_unknown_language_is_read_as_english() -> None:
    """A language without a word table falls back to the English one."""
    assert _only("ninety percent", "xx").value == 90


def test_pairs_each_claimed_figure_with_its_best_answer() -> None:
    """The figure of the same kind and noun answers a claim, not the nearest in the list."""
    claimed = find_quantities("95% of the vote, growth of 3.5 times and 900 soldiers in 12 villages")
    said = find_quantities("He won 95 percent of the vote while 800 soldiers left; trade increased by 250 percent.")
    pairs = compare_all(claimed, said)
    assert [pair.claimed for pair in pairs] == list(claimed)
    assert [pair.comparison.relation if pair.comparison else None for pair in pairs] == [
        "equal",
        "equivalent",
        "different",
        None,
    ]
    assert [pair.said.text if pair.said else None for pair in pairs] == ["95 percent", "250 percent", "800", None]


def test_nothing_said_leaves_every_claim_unpaired() -> None:
    """Without a comparable figure a claimed one is paired with None rather than with a guess."""
    assert [pair.said for pair in compare_all(find_quantities("90 percent"), ())] == [None]


@pytest.mark.parametrize(("one", "other", "nouns"), [
    ("5 soldiers", "6 soldier", "same"), ("5 soldiers", "6 villages", "differ"), ("5 soldiers", "6", "unknown"),
])  # fmt: skip
def test_tells_whether_the_counted_nouns_agree(one: str, other: str, nouns: str) -> None:
    """A comparison says if both figures count the same thing, so that a caller can weigh it."""
    assert compare(_only(one), _only(other)).nouns == nouns


@given(st.text(max_size=80) | SENTENCES, st.sampled_from(LANGUAGES))
@settings(max_examples=150, deadline=None)
def test_never_raises_and_spans_are_true(text: str, language: str) -> None:
    """On any text, what is found is in order, apart, and exactly what stands at its offsets."""
    end = 0
    for quantity in find_quantities(text, language):
        assert end <= quantity.start < quantity.end
        assert text[quantity.start : quantity.end] == quantity.text
        end = quantity.end


@given(SENTENCES, SENTENCES)
@settings(max_examples=150, deadline=None)
def test_equal_and_different_hold_both_ways(one: str, other: str) -> None:
    """Swapping claim and transcript changes neither equality nor contradiction."""
    for claimed in find_quantities(one):
        for said in find_quantities(other):
            forth, back = compare(claimed, said).relation, compare(said, claimed).relation
            for relation in ("equal", "equivalent", "different", "incomparable", "ambiguous", "rounded"):
                assert (forth == relation) == (back == relation)


@given(SENTENCES)
@settings(max_examples=80, deadline=None)
def test_a_figure_equals_itself(text: str) -> None:
    """Whatever is found compares as equal with itself."""
    for quantity in find_quantities(text):
        assert compare(quantity, quantity).relation == "equal"


@given(st.integers(min_value=1, max_value=4000))
def test_percent_and_times_derive_each_other(percent: int) -> None:
    """An increase by p percent is growth to 1 + p/100 times, both ways, and never to p/100 times."""
    grown = _only(f"increased by {percent} percent")
    factor = Quantity(0, 1, "x", 1 + Fraction(percent, 100), unit="times", change="up")
    assert compare(factor, grown).relation == compare(grown, factor).relation == "equivalent"
    assert f"{percent:,}/100" in compare(factor, grown).derivation
    wrong = Quantity(0, 1, "x", Fraction(percent, 100), unit="times", change="up")
    assert compare(wrong, grown).relation == "different"


@given(st.integers(min_value=0, max_value=10**15), st.sampled_from(LANGUAGES))
def test_plain_digits_keep_their_value(number: int, language: str) -> None:
    """A number in plain digits with a percent sign is read as itself in every language."""
    text = f"%{number}" if language == "tr" else f"{number} %"
    assert _only(text, language).value == number


def test_reads_long_texts_in_linear_time() -> None:
    """Long runs of one letter, digit or number word are read without blowing up."""
    for piece in ("a", "1", "1-", "1,000", "zwei", "half a ", "one in "):
        for language in ("en", "de"):
            find_quantities(piece * (8000 // len(piece)), language)
