"""The searches that are done outside HanTa find what its own find."""

from __future__ import annotations

from functools import cache
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from summarize.morphology import MODELS, load_tagger

SENTENCES = {
    "en": [
        "The mayor , who had re-opened the old port in May , said the ferrymen's walkouts were unacceptable .",
        "Prices rose 3.5 % to $ 12 , Xylophant Corp. told qwrtz-based newsreaders ; nobody overspent .",
        "UNDERSTANDING the undersigned 's \" misgivings \" is n't a prerequisite",
    ],
    "de": [
        "Die Bürgermeisterin schließt den wiedereröffneten Hafen und kündigte Werftarbeiterversammlungen an .",
        "Der Qwrtzminister sagte am Dienstag , die Preise seien um 3,5 Prozent gestiegen .",
    ],
    "nl": ["De burgemeester sluit de heropende haven en kondigde scheepswerfvergaderingen aan , zei Qwrtz dinsdag ."],
}


@cache
def original(language: str) -> Any:
    from HanTa.HanoverTagger import HanoverTagger

    return HanoverTagger(MODELS[language])


def assert_same(language: str, words: list[str]) -> None:
    tagger = load_tagger(language)
    assert tagger is not None
    assert tagger.tag(words) == [(tag, lemma) for _, lemma, tag in original(language).tag_sent(words)]


@pytest.mark.parametrize(("language", "sentence"), [(key, one) for key, some in SENTENCES.items() for one in some])
def test_tags_and_base_forms_are_those_of_the_original(language: str, sentence: str) -> None:
    """Known and unknown words, names, figures and marks have HanTa's own tags and base forms."""
    assert_same(language, sentence.split())


@settings(deadline=None)
@given(words=st.lists(st.sampled_from(SENTENCES["en"][0].split()) | st.text("abenrst-é", min_size=1), max_size=8))
def test_any_words_are_tagged_as_by_the_original(words: list[str]) -> None:
    """No row of words, real or invented, is tagged otherwise."""
    assert_same("en", words)


def test_other_languages_have_no_tagger() -> None:
    """There is a tagger where HanTa has a model."""
    assert load_tagger("fr") is None
