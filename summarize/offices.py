"""What a text says its persons are ("Ana Ruiz, the harbour master", "министр транспорта Белова"), so that a
description without a name ("the harbour master") can be told to mean one of them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from summarize.lexicon import Lexicon
from summarize.names import HONORIFICS, has_role_word
from summarize.tagging import Word, knows_grammar

_LONGEST = 9  # words of an office
_HEAD_LAST = {"de", "en", "nl", "tr"}  # languages whose noun phrases end in their head, up to a preposition
_INFLECTED = {"ar", "de", "pl", "ru", "tr", "uk"}  # languages in which a singular has several forms
_NOT_NOMINAL = {
    "finite", "modal", "infinitive", "gerund", "participle", "subordinator", "relative", "pronoun", "conjunction",
}  # fmt: skip


@dataclass(slots=True)
class Offices:
    """The offices of an article's persons: by name, each as its words with the ones that may be its head."""

    lexicon: Lexicon
    held: dict[str, list[tuple[frozenset[str], frozenset[str]]]] = field(default_factory=dict)
    titles: dict[str, list[str]] = field(default_factory=dict)

    def learn(self, words: Sequence[Word], named: Callable[[str], str]) -> None:
        """Note what the words of one sentence or line say somebody is; `named` gives the name to keep for a name as
        it is printed, or nothing for what names nobody.
        """
        for first, last in _name_runs(words, self.lexicon):
            for start in range(first, last):  # "МИД Вельдарии Павел Гордеев": the body belongs to the office
                name = named(" ".join(w.text for w in words[start:last]))
                if name:
                    break
            else:
                continue
            for a, b in _beside(words, start, last, self.lexicon):
                self.note(name, words[a:b])

    def note(self, name: str, words: Sequence[Word]) -> None:
        """Note an office of a person."""
        kept = [w for w in words if _tells(w, self.lexicon)]
        heads = _heads(words, self.lexicon)
        if heads:
            self.titles.setdefault(name, []).append(" ".join(w.text for w in words))
            self.held.setdefault(name, []).append((frozenset(_form(w, self.lexicon) for w in kept), heads))

    def holders(self, words: Sequence[Word]) -> tuple[str, ...]:
        """Whom a description may mean: those one of whose offices has its head, and all its words among their
        offices.
        """
        said = {_form(w, self.lexicon) for w in words if _tells(w, self.lexicon)}
        heads = _heads(words, self.lexicon)
        found = []
        for name, offices in self.held.items():
            every = frozenset().union(*(forms for forms, _ in offices))
            if said and said <= every and any(heads & own for _, own in offices):
                found.append(name)
        return tuple(found)


def _tells(word: Word, lexicon: Lexicon) -> bool:
    """Whether a word belongs to the meaning of an office."""
    return (
        word.text[:1].isalpha()
        and word.lower not in lexicon.articles | lexicon.prepositions | lexicon.coordinators | lexicon.stopwords
        and word.lower.rstrip(".") not in HONORIFICS
    )


def _form(word: Word, lexicon: Lexicon) -> str:
    return word.lemma if lexicon.language in _INFLECTED else _bare(word)


def _bare(word: Word) -> str:
    """A word without the article written on to it ("l'adjointe")."""
    return word.lower.rpartition("'")[2]


def _heads(words: Sequence[Word], lexicon: Lexicon) -> frozenset[str]:
    """The words that may be the head of a noun phrase: words for roles, else the one in the place of the head."""
    kept = [w for w in words if _tells(w, lexicon)]
    roles = {_form(w, lexicon) for w in kept if _bare(w) in lexicon.roles}
    if roles or not kept:
        return frozenset(roles)
    if lexicon.language not in _HEAD_LAST:
        return frozenset({_form(kept[0], lexicon)})
    stop = next((k for k, w in enumerate(words) if w.pos == "preposition" and k), len(words))
    before = [w for w in words[:stop] if _tells(w, lexicon)]
    return frozenset({_form(before[-1], lexicon)}) if before else frozenset()


def _name_runs(words: Sequence[Word], lexicon: Lexicon) -> Iterable[tuple[int, int]]:
    """The runs of capitalised names, without titles before them."""
    k = 0
    while k < len(words):
        j = k
        while j < len(words) and _is_name(words, j, lexicon):
            j += 1
        if j > k:
            yield k, j
        k = max(j, k + 1)


def _is_name(words: Sequence[Word], j: int, lexicon: Lexicon) -> bool:
    word = words[j]
    low = word.lower.rstrip(".")
    if not word.text[:1].isupper() or low in lexicon.roles or low in HONORIFICS or word.lower in lexicon.articles:
        return False
    if lexicon.language == "de":
        return word.pos in {"name", "unknown", "other"}
    return word.pos in {"name", "unknown"} or (j > 0 and word.pos == "noun" and words[j - 1].pos == "name")


def _beside(words: Sequence[Word], first: int, last: int, lexicon: Lexicon) -> Iterable[tuple[int, int]]:
    """Where an office stands beside a name: right before it, before it and a comma, after it and a comma or in
    brackets.
    """
    start = first
    while start > 0 and _is_address(words, start - 1):
        start -= 1
    comma = start > 1 and words[start - 1].text == ","
    begin = _left(words, start - 1 if comma else start, lexicon)
    end = start - 1 if comma else start
    governed = not comma and begin < end and words[end - 1].lower in lexicon.prepositions  # "the road to Port Alva"
    bounded = not comma or _ends_apposition(words, last)
    if begin < end and not governed and bounded and _fits(words[begin:end], lexicon, comma):
        yield begin, end
    if last + 1 < len(words) and words[last].text in {",", "("}:
        stop = _right(words, last + 1, lexicon)
        if stop > last + 1 and _fits(words[last + 1 : stop], lexicon, True):
            yield last + 1, stop


def _is_address(words: Sequence[Word], k: int) -> bool:
    """Whether a word or its full stop is a form of address ("Mr.")."""
    word = words[k - 1] if words[k].text == "." and k else words[k]
    return word.lower.rstrip(".") in HONORIFICS


def _ends_apposition(words: Sequence[Word], last: int) -> bool:
    return last >= len(words) or words[last].pos == "punctuation"


def _left(words: Sequence[Word], end: int, lexicon: Lexicon) -> int:
    """Where the noun phrase that ends before `end` begins: at its article, or as far as its words go."""
    k = end
    while k > 0 and end - k < _LONGEST and _is_nominal(words[k - 1], lexicon):
        k -= 1
    if knows_grammar(lexicon.language):
        while k < end and words[k].pos in {"preposition", "adverb"}:
            k += 1
        return k
    opening = next((j for j in range(k, end) if _opens_phrase(words, j, k, lexicon)), None)
    return opening if opening is not None else k if not lexicon.articles else end


def _opens_phrase(words: Sequence[Word], j: int, first: int, lexicon: Lexicon) -> bool:
    """Whether a noun phrase begins here: with an article that no preposition precedes, or a word for a role."""
    opens = words[j].lower in lexicon.articles or _bare(words[j]) in lexicon.roles or "'" in words[j].text
    return opens and (j == first or words[j - 1].lower not in lexicon.prepositions)


def _right(words: Sequence[Word], start: int, lexicon: Lexicon) -> int:
    k = start
    while k < len(words) and k - start < _LONGEST and _is_nominal(words[k], lexicon):
        k += 1
    ended = k == len(words) or words[k].text in {",", ".", ")", ";", '"', "”", "»", "-", "–", "—"}
    opens = k > start and words[start].pos not in {"preposition", "adverb", "number", "conjunction"}
    return k if ended and opens else start


def _is_nominal(word: Word, lexicon: Lexicon) -> bool:
    if not any(c.isalpha() for c in word.text) and word.text not in {"-", "'s"}:
        return False
    forms = {word.lower, word.lower.rpartition("'")[2]}
    return word.pos not in _NOT_NOMINAL and not forms & (lexicon.say_words | lexicon.auxiliaries)


def _fits(words: Sequence[Word], lexicon: Lexicon, apart: bool) -> bool:
    """Whether a noun phrase may be an office: it has a word for a role, or a small noun as its head where a language
    writes nouns small; without a comma between it and the name only the tags can tell.
    """
    if any(_bare(w) in lexicon.roles or has_role_word(w.text) for w in words):
        return True
    nouns = [w for w in words if _tells(w, lexicon)]
    if not nouns or not nouns[0].text[:1].islower():
        return False
    if knows_grammar(lexicon.language):
        return any(w.pos == "noun" for w in nouns)
    return apart
