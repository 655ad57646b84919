"""Official transcripts: from raw text to turns, speakers, header and notes.

A transcript is read line by line. Every line that could open a turn gives a candidate label; which candidates are
labels is decided for the whole document (a name that recurs, that the header knows, or that carries an office), because
a single line of prose with a colon looks just the same. Offsets always count in the raw text: the plain form used for
matching has exactly one character for each raw one.
"""

from __future__ import annotations

import datetime as dt
import re
import tomllib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from typing import Any, Literal

from summarize.names import (
    PARTICLES,
    build_roster,
    has_honorific,
    has_role_word,
    is_common_word,
    names_place,
    personal_name,
    titled_names,
)
from summarize.records import Paragraph, Span, Speaker, Transcript, Turn
from summarize.text import DOUBLE_QUOTES, SINGLE_QUOTES, SPACES, ZERO_WIDTH, fold, strip_accents, view

Role = Literal["speech", "question", "answer"]

_PLAIN = {
    **{ord(c): " " for c in SPACES | ZERO_WIDTH},
    **{ord(c): '"' for c in DOUBLE_QUOTES},
    **{ord(c): "'" for c in SINGLE_QUOTES},
    **{ord(c): "-" for c in "\u2010\u2011\u2212\ufe63\uff0d"},
    **{ord(c): ":" for c in "\uff1a\ufe55\ua789"},
    **{ord(c): "\n" for c in "\u2028\u2029\x0b\x0c\x85\x1c\x1d\x1e"},
}

# ---------------------------------------------------------------- words

_TABLES: dict[str, Any] = tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))


def _any(table: str) -> str:
    """One pattern for all entries of a table."""
    return "|".join(_TABLES[table])


def _label_key(text: str) -> str:
    """A label's words, folded and without accents, for comparing."""
    words = re.findall(r"[^\W_]+", strip_accents(fold(text)).replace("ı", "i"))
    return " ".join(words)


def _keys(words: Iterable[str]) -> frozenset[str]:
    return frozenset(_label_key(word) for word in words)


_QUESTION = _keys(_TABLES["question"])
_ANSWER = _keys(_TABLES["answer"])
_FUNCTIONS = _keys(_TABLES["functions"])
_NOT_LABELS = _keys(_TABLES["not_labels"])
_CONNECTORS = PARTICLES | frozenset(_TABLES["connectors"])

_MONTHS = {
    strip_accents(name.replace("_", " ")).replace("ı", "i"): number
    for row in _TABLES["months"]
    for number, name in enumerate(row.split(), 1)
    if name != "_"
}
_MONTH = "|".join(sorted(map(re.escape, _MONTHS), key=len, reverse=True))
_ORDINAL = r"(?:st|nd|rd|th|er|re|o|º|ª|-го|\.)?"
_DATES = (
    re.compile(r"\b(?P<y>\d{4})[-/.](?P<m>\d{1,2})[-/.](?P<d>\d{1,2})\b"),
    re.compile(
        rf"\b(?P<d>\d{{1,2}}){_ORDINAL}\s*(?:de |of )?(?P<M>{_MONTH})\b\.?,?\s*(?:de |del |of )?(?P<y>\d{{4}})(?!\d)"
    ),
    re.compile(rf"\b(?P<M>{_MONTH})\b\.?\s+(?P<d>\d{{1,2}})(?:st|nd|rd|th)?\.?,?\s+(?P<y>\d{{4}})(?!\d)"),
    re.compile(r"\b(?P<d>\d{1,2})\s*[./-]\s*(?P<m>\d{1,2})\s*[./-]\s*(?P<y>\d{4})\b"),
    re.compile(r"(?P<y>\d{4})\s*年\s*(?P<m>\d{1,2})\s*月\s*(?P<d>\d{1,2})\s*日"),
)
_CLOCK = re.compile(
    r"(?i)(?:\bat\s+|\bum\s+|\bà\s+|\ba las\s+)?\b\d{1,2}(?:[:.h]\d{2})(?:[:.]\d{2})?(?!\d)"
    r"\s*(?:[ap]\.?\s?m\b\.?|uhr|ч\.?|hrs|h\b)?(?:\s*\(?(?:local time|e[sd]?t|gmt|utc|ces?t|bst|msk)\b\)?)?"
    r"|\b\d{1,2}\s*[ap]\.?m\b\.?(?:\s*\(?(?:e[sd]?t|gmt|utc|ces?t|bst|local time)\b\)?)?|\b(?:e[sd]t|gmt|utc)\b"
)
_WEEKDAY = re.compile(rf"(?i)\b(?:{_any('weekdays')})\b")
_YEAR_WORD = re.compile(r"(?i)^\s*(?:года|году|г\.|року|р\.|r\.|yılı|m\b|م)")

_FURNITURE = re.compile(rf"(?i)^(?:{_any('furniture')})\s*:?$")
_FOOTER_OPENER = re.compile(rf"(?i)^(?:{_any('footer_openers')})")
_CLOSING = re.compile(
    r"(?i)^[\[(]?(?:end(?: of (?:transcript|text|interview))?\.?|fin|ende|конец"
    r"|\*\s*\*\s*\*|#{3,}|-\s*30\s*-|_{3,}|-{3,}|={3,})[\])]?(?:\s+\d{1,2}:\d{2}\s*[ap]\.?m\.?.*)?$"
)
_TITLE_WORD = re.compile(rf"(?i)\b(?:{_any('title_words')})\b")
_PLACE_WORD = re.compile(rf"(?i)\b(?:{_any('place_words')})\b")
_HOUSE = re.compile(rf"(?i)\b(?:{_any('houses')})\b")
_NOTE = re.compile(rf"(?i)^\W*(?:{_any('notes')})")
_BRACKETED = re.compile(
    r"\(([^()\n]{1,160})\)|\[([^\[\]\n]{1,160})\]|<\s*(?:\.{2,}|…)\s*>|\(\s*(?:\.{3}|…)\s*\)|\[\s*(?:\.{3}|…)\s*\]"
)
_TIME = r"[\[(]?\d{1,2}:\d{2}(?::\d{2})?(?:[.,]\d{1,3})?[\])]?"
_ONLY_TIME = re.compile(rf"^{_TIME}(?:\s*(?:-->|-|–)\s*{_TIME})?$")

# ---------------------------------------------------------------- lines


@dataclass(frozen=True, slots=True)
class _Line:
    """A line without its outer white space; `gap` tells whether an empty line stands before it."""

    start: int
    end: int
    text: str
    gap: bool
    language: str


def _plain(text: str) -> str:
    """The text with plain spaces, quotes, hyphens and line breaks, one character for each raw one."""
    plain = text.translate(_PLAIN)
    return plain.replace("\r\n", " \n").replace("\r", "\n") if "\r" in plain else plain


def _lines(plain: str, language: str) -> list[_Line]:
    found: list[_Line] = []
    gap = True
    for match in re.finditer(r"[^\n]+|\n(?=\n)", plain):
        line = match.group()
        body = line.strip()
        if not body:
            gap = True
            continue
        start = match.start() + len(line) - len(line.lstrip())
        found.append(_Line(start, start + len(body), body, gap, language))
        gap = False
    return found


# ---------------------------------------------------------------- labels


@dataclass(frozen=True, slots=True)
class _Label:
    """A candidate label. `start` opens it, `end` the speech; `text` is the label without marks, notes and times."""

    start: int
    end: int
    text: str
    style: str
    strength: int
    role: Role
    line: int
    notes: tuple[tuple[int, int], ...] = ()
    aside: str = ""

    @property
    def key(self) -> str:
        """What makes two labels the same without knowing more: the folded text."""
        return _label_key(self.text)


_LEAD = rf"(?:{_TIME}\s*[-–—|]?\s*)?(?:#{{1,6}}\s*|>\s+|[-*•]\s+)?(?:{_TIME}\s+)?(?:\*\*|__|\*|_)?\s*"
_NAME = r"(?P<name>[^\s:()\[\]<>*](?:[^:()\[\]<>\n*]|\([^()\n]{0,90}\)|\[[^\[\]\n]{0,60}\])*?)"
_BOLD_END = r"(?:\*\*|__|\*|_)?"
_TIMED = rf"(?:\s*(?:\({_TIME}\)|{_TIME}))?"
_STYLES: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("q", re.compile(rf"^{_LEAD}(?P<name>[QA]\d?){_BOLD_END}(?P<mark>\s*[.:]{_BOLD_END}\s+|\s*[-–—]\s+|\s+)(?=\S)")),
    (
        "colon",
        re.compile(
            rf"^{_LEAD}{_NAME}{_BOLD_END}{_TIMED}\s*:{_BOLD_END}(?:\s*[\[(]{_TIME}[\])])?(?:\s+|(?=[^\s/\d:])|$)"
        ),
    ),
    ("angle", re.compile(r"^<\s*(?P<name>[^<>\n:]{2,60}?)\s*>\s*:?\s*")),
    ("bracket", re.compile(r"^\[\s*(?P<name>[^\[\]\n:\d]{2,60}?)\s*\]\s*:?\s*")),
    ("eudash", re.compile(r"^(?P<name>[^\n:.—–]{3,60}(?:,[^\n:.—–]{3,100})?)\s*(?:\([A-Z]{2}\))?\.\s*[—–]\s*(?=\S)")),
    (
        "titled",
        re.compile(
            rf"^{_LEAD}(?P<name>[^\n:—–.?!*,]{{2,60}}?){_BOLD_END}\s+(?:—|–|--|-)\s+(?P<office>[^\n.?!:]{{2,90}})$"
        ),
    ),
    ("dash", re.compile(rf"^{_LEAD}(?P<name>[^\n:—–.?!*]{{2,60}}?){_BOLD_END}\s+(?:—|–|--)\s+(?=\S)")),
    (
        "timed",
        re.compile(
            rf"^(?:{_TIME}\s+)?(?:\*\*)?(?P<name>[^\n:()\[\]*]{{2,60}}?)(?:\*\*)?\s*(?:[-–—|,]\s*)?(?:{_TIME})?$"
        ),
    ),
    ("heading", re.compile(r"^(?:#{1,6}\s+|\*\*|__)(?P<name>[^\n:*#_]{2,60}?)(?:\*\*|__|\s*#*)$")),
    ("bare", re.compile(r"^(?P<name>[^\n:*#_?!;]{2,60})$")),
)
_INNER_STYLES = tuple(style for style in _STYLES if style[0] in {"q", "colon"})
_HEAD = 240

_HAS_TIME = re.compile(r"(?:^|\s)[\[(]?\d{1,2}:\d{2}")


def _candidates(lines: Sequence[_Line]) -> list[_Label]:
    return [label for number, line in enumerate(lines) for label in _line_labels(line, number)]


def _line_labels(line: _Line, number: int, styles: Sequence[tuple[str, re.Pattern[str]]] = _STYLES) -> Iterator[_Label]:
    head = line.text[:_HEAD]
    for style, pattern in styles:
        match = pattern.match(head)
        if match is not None and _fits_style(style, match, line):
            label = _label(style, match.group("name"), line, number, match.start("name"), match.end())
            if label is not None:
                yield replace(label, aside=match.group("office")) if style == "titled" else label
    caps = _caps_label(head)
    if caps is not None:
        label = _label("caps", head[: caps[0]], line, number, 0, caps[1])
        if label is not None:
            yield label


def _fits_style(style: str, match: re.Match[str], line: _Line) -> bool:
    if style == "q":
        after = line.text[match.end() : match.end() + 1]
        firm = bool(re.search(r"[.:]|\s{2,}|\t", match.group("mark")))
        return firm or (match.group("name")[0] == "Q" and not after.islower())
    if style == "titled":
        return has_role_word(match.group("office")) and len(match.group()) == len(line.text)
    if style == "timed":
        return _HAS_TIME.search(line.text) is not None
    return style not in {"heading", "bare"} or len(line.text) <= 80


def _label(style: str, name: str, line: _Line, number: int, at: int, end: int) -> _Label | None:
    notes = tuple(
        (line.start + at + m.start(), line.start + at + m.end()) for m in _BRACKETED.finditer(name) if _is_note(m)
    )
    asides = [
        m.group(1) or m.group(2) or ""
        for m in _BRACKETED.finditer(name)
        if not _is_note(m) and not _HAS_TIME.search(m.group())
    ]
    text = " ".join(re.sub(rf"(?<!\S){_TIME}(?!\S)", " ", _BRACKETED.sub(" ", name)).split()).strip(" ,*_.-–—\"'")
    shape = _shape(text, style, line.language)
    if shape is None:
        return None
    while end < len(line.text) and line.text[end] == " ":
        end += 1
    return _Label(
        line.start, line.start + end, text, style, shape[1], shape[0], number, notes, asides[0] if asides else ""
    )


@lru_cache(maxsize=4096)
def _shape(text: str, style: str, language: str) -> tuple[Role, int] | None:
    """Whether a text can be a label at all: its role and how surely (1 weak to 3 strong)."""
    key = _label_key(text)
    role = _generic_role(key, text, style)
    if role is not None:
        return role, 3
    if key in _FUNCTIONS and text[:1].upper() == text[:1] and style not in {"bare", "heading", "dash"}:
        return "speech", 3
    words = text.split()
    if not key or len(words) > 14 or len(text) > 110 or re.search(r"[?!;\"=+@|%$€£/\\{}…]", text):
        return None
    if re.search(r"\d", text) and not re.fullmatch(r"[^\W\d_]+ #?\d{1,2}", text):
        return None
    if all(word in _NOT_LABELS or is_common_word(word, language) or len(word) == 1 for word in key.split()):
        return None
    if not _is_name_cased(text, words, language) or _has_sentence_end(words):
        return None
    return "speech", _strength(text, words)


def _generic_role(key: str, text: str, style: str) -> Role | None:
    bare = re.sub(r"\s*\d+$", "", key)
    if style in {"bare", "heading", "dash"} or (style == "timed" and len(bare) < 2):
        return None
    if bare in _QUESTION and (bare != "q" or text[:1] == "Q"):
        return "question"
    if bare in _ANSWER and (bare != "a" or (style in {"q", "colon"} and text[:1] == "A")):
        return "answer"
    return None


_ABBREVIATED = frozenset(_TABLES["abbreviated"])


def _has_sentence_end(words: Sequence[str]) -> bool:
    return any(
        w.endswith(".") and len(w) > 3 and "." not in w[:-1] and fold(w[:-1]) not in _ABBREVIATED for w in words[:-1]
    )


def _is_name_cased(text: str, words: Sequence[str], language: str) -> bool:
    """Whether the words are written like a name or an office: capitals, small words only between or in an office."""
    main = text.partition(",")[0].split()
    if not text[:1].isalpha() or not any(c.isalpha() for c in text):
        return False
    if text[:1].lower() == text[:1].upper():
        return len(words) <= 8
    if not (text[:1].isupper() or fold(words[0]) in PARTICLES or "-" in words[0]):
        return False
    small = [w for w in main if w[:1].islower() and fold(w) not in _CONNECTORS and "-" not in w and "'" not in w]
    if not small:
        return True
    ends_like_name = main[-1][:1].isupper() or has_role_word(main[-1])
    return has_role_word(text) and ends_like_name and not any(is_common_word(word, language) for word in small)


def _strength(text: str, words: Sequence[str]) -> int:
    name, office = personal_name(text), has_role_word(text)
    caps = text.isupper() and len(text) > 3
    if (office or has_honorific(text)) and (name or caps or len(words) > 1):
        return 3
    if caps and len(words) > 1:
        return 3
    if len(words) > 1 or office or re.search(r"\w\.\w", text):
        return 2
    return 1


_CAPS_WORD = re.compile(r"[^\W\d_](?:[^\W\d_]|['.\-])*[,.]?|-")
_FRENCH = re.compile(
    r"^(?:M|MM|Mme|Mmes|Mlle)\.?\s+(?:(?:le|la|les|l'|de|du|des|d'|ministre|président|présidente|rapporteur|rapporteure|secrétaire|d'[Éé]tat)\s*|[A-ZÀ-Þ][\w'-]*\s*){1,7}"
    r"(?:,\s[^.:\n]{3,80})?\.\s+(?:[—–]\s+)?(?=\S)"
)


def _caps_label(head: str) -> tuple[int, int] | None:
    """The end of a label in capitals that closes with a full stop, and the start of the speech after it."""
    french = _FRENCH.match(head)
    if french is not None:
        return len(french.group().rstrip(" —–").rstrip(".")), french.end()
    end, words = 0, 0
    for match in _CAPS_WORD.finditer(head):
        word = match.group()
        if head[end : match.start()].strip() or not (word.isupper() or fold(word) in PARTICLES) or words > 6:
            return None
        end, words = match.end(), words + 1
        if word.endswith(",") and words > 1:
            return _caps_with_office(head, end)
        if word.endswith(".") and len(word) > 3 and not has_honorific(word) and head[end : end + 1] == " ":
            return (end - 1, end) if sum(c.isalpha() for c in head[:end]) > 3 else None
    return None


def _caps_with_office(head: str, end: int) -> tuple[int, int] | None:
    match = re.compile(r"\s[^.:\n]{3,90}\.\s").match(head, end)
    return (match.end() - 2, match.end() - 1) if match is not None and has_role_word(match.group()) else None


# ---------------------------------------------------------------- which candidates are labels


@dataclass(frozen=True, slots=True)
class _Known:
    """What the rest of the document says about candidates: names of the header, words written small."""

    names: frozenset[str]
    small: frozenset[str]
    language: str
    first_body_line: int = 0


_GROUPS = (
    {"q", "colon", "angle"},
    {"q", "caps"},
    {"q", "bracket"},
    {"q", "eudash"},
    {"q", "timed"},
    {"heading", "q"},
    {"titled", "q"},
    {"q", "dash"},
    {"bare"},
)


def _accepted(candidates: Sequence[_Label], known: _Known, lines: Sequence[_Line]) -> list[_Label]:
    """The labels of the style that explains the document best."""
    best: list[_Label] = []
    for styles in _GROUPS:
        chosen = _accept_style([c for c in candidates if c.style in styles or _is_generic(c)], known, lines)
        named = [label for label in chosen if label.style != "q"]
        if named and len(chosen) > len(best) * (1.5 if best else 0):
            best = chosen
    return best or _questions_only(candidates)


def _is_generic(label: _Label) -> bool:
    return label.style == "colon" and (label.role != "speech" or label.key in _FUNCTIONS)


def _questions_only(candidates: Sequence[_Label]) -> list[_Label]:
    labels = [c for c in candidates if c.style == "q"]
    return labels if len(labels) > 1 else []


def _accept_style(labels: Sequence[_Label], known: _Known, lines: Sequence[_Line]) -> list[_Label]:
    labels = [label for label in labels if not _is_headline(label, lines)]
    counts = Counter(_family_key(label.text) for label in labels)
    likely = {_family_key(x.text) for x in labels if (x.strength > 1 or x.text.isupper()) and not _is_prose(x, known)}
    firm = {_family_key(x.text) for x in labels if x.strength == 3 and x.style in {"colon", "angle"}} | known.names
    chosen = [x for x in labels if _is_accepted(x, counts[_family_key(x.text)], len(likely), firm, known)]
    chosen = chosen or _lone_speaker(labels, known)
    spoken = [x for x in chosen if x.style != "q"]
    if spoken and spoken[0].style not in {"colon", "angle"} and len(spoken) < 2:
        return []
    return _one_per_line(chosen, lines)


def _lone_speaker(labels: Sequence[_Label], known: _Known) -> list[_Label]:
    """The one full name with a colon in a document with no other label: a statement under its speaker's name."""
    named = [x for x in labels if x.style == "colon" and x.strength == 2 and not _is_prose(x, known)]
    return named if len(named) == 1 and len(personal_name(named[0].text).split()) > 1 else []


def _one_per_line(labels: Iterable[_Label], lines: Sequence[_Line]) -> list[_Label]:
    """One label for each line; a bare line right under a bare name is that person's office."""
    by_line: dict[int, _Label] = {}
    for label in labels:
        above = by_line.get(label.line - 1)
        if above is not None and label.style == above.style == "bare" and not lines[label.line].gap:
            by_line[above.line] = replace(above, end=label.end, aside=label.text)
        else:
            by_line.setdefault(label.line, label)
    return list(by_line.values())


def _is_accepted(label: _Label, count: int, likely: int, firm: set[str], known: _Known) -> bool:
    if label.role != "speech":
        return label.style != "q" or label.text[:1] == "Q" or likely == 0 or count > 1
    family = _family_key(label.text)
    if label.style in {"dash", "bracket", "bare", "eudash"} and (
        count < 2 or (likely < 2 and family not in known.names)
    ):
        return label.style == "eudash" and label.strength > 1 and likely > 1
    if label.style in {"caps", "timed", "heading", "titled"} and likely < 2 and count < 2:
        return False
    if label.style == "bare" and _is_prose(label, known):
        return False
    if label.strength == 3:
        return True
    if family in firm or (count > 1 and not _is_prose(label, known)):
        return True
    certain = label.strength == 2 or (label.text.isupper() and len(label.text) > 2)
    return certain and likely > 1 and not _is_prose(label, known)


def _is_prose(label: _Label, known: _Known) -> bool:
    """Whether the label's words also occur in small letters, so that they are words of the language, not a name."""
    if label.strength == 3 or (label.text.isupper() and label.text.isascii()):
        return label.strength < 3 and _label_key(label.text) in _NOT_LABELS
    words = [w for w in label.text.split() if fold(w) not in _CONNECTORS]
    return any(w.casefold().strip(".,") in known.small or _label_key(w) in _NOT_LABELS for w in words) or all(
        is_common_word(word, known.language) for word in words
    )


def _is_headline(label: _Label, lines: Sequence[_Line]) -> bool:
    """Whether the document's first line is a headline with a colon ("Smith: we will act"), not a turn."""
    if label.line or label.style != "colon" or len(lines) < 3:
        return False
    line = lines[0]
    short = len(line.text) < 160 and line.text[-1] not in ".!?…:\"'" and label.end < line.end
    return short and (lines[1].text != line.text) and _has_date(lines[1].text + " " + lines[2].text)


@lru_cache(maxsize=8192)
def _family_key(text: str) -> str:
    name = personal_name(text)
    words = _label_key(name or text).split()
    return words[-1] if name and words else " ".join(words)


# ---------------------------------------------------------------- labels inside lines

_SENTENCE_BREAK = re.compile(r"(?:(?<=[.!?…\"'»”)\]])|(?<=\s-))\s+")


_MAY_LABEL = re.compile(r"[\[(*_]*(?:Q\d?[\s.:]|A[.:]|[^\W\d_a-z][^\n:?!;]{0,110}:|[^\W\d_a-z]['.\-]?[^\W\d_a-z])")


def _inner_candidates(lines: Sequence[_Line], chosen: Sequence[_Label]) -> list[_Label]:
    """Labels inside lines, for transcripts that come as one long line; with labels of their own, only those."""
    known = {label.text[:3] for label in chosen if label.text.isupper()} if len(chosen) > 1 else None
    found: list[_Label] = []
    for number, line in enumerate(lines):
        if len(line.text) < 20:
            continue
        for at in _inner_starts(line.text):
            if (known is not None and line.text[at : at + 3] not in known) or not _MAY_LABEL.match(line.text, at):
                continue
            part = _Line(line.start + at, line.end, line.text[at : at + _HEAD], False, line.language)
            found.extend(x for x in _line_labels(part, number, _INNER_STYLES) if _is_firm(x))
    return sorted({(x.start, x.style): x for x in found}.values(), key=lambda x: x.start)


def _inner_starts(text: str) -> Iterator[int]:
    yield 0
    for match in _SENTENCE_BREAK.finditer(text):
        yield match.end()
    for match in re.finditer(
        r"(?<=\s)(?:THE |MR\.? |MS\.? |MRS\.? |DR\.? )?[A-ZА-ЯЁ][A-ZА-ЯЁ'.-]+(?: [A-ZА-ЯЁ][A-ZА-ЯЁ'.-]+){0,3}:\s", text
    ):
        yield match.start()


def _is_firm(label: _Label) -> bool:
    return label.strength > 1 or label.text.isupper()


def _accept_inner(inner: Sequence[_Label], chosen: Sequence[_Label], known: _Known) -> list[_Label]:
    """The labels inside lines: those already known when the lines have labels of their own, else those that recur."""
    if len(chosen) > 1:
        keys = {label.text for label in chosen if label.text.isupper()}
        return [label for label in inner if label.text in keys and label.style == chosen[0].style]
    labels = _suffixes(inner)
    if sum(x.style == "caps" for x in labels) > sum(x.style == "colon" for x in labels):
        counts = Counter(x.text for x in labels)
        return [x for x in labels if x.style == "q" or (x.style == "caps" and counts[x.text] > 1)]
    labels = [x for x in labels if x.style != "caps"]
    counts = Counter(_family_key(x.text) for x in labels)
    likely = {_family_key(x.text) for x in labels if not _is_prose(x, known)}
    named = [
        x
        for x in labels
        if x.style == "colon" and _is_accepted(x, counts[_family_key(x.text)], len(likely), set(known.names), known)
    ]
    return (
        sorted([*named, *(x for x in labels if x.style == "q" and named)], key=lambda x: x.start)
        if len(named) > 1
        else []
    )


def _suffixes(labels: Sequence[_Label]) -> list[_Label]:
    """Labels cut to a known label they end with ("EST THE PRESIDENT" is "THE PRESIDENT" after a time of day)."""
    known = Counter(label.text for label in labels)
    starts = {label.start for label in labels}
    cut: dict[int, _Label] = {}
    for label in labels:
        words = label.text.split()
        tails = (" ".join(words[i:]) for i in range(1, len(words)))
        tail = next((t for t in tails if known[t] > 1 and known[label.text] == 1 and label.role == "speech"), None)
        if tail is not None:
            start = label.start + len(label.text) - len(tail)
            label = label if start in starts else replace(label, text=tail, start=start, notes=())
        cut.setdefault(label.end, label)
    return sorted(cut.values(), key=lambda x: x.start)


# ---------------------------------------------------------------- dates and places


def _find_date(text: str, language: str | None = None) -> tuple[int, int, dt.date] | None:
    """The first calendar date of a line, with its range; languages' month names, ISO and numbers."""
    folded = _same_length_fold(text)
    hits = [m for pattern in _DATES for m in pattern.finditer(folded)]
    for match in sorted(hits, key=lambda m: (m.start(), -m.end())):
        day = _date_of(match, language)
        if day is not None:
            return match.start(), match.end(), day
    return None


def _same_length_fold(text: str) -> str:
    return "".join(_fold_char(char) for char in text)


@lru_cache(maxsize=4096)
def _fold_char(char: str) -> str:
    folded = strip_accents(char.lower()).replace("ı", "i")
    return folded if len(folded) == 1 else char


def _date_of(match: re.Match[str], language: str | None) -> dt.date | None:
    parts = match.groupdict()
    year, day = int(parts["y"]), int(parts["d"])
    month = _MONTHS[parts["M"]] if parts.get("M") else int(parts["m"])
    american = language == "en" and "/" in match.group() and not parts.get("M") and match.start("d") < match.start("y")
    if (american and month <= 31 and day <= 12) or (month > 12 and day <= 12):
        day, month = month, day
    try:
        return dt.date(year, month, day)
    except ValueError:
        return None


def _has_date(text: str) -> bool:
    return _find_date(text) is not None


def _undated(text: str) -> str:
    """What a line says besides date, weekday and time of day."""
    found = _find_date(text)
    if found is not None:
        text = text[: found[0]].rstrip(" ,-–—|") + "\n" + _YEAR_WORD.sub("", text[found[1] :])
    text = _WEEKDAY.sub("", _CLOCK.sub("\n", text))
    pieces = [re.sub(r"(?<![A-Z])\.$", "", piece.strip(" ,;|/·•-–—:()[]*#_")) for piece in re.split(r"\n|[|•·]", text)]
    return ", ".join(piece for piece in pieces if piece)


_NO_PLACE = re.compile(rf"(?i)^(?:{_any('no_place')}|)$")
_PLACE_LABEL = re.compile(
    r"(?i)^(?:location|place|venue|where|ort|место(?: проведения)?|lieu|lugar|luogo|yer|miejsce|plaats|المكان)\s*:\s*"
)


def _place_in(text: str) -> str | None:
    place = _PLACE_LABEL.sub("", _undated(text)).strip(" ,")
    place = re.sub(r"(?i)[\s,]+(?:on|le|den|am|el|il|em|vom|du|di|от|the)$", "", place)
    place = re.sub(
        r"(?i)^(?:(?:on|at|in|le|am|den|den|em|à|a|в|released|published|date|posted)\b[\s,:]*)+", "", place
    ).strip(" ,:")
    if not place or _NO_PLACE.match(place) or len(place.split()) > 10 or not place[:1].isalpha() or place[-1] in ".!?:":
        return None
    if _TITLE_WORD.search(place) and not _PLACE_WORD.search(place):
        return None
    return place if place[:1].isupper() or place[:1].lower() == place[:1].upper() else None


# ---------------------------------------------------------------- header


@dataclass(frozen=True, slots=True)
class _Header:
    """What stands before the first turn: its meaningful lines and what they say."""

    lines: tuple[_Line, ...] = ()
    title: str | None = None
    date: dt.date | None = None
    place: str | None = None
    text: str = ""


def _is_furniture(line: _Line) -> bool:
    text = line.text
    if _FURNITURE.match(text) or _ONLY_TIME.match(text) or not any(c.isalnum() for c in text):
        return True
    if re.search(r"https?://|www\.|[^\s@]@[^\s@]{1,255}\.\w", text) and len(text.split()) < 12:
        return True
    parts = re.split(r"\s+[/>»›→|]\s*|\s*[>»›→]\s+", text)
    crumbs = len(parts) > 1 and all(len(part.split()) <= 4 for part in parts) and not _has_date(text)
    return crumbs or (text.endswith(":") and len(text.split()) <= 4) or bool(_CLOSING.match(text))


_FIELD = re.compile(r"(?i)^(?:title|event|subject|titel|titre|título|titolo|тема|speaker|rednerin|redner)\s*:\s+")


def _bare_line(text: str) -> str:
    return _FIELD.sub("", text.strip("#*_ >").strip())


def _is_dateline(line: _Line) -> bool:
    return (
        _has_date(line.text) and len(_undated(line.text).split()) <= 8 and not _TITLE_WORD.search(_undated(line.text))
    )


def _read_header(lines: Sequence[_Line], language: str | None) -> _Header:
    useful = [line for line in lines if not _is_furniture(line)]
    dates = [i for i, line in enumerate(useful) if _is_dateline(line)] or [
        i for i, x in enumerate(useful) if _has_date(x.text)
    ]
    title = _title_line(useful, dates[0] if dates else None)
    if title is None and dates and _opens_like_title(_bare_line(useful[dates[0]].text)):
        title = dates[0]
    found = _find_date(useful[dates[0]].text, language) if dates else None
    place_at, place = _place(useful, dates[0] if dates else None, title)
    first = min((i for i in (title, *dates[:1], place_at) if i is not None), default=0)
    kept = tuple(
        x
        for i, x in enumerate(useful)
        if i in {title, place_at, *dates[:1]} or (i > first and _is_lead(x)) or _is_dated(x)
    )
    return _Header(
        kept,
        _bare_line(useful[title].text) if title is not None else None,
        found[2] if found else None,
        place,
        "\n".join(line.text for line in useful),
    )


def _opens_like_title(text: str) -> bool:
    """Whether a date line says what the event was ("Panel on water, 3 May") rather than where ("Berlin, 3 May")."""
    words = _undated(text).split()
    return bool(words) and not _PLACE_WORD.search(text.partition(",")[0]) and any(w[:1].islower() for w in words)


def _is_dated(line: _Line) -> bool:
    found = _find_date(line.text)
    return found is not None and found[0] <= 3 and len(_undated(line.text).split()) <= 6


def _is_lead(line: _Line) -> bool:
    words = len(line.text.split())
    if words <= 25 and any(office for _, office in titled_names(line.text)):
        return True
    return (
        (words >= 6 and line.text[-1] in ".!?…:)\"'»”")
        or (words <= 12 and bool(_CLOCK.search(line.text)))
        or words > 25
    )


def _title_line(lines: Sequence[_Line], date: int | None) -> int | None:
    scores = [(_title_score(line, i, date), -i) for i, line in enumerate(lines)]
    if not scores:
        return None
    score, at = max(scores)
    return -at if score > 0 else None


def _title_score(line: _Line, i: int, date: int | None) -> float:
    text, words = _bare_line(line.text), len(line.text.split())
    if _is_dateline(line) or words > 40 or not text:
        return -1.0
    score = 1.0 if words > 2 else 0.2
    kind, offices = (
        bool(_TITLE_WORD.search(text)) and words > 1,
        [name for name, office in titled_names(text) if office],
    )
    score += (
        3.0 * kind
        + (2.0 if kind else 1.0) * bool(offices and not text.startswith(offices[0]))
        + 2.0 * line.text.startswith("#")
    )
    score -= (
        2.0 * (text[-1] in ".,;" and words > 6)
        + 2.0 * (text.isupper() and words <= 4 and not kind)
        + 1.0 * bool(_PLACE_WORD.search(text))
        + 2.0 * (words > 25)
    )
    score -= 3.0 * (text[-1] in "!?" or text[:1].islower())
    distance = abs(i - date) if date is not None else i
    return score - 0.3 * min(distance, 6) + (1.0 if distance == 1 else 0.0)


def _place(lines: Sequence[_Line], date: int | None, title: int | None) -> tuple[int | None, str | None]:
    """The place: on the date line, after a word for place, or the short line beside the date that looks like one."""
    for i, line in enumerate(lines):
        if _PLACE_LABEL.match(line.text) and (place := _place_in(line.text)):
            return i, place
    if date is not None and (place := _place_in(_bare_line(lines[date].text))) and date != title:
        return date, place
    if date is None and title is None:
        return None, None
    near = [i for i in range(len(lines)) if i not in {date, title} and not _is_lead(lines[i])]
    for i in sorted(near, key=lambda i: abs(i - (date if date is not None else title or 0))):
        text = _bare_line(lines[i].text)
        if (
            len(text.split()) <= 8
            and (_PLACE_WORD.search(text) or re.fullmatch(r"[^\W\d_][\w .'-]+, [^\W\d_][\w .'-]+", text))
            and _is_place_name(text)
        ):
            return i, _place_in(text)
    return None, None


def _is_place_name(text: str) -> bool:
    return (
        _place_in(text) is not None
        and not any(title for name, title in titled_names(text) if " " in name)
        and not text.lower().startswith("office of")
    )


# ---------------------------------------------------------------- persons


@dataclass(slots=True)
class _Person:
    """A speaker in the making."""

    name: str
    forms: list[str] = field(default_factory=list)
    titles: list[str] = field(default_factory=list)

    def speaker(self) -> Speaker:
        forms = tuple(dict.fromkeys(form for form in (self.name, *self.forms) if form))
        return Speaker(self.name, forms, tuple(dict.fromkeys(title for title in self.titles if title)))


class _Cast:
    """Gathers the speakers of a document: one person for all labels that mean them."""

    def __init__(self, header: _Header, named: Mapping[str, Sequence[str]], plain: str) -> None:
        self.named = named
        self.header_names = tuple(found for line in header.text.split("\n") for found in titled_names(line))
        self.vocabulary = _vocabulary(plain)
        self.people: list[_Person] = []
        self.by_label: dict[str, _Person] = {}
        self._families: dict[str, list[_Person]] = {}

    def add_labels(self, labels: Sequence[_Label]) -> None:
        """Make persons of the distinct labels, the fullest names first, offices without a name last."""
        distinct: dict[str, _Label] = {}
        for label in labels:
            if label.role == "speech":
                distinct.setdefault(_cast_key(label), label)
        ordered = sorted(distinct.values(), key=lambda x: (-_fullness(self._personal(x)), x.start))
        for label in ordered:
            if self._personal(label):
                self._add_named(label)
        self._complete_names()
        for label in ordered:
            if not self._personal(label):
                self._add_office(label)
        order = {key: i for i, key in enumerate(distinct)}
        first = {id(self.by_label[key]): i for key, i in reversed(order.items())}
        self.people.sort(key=lambda person: first[id(person)])
        self._make_names_unique()

    def _personal(self, label: _Label) -> str:
        name = personal_name(label.text)
        if name and not re.search(r"\d", label.text):
            return self.nice(name)
        return self.nice(label.aside) if label.aside and _is_person_aside(label.aside) and not name else ""

    def nice(self, text: str) -> str:
        """The text in the case a reader expects; capitals go back to the document's own spelling where it has one."""
        if not text.isupper():
            return view(text).text
        return " ".join(self._nice_word(word, i) for i, word in enumerate(text.split()))

    def _nice_word(self, word: str, i: int) -> str:
        if sum(c.isalpha() for c in word) < 2:
            return word
        if not re.search(r"(?i)[aeiouyàâäéèêëîïôöûüœæıİåøаеёиоуыэюяіїє]", word) and not has_honorific(word):
            return word
        return self.vocabulary.get(_label_key(word)) or _title_case(word, first=i == 0)

    def _add_named(self, label: _Label) -> None:
        name = self._personal(label)
        person = self._find(name, label)
        if person is None:
            person = _Person(name)
            self.people.append(person)
            self._families.setdefault(_family_key(name), []).append(person)
        self._note(person, label, name)

    def _note(self, person: _Person, label: _Label, name: str) -> None:
        nice = self.nice(label.text)
        person.forms.extend(form for form in (nice, name) if form not in person.forms)
        person.titles.extend(
            t for t in (_title_part(nice, name), label.aside if has_role_word(label.aside) else "") if t
        )
        self.by_label[_cast_key(label)] = person

    def _find(self, name: str, label: _Label) -> _Person | None:
        near = [p for p in self._families.get(_family_key(name), []) if _may_agree(name, p.name)]
        if not near:
            return None
        found = build_roster([p.speaker() for p in near], {}).resolve(label.text if personal_name(label.text) else name)
        return next((p for p in near if p.name == found.name), None)

    def _complete_names(self) -> None:
        for person in self.people:
            roster = build_roster([person.speaker()], {})
            self._complete_from_header(person, [(n, t) for n, t in self.header_names if roster.resolve(n).name and n])
            key = _case_key(self.named, person)
            if key is not None:
                person.forms.extend([person.name, *self.named[key]])
                person.name = key

    def _complete_from_header(self, person: _Person, found: Sequence[tuple[str, str]]) -> None:
        others = [p for p in self._families.get(_family_key(person.name), []) if p is not person]
        for name, title in found:
            if others and _fullness(name) < 2:
                continue
            name = self.nice(name)
            person.titles.append(title)
            if _family_key(name) != _family_key(person.name):
                continue
            person.forms.append(name)
            if _fullness(name) > _fullness(person.name):
                person.name = name

    def _add_office(self, label: _Label) -> None:
        nice = self.nice(label.text)
        person = self._office_holder(label) or next((p for p in self.people if nice in p.forms), None)
        if person is None:
            person = _Person(nice)
            self.people.append(person)
        self._note(person, label, "")

    def _office_holder(self, label: _Label) -> _Person | None:
        """Who holds an office named without a person: a case's form, the header's unlabelled person, a labelled one."""
        for key, forms in self.named.items():
            if _label_key(label.text) in {_label_key(form) for form in forms}:
                return self._person_named(key)
        if not has_role_word(label.text) or re.search(r"\d", label.text):
            return None
        waiting = [Speaker(n, (n,), (t,)) for n, t in self.header_names if t and not self._is_labelled(n)]
        for group in (waiting, [p.speaker() for p in self.people if p.titles]):
            found = build_roster(_distinct(group), {}).resolve(label.text)
            if found.name is not None:
                return self._person_named(found.name, next(s.titles for s in group if s.name == found.name))
        return None

    def _is_labelled(self, name: str) -> bool:
        near = self._families.get(_family_key(name), [])
        return bool(near) and build_roster([p.speaker() for p in near], {}).resolve(name).name is not None

    def _person_named(self, name: str, titles: Sequence[str] = ()) -> _Person:
        known = next((p for p in self.people if p.name == name), None)
        if known is None:
            known = _Person(name, [name, *self.named.get(name, ())], list(titles))
            self.people.append(known)
            self._families.setdefault(_family_key(name), []).append(known)
            self._complete_from_case(known)
        return known

    def _complete_from_case(self, person: _Person) -> None:
        key = _case_key(self.named, person)
        if key is not None and key != person.name:
            person.forms.extend([person.name, *self.named[key]])
            person.name = key

    def _make_names_unique(self) -> None:
        merged: dict[str, _Person] = {}
        for person in self.people:
            first = merged.setdefault(person.name, person)
            if first is not person:
                first.forms.extend(person.forms)
                first.titles.extend(person.titles)
                self.by_label = {k: first if p is person else p for k, p in self.by_label.items()}
        self.people = list(merged.values())

    def name_of(self, label: _Label) -> str | None:
        """The speaker's name for a label; None for questioners. An answer is the only person's the document knows."""
        if label.role == "speech":
            return self.by_label[_cast_key(label)].name
        if label.role == "answer":
            return self._answering()
        return None

    def _answering(self) -> str | None:
        if len(self.people) == 1:
            return self.people[0].name
        header = _distinct([Speaker(n, (n,), (t,)) for n, t in self.header_names if t])
        names = list(self.named) or [s.name for s in header]
        if not self.people and len(names) == 1:
            self._person_named(names[0], header[0].titles if header and not self.named else ())
            return self.people[0].name
        return None


def _may_agree(a: str, b: str) -> bool:
    """Whether two names of one family could be one person's, by first letters; a cheap test before the real one."""
    return a[:1] == b[:1] or " " not in a or " " not in b or a.split()[-1] != b.split()[-1]


def _cast_key(label: _Label) -> str:
    return f"{label.key}|{_label_key(label.aside)}" if label.aside and not personal_name(label.text) else label.key


def _is_person_aside(aside: str) -> bool:
    words = aside.split()
    return (
        1 < len(words) <= 5
        and bool(personal_name(aside))
        and all(w[:1].isupper() or fold(w) in PARTICLES for w in words)
    )


def _distinct(speakers: Iterable[Speaker]) -> list[Speaker]:
    return list({s.name: s for s in speakers}.values())


def _fullness(name: str) -> float:
    """How much of a name is given: whole words count one, initials a little."""
    return sum(1.0 if len(word.strip(".")) > 1 else 0.1 for word in name.split() if fold(word) not in PARTICLES)


def _case_key(named: Mapping[str, Sequence[str]], person: _Person) -> str | None:
    """The case's name for the person: the one whose own roster knows any of the person's forms."""
    for key, forms in named.items():
        own = build_roster([Speaker(key, (key, *forms))], {})
        if any(
            own.resolve(form).name and own.resolve(form).score >= 0.75 for form in (person.name, *person.forms) if form
        ):
            return key
    return None


def _vocabulary(plain: str) -> dict[str, str]:
    """How the document writes capitalised words that it also writes in capitals ("MCDONALD" -> "McDonald")."""
    counts = Counter(re.findall(r"\b[A-ZÀ-ÞА-ЯЁ][^\W\d_]*[a-zß-ÿа-яё][^\W\d_]*(?:['-][^\W\d_]+)*", plain))
    found: dict[str, str] = {}
    for word, _ in counts.most_common():
        found.setdefault(_label_key(word), word)
    return found


def _title_case(word: str, *, first: bool) -> str:
    lower = word.replace("İ", "i").lower()
    if lower in _CONNECTORS and not first:
        return lower
    parts = re.split(r"([-'])", lower)
    cased = [
        p if p in PARTICLES and i + 1 < len(parts) and parts[i + 1] == "-" else p[:1].upper() + p[1:]
        for i, p in enumerate(parts)
    ]
    return re.sub(r"^Mc(\w)", lambda m: "Mc" + m.group(1).upper(), "".join(cased))


def _title_part(label: str, name: str) -> str:
    """The office in a label: its words without the name and forms of address; empty when none names an office."""
    taken = Counter(re.findall(r"\w+", fold(name)))
    kept = []
    for word in label.split():
        pieces = re.findall(r"\w+", fold(word))
        if pieces and all(taken[p] for p in pieces):
            taken.subtract(pieces)
        elif not has_honorific(word):
            kept.append(word)
    title = re.sub(r"(?i)^the\s+", "", " ".join(kept).strip(" ,;-–—."))
    title = title[:1].upper() + title[1:] if label[:1].isupper() and label.startswith(title[:1].upper()) else title
    return title if has_role_word(title) and not re.search(r"\d", title) else ""


# ---------------------------------------------------------------- turns


def _clip(lines: Sequence[_Line], plain: str, start: int, end: int) -> list[_Line]:
    """The lines between two offsets, cut to them."""
    cut: list[_Line] = []
    for line in lines:
        a, b = max(line.start, start), min(line.end, end)
        if a < b:
            text = plain[a:b]
            a += len(text) - len(text.lstrip())
            if text.strip():
                cut.append(_Line(a, a + len(text.strip()), text.strip(), line.gap, line.language))
    return cut


def _is_wrapped(lines: Sequence[_Line]) -> bool:
    """Whether paragraphs are broken into lines of a fixed width, so that only empty lines part them."""
    pairs = [a for a, b in pairwise(lines) if not b.gap]
    if len(pairs) < 5:
        return False
    open_ended = [a for a in pairs if a.text[-1] not in ".!?…:;)\"'»”" and 35 <= len(a.text) <= 130]
    return len(open_ended) > 0.5 * len(pairs)


def _paragraphs(turn: str, lines: Sequence[_Line], wrapped: bool) -> tuple[Paragraph, ...]:
    spans: list[tuple[int, int]] = []
    for line in lines:
        if wrapped and spans and not line.gap:
            spans[-1] = spans[-1][0], line.end
        else:
            spans.append((line.start, line.end))
    return tuple(Paragraph(f"{turn}.{i}", start, end) for i, (start, end) in enumerate(spans, 1))


_PAGE = re.compile(
    r"(?i)^(?:page|seite|стр\.?|página|pagina|sayfa|strona)?\s*[-–—]?\s*\d{1,4}\s*[-–—]?(?:\s*(?:of|/|von|de|di|из|sur|z)\s*\d{1,4})?$"
)


def _page_lines(lines: Sequence[_Line], header: _Header) -> frozenset[str]:
    """Short lines that come back on every page, with their numbers masked."""
    counts = Counter(_masked(line.text) for line in lines if len(line.text) < 120)
    titles = {_masked(line.text) for line in header.lines}
    return frozenset(
        text
        for text, count in counts.items()
        if (count > 2 and ("0" in text or text in titles)) and text[-1:] not in ".?!"
    )


def _masked(text: str) -> str:
    return re.sub(r"\d+", "0", fold(text))


def _is_speech_line(line: _Line, pages: frozenset[str]) -> bool:
    return not (
        _PAGE.match(line.text)
        or _ONLY_TIME.match(line.text)
        or _masked(line.text) in pages
        or _CLOSING.match(line.text)
    )


def _without_footer(lines: list[_Line], header: _Header) -> list[_Line]:
    """A last turn's lines without what the site prints after it."""
    repeated = {fold(line.text) for line in header.lines}
    for i in range(1, len(lines)):
        closing = _CLOSING.match(lines[i].text) and i + 4 >= len(lines)
        if fold(lines[i].text) in repeated or _FOOTER_OPENER.match(lines[i].text) or closing or _is_dateline(lines[i]):
            lines = lines[:i]
            break
    while len(lines) > 1 and _is_furniture(lines[-1]):
        lines = lines[:-1]
    listed = len(lines)
    while listed > 1 and _is_list_entry(lines[listed - 1]):
        listed -= 1
    return lines[:listed] if len(lines) - listed > 1 and lines[listed - 1].text[-1] in ".!?…\"'»”)" else lines


def _is_list_entry(line: _Line) -> bool:
    return (
        line.gap
        and len(line.text.split()) <= 14
        and line.text[-1] not in ".!?…,;:\"'»”)]"
        and not _is_note_line(line.text)
    )


def _is_note_line(text: str) -> bool:
    return bool(re.fullmatch(r"[(\[][^()\[\]]{1,200}[)\]]\.?", text)) and len(text.split()) <= 30


def _is_note(match: re.Match[str]) -> bool:
    words = match.group(1) or match.group(2)
    return words is None or (bool(_NOTE.match(words)) and len(words.split()) <= 14)


def _notes(plain: str, raw: str, turns: Sequence[Turn], labels: Sequence[_Label]) -> tuple[Span, ...]:
    found = {note for label in labels for note in label.notes}
    for turn in turns:
        found.update(
            (m.start(), m.end())
            for m in _BRACKETED.finditer(plain, turn.start, turn.end)
            if _is_note(m) or _is_clock(m)
        )
        found.update(
            (p.start, p.end) for p in turn.paragraphs if turn.role != "header" and _is_note_line(plain[p.start : p.end])
        )
    return tuple(Span.cut(raw, start, end) for start, end in sorted(found))


def _is_clock(match: re.Match[str]) -> bool:
    return bool(_ONLY_TIME.match(match.group()))


def _turns(labels: Sequence[_Label], lines: Sequence[_Line], plain: str, header: _Header, cast: _Cast) -> list[Turn]:
    bodies = _bodies(labels, lines, plain)
    wrapped = _is_wrapped(lines)
    pages = _page_lines(lines, header)
    turns: list[Turn] = []
    for i, (label, body) in enumerate(zip(labels, bodies, strict=True)):
        kept = [line for line in body if _is_speech_line(line, pages)]
        kept = _without_footer(kept, header) if i + 1 == len(labels) else kept
        if kept:
            role: Literal["speech", "question"] = "question" if label.role == "question" else "speech"
            turns.append(_turn(len(turns) + 1, label.text, role, cast.name_of(label), kept, wrapped))
    return turns


def _turn(
    number: int,
    label: str | None,
    role: Literal["speech", "question"],
    speaker: str | None,
    lines: Sequence[_Line],
    wrapped: bool,
) -> Turn:
    turn = f"t{number}"
    spoken = [line for line in lines if not _is_note_line(line.text)] or list(lines)
    return Turn(turn, speaker, lines[0].start, lines[-1].end, _paragraphs(turn, spoken, wrapped), role, label)


def _bodies(labels: Sequence[_Label], lines: Sequence[_Line], plain: str) -> Iterator[list[_Line]]:
    """The lines of each turn, walking through the document once."""
    at = 0
    for i, label in enumerate(labels):
        end = labels[i + 1].start if i + 1 < len(labels) else len(plain)
        while at < len(lines) and lines[at].end <= label.end:
            at += 1
        stop = at
        while stop < len(lines) and lines[stop].start < end:
            stop += 1
        yield _clip(lines[at:stop], plain, label.end, end)
        at = max(at, stop - 1)


# ---------------------------------------------------------------- texts without labels

_FIRST_PERSON = re.compile(
    r"(?i)(?<!\w)(?:i|i'm|my|we|our|us|me|ich|wir|mein\w*|unser\w*|uns|je|j'|nous|notre|nos|yo|nosotros|nuestr\w+|io|noi|nostr\w+|eu|nós|nosso\w*|я|мы|мой|наш\w*|нас|мне|ben|biz|bizim|ja|my|nasz\w*|ik|wij|ons|onze|أنا|نحن)(?!\w)"
)
_DELIVERY = re.compile(
    r"(?i)as (?:prepared|delivered)|check against delivery|es gilt das gesprochene wort|seul le prononcé|embargo"
)


def _speech_start(lines: Sequence[_Line]) -> int:
    """The index of the line where a speech without labels begins; 0 when nothing looks like a header."""
    for i, line in enumerate(lines[:25]):
        if not _is_heading_line(line, lines[:i]):
            return i
    return 0


def _is_heading_line(line: _Line, before: Sequence[_Line]) -> bool:
    words = len(line.text.split())
    if _is_furniture(line) or line.text.startswith("#") or _is_dateline(line) or _DELIVERY.search(line.text):
        return True
    if _FIRST_PERSON.search(line.text) or line.text[-1] in ",!":
        return False
    if words <= 30 and line.text[-1] not in ".?…:;\"'»”" and (not before or words <= 18):
        return True
    return words <= 60 and any(_shares_name(line.text, other.text) for other in before)


def _shares_name(text: str, title: str) -> bool:
    names = {_family_key(name) for name, office in titled_names(title) if office}
    return bool(names & {_family_key(name) for name, _ in titled_names(text)})


def _sole_speaker(header: _Header, named: Mapping[str, Sequence[str]], cast: _Cast) -> _Person | None:
    """Whom the header of a speech names as the speaker: the one person with an office, or the one after "by"."""
    if len(named) == 1:
        return cast._person_named(next(iter(named)))
    said = re.search(r"(?im)^(?:speaker|redner|rednerin|orateur|orador|oratore|выступает)\s*:\s*(\S.*)$", header.text)
    if said is not None and (name := personal_name(said.group(1))):
        return cast._person_named(name, [_title_part(said.group(1), name)])
    for text in (header.title or "", header.text):
        people = {
            name: title for name, title in titled_names(text) if title or re.search(rf"{_BY}\s+{re.escape(name)}", text)
        }
        by = [
            n
            for n in people
            if re.search(rf"{_BY}\s+(?:the\s+)?{re.escape((people[n] + ' ') if people[n] else '')}{re.escape(n)}", text)
        ]
        chosen = by if len(by) == 1 else list(people)
        if len({_family_key(name) for name in chosen}) == 1:
            name = max(chosen, key=_fullness)
            return cast._person_named(_nominative(name, people[name]), [people[name]])
    return None


_BY = r"(?i:\b(?:by|from|of|von|vom|der|des|par|du|de|por|del|di|da|do|przez|door|van)\b)"


def _nominative(name: str, title: str) -> str:
    """A Russian or Ukrainian name after an office in the genitive, in its base form; any other name unchanged."""
    office = title.split()[0] if title else ""
    if not re.search("[а-я]$", name) or not re.search("(?:та|ра|ля|ого|еря)$", office):
        return name
    return " ".join(_base_form(word) for word in name.split())


def _base_form(word: str) -> str:
    for ending, base in (("ой", "а"), ("ого", "ий"), ("ея", "ей"), ("ия", "ий"), ("ы", "а"), ("а", ""), ("я", "й")):
        if word.endswith(ending) and len(word) - len(ending) > 2:
            return word[: -len(ending)] + base
    return word


# ---------------------------------------------------------------- language

_MARKERS: Mapping[str, Sequence[str]] = _TABLES["markers"]


_LETTERS = {"de": "äöüß", "fr": "èêœ", "es": "ñ¿¡", "it": "ìò", "pt": "ãõ", "tr": "ğış", "pl": "ąęłńśźż"}


def _language(plain: str) -> str:
    sample = plain[:20000]
    if len(re.findall("[\u0600-\u06ff]", sample)) > 0.3 * max(1, len(re.findall(r"[^\W\d_]", sample))):
        return "ar"
    if len(re.findall("[\u0400-\u04ff]", sample)) > 0.3 * max(1, len(re.findall(r"[^\W\d_]", sample))):
        return "uk" if len(re.findall("[іїєґ]", sample)) > 3 else "ru"
    counts = Counter(re.findall(r"[^\W\d_]+", sample.lower()))
    letters = Counter(sample.lower())
    scores = {code: sum(counts[word] for word in words) for code, words in _MARKERS.items()}
    for code, own in _LETTERS.items():
        scores[code] += sum(letters[letter] for letter in own)
    best = max(scores, key=lambda code: scores[code])
    return best if scores[best] > 1 else "en"


# ---------------------------------------------------------------- the door


def parse_transcript(
    text: str,
    *,
    id: str = "transcript",
    language: str | None = None,
    date: dt.date | None = None,
    speakers: Mapping[str, Sequence[str]] | None = None,
) -> Transcript:
    """Read a transcript of any usual layout.

    `date` and `language` win over what the text says. `speakers` are a case's names and their forms; a label that
    fits one takes that name. Text before the first label is the turn "header"; a text without labels is one turn,
    with a speaker if its header names one. Never raises on odd text: doubts become `warnings`.
    """
    plain = _plain(text)
    tongue = language or _language(plain)
    lines = _lines(plain, tongue)
    labels = _find_labels(plain, lines, tongue)
    if labels:
        return _dialogue(text, plain, lines, labels, id, tongue, date, speakers or {})
    return _monologue(text, plain, lines, id, tongue, date, speakers or {})


def _find_labels(plain: str, lines: Sequence[_Line], language: str) -> list[_Label]:
    candidates = _candidates(lines)
    small = frozenset(word for word in re.findall(r"(?<![\w'])[^\W\d_]+", plain) if word[0].islower())
    opening = "\n".join(line.text for line in lines[: candidates[0].line if candidates else 0][:30])
    known = _Known(frozenset(_family_key(name) for name, _ in titled_names(opening)), small, language)
    chosen = _accepted(candidates, known, lines)
    inner = _accept_inner(_inner_candidates(lines, chosen), chosen, known)
    if len(chosen) < 2 and len(inner) > len(chosen):
        chosen = []
    return _without_overlap([*chosen, *inner])


def _without_overlap(labels: Iterable[_Label]) -> list[_Label]:
    kept: list[_Label] = []
    for label in sorted(labels, key=lambda x: (x.start, -x.end)):
        if not kept or label.start >= kept[-1].end:
            kept.append(label)
    return kept


def _dialogue(
    text: str,
    plain: str,
    lines: Sequence[_Line],
    labels: Sequence[_Label],
    id: str,
    language: str,
    date: dt.date | None,
    named: Mapping[str, Sequence[str]],
) -> Transcript:
    before = _clip([x for x in lines if x.start < labels[0].start], plain, 0, labels[0].start)
    header = _read_header(before, language)
    cast = _Cast(header, named, plain)
    cast.add_labels(labels)
    turns = _turns(labels, lines, plain, header, cast)
    return _transcript(text, plain, id, language, date, header, turns, cast, labels, ())


def _monologue(
    text: str,
    plain: str,
    lines: Sequence[_Line],
    id: str,
    language: str,
    date: dt.date | None,
    named: Mapping[str, Sequence[str]],
) -> Transcript:
    start = _speech_start(lines)
    header = _read_header(lines[:start], language)
    cast = _Cast(header, named, plain)
    person = _sole_speaker(header, named, cast)
    body = [line for line in lines[start:] if _is_speech_line(line, _page_lines(lines, header))]
    body = _without_footer(body, header)
    turns = [_turn(1, None, "speech", person.name if person else None, body, _is_wrapped(body))] if body else []
    warnings = () if person else ("no speaker label was recognised: the text is one turn without a speaker",)
    return _transcript(text, plain, id, language, date, header, turns, cast, (), warnings)


def _transcript(
    text: str,
    plain: str,
    id: str,
    language: str,
    date: dt.date | None,
    header: _Header,
    turns: Sequence[Turn],
    cast: _Cast,
    labels: Sequence[_Label],
    warnings: tuple[str, ...],
) -> Transcript:
    every = [*_header_turn(header), *turns]
    warnings = warnings if turns else ("the transcript has no text",)
    return Transcript(
        id,
        text,
        tuple(every),
        _housed([p.speaker() for p in cast.people], header),
        language,
        header.title,
        date or header.date,
        header.place,
        _notes(plain, text, every, labels),
        warnings,
    )


def _housed(speakers: Sequence[Speaker], header: _Header) -> tuple[Speaker, ...]:
    """The speakers; the only one whose office names no country or body gets the one house that the header names."""
    houses = {fold(match.group()): match.group() for match in _HOUSE.finditer(header.text)}
    bare = [s for s in speakers if s.titles and not any(names_place(title) for title in s.titles)]
    if len(houses) != 1 or len(bare) != 1:
        return tuple(speakers)
    house = next(iter(houses.values()))
    return tuple(replace(s, titles=(*s.titles, house)) if s is bare[0] else s for s in speakers)


def _header_turn(header: _Header) -> list[Turn]:
    if not header.lines:
        return []
    paragraphs = _paragraphs("header", header.lines, wrapped=False)
    return [Turn("header", None, header.lines[0].start, header.lines[-1].end, paragraphs, "header")]
