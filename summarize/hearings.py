"""How hearings and trials announce who is heard and who asks: "MR PETER FENWICK (affirmed)", "Questions from MS ORR".

Such transcripts print "Q." and "A." for whole days. Whose these are is said once, on a line between the turns.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from summarize.names import PARTICLES, has_honorific, has_role_word, personal_name
from summarize.text import fold

_TABLES: dict[str, Any] = tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))


def _any(table: str) -> str:
    return "|".join(_TABLES[table])


_BENCH = re.compile(rf"(?i)\b(?:{_any('bench')})\b")
_WITNESS_LABELS = frozenset(fold(word) for word in _TABLES["labels"])
_OPEN = r"^(?:whereupon,?\s+)?"
_NAMED = r"(?P<name>[^,()\[\]:;?!]{3,60}?)"
_SWORN = re.compile(rf"(?i){_OPEN}{_NAMED}\s*[,(\[]\s*(?:[^.:?!]{{0,140}}?\b)?(?:{_any('sworn')})\b[^?!]{{0,140}}$")
_CALLED = re.compile(rf"(?i){_OPEN}{_NAMED}\s*(?P<mark>[,(\[])\s*(?:{_any('called')})\b[^?!]{{0,140}}$")
_WITNESS = re.compile(
    rf"(?i)^(?:{_any('witness')})\s*(?P<name>[^:;?!,()\[\]]{{3,60}}?)(?:\s*[,(\[][^()\[\]:?!]*[)\]]?)?$"
)
_EXAMINER = re.compile(
    rf"(?i)^(?:{_any('examiner')})\s*(?P<name>[^:;?!()\[\]]{{3,60}}?)\s*(?:\((?:continued|resumed)\))?:?$"
)
_PART = re.compile(rf"(?i)^(?:{_any('parts')})\s*:?$")
_LONGEST = 3
_SMALL = PARTICLES | {"of", "the", "to", "for", "and"}


@dataclass(frozen=True, slots=True)
class Announcement:
    """Lines `first` to `last` (inclusive) that say who is heard or who asks; a mere heading has no name.

    `phrased` tells that the name is part of a phrase ("Допрос свидетеля Петра Лапина"), so that it may be declined.
    """

    first: int
    last: int
    kind: Literal["witness", "examiner", "heading"]
    name: str = ""
    phrased: bool = False


def is_witness_label(text: str) -> bool:
    """Whether a label means whoever is being heard ("THE WITNESS")."""
    return fold(text) in _WITNESS_LABELS


def is_bench_label(text: str) -> bool:
    """Whether a label means the court itself, which interrupts an examination and does not take it over."""
    return _BENCH.search(text) is not None


def announcements(lines: Sequence[str]) -> tuple[Announcement, ...]:
    """All announcements, in order."""
    return tuple(_announcements(lines))


def _announcements(lines: Sequence[str]) -> Iterator[Announcement]:
    at = 0
    while at < len(lines):
        found = next((a for size in range(1, _LONGEST + 1) if (a := _read(lines, at, size)) is not None), None)
        if found is not None:
            yield found
        at = found.last + 1 if found is not None else at + 1


def _read(lines: Sequence[str], at: int, size: int) -> Announcement | None:
    text = " ".join(lines[at : at + size])
    if at + size > len(lines) or len(text) > 260 or len(lines[at]) > 120:
        return None
    if size == 1:
        if _PART.match(text):
            return Announcement(at, at, "heading")
        asked = _EXAMINER.match(text)
        if asked is not None and _names_somebody(asked.group("name")):
            return Announcement(at, at, "examiner", asked.group("name"), phrased=True)
        heard = _WITNESS.match(text)
        if heard is not None and _is_name(heard.group("name")):
            return Announcement(at, at, "witness", heard.group("name"), phrased=":" not in text)
    for pattern in (_SWORN, _CALLED):
        match = pattern.match(text)
        if match is None or match.end("name") > len(lines[at]) or not _is_name(match.group("name")):
            continue
        capitals = match.group("name").isupper()
        if pattern is _CALLED and not capitals and match.group("mark") == ",":
            continue
        if not capitals and (size > 1 or not re.search(r"[)\]]\.?$|\b\w+[.:]?$", text) or len(text) > 90):
            continue
        if not capitals and "," in text[match.end("name") + 1 :]:
            continue
        return Announcement(at, _sentence_end(lines, at + size - 1), "witness", match.group("name"))
    return None


def _sentence_end(lines: Sequence[str], at: int) -> int:
    """The line where the sentence that is open at the end of a line closes, at most three lines below."""
    if re.search(r"[.:)\]]$", lines[at]) or not lines[at][-1:].isalpha():
        return at
    closing = (i for i in range(at + 1, min(at + 4, len(lines))) if re.search(r"[.:)\]]$", lines[i]))
    end = next(closing, at)
    return end if all(line[:1].islower() for line in lines[at + 1 : end + 1]) else at


def _is_name(text: str) -> bool:
    """Whether a text is a person's name and nothing else: capitals throughout, forms of address allowed."""
    words = text.split()
    cased = all(w[:1].isupper() or w[:1].lower() == w[:1].upper() or fold(w) in PARTICLES for w in words)
    return 0 < len(words) <= 7 and cased and bool(personal_name(text)) and (len(words) > 1 or text.isupper())


def _names_somebody(text: str) -> bool:
    """Whether a text names a person or an office: what may stand after "questions from"."""
    words = text.split()
    if not all(w[:1].isupper() or w[:1].lower() == w[:1].upper() or fold(w) in _SMALL for w in words):
        return False
    named = has_honorific(text) or text.isupper() or (len(words) > 1 and _is_name(text))
    return len(words) <= 8 and (named or (has_role_word(text) and bool(personal_name(text))))
