"""Dates in running text, on a clock that the caller gives.

`find_dates` finds mentions of days, months and years ("Yesterday", "the first half of 2021", "13 сентября") and keeps
them unresolved; `resolve` places one on the calendar from a base date; `compare_periods` relates two. All are pure.

Every token gets a letter for its kind (month `m`, weekday `w`, year number `y`, ...); what a date looks like is then a
regular expression over these letters, the same for all languages. The words of each language are in `dates.toml`.
"""

from __future__ import annotations

import calendar
import datetime as dt
import re
import tomllib
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from functools import cache, lru_cache
from pathlib import Path
from typing import Literal

from summarize.resources import language_tables
from summarize.text import View, view

Granularity = Literal["day", "week", "month", "quarter", "half", "year", "part"]
DayPart = Literal["", "morning", "afternoon", "evening", "night"]
PeriodPart = Literal["", "early", "mid", "late"]
Kind = Literal["day", "weekday", "month", "year", "half", "quarter", "months", "relative", "ago", "offset", "years"]
PeriodRelation = Literal["equal", "within", "contains", "different"]


@dataclass(frozen=True, slots=True)
class DateMention:
    """Words that name a time, unresolved; offsets are raw.

    `kind` tells which fields count: "day" (day, month, perhaps year), "weekday", "month", "year", "half" and "quarter"
    (`ordinal`), "months" (the first `count` months), "relative" (`unit` and `offset`: last week), "ago" (`count` of
    `unit`; below zero for "from now"), "offset" (days from the base: yesterday), "years" (`year` and the `count` of
    years: 2019-20, the 1990s). `offset` is also the "last" (-1), "this" (0) or "next" (1) of a weekday, a month or of
    the year that a half belongs to. A day may lack its month ("on the 19th"). `ahead`: the words around it tell that
    it lies ahead.
    """

    start: int
    end: int
    text: str
    kind: Kind
    year: int | None = None
    month: int | None = None
    day: int | None = None
    last_day: int | None = None
    weekday: int | None = None
    ordinal: int = 0
    count: int = 0
    unit: str = ""
    offset: int | None = None
    part: PeriodPart = ""
    daypart: DayPart = ""
    ahead: bool = False


@dataclass(frozen=True, slots=True)
class Period:
    """A stretch of the calendar, both ends included. `words` and `base` tell what it was resolved from."""

    start: dt.date
    end: dt.date
    granularity: Granularity
    daypart: DayPart = ""
    words: str = field(default="", compare=False)
    base: dt.date | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class PeriodComparison:
    """How a claimed time stands to a said one: equal, within it, containing it, or different; with the derivation."""

    relation: PeriodRelation
    derivation: str


# ---------------------------------------------------------------- tokens

_TABLES = Path(__file__).with_name("dates.toml")
_NUMERIC = (
    r"\d{4}-\d{1,2}-\d{1,2}(?![\d-])|\d{1,2}(?P<mark>[./])\d{1,2}(?P=mark)(?:\d{4}|\d{2})(?!\d)"
    r"|\b[0-3]?\d\.[01]?\d\.(?!\d)"
)
_SPAN = r"(?<![\w/-])(?:19|20)\d\d[-/](?:(?:19|20)\d\d|\d\d)(?![\d/-]|\.\d)"  # 2019-20
_DECADE = r"\b(?:1[89]|20)\d0(?:'?s|er[ns]?|-?(?:е|х|ті|тих|х гг))\b"  # 1990s, 1990er, 1990-е
_PIECE = re.compile(
    rf"(?P<x>https?://\S+|www\.\S+|[\w.+-]{{1,64}}@[\w.-]{{1,64}})|(?P<N>{_NUMERIC})|(?P<Y>{_SPAN})|(?P<Z>{_DECADE})"
    r"|(?P<q>\b(?:q[1-4]|h[12]|[1-4]q|[12]h|fy)(?=\d\d|\b))"
    r"|(?P<c>\d{1,2}:\d\d)|(?P<n>\d+(?:[.,/]\d+)*)|(?P<w>[^\W\d_]+)|(?P<b>\n[ ]*\n)|(?P<s>\S)"
)
_LETTERS = {
    "month": "m",
    "weekday": "w",
    "day": "D",
    "relative": "r",
    "ordinal": "o",
    "number": "n",
    "part": "e",
    "daypart": "p",
    "before": "b",
    "after": "a",
    "hence": "h",
    "link": "k",
    "lead": "i",
}
_UNIT_LETTERS = {
    "year": "A",
    "month": "M",
    "week": "W",
    "day": "T",
    "quarter": "Q",
    "half": "H",
    "semester": "S",
    "decade": "X",
    "weekend": "V",
}
_ORDER = (
    "day",
    "daypart",
    "part",
    "month",
    "weekday",
    "relative",
    "unit",
    "ordinal",
    "number",
    "before",
    "after",
    "hence",
    "link",
    "lead",
)
_ENDED_DAYS = frozenset({"en"})  # on the 19th
_AHEAD_BEFORE, _AHEAD_AFTER = 12, 6  # tokens beside a weekday among which a word may tell that it lies ahead
_SENTENCE_ENDS = frozenset(".;!?|")
_ENDINGS = re.compile(r"st|nd|rd|th|er|го|ое|е|ого|º|ª|°")
_CAPITALISED = frozenset({"en", "de"})  # where a month in lower case is another word: may, march
_COMPOUND_DAYPARTS = frozenset({"de", "nl"})  # Montagabend
_MONTHS_OF_YEAR = frozenset({"ru", "uk", "pl"})  # "six months of 2021" are its first six
_ARABIC_PREFIXES = ("و", "ب", "ل", "ال")
_PEOPLE = frozenset(
    [
        *("people", "persons", "men", "women", "children", "troops", "soldiers", "workers", "residents", "refugees"),
        *("victims", "civilians", "deaths", "cases", "jobs", "homes", "houses", "families", "students", "prisoners"),
    ]
)


@dataclass(frozen=True, slots=True)
class _Token:
    """A token of the folded text: its letter, its value, and its place in the view."""

    letter: str
    value: str
    text: str
    start: int
    end: int
    proper: bool = False


def _plain(char: str) -> str:
    """One character in comparable form, always one character: lower case, no accent, ASCII digit."""
    if char.isdecimal():
        return str(unicodedata.decimal(char))
    if char == "ı":
        return "i"
    bare = "".join(c for c in unicodedata.normalize("NFD", char.lower()) if not unicodedata.combining(c))
    return bare if len(bare) == 1 else char


class _Plain(dict[int, str]):
    """`_plain` of each character that was met."""

    def __missing__(self, code: int) -> str:
        self[code] = _plain(chr(code))
        return self[code]


_PLAIN = _Plain()


def _fold(text: str) -> str:
    return text.translate(_PLAIN)


@cache
def _forms(language: str) -> dict[str, dict[str, list[tuple[tuple[str, ...], str]]]]:
    """Kind, then first token, to the phrases that start with it, longest first. A star ends the last token."""
    tables: dict[str, str] = tomllib.loads(language_tables(_TABLES)[language])
    kinds: dict[str, dict[str, list[tuple[tuple[str, ...], str]]]] = {}
    for kind, table in tables.items():
        phrases = kinds.setdefault(kind, {})
        for value, form in _entries(table):
            tokens = tuple(m.group() for m in _PIECE.finditer(_fold(form.rstrip("*"))))
            key = tokens[0][:3] + "*" if form.endswith("*") else tokens[0]
            phrases.setdefault(key, []).append(((*tokens, "*") if form.endswith("*") else tokens, value))
        for listed in phrases.values():
            listed.sort(key=lambda entry: -len(entry[0]))
    return kinds


def _entries(table: str) -> Iterator[tuple[str, str]]:
    for group in table.split(";"):
        value, _, forms = group.rpartition(":")
        for form in filter(None, map(str.strip, forms.split(","))):
            yield value.strip(), form


@cache
def _plurals(language: str) -> frozenset[str]:
    """Units in the plural: with "last" they are a duration or nothing exact."""
    return frozenset(_forms(language).get("plural", {}))


@cache
def _languages() -> frozenset[str]:
    return frozenset(language_tables(_TABLES))


def _readings(language: str, word: str) -> Iterator[str]:
    """A word, and in Arabic what is left of it without what may be written on to it."""
    yield word
    if language == "ar":
        for prefix in _ARABIC_PREFIXES:
            if word.startswith(prefix) and len(word) > len(prefix) + 2:
                yield word[len(prefix) :]


@lru_cache(maxsize=1 << 16)
def _kinds(language: str, word: str) -> tuple[str, ...]:
    """The kinds of words of time of which a phrase may start with this word; for most words none."""
    forms = _forms(language)
    keys = {key for reading in _readings(language, word) for key in (reading, reading[:3] + "*")}
    return tuple(kind for kind in _ORDER if not keys.isdisjoint(forms.get(kind, ())))


class _Tagger:
    """Gives each token of a text its letter and value."""

    def __init__(self, seen: View, language: str) -> None:
        self.seen = seen
        self.language = language
        self.forms = _forms(language)
        self.pieces = list(_PIECE.finditer(_fold(seen.text)))
        self.words = [piece.group() for piece in self.pieces]

    def tokens(self) -> list[_Token]:
        found: list[_Token] = []
        i = 0
        while i < len(self.pieces):
            letter, value, after = self._tag(i)
            start, end = self.pieces[i].start(), self.pieces[after - 1].end()
            found.append(_Token(letter, value, self.words[i], start, end, self.seen.text[start].isupper()))
            i = after
        return [self._settle(found, k) for k in range(len(found))]

    def _tag(self, i: int) -> tuple[str, str, int]:
        kind, text = self.pieces[i].lastgroup or "x", self.words[i]
        if kind == "w":
            return self._tag_word(i)
        if kind == "n":
            return _tag_number(text), text, i + 1
        if kind == "s":
            return ("s" if self._glued(i) and text in "ºª°" else text if text in ",.-/'(" else "z"), text, i + 1
        return {"N": "N", "Y": "Y", "Z": "Z", "q": "q", "b": "|"}.get(kind, "z"), text, i + 1

    def _tag_word(self, i: int) -> tuple[str, str, int]:
        text = self.words[i]
        if self._glued(i) and self.pieces[i - 1].lastgroup == "n":
            return ("s" if _ENDINGS.fullmatch(text) else "x"), text, i + 1
        if (
            i > 1
            and text in ("го", "е", "ого", "та", "те")
            and self.words[i - 1] == "-"
            and self.pieces[i - 2].lastgroup == "n"
        ):
            return "s", text, i + 1
        best: tuple[str, str, int] | None = None
        for kind in _kinds(self.language, text):
            found = self._match(kind, i)
            if found is not None and (best is None or found[1] > best[2]):
                best = kind, found[0], found[1]
        if best is None:
            return self._tag_compound(i)
        kind, value, after = best
        return _UNIT_LETTERS[value.rpartition(" ")[2]] if kind == "unit" else _LETTERS[kind], value, after

    def _match(self, kind: str, i: int) -> tuple[str, int] | None:
        phrases = self.forms.get(kind, {})
        for word in _readings(self.language, self.words[i]):
            for phrase, value in (*phrases.get(word, ()), *phrases.get(word[:3] + "*", ())):
                starred = phrase[-1] == "*"
                size = 1 if starred else len(phrase)
                fits = word.startswith(phrase[0]) if starred else tuple(self.words[i + 1 : i + size]) == phrase[1:]
                if fits and self._has_capital(kind, i):
                    return value, i + size
        return None

    def _has_capital(self, kind: str, i: int) -> bool:
        if kind == "day" and self.language == "de" and self.words[i] == "morgen":
            inside = i > 0 and self.words[i - 1] not in ".!?:"
            return not (inside and self.seen.text[self.pieces[i].start()].isupper())  # am Morgen: in the morning
        return kind != "month" or self.language not in _CAPITALISED or self.seen.text[self.pieces[i].start()].isupper()

    def _tag_compound(self, i: int) -> tuple[str, str, int]:
        """Montagabend is a weekday with a part of the day."""
        text = self.words[i]
        if self.language in _COMPOUND_DAYPARTS:
            for first, listed in self.forms["weekday"].items():
                part = self.forms["daypart"].get(text[len(first) :]) if text.startswith(first) else None
                if part:
                    return "w", f"{listed[0][1]}/{part[0][1]}", i + 1
        return "z", text, i + 1

    def _glued(self, i: int) -> bool:
        return i > 0 and self.pieces[i - 1].end() == self.pieces[i].start()

    def _settle(self, tokens: list[_Token], k: int) -> _Token:
        """Portuguese weekdays are ordinals before "half" and "quarter"; Polish "middle" after one is "half"."""
        token = tokens[k]
        if token.letter == "e" and k and tokens[k - 1].letter == "o" and self.forms["unit"].get(token.text):
            return _Token("H", "half", token.text, token.start, token.end)
        follower = tokens[k + 1].letter if k + 1 < len(tokens) else ""
        if token.letter == "w" and follower in "HSQ" and follower:
            for phrase, value in self.forms["ordinal"].get(token.text, ()):
                if len(phrase) == 1:
                    return _Token("o", value, token.text, token.start, token.end)
        return token


def _tag_number(text: str) -> str:
    if not text.isdigit():
        return "x"
    if len(text) == 4 and 1900 <= int(text) <= 2099:
        return "y"
    return "d" if len(text) <= 2 and 1 <= int(text) <= 31 else "x"


# ---------------------------------------------------------------- shapes

_YEAR = r"(?:k{0,2}(?:rA|Ar|A?(?:'z)?k?yA?|Ak?r|A))"
_YEAR_BEFORE = r"(?:(?:rA|yA?|A)(?:'z)?k?)"
_SHAPES: tuple[tuple[str, str], ...] = (
    ("numeric", r"N"),
    ("day", r"(?:wp?,?k{0,2})?d(?:-?s)?\.?(?:-ds?\.?)?k{0,2}m(?:/m)?\.?(?:,?k?y(?:A|'z)?)?"),
    ("day", r"(?:wp?,?k{0,2})?m\.?k?ds?(?:-ds?)?(?:,?k?y)?"),
    ("monthday", r"(?<=[ki]k)d-?s(?=[.,;:!?|k]|$)"),
    ("months", rf"(?:o[nd]|[nd]o)M{_YEAR}?|M[nd]?ok{{0,2}}{_YEAR}|{_YEAR_BEFORE}o[nd]M|[nd]Myn?A?"),
    ("half", rf"{_YEAR_BEFORE}o[HS]|[oi]S{_YEAR}?|o[H]{_YEAR}|[HS]o{_YEAR}?"),
    ("half", r"q-?[yd]?"),
    ("quarter", rf"{_YEAR_BEFORE}o[Q]|(?:o|ds?\.?|d-?s)[Q]{_YEAR}?|Qo{_YEAR}?"),
    ("ago", r"b[nd]?[AMWTX](?!y)|[nd]?[AMWTX]a"),
    ("hence", r"[nd][AMWT](?:'z?)?h"),
    ("relative", r"rk?[AMWQ](?!y)|[AMWQ]r|Vr|(?:rk?)?V"),
    ("years", r"(?:e-?k{0,2})?Z|Y"),
    ("weekday", r"rw(?:k?p)?|wr|wk?[pD]|p(?:k{0,2})w|w"),
    ("offset", r"D(?:k?p)?"),
    ("month", r"e-?k{0,2}m(?:\.?k{0,2}yA?)?|m\.?(?:/m)?,?k{0,2}y(?:A)?e?|rm|mr"),
    ("month", r"me(?!k{0,2}[myA])|(?<=[ir])m|(?<=k)m|m(?='z)|mAe?|m(?=M)"),
    ("year", r"e-?k{0,2}(?:yA?|rA|Ar|A?y)|rAe|yA?e|ek{1,2}A|A?yA?"),
)
_SHAPE = re.compile("|".join(f"(?P<s{number}>{shape})" for number, (_, shape) in enumerate(_SHAPES)))


@lru_cache(maxsize=8192)
def find_dates(text: str, language: str = "en") -> tuple[DateMention, ...]:
    """All mentions of a time in a text, in order. An unknown language is read as English.

    Durations ("for three years") are left to `quantities`; clock times are no dates. Never raises on any text.
    """
    language = language if language in _languages() else "en"
    seen = view(text)
    tokens = _Tagger(seen, language).tokens()
    found = []
    for match in _SHAPE.finditer("".join(token.letter for token in tokens)):
        shape = _SHAPES[int((match.lastgroup or "s0")[1:])][0]
        picked = _trim(tokens[match.start() : match.end()])
        mention = _build(shape, picked, seen, language) if _plausible(shape, tokens, match, language) else None
        if mention is not None:
            ahead = mention.offset is None and shape in ("weekday", "relative") and _lies_ahead(tokens, match, language)
            found.append(replace(mention, ahead=True) if ahead else mention)
    return tuple(found)


def is_bound(text: str, mention: DateMention, language: str = "en") -> bool:
    """Whether a word right before a mention makes it the end of a stretch of time: since, until, seit, с."""
    before = _fold(text[: mention.start]).split()[-2:]
    words = _forms(language if language in _languages() else "en").get("since", {})
    return any(word in words for word in before)


def _lies_ahead(tokens: list[_Token], match: re.Match[str], language: str) -> bool:
    """Whether words of the same sentence tell that a day is still to come ("will", "wird", "будет")."""
    words = _forms(language).get("ahead", {})
    first, last = match.start(), match.end()
    while first > max(0, match.start() - _AHEAD_BEFORE) and tokens[first - 1].text not in _SENTENCE_ENDS:
        first -= 1
    while last < min(len(tokens), match.end() + _AHEAD_AFTER) and tokens[last].text not in _SENTENCE_ENDS:
        last += 1
    return any(token.text in words for token in tokens[first:last])


def _trim(picked: list[_Token]) -> list[_Token]:
    """Without a link word or a mark at either end."""
    while len(picked) > 1 and picked[-1].letter in "k,.-'iz":
        picked = picked[:-1]
    while len(picked) > 1 and picked[0].letter in "k,i":
        picked = picked[1:]
    return picked


def _plausible(shape: str, tokens: list[_Token], match: re.Match[str], language: str) -> bool:
    """Whether a bare year is not a count or part of a name, and a bare number of months not a duration."""
    before = tokens[match.start() - 1] if match.start() else None
    after = tokens[match.end()] if match.end() < len(tokens) else None
    picked = tokens[match.start() : match.end()]
    if shape == "numeric" and picked[0].value.count(".") == 2 and picked[0].value.endswith("."):
        return before is not None and before.letter in "ik"  # am 13.09., not "Version 3.5."
    if shape == "monthday":
        return language in _ENDED_DAYS
    if shape == "months" and picked[0].letter in "nd" and picked[1].letter == "M":
        return language in _MONTHS_OF_YEAR
    if shape == "relative" and any(token.text in _plurals(language) for token in picked):
        return False  # previous years
    if shape == "ago" and before is not None and before.letter == "H":
        return False  # half a year ago
    if shape == "offset" and before is not None and picked[0].proper and before.proper and before.letter == "z":
        return False  # Russia Today
    if shape == "year" and len(picked) == 1:
        joined = before is not None and before.end == picked[0].start and before.letter in "-/.z"
        if (
            joined
            and before is not None
            and (before.letter != "-" or match.start() < 2 or tokens[match.start() - 2].letter != "y")
        ):
            return before.text == "("
        return after is None or not _counts(after, picked[0], language)
    return True


def _counts(follower: _Token, year: _Token, language: str) -> bool:
    """Whether a year-like number counts what follows it: money, percent or people."""
    if follower.text in "%$€£₽" or (follower.letter == "x" and follower.start == year.end):
        return True
    if language != "en":
        return False
    plural = len(follower.text) > 3 and follower.text.endswith("s") and not follower.text.endswith(("ss", "ics"))
    return follower.text in _PEOPLE or (year.text == "2000" and follower.letter == "z" and plural)


# ---------------------------------------------------------------- mentions


def _build(shape: str, picked: list[_Token], seen: View, language: str) -> DateMention | None:
    span = seen.span(picked[0].start, picked[-1].end)
    parts = _Parts(picked)
    fields = _BUILDERS[shape](parts, language)
    if fields is None:
        return None
    return DateMention(span.start, span.end, span.text, **fields)  # type: ignore[arg-type]  # each builder names its fields


class _Parts:
    """The tokens of a mention by letter."""

    def __init__(self, tokens: list[_Token]) -> None:
        self.tokens = tokens

    def first(self, letters: str) -> str | None:
        """The value of the first token of one of these letters."""
        return next((t.value for t in self.tokens if t.letter in letters), None)

    def number(self, letters: str) -> int | None:
        value = self.first(letters)
        return None if value is None else int(value)

    def all(self, letters: str) -> list[_Token]:
        return [t for t in self.tokens if t.letter in letters]

    def year(self) -> dict[str, object]:
        """A year number, or an offset of the base's year."""
        year = self.number("y")
        return {"year": year} if year is not None else {"offset": self.number("r")}


_Fields = dict[str, object]


def _build_numeric(parts: _Parts, language: str) -> _Fields | None:
    numbers = [int(n) for n in re.findall(r"\d+", parts.tokens[0].value)]
    if len(numbers) == 2:  # 13.09.
        day, month = numbers
        placed = language in ("de", "pl", "tr", "nl") and 1 <= month <= 12 and 1 <= day <= 31
        return {"kind": "day", "month": month, "day": day} if placed else None
    if numbers[0] > 31:
        year, month, day = numbers
    else:
        day, month, year = numbers
        if "/" in parts.tokens[0].value and (language == "en" or month > 12) and day <= 12:
            day, month = month, day
    year += 0 if year > 99 else 2000 if year < 70 else 1900
    if not (1 <= month <= 12 and 1 <= day <= 31 and 1000 <= year <= 2999):
        return None
    return {"kind": "day", "year": year, "month": month, "day": day}


def _build_day(parts: _Parts, _language: str) -> _Fields:
    days = [int(t.value) for t in parts.all("d")]
    last = days[1] if len(days) > 1 else None
    return {
        "kind": "day",
        "day": days[0],
        "last_day": last,
        "month": parts.number("m"),
        "year": parts.number("y"),
        "daypart": parts.first("p") or "",
    }


def _build_months(parts: _Parts, _language: str) -> _Fields | None:
    count = parts.number("nd") or int(
        (parts.first("M") or "").partition(" ")[0] if " " in (parts.first("M") or "") else 0
    )
    if not 1 <= count <= 12 or parts.number("o") not in (None, 1):
        return None
    return {"kind": "months", "count": count, **parts.year()}


def _build_half(parts: _Parts, _language: str) -> _Fields | None:
    short = parts.first("q")
    if short is not None:
        return _build_short(short, parts)
    return {"kind": "half", "ordinal": parts.number("o"), **parts.year()} if parts.number("o") in (1, 2) else None


def _build_short(short: str, parts: _Parts) -> _Fields:
    """Q3 2021, 1H21."""
    year = parts.number("y")
    if year is None and (two := parts.number("d")) is not None:
        year = 2000 + two
    if short == "fy":
        return {"kind": "year", "year": year}
    kind = "quarter" if "q" in short else "half"
    return {"kind": kind, "ordinal": int(re.sub(r"\D", "", short)), "year": year}


def _build_quarter(parts: _Parts, _language: str) -> _Fields | None:
    ordinal = parts.number("o") or parts.number("d") or 0
    return {"kind": "quarter", "ordinal": ordinal, **parts.year()} if 1 <= ordinal <= 4 else None


def _build_ago(parts: _Parts, language: str) -> _Fields | None:
    size, _, unit = (parts.first("AMWTX") or "").rpartition(" ")
    given = parts.number("nd")
    if given is None and not size and parts.all("AMWTX")[0].text in _plurals(language):
        return None  # years ago
    count = int(size or 1) * (given or 1)
    return {"kind": "ago", "count": count, "unit": unit} if unit != "decade" else {
        "kind": "ago", "count": 10 * count, "unit": "year",
    }  # fmt: skip


def _build_hence(parts: _Parts, language: str) -> _Fields | None:
    fields = _build_ago(parts, language)
    return None if fields is None else {**fields, "count": -int(str(fields["count"]))}


def _build_years(parts: _Parts, _language: str) -> _Fields | None:
    numbers = re.findall(r"\d+", parts.first("YZ") or "")
    first = int(numbers[0])
    if parts.first("Z"):
        return {"kind": "years", "year": first, "count": 10, "part": parts.first("e") or ""}
    last = int(numbers[1]) if len(numbers[1]) == 4 else first // 100 * 100 + int(numbers[1])
    return {"kind": "years", "year": first, "count": last - first + 1} if 0 < last - first < 100 else None


def _build_monthday(parts: _Parts, _language: str) -> _Fields:
    return {"kind": "day", "day": parts.number("d")}


def _build_relative(parts: _Parts, _language: str) -> _Fields:
    return {"kind": "relative", "unit": parts.first("AMWQV"), "offset": parts.number("r")}


def _build_weekday(parts: _Parts, _language: str) -> _Fields:
    weekday, _, daypart = (parts.first("w") or "0").partition("/")
    daypart = daypart or parts.first("p") or ("morning" if parts.first("D") == "1" else "")
    return {"kind": "weekday", "weekday": int(weekday), "offset": parts.number("r"), "daypart": daypart}


def _build_offset(parts: _Parts, _language: str) -> _Fields:
    offset, _, daypart = (parts.first("D") or "0").partition("/")
    return {"kind": "offset", "offset": int(offset), "daypart": daypart or parts.first("p") or ""}


def _build_month(parts: _Parts, _language: str) -> _Fields:
    return {"kind": "month", "month": parts.number("m"), "part": parts.first("e") or "", **parts.year()}


_DECADE_WORDS = {
    "fr": ("annees",), "es": ("anos",), "pt": ("anos",), "it": ("anni",), "nl": ("jaren",), "pl": ("lata", "latach"),
}  # fmt: skip


def _build_year(parts: _Parts, language: str) -> _Fields:
    year, unit = parts.number("y"), parts.all("A")
    if year is not None and year % 10 == 0 and unit and unit[0].text in _DECADE_WORDS.get(language, ()):
        return {"kind": "years", "year": year, "count": 10}
    return {"kind": "year", "part": parts.first("e") or "", **parts.year()}


_BUILDERS: dict[str, Callable[[_Parts, str], _Fields | None]] = {
    "numeric": _build_numeric,
    "day": _build_day,
    "months": _build_months,
    "half": _build_half,
    "quarter": _build_quarter,
    "ago": _build_ago,
    "hence": _build_hence,
    "years": _build_years,
    "monthday": _build_monthday,
    "relative": _build_relative,
    "weekday": _build_weekday,
    "offset": _build_offset,
    "month": _build_month,
    "year": _build_year,
}


# ---------------------------------------------------------------- resolving


def resolve(mention: DateMention, base: dt.date) -> Period | None:
    """The stretch of the calendar that a mention names in a text written on `base`; None if there is no such date.

    A bare weekday is the latest such day up to `base`, or the next one where it lies ahead; a day or month without a
    year is the one nearest to `base`; "two years ago" is the whole calendar year.
    """
    try:
        found = _RESOLVERS[mention.kind](mention, base)
    except (ValueError, OverflowError):  # 30 February, or a year the calendar does not reach
        return None
    if found is None:
        return None
    start, end, granularity = found
    return Period(start, end, granularity, mention.daypart, " ".join(mention.text.split()), base)


_Stretch = tuple[dt.date, dt.date, Granularity]


def _months(year: int, first: int, count: int, granularity: Granularity) -> _Stretch:
    last = first + count - 1
    return dt.date(year, first, 1), dt.date(year, last, calendar.monthrange(year, last)[1]), granularity


def _year_of(mention: DateMention, base: dt.date) -> int:
    return mention.year if mention.year is not None else base.year + (mention.offset or 0)


def _resolve_day(mention: DateMention, base: dt.date) -> _Stretch | None:
    if mention.day is None:
        return None
    if mention.month is None:
        return _resolve_month_day(mention.day, base)
    years = [mention.year] if mention.year is not None else [base.year - 1, base.year, base.year + 1]
    days = [dt.date(year, mention.month, mention.day) for year in years if _exists(year, mention.month, mention.day)]
    if not days:
        return None
    day = min(days, key=lambda d: (abs(d - base), d))
    if mention.last_day is not None and mention.last_day > mention.day:
        return day, day.replace(day=mention.last_day), "part"
    return day, day, "day"


def _resolve_month_day(day: int, base: dt.date) -> _Stretch | None:
    """The day of that number nearest to the base, in its month or one beside it."""
    months = [base.year * 12 + base.month - 1 + step for step in (-1, 0, 1)]
    days = [dt.date(m // 12, m % 12 + 1, day) for m in months if _exists(m // 12, m % 12 + 1, day)]
    found = min(days, key=lambda d: (abs(d - base), d), default=None)
    return None if found is None else (found, found, "day")


def _exists(year: int, month: int, day: int) -> bool:
    return 1 <= year <= 9998 and day <= calendar.monthrange(year, month)[1]


def _resolve_weekday(mention: DateMention, base: dt.date) -> _Stretch:
    weekday = mention.weekday or 0
    back = (base.weekday() - weekday) % 7
    match mention.offset:
        case -1:
            day = base - dt.timedelta(days=back or 7)
        case 0:
            day = base + dt.timedelta(days=weekday - base.weekday())
        case 1:
            day = base + dt.timedelta(days=7 - back)
        case _:
            day = base + dt.timedelta(days=-back % 7) if mention.ahead else base - dt.timedelta(days=back)
    return day, day, "day"


def _resolve_month(mention: DateMention, base: dt.date) -> _Stretch | None:
    if mention.month is None:
        return None
    year = mention.year if mention.year is not None else _nearest_year(mention.month, mention.offset, base)
    start, end, granularity = _months(year, mention.month, 1, "month")
    match mention.part:
        case "early":
            return start, start.replace(day=10), "part"
        case "mid":
            return start.replace(day=11), start.replace(day=20), "part"
        case "late":
            return start.replace(day=21), end, "part"
    return start, end, granularity


def _nearest_year(month: int, offset: int | None, base: dt.date) -> int:
    """The year of the last (-1), next (1), this year's (0) or nearest such month."""
    if offset == 0:
        return base.year
    if offset == -1:
        return base.year if month < base.month else base.year - 1
    if offset == 1:
        return base.year if month > base.month else base.year + 1
    gap = month - base.month
    return base.year - 1 if gap > 6 else base.year + 1 if gap < -6 else base.year


def _resolve_years(mention: DateMention, base: dt.date) -> _Stretch:
    first = mention.year if mention.year is not None else base.year
    if mention.part:  # the early 1990s: 1990 to 1993
        start, count = {"early": (0, 4), "mid": (4, 3), "late": (7, 3)}[mention.part]
        return dt.date(first + start, 1, 1), dt.date(first + start + count - 1, 12, 31), "part"
    return dt.date(first, 1, 1), dt.date(first + mention.count - 1, 12, 31), "part"


def _resolve_year(mention: DateMention, base: dt.date) -> _Stretch:
    year = _year_of(mention, base)
    if mention.part:
        first = {"early": 1, "mid": 5, "late": 9}[mention.part]
        return _months(year, first, 4, "part")
    return _months(year, 1, 12, "year")


def _resolve_half(mention: DateMention, base: dt.date) -> _Stretch:
    return _months(_year_of(mention, base), 6 * mention.ordinal - 5, 6, "half")


def _resolve_quarter(mention: DateMention, base: dt.date) -> _Stretch:
    return _months(_year_of(mention, base), 3 * mention.ordinal - 2, 3, "quarter")


def _resolve_months(mention: DateMention, base: dt.date) -> _Stretch:
    sizes: dict[int, Granularity] = {1: "month", 3: "quarter", 6: "half", 12: "year"}
    return _months(_year_of(mention, base), 1, mention.count, sizes.get(mention.count, "part"))


def _resolve_relative(mention: DateMention, base: dt.date) -> _Stretch | None:
    if mention.unit == "weekend" and base.weekday() < 5 and mention.offset in (None, 1):
        return _shift("weekend", 0 if mention.ahead or mention.offset else -1, base)
    return _shift(mention.unit, mention.offset or 0, base)


def _resolve_ago(mention: DateMention, base: dt.date) -> _Stretch | None:
    return _shift(mention.unit, -mention.count, base)


def _resolve_offset(mention: DateMention, base: dt.date) -> _Stretch | None:
    return _shift("day", mention.offset or 0, base)


def _shift(unit: str, offset: int, base: dt.date) -> _Stretch | None:
    """The whole unit that lies `offset` units from the one `base` is in."""
    match unit:
        case "day":
            day = base + dt.timedelta(days=offset)
            return day, day, "day"
        case "week":
            monday = base - dt.timedelta(days=base.weekday()) + dt.timedelta(weeks=offset)
            return monday, monday + dt.timedelta(days=6), "week"
        case "weekend":
            saturday = base - dt.timedelta(days=base.weekday() - 5) + dt.timedelta(weeks=offset)
            return saturday, saturday + dt.timedelta(days=1), "part"
        case "month":
            count = base.year * 12 + base.month - 1 + offset
            return _months(count // 12, count % 12 + 1, 1, "month")
        case "quarter":
            count = base.year * 4 + (base.month - 1) // 3 + offset
            return _months(count // 4, count % 4 * 3 + 1, 3, "quarter")
        case "year":
            return _months(base.year + offset, 1, 12, "year")
    return None


_RESOLVERS: dict[Kind, Callable[[DateMention, dt.date], _Stretch | None]] = {
    "day": _resolve_day,
    "weekday": _resolve_weekday,
    "month": _resolve_month,
    "year": _resolve_year,
    "half": _resolve_half,
    "quarter": _resolve_quarter,
    "months": _resolve_months,
    "relative": _resolve_relative,
    "ago": _resolve_ago,
    "years": _resolve_years,
    "offset": _resolve_offset,
}


# ---------------------------------------------------------------- comparing


def compare_periods(claimed: Period, said: Period) -> PeriodComparison:
    """How a claimed time stands to a said one, with both readings spelled out.

    "within" when the claim is more precise than what was said, "contains" when it is wider. A differing part of the day
    makes two equal days different; one that only the claim has makes it the more precise.
    """
    relation = _relate_periods(claimed, said)
    tie = {"equal": "the same", "within": "wider", "contains": "more precise", "different": "another time"}[relation]
    same = relation == "equal" and claimed.granularity == said.granularity == "day"
    return PeriodComparison(
        relation, f"{_explain(claimed, capital=True)}; {_explain(said)}, {'the same day' if same else tie}."
    )


def _relate_periods(claimed: Period, said: Period) -> PeriodRelation:
    if (claimed.start, claimed.end) == (said.start, said.end):
        if claimed.daypart == said.daypart:
            return "equal"
        if claimed.daypart and said.daypart:
            return "different"
        return "within" if claimed.daypart else "contains"
    if said.start <= claimed.start and claimed.end <= said.end:
        return "within"
    if claimed.start <= said.start and said.end <= claimed.end:
        return "contains"
    return "different"


def _explain(period: Period, *, capital: bool = False) -> str:
    shown = _show_period(period)
    if not period.words:
        return shown
    on = f" as of {_show_day(period.base)}" if period.base is not None else ""
    return f'{"T" if capital else "t"}he words "{period.words}"{on} mean {shown}'


def _show_day(day: dt.date) -> str:
    return f"{day.day} {calendar.month_name[day.month]} {day.year}"


def _show_period(period: Period) -> str:
    part = f" ({period.daypart})" if period.daypart else ""
    if period.start == period.end:
        return f"{calendar.day_name[period.start.weekday()]}, {_show_day(period.start)}{part}"
    if period.granularity == "year":
        return str(period.start.year)
    if period.granularity == "month":
        return f"{calendar.month_name[period.start.month]} {period.start.year}"
    return f"{_show_day(period.start)} to {_show_day(period.end)}"
