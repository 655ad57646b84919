"""The transcript, indexed once, and the search for the passages a statement may rest on.

A passage is a sentence of a turn (or a line of the header). Each is known by its words' base forms, by the vectors of
its words and by its own vector, so that another wording, another translation and another language can be found. All
places are kept and ranked; a repeated phrase is never pinned to its first occurrence.
"""

from __future__ import annotations

import itertools
import math
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING

from summarize.dates import DateMention, find_dates
from summarize.lexicon import Lexicon, load
from summarize.names import same_name
from summarize.quantities import Quantity, find_quantities
from summarize.records import Evidence, Transcript, Turn
from summarize.sentences import split_sentences
from summarize.similarity import Encoder, encoder
from summarize.tagging import Word, tag_words

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

# Word likeness: below the floor two words have nothing to do with each other, at the ceiling they are as good as equal.
_FLOOR, _CEILING = 0.46, 0.78
_SOFT_MOST = 0.9
_WORDS, _WORDS_FOREIGN = 0.7, 0.25  # share of words in the score, against meaning
_WORDS_ALONE = 0.75  # what full coverage is worth where the encoder sees no likeness (short clauses)
_BESIDE = 1.0  # a word found in the piece before or after, of the same sentence
_NEIGHBOUR = 0.6  # a word found only in the sentence before or after counts less
_LONG = 28  # words from which a sentence is also indexed by its parts
_LIGHT_WEIGHT = 0.4
_FEW = 60  # places that are compared one by one
_SPEECH_WEIGHT = 0.25  # weight of a reporting word: that somebody spoke is no content


@dataclass(frozen=True, slots=True)
class Passage:
    """A sentence of the transcript with its turn and all its words."""

    number: int
    turn: Turn
    start: int
    end: int
    text: str
    words: tuple[Word, ...]

    def evidence(self) -> Evidence:
        """The passage as evidence."""
        return Evidence(self.turn.id, self.turn.speaker, self.start, self.end, self.text)


@dataclass(frozen=True, slots=True)
class Term:
    """A content word of a statement with its weight in the comparison."""

    word: Word
    weight: float
    is_name: bool


@dataclass(frozen=True, slots=True)
class Match:
    """How well a passage carries a statement.

    `coverage` is the weighted share of the statement's terms found (0..1), `cosine` the likeness of meaning (-1..1; 0
    without encoder), `found` the strength term by term (0..1), `score` coverage and cosine together (0..1).
    """

    passage: Passage
    coverage: float
    cosine: float
    found: tuple[float, ...]
    score: float


class TranscriptIndex:
    """All passages of a transcript, ready to be searched."""

    def __init__(self, transcript: Transcript, aliases: Mapping[str, Sequence[str]] | None = None) -> None:
        self.transcript = transcript
        self._aliases = {
            form.casefold(): {f.casefold() for f in (name, *forms)}
            for name, forms in (aliases or {}).items()
            for form in (name, *forms)
        }
        self.lexicon: Lexicon = load(transcript.language)
        self.passages = tuple(_passages(transcript))
        self.encoder: Encoder | None = encoder()
        self._frequency = Counter(lemma for p in self.passages for lemma in {w.lemma for w in p.words})
        self._named: dict[str, bool] = {}
        self._strength_of: dict[tuple[str, str, bool], NDArray[np.float32]] = {}
        self._rows: dict[tuple[str, str, str, bool], NDArray[np.float32]] = {}

    def rarity(self, lemma: str) -> float:
        """Weight of a word by the share of passages that hold it, 0.4..1: words on every line say little."""
        share = self._frequency.get(lemma, 0) / max(1, len(self.passages))
        return 1.0 if share <= 0.06 else max(0.4, 1.0 - 0.5 * math.log10(share / 0.06))

    def number_at(self, start: int) -> int:
        """The number of the passage that starts at a raw offset."""
        return self._starts[start]

    @cached_property
    def _starts(self) -> dict[int, int]:
        return {p.start: p.number for p in self.passages}

    def holds(self, lemma: str) -> bool:
        """Whether any passage holds the word."""
        return lemma in self._frequency

    def matches(self, wordings: Sequence[str], terms: Sequence[Term], *, foreign: bool = False) -> list[Match]:
        """Every passage with how well it carries a statement, best first; ties in text order.

        `wordings` are ways to put the statement; the likest one counts.
        """
        found = [
            Match(passage, coverage, cosine, strengths, self.combined(coverage, cosine, foreign))
            for passage, coverage, cosine, strengths in self.likenesses(wordings, terms)
        ]
        return sorted(found, key=lambda m: (-m.score, m.passage.number))

    def likenesses(
        self, wordings: Sequence[str], terms: Sequence[Term]
    ) -> Iterator[tuple[Passage, float, float, tuple[float, ...]]]:
        """Every passage in text order with coverage, cosine and the strength of each term, as a match has them."""
        import numpy as np

        if not self.passages:
            return
        table = self.strengths(terms)
        weights = np.array([t.weight for t in terms], dtype=np.float32)
        total = float(weights.sum())
        by_segment = (weights @ table) / total if total else np.zeros(len(self._segments), dtype=np.float32)
        columns = table.round(3).T.astype(float).tolist()
        shares = by_segment.round(3).astype(float).tolist()
        cosines = np.max([self.cosines(w) for w in wordings], axis=0).round(3).astype(float).tolist()
        for passage, (first, last), cosine in zip(self.passages, self._segments_of, cosines, strict=True):
            best = max(range(first, last), key=shares.__getitem__) if last - first > 1 else first
            yield passage, shares[best], cosine, tuple(columns[best])

    def combined(self, coverage: float, cosine: float, foreign: bool = False) -> float:
        """Coverage and cosine as one score, 0..1; in another language words can be compared less, so meaning counts
        more.
        """
        if self.encoder is None:
            return round(coverage, 3)
        meaning = (cosine - 0.15) / 0.6
        meaning = 0.0 if meaning < 0.0 else 1.0 if meaning > 1.0 else meaning
        share = _WORDS_FOREIGN if foreign else _WORDS
        together, alone = share * coverage + (1 - share) * meaning, _WORDS_ALONE * coverage
        return round(together if together > alone else alone, 3)

    def strengths(self, terms: Sequence[Term]) -> NDArray[np.float32]:
        """How strongly each segment holds each term: shape (terms, segments).

        A segment is a sentence or, of a long one, a piece; words of the pieces beside it count almost fully, those of
        the sentences beside it less. So the words of a statement must stand together.
        """
        import numpy as np

        count = len(self._segments)
        if not terms or not count:
            return np.zeros((len(terms), count), dtype=np.float32)
        own = np.stack([self._by_segment(t) for t in terms])
        wide = own.copy()
        for left, right in ((slice(1, None), slice(None, -1)), (slice(None, -1), slice(1, None))):
            beside = np.where(self._owner[left] == self._owner[right], _BESIDE, 0.0)
            wide[:, left] = np.maximum(wide[:, left], own[:, right] * beside)
        whole = np.maximum.reduceat(own, [first for first, _ in self._segments_of], axis=1)
        for step, same_turn in self._neighbours:
            near = np.where(same_turn, whole[:, (self._owner + step) % len(self.passages)] * _NEIGHBOUR, 0.0)
            wide = np.maximum(wide, near)
        return wide.astype(np.float32)

    @cached_property
    def _owner(self) -> NDArray[np.int64]:
        """The passage number of each segment."""
        import numpy as np

        return np.array([number for number, _ in self._segments], dtype=np.int64)

    @cached_property
    def _neighbours(self) -> list[tuple[int, NDArray[np.bool_]]]:
        """For the passage before (-1) and after (+1): whether it is of the same turn, by segment."""
        import numpy as np

        turns = [p.turn.id for p in self.passages]
        found = []
        for step in (-1, 1):
            beside = [0 <= n + step < len(turns) and turns[n + step] == turns[n] for n in range(len(turns))]
            found.append((step, np.array(beside, dtype=bool)[self._owner]))
        return found

    @cached_property
    def _segments(self) -> list[tuple[int, tuple[Word, ...]]]:
        """Passage number and words of each segment, in text order."""
        found: list[tuple[int, tuple[Word, ...]]] = []
        for passage in self.passages:
            edges = _piece_edges(passage)
            for start, end in itertools.pairwise(edges):
                found.append((passage.number, tuple(w for w in passage.words if start <= w.start < end)))
        return found

    @cached_property
    def _segments_of(self) -> list[tuple[int, int]]:
        """First and last (exclusive) segment of each passage."""
        bounds = [[len(self._segments), 0] for _ in self.passages]
        for i, (number, _) in enumerate(self._segments):
            bounds[number][0] = min(bounds[number][0], i)
            bounds[number][1] = i + 1
        return [(a, b) for a, b in bounds]

    def cosines(self, text: str) -> NDArray[np.float32]:
        """Likeness of meaning of a text and each passage, the best of the passage's parts: shape (passages,)."""
        import numpy as np

        best = np.zeros(len(self.passages), dtype=np.float32)
        flat = " ".join(text.split())
        if self.encoder is None or not flat:
            return best
        query = self.encoder.encode([flat])[0]
        np.maximum.at(best, self._part_owners, (self._part_vectors @ query).round(3))
        return best

    @cached_property
    def _part_owners(self) -> NDArray[np.int64]:
        import numpy as np

        return np.array(self._parts[1], dtype=np.int64)

    def _by_segment(self, term: Term) -> NDArray[np.float32]:
        """Strength of a term in each segment, worked out once for each word."""
        key = (term.word.text, term.word.lemma, term.word.pos, term.is_name)
        if key not in self._rows:
            self._rows[key] = self._row(term)
        return self._rows[key]

    def _row(self, term: Term) -> NDArray[np.float32]:
        """Strength of a term in each segment; the parts of a hyphenated word may be found apart, an acronym spelled
        out.
        """
        import numpy as np

        row = self._single(term)
        parts = _hyphenated(term.word)
        if parts:
            halves = [self._single(replace(term, word=replace(term.word, text=p, lemma=p.casefold()))) for p in parts]
            row = np.maximum(row, np.mean(halves, axis=0))
        for number in self._acronyms.get(term.word.text.replace(".", ""), ()):
            first, last = self._segments_of[number]
            row[first:last] = 1.0
        return row

    def _single(self, term: Term) -> NDArray[np.float32]:
        import numpy as np

        filled, starts, ids = self._layout
        row = np.zeros(len(self._segments), dtype=np.float32)
        if len(ids):
            row[filled] = np.maximum.reduceat(self._strength(term)[ids], starts)
        return row

    def _strength(self, term: Term) -> NDArray[np.float32]:
        """Likeness of a term and each vocabulary entry, 0..1; names and numbers only match themselves."""
        import numpy as np

        word = term.word
        key = (word.lower, word.lemma, term.is_name)
        if key not in self._strength_of:
            row = np.zeros(len(self._vocabulary), dtype=np.float32)
            if self.encoder is not None and word.pos != "number":
                soft = ((self._word_vectors @ self.encoder.encode([word.lower])[0]).round(3) - _FLOOR) / (
                    _CEILING - _FLOOR
                )
                row = np.where(
                    self._is_name if term.is_name else self._is_rigid, 0.0, soft.clip(0.0, 1.0) * _SOFT_MOST
                ).astype(np.float32)
            for i in self._by_stem.get(word.lower[:5], ()):
                if _shares_stem(word.lower, self._vocabulary[i].lower):
                    row[i] = 0.95
            if term.is_name:
                for named in np.flatnonzero(self._is_name):
                    row[named] = max(float(row[named]), float(same_name(word.text, self._vocabulary[named].text)))
            for form in {word.lemma, word.lower} | self._aliases.get(word.lower, set()):
                for i in self._by_form.get(form, ()):
                    row[i] = 1.0
            self._strength_of[key] = row
        return self._strength_of[key]

    @cached_property
    def _acronyms(self) -> dict[str, set[int]]:
        """Initials of capitalised word runs ("United Nations" -> UN) and the passages that hold them."""
        found: dict[str, set[int]] = {}
        for passage in self.passages:
            run: list[str] = []
            for word in (*passage.words, None):
                if word is not None and word.text[:1].isupper() and word.pos != "punctuation":
                    run.append(word.text[0])
                    continue
                if word is not None and run and word.pos in {"preposition", "determiner"}:
                    continue
                for size in range(2, len(run) + 1):
                    for at in range(len(run) - size + 1):
                        found.setdefault("".join(run[at : at + size]), set()).add(passage.number)
                run = []
        return found

    def aliases_of(self, form: str) -> set[str]:
        """All names of whom or what the case knows under a name (case-folded), that name among them."""
        return self._aliases.get(form, set())

    def is_named(self, text: str) -> bool:
        """Whether a name, or what an acronym stands for, occurs anywhere in the transcript."""
        if text not in self._named:
            names = (w.text for w in self._vocabulary if w.pos == "name" or w.text[:1].isupper())
            spelled = text.replace(".", "") in self._acronyms
            written = self._lacks_capitals and text.casefold() in self._by_form
            self._named[text] = spelled or written or any(
                same_name(text, n) or _shares_stem(text.casefold(), n.casefold()) for n in names
            )
        return self._named[text]

    @cached_property
    def _lacks_capitals(self) -> bool:
        """Whether names cannot be told from other words by their letters."""
        return not any(w.text[:1].isupper() for w in self._vocabulary)

    @cached_property
    def _by_form(self) -> dict[str, list[int]]:
        return _grouped((form, i) for i, w in enumerate(self._vocabulary) for form in {w.lemma, w.lower})

    @cached_property
    def _by_stem(self) -> dict[str, list[int]]:
        return _grouped((w.lower[:5], i) for i, w in enumerate(self._vocabulary))

    @cached_property
    def _is_name(self) -> NDArray[np.bool_]:
        import numpy as np

        return np.array([w.pos == "name" for w in self._vocabulary], dtype=bool)

    @cached_property
    def _is_rigid(self) -> NDArray[np.bool_]:
        """Entries that no other word is like: numbers."""
        import numpy as np

        return np.array([w.pos == "number" for w in self._vocabulary], dtype=bool)

    @cached_property
    def quantities(self) -> tuple[tuple[Quantity, ...], ...]:
        """The figures of each passage."""
        return tuple(find_quantities(p.text, self.transcript.language) for p in self.passages)

    @cached_property
    def dates(self) -> tuple[tuple[DateMention, ...], ...]:
        """The date mentions of each passage."""
        return tuple(find_dates(p.text, self.transcript.language) for p in self.passages)

    @cached_property
    def spoken(self) -> tuple[tuple[Word, ...], ...]:
        """The words of each passage as they are compared letter by letter: no marks, contractions spelled out."""
        return tuple(spoken_forms(p.words, self.lexicon) for p in self.passages)

    @cached_property
    def flow(self) -> Flow:
        """All spoken words one after another, and where each of them stands."""
        turns = {turn.id: n for n, turn in enumerate(self.transcript.turns)}
        return Flow(self.spoken, [turns[p.turn.id] for p in self.passages])

    @cached_property
    def _vocabulary(self) -> list[Word]:
        return list(
            {(w.lower, w.lemma): w for p in self.passages for w in p.words if is_term(w, self.lexicon)}.values()
        )

    @cached_property
    def _layout(self) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
        """The segments that hold any term, where each starts among all terms, and the vocabulary ids of all terms."""
        import numpy as np

        number = {(w.lower, w.lemma): i for i, w in enumerate(self._vocabulary)}
        filled: list[int] = []
        starts: list[int] = []
        ids: list[int] = []
        for segment, (_, words) in enumerate(self._segments):
            held = [number[(w.lower, w.lemma)] for w in words if is_term(w, self.lexicon)]
            if held:
                filled.append(segment)
                starts.append(len(ids))
                ids += held
        return np.array(filled), np.array(starts), np.array(ids)

    @cached_property
    def _word_vectors(self) -> NDArray[np.float32]:
        assert self.encoder is not None
        return self.encoder.encode([w.lower for w in self._vocabulary])

    @cached_property
    def _parts(self) -> tuple[list[str], list[int]]:
        """Texts to encode (sentences, and the pieces of long ones) and the passage each belongs to."""
        pairs = [(" ".join(piece.split()), p.number) for p in self.passages for piece in (p.text, *_pieces(p))]
        return [text for text, _ in pairs], [owner for _, owner in pairs]

    def texts(self) -> list[str]:
        """All that will be encoded to search the transcript."""
        return [*self._parts[0], *(w.lower for w in self._vocabulary)]

    @cached_property
    def _part_vectors(self) -> NDArray[np.float32]:
        assert self.encoder is not None
        return self.encoder.encode(self._parts[0])


def _grouped(pairs: Iterable[tuple[str, int]]) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    for key, number in pairs:
        found.setdefault(key, []).append(number)
    return found


_CONTRACTIONS = {"n't": "not", "'ve": "have", "'re": "are", "'ll": "will", "'m": "am", "'d": "would"}


def spoken_forms(words: Iterable[Word], lexicon: Lexicon | None = None) -> tuple[Word, ...]:
    """Words without marks, contractions spelled out ("who've" and "who have" are one) and elisions undone; the parts
    keep the word's offsets.
    """
    elisions = lexicon.elisions if lexicon else frozenset()
    return tuple(
        part
        for word in words
        if any(c.isalnum() for c in word.text) or word.text in "%$€£¥"
        for part in _spelled_out(word, elisions)
    )


def _spelled_out(word: Word, elisions: frozenset[str]) -> tuple[Word, ...]:
    low = word.lower.replace("’", "'")
    if low == "cannot":
        return replace(word, text=word.text[:3], lemma="can"), replace(word, text="not", lemma="not", pos="other")
    for ending, full in _CONTRACTIONS.items():
        if low.endswith(ending) and len(low) > len(ending) and low != "ain't":
            head = word.text[: -len(ending)]
            head = {"ca": f"{head}n", "wo": f"{head[:1]}ill"}.get(head.casefold(), head)
            lemma = head.casefold()
            return replace(word, text=head, lemma=lemma), replace(word, text=full, lemma=full, pos="other")
    cut = low.find("'") + 1
    if 0 < cut < len(low) and low[:cut] in elisions:
        return replace(word, text=word.text[:cut], lemma=low[:cut], pos="other"), replace(word, text=word.text[cut:])
    return (word,)


class Flow:
    """The spoken words of a transcript as one row, indexed by word: where each form stands, and in which passage."""

    def __init__(self, spoken: Sequence[Sequence[Word]], turns: Sequence[int]) -> None:
        import numpy as np

        self.words: tuple[Word, ...] = tuple(w for words in spoken for w in words)
        self.keys: list[str] = [word_key(w) for w in self.words]
        self.passages: list[int] = [number for number, words in enumerate(spoken) for _ in words]
        grouped = _grouped((key, at) for at, key in enumerate(self.keys))
        self.positions: dict[str, NDArray[np.int64]] = {key: np.array(at) for key, at in grouped.items()}
        self._numbers = {key: number for number, key in enumerate(self.positions)}
        self._row = np.array([self._numbers[key] for key in self.keys], dtype=np.int64)
        self._turn = np.array([turns[number] for number in self.passages], dtype=np.int64)

    def at(self, key: str) -> NDArray[np.int64]:
        """Where a word stands."""
        return self.positions.get(key, self._row[:0])

    def exact(self, keys: Sequence[str]) -> list[int]:
        """Where these words stand one after another, in text order."""
        if not keys or not self.positions.keys() >= set(keys):
            return []
        rarest, *others = sorted(range(len(keys)), key=lambda i: len(self.positions[keys[i]]))
        starts = self.positions[keys[rarest]] - rarest
        for offset in others:
            if len(starts) < _FEW:
                break
            starts = starts[(starts >= 0) & (starts + len(keys) <= len(self.keys))]
            starts = starts[self._row[starts + offset] == self._numbers[keys[offset]]]
        wanted, size = list(keys), len(keys)
        return [at for at in starts.tolist() if at >= 0 and self.keys[at : at + size] == wanted]

    def going_on(self, places: NDArray[np.int64], size: int, key: str) -> NDArray[np.int64]:
        """Those of the places at which the word `size` further on is this one, in the same turn."""
        inside = places[places + size < len(self.keys)]
        same = self._row[inside + size] == self._numbers.get(key, -1)
        going: NDArray[np.int64] = inside[same & (self._turn[inside + size] == self._turn[inside])]
        return going


def word_key(word: Word) -> str:
    """The form under which a spoken word is compared letter by letter."""
    return _key(word.text)


@lru_cache(maxsize=65536)
def _key(text: str) -> str:
    return "percent" if text == "%" else text.casefold().replace("’", "'")


def is_term(word: Word, lexicon: Lexicon) -> bool:
    """Whether a word takes part in comparisons."""
    return (
        word.pos not in {"punctuation", "determiner", "preposition", "conjunction"}
        and word.lower not in lexicon.stopwords
        and word.lower not in lexicon.auxiliaries
        and word.lower not in lexicon.negators
        and word.lower.rstrip(".") not in lexicon.honorifics
        and word.text != "'s"
        and any(c.isalnum() for c in word.text)
    )


def compared_forms(word: Word) -> tuple[str, ...]:
    """The texts under which a term is likened to the words of the transcript."""
    return () if word.pos == "number" else (word.lower, *(part.casefold() for part in _hyphenated(word)))


def _hyphenated(word: Word) -> list[str]:
    """The parts of a hyphenated word that may be found apart."""
    parts = word.text.split("-")
    long = [part for part in parts if len(part) > 2]
    return long if len(long) > 1 or (len(parts) == 2 and len(long[:1]) and parts[1] == long[0]) else []


def make_terms(words: Iterable[Word], lexicon: Lexicon, index: TranscriptIndex) -> tuple[Term, ...]:
    """The content words of a statement with their weights: names and rare words most, reporting words least."""
    terms = []
    for word in words:
        if not is_term(word, lexicon):
            continue
        is_name = word.pos == "name" or (word.text[:1].isupper() and word.pos == "unknown")
        weight = index.rarity(word.lemma) * (1.2 if is_name else 1.0)
        if word.lower in lexicon.say_words:
            weight = _SPEECH_WEIGHT
        elif word.lower in lexicon.light_words:
            weight = _LIGHT_WEIGHT
        terms.append(Term(word, round(weight, 3), is_name))
    return tuple(terms)


def _passages(transcript: Transcript) -> Iterator[Passage]:
    number = 0
    notes = [(n.start, n.end) for n in transcript.notes]
    for turn in transcript.turns:
        for paragraph in turn.paragraphs:
            for start, end in split_sentences(transcript.text, paragraph.start, paragraph.end):
                words = tag_words(transcript.text, transcript.language, start, end)
                spoken = tuple(w for w in words if not any(a <= w.start < b for a, b in notes))
                if any(any(c.isalnum() for c in w.text) for w in spoken):
                    yield Passage(number, turn, start, end, transcript.text[start:end], spoken)
                    number += 1


def _pieces(passage: Passage) -> Iterator[str]:
    """The texts of a long sentence's pieces; none for a short one."""
    edges = _piece_edges(passage)
    if len(edges) > 2:
        for start, end in itertools.pairwise(edges):
            yield passage.text[start - passage.start : end - passage.start]


def _piece_edges(passage: Passage) -> list[int]:
    """Raw offsets at which a long sentence is cut: after commas and dashes six words apart, before conjunctions eight
    words apart.
    """
    cuts = [passage.start]
    if len(passage.words) >= _LONG:
        since = 0
        for word, after in zip(passage.words, passage.words[1:], strict=False):
            since += 1
            if word.text in {",", ";", ":", "–", "—"} and since > 6:
                cuts.append(after.start)
                since = 0
            elif word.pos == "conjunction" and since > 8:
                cuts.append(word.start)
                since = 0
    return [*cuts, passage.end]


def _shares_stem(left: str, right: str) -> bool:
    """Forms of one word by their letters: a common beginning of at least five letters that leaves short endings."""
    pairs = zip(left, right, strict=False)
    common = next((i for i, (a, b) in enumerate(pairs) if a != b), min(len(left), len(right)))
    return common >= 5 and max(len(left), len(right)) - common <= 3
