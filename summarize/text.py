"""Raw text and its normalised view.

Nothing here edits a document. `View` holds a comparable form of a raw text (plain spaces, straight quotes, one kind
of dash, composed accents, no zero-width characters) with a map back to raw offsets, so that everything found in the
view can be cut out of the raw text exactly.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

from summarize.records import Span

ZERO_WIDTH = frozenset(
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e"
    "\u2060\u2061\u2062\u2063\u2064\u2066\u2067\u2068\u2069\ufeff"
)
SPACES = frozenset("\t\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000")
DOUBLE_QUOTES = frozenset(
    "\u201c\u201d\u201e\u201f\u00ab\u00bb\u300c\u300d\u300e\u300f\u301d\u301e\u301f\uff02\u275d\u275e"
)
SINGLE_QUOTES = frozenset("\u2018\u2019\u201a\u201b\u2039\u203a\u02bc\u02b9\u02bb\uff07\u00b4`\u275b\u275c\u2032")
DASHES = frozenset("\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe58\ufe63\uff0d")

_WORD = re.compile(r"\d+(?:[.,'\u0020]\d{3})*(?:[.,]\d+)?|[^\W\d_]+(?:['’][^\W\d_]+)*|[%$€£¥₽₺₴₹]|\w+")


@dataclass(frozen=True, slots=True)
class Token:
    """A word, number or currency sign of a view; offsets are raw."""

    text: str
    start: int
    end: int


@dataclass(frozen=True)
class View:
    """The normalised form of a raw text; `starts[i]`/`ends[i]` bound the raw characters behind view character `i`."""

    raw: str
    text: str
    starts: Sequence[int]
    ends: Sequence[int]

    def span(self, start: int, end: int) -> Span:
        """The raw span behind `text[start:end]` (view offsets). An empty view range gives an empty raw span."""
        if start >= end:
            at = self.starts[start] if start < len(self.starts) else len(self.raw)
            return Span.cut(self.raw, at, at)
        return Span.cut(self.raw, self.starts[start], self.ends[end - 1])

    def at(self, raw_offset: int) -> int:
        """The view offset of the first view character at or after a raw offset."""
        from bisect import bisect_left

        return bisect_left(self.starts, raw_offset)

    @cached_property
    def tokens(self) -> tuple[Token, ...]:
        """Words, numbers and currency signs, with raw offsets."""
        found = []
        for match in _WORD.finditer(self.text):
            span = self.span(match.start(), match.end())
            found.append(Token(match.group(), span.start, span.end))
        return tuple(found)


def view(raw: str) -> View:
    """The normalised view of a raw text.

    Combining sequences are composed (NFC), compatibility forms such as full-width digits and ligatures are opened
    (NFKC), all spaces but the line break become a plain space, quotation marks and dashes become their ASCII form.
    """
    text = raw.translate(_FOLDS)
    if len(text) == len(raw):  # character by character
        return View(raw, text, range(len(raw)), range(1, len(raw) + 1))
    chars: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    length, i = len(raw), 0
    while i < length:
        j = i + 1
        while j < length and unicodedata.combining(raw[j]):
            j += 1
        for char in _fold(raw[i:j]):
            chars.append(char)
            starts.append(i)
            ends.append(j)
        i = j
    return View(raw, "".join(chars), tuple(starts), tuple(ends))


def _fold(cluster: str) -> str:
    char = cluster[0]
    if char in ZERO_WIDTH:
        return ""
    if char in SPACES:
        return " "
    if char in DOUBLE_QUOTES:
        return '"'
    if char in SINGLE_QUOTES:
        return "'"
    if char in DASHES:
        return "-"
    if len(cluster) == 1 and char < "\u0080":
        return char
    return unicodedata.normalize("NFKC", cluster)


class _Folds(dict[int, str]):
    """What each character becomes by itself; two characters for one that becomes none or several, or joins another."""

    def __missing__(self, code: int) -> str:
        char = chr(code)
        folded = _fold(char)
        self[code] = folded if len(folded) == 1 and not unicodedata.combining(char) else "  "
        return self[code]


_FOLDS = _Folds()


@lru_cache(maxsize=65536)
def fold(text: str) -> str:
    """A text's view, case-folded, with runs of white space as one space: for comparing, never for cutting."""
    seen = text.translate(_FOLDS)
    return " ".join((seen if len(seen) == len(text) else view(text).text).casefold().split())


def strip_accents(text: str) -> str:
    """The text without combining marks (`é` -> `e`, `ё` -> `е`), for loose name comparison."""
    return "".join(c for c in unicodedata.normalize("NFD", text) if not unicodedata.combining(c))


_LINK = re.compile(r"\[([^\[\]]*)\]\([^()\s]*\)")
_ADDRESS = re.compile(r"<?https?://[^\s>)]+>?")


def mask_links(text: str) -> str:
    """The text with the syntax of Markdown links and bare addresses blanked out, the link's own words kept; offsets
    stay.
    """
    if "](" not in text and "://" not in text:
        return text
    text = _LINK.sub(lambda m: " " + m.group(1) + " " * (len(m.group()) - len(m.group(1)) - 1), text)
    return _ADDRESS.sub(lambda m: " " * len(m.group()), text)
