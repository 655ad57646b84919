"""The lexicons: complete, clean, and found by what a text really prints."""

from __future__ import annotations

import itertools
import subprocess
import sys
import tomllib
import unicodedata
from collections import Counter
from dataclasses import FrozenInstanceError, fields
from importlib.resources import files
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from summarize.lexicon import Lexicon, languages, load, split_phrases
from summarize.polarity import OPPOSED_SENSES
from summarize.text import fold

LANGUAGES = ("ar", "de", "en", "es", "fr", "it", "nl", "pl", "pt", "ru", "tr", "uk")
OPTIONAL = {
    "according_after", "according_nouns", "according_openers", "according_opening", "addressing_verbs",
    "articles_feminine", "articles_masculine", "demonstratives", "impersonal_verbs", "indefinite_articles",
    "infinitive_endings", "naming_verbs", "negation_particles", "negation_restrictors", "negation_suffixes",
    "plural_articles", "pronouns_neuter", "reported_after_reports", "reported_forms", "separable_verbs",
}  # fmt: skip
PAIRED = {"antonyms", "dialect", "backshifts", "separable_verbs"}
SPELLING = {"spelling", "initials", "proclitics"}
REQUIRED = {f.name for f in fields(Lexicon) if f.init} - OPTIONAL - {"known"}
MAY_BE_EMPTY = {
    "articles": {"pl", "ru", "uk"},
    "according": {"tr"},
    "answers": {"ar", "es", "it", "pl", "pt"},  # the same word is their "not", which may stand first
    "perfect_auxiliaries": {"pl", "ru", "tr", "uk"},
    "futures": {"tr"},
    "negation_prefixes": {"tr"},
}
SCRIPTS = {"latin": "LATIN", "cyrillic": "CYRILLIC", "arabic": "ARABIC"}
HEAVY = {"numpy", "trafilatura", "dateparser", "HanTa", "snowballstemmer", "lxml", "jinja2", "jsonschema"}

each_language = pytest.mark.parametrize("language", LANGUAGES)


def table(language: str) -> dict[str, Any]:
    return tomllib.loads((files("summarize.lexicon") / f"{language}.toml").read_text(encoding="utf-8"))


def lists(language: str) -> dict[str, list[str]]:
    """The word lists of a file, without the pairs and what only says how to spell."""
    skipped = SPELLING | PAIRED | {"language", "script", "senses"}
    return {key: entries for key, entries in table(language).items() if key not in skipped}


def every_list(language: str) -> dict[str, list[str]]:
    """All word lists of a file, those of its senses among them."""
    senses: dict[str, list[str]] = table(language)["senses"]
    return lists(language) | senses


def test_languages_are_those_that_the_package_promises() -> None:
    """There is one lexicon for each supported language, listed in order."""
    assert languages() == LANGUAGES


@each_language
def test_a_file_has_every_key_and_no_other(language: str) -> None:
    """A lexicon file has all keys of a lexicon, and no key that nothing reads."""
    keys = set(table(language))
    assert REQUIRED - keys == set()
    assert keys - REQUIRED - OPTIONAL - SPELLING == set()


@each_language
def test_a_file_says_its_language_and_script(language: str) -> None:
    """A lexicon file names the language it is called after and a known script."""
    found = table(language)
    assert found["language"] == language
    assert found["script"] in SCRIPTS


@each_language
def test_lists_are_empty_only_where_the_language_has_no_such_words(language: str) -> None:
    """Only languages without articles, or the like, have an empty list."""
    empty = {key for key, entries in lists(language).items() if not entries}
    assert empty == {key for key, without in MAY_BE_EMPTY.items() if language in without}


@each_language
def test_entries_are_clean(language: str) -> None:
    """Entries are lower case, composed, straight in their apostrophes, tidy in their spaces, and never empty."""
    pairs = itertools.chain(*(table(language).get(key, []) for key in sorted(PAIRED)))
    entries = [*itertools.chain(*every_list(language).values()), *itertools.chain(*pairs)]
    unclean = [e for e in entries if not e or e != unicodedata.normalize("NFC", e.lower()) or e != " ".join(e.split())]
    assert unclean == []
    assert [e for e in entries if set(e) & set("’‘´`“”«».,;:!?()[]0123456789")] == []


@each_language
def test_entries_are_written_in_the_language_s_script(language: str) -> None:
    """No entry has a letter of another script that looks the same."""
    script = SCRIPTS[table(language)["script"]]
    letters = {c for entries in every_list(language).values() for entry in entries for c in entry if c.isalpha()}
    assert {c for c in letters if not unicodedata.name(c).startswith(script)} == set()


@each_language
def test_no_entry_stands_twice_in_a_list(language: str) -> None:
    """A list holds each entry once."""
    twice = {key: [e for e, n in Counter(entries).items() if n > 1] for key, entries in every_list(language).items()}
    assert {key: found for key, found in twice.items() if found} == {}


@each_language
@pytest.mark.parametrize("key", sorted(PAIRED))
def test_pairs_are_of_different_words(language: str, key: str) -> None:
    """Antonyms and the like are pairs of two different words, and no pair stands twice in either order."""
    pairs = table(language).get(key, [])
    assert [p for p in pairs if len(p) != 2 or p[0] == p[1] or not all(p)] == []
    assert [p for p, n in Counter(frozenset(p) for p in pairs).items() if n > 1] == []


@each_language
def test_a_word_has_one_sense(language: str) -> None:
    """Every language has the same senses, in pairs of opposites, and no word in two that oppose one another."""
    senses = table(language)["senses"]
    assert list(senses) == list(itertools.chain(*OPPOSED_SENSES))
    assert {(a, b): both for a, b in OPPOSED_SENSES if (both := set(senses[a]) & set(senses[b]))} == {}


@each_language
def test_stopwords_hold_the_function_words_but_no_negation(language: str) -> None:
    """Articles, auxiliaries and subject pronouns are stopwords; a word that denies is none."""
    lexicon = load(language)
    words, _ = split_phrases(lexicon.articles | lexicon.auxiliaries | lexicon.subject_pronouns)
    assert words - lexicon.stopwords - lexicon.negators == set()
    assert lexicon.stopwords & lexicon.negators == set()


@each_language
def test_nobody_speaks_in_two_persons(language: str) -> None:
    """No form shows both the speaker and the hearer but those that a language writes alike."""
    alike = {"ar": {"كنت", "لست", "قلت"}, "de": {"ihr"}}
    lexicon = load(language)
    both = lexicon.first_person & lexicon.second_person
    assert {w for w in both if w.lstrip("وف") not in alike.get(language, set())} == set()


@each_language
def test_first_person_forms_are_not_third_person_pronouns(language: str) -> None:
    """A form that shows the speaker never stands for somebody else."""
    lexicon = load(language)
    third = lexicon.pronouns_masculine | lexicon.pronouns_feminine | lexicon.pronouns_plural
    assert lexicon.first_person & third == set()


@each_language
def test_every_entry_is_found_in_folded_text(language: str) -> None:
    """A word is recognised after the folding that the package gives a text."""
    lexicon = load(language)
    for key, entries in lists(language).items():
        held = set(getattr(lexicon, key))
        assert {entry for entry in entries if fold(entry) not in held} == set(), key


@pytest.mark.parametrize(
    ("language", "key", "printed"),
    [
        ("de", "say_verbs", "Heißt es"), ("de", "subordinators", "Dass"), ("de", "according_after", "zufolge"),
        ("fr", "articles", "L’"), ("fr", "relatives", "qu’"), ("fr", "say_verbs", "Fait savoir"),
        ("es", "say_verbs", "añadió"), ("es", "first_person", "hemos"), ("it", "say_verbs", "detto"),
        ("it", "first_person", "Abbiamo"), ("pt", "say_verbs", "disse"), ("pt", "second_person", "Vocês"),
        ("ru", "say_verbs", "подчеркнув"), ("ru", "first_person", "мое"), ("ru", "first_person", "моё"),
        ("ru", "according", "По словам"), ("uk", "say_verbs", "зазначив"), ("uk", "according", "за словами"),
        ("uk", "say_verbs", "роз’яснив"), ("tr", "say_verbs", "İfade etti"), ("tr", "say_verbs", "söyledi"),
        ("tr", "act_verbs", "İstedi"), ("tr", "say_verbs", "Israr etti"), ("tr", "negators", "değil"),
        ("tr", "according_after", "göre"), ("ar", "say_verbs", "وقال"), ("ar", "say_verbs", "وأضاف"),
        ("ar", "say_verbs", "واضاف"), ("ar", "say_verbs", "مؤكدا"), ("ar", "say_verbs", "مؤكداً"),
        ("ar", "say_verbs", "مؤكدًا"), ("ar", "negators", "ولم"), ("ar", "roles", "والرئيس"),
        ("pl", "say_verbs", "podkreśliła"), ("pl", "according", "zdaniem"), ("pl", "first_person", "jesteśmy"),
        ("nl", "say_verbs", "zei"), ("nl", "according", "Volgens"), ("en", "say_verbs", "pointed out"),
    ],
)  # fmt: skip
def test_what_the_press_prints_is_found(language: str, key: str, printed: str) -> None:
    """Words are found as the press prints them: capitalised, with typographic marks, in either spelling, joined."""
    assert fold(printed) in getattr(load(language), key)


@pytest.mark.parametrize(
    ("denying", "asserting"),
    [
        ("gelmedi", "geldi"), ("yapmayacak", "yapacak"), ("edilmediğini", "edildiğini"), ("istemiyoruz", "istiyoruz"),
        ("olmamalı", "olmalı"), ("bilmeyen", "bilen"), ("kalmasın", "kalsın"), ("vermez", "verir"),
    ],
)  # fmt: skip
def test_turkish_verbs_deny_by_their_ending(denying: str, asserting: str) -> None:
    """A denying Turkish verb ends in a negation suffix, and the same verb without it does not."""
    suffixes = load("tr").negation_suffixes
    assert denying.endswith(suffixes)
    assert not asserting.endswith(suffixes)


@pytest.mark.parametrize("tag", ["pt", "pt-BR", "pt_BR", "PT", " pt-PT"])
def test_a_region_reads_its_base_language(tag: str) -> None:
    """A language tag with a region, in any case, gives the base language's lexicon, and always the same one."""
    assert load(tag) is load("pt")
    assert load(tag).known


@given(st.text(max_size=12).filter(lambda tag: load(tag).language not in LANGUAGES))
def test_an_unknown_language_has_an_empty_lexicon(tag: str) -> None:
    """A language without a file gives a lexicon that says so and holds nothing, never another's words."""
    lexicon = load(tag)
    assert not lexicon.known
    assert not any(getattr(lexicon, f.name) for f in fields(Lexicon) if f.name not in {"language", "known"})


def test_a_lexicon_cannot_be_changed() -> None:
    """A lexicon is shared by all who load it, so it is frozen."""
    with pytest.raises(FrozenInstanceError):
        load("en").script = "runes"  # type: ignore[misc]


@each_language
def test_reporting_verbs_are_split_into_words_and_phrases(language: str) -> None:
    """Single words and phrases together are the verbs, and no word has a space."""
    lexicon = load(language)
    for verbs, words, phrases in (
        (lexicon.say_verbs, lexicon.say_words, lexicon.say_phrases),
        (lexicon.act_verbs, lexicon.act_words, lexicon.act_phrases),
    ):
        assert words | set(phrases) == verbs
        assert not any(" " in w for w in words)
        assert all(" " in p for p in phrases)


@given(st.lists(st.text(alphabet="ab ", min_size=1, max_size=9)))
def test_phrases_run_from_longest_to_shortest(entries: list[str]) -> None:
    """A matcher that takes the first phrase that fits takes the longest."""
    words, phrases = split_phrases(entries)
    assert [len(p) for p in phrases] == sorted((len(p) for p in phrases), reverse=True)
    assert words | set(phrases) == set(entries)


@pytest.mark.parametrize(
    ("language", "expected"),
    [("fr", {"l'", "d'", "qu'", "n'", "j'"}), ("it", {"l'", "dell'", "all'", "un'"}), ("es", set())],
)
def test_elided_words_are_known(language: str, expected: set[str]) -> None:
    """The words that join the next one with an apostrophe are listed apart."""
    elisions = load(language).elisions
    assert expected <= elisions
    assert bool(elisions) == bool(expected)


def test_loading_imports_nothing_heavy() -> None:
    """Reading all lexicons needs the standard library only."""
    program = "import sys; from summarize.lexicon import *; [load(l) for l in languages()]; print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout.split()
    assert "tomllib" in loaded
    assert {name.partition(".")[0] for name in loaded} & HEAVY == set()
