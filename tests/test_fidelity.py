"""Quotations against what was said: house style is allowed for, a changed figure or "not" never is."""

from __future__ import annotations

import functools
from pathlib import Path
from typing import Any

import pytest
from events import case_transcript, cases, named, read_transcript
from hypothesis import given, settings
from hypothesis import strategies as st
from strategies import FORGERIES, HOUSE_STYLE, article_texts, forge, restyle

from summarize.alignment import Passage, TranscriptIndex
from summarize.lexicon import load
from summarize.reconciliation.fidelity import Finding, Placing, judge_quotation, segments, spoken_words
from summarize.records import DIFFERENCES, FIDELITIES

CASES = cases("fidelity")
LABELLED = sorted((Path(__file__).parent / "data" / "labelled").glob("*/transcript.txt"))
AROUND = """\
Briefing

3 May 2024

Mayor Lena Voss: Good morning. {said} The council meets again in June.

Tomas Hale: Thank you. Questions, please.
"""


@functools.cache
def index_of(path: Path) -> TranscriptIndex:
    return TranscriptIndex(case_transcript(path.parent))


def judged(text: str, index: TranscriptIndex, language: str | None = None) -> Finding:
    code = language or index.transcript.language
    return judge_quotation(text, code, load(code), index, Placing())


def passages_of(index: TranscriptIndex) -> list[Passage]:
    """Passages of speech of some length; one with a stage direction inside is not all speech."""
    said = (p for p in index.passages if p.turn.role != "header" and 8 <= len(p.words) <= 40)
    return [p for p in said if "(" not in p.text]


def draw_passage(data: st.DataObject) -> tuple[TranscriptIndex, Passage]:
    index = index_of(data.draw(st.sampled_from(LABELLED)))
    return index, data.draw(st.sampled_from(passages_of(index)))


@functools.cache
def forged(way: str) -> list[tuple[TranscriptIndex, str]]:
    """Every passage that this forgery changes, forged, with its transcript's index."""
    made = [(i, p.text, forge(p.text, way)) for i in map(index_of, LABELLED) for p in passages_of(i)]
    return [(index, printed) for index, text, printed in made if printed != text]


@pytest.mark.parametrize("case", CASES, ids=named(CASES))
def test_fidelity_of_a_quotation(case: dict[str, Any]) -> None:
    """Each way in which print departs from speech has its grade and its name."""
    index = TranscriptIndex(read_transcript(AROUND.format(said=case["said"]), case.get("spoken", "en")))
    found = judged(case["printed"], index, case.get("language", "en"))
    assert found.fidelity in case["fidelity"]
    assert set(case.get("differences", ())) <= set(found.differences) <= set(DIFFERENCES)


def test_every_difference_has_its_cases() -> None:
    """No name of a difference goes untested, and each that occurs in every language is tested in several."""
    tested = {name: {c.get("spoken", "en") for c in CASES if name in c.get("differences", ())} for name in DIFFERENCES}
    assert {name for name, found in tested.items() if not found} == set()
    for name in ("filler_removed", "restart_removed", "dialect_standardised", "number_restyled", "negation_changed"):
        assert tested[name] >= {"en", "de", "fr", "es", "ru", "tr"}, name


@settings(deadline=None, max_examples=80)
@given(st.data(), st.sampled_from(HOUSE_STYLE + FORGERIES))
def test_a_diff_holds_all_words_of_both_sides(data: st.DataObject, way: str) -> None:
    """The steps put together are the printed words and the words said, whatever was done to them."""
    index, passage = draw_passage(data)
    language = index.transcript.language
    edited = restyle(passage.text, way, language) if way in HOUSE_STYLE else forge(passage.text, way)
    found = judged(edited, index)
    if found.diff and "ellipsis_within_turn" not in found.differences:
        printed = " ".join(edit.printed for edit in found.diff if edit.printed)
        assert [w.lower for w in spoken_words(printed, language)] == [w.lower for w in spoken_words(edited, language)]
    assert all((edit.op == "removed") == (not edit.printed) for edit in found.diff)
    assert all((edit.op == "added") == (not edit.said) for edit in found.diff)


def test_a_contraction_stands_in_one_step_of_a_diff() -> None:
    """A written word that is two spoken ones ("isn't") is not told twice where the comparison parts them."""
    said = "The course is never directed against anyone and it helps all of our people."
    index = TranscriptIndex(read_transcript(AROUND.format(said=said)))
    found = judged(said.replace("is never", "isn't"), index)
    assert " ".join(edit.printed for edit in found.diff).count("isn't") == 1
    assert " ".join(edit.said for edit in found.diff) == said.rstrip(".")


TWICE = """\
Briefing

3 May 2024

Mayor Lena Voss: The port lost three million euros. We met at noon.

Tomas Hale: I heard that the port lost three million euros. The port lost three million euros. Why?

Mayor Lena Voss: I will say it once more. The port lost three million euros.
"""


def test_of_equal_places_the_context_decides() -> None:
    """Words said several times are found where the claim stands, else with its speaker; the others are kept."""
    index = TranscriptIndex(read_transcript(TWICE))
    printed, language = "The port lost three million euros", load("en")
    places = [p.number for p in index.passages if "lost three" in p.text]
    for place in places:
        found = judge_quotation(printed, "en", language, index, Placing((place,)))
        assert found.located is not None
        assert (found.located.first, len(found.ties)) == (place, len(places) - 1)
    of_hale = judge_quotation(printed, "en", language, index, Placing(speaker="Tomas Hale"))
    assert of_hale.located is not None
    assert index.passages[of_hale.located.first].turn.speaker == "Tomas Hale"


def test_what_the_article_tells_itself_is_not_cut_off() -> None:
    """A condition that stands in the article's own words around the quotation was not kept from the reader."""
    said = "The theatre will close in spring unless the city pays for the roof."
    index = TranscriptIndex(read_transcript(AROUND.format(said=said)))
    around = frozenset({"unless", "the", "city", "pay", "for", "roof"})
    found = judge_quotation("The theatre will close in spring", "en", load("en"), index, Placing(around=lambda: around))
    assert (found.fidelity, found.differences) == ("verbatim", ())


@settings(deadline=None, max_examples=60)
@given(st.data())
def test_a_verbatim_copy_is_verbatim(data: st.DataObject) -> None:
    """A sentence printed as it was said is verbatim and located in its own passage."""
    index, passage = draw_passage(data)
    found = judged(passage.text, index)
    assert (found.fidelity, found.differences) == ("verbatim", ())
    assert found.located is not None
    assert found.located.first <= passage.number < found.located.last


@settings(deadline=None, max_examples=120)
@given(st.data(), st.sampled_from(HOUSE_STYLE))
def test_house_style_is_never_a_fault(data: st.DataObject, style: str) -> None:
    """Typography, contractions, fillers, ellipses and bracketed insertions leave a quotation faithful."""
    index, passage = draw_passage(data)
    printed = restyle(passage.text, style, index.transcript.language)
    assert judged(printed, index).fidelity not in {"altered", "not_found"}


@settings(deadline=None, max_examples=120)
@given(st.data(), st.sampled_from(FORGERIES))
def test_a_forgery_is_never_faithful(data: st.DataObject, way: str) -> None:
    """A quotation with another figure, or a "not" too many or too few, is not (nearly) verbatim, however like it is."""
    index, printed = data.draw(st.sampled_from(forged(way)))
    assert judged(printed, index).fidelity not in {"verbatim", "near_verbatim"}


@settings(deadline=None, max_examples=80)
@given(article_texts)
def test_any_quotation_gets_a_grade(text: str) -> None:
    """Whatever stands between the marks is graded, and a place is given for all that is found."""
    found = judged(text, index_of(LABELLED[0]))
    assert found.fidelity in FIDELITIES
    assert found.located is not None or found.fidelity in {"not_found", "variant", "altered"}
    assert found.detail


@pytest.mark.parametrize(
    ("printed", "pieces"),
    [
        ("The dams held ... all night", 2),
        ("The dams held […] all night", 2),
        ("The dams held… all … night", 3),
        ("The dams held.", 1),
        ("...", 0),
    ],
)
def test_ellipses_cut_a_quotation(printed: str, pieces: int) -> None:
    """Each kind of ellipsis parts what stands around it."""
    assert len(segments(printed)) == pieces


def test_bracketed_words_were_not_spoken() -> None:
    """What stands in brackets is the outlet's, and the offsets of the rest stay."""
    printed = "They [the engineers] agreed (sic) at once."
    words = spoken_words(printed, "en")
    assert [w.text for w in words] == ["They", "agreed", "at", "once"]
    assert [printed[w.start : w.end] for w in words] == ["They", "agreed", "at", "once"]


def test_an_ellipsis_over_two_speakers_is_told() -> None:
    """Words of two speakers joined by an ellipsis are marked as such."""
    index = TranscriptIndex(read_transcript(AROUND.format(said="The dams held through the night.")))
    assert "ellipsis_across_turns" in judged("The dams held through the night ... Questions, please", index).differences
    assert "ellipsis_across_turns" not in judged("The dams held ... The council meets again in June", index).differences
