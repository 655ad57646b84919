"""Function words and reporting cues of each language: one TOML file a language, read once and never changed.

Entries are lower case, use the straight apostrophe, and are phrases where they have spaces in them. A loaded lexicon
holds every spelling that the press mixes ("ё" or "е", "ß" or "ss", Arabic with or without hamza), Arabic words with a
conjunction written on to them, and what `str.casefold` makes of a Turkish capital: a look-up needs no rules of the
language.
"""

from __future__ import annotations

import itertools
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from functools import cache
from importlib.resources import files
from typing import Any

Pairs = Sequence[Sequence[str]]
_ORDERED = frozenset(
    {"according", "according_after", "according_self", "negation_prefixes", "negation_suffixes", "inclusions",
     "infinitive_endings"}
)
_PAIRED = frozenset({"antonyms", "dialect", "backshifts", "separable_verbs"})
# Parts of words: the rules for how a word begins are not for them.
_PARTS = frozenset({"negation_prefixes", "negation_suffixes", "infinitive_endings"})


@dataclass(frozen=True, slots=True)
class Lexicon:
    """The closed word classes and cues of one language: each key of its file, empty where it has none.

    Negative words may pile up ("ne ... pas", "никогда не"): ask whether there is one, never how many. `elisions` are
    the words that lose their vowel and join the next one ("l'", "dell'"). Tuples of words and phrases run from longest
    to shortest. Where a list has beginnings ("stem-") or endings ("-end"), `modality.places_of` knows how to read it.
    `senses` are words by what they say, an opposite beside each, with the same names in every language.
    """

    language: str
    known: bool = True
    script: str = ""
    stopwords: frozenset[str] = frozenset()
    negators: frozenset[str] = frozenset()
    negation_suffixes: tuple[str, ...] = ()
    negating_verbs: frozenset[str] = frozenset()
    say_verbs: frozenset[str] = frozenset()
    act_verbs: frozenset[str] = frozenset()
    impersonal_verbs: frozenset[str] = frozenset()
    naming_verbs: frozenset[str] = frozenset()
    addressing_verbs: frozenset[str] = frozenset()
    demonstratives: frozenset[str] = frozenset()
    according: tuple[str, ...] = ()
    according_after: tuple[str, ...] = ()
    according_self: tuple[str, ...] = ()
    according_opening: frozenset[str] = frozenset()
    according_openers: frozenset[str] = frozenset()
    according_nouns: frozenset[str] = frozenset()
    coordinators: frozenset[str] = frozenset()
    contrasts: frozenset[str] = frozenset()
    relatives: frozenset[str] = frozenset()
    subordinators: frozenset[str] = frozenset()
    complementizers: frozenset[str] = frozenset()
    complement_nouns: frozenset[str] = frozenset()
    inclusions: tuple[str, ...] = ()
    prepositions: frozenset[str] = frozenset()
    articles: frozenset[str] = frozenset()
    indefinite_articles: frozenset[str] = frozenset()
    plural_articles: frozenset[str] = frozenset()
    articles_masculine: frozenset[str] = frozenset()
    articles_feminine: frozenset[str] = frozenset()
    auxiliaries: frozenset[str] = frozenset()
    perfect_auxiliaries: frozenset[str] = frozenset()
    reported_forms: frozenset[str] = frozenset()
    reported_after_reports: frozenset[str] = frozenset()
    conditionals: frozenset[str] = frozenset()
    negation_shields: frozenset[str] = frozenset()
    answers: frozenset[str] = frozenset()
    literal_acts: frozenset[str] = frozenset()
    light_words: frozenset[str] = frozenset()
    measure_words: frozenset[str] = frozenset()
    vague_words: frozenset[str] = frozenset()
    limiting_words: frozenset[str] = frozenset()
    possibles: frozenset[str] = frozenset()
    conditions: frozenset[str] = frozenset()
    exceptions: frozenset[str] = frozenset()
    deferrals: frozenset[str] = frozenset()
    universals: frozenset[str] = frozenset()
    majorities: frozenset[str] = frozenset()
    partials: frozenset[str] = frozenset()
    minorities: frozenset[str] = frozenset()
    set_phrases: frozenset[str] = frozenset()
    exclusives: frozenset[str] = frozenset()
    person_groups: frozenset[str] = frozenset()
    land_groups: frozenset[str] = frozenset()
    body_groups: frozenset[str] = frozenset()
    pronouns_masculine: frozenset[str] = frozenset()
    pronouns_feminine: frozenset[str] = frozenset()
    pronouns_plural: frozenset[str] = frozenset()
    pronouns_neuter: frozenset[str] = frozenset()
    subject_pronouns: frozenset[str] = frozenset()
    first_person: frozenset[str] = frozenset()
    second_person: frozenset[str] = frozenset()
    roles: frozenset[str] = frozenset()
    honorifics: frozenset[str] = frozenset()
    modals: frozenset[str] = frozenset()
    fillers: frozenset[str] = frozenset()
    dayparts: frozenset[str] = frozenset()
    hesitations: frozenset[str] = frozenset()
    provisos: frozenset[str] = frozenset()
    qualifiers: frozenset[str] = frozenset()
    futures: frozenset[str] = frozenset()
    negation_particles: frozenset[str] = frozenset()
    negation_restrictors: frozenset[str] = frozenset()
    negation_prefixes: tuple[str, ...] = ()
    infinitive_endings: tuple[str, ...] = ()
    antonyms: tuple[tuple[str, str], ...] = ()
    dialect: tuple[tuple[str, str], ...] = ()
    backshifts: tuple[tuple[str, str], ...] = ()
    senses: tuple[tuple[str, frozenset[str]], ...] = ()
    separable_verbs: tuple[tuple[str, str], ...] = ()
    say_words: frozenset[str] = field(init=False, repr=False)
    say_phrases: tuple[str, ...] = field(init=False, repr=False)
    act_words: frozenset[str] = field(init=False, repr=False)
    act_phrases: tuple[str, ...] = field(init=False, repr=False)
    elisions: frozenset[str] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        say_words, say_phrases = split_phrases(self.say_verbs)
        act_words, act_phrases = split_phrases(self.act_verbs)
        derived = {
            "say_words": say_words, "say_phrases": say_phrases, "act_words": act_words, "act_phrases": act_phrases,
            "elisions": frozenset(w for w in self.stopwords | self.negators if w.endswith("'") and " " not in w),
        }  # fmt: skip
        for name, value in derived.items():
            object.__setattr__(self, name, value)  # frozen: the only way to compute a field once


def split_phrases(entries: Iterable[str]) -> tuple[frozenset[str], tuple[str, ...]]:
    """The entries that are one word, and those of several words, longest first."""
    every = frozenset(entries)
    words = frozenset(entry for entry in every if " " not in entry)
    return words, _longest_first(every - words)


def languages() -> tuple[str, ...]:
    """The codes of the languages that have a lexicon, sorted."""
    return tuple(sorted(f.name.removesuffix(".toml") for f in files(__name__).iterdir() if f.name.endswith(".toml")))


def load(language: str) -> Lexicon:
    """The lexicon of a language tag ("de", "en-GB", "pt_BR"); empty and `known=False` for a language that has none."""
    return _load(language.replace("_", "-").partition("-")[0].strip().lower())


@cache
def _load(base: str) -> Lexicon:
    if base not in languages():
        return Lexicon(base, known=False)
    table = tomllib.loads((files(__name__) / f"{base}.toml").read_text(encoding="utf-8"))
    return Lexicon(**_values(table))


def _values(table: Mapping[str, Any]) -> dict[str, Any]:
    """A file's table as the fields of a lexicon; what only says how to spell entries is used up here."""
    spelling, initials, proclitics = (table.get(key, []) for key in ("spelling", "initials", "proclitics"))
    values: dict[str, Any] = {"language": table["language"], "script": table["script"]}
    for key in (f.name for f in fields(Lexicon) if f.init and f.name in table and f.name not in values):
        if key == "senses":
            spelled_senses = ((n, _spell(e, spelling, initials, proclitics)) for n, e in table[key].items())
            values[key] = tuple((sense, frozenset(words)) for sense, words in spelled_senses)
            continue
        if key in _PAIRED:
            values[key] = _pairs(table[key], spelling, initials)
            continue
        parts = key in _PARTS
        spelled = _spell(table[key], spelling, () if parts else initials, () if parts else proclitics)
        values[key] = _longest_first(spelled) if key in _ORDERED else frozenset(spelled)
    return values


def _spell(entries: Iterable[str], spelling: Pairs, initials: Pairs, proclitics: Sequence[str]) -> set[str]:
    """The entries in every spelling they may be met in."""
    spelled = {variant for entry in entries for variant in _respell(entry, spelling)}
    spelled |= {after + e[len(first) :] for e in spelled for first, after in initials if e.startswith(first)}
    return spelled | {proclitic + entry for proclitic in proclitics for entry in spelled}


def _respell(entry: str, spelling: Pairs) -> set[str]:
    variants = {entry}
    for usual, other in spelling:
        variants |= {v.replace(usual, other) for v in variants}
    return variants


def _pairs(pairs: Pairs, spelling: Pairs, initials: Pairs) -> tuple[tuple[str, str], ...]:
    spelled = [[_spell([word], spelling, initials, ()) for word in pair] for pair in pairs]
    return tuple(sorted({(one, other) for left, right in spelled for one, other in itertools.product(left, right)}))


def _longest_first(entries: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(entries, key=lambda entry: (-len(entry), entry)))
