"""Whether the article carries a sentence that a model wrote: figures, dates, names, "not", who said it, and the matter.

A located sentence is not a supporting one: each of these is looked for in the very sentences that the model named.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from summarize.dates import find_dates, resolve
from summarize.extraction.clauses import is_content
from summarize.extraction.extractive import Sentence, read_sentences
from summarize.extraction.pointing import Numbered
from summarize.mentions import Discourse
from summarize.names import same_name
from summarize.polarity import is_negated
from summarize.quantities import Quantity, compare_all, find_quantities
from summarize.records import Block, Document
from summarize.similarity import compares, encoder
from summarize.tagging import Word
from summarize.text import fold

_AGREE = {"equal", "equivalent", "rounded", "compatible", "ambiguous"}
_WORDS_FOUND = 0.34  # share of a sentence's content words that the article's sentences must hold,
_ALIKE = 0.45  # or its likeness in meaning to them
_ANY_DAY = dt.date(2000, 1, 5)  # what "Tuesday" counts from where the article has no date: any day, the same for both
_VERBS = {"finite", "infinitive", "participle", "gerund", "unknown"}


@dataclass(frozen=True, slots=True)
class Grounds:
    """The sentences of an article that a written sentence rests on, and what is known of the whole article."""

    document: Document
    sentences: tuple[Numbered, ...]
    discourse: Discourse

    @property
    def text(self) -> str:
        """The sentences' words."""
        return " ".join(one.span.text for one in self.sentences)

    @property
    def words(self) -> tuple[Word, ...]:
        """The sentences' words, tagged."""
        return tuple(word for one in self.sentences for word in one.sentence.words)


def find_faults(written: str, grounds: Grounds) -> tuple[str, ...]:
    """What a written sentence says that the article's sentences do not carry; empty when they carry it all."""
    pieces = _read(written, grounds)
    return (
        *_figures(written, grounds),
        *_dates(written, grounds),
        *_names(pieces, grounds),
        *_negation(pieces, grounds),
        *_speakers(pieces, grounds),
        *_matter(written, pieces, grounds),
    )


def _read(written: str, grounds: Grounds) -> tuple[Sentence, ...]:
    language = grounds.document.language
    document = Document("written", written, (Block("body", 0, len(written)),), language)
    known = grounds.discourse
    return read_sentences(document, Discourse(known.roster, known.lexicon, dict(known.full_names), dict(known.genders)))


def _figures(written: str, grounds: Grounds) -> Iterator[str]:
    language = grounds.document.language
    ours, theirs = _quantities(written, language), _quantities(grounds.text, language)
    for pairing in compare_all(ours, theirs):
        if pairing.comparison is None or pairing.comparison.relation not in _AGREE:
            yield f"the figure “{pairing.claimed.text}” is not in the sentences it rests on"


def _quantities(text: str, language: str) -> tuple[Quantity, ...]:
    dates = find_dates(text, language)
    return tuple(
        q for q in find_quantities(text, language)
        if not any(q.start < d.end and d.start < q.end for d in dates) and (q.unit or abs(q.value) > 2)
    )


def _dates(written: str, grounds: Grounds) -> Iterator[str]:
    language, day = grounds.document.language, grounds.document.date or _ANY_DAY
    said = [resolve(mention, day) for mention in find_dates(grounds.text, language)]
    for mention in find_dates(written, language):
        period = resolve(mention, day)
        inside = (p for p in said if p and period and p.start <= period.start and period.end <= p.end)
        if not any(True for _ in inside) and fold(mention.text) not in fold(grounds.text):
            yield f"the date “{mention.text}” is not in the sentences it rests on"


def _people(grounds: Grounds) -> set[str]:
    """Everybody the sentences name, credit or continue, by their fullest names."""
    named = {m.name for one in grounds.sentences for m in one.sentence.mentions}
    credited = {c.speaker.name for one in grounds.sentences for c in one.sentence.cues if c.speaker and c.speaker.name}
    return named | credited | {one.sentence.speaking.name for one in grounds.sentences if one.sentence.speaking}


def _names(pieces: Sequence[Sentence], grounds: Grounds) -> Iterator[str]:
    people, there = _people(grounds), fold(grounds.text)
    printed = {word.lemma for word in grounds.words} | {word.lower for word in grounds.words}
    lexicon = grounds.discourse.lexicon
    refers = any(
        w.lower in lexicon.roles | lexicon.pronouns_feminine | lexicon.pronouns_masculine | lexicon.pronouns_plural
        for w in grounds.words
    )
    for mention in (m for piece in pieces for m in piece.mentions):
        known = mention.name in people or any(same_name(mention.name, other) for other in people)
        if mention.known and not known and not refers:
            yield f"{mention.name} is not named in the sentences it rests on"
    whole = {m.start: m for piece in pieces for m in piece.mentions if m.known}
    for word in (w for piece in pieces for w in piece.words if w.pos == "name"):
        mentioned = any(m.start <= word.start < m.end for m in whole.values())
        found = word.lower in printed or word.lemma in printed or word.lower in there
        if not mentioned and not found and not any(word.lower in fold(name) for name in people):
            yield f"the name “{word.text}” is not in the sentences it rests on"


def _negation(pieces: Sequence[Sentence], grounds: Grounds) -> Iterator[str]:
    lexicon = grounds.discourse.lexicon
    for piece in pieces:
        for word in piece.words:
            if word.pos not in _VERBS or not is_content(word, lexicon) or word.lower in lexicon.say_words:
                continue
            places = [
                is_negated(one.sentence.words, same, lexicon)
                for one in grounds.sentences for same in one.sentence.words if same.lemma == word.lemma
            ]
            ours = is_negated(piece.words, word, lexicon)
            if places and ours not in places:
                yield f"“{word.text}” is {'negated' if ours else 'not negated'}; the article has it the other way"
                return


def _speakers(pieces: Sequence[Sentence], grounds: Grounds) -> Iterator[str]:
    people = _people(grounds)
    credited = {c.speaker.name for one in grounds.sentences for c in one.sentence.cues if c.speaker and c.speaker.name}
    credited |= {
        one.sentence.speaking.name for one in grounds.sentences
        if one.sentence.speaking and not any(c.speaker for c in one.sentence.cues)
    }
    said = (c.speaker.name for piece in pieces for c in piece.cues if c.speaker and c.kind != "act")
    for name in dict.fromkeys(name for name in said if name):
        if any(name == other or same_name(name, other) for other in credited):
            continue
        if credited or not any(name == other or same_name(name, other) for other in people):
            who = " and ".join(sorted(credited)) or "nobody"
            yield f"it credits {name}; the sentences it rests on credit {who}"


def _matter(written: str, pieces: Sequence[Sentence], grounds: Grounds) -> Iterator[str]:
    lexicon = grounds.discourse.lexicon
    ours = [w for piece in pieces for w in piece.words if is_content(w, lexicon) and w.lower not in lexicon.say_words]
    printed = {word.lemma for word in grounds.words} | {word.lower for word in grounds.words}
    found = sum(w.lemma in printed or w.lower in printed or _shares_stem(w.lower, printed) for w in ours)
    if not ours or found >= _WORDS_FOUND * len(ours):
        return
    known = encoder()
    if known is not None and compares(grounds.document.language, grounds.document.language):
        texts = [" ".join(one.span.text.split()) for one in grounds.sentences]
        if float(known.likeness([" ".join(written.split())], [*texts, " ".join(texts)]).max()) >= _ALIKE:
            return
    yield "the sentences it rests on hardly speak of this"


def _shares_stem(word: str, printed: set[str]) -> bool:
    return len(word) >= 6 and any(other[:5] == word[:5] for other in printed)

