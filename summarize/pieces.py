"""Pieces: the lines of a capture with what marks them (headings, block quotes, list entries), in raw offsets."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from summarize.text import ZERO_WIDTH
from summarize.text import fold as fold_text

Mark = Literal["", "head", "quote", "entry", "image", "rule", "subject"]

CLOSERS = "\"'»«”’“‘)]›*_」』】）"
_END = re.compile(rf"[.!?…。！？؟۔।][{re.escape(CLOSERS)}]*$")
SENTENCE_STOP = re.compile(rf"[.!?…؟۔।][{re.escape(CLOSERS)}]*\s+\S|[。！？]")
WORD = re.compile(r"[^\W\d_]+(?:['’\-.][^\W\d_]+)*")
WIDE = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\uac00-\ud7af]")
_MARK = re.compile(r"(?P<head>#{1,6}(?=\s))|(?P<quote>>)|(?P<entry>(?:[-*+•●▪◦‣·]|\d{1,2}[.)])(?=\s))")
_SUBJECT = re.compile(
    r"(?:subject|betreff|objet|asunto|oggetto|assunto|тема|konu|الموضوع|temat|onderwerp)\s*:\s*(?=\S)", re.IGNORECASE
)
_IMAGE = re.compile(r"!\[[^\[\]]*\](?:\([^)]*\))?")
_LINK = re.compile(r"\[([^\[\]]*)\]\([^()\s]*(?:\s+\"[^\"]*\")?\)")
ADDRESS = re.compile(r"<?(?:https?://|www\.)\S+>?|[^\s@]{1,64}@[^\s@]{1,255}\.\w+|\b(?:[\w-]{1,63}\.){1,8}(?:com|org|net|info|html?)\b\S*")


def fold(text: str) -> str:
    """The comparable form; the dotless and the dotted i count as one, as capitals do not tell them apart."""
    if text.isascii():  # nothing to normalise but the one odd quotation mark; most words take this way
        return " ".join(text.replace("`", "'").lower().split())
    return fold_text(text).replace("\u0307", "").replace("ı", "i")


@dataclass(frozen=True)
class Piece:
    """A line or a hard-wrapped paragraph: raw offsets without marks, its plain text, and what marked it."""

    start: int
    end: int
    text: str
    mark: Mark = ""
    level: int = 0
    gap: bool = False
    linked: float = 0.0

    @cached_property
    def words(self) -> list[str]:
        """The words; two characters of a script without spaces count as one."""
        wide = WIDE.findall(self.text)
        return WORD.findall(WIDE.sub(" ", self.text)) + ["".join(wide[i : i + 2]) for i in range(0, len(wide), 2)]

    @cached_property
    def folded(self) -> str:
        """The comparable form."""
        return fold(self.text)

    @cached_property
    def key(self) -> str:
        """The comparable form without figures and punctuation at its ends, for whole-line matches."""
        bare = re.sub(r"\(\s*[\d.,\s]+[km]?\s*\)|\b\d[\d.,]*[km]?\b|[٠-٩]+", " ", self.folded)
        return " ".join(bare.split()).strip(" .,:;!?…-–—|/\\<>()[]{}*_+#&»«\"'•·→›↓▼▶➤0123456789")

    @property
    def ended(self) -> bool:
        """Whether it ends like a sentence."""
        return bool(_END.search(self.text))

    @property
    def lowercase_start(self) -> bool:
        """Whether it begins with a small letter (of a script that has capitals)."""
        return self.text[:1].islower()


_EDGE = "".join(ZERO_WIDTH)


def read_lines(text: str) -> Iterator[Piece]:
    """The lines that are not blank, each as a piece."""
    at, gap, count = 0, True, 0
    for line in text.split("\n"):
        start, end = _trimmed(text, at, at + len(line))
        if start < end:
            count += 1
            subject = _SUBJECT.match(text[start:end]) if count <= 12 else None
            yield (_plain(text, start + subject.end(), end, "subject", 0, gap) if subject
                   else _marked(text, start, end, gap))
        gap = start >= end
        at += len(line) + 1


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and (text[start].isspace() or text[start] in _EDGE):
        start += 1
    while start < end and (text[end - 1].isspace() or text[end - 1] in _EDGE):
        end -= 1
    return start, end


def _marked(text: str, start: int, end: int, gap: bool) -> Piece:
    raw = text[start:end]
    if not any(char.isalnum() for char in raw):
        return Piece(start, end, raw, "rule", gap=gap)
    if _IMAGE.sub("", raw).strip(" []()*_|") == "":
        return Piece(start, end, raw, "image", gap=gap)
    mark: Mark = ""
    level = 0
    found = _MARK.match(raw)
    if found:
        mark = "head" if found["head"] else "quote" if found["quote"] else "entry"
        level = len(found["head"] or "")
        start, end = _trimmed(text, start + found.end(), end)
        if mark == "head":
            end = _trimmed(text, start, start + len(text[start:end].rstrip("#")))[1] if start < end else end
    return _plain(text, start, end, mark, level, gap) if start < end else Piece(start, end, "", "rule", gap=gap)


def _plain(text: str, start: int, end: int, mark: Mark, level: int, gap: bool) -> Piece:
    """The piece with its plain text: links shown as their words, emphasis opened, images dropped."""
    raw = text[start:end]
    opened = _LINK.sub(r"\1", _IMAGE.sub("", raw))
    outside = _LINK.sub("", _IMAGE.sub("", raw))
    linked = 1 - sum(map(str.isalpha, outside)) / max(1, sum(map(str.isalpha, opened))) if "](" in raw else 0.0
    if not mark and re.fullmatch(r"(\*\*|__)[^*_]+\1", opened) and not _END.search(opened):
        mark = "head"
        level = 3
    plain = re.sub(r"(?<!\w)[*_]{1,3}(?=\S)|(?<=\S)[*_]{1,3}(?!\w)", "", opened).strip()
    return Piece(start, end, " ".join(plain.split()) or raw, mark, level, gap, linked)


def join_lines(text: str, first: Piece, last: Piece) -> Piece:
    """The piece from the first to the last of some lines."""
    if first is last:
        return first
    return _plain(text, first.start, last.end, first.mark, first.level, first.gap)
