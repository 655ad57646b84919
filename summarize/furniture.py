"""What a piece of a page looks like by itself: a sentence, a title, a date line, or one of the many kinds of furniture.

The words that show it stand in `furniture.toml`; those of all languages are tried on every page.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal

from summarize.pieces import ADDRESS, CLOSERS, SENTENCE_STOP, WIDE, WORD, Piece, fold

Signal = Literal["body", "weak", "open", "lead", "title", "stamp", "junk", "related", "final"]

_NUMERIC_DATE = re.compile(
    r"\b(?:\d{1,2}[./-]\d{1,2}[./-](?:\d{4}|\d{2})|\d{4}[./-]\d{1,2}[./-]\d{1,2})\b|\d{1,4}\s?[年月日]"
)
_TIME = re.compile(r"\b\d{1,2}\s?[:hH]\s?\d{2}\b|\b\d{1,2}\.\d{2}(?=\s|$)|\b\d{1,2}\s?[ap]\.?m\b")
_YEAR = re.compile(r"\b(?:19|20)\d{2}\b|[٠-٩]{4}")
_MENU = re.compile(r"\s*(?:\||›|»|>|•|·|→|—\s*\|)\s*")
_TAIL_CREDIT = re.compile(r"(?:[.!?]|\w)\s*[\[(]?\s*(?:©|\(c\)|Reuters/|REUTERS/|AP Photo|AFP/)[^.!?]{0,60}$")
_TAIL_SITE = re.compile(r"[.!?]\s+(?:[\w-]+\.)+[a-z]{2,6}$")
_QUOTE_MARKS = re.compile("[\"“”„«»「」]")
_AGENCY_SPLIT = re.compile(r"\s*(?:/|,|\||–|-|\bvia\b)\s*")


@dataclass(frozen=True, slots=True)
class PageWords:
    """The tables of `furniture.toml`, all languages together, ready for matching."""

    exact: frozenset[str]
    final: frozenset[str]
    related: frozenset[str]
    lines: frozenset[str]
    labels: frozenset[str]
    starts: tuple[str, ...]
    rights: re.Pattern[str]
    promo: re.Pattern[str]
    byline: re.Pattern[str]
    roles: frozenset[str]
    dates: frozenset[str]
    months: frozenset[str]
    credit: re.Pattern[str]
    tail_credit: re.Pattern[str]
    caption: tuple[str, ...]
    newsroom: tuple[str, ...]
    agencies: frozenset[str]
    wires: frozenset[str]
    wire: re.Pattern[str]
    filed: frozenset[str]


@cache
def page_words() -> PageWords:
    """The words that show furniture, read once."""
    text = (Path(__file__).with_name("furniture.toml")).read_text(encoding="utf-8")
    tables: dict[str, dict[str, list[str]]] = tomllib.loads(text)

    def union(key: str) -> frozenset[str]:
        return frozenset(fold(entry) for table in tables.values() for entry in table.get(key, ()))

    credit = _either(union("credit"))
    return PageWords(
        exact=union("exact"), final=union("final"), related=union("related"),
        lines=union("exact") | union("final") | union("related"), labels=union("labels"),
        starts=tuple(sorted(union("starts"))),
        rights=_phrases(union("rights")), promo=_phrases(union("promo")),
        byline=re.compile(rf"(?:{_either(union('byline'))})\s*:?\s+(?=\S)"),
        roles=union("roles"), dates=union("dates") | union("months"), months=union("months"),
        credit=re.compile(rf"(?:©|\(c\)|(?:{credit})\s*(?::|/|\bby\b|©|\())"),
        tail_credit=re.compile(rf"[.!?)\]]\s*[\[(]?(?:{credit})\s*[:/][^.!?]{{0,60}}$"
                               rf"|[\[(](?:{credit})\s*[:/][^.!?]{{0,60}}[\])]\.?$"),
        caption=tuple(sorted(union("caption"))), newsroom=tuple(sorted(union("newsroom"))), agencies=union("names"),
        wires=union("wires"), wire=_names(union("wires")), filed=union("filed"),
    )


def _phrases(entries: Iterable[str]) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{_either(entries)})(?!\w)")


def _names(entries: Iterable[str]) -> re.Pattern[str]:
    """Names as they stand in a text; in a script without spaces a name may stand in the middle of a run."""
    wide = [entry for entry in entries if WIDE.search(entry)]
    spaced = [entry for entry in entries if not WIDE.search(entry)]
    return re.compile(rf"{_phrases(spaced).pattern}|{_either(wide)}", re.IGNORECASE)


def _either(entries: Iterable[str]) -> str:
    return "|".join(re.escape(entry) for entry in sorted(entries, key=len, reverse=True))


def is_caseless(text: str) -> bool:
    """Whether a text is in a script without capitals."""
    letter = next((char for char in text if char.isalpha()), "a")
    return letter.lower() == letter.upper()


def signal_of(piece: Piece) -> Signal:
    """What a piece looks like by itself."""
    words = page_words()
    if piece.mark in ("rule", "image"):
        return "junk"
    if len(piece.words) <= 25 and (words.rights.search(piece.folded) or _names_makers(piece)):
        return "final"
    if len(piece.words) <= 8:
        if piece.key in words.final:
            return "final"
        if piece.key in words.related:
            return "related"
    if is_date_line(piece):
        return "stamp"
    if is_furniture(piece):
        return "junk"
    return _shape(piece)


def _shape(piece: Piece) -> Signal:
    count = len(piece.words)
    if count == 0:
        return "junk"
    if piece.mark == "head":
        return "title"
    if piece.ended:
        asked = piece.text.rstrip(CLOSERS)[-1:] in "?!؟？！" and not SENTENCE_STOP.search(piece.text)
        return "body" if count >= 8 and not (asked and count <= 15) else "weak" if count >= 3 else "title"
    if count >= 25 or (count >= 13 and SENTENCE_STOP.search(piece.text)):
        return "body"
    if piece.text.endswith((":", "：")) and count >= 4:
        return "lead"
    return "open" if count >= 13 or (piece.text.endswith((",", ";")) and count >= 5) else "title"


def is_date_line(piece: Piece) -> bool:
    """A date line: a date or time, and beside it only the words of date lines and a few names."""
    text = piece.text
    if len(text) > 120 or (piece.ended and len(piece.words) > 6 and not text[-2:-1].isdigit()):
        return False
    names = [word for word in piece.words if not _is_date_word(word)]
    dated = len(piece.words) - len(names)
    month = any(word.casefold().rstrip(".") in page_words().months for word in piece.words)
    digits = any(char.isdigit() for char in text)
    strong = bool(_NUMERIC_DATE.search(text) or _TIME.search(text) or (month and digits and _YEAR.search(text)))
    if not (strong or (digits and month and dated == len(piece.words)) or (digits and dated >= 2 and not names)):
        return False
    allowed = 3 if strong else 0
    small = [name for name in names if name[:1].islower()]
    caseless = [name for name in names if is_caseless(name)]
    return len(names) <= allowed and not small and len(caseless) <= 2 and not _reads_on(piece, names)


def _reads_on(piece: Piece, names: Sequence[str]) -> bool:
    """A sentence with a date in it, such as a title that names the day."""
    return piece.ended and len(names) >= 3


def _is_date_word(word: str) -> bool:
    bare = fold(word).rstrip(".")
    return bare in page_words().dates or bare.replace("-", "") in page_words().dates


def is_furniture(piece: Piece) -> bool:
    """Whether it is a menu, a share button, a byline, a credit, an address, a label line, an appeal to subscribe."""
    count = len(piece.words)
    if _only_addresses(piece) or (piece.linked > 0.9 and piece.mark != "head" and count <= 30):
        return True
    if count <= 8 and piece.key in page_words().lines:
        return True
    tests = (_is_menu, is_byline, _is_credit, _is_tags)
    return _is_labelled(piece) or (count <= 45 and _is_promo(piece)) or any(test(piece) for test in tests)


def _only_addresses(piece: Piece) -> bool:
    return not WORD.search(ADDRESS.sub(" ", piece.text)) and bool(ADDRESS.search(piece.text))


def _is_labelled(piece: Piece) -> bool:
    """A line under a page's label ("Tags: ...", "Read also: ..."), or in brackets the makers' names."""
    if len(piece.words) > 30:
        return False
    folded = piece.folded.lstrip("([*>-•→▶ ")
    label = folded.split(":", 1)[0].strip() if ":" in folded else ""
    return label in page_words().labels


def _names_makers(piece: Piece) -> bool:
    """The line in which an agency names who wrote and edited the report."""
    return piece.folded.lstrip("([*- ").startswith(page_words().starts)


def _is_promo(piece: Piece) -> bool:
    """An appeal to the reader opens one of its sentences; the same words deep inside a reported sentence are news."""
    if _QUOTE_MARKS.search(piece.text):
        return False
    for found in page_words().promo.finditer(piece.folded):
        before = piece.folded[: found.start()]
        if len(piece.words) <= 14 or len(WORD.findall(re.split(r"[.!?:|–—-]\s", before)[-1])) <= 3:
            return True
    return False


def _is_menu(piece: Piece) -> bool:
    parts = [part for part in _MENU.split(piece.text) if part.strip()]
    if len(parts) < 2 or piece.ended:
        return False
    longest = max(len(WORD.findall(part)) for part in parts)
    return longest <= 3 if len(parts) >= 3 else longest <= 2 and len(piece.words) <= 4


def is_byline(piece: Piece) -> bool:
    """"By Jane Doe and John Smith in Paris": a byline word, then names."""
    if piece.ended or len(piece.words) > 12:
        return False
    found = page_words().byline.match(piece.folded)
    if not found:
        return False
    rest = WORD.findall(piece.text[found.end() :])
    others = [word for word in rest if fold(word) not in page_words().roles and not _is_date_word(word)]
    if is_caseless(piece.text):
        return len(others) <= 4
    return 1 <= len(others) <= 8 and all(word[:1].isupper() for word in others)


def _is_credit(piece: Piece) -> bool:
    folded, count = piece.folded, len(piece.words)
    if count <= 60 and page_words().credit.match(folded):
        return True
    if count <= 60 and any(tail.search(piece.text) for tail in (_TAIL_CREDIT, _TAIL_SITE)):
        return True
    if count <= 60 and page_words().tail_credit.search(folded):
        return True
    if count <= 40 and any(sign in folded for sign in page_words().caption):
        return True
    if count > 8 or piece.ended:
        return False
    parts = [part.strip("()[] ") for part in _AGENCY_SPLIT.split(folded)]
    return any(part in page_words().agencies for part in parts)


def _is_tags(piece: Piece) -> bool:
    tokens = piece.text.split()
    return bool(tokens) and all(token.startswith("#") and len(token) > 1 for token in tokens)
