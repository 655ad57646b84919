"""The transcript, indexed once, and the search for the passages a statement may rest on.

A passage is a sentence of a turn (or a line of the header). Each is known by its words' base forms, by the vectors of
its words and by its own vector, so that another wording, another translation and another language can be found. All
places are kept and ranked; a repeated phrase is never pinned to its first occurrence.
"""

from __future__ import annotations

import itertools
import math
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING

from summarize.dates import DateMention, find_dates
from summarize.figures import FigureIndex
from summarize.lexicon import Lexicon, load
from summarize.quantities import Quantity, find_quantities
from summarize.ranking import Ranking, Scores
from summarize.recent import Recent
from summarize.records import Evidence, Transcript, Turn
from summarize.rounding import rounded
from summarize.sentences import split_sentences
from summarize.similarity import Encoder, encoder
from summarize.tagging import Word, tag_words
from summarize.vocabulary import Vocabulary, grouped

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_WORDS, _WORDS_FOREIGN = 0.7, 0.25  # share of words in the score, against meaning
_WORDS_ALONE = 0.75  # what full coverage is worth where the encoder sees no likeness (short clauses)
_BESIDE = 1.0  # a word found in the piece before or after, of the same sentence
_NEIGHBOUR = 0.6  # a word found only in the sentence before or after counts less
_LONG = 28  # words from which a sentence is also indexed by its parts
_LIGHT_WEIGHT = 0.4
_FEW = 60  # places that are compared one by one
_SPEECH_WEIGHT = 0.25  # weight of a reporting word: that somebody spoke is no content
_KEPT = 1 << 25  # bytes of what was worked out about words, and of what was about texts, that are kept
_TOGETHER = 64  # texts that are likened to the transcript at once


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


@dataclass(frozen=True, slots=True)
class Carried:
    """What each passage carries of a statement: its coverage and cosine as a match has them, both of shape (passages,),
    and, by the passage's number, the strengths that it finds the terms with.
    """

    coverage: NDArray[np.float64]
    cosine: NDArray[np.float64]
    found: Callable[[int], tuple[float, ...]]


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

    def is_by(self, speaker: str | None) -> NDArray[np.bool_]:
        """Whether each passage is of a speaker's turn: shape (passages,)."""
        numbers, by_passage = self._speakers
        own: NDArray[np.bool_] = by_passage == numbers.get(speaker, -1)
        return own

    @cached_property
    def _speakers(self) -> tuple[dict[str | None, int], NDArray[np.int64]]:
        """A number for each speaker, and that of each passage."""
        import numpy as np

        numbers = {speaker: n for n, speaker in enumerate(dict.fromkeys(p.turn.speaker for p in self.passages))}
        return numbers, np.array([numbers[p.turn.speaker] for p in self.passages], dtype=np.int64)

    def holds(self, lemma: str) -> bool:
        """Whether any passage holds the word."""
        return lemma in self._frequency

    def matches(self, wordings: Sequence[str], terms: Sequence[Term], *, foreign: bool = False) -> Ranking[Match]:
        """Every passage with how well it carries a statement, best first; ties in text order.

        `wordings` are ways to put the statement; the likest one counts.
        """
        carried = self.carried(wordings, terms)
        scores = self.combined(carried.coverage, carried.cosine, foreign)

        def match(number: int) -> Match:
            coverage, cosine = float(carried.coverage[number]), float(carried.cosine[number])
            return Match(self.passages[number], coverage, cosine, carried.found(number), float(scores[number]))

        return Ranking(Scores(scores), match)

    def prepare(self, wordings: Iterable[str], terms: Iterable[Term]) -> None:
        """Work out together, which is several times faster, what `matches` and `carried` will need of some statements'
        wordings and terms.
        """
        self._vocabulary.prepare(form for term in terms for form in compared_forms(term.word))
        texts = (" ".join(wording.split()) for wording in wordings)
        fresh = [text for text in dict.fromkeys(texts) if text and text not in self._cosines]
        if self.encoder is not None and self.passages:
            for at in range(0, len(fresh), _TOGETHER):
                together = fresh[at : at + _TOGETHER]
                for text, cosines in zip(together, self._likened(together), strict=True):
                    self._cosines.keep(text, cosines)

    def carried(self, wordings: Sequence[str], terms: Sequence[Term]) -> Carried:
        """What each passage carries of a statement, put in some ways."""
        import numpy as np

        if not self.passages:
            return Carried(np.zeros(0), np.zeros(0), lambda _: ())
        table = self.strengths(terms)
        weights = np.array([t.weight for t in terms], dtype=np.float32)
        total = float(weights.sum())
        by_segment = (weights @ table) / total if total else np.zeros(len(self._segments), dtype=np.float32)
        shares = by_segment.round(3).astype(float)
        coverage = np.maximum.reduceat(shares, self._firsts)
        cosine = np.max([self.cosines(w) for w in wordings], axis=0).round(3).astype(float)

        def found(number: int) -> tuple[float, ...]:
            first, last = self._segments_of[number]
            best = first + int(shares[first:last].argmax())
            return tuple(table[:, best].round(3).astype(float).tolist())

        return Carried(coverage, cosine, found)

    def combined(
        self, coverage: NDArray[np.float64], cosine: NDArray[np.float64], foreign: bool = False
    ) -> NDArray[np.float64]:
        """Coverage and cosine as one score, 0..1, item by item; in another language words can be compared less, so
        meaning counts more.
        """
        import numpy as np

        if self.encoder is None:
            return rounded(coverage, 3)
        meaning = ((cosine - 0.15) / 0.6).clip(0.0, 1.0)
        share = _WORDS_FOREIGN if foreign else _WORDS
        return rounded(np.maximum(share * coverage + (1 - share) * meaning, _WORDS_ALONE * coverage), 3)

    def strengths(self, terms: Sequence[Term]) -> NDArray[np.float32]:
        """How strongly each segment holds each term: shape (terms, segments).

        A segment is a sentence or, of a long one, a piece; words of the pieces beside it count almost fully, those of
        the sentences beside it less. So the words of a statement must stand together.
        """
        import numpy as np

        count = len(self._segments)
        if not terms or not count:
            return np.zeros((len(terms), count), dtype=np.float32)
        return np.stack([self._by_segment(t) for t in terms])

    @cached_property
    def _owner(self) -> NDArray[np.int64]:
        """The passage number of each segment."""
        import numpy as np

        return np.array([number for number, _ in self._segments], dtype=np.int64)

    @cached_property
    def _beside(self) -> NDArray[np.float32]:
        """What a word counts in each segment but the first, if it stands in the one before, and the other way round."""
        import numpy as np

        return np.where(self._owner[1:] == self._owner[:-1], _BESIDE, 0.0).astype(np.float32)

    @cached_property
    def _neighbours(self) -> list[tuple[NDArray[np.int64], NDArray[np.float32]]]:
        """For the passage before and the one after each segment's: its number, and what a word of it counts there."""
        import numpy as np

        turns = [p.turn.id for p in self.passages]
        found = []
        for step in (-1, 1):
            beside = [0 <= n + step < len(turns) and turns[n + step] == turns[n] for n in range(len(turns))]
            worth = np.where(np.array(beside, dtype=bool)[self._owner], _NEIGHBOUR, 0.0).astype(np.float32)
            found.append(((self._owner + step) % len(turns), worth))
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

    @cached_property
    def _firsts(self) -> NDArray[np.int64]:
        """The first segment of each passage."""
        import numpy as np

        return np.array([first for first, _ in self._segments_of], dtype=np.int64)

    def cosines(self, text: str) -> NDArray[np.float32]:
        """Likeness of meaning of a text and each passage, the best of the passage's parts: shape (passages,)."""
        import numpy as np

        flat = " ".join(text.split())
        if self.encoder is None or not flat or not self.passages:
            return np.zeros(len(self.passages), dtype=np.float32)
        return self._cosines.get(flat, lambda: self._likened([flat])[0])

    def _likened(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Likeness of meaning of texts and each passage: shape (texts, passages)."""
        import numpy as np

        assert self.encoder is not None
        by_part = (self.encoder.encode(texts) @ self._part_vectors.T).round(3)
        return np.maximum(np.maximum.reduceat(by_part, self._first_parts, axis=1), np.float32(0.0))

    @cached_property
    def _cosines(self) -> Recent[str, NDArray[np.float32]]:
        return Recent(max(2 * _TOGETHER, _KEPT // (4 * max(1, len(self.passages)))))

    @cached_property
    def _first_parts(self) -> NDArray[np.int64]:
        """The first of each passage's parts."""
        import numpy as np

        return np.flatnonzero(np.diff(self._parts[1], prepend=-1))

    def _by_segment(self, term: Term) -> NDArray[np.float32]:
        """Strength of a term in and around each segment."""
        word = Word(term.word.text, 0, 0, term.word.pos, term.word.lemma)
        return self._rows.get((word, term.is_name), lambda: self._spread(self._row(word, term.is_name)))

    @cached_property
    def _rows(self) -> Recent[tuple[Word, bool], NDArray[np.float32]]:
        return Recent(max(_TOGETHER, _KEPT // (4 * max(1, len(self._segments)))))

    def _spread(self, own: NDArray[np.float32]) -> NDArray[np.float32]:
        """Strengths in each segment with those in the segments and passages beside it."""
        import numpy as np

        wide = own.copy()
        wide[1:] = np.maximum(wide[1:], own[:-1] * self._beside)
        wide[:-1] = np.maximum(wide[:-1], own[1:] * self._beside)
        whole = np.maximum.reduceat(own, self._firsts)
        for numbers, worth in self._neighbours:
            wide = np.maximum(wide, whole[numbers] * worth)
        return wide

    def _row(self, word: Word, is_name: bool) -> NDArray[np.float32]:
        """Strength of a word in each segment; the parts of a hyphenated word may be found apart, an acronym spelled
        out.
        """
        import numpy as np

        row = self._single(word, is_name)
        parts = _hyphenated(word)
        if parts:
            halves = [self._single(replace(word, text=p, lemma=p.casefold()), is_name) for p in parts]
            row = np.maximum(row, np.mean(halves, axis=0))
        for number in self._acronyms.get(word.text.replace(".", ""), ()):
            first, last = self._segments_of[number]
            row[first:last] = 1.0
        return row

    def _single(self, word: Word, is_name: bool) -> NDArray[np.float32]:
        import numpy as np

        row = np.zeros(len(self._segments), dtype=np.float32)
        first = self._first_forms.setdefault((word.lower, word.lemma, is_name), word)
        like = self._vocabulary.likeness(first, is_name)
        starts, segments = self._standing
        counts = starts[like.entries + 1] - starts[like.entries]
        before = np.repeat(starts[like.entries] - (np.cumsum(counts) - counts), counts)
        np.maximum.at(row, segments[before + np.arange(len(before))], np.repeat(like.values, counts))
        return row

    @cached_property
    def _first_forms(self) -> dict[tuple[str, str, bool], Word]:
        """Of words that differ in their capitals or part of speech alone, the one that came first stands for all."""
        return {}

    @cached_property
    def _standing(self) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Where the segments begin that hold each entry of the vocabulary, and the segments of all entries."""
        import numpy as np

        number = {(w.lower, w.lemma): i for i, w in enumerate(self._vocabulary.words)}
        held = [
            (number[(w.lower, w.lemma)], segment)
            for segment, (_, words) in enumerate(self._segments) for w in words if is_term(w, self.lexicon)
        ]
        entries, segments = np.array(sorted(set(held)), dtype=np.int64).reshape(-1, 2).T
        return np.searchsorted(entries, np.arange(len(number) + 1)), segments.copy()

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
        spelled = text.replace(".", "") in self._acronyms
        written = self._vocabulary.lacks_capitals and self._vocabulary.holds(text.casefold())
        return spelled or written or self._vocabulary.names(text)

    @cached_property
    def quantities(self) -> tuple[tuple[Quantity, ...], ...]:
        """The figures of each passage."""
        return tuple(find_quantities(p.text, self.transcript.language) for p in self.passages)

    @cached_property
    def figures(self) -> FigureIndex:
        """The figures of all passages, for finding those that may answer another."""
        return FigureIndex(self.quantities)

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
    def _vocabulary(self) -> Vocabulary:
        words = {(w.lower, w.lemma): w for p in self.passages for w in p.words if is_term(w, self.lexicon)}
        return Vocabulary(tuple(words.values()), self.encoder, self._aliases)

    @cached_property
    def _parts(self) -> tuple[list[str], list[int]]:
        """Texts to encode (sentences, and the pieces of long ones) and the passage each belongs to."""
        pairs = [(" ".join(piece.split()), p.number) for p in self.passages for piece in (p.text, *_pieces(p))]
        return [text for text, _ in pairs], [owner for _, owner in pairs]

    def texts(self) -> list[str]:
        """All that will be encoded to search the transcript."""
        return [*self._parts[0], *(w.lower for w in self._vocabulary.words)]

    @cached_property
    def _part_vectors(self) -> NDArray[np.float32]:
        assert self.encoder is not None
        return self.encoder.encode(self._parts[0])


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
        standing = grouped((key, at) for at, key in enumerate(self.keys))
        self.positions: dict[str, NDArray[np.int64]] = {key: np.array(at) for key, at in standing.items()}
        self.counts = {key: len(at) for key, at in standing.items()}
        self._numbers = {key: number for number, key in enumerate(self.positions)}
        self._row = np.array([self._numbers[key] for key in self.keys], dtype=np.int64)
        self._turn = np.array([turns[number] for number in self.passages], dtype=np.int64)

    def at(self, key: str) -> NDArray[np.int64]:
        """Where a word stands."""
        return self.positions.get(key, self._row[:0])

    def exact(self, keys: Sequence[str]) -> list[int]:
        """Where these words stand one after another, in text order."""
        counts = [self.counts.get(key, 0) for key in keys]
        if not all(counts) or not keys:
            return []
        rarest = counts.index(min(counts))
        starts = self.positions[keys[rarest]] - rarest
        for offset in sorted(range(len(keys)), key=counts.__getitem__) if len(starts) >= _FEW else ():
            starts = starts[(starts >= 0) & (starts + len(keys) <= len(self.keys))]
            starts = starts[self._row[starts + offset] == self._numbers[keys[offset]]]
            if len(starts) < _FEW:
                break
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
