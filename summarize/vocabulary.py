"""The content words of a transcript, and how like each of them another word is.

Likeness is 0..1: a form of the same word, another spelling of the same name, a word of like meaning. Of the thousands
of words that a transcript has, a word is like a few; only those are looked at and kept.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from summarize.names import name_keys, same_name
from summarize.recent import Recent
from summarize.similarity import Encoder
from summarize.tagging import Word

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

# Likeness of meaning: below the floor two words have nothing to do with each other, at the ceiling they are as good as
# equal.
_FLOOR, _CEILING = 0.46, 0.78
_SOFT_MOST = 0.9
_STEM = 0.95  # likeness of two forms of one word
_TOGETHER = 128  # words that are likened to the vocabulary at once
_KEPT = 16384  # words whose likenesses are kept
_BEGINNING = 5  # letters that two forms of one word have in common at least


@dataclass(frozen=True, slots=True)
class Likeness:
    """The entries that a word is like, by number, in their order, and how like each is: both of shape (entries,)."""

    entries: NDArray[np.int64]
    values: NDArray[np.float32]


class Vocabulary:
    """Words by number, 0 on. `aliases` are the names, case-folded, that mean the same as a name, case-folded."""

    def __init__(
        self, words: Sequence[Word], encoder: Encoder | None, aliases: Mapping[str, Iterable[str]] | None = None
    ) -> None:
        self.words = tuple(words)
        self._encoder = encoder
        self._aliases = aliases or {}
        self._near: Recent[str, Likeness] = Recent(_KEPT)
        self._named: dict[str, bool] = {}

    def likeness(self, word: Word, is_name: bool) -> Likeness:
        """How like a word each entry is; names and numbers are only like themselves."""
        import numpy as np

        row = np.zeros(len(self.words), dtype=np.float32)
        if self._encoder is not None and word.pos != "number":
            near = self._near.get(word.lower, lambda: self._likened([word.lower])[0])
            apart = self._is_name if is_name else self._is_rigid
            row[near.entries] = np.where(apart[near.entries], np.float32(0.0), near.values)
        for i in self._by_beginning.get(word.lower[:_BEGINNING], ()):
            if shares_stem(word.lower, self.words[i].lower):
                row[i] = _STEM
        if is_name:
            for i in self._names_like(word.text):
                if self._is_name[i] and same_name(word.text, self.words[i].text):
                    row[i] = 1.0
        for form in {word.lemma, word.lower, *self._aliases.get(word.lower, ())}:
            row[self._by_form.get(form, [])] = 1.0
        entries = np.flatnonzero(row)
        return Likeness(entries, row[entries])

    def prepare(self, words: Iterable[str]) -> None:
        """Liken lower-case words to the vocabulary together, which is many times faster than one by one."""
        if self._encoder is None or not self.words:
            return
        fresh = sorted({word for word in words if word not in self._near})
        for at in range(0, len(fresh), _TOGETHER):
            together = fresh[at : at + _TOGETHER]
            for word, near in zip(together, self._likened(together), strict=True):
                self._near.keep(word, near)

    def _likened(self, words: Sequence[str]) -> list[Likeness]:
        """The entries that mean nearly the same as each of some words."""
        import numpy as np

        assert self._encoder is not None
        cosines = self._encoder.encode(words) @ self._vectors.T
        rows, entries = np.nonzero(cosines > _FLOOR)
        soft = (cosines[rows, entries].round(3) - _FLOOR) / (_CEILING - _FLOOR)
        values = (soft.clip(0.0, 1.0) * _SOFT_MOST).astype(np.float32)
        ends = np.searchsorted(rows, np.arange(1, len(words)))
        pairs = zip(np.split(entries, ends), np.split(values, ends), strict=True)
        return [Likeness(near.copy(), likeness.copy()) for near, likeness in pairs]

    def holds(self, form: str) -> bool:
        """Whether an entry is written so, in lower case, or has this base form."""
        return form in self._by_form

    def names(self, text: str) -> bool:
        """Whether an entry with a capital is the same name, or another form of it."""
        if text not in self._named:
            low = text.casefold()
            stems = (i for i in self._by_beginning.get(low[:_BEGINNING], ()) if shares_stem(low, self.words[i].lower))
            alike = (i for i in self._names_like(text) if same_name(text, self.words[i].text))
            self._named[text] = any(self._is_capital(i) for found in (stems, alike) for i in found)
        return self._named[text]

    def _is_capital(self, number: int) -> bool:
        word = self.words[number]
        return word.pos == "name" or word.text[:1].isupper()

    @cached_property
    def lacks_capitals(self) -> bool:
        """Whether names cannot be told from other words by their letters."""
        return not any(w.text[:1].isupper() for w in self.words)

    def _names_like(self, text: str) -> list[int]:
        """The entries with a capital, and names, that may be the same name as some text."""
        return sorted({i for key in name_keys(text) for i in self._by_name_key.get(key, ())})

    @cached_property
    def _by_name_key(self) -> dict[str, list[int]]:
        capitals = (i for i in range(len(self.words)) if self._is_capital(i))
        return grouped((key, i) for i in capitals for key in name_keys(self.words[i].text))

    @cached_property
    def _by_form(self) -> dict[str, list[int]]:
        return grouped((form, i) for i, w in enumerate(self.words) for form in {w.lemma, w.lower})

    @cached_property
    def _by_beginning(self) -> dict[str, list[int]]:
        return grouped((w.lower[:_BEGINNING], i) for i, w in enumerate(self.words))

    @cached_property
    def _is_name(self) -> NDArray[np.bool_]:
        import numpy as np

        return np.array([w.pos == "name" for w in self.words], dtype=bool)

    @cached_property
    def _is_rigid(self) -> NDArray[np.bool_]:
        """Entries that no other word is like: numbers."""
        import numpy as np

        return np.array([w.pos == "number" for w in self.words], dtype=bool)

    @cached_property
    def _vectors(self) -> NDArray[np.float32]:
        assert self._encoder is not None
        return self._encoder.encode([w.lower for w in self.words])


def grouped(pairs: Iterable[tuple[str, int]]) -> dict[str, list[int]]:
    """Numbers by key, each list in the order of the pairs."""
    found: dict[str, list[int]] = {}
    for key, number in pairs:
        found.setdefault(key, []).append(number)
    return found


def shares_stem(left: str, right: str) -> bool:
    """Forms of one word by their letters: a common beginning of at least five letters that leaves short endings."""
    pairs = zip(left, right, strict=False)
    common = next((i for i, (a, b) in enumerate(pairs) if a != b), min(len(left), len(right)))
    return common >= _BEGINNING and max(len(left), len(right)) - common <= 3
