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

from summarize.bylines import (
    bare_name,
    base_forms_of,
    from_genitive,
    is_participants_heading,
    listed_name,
    people_in,
    sole_byline,
)
from summarize.hearings import Announcement, announcements, is_bench_label, is_witness_label
from summarize.lexicon import load
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
_NAMED_QUESTION = _keys(_TABLES["named_question"])
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
_SECTION = re.compile(rf"(?i)^(?:{_any('section_titles')})\s*:?$")
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
    return _without_line_numbers(found)


def _without_line_numbers(lines: list[_Line]) -> list[_Line]:
    """The lines without the numbers that every line of a page begins with in court transcripts."""
    numbers = [m and int(m.group(1)) for line in lines if (m := re.match(r"(\d{1,2})(?:\s+|$)", line.text)) or True]
    counted = sum(b == 1 or (a is not None and b == a + 1) for a, b in pairwise(numbers) if b is not None)
    if counted < 8 or counted < 0.7 * len(lines):
        return lines
    found: list[_Line] = []
    for line, number in zip(lines, numbers, strict=True):
        match = re.match(r"\d{1,2}(?:\s+|$)", line.text) if number is not None else None
        cut = match.end() if match is not None else 0
        if line.text[cut:]:
            found.append(replace(line, start=line.start + cut, text=line.text[cut:]))
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
    asked_by: str = ""

    @property
    def key(self) -> str:
        """What makes two labels the same without knowing more: the folded text."""
        return _label_key(self.text)


_NUMBERED = r"(?:Q\d{1,4}\.?\s+(?=[*_\w]))?"
_LEAD = rf"(?:{_TIME}\s*[-–—|]?\s*)?{_NUMBERED}(?:#{{1,6}}\s*|>\s+|[-*•]\s+)?(?:{_TIME}\s+)?(?:\*\*|__|\*|_)?\s*"
_NAME = r"(?P<name>[^\s:()\[\]<>*](?:[^:()\[\]<>\n*]|\([^()\n]{0,90}\)|\[[^\[\]\n]{0,60}\])*?)"
_BOLD_END = r"(?:\*\*|__|\*|_)?"
_TIMED = rf"(?:\s*(?:\({_TIME}\)|{_TIME}))?"
_STYLES: tuple[tuple[str, re.Pattern[str]], ...] = (
    (
        "q",
        re.compile(
            rf"^{_LEAD}(?P<name>[QA](?:\.?\d{{1,3}})?){_BOLD_END}(?P<mark>\s*[.:]{_BOLD_END}\s+|\s*[-–—]\s+|\s+)(?=\S)"
        ),
    ),
    (
        "colon",
        re.compile(
            rf"^{_LEAD}{_NAME}{_BOLD_END}{_TIMED}\s*:{_BOLD_END}(?:\s*[\[(]{_TIME}[\])])?(?:\s+|(?=[^\s/\d:])|$)"
        ),
    ),
    ("angle", re.compile(r"^<\s*(?P<name>[^<>\n:]{2,60}?)\s*>\s*:?\s*")),
    ("bracket", re.compile(r"^\[\s*(?P<name>[^\[\]\n:\d]{2,60}?)\s*\]\s*:?\s*")),
    (
        "dotdash",
        re.compile(rf"^{_LEAD}(?P<name>[^\n:—–]{{2,110}}?)(?:\.\s?-|\.[–—]|(?<=[A-ZÀ-ÞĞİŞ])-){_BOLD_END}\s+(?=\S)"),
    ),
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
    ("bare", re.compile(r"^(?P<name>[^\n:*#_?!;]{2,80})$")),
)
_INNER_STYLES = tuple(style for style in _STYLES if style[0] in {"q", "colon"})
_HEAD = 240

_HAS_TIME = re.compile(r"(?:^|\s)[\[(]?\d{1,2}:\d{2}")


def _candidates(lines: Sequence[_Line]) -> list[_Label]:
    listed = _participant_lines(lines)
    found = [x for i, line in enumerate(lines) if i not in listed for x in _line_labels(line, i)]
    return sorted([*found, *_letter_labels(lines)], key=lambda label: label.line)


def _participant_lines(lines: Sequence[_Line]) -> frozenset[int]:
    """The lines of lists of who takes part: from the heading to the one before the first that speech follows."""
    found: set[int] = set()
    for at, line in enumerate(lines):
        if is_participants_heading(line.text):
            found.add(at)
            for i in range(at + 1, len(lines)):
                after = lines[i + 1].text if i + 1 < len(lines) else "."
                if not _is_entry(lines[i].text) or (_ends_sentence(after) and not listed_name(lines[i].text)):
                    break
                found.add(i)
    return frozenset(found)


def _is_entry(text: str) -> bool:
    return len(text.split()) <= 16 and not _ends_sentence(text) and not text.endswith(":")


def _ends_sentence(text: str) -> bool:
    return text[-1:] in tuple(".!?…\"'»”") and not re.search(r"(?i)\b(?:inc|ltd|corp|co|s\.a|[a-z])\.$", text)


_LETTER = re.compile(rf"^{_LEAD}(?P<name>[^\W\d_])(?:\s*[.:]\s?[-–—]?){_BOLD_END}\s+(?=\S)")


def _letter_labels(lines: Sequence[_Line]) -> list[_Label]:
    """Labels of one letter other than "Q" and "A", where a language's pair of them alternates ("P." and "R.")."""
    hits = [(i, line, m) for i, line in enumerate(lines) if (m := _LETTER.match(line.text[:_HEAD]))]
    counts = Counter(m.group("name") for _, _, m in hits)
    pairs = [pair.split() for pair in _TABLES["letter_pairs"]]
    size, ask, answer = max((min(counts[q], counts[a]), q, a) for q, a in pairs)
    both = counts[ask] + counts[answer]
    alternate = size and both > 2 and not (counts["B"] or counts["Б"])  # "A., B., ..." counts
    roles: dict[str, Role] = {ask: "question", answer: "answer"} if alternate else {}
    return [
        _Label(line.start, line.start + m.end(), m.group("name"), "q", 3, roles[m.group("name")], i)
        for i, line, m in hits
        if m.group("name") in roles and m.group("name") not in "QA"
    ]


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
        marked = bool(re.search(r"[.:]", match.group("mark")))
        if re.search(r"\d", match.group("name")):
            return marked and not re.match(r"(?:19|20)\d\d\b", line.text[match.end() :])
        firm = marked or bool(re.search(r"\s{2,}|\t", match.group("mark")))
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
    text = text.replace(" ,", ",")
    asked_by = _asked_by(text, style)
    shape: tuple[Role, int] | None = ("question", 3) if asked_by else _shape(text, style, line.language)
    if shape is None:
        return None
    while end < len(line.text) and line.text[end] == " ":
        end += 1
    return _Label(
        line.start,
        line.start + end,
        text,
        style,
        shape[1],
        shape[0],
        number,
        notes,
        asides[0] if asides else "",
        asked_by,
    )


def _asked_by(text: str, style: str) -> str:
    """Who asks, where a label says "question" and a name: "FRAGE WEBER"."""
    first, _, rest = text.partition(" ")
    if style not in {"colon", "dotdash", "caps"} or _label_key(first) not in _NAMED_QUESTION or not rest:
        return ""
    cased = all(word[:1].isupper() or fold(word) in PARTICLES for word in rest.split())
    return rest if cased and personal_name(rest) and len(rest.split()) <= 4 else ""


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
    if style in {"heading", "dash"} or (style in {"timed", "bare"} and len(bare) < 2):
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


_CAPS_PARTY = re.compile(
    r"^(?P<name>[A-ZÀ-ÞĄ-Ź][A-ZÀ-ÞĄ-Ź'.-]+(?: [A-ZÀ-ÞĄ-Ź][A-ZÀ-ÞĄ-Ź'.-]*){0,4} ?\([^()\n]{1,60}\))"
    r"(?:,[^.:\n]{3,90})?\.\s+(?=\S)"
)


def _caps_label(head: str) -> tuple[int, int] | None:
    """The end of a label in capitals that closes with a full stop, and the start of the speech after it."""
    french = _FRENCH.match(head)
    if french is not None:
        return len(french.group().rstrip(" —–").rstrip(".")), french.end()
    party = _CAPS_PARTY.match(head)
    if party is not None:
        return party.end("name"), party.end()
    end, words = 0, 0
    for match in _CAPS_WORD.finditer(head):
        word = match.group()
        if head[end : match.start()].strip() or not (word.isupper() or fold(word) in PARTICLES) or words > 6:
            return None
        end, words = match.end(), words + 1
        if word.endswith(","):
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
    """What the rest of the document says about candidates.

    Names of the header, words written small, names of lists of participants, and lines with their text right below.
    """

    names: frozenset[str]
    small: frozenset[str]
    language: str
    listed: frozenset[str] = frozenset()
    headed: frozenset[int] = frozenset()


_GROUPS = (
    {"q", "colon", "angle"},
    {"q", "caps"},
    {"q", "bracket"},
    {"q", "dotdash"},
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
    return labels if len(labels) > 1 and any(label.role == "question" for label in labels) else []


def _accept_style(labels: Sequence[_Label], known: _Known, lines: Sequence[_Line]) -> list[_Label]:
    labels = _without_phrases([label for label in labels if not _is_headline(label, lines)], known)
    if not any(label.role == "question" for label in labels):
        labels = [label for label in labels if label.style != "q"]
    counts = Counter(_family_key(label.text) for label in labels)
    likely = {_family_key(x.text) for x in labels if (x.strength > 1 or x.text.isupper()) and not _is_prose(x, known)}
    firm = {_family_key(x.text) for x in labels if x.strength == 3 and x.style in {"colon", "angle"}} | known.names
    chosen = [x for x in labels if _is_accepted(x, counts[_family_key(x.text)], len(likely), firm, known)]
    chosen = chosen or _lone_speaker(labels, known)
    if _is_refrain(chosen) or _is_vocative(chosen, lines):
        return []
    spoken = [x for x in chosen if x.style != "q"]
    if spoken and spoken[0].style not in {"colon", "angle"} and len(spoken) < 2:
        return []
    return _one_per_line(chosen, lines)


def _without_phrases(labels: Sequence[_Label], known: _Known) -> list[_Label]:
    """The labels that do not open like a phrase; a name that begins with such a word ("Van Dyke") must recur."""
    counts = Counter(label.text for label in labels if label.role == "speech")
    return [x for x in labels if x.role != "speech" or not _opens_phrase(x.text, known.language, counts[x.text])]


@lru_cache(maxsize=8192)
def _opens_phrase(text: str, language: str, count: int) -> bool:
    """Whether a text opens as only a phrase does: "To our friends in Pellham", "On the contrary", "Президенту"."""
    words = text.split()
    first = fold(words[0].strip(".,'"))
    if first in _phrase_openers(language):
        return count < 3 or first not in PARTICLES or has_role_word(text)
    if language == "tr" and re.search(r"\w'[a-zçğıöşü]", text):
        return True
    if words[0][:1].lower() == words[0][:1].upper() and any(w in load(language).say_verbs for w in words):
        return True
    oblique = _TABLES["oblique"].get(language)
    return bool(oblique and has_role_word(words[0]) and re.search(rf"(?i)(?:{oblique})$", words[0]))


@lru_cache(maxsize=32)
def _phrase_openers(language: str) -> frozenset[str]:
    """Words that may open a phrase before a colon but no name or office."""
    lexicon = load(language)
    classes = (lexicon.prepositions, lexicon.subordinators, lexicon.coordinators, lexicon.contrasts, lexicon.stopwords)
    found = {fold(word) for group in classes for word in group if " " not in word}
    found -= {fold(word) for word in lexicon.auxiliaries}
    found -= {word for word in found if has_role_word(word) or has_honorific(word)}
    own = _TABLES["phrase_openers"]
    return frozenset((found | {*own["all"], *own.get(language, ())}) - {*_TABLES["determiners"].get(language, ())})


def _is_refrain(labels: Sequence[_Label]) -> bool:
    """Whether one word with a colon that comes back is all there is ("Imagine: ..."): nobody answers it."""
    return (
        len(labels) > 1
        and all(x.role == "speech" and x.strength == 1 for x in labels)
        and (len({_family_key(x.text) for x in labels}) == 1)
    )


def _is_vocative(labels: Sequence[_Label], lines: Sequence[_Line]) -> bool:
    """Whether the only label is the address that opens a speech: "Mr. President:", alone on its line."""
    if len(labels) != 1 or labels[0].text.isupper() or personal_name(labels[0].text):
        return False
    line = lines[labels[0].line]
    return (
        line.text.endswith(":")
        and line.start <= labels[0].start
        and labels[0].end >= line.end
        and (has_honorific(labels[0].text))
    )


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
        if label.style == "bare":
            return likely > 1 and label.line in known.headed
        return label.style != "q" or label.role == "question" or label.text[:1] != "A" or likely == 0 or count > 1
    family = _family_key(label.text)
    if label.style == "bare" and likely > 1 and count < 2:
        named = label.strength == 3 and label.line in known.headed
        return named or family in known.listed or (label.key in _FUNCTIONS and label.line in known.headed)
    if label.style in {"dash", "bracket", "bare", "eudash"} and (
        count < 2 or (likely < 2 and family not in known.names)
    ):
        return label.style == "eudash" and label.strength > 1 and likely > 1
    if label.style in {"caps", "timed", "heading", "titled", "dotdash"} and likely < 2 and count < 2:
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


def _is_one_line(lines: Sequence[_Line]) -> bool:
    """Whether most of the text stands on one line: a transcript that lost its line ends."""
    return max((len(line.text) for line in lines), default=0) > 0.6 * sum(len(line.text) for line in lines)


def _accept_inner(inner: Sequence[_Label], chosen: Sequence[_Label], known: _Known, *, one_line: bool) -> list[_Label]:
    """The labels inside lines: those already known when the lines have labels of their own, else those that recur."""
    if len(chosen) > 1:
        keys = {label.text for label in chosen if label.text.isupper()}
        return [label for label in inner if label.text in keys and label.style == chosen[0].style]
    if not one_line:
        return []
    labels = _without_phrases(_suffixes(inner), known)
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
    place = _PLACE_LABEL.sub("", _undated(text)).strip(" ,،")
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
    if words <= 25 and any(office for _, office in (*titled_names(line.text), *people_in(line.text, line.language))):
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
    if _is_dateline(line) or words > 40 or not text or line.text[0] in "([" or _SECTION.match(text):
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
        (4.0 if words > 12 else 2.0) * (text[-1] in ".,;" and words > 6)
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
    near = [
        i for i in range(len(lines)) if i not in {date, title} and not _is_lead(lines[i]) and lines[i].text[0] != "["
    ]
    near = [i for i in near if not i or not is_participants_heading(lines[i - 1].text)]
    for i in sorted(near, key=lambda i: abs(i - (date if date is not None else title or 0))):
        text = _bare_line(lines[i].text)
        if (
            len(text.split()) <= 8
            and (_PLACE_WORD.search(text) or re.fullmatch(r"[^\W\d_][\w .'-]+, [^\W\d_][\w .'-]+", text))
            and _is_place_name(text)
        ):
            return i, _place_in(text)
    if date is not None and date + 1 < len(lines) and re.fullmatch(r"[^\W\d_][\w'-]+", lines[date + 1].text):
        town = lines[date + 1].text
        return (date + 1, town) if town[:1].isupper() and not town.isupper() and _is_place_name(town) else (None, None)
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

    def __init__(self, header: _Header, named: Mapping[str, Sequence[str]], plain: str, language: str) -> None:
        self.named = named
        self.title = header.title or ""
        self.language = language
        self.header_names = tuple(x for line in header.text.split("\n") for x in people_in(line, language))
        self.vocabulary = _vocabulary(plain)
        self.people: list[_Person] = []
        self.by_label: dict[str, _Person] = {}
        self._families: dict[str, list[_Person]] = {}

    def add_labels(self, labels: Sequence[_Label]) -> None:
        """Make persons of the distinct labels, the fullest names first, offices without a name last."""
        distinct: dict[str, _Label] = {}
        for label in labels:
            if label.role == "speech" or label.asked_by:
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
        if label.asked_by:
            return self.nice(personal_name(label.asked_by))
        name = "" if _is_office(label.text) else _behind_office(label.text) or bare_name(personal_name(label.text))
        if name and not re.search(r"\d", label.text):
            return self.nice(name)
        return self.nice(personal_name(label.aside)) if _is_person_aside(label.aside) and not name else ""

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
            known = [(n, t) for n, t in self.header_names if n and roster.resolve(n).name]
            self._complete_from_header(person, [(base_forms_of(n, self.language, person.name), t) for n, t in known])
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
        named = [(self.nice(n), t) for n, t in self.header_names if t]
        waiting = [Speaker(n, (n,), (t,)) for n, t in named if not self._is_labelled(n)]
        labelled = [p.speaker() for p in self.people if p.titles and any(_share_word(label.text, t) for t in p.titles)]
        for group in (waiting, labelled):
            found = build_roster(_distinct(group), {}).resolve(label.text)
            if found.name is not None:
                return self._person_named(found.name, next(s.titles for s in group if s.name == found.name))
        alike = _distinct([s for s in waiting if any(_share_word(label.text, title) for title in s.titles)])
        return self._person_named(alike[0].name, alike[0].titles) if len(alike) == 1 else None

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

    def announce(self, names: Iterable[str]) -> None:
        """Remember the names that lines between turns give, so that labels are completed from them."""
        named = [name for text in names if (name := bare_name(personal_name(text)))]
        self.header_names = (*self.header_names, *((name, "") for name in dict.fromkeys(named)))

    def person_for(self, text: str) -> str:
        """The name of the person whom words between turns mean; a new person where no label means them."""
        for key, person in self.by_label.items():
            if key == _label_key(text):
                return person.name
        name = self.nice(bare_name(personal_name(text)) or text)
        found = build_roster([p.speaker() for p in self.people], {}).resolve(name)
        return found.name or self._person_named(name).name

    def order_by(self, names: Sequence[str | None]) -> None:
        """Put the speakers in the order of these names."""
        first = {name: i for i, name in reversed(list(enumerate(names)))}
        spoke = [p for p in self.people if p.name in first or not all(map(is_witness_label, p.forms))]
        self.people = sorted(spoke, key=lambda person: first.get(person.name, len(names)))

    def name_of(self, label: _Label) -> str | None:
        """The speaker's name for a label; None for questioners. An answer is the only person's the document knows."""
        if label.role == "speech" or label.asked_by:
            return self.by_label[_cast_key(label)].name
        if label.role == "answer":
            return self._answering()
        return None

    def sole_answerer(self) -> str | None:
        """The one person whose event it is, by the title or because nobody else is labelled."""
        return self._answering()

    def _answering(self) -> str | None:
        titled = sole_byline((self.title,), self.language)
        known = [p for p in self.people if not all(_label_key(form) in _FUNCTIONS for form in p.forms)]
        if titled is not None:
            found = build_roster([p.speaker() for p in known], {}).resolve(titled[0])
            if found.name is not None or not known:
                return found.name or self._person_named(titled[0], [titled[1]]).name
        if len(known) == 1:
            return known[0].name
        header = _distinct([Speaker(n, (n,), (t,)) for n, t in self.header_names if t])
        names = list(self.named) or [s.name for s in header]
        if not self.people and len(names) == 1:
            self._person_named(names[0], header[0].titles if header and not self.named else ())
            return self.people[0].name
        return None


def _share_word(label: str, title: str) -> bool:
    """Whether a word of an office is in the title too, at least its stem ("The Minister", "Minister for Health")."""
    stems = {word[:5] for word in _label_key(title).split() if len(word) > 3}
    return any(word[:5] in stems for word in _label_key(label).split() if len(word) > 3)


def _may_agree(a: str, b: str) -> bool:
    """Whether two names of one family could be one person's, by first letters; a cheap test before the real one."""
    return a[:1] == b[:1] or " " not in a or " " not in b or a.split()[-1] != b.split()[-1]


def _is_office(label: str) -> bool:
    """Whether a label is an office with an article, whose capitals name nobody ("The Secretary of State for Trade")."""
    return bool(re.match(r"(?i)(?:the|le|la|der|die|el|il|o|a|de)\s", label)) and (
        has_role_word(label) and bool(re.search(r"\s(?:of|for|de|du|des|del|della|für|der|van|voor|da|do)\s", label))
    )


def _behind_office(label: str) -> str:
    """The name that stands behind its office and a comma ("MINISTRO DE HACIENDA, D. JORGE PALAU")."""
    before, comma, after = label.rpartition(", ")
    after = re.sub(r"^(?:D\.|Dª\.?|Dña\.?|D\.ª)\s+", "", after, flags=re.IGNORECASE)
    cased = all(w[:1].isupper() or fold(w) in PARTICLES for w in after.split())
    if not comma or has_role_word(after) or not has_role_word(before) or not cased:
        return ""
    return personal_name(after) if not _has_name(before) and len(after.split()) > 1 else ""


def _has_name(office: str) -> bool:
    """Whether an office comes with a name of its own ("President Ann Lee" in "President Ann Lee, Acme Corp")."""
    return any(title for _, title in titled_names(office)) and not office.isupper()


def _cast_key(label: _Label) -> str:
    unnamed = _is_office(label.text) or not personal_name(label.text)
    return f"{label.key}|{_label_key(label.aside)}" if label.aside and unnamed else label.key


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
    title = re.sub(r"(?i)^the\s+", "", re.sub(r",\s*Dñ?a?\.?ª?$", "", " ".join(kept)).strip(" ,;-–—."))
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
    r"(?i)^(?:page|column|spalte|columna|colonna|seite|стр\.?|página|pagina|sayfa|strona)?\s*[-–—]?\s*\d{1,4}\s*[-–—]?(?:\s*(?:of|/|von|de|di|из|sur|z)\s*\d{1,4})?$"
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
        or _SECTION.match(line.text.strip("#*_ "))
        or _ONLY_TIME.match(line.text)
        or _masked(line.text) in pages
        or _CLOSING.match(line.text)
    )


def _without_footer(lines: list[_Line], header: _Header) -> list[_Line]:
    """A last turn's lines without what the site prints after it."""
    repeated = {fold(line.text) for line in header.lines}
    for i in range(1, len(lines)):
        closing = _CLOSING.match(lines[i].text) and i + 4 >= len(lines)
        if (
            fold(lines[i].text) in repeated
            or _FOOTER_OPENER.match(lines[i].text)
            or closing
            or (_is_dateline(lines[i]) and 2 * i >= len(lines))
        ):
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


def _heard(
    labels: Sequence[_Label], stage: Sequence[Announcement], lines: Sequence[_Line], plain: str, cast: _Cast
) -> dict[int, str]:
    """Who asks and who answers in a hearing, by the start of the label: the last witness and examiner announced."""
    found: dict[int, str] = {}
    witness = examiner = ""
    announced = False
    waiting = [(lines[a.first].start, a) for a in reversed(stage) if a.name]
    for i, label in enumerate(labels):
        while waiting and waiting[-1][0] < label.start:
            said = waiting.pop()[1]
            if said.kind == "witness":
                witness, examiner = said.name, ""
            else:
                examiner, announced = said.name, bool(personal_name(said.name))
        if label.role == "answer" and witness:
            found[label.start] = cast.person_for(witness)
        elif label.role == "question" and examiner and label.start not in found:
            found[label.start] = cast.person_for(examiner)
        elif label.role == "speech" and is_witness_label(label.text):
            if witness:
                found[label.start] = cast.person_for(witness)
            witness = witness or label.text
        elif label.role == "speech" and witness and i + 1 < len(labels) and not is_bench_label(label.text):
            body = plain[label.end : labels[i + 1].start].strip()
            answered = labels[i + 1].role == "answer"
            if (answered and ("?" in body or not announced)) or (labels[i + 1].role == "question" and not body):
                examiner, announced = label.text, announced or not body
    return found


def _turns(
    labels: Sequence[_Label],
    lines: Sequence[_Line],
    plain: str,
    header: _Header,
    cast: _Cast,
    heard: Mapping[int, str],
    statement: tuple[str, Sequence[_Line]] | None,
) -> list[Turn]:
    """The turns of the labels, after a statement without a label that somebody opens with."""
    wrapped = _is_wrapped(lines)
    pages = _page_lines(lines, header)
    turns: list[Turn] = []
    if statement is not None:
        kept = [line for line in statement[1] if _is_speech_line(line, pages)]
        turns.append(_turn(1, None, "speech", statement[0], kept, wrapped))
    bodies = [[x for x in body if _is_speech_line(x, pages)] for body in _bodies(labels, lines, plain)]
    if bodies:
        bodies[-1] = _without_footer(bodies[-1], header)
    for label, kept in zip(labels, _without_headings(bodies), strict=True):
        if kept:
            role: Literal["speech", "question"] = "question" if label.role == "question" else "speech"
            turns.append(
                _turn(len(turns) + 1, label.text, role, heard.get(label.start) or cast.name_of(label), kept, wrapped)
            )
    return turns


def _without_headings(bodies: Sequence[list[_Line]]) -> list[list[_Line]]:
    """The lines of turns without headings of what comes next, where the document has such headings."""
    ends = [len(body) - _headings_at_end(body) if i + 1 < len(bodies) else len(body) for i, body in enumerate(bodies)]
    if sum(end < len(body) for end, body in zip(ends, bodies, strict=True)) < 2:
        return list(bodies)
    return [body[:end] for end, body in zip(ends, bodies, strict=True)]


def _headings_at_end(body: Sequence[_Line]) -> int:
    """How many lines at the end of a turn look like headings below what was said."""
    at = len(body)
    while at > 1 and _is_subheading(body[at - 1]):
        at -= 1
    return len(body) - at if at and _ends_sentence(body[at - 1].text.rstrip(")]*_")) else 0


_NOT_HEADING = re.compile(rf"(?i)\b(?:{_any('courtesies')})\b")


def _is_subheading(line: _Line) -> bool:
    text = line.text.strip("#*_ ")
    return (
        line.gap
        and 0 < len(text.split()) <= 10
        and (text[:1].isupper() or text[:1].isdigit())
        and text[-1] not in ".!?…,;:-–—\"'»”)]"
        and not _FIRST_PERSON.search(text)
        and not _NOT_HEADING.search(text)
    )


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


_VERBATIM = re.compile(r"(?i)\bverbatim\b|\bunrevised\b|\btranscript of\b|\bwortprotokoll\b|\bстенограмма\b")


def _statement_start(lines: Sequence[_Line]) -> int:
    """The index of the line where a statement without a label begins, before the first label; else the end."""
    start = _speech_start(lines)
    said = [line for line in lines[start:] if _ends_sentence(line.text)]
    spoken = sum(len(line.text.split()) for line in said) >= 25 and any(_FIRST_PERSON.search(x.text) for x in said)
    return start if start and spoken else len(lines)


def _speech_start(lines: Sequence[_Line]) -> int:
    """The index of the line where a speech without labels begins; 0 when nothing looks like a header."""
    for i, line in enumerate(lines[:25]):
        if not _is_heading_line(line, lines[:i]):
            return i
    return 0


def _is_heading_line(line: _Line, before: Sequence[_Line]) -> bool:
    words = len(line.text.split())
    if line.text.endswith(":") and not _FURNITURE.match(line.text) and any(_is_dateline(other) for other in before):
        return False
    if _is_furniture(line) or line.text.startswith("#") or _is_dateline(line) or _DELIVERY.search(line.text):
        return True
    if words <= 40 and _VERBATIM.search(line.text) and not _FIRST_PERSON.search(line.text):
        return True
    if _FIRST_PERSON.search(line.text) or line.text[-1] in ",!،":
        return False
    if words <= 30 and line.text[-1] not in ".?…:;\"'»”" and (not before or words <= 18):
        return True
    return words <= 60 and any(_shares_name(line.text, other.text) for other in before)


def _shares_name(text: str, title: str) -> bool:
    names = {_family_key(name) for name, office in titled_names(title) if office}
    return bool(names & {_family_key(name) for name, _ in titled_names(text)})


def _sole_speaker(header: _Header, named: Mapping[str, Sequence[str]], cast: _Cast, language: str) -> _Person | None:
    """Whom the header of a speech names as the speaker: the one person with an office, or the one after "by"."""
    if len(named) == 1:
        return cast._person_named(next(iter(named)))
    said = re.search(r"(?im)^(?:speaker|redner|rednerin|orateur|orador|oratore|выступает)\s*:\s*(\S.*)$", header.text)
    if said is not None and (name := personal_name(said.group(1))):
        return cast._person_named(name, [_title_part(said.group(1), name)])
    byline = sole_byline((header.title or "", header.text), language)
    if byline is None:
        return None
    name, title, written = byline
    person = cast._person_named(name, [title])
    person.forms.append(written)
    return person


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
    stage = [
        replace(a, name=from_genitive(a.name, tongue)) if a.phrased else a
        for a in announcements([line.text for line in lines])
    ]
    labels = _find_labels(plain, lines, tongue, stage)
    if labels:
        return _dialogue(text, plain, lines, labels, stage, id, tongue, date, speakers or {})
    return _monologue(text, plain, lines, id, tongue, date, speakers or {})


def _find_labels(plain: str, lines: Sequence[_Line], language: str, stage: Sequence[Announcement]) -> list[_Label]:
    said = {i for a in stage for i in range(a.first, a.last + 1)}
    candidates = [label for label in _candidates(lines) if label.line not in said]
    small = frozenset(word for word in re.findall(r"(?<![\w'])[^\W\d_]+", plain) if word[0].islower())
    opening = "\n".join(line.text for line in lines[: candidates[0].line if candidates else 0][:30])
    listed = frozenset(_family_key(name) for i in _participant_lines(lines) if (name := listed_name(lines[i].text)))
    known = _Known(
        frozenset(_family_key(name) for name, _ in titled_names(opening)), small, language, listed, _headed(lines)
    )
    chosen = _accepted(candidates, known, lines)
    inner = _accept_inner(_inner_candidates(lines, chosen), chosen, known, one_line=_is_one_line(lines))
    if len(chosen) < 2 and len(inner) > len(chosen):
        chosen = []
    if not chosen and not inner:
        return _dash_labels(lines)
    return _without_overlap([*chosen, *inner])


def _dash_labels(lines: Sequence[_Line]) -> list[_Label]:
    """Labels for an interview whose paragraphs open with a dash only: what ends with a question mark is asked."""
    dashed = [(i, m.end()) for i, line in enumerate(lines) if (m := re.match(r"[—–-]\s+(?=\S)", line.text))]
    asked = sum(lines[i].text.endswith("?") for i, _ in dashed)
    if asked < 2 or len(dashed) - asked < 2 or len(dashed) < 0.7 * (len(lines) - dashed[0][0]):
        return []
    return [
        _Label(
            lines[i].start,
            lines[i].start + end,
            lines[i].text[0],
            "dash",
            1,
            "question" if lines[i].text.endswith("?") else "answer",
            i,
        )
        for i, end in dashed
    ]


def _headed(lines: Sequence[_Line]) -> frozenset[int]:
    """The lines that stand right over a longer line which ends like a sentence, as a label over its speech."""
    parted = any(line.gap for line in lines[1:])
    return frozenset(
        i
        for i, (line, below) in enumerate(pairwise(lines))
        if not below.gap and (line.gap or not parted) and (_ends_sentence(below.text) or len(below.text) > 60)
    )


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
    stage: Sequence[Announcement],
    id: str,
    language: str,
    date: dt.date | None,
    named: Mapping[str, Sequence[str]],
) -> Transcript:
    parts = {i for a in stage if a.kind == "heading" for i in range(a.first, a.last + 1)}
    opening = [x for i, x in enumerate(lines) if x.start < labels[0].start and i not in parts]
    before = _clip(opening, plain, 0, labels[0].start)
    start = _statement_start(before)
    header = _read_header(before[:start], language)
    cast = _Cast(header, named, plain, language)
    cast.announce(a.name for a in stage)
    cast.add_labels(labels)
    heard = _heard(labels, stage, lines, plain, cast)
    said = {i for a in stage for i in range(a.first, a.last + 1)}
    spoken = [line for i, line in enumerate(lines) if i not in said]
    opener = cast.sole_answerer() if start < len(before) else None
    if opener is None:
        header = _read_header(before, language)
    turns = _turns(labels, spoken, plain, header, cast, heard, (opener, before[start:]) if opener else None)
    cast.order_by([turn.speaker for turn in turns])
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
    cast = _Cast(header, named, plain, language)
    person = _sole_speaker(header, named, cast, language)
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
    if any(match.group() in (header.place or "") for match in _HOUSE.finditer(header.text)):
        return tuple(speakers)
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
