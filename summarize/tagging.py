"""Words with part of speech and base form: the only door to snowballstemmer.

HanTa (`morphology`) knows English, German and Dutch. For every other language the tags come from the lexicon's
closed classes alone and the base form is a Snowball stem; code that uses tags must work, less finely, without them.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from typing import Any, Literal

from summarize.lexicon import Lexicon, load
from summarize.morphology import MODELS, Tagger, load_tagger
from summarize.records import Span
from summarize.text import mask_links, view

Pos = Literal[
    "finite", "infinitive", "gerund", "participle", "modal", "noun", "name", "adjective", "adverb", "preposition",
    "conjunction", "subordinator", "relative", "pronoun", "determiner", "number", "punctuation", "other", "unknown",
]  # fmt: skip

_WORD = re.compile(
    r"\d+(?:[.,:]\d+)*(?:st|nd|rd|th)?|(?:[^\W\d_]\.){2,}(?:-[^\W\d_]+)*|[^\W_]+(?:[-.&][^\W_]+)*(?:'(?!s\b)[^\W_]+)*|'s\b|[^\w\s]",
)
_STEMMERS = {
    "ar": "arabic", "ca": "catalan", "da": "danish", "de": "german", "el": "greek", "en": "english", "es": "spanish",
    "fi": "finnish",
    "fr": "french", "hu": "hungarian", "id": "indonesian", "it": "italian", "nl": "dutch", "no": "norwegian",
    "pl": "polish",
    "pt": "portuguese", "ro": "romanian", "ru": "russian", "sr": "serbian", "sv": "swedish", "tr": "turkish",
}  # fmt: skip

# The tag sets of the models (CLAWS C5, STTS, D-COI), longest prefix first.
_TAGS: dict[str, tuple[tuple[str, Pos], ...]] = {
    "en": (
        ("VVG", "gerund"), ("VBG", "gerund"), ("VHG", "gerund"), ("VDG", "gerund"), ("VVN", "participle"),
        ("VBN", "participle"),
        ("VHN", "participle"), ("VDN", "participle"), ("VVI", "infinitive"), ("VBI", "infinitive"),
        ("VHI", "infinitive"),
        ("VDI", "infinitive"), ("VM0", "modal"), ("V", "finite"), ("NP0", "name"), ("N", "noun"),
        ("AJ", "adjective"), ("AV", "adverb"),
        ("PRP", "preposition"), ("PRF", "preposition"), ("CJC", "conjunction"), ("CJ", "subordinator"),
        ("PNQ", "relative"),
        ("DTQ", "relative"), ("PN", "pronoun"), ("DPS", "determiner"), ("AT", "determiner"), ("DT", "determiner"),
        ("CRD", "number"),
        ("ORD", "number"), ("PU", "punctuation"),
    ),
    "de": (
        ("VVFIN", "finite"), ("VAFIN", "finite"), ("VMFIN", "modal"), ("VVINF", "infinitive"),
        ("VAINF", "infinitive"), ("VMINF", "infinitive"),
        ("VVIZU", "infinitive"), ("VVPP", "participle"), ("VAPP", "participle"), ("VMPP", "participle"),
        ("NE", "name"), ("NN", "noun"),
        ("ADJ", "adjective"), ("ADV", "adverb"), ("APP", "preposition"), ("APZR", "preposition"),
        ("KON", "conjunction"), ("KOU", "subordinator"),
        ("PREL", "relative"), ("PW", "relative"), ("PPOSAT", "determiner"), ("ART", "determiner"),
        ("PD", "determiner"), ("P", "pronoun"),
        ("CARD", "number"), ("$", "punctuation"),
    ),
    "nl": (
        ("WW(pv", "finite"), ("WW(inf", "infinitive"), ("WW(vd", "participle"), ("WW(od", "gerund"),
        ("SPEC(deeleigen", "name"), ("N(eigen", "name"),
        ("N(", "noun"), ("ADJ", "adjective"), ("BW", "adverb"), ("VZ", "preposition"), ("VG(neven", "conjunction"),
        ("VG(onder", "subordinator"),
        ("VNW(betr", "relative"), ("LID", "determiner"), ("VNW(bez", "determiner"), ("VNW", "pronoun"),
        ("TW", "number"), ("LET", "punctuation"),
    ),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Word:
    """A word or mark with raw offsets, its part of speech and its base form (lower case)."""

    text: str
    start: int
    end: int
    pos: Pos
    lemma: str

    @property
    def lower(self) -> str:
        """The word in lower case, apostrophes straight."""
        return self.text.casefold()


def is_title_case(words: Sequence[Word]) -> bool:
    """Whether most words of a line are capitalised, as in a headline, so that a capital tells nothing."""
    letters = [w for w in words if w.text[:1].isalpha()]
    small = [w for w in letters if w.text[:1].islower()]
    return len(letters) > 4 and len(small) < 0.4 * len(letters) and all(len(w.text) <= _SMALL for w in small)


_SMALL = 5  # letters of the words that a title in capitals leaves small ("after")


def names_inside(words: tuple[Word, ...], language: str) -> tuple[Word, ...]:
    """The words with capitalised ones inside the sentence taken for names where the tagger took them for verbs
    ("Grieve said"); for languages that write nouns small. A sentence in title case stays as it is.
    """
    if language.partition("-")[0].lower() not in {"en", "nl"}:
        return words
    if is_title_case(words):
        return words
    found = []
    for k, word in enumerate(words):
        verb = word.pos in {"finite", "infinitive", "gerund", "participle", "adverb", "other"}
        after_name_place = k > 0 and words[k - 1].text not in {".", "?", "!", ":", ";"}
        opens_quotation = k > 0 and words[k - 1].text == '"' and words[k - 1].end == word.start
        if verb and word.text[:1].isupper() and len(word.text) > 1 and after_name_place and not opens_quotation:
            word = replace(word, pos="name")
        found.append(word)
    return tuple(found)


def opening_capitals(words: tuple[Word, ...], names: frozenset[str]) -> tuple[Word, ...]:
    """The words of a sentence with the one that opens it, or a quotation in it, written small unless it is one of
    `names`: there the capital says nothing. For languages whose words have no part of speech.
    """
    found = list(words)
    for k, word in enumerate(words):
        quoted = k > 0 and words[k - 1].text == '"' and words[k - 1].end == word.start
        opens = quoted or all(w.pos == "punctuation" for w in words[:k])
        if opens and word.pos == "name" and word.text not in names and not word.text.isupper():
            found[k] = replace(word, text=word.text[:1].lower() + word.text[1:], pos="unknown")
    return tuple(found)


def knows_grammar(language: str) -> bool:
    """Whether every word of the language gets a part of speech, not only those of closed classes."""
    return language.partition("-")[0].lower() in MODELS


def tag_words(raw: str, language: str, start: int = 0, end: int | None = None) -> tuple[Word, ...]:
    """The words and marks of `raw[start:end]` with their part of speech; offsets count in `raw`."""
    stop = len(raw) if end is None else end
    return tuple(
        Word(w.text, w.start + start, w.end + start, w.pos, w.lemma)
        for w in _tag(raw[start:stop], language.partition("-")[0].lower())
    )


@lru_cache(maxsize=1 << 14)
def _tag(piece: str, language: str) -> tuple[Word, ...]:
    seen = view(mask_links(piece))
    found: list[tuple[str, Span]] = []
    for match in _WORD.finditer(seen.text):
        span = seen.span(match.start(), match.end())
        if not found or span.start >= found[-1][1].end:  # "¼" opens to three characters of one raw one
            found.append((match.group(), span))
    if not found:
        return ()
    tagger = _tagger(language)
    words = [text for text, _ in found]
    tags = tagger.tag(words) if tagger else [("", "") for _ in words]
    lexicon = load(language)
    tagged = []
    for (text, span), (tag, lemma) in zip(found, tags, strict=True):
        pos = _pos(text, tag, language, lexicon)
        tagged.append(Word(text, span.start, span.end, pos, _base(text, lemma, language)))
    return tuple(tagged)


def _base(text: str, lemma: str, language: str) -> str:
    if lemma:
        return lemma.casefold()
    low = text.casefold()
    stem = _stemmer(language) if low.isalpha() else None
    return stem(low) if stem else low


def _pos(text: str, tag: str, language: str, lexicon: Lexicon) -> Pos:
    if not any(c.isalnum() for c in text) and text != "'s":
        return "punctuation"
    if text[0].isdigit():
        return "number"
    low = text.casefold()
    if tag:
        if language == "en" and low in lexicon.relatives and low != "that":
            return "relative"
        plain = tag.replace("(", "").replace(")", "") if language == "de" else tag
        return next((pos for prefix, pos in _TAGS[language] if plain.startswith(prefix)), "other")
    return _closed_class(low, text, lexicon)


def _closed_class(low: str, text: str, lexicon: Lexicon) -> Pos:
    classes: tuple[tuple[Any, Pos], ...] = (
        (lexicon.articles, "determiner"), (lexicon.prepositions, "preposition"), (lexicon.coordinators, "conjunction"),
        (lexicon.relatives, "relative"), (lexicon.subordinators, "subordinator"), (lexicon.auxiliaries, "finite"),
        (lexicon.say_verbs, "finite"), (lexicon.act_verbs, "finite"), (lexicon.subject_pronouns, "pronoun"),
    )  # fmt: skip
    for members, pos in classes:
        if low in members:
            return pos
    return "name" if text[:1].isupper() and text[:1].lower() != text[:1] else "unknown"


_loading = threading.Lock()


def warm_up(language: str) -> None:
    """Start loading what knows the language's words beside other work; harmless to call more than once."""
    threading.Thread(target=_tagger, args=(language.partition("-")[0].lower(),), daemon=True).start()


def _tagger(language: str) -> Tagger | None:
    with _loading:
        return load_tagger(language)


@cache
def _stemmer(language: str) -> Callable[[str], str] | None:
    name = _STEMMERS.get(language)
    if name is None:
        return None
    from snowballstemmer import stemmer

    stem = stemmer(name).stemWord
    return lambda word: str(stem(word))
