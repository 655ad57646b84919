"""Figures in running text, and whether two of them say the same.

`find_quantities` reads figures in digits and in words, with what belongs to them: range, unit, qualifier ("more than"),
direction of a change. `compare` relates two figures and shows the arithmetic in one sentence. Both are pure.

The word tables are in `quantities.toml`, one mini-language for all kinds; tables and text go through the same folding
(lower case, no accents, ASCII digits).
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cache, lru_cache
from pathlib import Path
from typing import Literal

from summarize.resources import language_tables
from summarize.text import view

Qualifier = Literal["exact", "about", "over", "under", "at_least", "at_most", "nearly", "vague"]
Change = Literal["up", "down", ""]
Sense = Literal["", "by", "to", "more"]
Relation = Literal[
    "equal",
    "equivalent",
    "rounded",
    "derived",
    "compatible",
    "narrowed",
    "exaggerated",
    "ambiguous",
    "different",
    "incomparable",
]
NounRelation = Literal["same", "differ", "unknown"]


@dataclass(frozen=True, slots=True)
class Quantity:
    """A figure of a text; offsets are raw and cover qualifier, number and unit.

    `value` is exact; `high` is the upper end of a range, else None. `unit` is "percent", "pp" (percentage points),
    "times", "share" (a fraction: "two-thirds", "one in five"), an ISO currency code, a unit of time ("year" ...
    "second"), length, mass or temperature, or "". `noun` is the word that follows, in lower case. `sense` tells how a
    change word applies: by the figure, to the figure, or "more" for the two-way reading of "x times more". The
    qualifier "vague" is that of a number word which names a range only ("dozens", "hundreds of thousands"). `per` is
    the unit of time of a rate ("400 euros a month"), else "".
    """

    start: int
    end: int
    text: str
    value: Fraction
    high: Fraction | None = None
    unit: str = ""
    noun: str = ""
    qualifier: Qualifier = "exact"
    change: Change = ""
    sense: Sense = ""
    ordinal: bool = False
    per: str = ""


@dataclass(frozen=True, slots=True)
class Comparison:
    """How a claimed figure stands to a said one; `derivation` is one sentence with the arithmetic.

    - equal: the same figure; equivalent: the same by arithmetic (an increase by 250 percent, growth to 3.5 times);
    - rounded: the same but for rounding or an "about"; compatible: both can be true;
    - derived: it follows from several said figures (`compare` looks at one and never says so);
    - narrowed: the claim is more exact than what was said (95 where "more than 90" was said, 13.5 for "12.5 to 13.5",
      2.94 for "2.9");
    - exaggerated: the claim puts "more than", "less than" or "at least" to a figure said without it, drops "up to", or
      widens a range;
    - ambiguous: the same under one of two customary readings; different: they exclude each other;
    - incomparable: they measure different things.

    `nouns` tells whether the counted nouns agree, as a caller may know better what two equal or unequal figures are of.
    """

    relation: Relation
    derivation: str
    nouns: NounRelation = "unknown"


@dataclass(frozen=True, slots=True)
class Pairing:
    """A claimed figure with the said figure that answers it best; both None when nothing comparable was said."""

    claimed: Quantity
    said: Quantity | None = None
    comparison: Comparison | None = None


# ---------------------------------------------------------------- customs of the languages

_COMMA_GROUPS = frozenset({"en", "ar"})  # 1,234.5
_DOT_GROUPS = frozenset({"de", "es", "it", "pt", "tr", "nl"})  # 1.234,5
_SPACE_GROUPS = frozenset({"fr", "ru", "uk", "pl", "de", "es", "it", "pt"})  # 1 234,5 with a plain space
_VERB_LAST = frozenset({"tr"})  # the change word follows the figure, at the end of the clause
_COMPOUNDING = frozenset({"de", "nl", "it", "tr"})  # zweihundertfünfzig
_ENGLISH_ENDING = re.compile(r"st|nd|rd|th")
_ORDINAL_ENDINGS = {
    "en": _ENGLISH_ENDING,
    "fr": re.compile(r"er|re|e|eme|nd|nde|es"),
    "es": re.compile(r"[oa]|er"),
    "it": re.compile(r"[oa]"),
    "pt": re.compile(r"[oa]"),
    "nl": re.compile(r"e|de|ste"),
    "ru": re.compile(r"(?:о|ы|и|е)?[ияе]|(?:о|е)?го|(?:о|е)?му|ых|ую|ом|ем|ои"),
    "uk": re.compile(r"(?:и|о)?[ияеї]|(?:о)?го|(?:о)?му|та|ту|і"),
}
_ORDINAL_SUFFIXES = {"de": re.compile(r"(\w{4,40}?)s?te[nmrs]?"), "nl": re.compile(r"(\w{4,40}?)(?:ste|de)")}
_ORDINAL_DOT = frozenset({"de", "tr", "pl"})
_GERMAN_ARTICLES = frozenset(
    [
        "der",
        "die",
        "das",
        "den",
        "dem",
        "des",
        "zum",
        "zur",
        "am",
        "im",
        "beim",
        "vom",
        "ihr",
        "ihre",
        "ihren",
        "sein",
        "seine",
        "seinen",
        "seiner",
    ]
)
_PEOPLE = frozenset(
    [
        *("people", "persons", "men", "women", "children", "troops", "soldiers", "workers", "residents", "refugees"),
        *("victims", "civilians", "deaths", "cases", "jobs", "homes", "houses", "families", "students", "prisoners"),
    ]
)


# ---------------------------------------------------------------- tokens


@dataclass(frozen=True, slots=True)
class _Token:
    """A piece of the folded text: "n" number, "w" word, "s" sign, "x" something that holds digits but is no figure."""

    kind: str
    text: str
    start: int
    end: int
    glued: bool
    line: bool


_PIECE = re.compile(
    r"(?P<x>https?://\S+|www\.\S+|[\w.+-]{1,64}@[\w.-]{1,64}|[\w-]{1,60}(?:\.[\w-]{1,60}){0,4}\.[a-z]{2,6}/\S*"
    r"|\d{1,2}:\d{2}(?::\d{2})?|\d{1,2}h\d{2}\b|\+\d[\d ()-]{6,}\d|\d+(?:-\d+){2,}"
    r"|\d{1,4}([./-])\d{1,2}\2\d{1,4}(?![\d,])|\d+(?:/\d+){2,}|(?<!\w)'\d\d\b)"
    r"|(?P<n>\d+/\d+|\d{1,3}(?:[ \u00a0]\d{3})+(?:[.,]\d+)?(?!\d)|\d+(?:[.,']\d+)*)"
    r"|(?P<w>[^\W\d_]+)"
    r"|(?P<s>[^\s])"
)
_FRACTION_SLASH = "\u2044"
_SUPERSCRIPTS = frozenset("\u00b2\u00b3\u00b9\u2070\u2074\u2075\u2076\u2077\u2078\u2079")
_FIXED_SPACES = frozenset("\u00a0\u202f\u2009\u2007")
_ARABIC_SIGNS = {
    "\u066b": ".",
    "\u066c": ",",
    "\u066a": "%",
    "\u060c": ",",
    "\u061b": ";",
    "\u0640": "",
    _FRACTION_SLASH: "/",
}


@cache
def _plain(char: str) -> str:
    """One character in comparable form: lower case, no accent, ASCII digit, Arabic separators as Latin ones."""
    if char in _ARABIC_SIGNS:
        return _ARABIC_SIGNS[char]
    if char.isdecimal():
        return str(unicodedata.decimal(char))
    if char == "ı":
        return "i"
    return "".join(c for c in unicodedata.normalize("NFD", char.lower()) if not unicodedata.combining(c))


@dataclass(frozen=True, slots=True)
class _Folded:
    """Folded text; `starts[i]` and `ends[i]` are the raw bounds behind its character `i`."""

    raw: str
    text: str
    starts: Sequence[int]
    ends: Sequence[int]


class _Folds(dict[int, str]):
    """What each character becomes by itself; two characters for one that becomes none or several, or joins another."""

    def __missing__(self, code: int) -> str:
        source = chr(code)
        seen = view(source).text
        folded = _spell(seen, source, True) if len(seen) == 1 and not unicodedata.combining(source) else ""
        self[code] = folded if len(folded) == 1 else "  "
        return self[code]


_FOLDS = _Folds()


def _fold_text(raw: str) -> _Folded:
    text = raw.translate(_FOLDS)
    if len(text) == len(raw):  # character by character
        return _Folded(raw, text, range(len(raw)), range(1, len(raw) + 1))
    seen = view(raw)
    chars: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    before = -1
    for char, start, end in zip(seen.text, seen.starts, seen.ends, strict=True):
        for piece in _spell(char, raw[start:end], start != before):
            chars.append(piece)
            starts.append(start)
            ends.append(end)
        before = start
    return _Folded(raw, "".join(chars), starts, ends)


def _spell(char: str, source: str, first: bool) -> str:
    """What a view character becomes: superscripts stay signs, an opened vulgar fraction is set off from a number."""
    if source in _SUPERSCRIPTS:
        return source
    if source in _FIXED_SPACES:
        return "\u00a0"
    if first and char.isdigit() and unicodedata.category(source[0]) == "No" and not source.isdigit():
        return f" {char}"
    return _plain(char)


def _tokenize(text: str, folded: _Folded | None = None) -> list[_Token]:
    found: list[_Token] = []
    end = 0
    for match in _PIECE.finditer(text):
        gap, start = text[end : match.start()], match.start()
        line = not found or ("\n" in gap and _breaks(gap, folded, start))
        found.append(_Token(match.lastgroup or "x", match.group(), start, match.end(), not gap and bool(found), line))
        end = match.end()
    return found


def _breaks(gap: str, folded: _Folded | None, start: int) -> bool:
    """Whether a line break ends a line of text rather than wraps it: a blank line, or no small letter after it."""
    if folded is None or gap.count("\n") > 1:
        return True
    first = folded.raw[folded.starts[start]]
    return first.isupper() or not first.isalpha()


# ---------------------------------------------------------------- lexicon

_Form = tuple[tuple[str, ...], str]


_LONGEST_STEM = 20


class _Words:
    """The forms of one kind: whole phrases by first token, and beginnings for the starred ones."""

    def __init__(self) -> None:
        self.phrases: dict[str, list[_Form]] = {}
        self.stems: dict[str, str] = {}

    def add(self, form: str, value: str) -> None:
        folded = "".join(map(_plain, form))
        tokens = tuple(t.text for t in _tokenize(folded.rstrip("*")))
        if not tokens:
            return
        if folded.endswith("*") and len(tokens) == 1:
            self.stems[tokens[0]] = value
            return
        listed = self.phrases.setdefault(tokens[0], [])
        listed.append(((*tokens, "*") if folded.endswith("*") else tokens, value))
        listed.sort(key=lambda entry: -len(entry[0]))

    def include(self, other: _Words) -> None:
        """Take in all forms of another kind, only to tell what may start one."""
        self.phrases.update(other.phrases)
        self.stems.update(other.stems)

    def find(self, tokens: Sequence[_Token], i: int, word: str) -> tuple[str, int] | None:
        """The value of the longest form at token `i` (read as `word`), and the token after it."""
        for phrase, value in self.phrases.get(word, ()):
            if (after := _phrase_end(tokens, i, phrase)) is not None:
                return value, after
        stem = self._stem(word)
        return None if stem is None else (self.stems[stem], i + 1)

    def may_start(self, word: str) -> bool:
        """Whether any form starts with this word."""
        return word in self.phrases or self._stem(word) is not None

    def _stem(self, word: str) -> str | None:
        sizes = range(min(len(word), _LONGEST_STEM), 1, -1) if self.stems else ()
        return next((word[:size] for size in sizes if word[:size] in self.stems), None)


def _phrase_end(tokens: Sequence[_Token], i: int, phrase: tuple[str, ...]) -> int | None:
    starred = phrase[-1] == "*"
    wanted = phrase[:-1] if starred else phrase
    if i + len(wanted) > len(tokens):
        return None
    for offset in range(1, len(wanted)):
        have = tokens[i + offset]
        open_end = starred and offset == len(wanted) - 1
        if have.line or not (have.text.startswith(wanted[offset]) if open_end else have.text == wanted[offset]):
            return None
    return i + len(wanted)


_ARABIC_PREFIXES = ("وال", "بال", "لل", "ال", "و", "ب", "ل")


class _Lexicon:
    """All word tables of one language, folded."""

    def __init__(self, language: str) -> None:
        self.language = language
        self.kinds: dict[str, _Words] = {}
        for tables in (_table("any"), _table(language), _month_table(language)):
            for kind, table in tables.items():
                for value, form in _entries(table):
                    self.kinds.setdefault(kind, _Words()).add(form, value)
        self.atoms = (
            {
                phrase[0]: int(value)
                for forms in self.kinds["card"].phrases.values()
                for phrase, value in forms
                if len(phrase) == 1 and value.isdigit()
            }
            if language in _COMPOUNDING
            else {}
        )
        self.compounds = _compound_pattern(language, self.atoms)
        self.openings = _Words()
        for kind in _OPENING:
            self.openings.include(self.kinds.get(kind, _Words()))

    def knows(self, kind: str, word: str) -> bool:
        """Whether a form of `kind` may start with this word."""
        words = self.kinds.get(kind)
        return words is not None and any(words.may_start(reading) for reading in self.readings(word))

    def match(self, kind: str, tokens: Sequence[_Token], i: int) -> tuple[str, int] | None:
        """The value of a form of `kind` that starts at token `i`, and the token after it."""
        words = self.kinds.get(kind)
        if words is None or not 0 <= i < len(tokens):
            return None
        for word in self.readings(tokens[i].text):
            if (found := words.find(tokens, i, word)) is not None:
                return found
        return None

    def readings(self, word: str) -> Iterator[str]:
        """A word, and in Arabic what is left of it without what may be written on to it."""
        yield word
        if self.language == "ar":
            for prefix in _ARABIC_PREFIXES:
                if word.startswith(prefix) and len(word) > len(prefix) + 1:
                    yield word[len(prefix) :]


@lru_cache(maxsize=1 << 17)
def _knows(language: str, kind: str, word: str) -> bool:
    return _lexicon(language).knows(kind, word)


_OPENING = (
    *("card", "scale", "frac", "half", "ordinal", "mult", "article", "qual", "between"),
    *("few", "vague", "approx", "every", "recent", "prepercent", "pretimes", "currency", "unit"),
)  # what a figure in words, or what stands before one, may start with


@lru_cache(maxsize=1 << 17)
def _may_open(language: str, word: str) -> bool:
    """Whether a figure can start with this word; most words are read no further."""
    lexicon, prefix = _lexicon(language), _half_prefix(language)
    return (
        any(lexicon.openings.may_start(reading) for reading in lexicon.readings(word))
        or (prefix is not None and word.startswith(prefix))
        or (language in _ORDINAL_SUFFIXES and _ORDINAL_SUFFIXES[language].fullmatch(word) is not None)
        or _read_compound(lexicon, word) is not None
    )


_TABLES, _DATES = (Path(__file__).with_name(name) for name in ("quantities.toml", "dates.toml"))


@cache
def _table(language: str) -> dict[str, str]:
    return tomllib.loads(language_tables(_TABLES)[language])


def _month_table(language: str) -> dict[str, str]:
    """The month words of `dates`: here they only tell that a number beside them is a day."""
    return {"month": tomllib.loads(language_tables(_DATES)[language])["month"]}


def _entries(table: str) -> Iterator[tuple[str, str]]:
    for group in table.split(";"):
        value, colon, forms = group.rpartition(":")
        for form in forms.split(","):
            if form.strip():
                yield value.strip() if colon else "", form.strip()


@cache
def _languages() -> frozenset[str]:
    return frozenset(language_tables(_TABLES)) - {"any"}


@cache
def _lexicon(language: str) -> _Lexicon:
    return _Lexicon(language)


_LINKS = {"de": ("und",), "nl": ("en",), "it": (), "tr": ()}
_COMPOUND_SCALES = {
    "de": {"tausend": 1000},
    "nl": {"duizend": 1000},
    "it": {"mila": 1000, "mille": 1000},
    "tr": {"bin": 1000},
}


_PART_ENDINGS = {
    "de": (("einhalb", Fraction(1, 2)), ("einviertel", Fraction(1, 4)), ("dreiviertel", Fraction(3, 4))),
    "nl": (("enhalf", Fraction(1, 2)), ("enhalve", Fraction(1, 2)), ("eneenhalf", Fraction(1, 2))),
}


def _compound_pattern(language: str, atoms: dict[str, int]) -> re.Pattern[str] | None:
    if language not in _COMPOUNDING:
        return None
    if language == "it":
        _add_elisions(atoms)
    parts = [*atoms, *_COMPOUND_SCALES[language], *_LINKS[language]]
    return re.compile("|".join(sorted(map(re.escape, parts), key=len, reverse=True)))


def _add_elisions(atoms: dict[str, int]) -> None:
    """Italian tens lose their last vowel before one and eight: ventuno, novantotto."""
    for tens in [word for word, value in atoms.items() if value in range(20, 100, 10)]:
        atoms[tens[:-1] + "uno"] = atoms[tens[:-1] + "un"] = atoms[tens] + 1
        atoms[tens[:-1] + "otto"] = atoms[tens] + 8


def _read_compound(lexicon: _Lexicon, word: str) -> Fraction | None:
    """The value of a number written as one word, or None: zweihundertfünfzig, driehonderdvijftig, duecentomila."""
    if lexicon.compounds is None or not 5 <= len(word) <= 60:
        return None
    endings = _PART_ENDINGS.get(lexicon.language, ())
    ending, half = next((one for one in endings if word.endswith(one[0])), ("", Fraction(0)))
    parts = _segment(lexicon.compounds, word.removesuffix(ending))
    if not parts or parts[-1] in _LINKS[lexicon.language]:
        return None
    total, current = 0, 0
    for part in parts:
        if part in _LINKS[lexicon.language]:
            continue
        value = _COMPOUND_SCALES[lexicon.language].get(part) or lexicon.atoms[part]
        if value == 1000:
            total, current = total + (current or 1) * 1000, 0
        else:
            current = (current or 1) * 100 if value == 100 else current + value
    return total + current + half


def _segment(pattern: re.Pattern[str], word: str) -> list[str]:
    """The number atoms a word is made of, or an empty list; tries the longest atom first and a shorter one once."""
    parts: list[str] = []
    at = 0
    while at < len(word):
        match = pattern.match(word, at)
        if match is None:
            return []
        parts.append(match.group())
        at = match.end()
    return parts


# ---------------------------------------------------------------- reading


@dataclass(slots=True)
class _Amount:
    """A number being read: its value and the token after it."""

    value: Fraction
    after: int
    spelled: bool = False
    scaled: bool = False
    unit: str = ""
    year: bool = False


@dataclass(slots=True)
class _Draft:
    """A quantity in token indices, before its surroundings are read."""

    first: int
    after: int
    amount: _Amount
    high: Fraction | None = None
    unit: str = ""
    qualifier: Qualifier = "exact"
    change: Change = ""
    ordinal: bool = False
    prefixed: bool = False
    per: str = ""


def _room(value: Fraction) -> int:
    """Below what a number word must lie to be added to `value`: ninety takes up to nine, two hundred up to 99."""
    if value.denominator != 1 or value < 20:
        return 0
    return next((place for place in (1000, 100, 10) if value % place == 0), 0)


_HOMONYMS = {
    "it": {"sei"},
    "tr": {"on", "bin", "yuz", "alti", "yedi", "elli"},
    "fr": {"neuf"},
    "pl": {"sto"},
    "es": {"mil"},
}
_DURING = {"en": ("over",), "de": ("uber",)}
_SMALLER = {"year": ("month",), "week": ("day",), "day": ("hour",), "hour": ("minute",), "minute": ("second",)}
_LONG_TIMES = frozenset({"day", "week", "month", "year"})
_NO_ARTICLES = frozenset({"ru", "uk", "pl"})
_GOES = frozenset(["goes", "lives", "does", "says", "suffers", "faces", "works", "gets", "dies", "needs", "lacks"])
_SINGLE_SCALES = frozenset(  # one of it without an article, in the languages that have none; folded as texts are
    "".join(map(_plain, word))
    for word in (
        *("тысяча", "тысячу", "миллион", "миллиона", "миллиард", "миллиарда", "тисяча", "тисячу"),
        *("мільйон", "мільйона", "мільярд", "мільярда"),
        *("tysiąc", "tysiąca", "milion", "miliona", "miliard", "miliarda"),
    )
)
_SHARE_BASES = frozenset({*range(2, 11), 12, 15, 20, 50, 100, 1000})  # numbers out of which a share is told
_TIGHT_RATES = frozenset({"ru", "uk", "de", "pl"})  # where "on the day" reads like "a day"
_STREET_ENDINGS = {"de": ("strasse", "straße", "gasse", "platz", "allee"), "nl": ("straat", "plein", "laan")}
_STREET_FIRST = frozenset({"fr", "es", "it", "pt"})  # 12 rue de Lille
_HALF_PREFIXES = {"ru": "пол", "uk": "пів", "pl": "poł"}
_TWO_WAY_MORE = frozenset({"en", "de", "es", "nl"})  # "three times more" is read as x3 and as x4
_SINGLE_PEOPLE = frozenset(["person", "man", "woman", "child", "soldier", "civilian"])


@cache
def _half_prefix(language: str) -> str | None:
    """What stands before a scale word, in one word with it, for half of it: полмиллиона."""
    prefix = _HALF_PREFIXES.get(language)
    return None if prefix is None else "".join(map(_plain, prefix))


class _Reader:
    """Reads the figures of one text from left to right."""

    def __init__(self, text: str, language: str) -> None:
        self.language = language if language in _languages() else "en"
        self.folded = _fold_text(text)
        self.tokens = _tokenize(self.folded.text, self.folded)
        self.lexicon = _lexicon(self.language)
        self.seen: dict[tuple[str, str], bool] = {}
        self.joining = True  # whether "and" may join number words; not inside "between x and y"
        self.skipped: dict[int, int] = {}  # tokens that belong to a figure before them, with the token after them

    # ---- small looks

    def match(self, kind: str, i: int) -> tuple[str, int] | None:
        """The value of a form of `kind` at token `i`, and the token after it; no word is looked up twice."""
        if not 0 <= i < len(self.tokens):
            return None
        key = kind, self.tokens[i].text
        known = self.seen.get(key)
        if known is None:
            known = self.seen[key] = _knows(self.language, *key)
        return self.lexicon.match(kind, self.tokens, i) if known else None

    def token(self, i: int) -> _Token | None:
        return self.tokens[i] if 0 <= i < len(self.tokens) else None

    def is_word(self, i: int, start: int = -1) -> bool:
        """Whether token `i` is a word on the line of the one before it; at `start` the line does not matter."""
        token = self.token(i)
        return token is not None and token.kind == "w" and (not token.line or i == start)

    def is_sign(self, i: int, sign: str) -> bool:
        token = self.token(i)
        return token is not None and token.text == sign

    def past_hyphen(self, i: int) -> int:
        """The token after a hyphen that joins two words, else `i`."""
        token, follower = self.token(i), self.token(i + 1)
        joins = token is not None and follower is not None and token.text == "-" and token.glued and follower.glued
        return i + 1 if joins else i

    def surface(self, i: int) -> str:
        """The raw first character of a token, to see a capital."""
        return self.folded.raw[self.folded.starts[self.tokens[i].start]]

    def may_open(self, i: int) -> bool:
        """Whether a figure can start at token `i` at all."""
        token = self.tokens[i]
        return token.kind == "n" or _may_open(self.language, token.text)

    # ---- numbers

    def literal(self, i: int) -> _Amount | None:
        """A number in digits, unless it is part of a name, a date, a time or an identifier."""
        token = self.token(i)
        if token is None or token.kind != "n" or self._bound_left(i) or self._bound_right(i):
            return None
        value = _read_digits(token.text, self.language)
        if value is None or self._is_clock(i) or self._is_list_number(i):
            return None
        amount = _Amount(value, i + 1, year=re.fullmatch(r"[12]\d{3}", token.text) is not None)
        return self._with_fraction(amount)

    def _with_fraction(self, amount: _Amount) -> _Amount:
        """3 1/2 and 3-1/2 as one number."""
        at = self.past_hyphen(amount.after)
        part = self._small_fraction(at)
        if amount.value.denominator == 1 and part is not None:
            return _Amount(amount.value + part, at + 1)
        return amount

    def _small_fraction(self, i: int) -> Fraction | None:
        """The value of 1/2, 3/8, 7/10 at token `i`."""
        token = self.token(i)
        if token is None or token.kind != "n" or not re.fullmatch(r"[1-9]/(?:[2-9]|1[06])", token.text):
            return None
        top, bottom = map(int, token.text.split("/"))
        return Fraction(top, bottom) if top < bottom else None

    def _bound_left(self, i: int) -> bool:
        """Whether the digits at `i` hang on something before them: F-16, G7, #5, 3-2."""
        token, before, earlier = self.tokens[i], self.token(i - 1), self.token(i - 2)
        if not token.glued or before is None:
            return False
        if before.kind in "nx" or before.text in "/_#@№\\.:":
            return True
        if before.kind == "w":
            return self.match("currency", i - 1) is None and before.text not in _ARABIC_PREFIXES
        return before.text == "-" and before.glued and earlier is not None and earlier.kind in "wnx"

    def _bound_right(self, i: int) -> bool:
        """Whether unknown letters or a further number hang on the digits at `i`: 1Q24, 5G, 1990s, 2020-21."""
        follower, second = self.token(i + 1), self.token(i + 2)
        if follower is None or not follower.glued:
            return False
        if follower.kind in "nx" or follower.text in "/_\\@":
            return True
        if follower.kind == "w":
            cross = follower.text == "x" and second is not None and second.kind == "n" and second.glued  # 4x4
            return cross or not self._known_tail(i + 1)
        if follower.text == "-" and second is not None and second.glued:
            if self._small_fraction(i + 2) is not None and self.tokens[i].text.isdigit():
                return False
            return self._is_decade(i, second.text) or (second.kind in "nx" and not self._is_range(i, i + 2))
        return False

    def _is_decade(self, i: int, ending: str) -> bool:
        return (
            self.language in ("ru", "uk")
            and ending in ("х", "е", "ті", "тих", "тим")
            and self.tokens[i].text[-1] == "0"
        )

    def _is_range(self, i: int, k: int) -> bool:
        low, high = (_read_digits(self.tokens[j].text, self.language) for j in (i, k))
        years = re.fullmatch(r"(19|20)\d\d", self.tokens[i].text)
        third = self.token(k + 1)
        chained = (
            third is not None
            and third.glued
            and third.text == "-"
            and self.past_hyphen(k + 1) != k + 1
            and self.tokens[k + 2].kind == "n"
        )
        return low is not None and high is not None and low < high and not years and not chained

    def _known_tail(self, i: int) -> bool:
        if any(self.match(kind, i) for kind in ("scale", "percent", "pp", "times", "unit", "currency", "clock")):
            return True
        return self._ordinal_ending(i)

    def _ordinal_ending(self, i: int) -> bool:
        ending, token = _ORDINAL_ENDINGS.get(self.language, _ENGLISH_ENDING), self.token(i)
        return token is not None and token.glued and ending.fullmatch(token.text) is not None

    def _is_clock(self, i: int) -> bool:
        text = self.tokens[i].text
        hour = re.fullmatch(r"(\d{1,2})(?:\.(\d\d))?", text)
        if hour is None or int(hour[1]) > 24:
            return False
        if self.match("clock", i + 1):
            return True
        before = self.token(i - 1)
        if hour[2] and int(hour[2]) < 60 and before is not None and before.text in _CLOCK_PREPOSITIONS:
            return not self._measured(i + 1)
        follower = self.token(i + 1)
        return (
            follower is not None
            and follower.glued
            and follower.text == "h"
            and before is not None
            and before.text in ("a", "as", "las", "vers", "alle")
        )

    def _measured(self, i: int) -> bool:
        return any(
            self.match(kind, self.past_hyphen(i)) for kind in ("percent", "pp", "times", "unit", "currency", "scale")
        )

    def _is_list_number(self, i: int) -> bool:
        token, follower = self.tokens[i], self.token(i + 1)
        return (
            token.line
            and follower is not None
            and follower.glued
            and follower.text in (".", ")")
            and re.fullmatch(r"\d{1,3}", token.text) is not None
            and self.token(i + 2) is not None
            and not self.tokens[i + 2].glued
            and not self.tokens[i + 2].line
        )

    def cardinal(self, i: int) -> tuple[Fraction, int] | None:
        """One number word: an atom of the table or a compound."""
        token = self.token(i)
        if token is None or token.kind not in "w":
            return None
        if found := self.match("card", i):
            return Fraction(found[0]), found[1]
        value = _read_compound(self.lexicon, token.text)
        return None if value is None else (value, i + 1)

    def cardinals(self, i: int) -> tuple[Fraction, int] | None:
        """Number words below a scale word: "two hundred and fifty"."""
        found = self.cardinal(i)
        if found is None:
            return None
        value, after = found
        while (further := self._next_cardinal(after)) is not None:
            joined = self._join(value, further[0], after, further[2])
            if joined is None:
                break
            value, after = joined, further[1]
        return value, after

    def _next_cardinal(self, i: int) -> tuple[Fraction, int, bool] | None:
        """The next number word, the token after it, and whether "and" stood before it."""
        at = self.past_hyphen(i)
        linked = self.joining and self.match("and", at)
        if linked and (found := self.cardinal(self.past_hyphen(linked[1]))):
            return found[0], found[1], True
        found = self.cardinal(at) if not self._line_at(at) else None
        return None if found is None else (found[0], found[1], False)

    def _line_at(self, i: int) -> bool:
        token = self.token(i)
        return token is not None and token.line

    def _join(self, value: Fraction, further: Fraction, at: int, linked: bool) -> Fraction | None:
        if self.language == "ar":
            linked = self.tokens[at].text.startswith("و")
            if further == 10 and 2 < value < 10 and not linked:
                return value + 10
            if linked and value % 100 in range(1, 10) and further in range(20, 100, 10):
                return value + further
            return value + further if linked and 0 < further < _room(value) else None
        if further == 100 and 1 < value < 100 and not linked:
            return value * 100
        if self.language == "tr" and value == 10 and 0 < further < 10:
            return value + further
        if linked and self.language in ("en", "de") and value % 100:
            return None
        if self.language == "fr" and (
            (value % 100 in (60, 80) and 10 <= further < 20) or (value % 100 == 10 and 7 <= further < 10)
        ):
            return value + further
        return value + further if 0 < further < _room(value) else None

    def number(self, i: int) -> _Amount | None:
        """A number in digits or words with its scale words: "3.5 mln", "two and a half million", "mil millones"."""
        amount = self.literal(i) or self._spelled(i) or self._bare_scale(i)
        if amount is None:
            return None
        amount = self._extend(amount)
        total, current, limit = Fraction(0), amount.value, Fraction(0)
        while (scale := self._scale(amount, i)) is not None:
            size, amount.after = scale
            total, current = (
                ((total + current) * size, Fraction(0)) if 0 < limit <= size else (total + current * size, Fraction(0))
            )
            limit, amount.scaled, amount.year = size, True, False
            if (part := self.match("andhalf", amount.after)) is not None:
                current, amount.after = Fraction(part[0]) * size, part[1]
                break
            if (rest := self._below(amount, size)) is not None:
                current, amount.after = rest
        amount.value = total + current
        return amount

    def _spelled(self, i: int) -> _Amount | None:
        found = self.cardinals(i)
        return None if found is None else _Amount(found[0], found[1], spelled=True)

    def _bare_scale(self, i: int) -> _Amount | None:
        """A scale word as a number: "a million", "mil", "bin"; only whole words that stand for one of it."""
        article = self.match("article", i) or self._one(i)
        at = self.past_hyphen(article[1]) if article else i
        scale = self.match("scale", at) or (self.match("card", at) if article else None)
        halves = scale and self.language in ("es", "pt", "ar") and self.match("andhalf", scale[1])
        single = self.tokens[at].text in _SINGLE_SCALES if scale else False
        stands = article or halves or single or (scale and _standing_scale(self.language, scale[0]))
        if scale is None or not self.is_word(at, i) or not stands or (article and self.match("vague", at)):
            return None
        if article and Fraction(scale[0]) < 12:
            return None
        if scale[0] == "100":
            return _Amount(Fraction(100), scale[1], spelled=True)
        return _Amount(Fraction(1), at, spelled=True)

    def _one(self, i: int) -> tuple[str, int] | None:
        found = self.match("card", i)
        return found if found and found[0] == "1" else None

    def _extend(self, amount: _Amount) -> _Amount:
        """Adds "and a half" and spoken decimals."""
        if (part := self.match("andhalf", amount.after)) is not None:
            amount.value, amount.after = amount.value + Fraction(part[0]), part[1]
        elif amount.spelled and (parts := self._and_parts(amount)) is not None:
            amount.value, amount.after = amount.value + parts[0], parts[1]
        elif amount.spelled and (point := self.match("point", amount.after)) is not None:
            self._add_decimals(amount, point[1])
        return amount

    def _and_parts(self, amount: _Amount) -> tuple[Fraction, int] | None:
        """What "and two-thirds", "and a third" adds to a whole number, and the token after it."""
        linked = self.match("and", amount.after) if amount.value.denominator == 1 else None
        if linked is None or not self.joining:
            return None
        one = self.match("article", linked[1])
        few = ("1", one[1]) if one else self.match("card", linked[1])
        at = self.past_hyphen(few[1]) if few else 0
        part = self.match("frac", at) if few else None
        if few is None or part is None or not 0 < Fraction(few[0]) < 10 or self.match("of", part[1]):
            return None
        value = Fraction(few[0]) * Fraction(part[0])
        return (value, part[1]) if value < 1 else None

    def _add_decimals(self, amount: _Amount, i: int) -> None:
        digits = ""
        while (
            len(digits) < 6 and (found := self.cardinal(i)) is not None and found[0].denominator == 1 and found[0] < 100
        ):
            digits += str(found[0])
            i = found[1]
        if digits:
            amount.value, amount.after = amount.value + Fraction(int(digits), 10 ** len(digits)), i

    def _scale(self, amount: _Amount, start: int = -1) -> tuple[Fraction, int] | None:
        at = self.past_hyphen(amount.after)
        if self._line_at(at) and at != start:
            return None
        found = self.match("scale", at)
        if found is None and self.is_sign(at, "m") and self._short_million(at):
            found = "1000000", at + 1
        return None if found is None else (Fraction(found[0]), found[1])

    def _short_million(self, i: int) -> bool:
        """Whether a lone "m" after digits is "million" rather than "metres": capital, or money beside it."""
        before = self.match("currency", i - 2)
        capital = self.surface(i) == "M" and self.tokens[i].glued
        people = self.tokens[i].glued and self._plural(i + 1) and self.match("unit", i + 1) is None  # 2m voters
        return self.language in ("en", "fr", "es", "pt") and (
            capital or people or before is not None or self.match("currency", i + 1) is not None
        )

    def _below(self, amount: _Amount, size: Fraction) -> tuple[Fraction, int] | None:
        """A smaller number after a scale word: "two million three hundred thousand", "2 млн 300 тыс."."""
        if amount.spelled:
            at = amount.after
            linked = self.joining and self.match("and", at)
            found = self.cardinals(linked[1] if linked else self.past_hyphen(at)) if not self._line_at(at) else None
            if (
                found is None
                or found[0] >= size
                or (linked and self.match("scale", found[1]) and self.language == "en")
            ):
                return None
            return found
        literal = self.literal(amount.after)
        scale = self.match("scale", literal.after) if literal else None
        return (literal.value, literal.after) if literal and scale and Fraction(scale[0]) < size else None

    # ---- fractions

    def vague(self, i: int, *, about: bool = False) -> _Draft | None:
        """Dozens, hundreds of thousands, several hundred, une vingtaine: number words that name no exact number.

        After a qualifier ("около сотни") a language without articles means one of it.
        """
        if (one := self._approximate(i)) is not None:
            return self._roughly(i, one)
        few = self.match("few", i)
        at = few[1] if few else i
        word = self.match("vague", at) or (self._scale_word(at) if few else None)
        if word is None or not self.is_word(at, i):
            return None
        return self._roughly(i, word, ranging=few is not None or not (about and self.language in _NO_ARTICLES))

    def _approximate(self, i: int) -> tuple[str, int] | None:
        """Une vingtaine, un centenar, сотня; where there are articles, only after one."""
        article = self.match("article", i) or self._one(i)
        return self.match("approx", article[1] if article else i) if article or self.language in _NO_ARTICLES else None

    def _scale_word(self, i: int) -> tuple[str, int] | None:
        """A scale word or "hundred", as it follows "several"."""
        found = self.match("scale", i) or self.match("approx", i) or self.match("card", i)
        return found if found and Fraction(found[0]) in (10, 12, 20, 100, 1000, 10**6, 10**9) else None

    def _roughly(self, first: int, word: tuple[str, int], *, ranging: bool = False) -> _Draft:
        """The figure of such a word and of the scale words behind it: "hundreds of thousands"."""
        size, after = Fraction(word[0]), word[1]
        for _ in range(2):
            link = self.match("of", after)
            at = link[1] if link else after
            scale = self.match("scale", at) or self.match("vague", at)
            if scale is None or self._line_at(at):
                break
            size, after = size * Fraction(scale[0]), scale[1]
        low, high = (2 * size, size * (100 if size >= 1000 else 20)) if ranging else (size, None)
        draft = _Draft(first, after, _Amount(low, after, spelled=True, scaled=True), high=high)
        self._attach_unit(draft)
        if high is not None and draft.amount.value != low:  # decades
            draft.high = high * draft.amount.value / low
        draft.qualifier = "vague" if ranging else "about"
        return draft

    def fraction(self, i: int) -> _Amount | None:
        """A share in words: "two-thirds", "a third of", "half", "one in five"; or half of a scale or unit."""
        readers = (self._half, self._counted_parts, self._out_of, self._one_among, self._every, self._bare_part)
        return next((amount for read in readers if (amount := read(i)) is not None), None)

    def _half(self, i: int) -> _Amount | None:
        """Half a million, eine halbe Stunde, полмиллиона."""
        article = self.match("article", i)
        half = self.match("half", self.past_hyphen(article[1])) if article else None
        half = half or self.match("half", i)
        if half is None:
            return self._prefixed_half(i)
        at = self.past_hyphen(half[1])
        inner = self.match("article", at)
        for start in (inner[1], at) if inner else (at,):
            if (scale := self.match("scale", start)) is not None:
                return _Amount(Fraction(scale[0]) / 2, scale[1], spelled=True, scaled=True)
            if self.is_word(start, i) and any(self.match(kind, start) for kind in ("unit", "pp", "percent")):
                return _Amount(Fraction(1, 2), start, spelled=True)
        return None

    def _prefixed_half(self, i: int) -> _Amount | None:
        token, prefix = self.token(i), _half_prefix(self.language)
        if token is None or prefix is None or not token.text.startswith(prefix):
            return None
        rest = replace(token, text=token.text[len(prefix) :])
        scale = self.lexicon.match("scale", [rest], 0)
        return None if scale is None else _Amount(Fraction(scale[0]) / 2, i + 1, spelled=True, scaled=True)

    def _counted_parts(self, i: int) -> _Amount | None:
        found = self._spelled(i) or self.literal(i)
        if found is None:
            return None
        at = self.past_hyphen(found.after)
        part = self.match("frac", at) if self.is_word(at) else None
        if part is None or found.value.denominator != 1 or found.value >= 10:
            return None
        if found.value == 1 and self.match("ordinal", at) and self.language != "en" and not self._ends_noun(part[1]):
            return None
        if Fraction(part[0]) == Fraction(1, 2) and found.value > 1:
            return None
        return self._part_of_scale(found.value * Fraction(part[0]), part[1])

    def _part_of_scale(self, value: Fraction, after: int) -> _Amount:
        """A quarter of a million is a number, a quarter of an hour a time, a quarter of the people a share."""
        if (scale := self.match("scale", self.past_hyphen(after))) is not None and value < 1:
            return _Amount(value * Fraction(scale[0]), scale[1], spelled=True, scaled=True)
        link = self.match("of", after)
        for _ in range(2):
            scale = self.match("scale", link[1]) if link else None
            if scale is not None:
                return _Amount(value * Fraction(scale[0]), scale[1], spelled=True, scaled=True)
            unit = self.match("unit", link[1]) if link else None
            if link is not None and unit is not None and unit[0] in ("hour", "year", "century", "mile"):
                return _Amount(value, link[1], spelled=True)
            link = self.match("of", link[1]) if link else None
        return _Amount(value, after, spelled=True, unit="share")

    def _ends_noun(self, i: int) -> bool:
        """Whether no counted noun follows at `i`, so that "a third" is a share and not an ordinal."""
        return not self.is_word(i) or any(self.match(kind, i) for kind in ("of", "stop", "more", "less"))

    def _out_of(self, i: int) -> _Amount | None:
        few = self._spelled(i) or self.literal(i)
        link = self.match("outof", few.after) if few else None
        if few is None or link is None or few.year:
            return None
        many = self._spelled(link[1]) or self.literal(link[1])
        if many is None or not 1 <= few.value < many.value or many.value not in _SHARE_BASES or many.year:
            return None  # three of the 42 are two numbers
        short = link[1] == few.after + 1
        if short and (many.value > 100 or self._measured(many.after) or self._is_day(link[1], many)):
            return None
        return _Amount(few.value / many.value, many.after, spelled=few.spelled, unit="share")

    def _one_among(self, i: int) -> _Amount | None:
        """One child in six, un enfant sur six: the noun stands between the two numbers."""
        if self.language == "tr":
            return self._turkish_one_among(i)
        one, link = self._one(i), self.match("among", i + 2)
        if one is None or link is None or not self.is_word(i + 1) or self.match("stop", i + 1):
            return None
        many = self._spelled(link[1]) or self.literal(link[1])
        if many is None or not 2 <= many.value <= 1000 or many.year or many.value.denominator != 1:
            return None
        if self._measured(many.after) or self._is_day(link[1], many) or (self.language == "en" and self._pairs(many)):
            return None
        return _Amount(1 / many.value, many.after, spelled=True, unit="share")

    def _turkish_one_among(self, i: int) -> _Amount | None:
        """Altı çocuktan biri."""
        many = self._spelled(i) or self.literal(i)
        if many is None or not self.is_word(many.after) or not self.match("among", many.after + 1):
            return None
        from_these = self.tokens[many.after].text.endswith(("dan", "den", "tan", "ten"))
        whole = 2 <= many.value <= 1000 and many.value.denominator == 1
        return _Amount(1 / many.value, many.after + 2, spelled=True, unit="share") if from_these and whole else None

    def _pairs(self, many: _Amount) -> bool:
        """Whether the second number of "one man in two cities" counts something of its own."""
        word = self.token(many.after)
        if word is None or not self.is_word(many.after) or self.match("stop", many.after) or word.text in _GOES:
            return False
        return many.value == 2 or word.text in _PEOPLE or word.text.endswith("s")

    def _every(self, i: int) -> _Amount | None:
        """Every third house, jeder Dritte: a share, but of days and weeks a rhythm."""
        every = self.match("every", i)
        part = self.match("ordinal", every[1]) if every else None
        if part is None or not 2 <= Fraction(part[0]) <= 20:
            return None
        if self.match("unit", part[1]) or self.match("rhythm", part[1]):
            return None
        return _Amount(1 / Fraction(part[0]), part[1], spelled=True, unit="share")

    def _bare_part(self, i: int) -> _Amount | None:
        article = self.match("article", i)
        at = article[1] if article else i
        part = self.match("frac", at)
        if part is None or not (self.is_word(at) or at == 0 or self._line_at(at)):
            return None
        value, after = Fraction(part[0]), part[1]
        named = self.match("ordinal", at) is not None and after == at + 1
        changed = self.match("by", i - 1) is not None
        if (named or (value == Fraction(1, 4) and not article)) and not (
            ((article or changed) and self._ends_noun(after)) or (not named and self.match("scale", after))
        ):
            return None
        if value == Fraction(1, 2) and (self.match("ordinal", i - 1) or self.match("clockpast", after)):
            return None
        if self._compound_word(at, after):
            return None
        return self._part_of_scale(value, after)

    def _compound_word(self, first: int, after: int) -> bool:
        """half-brother, halftime."""
        return self.past_hyphen(after) != after or (self.tokens[first].glued and self.is_sign(first - 1, "-"))

    # ---- the whole figure

    def read(self, i: int) -> _Draft | None:
        """The figure that starts at token `i`, with its qualifier, or None."""
        if (ordinal := self._ordinal(i)) is not None:
            return ordinal
        if (multiple := self.match("mult", i)) is not None and multiple[1] > i + 2:
            return self._multiple(i)
        if (many := self.match("vague", i)) is not None and many[1] > i + 1:
            return self.vague(i)
        if (again := self._half_again(i)) is not None:
            return again
        for qualifier, at in self._qualified(i):
            draft = self._span(at) or self._body(at)
            if draft is None or not self._stands(draft, qualifier):
                draft = self.vague(at, about=at != i) or self._multiple(at)
            if draft is not None:
                during = at == i + 1 and self._is_during(i, draft)
                if at != i and not during:
                    draft.first, draft.qualifier = min(i, draft.first), qualifier
                return self._rated(self._trail(draft))
        return self._half_year(i)

    def _rated(self, draft: _Draft) -> _Draft:
        """With what it is per: "$400 a month", "60,000 patients a year", "15 million annually"."""
        if draft.unit in ("share", "times", "pp") or draft.unit in _LONG_TIMES or self._line_at(draft.after):
            return draft
        at = draft.after
        for k in range(at, at + 3):
            if (per := self.match("per", k)) is not None and not self._line_at(k) and self._is_rate(per[1]):
                draft.per = per[0]
                if k == at:
                    draft.after = per[1]
                else:
                    self.skipped[k] = per[1]
                break
            if not self.is_word(k) or (k > at and self.match("stop", k)):
                break
        return draft

    def _is_during(self, i: int, draft: _Draft) -> bool:
        """Whether "over" before a time is "during", as in "spread over six years"; not in "for over six years"."""
        before = self.token(i - 1)
        if self.tokens[i].text not in _DURING.get(self.language, ()) or draft.unit not in _LONG_TIMES:
            return False
        lasting = before is not None and self.match("lasting", i - 1) is not None
        return not lasting and self.match("lapse", draft.after) is None

    def _is_rate(self, i: int) -> bool:
        """Whether the words before token `i` make a rate; "a year ago", "im Jahr 2020" and "в день выборов" do not."""
        token = self.token(i)
        if token is None or token.line or token.kind == "s":
            return True
        if token.kind != "w" or self.match("lapse", i):
            return False
        return self.language not in _TIGHT_RATES or self.match("stop", i) is not None

    def _qualified(self, i: int) -> Iterator[tuple[Qualifier, int]]:
        if (found := self.match("qual", i)) is not None:
            qualifier: Qualifier = found[0]  # type: ignore[assignment]  # the table holds only these
            yield qualifier, found[1]
            for kind in ("article", "gap"):
                if (between := self.match(kind, found[1])) is not None:
                    yield qualifier, between[1]
        yield "exact", i

    def _span(self, i: int) -> _Draft | None:
        """Between five and seven."""
        opening = self.match("between", i)
        if opening is None:
            return None
        self.joining = False
        low = self._body(self._past_article(opening[1]))
        link = self.match("rangeand", low.after) if low else None
        if link is None and low is not None and self.language == "ar":
            link = "", low.after
        high = self._body(self._past_article(link[1])) if link else None
        self.joining = True
        return self._merge(low, high, i) if low and high else None

    def _past_article(self, i: int) -> int:
        found = self.match("article", i)
        follower = self.token(found[1]) if found else None
        return found[1] if found and follower is not None and follower.kind == "n" else i

    def _merge(self, low: _Draft, high: _Draft, first: int) -> _Draft | None:
        value = low.amount.value
        if high.amount.scaled and not low.amount.scaled and (low.prefixed or not low.unit) and value < 1000:
            value = self._rescale(value, high)
        if high.high is not None or not value < high.amount.value or (low.unit and high.unit and low.unit != high.unit):
            return None
        if high.amount.year and low.amount.year and not (low.unit or high.unit):
            return None
        merged = replace(
            low.amount, value=value, after=high.after, scaled=low.amount.scaled or high.amount.scaled, year=False
        )
        return _Draft(first, high.after, merged, high=high.amount.value, unit=high.unit or low.unit)

    def _rescale(self, value: Fraction, high: _Draft) -> Fraction:
        """5 to 7 million: the low end takes the scale of the high one."""
        for size in (10**12, 10**9, 10**6, 1000):
            if high.amount.value >= size and value * size < high.amount.value:
                return value * size
        return value

    def _body(self, i: int) -> _Draft | None:
        """Sign or code, number, range, unit."""
        unit, at = self._prefix_unit(i)
        amount = self.fraction(at) or self.number(at)
        if amount is None and unit:
            unit, at = "", i
            amount = self.number(at)
        if amount is None:
            return None
        draft = _Draft(i, amount.after, amount, unit=unit or amount.unit, prefixed=bool(unit))
        self._signed(draft, at)
        if not unit:
            self._attach_unit(draft)
        if draft.unit == "degree":
            self._below_zero(draft)
        return self._ranged(draft)

    def _prefix_unit(self, i: int) -> tuple[str, int]:
        for kind in ("prepercent", "pretimes"):
            if (found := self.match(kind, i)) is not None:
                return kind.removeprefix("pre"), found[1]
        found = self.match("currency", i)
        follower = self.token(found[1]) if found else None
        if found is None or follower is None or follower.kind != "n" or not self._is_code(i):
            return "", i
        if self.is_sign(i + 1, "$") and not self.tokens[i + 1].glued:
            return "", i  # "a $5m grant" is not in Australian dollars
        return found[0], found[1]

    def _is_code(self, i: int) -> bool:
        """Whether a money word is a sign or a code, which may stand before the number: "EUR 5", not "Euro 2020"."""
        text = self.tokens[i].text
        return not text.isalpha() or (len(text) <= 3 and self.surface(i).isupper()) or self.is_sign(i + 1, "$")

    def _signed(self, draft: _Draft, at: int) -> None:
        """+5% is an increase, -5% a decrease, -5 degrees a negative number."""
        sign, before = self.token(draft.first - 1), self.token(draft.first - 2)
        if sign is None or not self.tokens[draft.first].glued or sign.text not in "+-" or self.tokens[at].kind != "n":
            return
        if before is not None and sign.glued and before.kind in "wnx":
            return
        percent = draft.unit == "percent" or self.match("percent", draft.after)
        if percent:
            draft.change = "up" if sign.text == "+" else "down"
        elif sign.text == "-" and not sign.line:
            draft.amount.value = -draft.amount.value
        else:
            return
        draft.first -= 1

    def _below_zero(self, draft: _Draft) -> None:
        """Minus five degrees, five degrees below zero."""
        below = self.match("belowzero", draft.after)
        minus = None if self._line_at(draft.first) else self.match("minus", draft.first - 1)
        if below or minus:
            draft.amount.value = -abs(draft.amount.value)
        draft.after, draft.first = (below[1] if below else draft.after), draft.first - (1 if minus else 0)

    def _attach_unit(self, draft: _Draft) -> None:
        """Percent, points, times, money or a measure right after the number."""
        at = self.past_hyphen(draft.after)
        if self._line_at(at) or draft.unit == "share":
            return
        for kind in ("pp", "percent", "times", "currency", "unit"):
            found = self.match(kind, at) or (self.match(kind, draft.after) if at != draft.after else None)
            if found is None or (kind == "unit" and self._is_seconds_trap(at)):
                continue
            self._set_unit(draft, kind, found)
            return
        if not draft.unit and not draft.amount.scaled and self.follows("aged", draft.first):
            draft.unit = "year"
            return
        money = self._money_after_link(at) if draft.amount.scaled else None
        if money is not None:
            self._set_unit(draft, "currency", money)

    def _money_after_link(self, i: int) -> tuple[str, int] | None:
        """Millones de dólares, milliards d'euros: large numbers take a preposition before the counted money."""
        link = self.match("of", i)
        return self.match("currency", link[1]) if link else None

    def _is_seconds_trap(self, at: int) -> bool:
        """One-letter units need digits right before them; a capital letter is a name."""
        token = self.tokens[at]
        return (
            len(token.text) == 1
            and token.kind == "w"
            and (self.tokens[at - 1].kind != "n" or (self.surface(at).isupper() and not token.glued))
        )

    def _set_unit(self, draft: _Draft, kind: str, found: tuple[str, int]) -> None:
        size, _, name = found[0].rpartition(" ") if kind in ("currency", "unit") else (found[0], "", kind)
        factor = Fraction(size) if size else Fraction(1)
        draft.unit = name
        draft.amount.value *= factor
        draft.amount.unit = draft.unit
        draft.after = draft.amount.after = found[1]
        if kind == "unit" and (half := self.match("andhalf", draft.after)) is not None:
            draft.amount.value += Fraction(half[0]) * (1 if self.language == "ar" and factor == 2 else factor)
            draft.after = half[1]
        if kind == "unit" and draft.unit in _SMALLER:
            self._and_smaller(draft)
        if kind == "times" and self.language == "tr":
            draft.amount.scaled = True

    def _and_smaller(self, draft: _Draft) -> None:
        """Four hours and fifteen minutes, 2 Jahre 3 Monate: one time in two units."""
        linked = self.match("and", draft.after) or self.match("rangeand", draft.after)
        at = linked[1] if linked else draft.after
        if self._line_at(at) or draft.amount.value.denominator != 1:
            return
        rest = self.literal(at) or self._spelled(at)
        unit = self.match("unit", self.past_hyphen(rest.after)) if rest else None
        if rest is None or unit is None or unit[0] not in _SMALLER[draft.unit]:
            return
        share = _SCALES[unit[0]][1] / _SCALES[draft.unit][1]
        if rest.value * share < 1 and not self._line_at(unit[1] - 1):
            draft.amount.value += rest.value * share
            draft.after = draft.amount.after = unit[1]

    def _ranged(self, draft: _Draft) -> _Draft:
        """10-12, 5 to 7 percent, five or six; the second number must be the larger one."""
        token = self.token(draft.after)
        if token is None or token.line:
            return draft
        to = self.match("to", draft.after) if self.follows("from", draft.first) else None
        if to is not None and self.match("range", draft.after) is None and (end := self._high_end(to[1], dash=False)):
            return self._like(draft, end)  # von 9 auf 10 Prozent
        dash = token.text == "-"
        if dash and draft.amount.spelled and (spelled := self._spelled(draft.after + 1)) is not None:
            last = _Draft(draft.after + 1, spelled.after, spelled)
            self._attach_unit(last)
            likely = draft.amount.value < spelled.value <= 2 * draft.amount.value + 1
            return (self._merge(draft, last, draft.first) if likely else None) or draft
        link = (token.text, draft.after + 1) if dash else self.match("range", draft.after) or self._alternative(draft)
        if link is None or (not dash and self.match("month", link[1])) or draft.unit == "share":
            return draft
        self_left = self.token(link[1])
        if self_left is None or (dash and self_left.kind != "n"):
            return draft
        high = self._high_end(link[1], dash)
        if (
            high
            and not dash
            and self.follows("from", draft.first)
            and self._changes_before(draft.first)
        ):
            return self._like(draft, high)
        return self._merge(draft, high, draft.first) or draft if high else draft

    def _like(self, start: _Draft, end: _Draft) -> _Draft:
        """Where a change starts, with the unit and scale that are told only where it ends: from 5 to 7 million."""
        start.unit = start.unit or end.unit
        if end.amount.scaled and not start.amount.scaled and start.amount.value < 1000:
            start.amount.value = self._rescale(start.amount.value, end)
        return start

    def _changes_before(self, i: int) -> bool:
        """Whether something rose, fell or went "from" the figure at `i`, so that "to" is no range."""
        first = max(0, i - 5)
        return bool(self._change_before(i, first)) or any(self.match("shift", k) for k in range(first, i))

    def _alternative(self, draft: _Draft) -> tuple[str, int] | None:
        """Five or six; not "50 or more"."""
        found = self.match("or", draft.after)
        high = (self._spelled(found[1]) or self.literal(found[1])) if found else None
        return found if high and draft.amount.value < high.value <= 2 * draft.amount.value + 1 else None

    def _high_end(self, i: int, dash: bool) -> _Draft | None:
        unit, at = self._prefix_unit(i)
        amount = self._after_dash(at) if dash else self.number(at)
        if amount is None:
            return None
        high = _Draft(i, amount.after, amount, unit=unit)
        if not unit:
            self._attach_unit(high)
        return high

    def _after_dash(self, i: int) -> _Amount | None:
        token = self.tokens[i]
        value = _read_digits(token.text, self.language) if token.kind == "n" else None
        if value is None or self._bound_right(i):
            return None
        amount = _Amount(value, i + 1, year=re.fullmatch(r"[12]\d{3}", token.text) is not None)
        if (scale := self._scale(amount)) is not None:
            amount = _Amount(value * scale[0], scale[1], scaled=True)
        return amount

    def _trail(self, draft: _Draft) -> _Draft:
        """Reads a qualifier after the figure: "or more", "90'dan fazla", "100+"."""
        at = draft.after
        if self.is_sign(at, "+") and self.tokens[at].glued:
            draft.qualifier, draft.after = "at_least", at + 1
            return draft
        for start in dict.fromkeys((at, at + 1 if self.is_sign(at, "'") else at)):
            if (found := self.match("postqual", start)) is not None and draft.qualifier == "exact":
                draft.qualifier, draft.after = found[0], found[1]  # type: ignore[assignment]  # the table holds only these
                return draft
        return draft

    # ---- what is no figure

    def _stands(self, draft: _Draft, qualifier: Qualifier) -> bool:
        """Whether the number found is a quantity rather than a year, a date, a label or an article."""
        amount, at = draft.amount, draft.first
        if draft.unit in ("percent", "pp", "share") or draft.prefixed:
            return True
        if not amount.spelled:
            return not (self._is_year(draft, qualifier) or self._is_day(at, amount) or self._is_label(draft, qualifier))
        if self._is_day(at, amount) or self._is_label(draft, qualifier):
            return False
        if amount.value == 1 and not amount.scaled and draft.high is None:
            return self._counted_one(draft, qualifier)
        single = draft.after == at + 1 and not draft.unit and draft.high is None
        return not (single and self.tokens[at].text in _HOMONYMS.get(self.language, ()) and not self.noun(draft.after))

    def _counted_one(self, draft: _Draft, qualifier: Qualifier) -> bool:
        """Whether "one" counts something; most often it is a pronoun or an article."""
        if draft.unit:
            return draft.unit not in ("times", "day") or qualifier not in ("exact", "about")
        if self.language != "en" or self.tokens[draft.first].text != "one":
            return False
        return self.noun(draft.after) in _SINGLE_PEOPLE or qualifier in ("at_least", "over", "at_most")

    def _is_year(self, draft: _Draft, qualifier: Qualifier) -> bool:
        """Whether four plain digits are a year: 1900 to 2199 unless people are counted, earlier ones after "in"."""
        amount, i = draft.amount, draft.first
        if not amount.year or draft.high is not None or qualifier != "exact":
            return False
        if draft.unit:
            return draft.unit in ("year", "week") and self.language != "en" and amount.value > 1900
        if self.match("month", i - 1) or self._after_comma_month(i):
            return True
        if amount.value >= 1900:
            return amount.value < 2200 and not self._counts(draft)
        return self.match("yearprep", i - 1) is not None and not self._plural(draft.after)

    def _after_comma_month(self, i: int) -> bool:
        before = self.match("month", i - 2) or self.match("month", i - 3)
        return self.is_sign(i - 1, ",") and before is not None

    def _counts(self, draft: _Draft) -> bool:
        """Whether an English figure that could be a year counts something: people, or any plural after a round 2000."""
        counted = self.language == "en" and self.noun(draft.after) in _PEOPLE
        return counted or (draft.amount.value == 2000 and self._plural(draft.after))

    def _plural(self, i: int) -> bool:
        """Whether an English plural follows; other languages give no such sign."""
        word = self.noun(i) if self.language == "en" and self.match("of", i) is None else ""
        return word in _PEOPLE or (len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "ics")))

    def _is_day(self, i: int, amount: _Amount) -> bool:
        """Whether a month word stands beside the number."""
        if amount.scaled or amount.value.denominator != 1 or not 1 <= amount.value <= 31:
            return False
        after = amount.after
        while (
            (token := self.token(after)) is not None
            and not token.line
            and (
                token.text in (".", "-")
                or self._ordinal_ending(after)
                or token.text in ("of", "de", "di", "do", "°", "º", "'")
            )
        ):
            after += 1
        before = i - 2 if self.token(i - 1) and self.tokens[i - 1].text in ("the", ".") else i - 1
        return self._names_month(after) or (self._names_month(before) and not self._measured(amount.after))

    def _names_month(self, i: int) -> bool:
        if self.match("month", i) is None:
            return False
        return self.language not in ("en", "de") or self.surface(i).isupper()

    def _is_label(self, draft: _Draft, qualifier: Qualifier) -> bool:
        """Article 5, Boeing 737: a number that names something."""
        i = draft.first
        if draft.unit or draft.amount.scaled or qualifier != "exact":
            return False
        before = self.token(i - 1)
        if self.is_sign(i - 1, "of") and self.match("label", i - 2) and self.surface(i - 2).isupper():
            return True
        listed = before is not None and i > 2 and self.tokens[i - 2].kind == "n" and self.match("and", i - 1)
        if listed and self.follows("label", i - 2):
            return True
        if self.follows("label", i) or (before is not None and before.text == "." and self.match("label", i - 2)):
            return True
        if self._is_address(i, draft.after) or (self.surface(i).isupper() and self.follows("nickname", i)):
            return True
        text = self.tokens[i].text
        if text.isdigit() and (len(text) > 9 or (text.startswith("0") and len(text) > 1)):
            return True
        return self._after_name(i) and self.noun(draft.after) == ""

    def _is_address(self, i: int, after: int) -> bool:
        """Whether a number belongs to a street: 10 Downing Street, 12 rue de Lille, Hauptstraße 12."""
        before, following = self.token(i - 1), self.match("street", after + self.is_sign(after, ","))
        if before is not None and before.kind == "w" and before.text.endswith(_STREET_ENDINGS.get(self.language, "\0")):
            return True
        if following is not None and self.language in _STREET_FIRST:
            return True
        for k in range(after, after + 3):
            if not self.is_word(k) or not self.surface(k).isupper():
                return False
            if k > after and self.match("street", k):
                return True
        return False

    def _after_name(self, i: int) -> bool:
        """Whether a capitalised word inside a sentence stands right before; German capitalises every noun."""
        if self.language in ("de", "ar") or i < 2 or not self.is_word(i - 1) or self.tokens[i].line:
            return False
        return (
            self.surface(i - 1).isupper() and self.tokens[i - 2].text not in ".!?:\"'-" and not self.tokens[i - 1].line
        )

    # ---- other kinds of figures

    def _ordinal(self, i: int) -> _Draft | None:
        token = self.token(i)
        if token is None:
            return None
        if token.kind == "n":
            return self._digit_ordinal(i)
        tens = self.cardinal(i)
        at = self.past_hyphen(tens[1]) if tens else i
        found = self.match("ordinal", at)
        if found is None:
            return self._suffixed_ordinal(i)
        part = self.match("frac", at)
        if (tens and tens[0] % 10) or not self._orders(found[1]) or (part is not None and part[1] > found[1]):
            return None
        value, after = Fraction(found[0]) + (tens[0] if tens else 0), found[1]
        ones = self.match("ordinal", after) if self.language == "pl" and value % 10 == 0 and value > 10 else None
        if ones and Fraction(ones[0]) < 10:  # dwudziesta pierwsza
            value, after = value + Fraction(ones[0]), ones[1]
        return _Draft(i, after, _Amount(value, after, spelled=True), ordinal=True)

    def _half_again(self, i: int) -> _Draft | None:
        """Half as many patients again: one and a half times."""
        opening = self.match("halfas", i)
        for k in range(opening[1], opening[1] + 3) if opening else ():
            if not self.is_word(k):
                break
            if self.match("again", k):
                return _Draft(i, k + 1, _Amount(Fraction(3, 2), k + 1, spelled=True), unit="times", change="up")
        return None

    def _suffixed_ordinal(self, i: int) -> _Draft | None:
        """Einundzwanzigste, eenentwintigste: a number word with an ending."""
        ending = _ORDINAL_SUFFIXES.get(self.language)
        match = ending.fullmatch(self.tokens[i].text) if ending else None
        value = _read_compound(self.lexicon, match[1]) if match else None
        if value is None or value < 13 or value.denominator != 1 or not self._orders(i + 1):
            return None
        return _Draft(i, i + 1, _Amount(value, i + 1, spelled=True), ordinal=True)

    def _orders(self, i: int) -> bool:
        """Whether a noun follows an ordinal word at `i`; "first of all" and "the first six months" order nothing."""
        if self.language == "ar":
            return True
        unit = self.match("unit", i)
        if not self.is_word(i) or self.cardinal(i) or (unit and unit[0].startswith("1/2")):
            return False
        return not any(self.match(kind, i) for kind in ("frac", "month", "stop", "of"))

    def _digit_ordinal(self, i: int) -> _Draft | None:
        text = self.tokens[i].text
        if not re.fullmatch(r"\d{1,3}", text) or self._bound_left(i):
            return None
        at = self.past_hyphen(i + 1)
        amount = _Amount(Fraction(int(text)), i + 1)
        if self._ordinal_ending(at) and not self._known_unit(at):
            after = at + 1
        elif (
            (self.language in _ORDINAL_DOT and self._dotted(i)) or self.is_sign(i + 1, "º") or self.is_sign(i + 1, "ª")
        ):
            after = i + 2
        else:
            return None
        return (
            None
            if self._is_day(i, amount) or self._is_decade(i, self.tokens[at].text)
            else _Draft(i, after, replace(amount, after=after), ordinal=True)
        )

    def _known_unit(self, i: int) -> bool:
        return any(self.match(kind, i) for kind in ("scale", "percent", "times", "unit", "currency"))

    def _dotted(self, i: int) -> bool:
        """26. Sitzung, 26. toplantı: a dot that does not end the sentence."""
        if (
            not (self.is_sign(i + 1, ".") and self.tokens[i + 1].glued and self.is_word(i + 2))
            or self.tokens[i + 2].glued
        ):
            return False
        if self.language == "de":
            before = self.token(i - 1)
            return before is not None and before.text in _GERMAN_ARTICLES
        return self.surface(i + 2).islower()

    def _multiple(self, i: int) -> _Draft | None:
        """Doubled, threefold, вдвое."""
        found = self.match("mult", i)
        if found is None:
            return None
        value = Fraction(found[0])
        draft = _Draft(i, found[1], _Amount(value, found[1], spelled=True), unit="times")
        if value < 1:
            draft.change = "down"
        elif self.match("up", i) or self.tokens[i].text in _GROWN:
            draft.change = "up"
        return draft

    def _half_year(self, i: int) -> _Draft | None:
        """The first half of the year, полугодие: six months."""
        ordinal = self.match("ordinal", i)
        at = ordinal[1] if ordinal and ordinal[0] in ("1", "2") else i
        unit = self.match("unit", at)
        half = self.match("frac", at) if at != i else None
        if unit is not None and unit[0] == "1/2 year" and self.is_word(at, i):
            after = unit[1]
        elif half is not None and half[0] == "1/2" and self._year_follows(half[1]):
            after = half[1]
        else:
            return self._bare_unit(i)
        return _Draft(i, after, _Amount(Fraction(1, 2), after, spelled=True), unit="year")

    def _year_follows(self, i: int) -> bool:
        """Whether a half is one of a year: a year number or a year word within four words."""
        for k in range(i, i + 4):
            token, unit = self.token(k), self.match("unit", k)
            if token is None or token.kind == "s":
                return k == i
            if re.fullmatch(r"(19|20)\d\d", token.text) or (unit is not None and unit[0] == "year"):
                return True
        return False

    def _bare_unit(self, i: int) -> _Draft | None:
        """A decade, nearly a century: long units that count by themselves after an article or a qualifier."""
        qualifier, at = next(self._qualified(i))
        article = self._one(at) or (self.match("article", at) if not self.match("definite", at) else None)
        definite = self.match("definite", at) if not article else None
        at = (article or definite or ("", at))[1]
        if article is not None and (points := self.match("pp", at)) is not None:
            amount = _Amount(Fraction(points[0] or 1), points[1], spelled=True)
            return _Draft(i, points[1], amount, unit="pp", qualifier=qualifier)
        recent = self.match("recent", at)
        at = recent[1] if recent else at
        unit = self.match("unit", at)
        if unit is None or not self.is_word(at, i):
            return None
        size, _, name = unit[0].rpartition(" ")
        half = self.match("andhalf", unit[1])
        counted = size == "2" or ("/" in size and not definite) or (recent and Fraction(size or 1) > 1)
        if not (article or half or counted or self.past_hyphen(unit[1]) != unit[1]):
            return None
        if not size and not half and qualifier == "exact":
            return None
        dual = self.language == "ar" and size == "2"
        value = Fraction(size or 1) + Fraction(half[0] if half else 0) * (1 if dual else Fraction(size or 1))
        after = half[1] if half else unit[1]
        return _Draft(i, after, _Amount(value, after, spelled=True), unit=name, qualifier=qualifier)

    # ---- surroundings

    def noun(self, i: int) -> str:
        """The word the figure counts, in lower case, after "of the" and the like; "" if none follows."""
        at = self.past_hyphen(i)
        for _ in range(4):
            token = self.token(at)
            if token is None or token.line or (token.kind != "w" and token.text != "'"):
                return ""
            if token.text != "'" and self.match("of", at) is None:
                break
            at += 1
        if not self.is_word(at) or any(self.match(kind, at) for kind in ("stop", "of", "more", "less")):
            return ""
        token = self.tokens[at]
        return self.folded.raw[self.folded.starts[token.start] : self.folded.ends[token.end - 1]].lower()

    def follows(self, kind: str, i: int) -> bool:
        """Whether words of `kind` end right before token `i`."""
        return any((found := self.match(kind, i - back)) is not None and found[1] == i for back in (1, 2, 3))

    def sense(self, draft: _Draft) -> Sense:
        """Whether the figure is what something changed by or to, or "x times more"."""
        more = self.match("more", draft.after) or self.match("less", draft.after)
        if more and draft.unit == "times":
            return "more" if self.language in _TWO_WAY_MORE else ""
        if more:
            return "by"
        if self.follows("by", draft.first):
            return "by"
        if draft.unit == "times":
            return ""
        bound = draft.qualifier == "at_most" and self.match("to", draft.first) is not None
        return "to" if bound or self.follows("to", draft.first) else ""

    def change(self, draft: _Draft, floor: int, sense: Sense) -> Change:
        """The direction that the words around the figure give it; `floor` is the first token that may be looked at."""
        if draft.change or draft.ordinal or (self._starts_change(draft) and not sense):
            return draft.change
        if self.match("more", draft.after) and draft.unit in ("times", "percent", "pp", "share"):
            return "up"
        if self.match("less", draft.after) and draft.unit in ("times", "percent", "pp", "share"):
            return "down"
        relative = draft.unit in ("percent", "pp", "times", "share")
        reach = 14 if relative and sense in ("by", "to") else 8 if relative or sense == "to" else 3
        if not relative and not sense:
            return ""
        shared = (
            relative and not sense and draft.unit in ("percent", "share") and self.match("of", draft.after) is not None
        )
        before = self._change_before(draft.first, max(floor, draft.first - (1 if shared else reach)))
        after = self._change_after(draft.after, 12 if self.language in _VERB_LAST else 4) if not shared else ""
        return after if self.language in _VERB_LAST else (before or after)

    def _starts_change(self, draft: _Draft) -> bool:
        """Whether the figure is what a change starts from: "slowed to 3 percent from 5 percent", "с 12 до 41"."""
        if not self.follows("from", draft.first):
            return False
        to = self.match("to", draft.after) or self.match("range", draft.after)
        follower = self.token(to[1]) if to else None
        return self.language == "en" or (follower is not None and follower.kind == "n")

    def _change_before(self, i: int, floor: int) -> Change:
        for k in range(i - 1, floor - 1, -1):
            if self.tokens[k].text in _CLAUSE_ENDS:
                return ""
            if direction := self._direction(k):
                return direction
            if self.tokens[k].line:
                return ""
        return ""

    def _change_after(self, i: int, reach: int) -> Change:
        for k in range(i, min(i + reach, len(self.tokens))):
            token = self.tokens[k]
            if (
                token.line
                or (token.kind != "w" and token.text not in "'-")
                or (self.match("and", k) and token.text != "و")
            ):
                return ""
            if direction := self._direction(k):
                return direction
        return ""

    def _direction(self, k: int) -> Change:
        if self.tokens[k].kind != "w":
            return ""
        if self.match("down", k):
            return "down"
        return "up" if self.match("up", k) or self._rises(k) else ""

    def _rises(self, k: int) -> bool:
        """English "up 5 percent", "up by": not "up to", "set up"."""
        follower = self.token(k + 1)
        return (
            self.language == "en"
            and self.tokens[k].text == "up"
            and follower is not None
            and (follower.kind == "n" or follower.text in ("by", "from", "more", "on"))
        )


_RELATIONS = ("up", "down", "more", "less", "difference", "total", "rest", "share", "each", "was", "elapsed")
_GENITIVE = frozenset({"ru", "uk", "pl"})  # where a case, and no word, says of what a percentage is
_CLOCK_PREPOSITIONS = frozenset(["at", "um", "в", "o", "saat", "alle", "om", "à", "a", "godz", "у"])
_CLAUSE_ENDS = frozenset(".;:!?")
_GROWN = frozenset(["doubled", "doubling", "tripled", "tripling", "trebled", "quadrupled", "quadrupling"])


def _standing_scale(language: str, size: str) -> bool:
    """Whether a scale word alone is a number: mil, mille, bin, тысяча; never a plural."""
    return size == "1000" and language in ("es", "pt", "it", "fr", "tr", "de", "nl")


_GROUPED = re.compile(r"\d{1,3}(?:([.,' \u00a0])\d{3})(?:\1\d{3})*(?:[.,]\d+)?")
_INDIAN = re.compile(r"\d{1,2}(?:,\d{2})+,\d{3}(?:\.\d+)?")


def _read_digits(text: str, language: str) -> Fraction | None:
    """The value of a number in digits, by the custom of the language where it is ambiguous; None if it is no number."""
    if "/" in text:
        top, bottom = map(int, text.split("/"))
        return Fraction(top, bottom) if 0 < top < bottom <= 10 else None
    if " " in text or "\u00a0" in text:
        return _read_spaced(text, language)
    if "'" in text:
        return Fraction(text.replace("'", "").replace(",", ".")) if _GROUPED.fullmatch(text) else None
    marks = re.findall(r"[.,]", text)
    if not marks:
        return Fraction(text) if len(text) <= 40 else None
    if len(set(marks)) == 2:
        return _read_mixed(text, marks)
    if len(marks) > 1:
        return Fraction(re.sub(r"[.,]", "", text)) if _GROUPED.fullmatch(text) or _INDIAN.fullmatch(text) else None
    return _read_single_mark(text, marks[0], language)


def _read_spaced(text: str, language: str) -> Fraction | None:
    """1 234,5: with a plain space only where that is the custom, as two numbers may stand side by side."""
    usual = language in _SPACE_GROUPS or " " not in text or "," in text or text.count(" ") > 1
    return Fraction(re.sub(r"[ \u00a0]", "", text).replace(",", ".")) if usual else None


def _read_mixed(text: str, marks: list[str]) -> Fraction | None:
    """1.234,5 and 1,234.5: the last mark is the decimal one and stands once."""
    group, point = marks[0], marks[-1]
    if marks.count(point) != 1 or not (_GROUPED.fullmatch(text) or _INDIAN.fullmatch(text)):
        return None
    return Fraction(text.replace(group, "").replace(point, "."))


def _read_single_mark(text: str, mark: str, language: str) -> Fraction:
    grouping = (mark == "," and language in _COMMA_GROUPS) or (mark == "." and language in _DOT_GROUPS)
    if grouping and re.fullmatch(r"[1-9]\d{0,2}[.,]\d{3}", text):
        return Fraction(re.sub(r"[.,]", "", text))
    return Fraction(text.replace(",", "."))


@lru_cache(maxsize=8192)
def find_quantities(text: str, language: str = "en", start: int = 0) -> tuple[Quantity, ...]:
    """All figures of a text, in order; offsets are those of `text` plus `start`.

    Years, dates, clock times, list numbers, identifiers, names with numbers (F-16, COVID-19) and the pronoun "one" are
    no figures. An unknown language is read as English. Never raises on any text.
    """
    reader = _Reader(text, language)
    found: list[Quantity] = []
    i = floor = 0
    while i < len(reader.tokens):
        if i in reader.skipped:
            i = reader.skipped[i]
            continue
        draft = reader.read(i) if reader.may_open(i) else None
        if draft is None or draft.after <= i:
            i += 1
            continue
        quantity = _finish(reader, draft, floor, start)
        found.append(quantity)
        if quantity.unit in ("percent", "times", "pp") and not reader.match("range", draft.after):
            floor = draft.after
        i = draft.after
    return tuple(found)


@lru_cache(maxsize=4096)
def find_relations(text: str, language: str = "en") -> frozenset[str]:
    """The relations between figures that the words of a text name.

    "up", "down", "more", "less", "difference", "total", "rest", "share" ("of"), "each" (an average or a price apiece),
    "was" (what a figure is set against), "elapsed" (time since or left).
    """
    reader = _Reader(text, language)
    found = {kind for kind in _RELATIONS if any(reader.match(kind, i) for i in range(len(reader.tokens)))}
    shares = language in _GENITIVE and any(q.unit == "percent" and q.noun for q in find_quantities(text, language))
    return frozenset(found | {"share"} if shares else found)


def _finish(reader: _Reader, draft: _Draft, floor: int, offset: int) -> Quantity:
    sense = reader.sense(draft)
    change = reader.change(draft, floor, sense)
    qualifier = "exact" if sense == "to" and draft.qualifier == "at_most" and change else draft.qualifier
    if not change and sense != "more":
        sense = ""
    elif change and not sense and draft.unit in ("percent", "pp", "share"):
        sense = "by"
    first, last = reader.tokens[draft.first], reader.tokens[draft.after - 1]
    start, end = reader.folded.starts[first.start], reader.folded.ends[last.end - 1]
    return Quantity(
        start + offset,
        end + offset,
        reader.folded.raw[start:end],
        draft.amount.value,
        high=draft.high,
        unit=draft.unit,
        noun=reader.noun(draft.after),
        qualifier=qualifier,
        change=change,
        sense=sense,
        ordinal=draft.ordinal,
        per=draft.per,
    )


# ---------------------------------------------------------------- comparing

_GROWTH_UNITS = frozenset({"percent", "times", "share"})
_SCALES: dict[str, tuple[str, Fraction]] = {
    "year": ("month", Fraction(12)),
    "month": ("month", Fraction(1)),
    "week": ("second", Fraction(604800)),
    "day": ("second", Fraction(86400)),
    "hour": ("second", Fraction(3600)),
    "minute": ("second", Fraction(60)),
    "second": ("second", Fraction(1)),
    "km": ("m", Fraction(1000)),
    "m": ("m", Fraction(1)),
    "mile": ("m", Fraction("1609.344")),
    "cm": ("m", Fraction("0.01")),
    "mm": ("m", Fraction("0.001")),
    "foot": ("m", Fraction("0.3048")),
    "tonne": ("kg", Fraction(1000)),
    "kg": ("kg", Fraction(1)),
    "km2": ("hectare", Fraction(100)),
    "hectare": ("hectare", Fraction(1)),
    "acre": ("hectare", Fraction("0.40468564")),
    "litre": ("litre", Fraction(1)),
    "gallon": ("litre", Fraction("3.785411784")),
    "barrel": ("litre", Fraction("158.987294928")),
}
_INEXACT = frozenset({"mile", "foot", "acre", "gallon", "barrel"})  # units of another system: converted and rounded
_PER_YEAR = {
    "year": Fraction(1), "quarter": Fraction(4), "month": Fraction(12), "week": Fraction(365, 7), "day": Fraction(365),
    "hour": Fraction(8760),
}  # fmt: skip
_MONTH_SECONDS = Fraction(2629746)  # a mean Gregorian month
_CLOSE = Fraction(1, 50)  # how far apart two roundings of one figure may lie
_ABOUT = Fraction(1, 20)  # what "about" covers
_ENDLESS = 2  # "more than 10" is not about 1,000: how many times the bound an open end reaches
_QUALIFIER_WORDS: dict[Qualifier, str] = {
    "exact": "",
    "about": "about ",
    "over": "more than ",
    "under": "less than ",
    "at_least": "at least ",
    "at_most": "at most ",
    "nearly": "nearly ",
    "vague": "",
}
_UPWARD: frozenset[Qualifier] = frozenset({"over", "at_least"})
_DOWNWARD: frozenset[Qualifier] = frozenset({"under", "at_most"})
_STRICT: frozenset[Qualifier] = frozenset({"over", "under"})
_PREFIXES = 4


@lru_cache(maxsize=65536)
def compare(claimed: Quantity, said: Quantity) -> Comparison:
    """How a claimed figure stands to a said one, with the arithmetic in one sentence."""
    nouns = _relate_nouns(claimed, said)
    relation, derivation = _relate(claimed, said, nouns)
    return Comparison(relation, derivation, nouns)


_Finding = tuple[Relation, str]


def _relate(claimed: Quantity, said: Quantity, nouns: NounRelation) -> _Finding:
    apart = (_judge_kind, _judge_vague, _judge_points, _judge_direction, _judge_sense, _judge_rates, _judge_growth)
    for judge in apart:
        if (finding := judge(claimed, said)) is not None:
            return finding
    if claimed.unit != said.unit:
        converted = _convert(claimed, said)
        if isinstance(converted, str):
            return "incomparable", converted
        return _judge_converted(claimed, said, *converted)
    finding = _judge_values(claimed, said)
    if finding[0] == "different" and not claimed.unit and nouns == "differ":
        return "incomparable", f"{_show(claimed)} counts {claimed.noun} and {_show(said)} counts {said.noun}."
    return finding


def _relate_nouns(one: Quantity, other: Quantity) -> NounRelation:
    if not one.noun or not other.noun:
        return "unknown"
    size = max(_PREFIXES, min(len(one.noun), len(other.noun)) - 2)
    return "same" if one.noun == other.noun or one.noun[:size] == other.noun[:size] else "differ"


def _judge_kind(claimed: Quantity, said: Quantity) -> _Finding | None:
    """Ordinals against counts, and one money against another."""
    if claimed.ordinal != said.ordinal:
        return "incomparable", f"{_show(claimed)} and {_show(said)}: one is a rank and the other a count."
    if claimed.unit != said.unit and {claimed.unit, said.unit} <= _currencies():
        return (
            "different",
            f"{_show(claimed)} is in {claimed.unit} and {_show(said)} is in {said.unit}: not the same currency.",
        )
    return None


def _judge_vague(claimed: Quantity, said: Quantity) -> _Finding | None:
    """Words like "dozens" say nothing of another thing than the one they count."""
    if "vague" not in (claimed.qualifier, said.qualifier) or claimed == said:
        return None
    same = claimed.unit == said.unit and (claimed.unit or _relate_nouns(claimed, said) == "same")
    return None if same else ("incomparable", f"{_show(claimed)} and {_show(said)} may count different things.")


def _judge_rates(claimed: Quantity, said: Quantity) -> _Finding | None:
    """400 a month against 400 a year."""
    units = {claimed.unit, said.unit}
    alike = len(units) == 1 or ("" in units and units - {""} <= _currencies())
    if not (claimed.per and said.per) or claimed.per == said.per or not alike:
        return None
    ours, theirs = (_PER_YEAR[q.per] for q in (claimed, said))
    factor = ours / theirs
    high = None if claimed.high is None else claimed.high * factor
    scaled = replace(claimed, value=claimed.value * factor, high=high, per=said.per, unit=said.unit)
    relation, _ = _judge_values(scaled, said)
    worked = f"{show_amount(claimed)} a {claimed.per} is {show_amount(scaled)} a {said.per}"
    if relation in ("equal", "rounded"):
        return "equivalent" if relation == "equal" else "rounded", f"{_capital(worked)}."
    return relation, f"{_capital(worked)}, where {show_amount(said)} a {said.per} was said."


def _judge_points(claimed: Quantity, said: Quantity) -> _Finding | None:
    if {claimed.unit, said.unit} == {"percent", "pp"}:
        return "different", (
            f"{_show(claimed)} and {_show(said)} are not the same: percent is a share of the starting value, "
            "percentage points are the plain difference of two percentages."
        )
    return None


def _comparable_units(one: Quantity, other: Quantity) -> bool:
    return one.unit == other.unit or (one.unit in _GROWTH_UNITS and other.unit in _GROWTH_UNITS)


def _judge_direction(claimed: Quantity, said: Quantity) -> _Finding | None:
    if claimed.change and said.change and claimed.change != said.change and _comparable_units(claimed, said):
        return "different", (
            f"The direction is reversed: {_show(claimed)} goes {claimed.change}, {_show(said)} goes {said.change}."
        )
    return None


def _judge_sense(claimed: Quantity, said: Quantity) -> _Finding | None:
    """Rose by 5 percent against rose to 5 percent."""
    if {claimed.sense, said.sense} == {"by", "to"} and claimed.unit == said.unit != "times":
        return "different", (
            f"A change by {show_amount(claimed if claimed.sense == 'by' else said)} is not a change to "
            f"{show_amount(said if claimed.sense == 'by' else claimed)}."
        )
    return None


# ---- growth: percent, multiples and shares

_Reading = tuple[Fraction, str]


def _judge_growth(claimed: Quantity, said: Quantity) -> _Finding | None:
    """Percent, multiples and shares against each other; one unit in one reading is left to `_judge_values`."""
    if not (claimed.unit in _GROWTH_UNITS and said.unit in _GROWTH_UNITS):
        return None
    if claimed.unit == said.unit:
        two_way = "more" in (claimed.sense, said.sense) and claimed.sense != said.sense
        return _match_factors(claimed, said) if two_way else None
    if "times" not in (claimed.unit, said.unit):
        return _judge_share(claimed, said)
    return _match_factors(claimed, said)


def _converted(relation: Relation, claimed: Quantity, said: Quantity) -> Relation:
    """The relation of two figures told in different units, where the digits come from the conversion."""
    plain = claimed.high is None and said.high is None and claimed.qualifier == said.qualifier == "exact"
    return "rounded" if relation == "narrowed" and plain else relation


def _judge_share(claimed: Quantity, said: Quantity) -> _Finding:
    """Two-thirds against 67 percent."""
    shares = [_as_percent(q) for q in (claimed, said)]
    relation = _converted(_judge_values(*shares)[0], *shares)
    share = claimed if claimed.unit == "share" else said
    worked = f"{_show(share)} is {show_number(share.value)} x 100 = {show_number(share.value * 100)} percent"
    if relation in ("equal", "rounded", "compatible", "exaggerated"):
        return (
            "equivalent" if relation == "equal" else relation,
            f"{worked}, as against {show_amount(_other(share, claimed, said))}.",
        )
    return relation, f"{worked}, not {show_amount(_other(share, claimed, said))}."


def _other(one: Quantity, claimed: Quantity, said: Quantity) -> Quantity:
    return said if one is claimed else claimed


def _as_percent(quantity: Quantity) -> Quantity:
    if quantity.unit != "share":
        return quantity
    high = None if quantity.high is None else quantity.high * 100
    return replace(quantity, value=quantity.value * 100, high=high, unit="percent")


def _factors(quantity: Quantity, other: Quantity) -> list[_Reading]:
    """Each customary reading of a change as what the old value is multiplied by, with its arithmetic."""
    value = quantity.value
    if quantity.unit == "times":
        return _times_factors(quantity)
    percent = value * 100 if quantity.unit == "share" else value
    direction = quantity.change or other.change
    shown = f"{show_number(percent)} percent"
    level = [(percent / 100, f"a level of {shown} is {show_number(percent / 100)} times ({show_number(percent)}/100)")]
    if quantity.sense == "to" or not direction:
        return level
    sign, factor = ("-", 1 - percent / 100) if direction == "down" else ("+", 1 + percent / 100)
    word = "a decrease" if direction == "down" else "an increase"
    return [
        (
            factor,
            f"{word} by {shown} is {'a change' if direction == 'down' else 'growth'} to {show_number(factor)} times "
            f"(1 {sign} {show_number(percent)}/100)",
        )
    ]


def _times_factors(quantity: Quantity) -> list[_Reading]:
    value = quantity.value
    if quantity.change == "down" and value > 1:
        times = show_number(value)
        return [(1 / value, f"a fall {times} times is a change to {show_number(1 / value)} (1/{times})")]
    plain = [(value, f"{show_number(value)} times")]
    if quantity.sense == "more" and quantity.change != "down":
        return [
            *plain,
            (value + 1, f"{plain[0][1]} more read as 1 + {show_number(value)} = {show_number(value + 1)} times"),
        ]
    return plain


def _match_factors(claimed: Quantity, said: Quantity) -> _Finding:
    ours, theirs = _factors(claimed, said), _factors(said, claimed)
    hits = [(a, b) for a in ours for b in theirs if a[0] == b[0]]
    near = [(a, b) for a in ours for b in theirs if _within(a[0], b[0], _CLOSE)]
    several = len(ours) > 1 or len(theirs) > 1
    if hits or near:
        (_, first), (_, second) = (hits or near)[0]
        worked = _joined(first, second)
        if several:
            return "ambiguous", f'"{_more_words(claimed, said)}" can be read in two ways; under one of them {worked}.'
        if not hits:
            return "rounded", f"{_capital(worked)} to within rounding."
        relation: Relation = "equivalent" if _same_strength(claimed, said) else _qualified_relation(claimed, said)
        return relation, f"{_capital(worked)}."
    return "different", f"{_capital(ours[0][1])}, but {theirs[0][1]}."


def _joined(first: str, second: str) -> str:
    longer, shorter = (first, second) if len(first) >= len(second) else (second, first)
    return longer if shorter.endswith("times") and shorter in longer else f"{longer}, the same as {shorter}"


def _more_words(claimed: Quantity, said: Quantity) -> str:
    return f"{(claimed if claimed.sense == 'more' else said).text} more"


def _same_strength(claimed: Quantity, said: Quantity) -> bool:
    return claimed.qualifier == said.qualifier


def _qualified_relation(claimed: Quantity, said: Quantity) -> Relation:
    """The relation of two equal figures by their qualifiers alone."""
    return _judge_values(replace(said, qualifier=claimed.qualifier), said)[0]


# ---- conversion


def _convert(claimed: Quantity, said: Quantity) -> tuple[Quantity, Quantity, bool] | str:
    """Both figures in one unit and whether the conversion is exact, or why that cannot be."""
    for one, other in ((claimed, said), (said, claimed)):
        if not one.unit and not one.noun and other.unit in _currencies():
            return replace(claimed, unit=other.unit), replace(said, unit=other.unit), True
    first, second = _SCALES.get(claimed.unit), _SCALES.get(said.unit)
    if (
        first is None
        or second is None
        or (first[0] != second[0] and {first[0], second[0]} != {"month", "second"})
    ):
        return f"{_show(claimed)} and {_show(said)} measure different things."
    exact = first[0] == second[0] and not {claimed.unit, said.unit} & _INEXACT
    mixed = first[0] != second[0]
    return _scaled(claimed, first, mixed), _scaled(said, second, mixed), exact


def _scaled(quantity: Quantity, scale: tuple[str, Fraction], mixed: bool) -> Quantity:
    factor, unit = scale[1], scale[0]
    if mixed and unit == "month":
        factor, unit = factor * _MONTH_SECONDS, "second"
    high = None if quantity.high is None else quantity.high * factor
    return replace(quantity, value=quantity.value * factor, high=high, unit=unit)


def _judge_converted(claimed: Quantity, said: Quantity, ours: Quantity, theirs: Quantity, exact: bool) -> _Finding:
    relation = _converted(_judge_values(ours, theirs)[0], ours, theirs)
    if not exact and relation in ("different", "equal"):
        relation = "rounded" if _within(ours.value, theirs.value, _CLOSE) else "different"
    sign = {"equal": "the same as", "different": "not"}.get(relation, "as against")
    worked = (
        f"{show_amount(claimed)} is {show_amount(ours)}"
        if claimed.unit != ours.unit
        else f"{show_amount(said)} is {show_amount(theirs)}"
    )
    return relation, f"{_capital(worked)}, {sign} {show_amount(said if claimed.unit != ours.unit else claimed)}."


# ---- values in one unit


def _judge_values(claimed: Quantity, said: Quantity) -> _Finding:
    """Two figures in one unit, by value, range and qualifier."""
    if (claimed.value, claimed.high) == (said.value, said.high):
        return _judge_equal_values(claimed, said)
    if claimed.ordinal or said.ordinal:
        return "different", f"{_show(claimed)} is not {_show(said)}."
    if claimed.qualifier == said.qualifier and claimed.qualifier in _STRICT | {"at_least", "at_most"}:
        return _judge_bounds(claimed, said)
    if _are_ranges(claimed, said):
        return _judge_ranges(claimed, said)
    if claimed.qualifier == said.qualifier == "about" and claimed.high is None and said.high is None:
        return _judge_estimates(claimed, said)
    if _overlap(_interval(claimed), _interval(said)):
        about = "about" in (claimed.qualifier, said.qualifier) and not {claimed.qualifier, said.qualifier} & (
            _UPWARD | _DOWNWARD
        )
        plain = claimed.high is None and said.high is None
        if _is_narrower(claimed, said) or (said.qualifier == "about" and plain and _is_finer(claimed, said)):
            return "narrowed", f"{_show(claimed)} is more exact than {_show(said)}."
        relation: Relation = "rounded" if about and plain else "compatible"
        return relation, f"{_show(claimed)} and {_show(said)} can both be true."
    return _judge_rounding(claimed, said)


def _are_ranges(claimed: Quantity, said: Quantity) -> bool:
    """Whether both are ranges with two printed ends."""
    return all(q.high is not None and q.qualifier != "vague" for q in (claimed, said))


def _judge_ranges(claimed: Quantity, said: Quantity) -> _Finding:
    """Two ranges: one may lie within the other; any other overlap is a change of an end."""
    ours, theirs = (claimed.value, claimed.high or 0), (said.value, said.high or 0)
    if theirs[0] <= ours[0] and ours[1] <= theirs[1]:
        return "narrowed", f"{_show(claimed)} is more exact than {_show(said)}."
    if ours[0] <= theirs[0] and theirs[1] <= ours[1]:
        return "exaggerated", f"{_show(claimed)} is wider than {_show(said)}."
    return "different", f"{_capital(_full(claimed))} is not {_full(said)}."


def _judge_estimates(claimed: Quantity, said: Quantity) -> _Finding:
    """About 77 is not about 70: two estimates are the same only if one is a rounding of the other."""
    if _rounds_to(said.value, claimed.value) or _rounds_to(claimed.value, said.value):
        return "rounded", f"{_show(claimed)} and {_show(said)} can both be true."
    return "different", f"{_capital(_full(claimed))} is not {_full(said)}."


def _is_finer(claimed: Quantity, said: Quantity) -> bool:
    """Whether an exact figure is printed for a rougher one: 52 for "about 50"."""
    return claimed.qualifier == "exact" and not _rounds_to(said.value, claimed.value)


def _judge_equal_values(claimed: Quantity, said: Quantity) -> _Finding:
    if claimed.qualifier == said.qualifier:
        per = f" a {claimed.per}" if claimed.per and claimed.per == said.per else ""
        return "equal", f"Both say {show_amount(claimed)}{per}."
    sides = {claimed.qualifier, said.qualifier}
    if claimed.qualifier == "at_least" and said.qualifier == "exact":
        return "exaggerated", f'The claim adds "at least" to {_show(said)}.'
    if said.qualifier == "at_most" and claimed.qualifier == "exact":
        return "exaggerated", f"The claim drops the bound of {_show(said)}."
    if claimed.qualifier in _STRICT and said.qualifier != ("at_least" if claimed.qualifier == "over" else "at_most"):
        if (said.qualifier in _UPWARD | _DOWNWARD) or (said.qualifier == "nearly" and claimed.qualifier == "over"):
            return "different", f"{_show(claimed)} and {_show(said)} lie on different sides of the figure."
        return "exaggerated", f'The claim adds "{_QUALIFIER_WORDS[claimed.qualifier].strip()}" to {_show(said)}.'
    if said.qualifier in _STRICT and (
        claimed.qualifier in (_DOWNWARD if said.qualifier == "over" else _UPWARD)
        or (claimed.qualifier == "nearly" and said.qualifier == "over")
    ):
        return "different", f"{_show(claimed)} and {_show(said)} lie on different sides of the figure."
    if sides & (_UPWARD | _DOWNWARD):
        return "compatible", f"{_show(claimed)} fits {_show(said)}; the figure is the same and its bound is not."
    return "rounded", f"{_show(claimed)} and {_show(said)} give the same figure with and without an approximation."


def _judge_bounds(claimed: Quantity, said: Quantity) -> _Finding:
    """More than 95 against more than 90: the claim may say more than was said."""
    up = claimed.qualifier in _UPWARD
    stronger = claimed.value > said.value if up else claimed.value < said.value
    low, high = sorted((claimed.value, said.value))
    if high > _ENDLESS * low:
        return "different", f"{_show(claimed)} is far from {_show(said)}."
    if stronger:
        return "different", f"{_show(claimed)} goes further than {_show(said)}."
    return "compatible", f"{_show(claimed)} follows from {_show(said)}."


_Interval = tuple[Fraction, Fraction, bool, bool]


def _interval(quantity: Quantity) -> _Interval:
    """The values a figure admits: low, high, and whether the low and the high end belong to it."""
    low = quantity.value
    high = quantity.high if quantity.high is not None else low
    size = abs(high)
    match quantity.qualifier:
        case "about":
            return low - abs(low) * _ABOUT, high + size * _ABOUT, True, True
        case "over" | "at_least":
            return low, high + size * (_ENDLESS - 1), quantity.qualifier == "at_least", True
        case "under" | "at_most":
            return low / _ENDLESS if low > 0 else low * _ENDLESS, high, True, quantity.qualifier == "at_most"
        case "nearly":
            return low - abs(low) / 10, high, True, False
    return low, high, True, True


def _is_narrower(claimed: Quantity, said: Quantity) -> bool:
    """Whether a claim picks one figure, or a smaller range, out of a range or from beyond a bound that was said."""
    open_ended = said.high is not None or said.qualifier in _UPWARD | _DOWNWARD | {"vague"}
    low, high, _, _ = _interval(claimed)
    least, most, _, _ = _interval(said)
    closed = claimed.qualifier in ("exact", "about", "nearly")
    return open_ended and closed and least <= low and high <= most and (least, most) != (low, high)


def _overlap(one: _Interval, other: _Interval) -> bool:
    low, high = max(one[0], other[0]), min(one[1], other[1])
    if low != high:
        return low < high
    return all(low_in if low == bottom else True for bottom, _, low_in, _ in (one, other)) and all(
        high_in if high == top else True for _, top, _, high_in in (one, other)
    )


def _judge_rounding(claimed: Quantity, said: Quantity) -> _Finding:
    single = claimed.high is None and said.high is None and claimed.qualifier == said.qualifier == "exact"
    if single and (_rounds_to(said.value, claimed.value) or _rounds_to(claimed.value, said.value)):
        if _rounds_to(said.value, claimed.value):
            return "rounded", f"{show_amount(said)} rounds to {show_number(claimed.value)}."
        return "narrowed", f"{show_amount(claimed)} is more exact than {show_amount(said)}."
    return "different", f"{_capital(_full(claimed))} is not {_full(said)}."


def _rounds_to(fine: Fraction, coarse: Fraction) -> bool:
    """Whether `coarse` is `fine` rounded to two or more digits, or to one if that moves it by a hundredth at most."""
    if fine == 0 or fine * coarse <= 0 or not _within(fine, coarse, _ABOUT):
        return False
    size, target = abs(fine), abs(coarse)
    place = _leading_place(target)
    for digits in range(2, 8):
        unit = place / 10 ** (digits - 1)
        if abs(size - target) * 2 <= unit and target % unit == 0:
            return True
    return abs(size - target) * 2 <= place and target % place == 0 and _within(size, target, Fraction(1, 100))


def _leading_place(value: Fraction) -> Fraction:
    """The place of the first digit: 1000 for 3500, 1/10 for 0.35."""
    place = Fraction(10) ** (len(str(int(value))) - 1)
    while place > value:
        place /= 10
    return place


def _within(one: Fraction, other: Fraction, share: Fraction) -> bool:
    return abs(one - other) <= max(abs(one), abs(other)) * share


# ---- words for derivations


@cache
def _currencies() -> frozenset[str]:
    codes = (value for name in language_tables(_TABLES) for value, _ in _entries(_table(name)["currency"]))
    return frozenset(codes)


_UNIT_WORDS = {"percent": " percent", "pp": " percentage points", "times": " times", "share": "", "": ""}


def show_number(value: Fraction) -> str:
    """A value in English digits: thousands grouped, at most four decimals, or a plain fraction of small numbers."""
    if value.denominator == 1:
        return f"{value.numerator:,}"
    decimal = round(float(value), 4)
    exact = Fraction(str(decimal)) == value
    return (
        f"{decimal:,.10g}"
        if exact
        else f"{value.numerator}/{value.denominator}"
        if value.denominator <= 12
        else f"{float(value):,.4g}"
    )


def show_amount(quantity: Quantity) -> str:
    """Value and unit of a figure in plain English, without its qualifier."""
    if quantity.qualifier == "vague":
        return _show(quantity)
    span = show_number(quantity.value)
    if quantity.high is not None:
        span = f"{span} to {show_number(quantity.high)}"
    unit = _UNIT_WORDS.get(quantity.unit)
    if unit is None:
        plural = "" if len(quantity.unit) <= 3 or quantity.value == 1 or quantity.unit in _currencies() else "s"
        unit = f" {quantity.unit}{plural}"
    return f"{span}{unit}"


def _full(quantity: Quantity) -> str:
    return f"{_QUALIFIER_WORDS[quantity.qualifier]}{show_amount(quantity)}"


def _show(quantity: Quantity) -> str:
    """The figure as printed."""
    return f'"{" ".join(quantity.text.split())}"'


def _capital(sentence: str) -> str:
    return sentence[:1].upper() + sentence[1:]


# ---- pairing

_RANK: dict[Relation, int] = {
    "equal": 7,
    "equivalent": 6,
    "rounded": 5,
    "derived": 5,
    "compatible": 4,
    "narrowed": 3,
    "ambiguous": 3,
    "exaggerated": 2,
    "different": 0,
    "incomparable": -9,
}
_NOUN_RANK: dict[NounRelation, int] = {"same": 8, "unknown": 0, "differ": -2}


def compare_all(claimed: Sequence[Quantity], said: Sequence[Quantity]) -> tuple[Pairing, ...]:
    """The best answer among `said` for each claimed figure, in the claim's order.

    The same counted noun weighs most, then the relation; one said figure may answer several claimed ones. A claimed
    figure that nothing said can be compared with is paired with None.
    """
    return tuple(_pair(quantity, said) for quantity in claimed)


def _closeness(one: Quantity, other: Quantity) -> Fraction:
    """The smaller of two values by the larger: of several that differ, the nearest is most likely the altered one."""
    low, high = sorted((abs(one.value), abs(other.value)))
    return low / high if high else Fraction(1)


def _pair(claimed: Quantity, said: Sequence[Quantity]) -> Pairing:
    best: tuple[tuple[int, Fraction], Quantity, Comparison] | None = None
    for other in said:
        comparison = compare(claimed, other)
        agrees = comparison.relation in {"equal", "equivalent", "rounded"}  # nothing else there outweighs it
        rank = _RANK[comparison.relation] + _NOUN_RANK[comparison.nouns] + (claimed.unit == other.unit) + 100 * agrees
        score = rank, _closeness(claimed, other)
        if comparison.relation != "incomparable" and (best is None or score > best[0]):
            best = score, other, comparison
    return Pairing(claimed) if best is None else Pairing(claimed, best[1], best[2])
