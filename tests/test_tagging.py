"""Words come with raw offsets, a part of speech and a base form, in languages with and without a tagger."""

from __future__ import annotations

import itertools
import time
from typing import get_args

import pytest
from hypothesis import given, settings
from strategies import article_texts, languages, odd_texts

from summarize.tagging import Pos, tag_words


def tags(text: str, language: str) -> dict[str, str]:
    return {w.text: w.pos for w in tag_words(text, language)}


WORDS = [
    ("en", "The mayor’s ferry hadn’t sailed.", ["The", "mayor", "'s", "ferry", "hadn't", "sailed", "."]),
    ("en", "U.S.-backed trade-union members", ["U.S.-backed", "trade-union", "members"]),
    ("en", "It lost $3.5 million, or 12%.", ["It", "lost", "$", "3.5", "million", ",", "or", "12", "%", "."]),
    ("en", "the [port strike](https://example.org/a) ended", ["the", "port", "strike", "ended"]),
    ("fr", "«\u00a0L’accord\u00a0», dit-elle", ['"', "L'accord", '"', ",", "dit-elle"]),
    ("ru", "Мэр сказала: «Нет».", ["Мэр", "сказала", ":", '"', "Нет", '"', "."]),
    ("ar", "قال الوزير", ["قال", "الوزير"]),
]


@pytest.mark.parametrize(("language", "text", "words"), WORDS, ids=[w[1] for w in WORDS])
def test_words_and_marks_are_apart(language: str, text: str, words: list[str]) -> None:
    """Contractions, hyphenated words, acronyms and decimals are one word; marks and a possessive stand apart."""
    assert [w.text for w in tag_words(text, language)] == words


PARTS = [
    (
        "en",
        "The mayor will close the old port in May.",
        {
            "The": "determiner",
            "mayor": "noun",
            "will": "modal",
            "old": "adjective",
            "in": "preposition",
            ".": "punctuation",
        },
    ),
    (
        "en",
        "Voss said that 300 workers, who marched, had won.",
        {"said": "finite", "300": "number", "who": "relative", "had": "finite", ",": "punctuation"},
    ),
    (
        "de",
        "Die Bürgermeisterin schließt den Hafen und die Werft.",
        {"Bürgermeisterin": "noun", "schließt": "finite", "den": "determiner", "und": "conjunction"},
    ),
    (
        "nl",
        "De burgemeester sluit de haven in Delfzijl.",
        {"De": "determiner", "sluit": "finite", "haven": "noun", "in": "preposition"},
    ),
    (
        "fr",
        "La maire a fermé le port parce qu'elle doit.",
        {"La": "determiner", "a": "finite", "maire": "unknown", ".": "punctuation"},
    ),
    (
        "ru",
        "Мэр заявила, если порт закрыт, и ушла в мэрию.",
        {"заявила": "finite", "если": "subordinator", "порт": "unknown", "в": "preposition"},
    ),
    (
        "xx",
        "Bla Blub 3 bla.",
        {"Blub": "name", "3": "number", "bla": "unknown", ".": "punctuation"},
    ),
]


@pytest.mark.parametrize(("language", "text", "wanted"), PARTS, ids=[p[1] for p in PARTS])
def test_parts_of_speech(language: str, text: str, wanted: dict[str, str]) -> None:
    """A tagged language has full parts of speech, another its closed classes."""
    got = tags(text, language)
    assert {word: got[word] for word in wanted} == wanted


FORMS = [
    ("en", "ports", "port"), ("en", "closed", "closed"), ("de", "Häfen", "Häfen"), ("fr", "grèves", "grève"),
    ("es", "huelgas", "huelga"), ("ru", "порта", "порту"), ("it", "porto", "porti"),
]  # fmt: skip


@pytest.mark.parametrize(("language", "left", "right"), FORMS)
def test_forms_of_a_word_share_a_base(language: str, left: str, right: str) -> None:
    """Two forms of one word have one base form, by dictionary or by stem."""
    assert tag_words(left, language)[0].lemma == tag_words(right, language)[0].lemma


@settings(deadline=None, max_examples=150)
@given(article_texts | odd_texts, languages)
def test_every_word_points_into_its_text(text: str, language: str) -> None:
    """Whatever the text and language, words are in order, not empty, hold no white space and have a known part of
    speech.
    """
    words = tag_words(text, language)
    assert all(0 <= w.start < w.end <= len(text) for w in words)
    assert all(a.end <= b.start for a, b in itertools.pairwise(words) if a.start != b.start)
    assert all(w.pos in get_args(Pos) and w.lemma and not any(c.isspace() for c in w.text) for w in words)


def test_a_stretch_is_tagged_with_offsets_of_the_whole() -> None:
    """Offsets of words in a stretch count from the beginning of the text."""
    text = "Menu. The port strike ended. Share."
    words = tag_words(text, "en", 6, 28)
    assert [text[w.start : w.end] for w in words] == ["The", "port", "strike", "ended", "."]


@pytest.mark.parametrize("language", ["en", "de", "nl", "fr"])
def test_endless_words_and_runs_of_words_take_little_time(language: str) -> None:
    """A word of a hundred thousand letters, and a run of ten thousand words, are tagged in seconds, offsets and all."""
    text = "Voss opened " + "x" * 100_000 + " " + "very " * 10_000 + "slowly."
    began = time.process_time()
    words = tag_words(text, language)
    assert time.process_time() - began < 10
    assert all(text[w.start : w.end] == w.text for w in words)
    assert len(words) == 10_005
    assert words[2].pos in {"unknown", "other"}
