"""Texts to the numbers of their tokens, as the encoder wants them: the only door to sentencepiece.

The tokenizer is a list of 128,000 pieces of words in sixteen languages, each with a score, and takes the best-scored
way to put a text together. Reading the list in takes 0.2 s of every run. Pieces with letters that a text does not have
cannot take part in it, so a text in Latin letters gets the same tokens from the pieces in Latin letters alone.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

from sentencepiece import SentencePieceProcessor

_LATIN = re.compile(r"[\0-\u02af\u2000-\u206f\u20a0-\u20bf\u2581]*")  # U+2581 opens a word
_PIECES = 1  # the field of a model that holds a piece; its own fields are the piece, the score and the type
_TYPED = b"\x18"


class Tokenizer:
    """Texts to numbers, by the pieces of `model`; by those in Latin letters, `latin` from `latin_part`, where they do.

    `latin` is a model, and the numbers that its pieces have in the whole one.
    """

    def __init__(self, model: Path, latin: tuple[bytes, Sequence[int]] | None = None) -> None:
        self._model = model
        self._numbers = latin[1] if latin else ()
        self._part = _loaded(latin[0]) if latin else self._whole

    @cached_property
    def _whole(self) -> Any:
        return _loaded(self._model.read_bytes())

    def encode(self, text: str) -> list[int]:
        """The numbers of a text's tokens, between those for its beginning and its end."""
        if not self._numbers or not _LATIN.fullmatch(self._part.normalize(text)):
            return list(self._whole.encode(text, out_type=int, add_bos=True, add_eos=True))
        return [self._numbers[i] for i in self._part.encode(text, out_type=int, add_bos=True, add_eos=True)]


def _loaded(model: bytes) -> Any:
    pieces = SentencePieceProcessor()
    pieces.LoadFromSerializedProto(model)
    return pieces


def latin_part(model: bytes) -> tuple[bytes, list[int]]:
    """A model without the pieces in other letters, and the numbers that the remaining ones have in the whole model.

    The piece with the lowest score stays too: what the score of an unknown letter is depends on it. The pieces are put
    in the order of their letters, in which they are read in faster.
    """
    fields = list(_fields(model))
    pieces = [(_text(content), content, whole) for field, whole, content in fields if field == _PIECES]
    lowest = min(range(len(pieces)), key=lambda i: _score(pieces[i][1]))
    kept = [i for i, (text, piece, _) in enumerate(pieces) if _LATIN.fullmatch(text) or _is_special(piece)]
    kept = sorted({*kept, lowest}, key=lambda i: pieces[i][0])
    rest = [whole for field, whole, _ in fields if field != _PIECES]
    return b"".join([*(pieces[i][2] for i in kept), *rest]), kept


# ---------------------------------------------------------------- the file of a model (a protocol buffer)


def _fields(message: bytes) -> Iterator[tuple[int, bytes, bytes]]:
    """Each field of a message that holds but texts and messages: its number, all its bytes and its content."""
    at = 0
    while at < len(message):
        tag, after = _varint(message, at)
        size, start = _varint(message, after)
        yield tag >> 3, message[at : start + size], message[start : start + size]
        at = start + size


def _varint(message: bytes, at: int) -> tuple[int, int]:
    value = shift = 0
    while True:
        byte = message[at]
        value |= (byte & 0x7F) << shift
        at, shift = at + 1, shift + 7
        if byte < 0x80:
            return value, at


def _text(piece: bytes) -> str:
    size, start = _varint(piece, 1)
    return piece[start : start + size].decode("utf-8")


def _rest(piece: bytes) -> bytes:
    """A piece's score and type: five bytes and, but for ordinary pieces, two."""
    size, start = _varint(piece, 1)
    return piece[start + size :]


def _score(piece: bytes) -> float:
    return float(struct.unpack("<f", _rest(piece)[1:5])[0])


def _is_special(piece: bytes) -> bool:
    return _rest(piece)[5:6] == _TYPED
