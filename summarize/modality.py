"""How far a statement goes: of how many it is made, and what it leaves open, excepts or makes depend on something.

By word lists of each language; nothing here compares, so that the same answers hold for an article and a transcript in
different languages.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Literal

from summarize.lexicon import Lexicon
from summarize.polarity import OPPOSED_SENSES, is_negator, negates
from summarize.tagging import Word

Reservation = Literal["condition", "exception", "possibility"]
Extent = Literal["all", "most", "some", "few"]
EXTENTS: tuple[Extent, ...] = ("few", "some", "most", "all")
_QUALITIES = {"adjective", "adverb"}
_EXCEPTED = 8  # words after a "not" within which what it leaves out may be named


@dataclass(frozen=True, slots=True)
class Entries:
    """A word list taken apart: whole words, beginnings ("stem-"), endings ("-end"), and phrases, longest first."""

    words: frozenset[str]
    beginnings: tuple[str, ...]
    endings: tuple[str, ...]
    phrases: tuple[tuple[str, ...], ...]
    first_words: frozenset[str]

    def has(self, low: str) -> bool:
        """Whether a word in lower case is listed."""
        return low in self.words or low.startswith(self.beginnings) or low.endswith(self.endings)

    def size_at(self, lows: Sequence[str], k: int) -> int:
        """How many words from `k` on are the longest entry that begins there; 0 if none."""
        if lows[k] in self.first_words:
            for phrase in self.phrases:
                if tuple(lows[k : k + len(phrase)]) == phrase:
                    return len(phrase)
        return int(self.has(lows[k]))


@cache
def entries(listed: frozenset[str]) -> Entries:
    """A word list taken apart, once."""
    single = [e for e in listed if " " not in e]
    phrases = sorted((tuple(e.split()) for e in listed if " " in e), key=lambda p: (-len(p), p))
    return Entries(
        frozenset(e for e in single if not e.startswith("-") and not e.endswith("-")),
        tuple(sorted(e[:-1] for e in single if e.endswith("-"))),
        tuple(sorted(e[1:] for e in single if e.startswith("-"))),
        tuple(phrases),
        frozenset(phrase[0] for phrase in phrases),
    )


def places_of(words: Sequence[Word], listed: frozenset[str]) -> tuple[int, ...]:
    """Where entries of a list begin among the words."""
    lows, table = _lows(words), entries(listed)
    return tuple(k for k in range(len(lows)) if table.size_at(lows, k))


def size_at(words: Sequence[Word], k: int, listed: frozenset[str]) -> int:
    """How many words from `k` on are an entry of a list; 0 if none."""
    return entries(listed).size_at(_lows(words), k)


def names_group(word: Word, listed: frozenset[str]) -> bool:
    """Whether a word is one of the nouns for a kind of persons, lands or bodies, in any form that its base tells."""
    table = entries(listed)
    return table.has(word.lower) or word.lemma in table.words


def senses(words: Sequence[Word], lexicon: Lexicon) -> dict[str, Word]:
    """What the words say, by the lexicon's senses, each with the first word that says so."""
    lows, table = _lows(words), _sense_table(lexicon.senses)
    found: dict[str, Word] = {}
    for k, low in enumerate(lows):
        for sense in table.of(low):
            found.setdefault(sense, words[k])
        for phrase, sense in table.phrases.get(low, ()):
            if tuple(lows[k : k + len(phrase)]) == phrase:
                found.setdefault(sense, words[k])
    return found


def are_opposed(one: Word, other: Word, lexicon: Lexicon) -> bool:
    """Whether two single words of a language say the opposite of one another."""
    left, right = senses((one,), lexicon), senses((other,), lexicon)
    return any((a in left and b in right) or (b in left and a in right) for a, b in OPPOSED_SENSES)


@dataclass(frozen=True, slots=True)
class _SenseTable:
    """All senses of a lexicon at once, so that a word is looked up once and not once for each of them."""

    tables: tuple[tuple[str, Entries], ...]
    phrases: Mapping[str, Sequence[tuple[tuple[str, ...], str]]]
    known: dict[str, tuple[str, ...]]

    def of(self, low: str) -> tuple[str, ...]:
        """The senses that a single word has."""
        if low not in self.known:
            self.known[low] = tuple(sense for sense, table in self.tables if table.has(low))
        return self.known[low]


@cache
def _sense_table(listed: tuple[tuple[str, frozenset[str]], ...]) -> _SenseTable:
    tables = tuple((sense, entries(words)) for sense, words in listed)
    phrases: dict[str, list[tuple[tuple[str, ...], str]]] = {}
    for sense, table in tables:
        for phrase in table.phrases:
            phrases.setdefault(phrase[0], []).append((phrase, sense))
    return _SenseTable(tables, phrases, {})


def reservations(words: Sequence[Word], lexicon: Lexicon) -> Iterator[tuple[Reservation, int]]:
    """What limits the statement that some words make, in order, each with the place of the word that shows it."""
    lows, idle = _lows(words), _idle(words, lexicon)
    for k in range(len(words)):
        if k in idle:
            continue
        kind = _reservation_at(words, lows, k, lexicon)
        if kind is not None:
            yield kind, k


def _reservation_at(words: Sequence[Word], lows: Sequence[str], k: int, lexicon: Lexicon) -> Reservation | None:
    if entries(lexicon.exceptions).size_at(lows, k):
        return "exception"
    if entries(lexicon.conditions).size_at(lows, k) and not _asks(words, k, lexicon):
        return "condition"
    month = words[k].text[:1].isupper() and k > 0
    if entries(lexicon.possibles).size_at(lows, k) and not month and not _is_denied(words, k, lexicon):
        return "possibility"
    return None


def _asks(words: Sequence[Word], k: int, lexicon: Lexicon) -> bool:
    """Whether an "if" only opens what is asked or known ("he asked if"), or speaks to the listener ("if you look")."""
    after = words[k + 1] if k + 1 < len(words) else None
    if after is not None and after.lower in lexicon.second_person:
        return True
    before = words[k - 1] if k else None
    if before is None:
        return False
    return before.lower in lexicon.say_words or negates(words, k - 1, lexicon)


def _is_denied(words: Sequence[Word], k: int, lexicon: Lexicon) -> bool:
    """Whether a possibility is ruled out ("could not", "n'aurait pu")."""
    return any(0 <= n < len(words) and negates(words, n, lexicon) for n in (k - 1, k + 1))


def is_reserved(words: Sequence[Word], lexicon: Lexicon, kind: Reservation | None = None) -> bool:
    """Whether some words leave anything open, or what a reservation of that kind leaves open: a plan or a hope tells
    both, but an "if" does not tell a "may".
    """
    lax = lexicon.modals - lexicon.auxiliaries | lexicon.provisos - lexicon.exceptions
    if kind == "possibility":
        lax -= lexicon.conditionals | lexicon.provisos
    if kind != "exception" and any(word.lower in lax for word in words):
        return True
    told = {k for k, _ in reservations(words, lexicon)}
    return bool(told) if kind is None else bool(told & _TELLS[kind])


# What tells a reservation that was made: a "may" covers an "if", not the other way round.
_TELLS: dict[Reservation, frozenset[Reservation]] = {
    "condition": frozenset({"condition", "possibility", "exception"}),
    "exception": frozenset({"exception", "condition"}),
    "possibility": frozenset({"possibility"}),
}


def extents(words: Sequence[Word], lexicon: Lexicon) -> Iterator[tuple[Extent, tuple[Word, ...]]]:
    """Of how many things some words speak, in order, each with the words that say so: "most", "not all" (some)."""
    lows, idle = _lows(words), _idle(words, lexicon)
    lists: tuple[tuple[Extent, frozenset[str]], ...] = (
        ("all", lexicon.universals), ("most", lexicon.majorities), ("some", lexicon.partials),
        ("few", lexicon.minorities),
    )  # fmt: skip
    k = 0
    while k < len(words):
        sizes = [(entries(listed).size_at(lows, k), extent) for extent, listed in lists]
        size, extent = max(sizes, key=lambda pair: pair[0])
        if size and k not in idle and not _is_degree(words, k, size, extent):
            yield extent, tuple(words[k : k + size])
        k += size or 1


def _is_degree(words: Sequence[Word], k: int, size: int, extent: Extent) -> bool:
    """Whether the word counts or compares instead: "every four years", "some 5,000", "the most useful"."""
    after = words[k + size] if k + size < len(words) else None
    if size > 1 or after is None:
        return False
    return after.pos == "number" or (extent == "most" and after.pos in _QUALITIES)


def makes_room(words: Sequence[Word], lexicon: Lexicon) -> bool:
    """Whether a "not" only makes room for what is excepted or put off ("nobody except her", "we will not open until
    June").
    """
    rooms = rooms_made(words, lexicon)
    return any(
        is_negator(word, lexicon) and any(k < n <= k + _EXCEPTED for n in rooms) for k, word in enumerate(words)
    )


def rooms_made(words: Sequence[Word], lexicon: Lexicon) -> frozenset[int]:
    """Where words stand that except something or put it off."""
    return frozenset({*places_of(words, lexicon.exceptions), *places_of(words, lexicon.deferrals)})


def _idle(words: Sequence[Word], lexicon: Lexicon) -> frozenset[int]:
    """The words of phrases that say nothing of how many or whether ("at all")."""
    lows, table = _lows(words), entries(lexicon.set_phrases)
    found: set[int] = set()
    for k in range(len(lows)):
        found.update(range(k, k + table.size_at(lows, k)))
    return frozenset(found)


def _lows(words: Sequence[Word]) -> list[str]:
    return [word.lower.replace("’", "'") for word in words]
