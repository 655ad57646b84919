"""The normalised view is a true map of the raw text, whatever characters the text holds."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import odd_texts

from summarize.text import fold, mask_links, strip_accents, view

VIEWS = [
    ("no-break space", "40\u00a0percent", "40 percent"),
    ("narrow no-break space", "3\u202f500\u202f000 €", "3 500 000 €"),
    ("tab", "ferry\tport", "ferry port"),
    ("zero-width space", "har\u200bbour", "harbour"),
    ("soft hyphen", "ferry\u00adman", "ferryman"),
    ("byte order mark", "\ufeffThe ferry", "The ferry"),
    ("curly double quotes", "“Never,” she said", '"Never," she said'),
    ("low-high quotes", "„Nie“", '"Nie"'),
    ("guillemets", "«Jamais»", '"Jamais"'),
    ("corner brackets", "「決して」", '"決して"'),
    ("curly apostrophe", "don’t", "don't"),
    ("dashes", "a–b—c−d", "a-b-c-d"),
    ("decomposed accent", "Le\u0301na", "Léna"),
    ("decomposed Cyrillic", "и\u0306од", "йод"),
    ("ligature", "ﬁnal", "final"),
    ("full-width digits", "１２％", "12%"),
    ("line break stays", "one\ntwo", "one\ntwo"),
]


@pytest.mark.parametrize(("raw", "seen"), [v[1:] for v in VIEWS], ids=[v[0] for v in VIEWS])
def test_view_has_one_form_for_each_kind_of_character(raw: str, seen: str) -> None:
    """Spaces, quotation marks, dashes, accents and invisible characters take one comparable form."""
    assert view(raw).text == seen


@given(odd_texts, st.data())
def test_every_part_of_a_view_cuts_its_own_raw_text(raw: str, data: st.DataObject) -> None:
    """Any stretch of the view maps to raw words whose own view holds that stretch."""
    seen = view(raw)
    start = data.draw(st.integers(0, len(seen.text)))
    end = data.draw(st.integers(start, len(seen.text)))
    span = seen.span(start, end)
    assert raw[span.start : span.end] == span.text
    assert seen.text[start:end] in view(span.text).text


@given(odd_texts)
def test_view_characters_are_bounded_in_order(raw: str) -> None:
    """Each view character stands for at least one raw character, and they come in the raw text's order."""
    seen = view(raw)
    assert len(seen.text) == len(seen.starts) == len(seen.ends)
    assert all(a < b for a, b in zip(seen.starts, seen.ends, strict=True))
    assert list(seen.starts) == sorted(seen.starts)
    assert list(seen.ends) == sorted(seen.ends)


@given(st.text(alphabet=st.characters(max_codepoint=127)))
def test_plain_text_is_seen_alike_beside_other_scripts(plain: str) -> None:
    """What a text holds elsewhere does not change how its plain part is seen."""
    assert view(plain + "й").text == view(plain).text + "й"


@given(st.text(alphabet="Léna Åse müßt ё й ç ñ", max_size=40))
def test_composed_and_decomposed_accents_are_one_text(raw: str) -> None:
    """A text and its decomposed form look the same."""
    assert view(unicodedata.normalize("NFD", raw)).text == view(unicodedata.normalize("NFC", raw)).text
    assert fold(unicodedata.normalize("NFD", raw)) == fold(raw)


def test_tokens_point_into_the_raw_text() -> None:
    """Words, figures and signs are found whole, at raw offsets."""
    raw = "\ufeffLe\u0301na’s port: 3\u202f500,5 €,\u00a0up 12\u200b %"
    tokens = view(raw).tokens
    assert [t.text for t in tokens] == ["Léna's", "port", "3 500,5", "€", "up", "12", "%"]
    assert [raw[t.start : t.end] for t in tokens] == ["Le\u0301na’s", "port", "3\u202f500,5", "€", "up", "12", "%"]


@given(odd_texts, st.data())
def test_raw_offsets_are_found_again_in_the_view(raw: str, data: st.DataObject) -> None:
    """`at` gives the first view character that starts at or after a raw offset."""
    seen = view(raw)
    offset = data.draw(st.integers(0, len(raw)))
    at = seen.at(offset)
    assert all(start < offset for start in seen.starts[:at])
    assert all(start >= offset for start in seen.starts[at:])


def test_an_empty_stretch_is_an_empty_span() -> None:
    """An empty stretch of the view stands for no raw characters, also at the end."""
    seen = view("a\u200bb")
    assert [(s.start, s.end) for s in (seen.span(1, 1), seen.span(2, 2))] == [(2, 2), (3, 3)]


LINKS = [
    ("a link keeps its words", "The [port strike](https://example.org/strike) ended.", "The port strike ended."),
    ("a bare address goes", "See https://example.org/a?b=1 for more.", "See for more."),
    ("an address in angle brackets goes", "See <https://example.org/a> for more.", "See for more."),
    ("a bracketed insertion stays", "“He [the mayor] agreed.”", "“He [the mayor] agreed.”"),
    ("two links", "[One](a.html) and [two](b.html).", "One and two."),
    ("no link", "Nothing here (at all).", "Nothing here (at all)."),
]


@pytest.mark.parametrize(("text", "words"), [case[1:] for case in LINKS], ids=[case[0] for case in LINKS])
def test_masked_links_leave_the_words(text: str, words: str) -> None:
    """The syntax of a link is blanked out and its words stay where they were."""
    masked = mask_links(text)
    assert "".join(masked.split()) == "".join(words.split())
    assert all(new in (" ", old) for new, old in zip(masked, text, strict=True))


@given(
    st.lists(
        st.sampled_from(["[", "]", "(", ")", "](", "a", " ", "\n", "https://x.org", "<", ">", "!", "é"]), max_size=30
    )
)
def test_masking_never_moves_a_character(parts: list[str]) -> None:
    """Every character of the masked text is blank or the one that stood there."""
    text = "".join(parts)
    masked = mask_links(text)
    assert len(masked) == len(text)
    assert all(new in (" ", old) for new, old in zip(masked, text, strict=True))


@pytest.mark.parametrize(
    ("left", "right"),
    [("DON’T", "don't"), ("  the\u00a0port \n strike", "the port strike"), ("Straße", "STRASSE"), ("ﬁnal", "Final")],
)
def test_folded_texts_compare_equal(left: str, right: str) -> None:
    """Case, spacing and typography do not count when texts are compared."""
    assert fold(left) == fold(right)


def test_accents_can_be_left_out() -> None:
    """Names with and without their accents compare equal."""
    assert [strip_accents(n) for n in ("Šárka", "Ngô", "Фёдор", "Peña")] == ["Sarka", "Ngo", "Федор", "Pena"]
