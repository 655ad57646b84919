"""The index finds every place of a transcript again: planted copies exactly, other wordings and languages first."""

from __future__ import annotations

import functools
from pathlib import Path

import pytest
from events import case_transcript, read_transcript
from hypothesis import given, settings
from hypothesis import strategies as st

from summarize.alignment import Passage, TranscriptIndex, is_term, make_terms, spoken_forms, word_key
from summarize.lexicon import load
from summarize.names import find_names, same_name
from summarize.reconciliation.fidelity import spoken_words
from summarize.reconciliation.places import locate
from summarize.tagging import tag_words

LABELLED = sorted((Path(__file__).parent / "data" / "labelled").glob("*/transcript.txt"))
RECORD = """\
Briefing on the harbour

3 May 2024, Port Ellery

Mayor Lena Voss: The ferry strike will end on Monday. We will raise the wages of the crews by four percent.

The United Harbour Workers signed the agreement. The port lost three million euros.

Tomas Hale: The port lost three million euros. The cranes are working again.
"""


@functools.cache
def index_of(path: Path) -> TranscriptIndex:
    return TranscriptIndex(case_transcript(path.parent))


@functools.cache
def small() -> TranscriptIndex:
    return TranscriptIndex(read_transcript(RECORD))


def speech(index: TranscriptIndex) -> list[Passage]:
    return [p for p in index.passages if p.turn.role != "header" and len(p.words) >= 6]


def best(text: str, language: str = "en") -> str:
    index = small()
    terms = make_terms(tag_words(text, language), load(language), index)
    return index.matches(text, terms, foreign=language != "en")[0].passage.text


@pytest.mark.parametrize("path", LABELLED, ids=[p.parent.name for p in LABELLED])
def test_passages_are_the_transcripts_own_words(path: Path) -> None:
    """Passages are numbered in order, disjoint, inside their turn, and cut the transcript exactly."""
    index = index_of(path)
    text = index.transcript.text
    assert [p.number for p in index.passages] == list(range(len(index.passages)))
    assert all(
        text[p.start : p.end] == p.text and p.turn.start <= p.start < p.end <= p.turn.end for p in index.passages
    )
    assert all(a.end <= b.start for a, b in zip(index.passages, index.passages[1:], strict=False))
    assert [index.number_at(p.start) for p in index.passages] == [p.number for p in index.passages]
    assert all(p.evidence().text == text[p.evidence().start : p.evidence().end] for p in index.passages)


@settings(deadline=None, max_examples=60)
@given(st.data())
def test_a_planted_sentence_is_located_exactly(data: st.DataObject) -> None:
    """Any sentence of any transcript, copied as it is, is located word for word where it stands."""
    index = index_of(data.draw(st.sampled_from(LABELLED)))
    passage = data.draw(st.sampled_from(speech(index)))
    places = locate(spoken_words(passage.text, index.transcript.language), index)
    assert all(p.exact and p.share == 1.0 for p in places[:1])
    assert any(p.start >= passage.start and p.end <= passage.end and p.exact for p in places)


@settings(deadline=None, max_examples=60)
@given(st.data())
def test_a_planted_piece_is_located_inside_its_sentence(data: st.DataObject) -> None:
    """Six words or more out of a sentence are located at their own offsets, beside equal places if there are any."""
    index = index_of(data.draw(st.sampled_from(LABELLED)))
    passage = data.draw(st.sampled_from([p for p in speech(index) if len(index.spoken[p.number]) >= 8]))
    words = index.spoken[passage.number]
    first = data.draw(st.integers(0, len(words) - 6))
    last = data.draw(st.integers(first + 6, len(words)))
    start, end = words[first].start, words[last - 1].end
    places = locate(spoken_words(index.transcript.text[start:end], index.transcript.language), index)
    assert any(p.exact and p.start <= start and end <= p.end for p in places)


def test_words_over_two_sentences_are_located() -> None:
    """A quotation that runs over a sentence's end stands in both."""
    places = locate(spoken_words("will end on Monday. We will raise the wages", "en"), small())
    assert (places[0].exact, places[0].last - places[0].first) == (True, 2)


def test_a_phrase_said_twice_keeps_both_places() -> None:
    """A repeated sentence is found at each place, not at its first one only."""
    places = locate(spoken_words("The port lost three million euros.", "en"), small())
    turns = {small().passages[n].turn.speaker for p in places if p.exact for n in range(p.first, p.last)}
    assert turns >= {"Lena Voss", "Tomas Hale"}


@pytest.mark.parametrize("text", ["", "…", "xylophone quartz bijou"])
def test_words_nobody_said_are_nowhere(text: str) -> None:
    """Words that share nothing with the transcript have no place."""
    assert locate(spoken_words(text, "en"), small()) == ()


REWORDINGS = [
    ("en", "The walkout on the ferries will be over on Monday.", "The ferry strike will end on Monday."),
    ("en", "The pay of the crews will go up by four percent.", "We will raise the wages of the crews by four percent."),
    (
        "de",
        "Die Löhne der Besatzungen steigen um vier Prozent.",
        "We will raise the wages of the crews by four percent.",
    ),
    ("fr", "La grève des ferries prendra fin lundi.", "The ferry strike will end on Monday."),
    ("es", "Las grúas vuelven a funcionar.", "The cranes are working again."),
    ("ru", "Краны снова работают.", "The cranes are working again."),
    ("en", "The UHW signed the deal.", "The United Harbour Workers signed the agreement."),
]


@pytest.mark.parametrize(("language", "text", "passage"), REWORDINGS, ids=[r[1] for r in REWORDINGS])
def test_other_words_and_languages_find_their_passage(language: str, text: str, passage: str) -> None:
    """The best match of a rewording, a translation or an acronym is the passage that says it."""
    assert best(text, language) == passage


def test_matches_are_ranked_and_bounded() -> None:
    """Every passage is returned once, best first, with scores from 0 to 1."""
    index = small()
    terms = make_terms(tag_words("The ferry strike", "en"), load("en"), index)
    matches = index.matches("The ferry strike", terms)
    assert sorted(m.passage.number for m in matches) == list(range(len(index.passages)))
    assert [m.score for m in matches] == sorted((m.score for m in matches), reverse=True)
    assert all(0 <= x <= 1 for m in matches for x in (m.score, m.coverage, *m.found))
    assert all(len(m.found) == len(terms) for m in matches)


def test_aliases_count_as_the_name_itself() -> None:
    """A place is found under the other name that the case gives it."""
    transcript = read_transcript(RECORD)
    with_alias = TranscriptIndex(transcript, {"Ellery": ("Kronsund",)})
    terms = make_terms(tag_words("Kronsund", "en"), load("en"), with_alias)
    plain = TranscriptIndex(transcript)
    assert max(m.coverage for m in with_alias.matches("Kronsund", terms)) == 1.0
    assert (
        max(m.coverage for m in plain.matches("Kronsund", make_terms(tag_words("Kronsund", "en"), load("en"), plain)))
        < 0.5
    )


@pytest.mark.parametrize(
    ("name", "named"),
    [("Ellery", True), ("UHW", True), ("U.H.W.", True), ("Harbour", True), ("Rotterdam", False), ("UN", False)],
)
def test_names_and_acronyms_that_were_said(name: str, named: bool) -> None:
    """A name counts as said where it, or what an acronym stands for, occurs."""
    assert small().is_named(name) is named


@pytest.mark.parametrize(
    ("short", "full"), [("don't", "do not"), ("we’ll", "we will"), ("can't", "can not"), ("who've", "who have")]
)
def test_contractions_are_spelled_out(short: str, full: str) -> None:
    """A contraction and its full form are the same spoken words."""
    assert [word_key(w) for w in spoken_forms(tag_words(short, "en"))] == full.split()


def test_words_that_are_compared() -> None:
    """Articles, prepositions, auxiliaries, marks and forms of address take no part in a comparison."""
    words = tag_words("Mr. Hale has closed the port of Ellery, in 2024.", "en")
    assert [w.text for w in words if is_term(w, load("en"))] == ["Hale", "closed", "port", "Ellery", "2024"]


def test_common_words_weigh_less() -> None:
    """A word on every line weighs less than one said once, and none weighs nothing."""
    index = index_of(LABELLED[0])
    rarities = [index.rarity(lemma) for lemma in ("the", "zeppelin")]
    assert 0.4 <= rarities[0] < rarities[1] == 1.0


def test_a_transcript_without_speech_matches_nothing() -> None:
    """An empty transcript can be indexed and searched."""
    index = TranscriptIndex(read_transcript("\n"))
    assert not index.matches("The ferry strike", ())
    assert locate(spoken_words("The ferry strike will end", "en"), index) == ()


@pytest.mark.parametrize("path", LABELLED, ids=[p.parent.name for p in LABELLED])
def test_names_found_by_keys_are_those_found_one_by_one(path: Path) -> None:
    """A name that is loosely equal to a capitalised word of the transcript, compared with each, is named there."""
    index = index_of(path)
    words = [w for p in index.passages for w in p.words if is_term(w, index.lexicon)]
    common = {w.lower for w in words if not w.text[:1].isupper()}
    said = {w.text for w in words if w.text[:1].isupper() and w.lower not in common}
    articles = "\n".join(source.read_text("utf-8") for source in path.parent.glob("sources/*"))
    printed = {word for start, end in find_names(articles) for word in articles[start:end].split()}
    assert [name for name in printed if any(same_name(name, n) for n in said) and not index.is_named(name)] == []
    assert not index.is_named("Xylqwopolis")


@pytest.mark.parametrize("path", LABELLED, ids=[p.parent.name for p in LABELLED])
def test_statements_prepared_together_are_found_as_single_ones_are(path: Path) -> None:
    """What is worked out for many statements at once is, but for a last digit, what is worked out for each alone."""
    alone, together = index_of(path), TranscriptIndex(index_of(path).transcript)
    statements = [
        (p.text, make_terms(tag_words(p.text, alone.transcript.language), alone.lexicon, alone))
        for p in speech(alone)[:6]
    ]
    together.prepare((text for text, _ in statements), (term for _, terms in statements for term in terms))
    for text, terms in statements:
        ours, theirs = alone.matches([text], terms), together.matches([text], terms)
        assert ours[0].passage.number == theirs[0].passage.number
        assert all(abs(ours.of(n).score - theirs.of(n).score) <= 0.003 for n in range(len(ours)))
