"""Names of persons and how they are written: forms, scripts, romanisations, descriptions.

Comparison goes through a loose key: every script is romanised by a small table of our own, then sounds that
romanisations spell differently ("Gorbatschow"/"Gorbachev", "Selenskyj"/"Zelensky") fall together. Keys are for
comparing, never for showing.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import product
from pathlib import Path
from typing import Any, TypeVar

from summarize.lexicon import languages, load
from summarize.records import Speaker
from summarize.text import fold, strip_accents, view

# ---------------------------------------------------------------- tables

_TABLES: dict[str, Any] = tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))

_TO_LATIN: dict[str, str] = {
    letter: "" if latin == "_" else latin
    for letters, latins in _TABLES["scripts"].values()
    for letter, latin in zip(letters, latins.split(), strict=True)
}
_ABJAD = re.compile("[\u0590-\u06ff\u0750-\u077f]")
_CYRILLIC_LETTER = re.compile("[\u0400-\u052f]")
_READINGS: dict[str, tuple[str, ...]] = {group: tuple(sounds.split()) for group, sounds in _TABLES["sounds"].items()}
_SOUND = re.compile("|".join(sorted(_READINGS, key=len, reverse=True)))
_VOWEL_COST = {frozenset("ou"): 0.5, frozenset("ei"): 0.5, frozenset("ae"): 0.7, frozenset("ao"): 0.8}

PARTICLES: frozenset[str] = frozenset(_TABLES["particles"])
HONORIFICS: Mapping[str, str] = {
    word: gender
    for name, gender in (("masculine", "m"), ("feminine", "f"), ("any", ""))
    for word in _TABLES["honorifics"][name]
}
_SUFFIXES = frozenset(_TABLES["suffixes"])
_PREPOSITIONS: frozenset[str] = frozenset(_TABLES["prepositions"])
_ARTICLES: frozenset[str] = frozenset(_TABLES["articles"])
_AND: frozenset[str] = frozenset(_TABLES["and"])

_LEADERS = frozenset({"president", "premier", "chancellor", "monarch", "pope", "prince"})
_HEADS = frozenset(
    {"chair", "president", "ceo", "governor", "secretary_general", "commissioner", "chief", "minister", "mayor"}
)
_VAGUE = {
    "leader": _LEADERS | {"chair", "secretary_general", "leader"},
    "chief": _HEADS,
    "governor": frozenset({"chief", "governor", "chair"}),
    "ceo": frozenset({"chief", "ceo"}),
    "premier": frozenset({"chancellor"}),
    "chair": frozenset({"chair", "president", "chief"}),
    "spokesperson": frozenset({"spokesperson"}),
    "secretary": frozenset({"minister", "secretary"}),
    "minister": frozenset({"secretary", "minister"}),
}
_COUNTERPART = tuple(_TABLES["counterpart"])


_BODIES = tuple(_TABLES["bodies"])
_IMPLIED = {"fed": "us"}

_SAME_PLACES = tuple(frozenset(group.split()) for group in _TABLES["same_places"])
_CUES: frozenset[str] = frozenset(_TABLES["cues"])
_SAME_GIVEN = tuple(frozenset(group.split()) for group in _TABLES["same_given"])
_FAMILY_FIRST = frozenset(_TABLES["family_first"])
_LONGEST_ENDING = 6  # letters that a language may add to a place's name to make a word from it
_REGNAL = frozenset({"monarch", "prince", "pope"})

# ---------------------------------------------------------------- loose keys


def romanise(text: str) -> str:
    """The text in lower-case Latin letters without accents: rough, for comparing only."""
    folded = strip_accents(unicodedata.normalize("NFKC", text).casefold().replace("й", "и").replace("ї", "и"))
    return "".join(_TO_LATIN.get(char, char) for char in folded)


@lru_cache(maxsize=8192)
def _soundings(word: str) -> frozenset[str]:
    groups = [_READINGS[m.group()] for m in _SOUND.finditer(re.sub(r"(.)\1+", r"\1", _endings(romanise(word))))]
    forms = {"".join(choice) for choice in _few(groups)}
    return frozenset(re.sub(r"([A-Z])\1+", r"\1", re.sub(r"(?<=.)H", "", form)) for form in forms)


def _few(groups: Sequence[tuple[str, ...]]) -> Iterator[tuple[str, ...]]:
    open_groups = sum(len(group) > 1 for group in groups)
    yield from product(*(groups if open_groups <= 4 else [group[:1] for group in groups]))


def _endings(word: str) -> str:
    word = re.sub(r"(?:ff|w|f|v)$", "v", word) if re.search(r"[aeo](?:ff|w|f|v)$", word) else word
    word = re.sub(r"ev$", "ov", word)
    word = re.sub(r"(?:iy|yi|yy|ij|yj|ii|y|i)$", "i", word)
    return re.sub(r"(?<=[aeiou][nlrt])e$", "", word) if len(word) > 4 else word


def _vowel_distance(a: str, b: str) -> float:
    row = [float(j) for j in range(len(b) + 1)]
    for i, x in enumerate(a, 1):
        last, row[0] = row[0], float(i)
        for j, y in enumerate(b, 1):
            cost = 0.0 if x == y else _VOWEL_COST.get(frozenset((x, y)), 1.0)
            last, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, last + cost)
    return row[-1]


def _is_abjad(word: str) -> bool:
    return _ABJAD.search(word) is not None


def _is_cyrillic(word: str) -> bool:
    return _CYRILLIC_LETTER.search(word) is not None


@lru_cache(maxsize=65536)
def _same_word(a: str, b: str) -> bool:
    """Whether two written words are one name: equal but for accents, or alike across scripts and romanisations."""
    x, y = _plain(a), _plain(b)
    if x == y:
        return True
    if any(x in group and y in group for group in _SAME_PLACES):
        return True
    if min(len(x), len(y)) < 2 or any(c.isdigit() for c in x + y):
        return False
    return any(_sounds_alike(p, q) for p in _uninflected(a) for q in _uninflected(b))


def _plain(word: str) -> str:
    return re.sub(r"['.\-]", "", _fold_word(word))


@lru_cache(maxsize=65536)
def _fold_word(word: str) -> str:
    return strip_accents(fold(word).replace("ß", "ss")).replace("ı", "i").replace("ł", "l").replace("ø", "o")


def _uninflected(written: str) -> tuple[str, ...]:
    word = _fold_word(written)
    if _is_cyrillic(word) and len(word) > 4:
        cut = re.sub(r"(?:ого|ому|ыми|о[йи]|ом|ым|ем|им|ою|а|у|е|ы|и|я|ю)$", "", word)
        read = [_fold_word(written.casefold().replace("ё", "йо"))] if "ё" in written.casefold() else []  # "Ozyorny"
        masculine = [re.sub(r"(?:ого|ому)$", "ый", form) for form in (word, *read) if re.search(r"(?:ого|ому)$", form)]
        return (word, *((cut,) if len(cut) > 2 else ()), *read, *masculine)
    if _is_abjad(word) and len(word) > 4:
        return (word, *([re.sub("^(?:وال|بال|لل|ال)", "", word)] if re.match("وال|بال|لل|ال", word) else []))
    return (word,)


def _sounds_alike(a: str, b: str) -> bool:
    abjad = _is_abjad(a) or _is_abjad(b)
    mixed = abjad or _is_cyrillic(a) != _is_cyrillic(b)
    if not abjad and _labials(a) != _labials(b):
        return False
    return any(_close_sounds(p, q, abjad, mixed) for p in _soundings(a) for q in _soundings(b))


def _labials(word: str) -> str:
    return re.sub("[^bp]", "", romanise(word).replace("ph", ""))[:1]


def _close_sounds(p: str, q: str, abjad: bool, mixed: bool) -> bool:
    bones = _bones(p)
    if bones != _bones(q) or (p[:1].islower() != q[:1].islower()):
        return False
    if abjad:
        return len(bones) >= 2
    p, q = re.sub("^[ae](?=[A-Z])", "a", p), re.sub("^[ae](?=[A-Z])", "a", q)
    size = len(bones)
    allowed = (0.5 if size < 2 else 1.0 if size < 4 else 2.0) if mixed else (0.0 if size < 4 else 0.5)
    return _vowel_distance(re.sub("[A-Z]", "", p), re.sub("[A-Z]", "", q)) <= allowed


def _bones(sounds: str) -> str:
    """The consonants of a sounding."""
    return re.sub("[a-z]", "", sounds)


def _same_given(a: str, b: str) -> bool:
    x, y = _plain(a), _plain(b)
    if len(x) == 1 or len(y) == 1 or a.endswith(".") or b.endswith("."):
        return _same_initial(x, y)
    rx, ry = romanise(x), romanise(y)
    return (
        any(rx in group and ry in group for group in _SAME_GIVEN)
        or _same_word(a, b)
        or _is_short_for(x, y)
        or _one_vowel_apart(x, y)
    )


def _one_vowel_apart(x: str, y: str) -> bool:
    """Given names that differ by a/e alone ("Anna"/"Anne", "Maria"/"Marie")."""
    if _is_abjad(x + y) or len(x) < 4 or len(y) < 4:
        return False
    pairs = product(_soundings(x), _soundings(y))
    return any(
        re.sub("[a-z]", "", p) == re.sub("[a-z]", "", q)
        and _vowel_distance(re.sub("[A-Z]", "", p), re.sub("[A-Z]", "", q)) <= 0.7
        for p, q in pairs
    )


def _same_initial(x: str, y: str) -> bool:
    if _is_cyrillic(x) == _is_cyrillic(y) and not _is_abjad(x + y):
        return x[:1] == y[:1]
    return bool(_initials(x) & _initials(y))


def _initials(word: str) -> frozenset[str]:
    return (
        frozenset(form[:1] if form[:1].isupper() else "A" + form[:1] for form in _soundings(word))
        if word
        else frozenset()
    )


def _is_short_for(x: str, y: str) -> bool:
    short, long = sorted((x, y), key=len)
    return len(short) >= 3 and long.startswith(short) and len(long) - len(short) <= 5


# ---------------------------------------------------------------- words of a mention

_STATES = re.compile(r"\b(U)\.\s?(S|K|N)\.(?:\s?A\.)?|\b(E)\.\s?(U)\.(?!\w)")
_INITIAL = re.compile(r"(?<!\w)([^\W\d_])\.(?=[^\W\d_])")
_PREFIX = re.compile(r"(?<![\w-])([A-ZА-Я]{2,4}|[Ee]x|[Vv]i[cz]e|[Ээ]кс|[Вв]ице)-(?=[^\W\d_]?[a-zа-яäöü])")
_CHUNK = re.compile(r"[^\W_]+(?:[\u0300-\u036f'.\-&]+[^\W_]+)*\.?")
_POSSESSIVE = re.compile(r"'[a-zà-ÿıа-я]{0,5}$")
_ELISION = re.compile(r"^(?:l|d|dell|all|nell|sull|qu|un)'(?=\w)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Chunk:
    text: str
    key: str
    possessive: bool
    comma: bool

    @property
    def cased(self) -> bool:
        return self.text[:1].upper() != self.text[:1].lower()

    @property
    def is_name_like(self) -> bool:
        return _is_capital(self.text) or not self.cased


@lru_cache(maxsize=16384)
def _chunks(text: str) -> tuple[_Chunk, ...]:
    plain = _STATES.sub(lambda m: "".join(g for g in m.groups() if g), view(text).text)
    plain = _INITIAL.sub(r"\1. ", plain)
    plain = _PREFIX.sub(r"\1 ", plain)
    plain = re.sub(r"(?<=\s)-(?=[^\W\d_])|(?<=[^\W\d_])-(?=\s)", " ", plain)
    return tuple(_chunk(m.group(), plain[m.end() : m.end() + 2]) for m in _CHUNK.finditer(plain))


def _chunk(word: str, after: str) -> _Chunk:
    word = _ELISION.sub("", word)
    word = word if len(word.rstrip(".")) <= 3 or word.isupper() else word.rstrip(".")
    bare = _POSSESSIVE.sub("", word)
    possessive = bare != word and len(bare) >= 2 and not word.isupper()
    text = bare if possessive else word
    comma = after.strip()[:1] in {",", "(", ";", ":", "،"} and bool(after.strip())
    return _Chunk(text, _fold_word(text).rstrip("."), possessive or after.startswith("'"), comma)


def _name_words(text: str) -> list[str]:
    words: list[str] = []
    for chunk in _chunks(text):
        if chunk.key in HONORIFICS or (chunk.key in PARTICLES and chunk.text != chunk.text.upper()):
            continue
        words.append(_without_particle(chunk.text))
    return words or [c.text for c in _chunks(text)]


def _without_particle(word: str) -> str:
    head, dash, tail = word.partition("-")
    if dash and tail and _fold_word(head) in PARTICLES:
        return tail
    return re.sub("^(?:وال|ال)(?=.{3})", "", word) if _is_abjad(word) else word


_Key = TypeVar("_Key")


@dataclass(frozen=True, slots=True)
class _StemTable:
    whole: Mapping[str, frozenset[str]]
    capitals: Mapping[str, frozenset[str]]
    stems: Mapping[str, frozenset[str]]
    inner: tuple[tuple[str, str], ...]
    phrases: Mapping[tuple[str, ...], frozenset[str]]

    def of_word(self, text: str, key: str) -> frozenset[str]:
        """The classes of one word, by whole form, capitals, or longest stem."""
        if text.isupper() and key in self.capitals:
            return self.capitals[key]
        if key in self.whole:
            return self.whole[key]
        for size in range(len(key), 1, -1):
            if key[:size] in self.stems:
                return self.stems[key[:size]]
        return frozenset(c for stem, c in self.inner if stem in key) if len(key) > 9 else frozenset()


def _stem_table(source: Mapping[str, Sequence[str]], inner: bool = False) -> _StemTable:
    whole: dict[str, set[str]] = {}
    capitals: dict[str, set[str]] = {}
    stems: dict[str, set[str]] = {}
    phrases: dict[tuple[str, ...], set[str]] = {}
    for name, words in source.items():
        for word in words:
            key = _fold_word(word.lstrip("="))
            if " " in key:
                phrases.setdefault(tuple(key.split()), set()).add(name)
            elif word.startswith("=") and word[1:].isupper():
                capitals.setdefault(key, set()).add(name)
            else:
                (whole if word.startswith("=") else stems).setdefault(key, set()).add(name)
    within = [(stem, name) for stem, names in stems.items() if inner and len(stem) >= 6 for name in names]
    return _StemTable(_frozen(whole), _frozen(capitals), _frozen(stems), tuple(within), _frozen(phrases))


def _frozen(table: Mapping[_Key, set[str]]) -> dict[_Key, frozenset[str]]:
    return {key: frozenset(names) for key, names in table.items()}


_ROLE_TABLE = _stem_table(_TABLES["roles"], inner=True)
_PLACE_TABLE = _stem_table(_TABLES["places"])
_QUALIFIER_TABLE = _stem_table(_TABLES["qualifiers"], inner=True)
_LONGEST_PHRASE = 4


@dataclass(frozen=True, slots=True)
class _Described:
    """What a mention or a title says besides a name.

    `kinds` has one letter per chunk: h(onorific) r(ole) p(lace) q(ualifier) b(ody) l(ower case) n(ame)
    x (function word).
    """

    roles: frozenset[str]
    places: frozenset[str]
    qualifiers: frozenset[str]
    kinds: str
    others: tuple[str, ...]


@lru_cache(maxsize=16384)
def _describe(chunks: tuple[_Chunk, ...]) -> _Described:
    found: dict[str, set[str]] = {"r": set(), "p": set(), "q": set()}
    kinds: list[str] = []
    while len(kinds) < len(chunks):
        size, kind, classes = _classify(chunks, len(kinds))
        kinds.extend(kind * size)
        found.get(kind, set()).update(classes)
        for chunk in chunks[len(kinds) - size : len(kinds)]:
            found["q"].update(_QUALIFIER_TABLE.of_word(chunk.text, chunk.key))
    others = tuple(c.key for c, kind in zip(chunks, kinds, strict=True) if kind in "nlb" and len(c.key) > 1)
    places = found["p"] | {_IMPLIED[p] for p in found["p"] if p in _IMPLIED}
    return _Described(frozenset(found["r"]), frozenset(places), frozenset(found["q"]), "".join(kinds), others)


def _classify(chunks: tuple[_Chunk, ...], i: int) -> tuple[int, str, frozenset[str]]:
    for table, kind in ((_ROLE_TABLE, "r"), (_PLACE_TABLE, "p")):
        size, classes = _phrase(table, chunks, i)
        if size:
            return size, kind, classes
    chunk = chunks[i]
    if len(chunk.key) == 1 and chunk.text[:1].isupper() and len(chunks) > 1 and chunk.key != "m":
        return 1, "n", frozenset()
    if chunk.key in HONORIFICS:
        return 1, "h", frozenset()
    if chunk.key in _PREPOSITIONS or chunk.key in _ARTICLES or chunk.key in _AND or chunk.key in PARTICLES:
        return 1, "x", frozenset()
    return _classify_word(chunk)


# Words that grow out of a word for an office but name a house or a quality.
_INSTITUTION = re.compile(
    "(?:amts?|ministeriums?|presidential|presidentielle?|prasidial|ministerial|ministerielle?|secretariat|sekretariat|kanzlei"
    "|chancellery|leadership|chancellerie|президентск..?.?|министерск..?.?)$"
)


def _classify_word(chunk: _Chunk) -> tuple[int, str, frozenset[str]]:
    if _INSTITUTION.search(chunk.key):
        return 1, "b", frozenset()
    for word in (chunk.key, _without_article(chunk.key)):
        for table, kind in ((_ROLE_TABLE, "r"), (_PLACE_TABLE, "p"), (_QUALIFIER_TABLE, "q")):
            classes = table.of_word(chunk.text, word)
            if classes:
                return 1, kind, classes
    if chunk.key.startswith(_BODIES):
        return 1, "b", frozenset()
    return 1, "n" if chunk.is_name_like else "l", frozenset()


def _without_article(key: str) -> str:
    return re.sub("^(?:وال|بال|لل|ال|و|ب|ل)(?=.{3})", "", key) if _is_abjad(key) else key


def _phrase(table: _StemTable, chunks: tuple[_Chunk, ...], i: int) -> tuple[int, frozenset[str]]:
    keys: tuple[str, ...] = ()
    best: tuple[int, frozenset[str]] = (0, frozenset())
    for chunk in chunks[i : i + _LONGEST_PHRASE]:
        keys = (*keys, chunk.key)
        if len(keys) > 1 and keys in table.phrases:
            best = len(keys), table.phrases[keys]
        if chunk.comma:
            break
    return best


def has_honorific(text: str) -> bool:
    """Whether a word of the text is a form of address ("Mr", "Frau")."""
    return "h" in _describe(_chunks(text)).kinds


def is_common_word(word: str, language: str | None = None) -> bool:
    """Whether a single word is a function or reporting word of the language, whatever its case.

    Without a language, or with one that has no lexicon, words of all known languages count.
    """
    return fold(word) in _common_words(_with_lexicon(language))


def names_place(text: str) -> bool:
    """Whether the text names a country or a large body (also by a word made from it: "Finnish")."""
    return bool(_describe(_chunks(text)).places)


def other_place(a: str, b: str) -> bool:
    """Whether two words name two different countries or large bodies, neither of which stands for the other ("Kremlin"
    and "Russia").
    """
    left, right = _describe(_chunks(a)).places, _describe(_chunks(b)).places
    return bool(left) and bool(right) and not left & right


def offices_in(text: str) -> tuple[tuple[frozenset[str], frozenset[str]], ...]:
    """The offices that a text names with what narrows them ("minister", "finance"), in any of the known languages; a
    deputy or former holder is left out.
    """
    chunks = _chunks(text)
    found = []
    described = _describe(chunks)
    for k, kind in enumerate(described.kinds):
        if kind != "r" or described.kinds[k - 1 : k] == "r":
            continue
        first = k
        while first > 0 and described.kinds[first - 1] in "q" and not chunks[first - 1].comma:
            first -= 1
        last = k + 1
        while last < len(chunks) and described.kinds[last] in "rqx" and not chunks[last - 1].comma:
            last += 1
        office = _describe(chunks[first:last])
        if not office.qualifiers & {"deputy", "former", "press"}:
            found.append((office.roles, office.qualifiers))
    return tuple(found)


def akin(word: str, place: str) -> bool:
    """Whether a word is the name of a place in some language or script, or is made from it ("Lorvan", "Lorvanie",
    "lorvanaise").
    """
    a, b = _plain(romanise(word)), _plain(romanise(place))
    shared = next((k for k, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), min(len(a), len(b)))
    return shared >= max(4, min(len(a), len(b)) - 2) and max(len(a), len(b)) - shared <= _LONGEST_ENDING


def names_body(text: str) -> bool:
    """Whether a word of the text is one for a body that speaks ("ministry", "agency")."""
    return "b" in _describe(_chunks(text)).kinds


def has_role_word(text: str) -> bool:
    """Whether a word of the text names an office or role in any of the known languages."""
    return bool(_describe(_chunks(text)).roles)


# ---------------------------------------------------------------- persons


@dataclass(frozen=True, slots=True)
class _Form:
    """One way a person's name is written: given names, then the family name."""

    given: tuple[str, ...]
    family: str

    @property
    def words(self) -> tuple[str, ...]:
        return (*self.given, self.family)


@dataclass(frozen=True, slots=True)
class Match:
    """Whom a mention means: the transcript's name or None, how sure (0 to 1), and why in a few words."""

    name: str | None
    score: float
    reason: str


@dataclass(frozen=True, slots=True)
class _Person:
    name: str
    exact: frozenset[str]
    forms: tuple[_Form, ...]
    described: tuple[_Described, ...]
    gender: str


def personal_name(text: str) -> str:
    """The personal name inside a label or mention, without titles and honorifics ("Chair Ann Lee" -> "Ann Lee").

    Empty when there is none ("the president"). Particles that belong to the name stay.
    """
    chunks = _chunks(text)
    kinds = _describe(chunks).kinds
    kept = [i for i in range(len(chunks)) if _is_personal(chunks, kinds, i)]
    while kept and kinds[kept[-1]] == "x":
        kept.pop()
    kept = _after_office(kinds, kept)
    return " ".join(chunks[i].text for i in kept[_place_part(chunks, kinds, kept) :])


def _after_office(kinds: str, kept: Sequence[int]) -> list[int]:
    """The words after an office when they are a whole name: "Port" in "Port Director Tomas Hale" belongs to the
    office.
    """
    office = kinds.rfind("r")
    behind = [i for i in kept if i > office]
    return behind if sum(kinds[i] == "n" for i in behind) >= 2 else list(kept)


def _is_personal(chunks: tuple[_Chunk, ...], kinds: str, i: int) -> bool:
    """Whether a chunk belongs to the personal name, also where a name is a word for a place or office ("Ann King")."""
    before = kinds[i - 1] if i and not chunks[i - 1].comma else ""
    if kinds[i] == "n":
        return not any(chunk.comma for chunk in chunks[:i]) or "n" not in kinds[:i]
    if kinds[i] == "x":
        return (
            chunks[i].key in PARTICLES and "n" in kinds[i:] and (before == "n" or _is_name_particle(chunks, kinds, i))
        )
    last = i + 1 == len(chunks) or chunks[i].comma
    if kinds[i] not in "rpq" or not chunks[i].is_name_like or (chunks[i].text.isupper() and len(chunks[i].text) < 4):
        return False
    return (last and before == "n") or (kinds[i] == "p" and i == 0 and kinds in {"pn", "pnn"})


def _is_name_particle(chunks: tuple[_Chunk, ...], kinds: str, i: int) -> bool:
    j = i
    while j < len(kinds) and kinds[j] == "x" and chunks[j].key in PARTICLES:
        j += 1
    loose = _ARTICLES | {"of", "de", "du", "des", "di", "y", "e", "da", "do"}
    return kinds[j : j + 1] == "n" and all(chunk.key not in loose or chunk.key == "der" for chunk in chunks[i:j])


def _place_part(chunks: tuple[_Chunk, ...], kinds: str, kept: Sequence[int]) -> int:
    """How many opening words of the kept ones are a place after a preposition ("Mayor of New York Eric Adams")."""
    names = [k for k, i in enumerate(kept) if kinds[i] == "n" and len(chunks[i].key) > 1]
    first = kept[0] if kept else 0
    if len(names) > 2 and first and kinds[first - 1] == "r" and re.search("(?:ии|ии)$", chunks[first].key):
        return 1
    after_role = first > 1 and kinds[first - 1] == "x" and "r" in kinds[:first]
    return names[-2] if after_role and len(names) > 2 else 0


def titled_names(text: str) -> tuple[tuple[str, str], ...]:
    """Persons named with an office in running text, as (name, title): "President of Chile Ana Ruiz", "Ana Ruiz, mayor".

    Names without an office come with an empty title when they have at least two words.
    """
    chunks = _chunks(text)
    kinds = _describe(chunks).kinds
    found: list[tuple[str, str]] = []
    i = 0
    while i < len(chunks):
        j = _name_end(chunks, kinds, i)
        if j > i:
            name = " ".join(chunk.text for chunk in chunks[i:j])
            title = _title_before(chunks, kinds, i)
            if title:
                title, j = _with_country(chunks, kinds, title, j)
            else:
                title, j = _title_after(chunks, kinds, j)
            if (title or sum(kind == "n" for kind in kinds[i:j]) > 1) and kinds[j : j + 1] != "b":
                found.append((name, title))
        i = max(j, i + 1)
    return tuple(found)


def _name_end(chunks: tuple[_Chunk, ...], kinds: str, i: int) -> int:
    """The end of the name that begins at `i`; `i` when none does."""
    if kinds[i] != "n" or not chunks[i].cased or chunks[i].key in _OPENERS:
        return i
    j = i + 1
    while j < len(chunks) and not chunks[j - 1].comma and not chunks[j - 1].possessive:
        if not (kinds[j] == "n" or (kinds[j] == "x" and _is_name_particle(chunks, kinds, j))):
            break
        j += 1
    return j


def _title_before(chunks: tuple[_Chunk, ...], kinds: str, i: int) -> str:
    j = i
    while j > 0 and i - j < 10 and kinds[j - 1] in "rpqbxl" and not chunks[j - 1].comma:
        j -= 1
    first = next((k for k in range(j, i) if kinds[k] == "r"), i)
    while j < first < i and kinds[first - 1] in "pqb":
        first -= 1
    return " ".join(chunk.text for chunk in chunks[first:i])


def _with_country(chunks: tuple[_Chunk, ...], kinds: str, title: str, j: int) -> tuple[str, int]:
    """The title with a country that follows the name ("Prime Minister Ito of Japan")."""
    if (
        kinds[j : j + 2] == "xp"
        and chunks[j].key in _PREPOSITIONS
        and not chunks[j - 1].comma
        and "p" not in _kinds(title)
    ):
        return f"{title} {chunks[j].text} {chunks[j + 1].text}", j + 2
    return title, j


def _kinds(text: str) -> str:
    return _describe(_chunks(text)).kinds


def _title_after(chunks: tuple[_Chunk, ...], kinds: str, j: int) -> tuple[str, int]:
    """The office after a comma and where it ends; an empty title when there is none."""
    if j >= len(chunks) or not chunks[j - 1].comma or kinds[j] not in "rpqbx":
        return "", j
    k = j
    while k < len(chunks) and k - j < 12 and kinds[k] in "rpqbxln":
        k += 1
        if chunks[k - 1].comma:
            break
    while k > j and kinds[k - 1] in "xl":
        k -= 1
    return (" ".join(chunk.text for chunk in chunks[j:k]), k) if "r" in kinds[j : min(k, j + 3)] else ("", j)


def _form(name: str) -> _Form | None:
    words = [w for w in _name_words(name) if _plain(w) not in _SUFFIXES]
    if not words:
        return None
    if (
        len(words) > 1
        and romanise(_plain(words[0])) in _FAMILY_FIRST
        and len(words) <= 3
        and not words[0].endswith(".")
    ):
        return _Form(tuple(words[1:]), words[0])
    return _Form(tuple(words[:-1]), words[-1])


class Roster:
    """The persons of a transcript and every form by which an article may name them; made by `build_roster`."""

    __slots__ = ("_cache", "_people")

    def __init__(self, people: Sequence[_Person]) -> None:
        self._people = tuple(people)
        self._cache: dict[str, Match] = {}

    @property
    def names(self) -> tuple[str, ...]:
        """The canonical names, in the transcript's order."""
        return tuple(person.name for person in self._people)

    def resolve(self, mention: str) -> Match:
        """Whom an article's words for a person mean.

        Tried in turn: a known form, the name (any script or romanisation), the description. A mention that fits two
        persons, or somebody who shares but part of a name with a speaker, resolves to None.
        """
        if mention not in self._cache:
            self._cache[mention] = self._resolve(mention)
        return self._cache[mention]

    def with_titles(self, titled: Iterable[tuple[str, str]]) -> Roster:
        """The roster knowing also the offices that an article gives its persons, as pairs of name and title."""
        offices: dict[str, list[_Described]] = {}
        for name, title in titled:
            person, said = self.resolve(name).name, _describe(_chunks(title))
            if person is not None and said.roles and set(said.kinds) <= set("rpqbxn"):
                offices.setdefault(person, []).append(said)
        return Roster([replace(p, described=_distinct((*p.described, *offices.get(p.name, ())))) for p in self._people])

    def office_fit(self, name: str, mention: str) -> float:
        """How well a person's offices fit a description ("the minister"): 1 the very office, 0.75 a looser word for it,
        0.5 no office of theirs is known, 0 another one.
        """
        person = next((p for p in self._people if p.name == name), None)
        if person is None or not person.described:
            return 0.5
        said = _describe(_trim(_chunks(mention)))
        fits = [d for d in person.described if all(fit(said, d) for fit in (_roles_fit, _places_fit, _qualifiers_fit))]
        return max((1.0 if said.roles <= d.roles else 0.75 for d in fits), default=0.0)


    def described(self, mention: str) -> tuple[str, ...]:
        """All persons whom a description without a name fits best."""
        chunks = _trim(_chunks(mention))
        said = _describe(chunks)
        if not chunks or not said.roles:
            return ()
        scored = [(score, p.name) for p in self._people if (score := _description_score(chunks, said, p.described)) > 0]
        top = max((score for score, _ in scored), default=0.0)
        return tuple(name for score, name in scored if score == top)

    def _resolve(self, mention: str) -> Match:
        exact = [p for p in self._people if _exact_key(mention) in p.exact]
        if len(exact) == 1:
            return Match(exact[0].name, 1.0, "known form")
        if len(exact) > 1:
            return Match(None, 0.0, "two speakers have this form")
        chunks = _trim(_chunks(mention))
        if not chunks:
            return Match(None, 0.0, "no name")
        return self._by_name(chunks) or self._by_description(chunks)

    def _by_name(self, chunks: tuple[_Chunk, ...]) -> Match | None:
        scored = [(score, person) for person in self._people if (score := _name_score(chunks, person)) is not None]
        if not scored:
            return None
        best = _narrow(scored, _describe(chunks))
        if len(best) > 1:
            return Match(None, 0.0, "two speakers share this name")
        score, person = best[0]
        if score <= 0:
            return Match(None, 0.0, f"somebody else who shares a name with {person.name}")
        return Match(person.name, score, "name")

    def _by_description(self, chunks: tuple[_Chunk, ...]) -> Match:
        said = _describe(chunks)
        if not said.roles and not _is_counterpart(chunks):
            return Match(None, 0.0, "no speaker has this name")
        fitting = [(score, p) for p in self._people if (score := _description_score(chunks, said, p.described)) > 0]
        if not fitting:
            return Match(None, 0.0, "no speaker fits the description")
        top = max(score for score, _ in fitting)
        best = [person for score, person in fitting if score == top]
        if len(best) > 1:
            return Match(None, 0.0, "two speakers fit the description")
        return Match(best[0].name, top, "description")


def _distinct(described: Iterable[_Described]) -> tuple[_Described, ...]:
    return tuple(dict.fromkeys(described))


def build_roster(speakers: Sequence[Speaker], extra: Mapping[str, Sequence[str]]) -> Roster:
    """The roster of a transcript's speakers.

    `extra` are groups of forms that mean one person (a case's `[aliases]` and `[speakers]`); a group any of whose forms
    is a speaker's adds its forms to that speaker, others are left out.
    """
    forms = {speaker.name: [speaker.name, *speaker.names] for speaker in speakers}
    plain = Roster([_person(s.name, forms[s.name], s.titles) for s in speakers])
    for key, others in extra.items():
        owner = _owner(plain, (key, *others))
        if owner is not None:
            forms[owner].extend((key, *others))
    return Roster([_person(s.name, forms[s.name], s.titles) for s in speakers])


def _owner(roster: Roster, group: Iterable[str]) -> str | None:
    for form in group:
        name = roster.resolve(form).name
        if name is not None:
            return name
    return None


def _person(name: str, forms: Sequence[str], titles: Sequence[str]) -> _Person:
    personal = dict.fromkeys(bare for form in forms if (bare := personal_name(form)))
    if not personal and not has_role_word(name):
        personal = {name: None}
    shapes = _fullest(form for text in personal if (form := _form(text)) is not None)
    described = tuple(_describe(_chunks(text)) for text in (*titles, *(f for f in forms if has_role_word(f))))
    genders = {HONORIFICS[c.key] for f in forms for c in _chunks(f) if c.key in HONORIFICS} - {""}
    return _Person(
        name,
        frozenset(_exact_key(form) for form in forms) - {""},
        shapes,
        _with_places(described),
        genders.pop() if len(genders) == 1 else "",
    )


def _with_places(titles: Sequence[_Described]) -> tuple[_Described, ...]:
    """The titles with a role; one that names no country or body takes it from titles that name nothing else."""
    places = frozenset().union(*(title.places for title in titles if not title.roles))
    return tuple(t if t.places else replace(t, places=places) for t in titles if t.roles)


def _fullest(forms: Iterable[_Form]) -> tuple[_Form, ...]:
    """The forms without a bare family name that a fuller form has too: it would let any given name pass."""
    every = tuple(dict.fromkeys(forms))
    full = [form for form in every if form.given]
    return tuple(f for f in every if f.given or not any(_plain(f.family) == _plain(w) for o in full for w in o.words))


def _exact_key(text: str) -> str:
    words = [c.key for c in _chunks(text)]
    while (
        words
        and words[0] in {"the", "a", "an", "der", "die", "das", "le", "la", "el", "il", "de", "het", "o"}
        and len(words) > 1
    ):
        words = words[1:]
    return " ".join(words)


def _trim(chunks: tuple[_Chunk, ...]) -> tuple[_Chunk, ...]:
    """The mention up to an apposition, without opening prepositions, articles and conjunctions."""
    start = 0
    while (
        start < len(chunks) - 1
        and chunks[start].key in _PREPOSITIONS | _ARTICLES | _AND
        and chunks[start].key not in {"al", "el"}
    ):
        start += 1
    stop = next((i + 1 for i in range(start, len(chunks)) if chunks[i].comma), len(chunks))
    return chunks[start:stop]


def _name_score(chunks: tuple[_Chunk, ...], person: _Person) -> float | None:
    """How well the mention names the person; 0 when it names somebody else of that family name; None without it."""
    scores = [score for form in person.forms if (score := _form_score(chunks, form, person)) is not None]
    return max(scores) if scores else None


def _form_score(chunks: tuple[_Chunk, ...], form: _Form, person: _Person) -> float | None:
    found = [
        (quality >= 0.96, i, size, quality)
        for i in range(len(chunks))
        if (match := _family_at(chunks, i, form))[0]
        for size, quality in [match]
    ]
    if not found:
        return _regnal_score(chunks, form)
    _, i, size, quality = max(found)
    return _context_score(chunks, i, size, form, person, quality)


def _family_at(chunks: tuple[_Chunk, ...], i: int, form: _Form) -> tuple[int, float]:
    """How many chunks at `i` are the family name, and how sure that is."""
    if not chunks[i].is_name_like:
        return 0, 0.0
    words = _without_particle(chunks[i].text)
    if _same_word(words, form.family):
        return 1, 1.0 if _plain(words) == _plain(form.family) else 0.96
    if i + 1 < len(chunks) and _plain(words + chunks[i + 1].text) == _plain(form.family):
        return 2, 1.0
    if len(form.given) > 1 and any(_same_word(words, w) for w in form.given[1:] if len(_plain(w)) > 2):
        return 1, 0.8
    parts = form.family.split("-")
    return (1, 0.8) if len(parts) > 1 and any(len(p) > 2 and _same_word(words, p) for p in parts) else (0, 0.0)


def _regnal_score(chunks: tuple[_Chunk, ...], form: _Form) -> float | None:
    """ "King Charles", "Pope Francis": a given name counts after a title that goes with given names."""
    if not form.given or not _describe(chunks).roles & _REGNAL:
        return None
    return 0.8 if _same_word(chunks[-1].text, form.given[0]) else None


def _context_score(
    chunks: tuple[_Chunk, ...], i: int, size: int, form: _Form, person: _Person, quality: float
) -> float:
    kinds = _describe(chunks).kinds
    after = _given_after(chunks, i + size, form)
    if after is None:
        return 0.0
    before = _given_before(chunks, i, form, kinds)
    if before is None or _belongs_to(chunks, i - before, kinds) or _wrong_gender(chunks, person):
        return 0.0
    given = before + after
    return round(quality * (0.98 if given else 0.85), 3)


def _given_after(chunks: tuple[_Chunk, ...], i: int, form: _Form) -> int | None:
    """Given names after the family name; None when other words make it another thing ("the Smith report")."""
    count = 0
    for chunk in chunks[i:]:
        if chunk.key in _SUFFIXES:
            continue
        if chunk.key in _PREPOSITIONS:
            break
        if chunks[i - 1].possessive or not any(_same_given(chunk.text, g) for g in form.given):
            return None
        count += 1
    return count


def _given_before(chunks: tuple[_Chunk, ...], i: int, form: _Form, kinds: str) -> int | None:
    """How many chunks before the family name are given names and particles; None when one is another person's."""
    j, left = i, list(form.given)
    while j > 0:
        chunk = chunks[j - 1]
        if (
            chunk.key in PARTICLES
            and kinds[j - 1] == "x"
            and chunk.key not in {"de", "du", "des", "di", "y", "e", "la"}
        ):
            j -= 1
            continue
        hit = next((g for g in left if _same_given(chunk.text, g)), None)
        if hit is not None and chunk.is_name_like:
            left.remove(hit)
        elif kinds[j - 1] != "n" or chunk.possessive:
            break
        elif form.given and not _is_middle(chunks, j - 1, form):
            return None if _is_other_given(chunks, j - 1, form) else i - j
        j -= 1
    return i - j


def _is_middle(chunks: tuple[_Chunk, ...], j: int, form: _Form) -> bool:
    """Whether an unknown word stands after a known given name: a middle name or initial the form leaves out."""
    return j > 0 and chunks[j - 1].is_name_like and any(_same_given(chunks[j - 1].text, g) for g in form.given)


def _is_other_given(chunks: tuple[_Chunk, ...], j: int, form: _Form) -> bool:
    """Whether the capitalised word before the family name is somebody's given name rather than a house or party."""
    word = chunks[j].text
    return not (word.isupper() and 2 <= len(word) <= 5 and not form.family.isupper())


def _belongs_to(chunks: tuple[_Chunk, ...], start: int, kinds: str) -> bool:
    """Whether the name only says whose somebody is: "a spokesman for X", "the office of President X"."""
    j, roles = start, 0
    while (
        j > 0
        and (kinds[j - 1] in "rhqplnb" or chunks[j - 1].key in _ARTICLES)
        and chunks[j - 1].key not in _PREPOSITIONS
    ):
        roles += kinds[j - 1] in "rh"
        j -= 1
        if chunks[j].possessive:
            return False
    if j == 0 or (chunks[j - 1].key in _AND and chunks[j - 1].key not in _PREPOSITIONS):
        return j > 0
    between = kinds[j:start]
    content_before = any(kinds[k] != "x" and chunks[k].key not in _CUES for k in range(j - 1))
    return content_before and (roles > 0 or not set(between) - {"x"})


def _wrong_gender(chunks: tuple[_Chunk, ...], person: _Person) -> bool:
    said = {HONORIFICS[c.key] for c in chunks if c.key in HONORIFICS and len(c.key) > 1} - {""}
    return bool(said) and bool(person.gender) and person.gender not in said


def _narrow(scored: list[tuple[float, _Person]], said: _Described) -> list[tuple[float, _Person]]:
    """The best of several fitting persons: by score, then by what the mention says about their office."""
    top = max(score for score, _ in scored)
    best = [(score, person) for score, person in scored if score == top]
    if len(best) > 1 and said.roles:
        fitting = [(s, p) for s, p in best if any(_roles_fit(said, d) and _places_fit(said, d) for d in p.described)]
        best = fitting or best
    return best


def _is_counterpart(chunks: tuple[_Chunk, ...]) -> bool:
    return any(c.key.startswith(_COUNTERPART) for c in chunks)


def _description_score(chunks: tuple[_Chunk, ...], said: _Described, titles: Sequence[_Described]) -> float:
    """How well role, country, body and narrowing words fit the person's titles; 0 when they do not."""
    if _names_somebody(chunks, said, titles):
        return 0.0
    return max((_title_score(chunks, said, title) for title in titles), default=0.0)


def _names_somebody(chunks: tuple[_Chunk, ...], said: _Described, titles: Sequence[_Described]) -> bool:
    known = {word for title in titles for word in title.others}
    return any(
        kind == "n"
        and chunk.cased
        and not any(_same_body(chunk.key, word) for word in known)
        and not _is_acronym(chunk, known)
        for chunk, kind in zip(chunks, said.kinds, strict=True)
    )


def _same_body(a: str, b: str) -> bool:
    shared = next((i for i, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), min(len(a), len(b)))
    return a == b or (shared >= 4 and shared >= 0.6 * max(len(a), len(b))) or (len(a) == 3 and b.startswith(a))


def _is_acronym(chunk: _Chunk, words: Iterable[str]) -> bool:
    if not chunk.text.isupper() or len(chunk.text) < 2:
        return False
    initials = {word[:1] for word in words}
    return all(letter in initials for letter in chunk.key)


def _title_score(chunks: tuple[_Chunk, ...], said: _Described, title: _Described) -> float:
    counterpart = _is_counterpart(chunks)
    if not (counterpart and said.places) and not _roles_fit(said, title):
        return 0.0
    if not _places_fit(said, title) or not _qualifiers_fit(said, title):
        return 0.0
    bodies = sum(any(_same_body(w, t) for t in title.others) for w in said.others)
    if said.places or bodies:
        return 0.8
    if said.kinds.count("n"):
        return 0.0
    very = said.roles <= title.roles and said.qualifiers == title.qualifiers  # "the CEO" is no chief of finance
    return 0.65 if very else 0.6


def _roles_fit(said: _Described, title: _Described) -> bool:
    return all(any(role == own or own in _VAGUE.get(role, ()) for own in title.roles) for role in said.roles)


def _places_fit(said: _Described, title: _Described) -> bool:
    meant = said.places - {_IMPLIED[place] for place in said.places if place in _IMPLIED}
    return not meant or bool(meant & title.places)


def _qualifiers_fit(said: _Described, title: _Described) -> bool:
    hard = {"deputy", "former"}
    if (said.qualifiers & hard) != (title.qualifiers & hard):
        return False
    mine, theirs = said.qualifiers - hard - {"press"}, title.qualifiers - hard - {"press"}
    return mine <= theirs if mine else True


# ---------------------------------------------------------------- names in general


def same_name(a: str, b: str) -> bool:
    """Whether two proper names are loosely equal: script, romanisation, initials, short forms, left-out middle names.

    Countries and large bodies are equal in the languages the tables know ("Россия", "Russland"). A family name alone is
    not equal to the full name.
    """
    x, y = _name_words(a), _name_words(b)
    if not x or not y:
        return False
    if _same_word("".join(x), "".join(y)) or _same_place(a, b):
        return True
    return _same_words(x, y) or (len(x) == len(y) == 2 and _same_words(x, y[::-1]))


@lru_cache(maxsize=16384)
def name_keys(text: str) -> frozenset[str]:
    """Keys of a proper name, for finding names again without comparing all of them: of two that are loosely equal
    (`same_name`) at least one key is the same.
    """
    words = _name_words(text)
    keys = {key for word in {"".join(words), *words} for key in _word_keys(word)} if words else set()
    described = _describe(_chunks(text))
    return frozenset(keys | ({f"place {' '.join(sorted(described.places))}"} if "p" in described.kinds else set()))


def _word_keys(word: str) -> Iterator[str]:
    """What two words have in common that `_same_word` takes for one name."""
    plain = _plain(word)
    yield f"as {plain}"
    yield from (f"one of {number}" for number, group in enumerate(_SAME_PLACES) if plain in group)
    for form in _uninflected(word):
        yield from (f"bones {_bones(sounds)}" for sounds in _soundings(form))


def _same_place(a: str, b: str) -> bool:
    left, right = _describe(_chunks(a)), _describe(_chunks(b))
    whole = set(left.kinds + right.kinds) <= {"p", "x"} and "p" in left.kinds and "p" in right.kinds
    return whole and left.places == right.places


def _same_words(x: Sequence[str], y: Sequence[str]) -> bool:
    if not _same_word(x[-1], y[-1]) or (len(x) == 1) != (len(y) == 1):
        return False
    short, long = sorted((x[:-1], y[:-1]), key=len)
    if short and not _same_given(short[0], long[0]):
        return False
    rest = iter(long)
    return all(any(_same_given(word, other) for other in rest) for word in short)


_OPENERS: frozenset[str] = frozenset(_TABLES["openers"])

_CAPITALISED = re.compile(r"[^\W_]+(?:[\u0300-\u036f'’.\-‐‑&][^\W_]+)*")
_JOIN = re.compile(r"(?:\.?[ \t\u00a0\u202f]+|(?<=\w)\.(?=\w))")
_SENTENCE_END = re.compile(r"[.!?…:;\n\"“”«»„(•—–-]\s*$")


@lru_cache(maxsize=64)
def capitalised_inside(text: str) -> frozenset[str]:
    """The words that a text capitalises inside its sentences, where a capital means a name."""
    return frozenset(m.group() for m in _INSIDE.finditer(text) if m.group()[:1].isupper())


_INSIDE = re.compile(r"(?<=[^\W\d_,][ \u00a0])[^\W\d_][\w’'-]*|(?<=, )[^\W\d_][\w’'-]*")


def find_names(text: str) -> list[tuple[int, int]]:
    """Half-open ranges of capitalised names (persons, places, bodies), in order.

    Works for cased scripts; a text in an uncased script gives none. A capitalised word that only opens a sentence
    counts when it occurs capitalised inside a sentence too or is followed by another capitalised word.
    """
    words = [(m.start(), m.end(), m.group()) for m in _CAPITALISED.finditer(text)]
    opens = [_opens_sentence(text, start) for start, _, _ in words]
    inside = {fold(w) for (_, _, w), first in zip(words, opens, strict=True) if w[:1].isupper() and not first}
    lower = {w for _, _, w in words if w[:1].islower()}
    common = _common_words()
    runs = _runs(text, words, opens)
    kept = (_strip_run([words[i] for i in run], opens[run[0]], inside, lower, common) for run in runs)
    return [(run[0][0], run[-1][1]) for run in kept if run]


def _opens_sentence(text: str, start: int) -> bool:
    before = text[max(0, start - 4) : start]
    return start == 0 or _SENTENCE_END.search(before) is not None or not before.strip()


def _runs(text: str, words: Sequence[tuple[int, int, str]], opens: Sequence[bool]) -> Iterator[list[int]]:
    run: list[int] = []
    for i, (_, _, word) in enumerate(words):
        linked = bool(run) and _JOIN.fullmatch(text[words[run[-1]][1] : words[i][0]]) is not None
        linked = linked and (not opens[i] or (len(words[run[-1]][2]) <= 2 and not is_common_word(word)))
        if (_is_capital(word) and (linked or not run)) or (linked and fold(word) in PARTICLES | {"of"}):
            run.append(i)
        else:
            yield from _closed(run, words)
            run = [i] if _is_capital(word) else []
    yield from _closed(run, words)


def _is_capital(word: str) -> bool:
    """Whether a word opens like a name: a capital, or a particle and a capital ("al-Sisi")."""
    head, dash, tail = word.partition("-")
    return word[:1].isupper() or (bool(dash) and head in PARTICLES and tail[:1].isupper())


def _closed(run: list[int], words: Sequence[tuple[int, int, str]]) -> Iterator[list[int]]:
    while run and not _is_capital(words[run[-1]][2]):
        run.pop()
    if run:
        yield run


def _strip_run(
    run: list[tuple[int, int, str]], first: bool, inside: set[str], lower: set[str], common: frozenset[str]
) -> list[tuple[int, int, str]]:
    """The run without opening words that are capitalised for their place only; empty when nothing is left."""
    while (
        run
        and (fold(run[0][2]) in common or not _is_capital(run[0][2]))
        and len(run[0][2]) > 1
        and not run[0][2].isupper()
    ):
        run, first = run[1:], False
    if len(run) == 1 and first:
        word = run[0][2]
        known = fold(word) in inside or (len(word) > 1 and word.isupper())
        return run if known or _looks_proper(word, lower) else []
    return run if run and not (len(run) == 1 and len(run[0][2]) == 1) else []


def _looks_proper(word: str, lower: set[str]) -> bool:
    return word.casefold() not in lower and bool(_PLACE_TABLE.of_word(word, _fold_word(word)))


@lru_cache(maxsize=64)
def _with_lexicon(language: str | None) -> str | None:
    return language if language and load(language).known else None


@lru_cache(maxsize=32)
def _common_words(language: str | None = None) -> frozenset[str]:
    """Function words and reporting words of a language, or of all that have a lexicon, folded."""
    found = {*_ARTICLES, *_PREPOSITIONS, *_AND, *_OPENERS}
    for lexicon in map(load, [language] if language else languages()):
        groups = (
            lexicon.stopwords,
            lexicon.say_verbs,
            lexicon.auxiliaries,
            lexicon.subordinators,
            lexicon.prepositions,
        )
        found.update(fold(word) for group in groups for word in group if " " not in word)
    return frozenset(found)
