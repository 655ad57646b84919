"""Quotations made from transcripts by labelled edits: harmless ones, as house style allows, and ones that change what
was said.

Every variant is printed in an article with its cue, extracted and reconciled like any other. Which words are exchanged
is data (`data/generated`); the transcripts are those of `data/labelled` and of invented events in several languages.
"""

from __future__ import annotations

import datetime as dt
import re
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path
from typing import Any

from events import FOLDER, data, judge, make_case, read_article, read_transcript

from summarize.alignment import TranscriptIndex
from summarize.lexicon import load
from summarize.quantities import find_quantities
from summarize.records import FIDELITIES, JudgedClaim, Transcript
from summarize.tagging import tag_words

EDITS: dict[str, dict[str, Any]] = data("generated", "edits")
EVENTS: list[dict[str, Any]] = data("generated", "events")
LABELLED = sorted((FOLDER / "labelled").glob("*/case.toml"))

HARMLESS = (
    "as_said", "case", "punctuation", "bracket", "ellipsis", "partial", "contraction", "number_restyled",
    "filler_removed", "filler_kept", "restart_removed", "dialect",
)  # fmt: skip
SURE = ("figure", "figure_word", "negation_dropped", "negation_added", "negation_dropped_in_speech", "speaker_swapped")
ALTERING = (*SURE, "near_miss", "scale", "date", "name", "antonym", "word", "qualifier", "spliced")

_DIGITS = re.compile(r"(?<![\d.,/-])\d+(?:[.,]\d+)*(?![\d/-]|\.?\s+(?:of\s+)?[A-ZÄÖÜА-Я])")
_LEAST, _MOST = 6, 30  # words of a sentence that is edited
_PLENTY = ("as_said", "bracket", "case")  # each for every third sentence
_APART = 4  # variants between two of one sentence
_EVERY = 4  # of the labelled sentences, so that the suite stays quick
_LONG = 14  # words from which a sentence is elided


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of a transcript as it is said and as it would be printed."""

    said: str
    plain: str
    speaker: str
    way: str = ""


@dataclass(frozen=True, slots=True)
class Variant:
    """A printed quotation: the edit it was made by, the words it was made from, and who is credited."""

    event: str
    language: str
    edit: str
    said: str
    printed: str
    speaker: str

    @property
    def is_harmless(self) -> bool:
        """Whether the edit leaves the meaning."""
        return self.edit in HARMLESS


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a variant: the worst grade of its words, and the claims that hold them."""

    variant: Variant
    fidelity: str
    claims: tuple[JudgedClaim, ...]

    @property
    def is_caught(self) -> bool:
        """Whether a reader is told that these are not the speaker's words."""
        told = any(c.verdict in {"contradicted", "not_in_transcript"} for c in self.claims)
        return told or self.fidelity in {"altered", "not_found"}

    @property
    def is_harmless(self) -> bool:
        """Whether a reader is told that these are the speaker's words."""
        return self.fidelity in {"verbatim", "near_verbatim"} and all(
            c.verdict in {"supported", "partially_supported"} for c in self.claims
        )

    @property
    def is_right(self) -> bool:
        """Whether the variant was taken for what it is."""
        return self.is_harmless if self.variant.is_harmless else self.is_caught


# ---------------------------------------------------------------- transcripts


def invented(event: dict[str, Any], spoken: bool) -> tuple[str, list[Sentence]]:
    """The transcript of an invented event and its sentences; `spoken` with fillers, restarts and dialect."""
    edits = EDITS[event["language"]]
    turns, sentences = [], []
    number = 0
    for speaker, plains in _alternating(event["turns"]):
        words = []
        for plain in plains:
            said, way = _as_spoken(plain, number, edits) if spoken else (plain, "")
            sentences.append(Sentence(said, plain, speaker, way))
            words.append(said)
            number += 1
        turns.append(f"{speaker}: {' '.join(words)}")
    return "\n\n".join([event["title"], event["date"], *turns]) + "\n", sentences


def _alternating(turns: Sequence[Any]) -> Iterator[tuple[str, list[str]]]:
    """Each speaker's sentences in two turns, by turns."""
    for first in (True, False):
        for speaker, sentences in turns:
            middle = len(sentences) // 2
            yield speaker, sentences[:middle] if first else sentences[middle:]


def _as_spoken(plain: str, number: int, edits: dict[str, Any]) -> tuple[str, str]:
    standard = next((edit for edit in edits["dialect"] if re.search(edit[0], plain)), None)
    if standard is not None and number % 2:
        return re.sub(standard[0], standard[1], plain, count=1), "dialect"
    words = plain.split()
    if number % 3:
        filler = edits["filler"][number % len(edits["filler"])]
        return " ".join([*words[:2], filler, *words[2:]]), "filler_removed"
    again = words[2][:1].lower() + words[2][1:]
    return " ".join([*words[:2], f"{again},", *words[2:]]), "restart_removed"


def labelled(path: Path) -> tuple[Transcript, list[Sentence]]:
    """The transcript of a labelled case and those of its sentences that are worth an edit."""
    case = tomllib.loads(path.read_text("utf-8"))
    transcript = read_transcript((path.parent / "transcript.txt").read_text("utf-8"), case["language"])
    found = [
        Sentence(text, text, p.turn.speaker)
        for p in TranscriptIndex(transcript).passages
        if p.turn.speaker and (text := " ".join(p.text.split())) and _LEAST <= len(text.split()) <= _MOST
        if not set(text) & set("“”\"«»[]()?…") and ". " not in text
    ]
    return transcript, found[::_EVERY]


# ---------------------------------------------------------------- edits


def variants(event: str, language: str, sentences: Sequence[Sentence]) -> list[Variant]:
    """All variants of some sentences, an edit after the other."""
    edits = EDITS[language]
    names = _names(sentences, language)
    found = []
    for number, sentence in enumerate(sentences):
        plenty = {_PLENTY[number % 3], _PLENTY[(number + 1) % 3]}
        for edit, printed in _edited(sentence, number, edits, language, names):
            if edit not in plenty and (printed != sentence.plain or edit in {"as_said", sentence.way}):
                found.append(Variant(event, language, edit, sentence.said, printed, sentence.speaker))
    found += _exchanged(event, language, sentences, edits)
    return _apart(sorted(found, key=lambda v: v.edit))


def _apart(made: list[Variant]) -> list[Variant]:
    """The variants in an order in which none tells what another one near it leaves out."""
    placed: list[Variant] = []
    waiting = list(made)
    while waiting:
        near = {v.said for v in placed[-_APART:]}
        placed.append(waiting.pop(next((n for n, v in enumerate(waiting) if v.said not in near), 0)))
    return placed


def _edited(
    sentence: Sentence, number: int, edits: dict[str, Any], language: str, names: Sequence[str]
) -> Iterator[tuple[str, str]]:
    plain = sentence.plain
    if sentence.way:
        yield sentence.way, plain
        if sentence.way == "filler_removed" and number % 4 == 0:
            yield "filler_kept", sentence.said
        yield "negation_dropped_in_speech", _replaced(plain, edits["negation_dropped"])
        yield "figure", _other_figure(plain)
        return
    words = plain.split()
    middle = len(words) // 2
    yield "as_said", plain
    yield "case", plain[:1].swapcase() + plain[1:] if number % 2 else " ".join([*words[:-1], words[-1].capitalize()])
    yield "punctuation", re.sub(r"(?<!\d),(?!\d)", " –" if number % 2 else "", plain)
    yield "bracket", " ".join([*words[:middle], edits["bracket"], *words[middle:]])
    if len(words) >= _LONG and not _is_limited(plain, language) and not find_quantities(plain, language):
        yield "ellipsis", " ".join([*words[:5], "...", *words[-5:]])
    for edit in ("contraction", "number_restyled"):
        yield edit, _replaced(plain, edits[edit])
    yield "figure", _other_figure(plain)
    for edit in ("figure_word", "near_miss", "negation_dropped", "negation_added", "qualifier", "scale"):
        yield edit, _replaced(plain, edits[edit])
    for edit in ("date", "antonym", "word"):
        yield edit, _replaced(plain, edits[edit])
    yield "name", _other_name(plain, names)


def _replaced(text: str, pairs: Sequence[Sequence[str]]) -> str:
    """The text with the first of the pairs that finds anything."""
    for pattern, put in pairs:
        if re.search(pattern, text):
            changed = re.sub(pattern, put, text, count=1)
            return changed[:1].upper() + changed[1:] if text[:1].isupper() else changed
    return text


def _other_figure(text: str) -> str:
    return _DIGITS.sub(lambda m: f"{int(m.group()[0]) % 9 + 1}{m.group()[1:]}", text, count=1)


def _is_limited(text: str, language: str) -> bool:
    """Whether leaving out words might leave out a "not" or a condition."""
    lexicon = load(language)
    limiting = lexicon.negators | lexicon.modals | lexicon.provisos | lexicon.qualifiers | lexicon.contrasts
    return any(w.lower in limiting or w.lower.endswith(("n't", "n’t")) for w in tag_words(text, language))


def _names(sentences: Sequence[Sentence], language: str) -> list[str]:
    """The names of places and persons that some sentences have in their middle."""
    calendar = {w for pairs in (EDITS[language]["date"],) for pair in pairs for w in pair}
    found = [
        word.text
        for sentence in sentences
        for word in tag_words(sentence.plain, language)[1:]
        if word.pos == "name" and word.text[:1].isupper() and word.text.isalpha() and len(word.text) > 3
        if not any(word.text in entry for entry in calendar)
    ]
    return list(dict.fromkeys(found))


def _other_name(text: str, names: Sequence[str]) -> str:
    for name, other in pairwise([*names, *names[:1]]):
        if name != other and other not in text and re.search(rf"\b{name}\b", text):
            return re.sub(rf"\b{name}\b", other, text)
    return text


def _exchanged(event: str, language: str, sentences: Sequence[Sentence], edits: dict[str, Any]) -> Iterator[Variant]:
    """Words credited to another speaker, words of two speakers joined, and a few words inside the article's own."""
    if any(s.way for s in sentences):
        return
    speakers = list(dict.fromkeys(s.speaker for s in sentences))
    for number, sentence in enumerate(sentences):
        other = next((s for s in sentences[number + 1 :] if s.speaker != sentence.speaker), None)
        made = Variant(event, language, "", sentence.said, sentence.plain, sentence.speaker)
        if len(speakers) > 1 and number % 2 == 0:
            wrong = speakers[(speakers.index(sentence.speaker) + 1) % len(speakers)]
            yield replace(made, edit="speaker_swapped", speaker=wrong)
        if other is not None and number % 2:
            joined = f"{sentence.plain} {other.plain}"
            if number % 4 == 1:
                second = other.plain[:1].lower() + other.plain[1:]
                joined = f"{sentence.plain.rstrip('.!')}{edits['join']}{second}"
            yield replace(made, edit="spliced", said=f"{sentence.said} / {other.said}", printed=joined)
        words = sentence.plain.rstrip(".!").split()
        if number % 2 == 0 and len(words) > _LEAST and not _is_limited(sentence.plain, language):
            yield replace(made, edit="partial", printed=" ".join(words[-4:-1] if number % 4 else words[-4:]))


# ---------------------------------------------------------------- the real path


def outcomes(transcript: Transcript, made: Sequence[Variant]) -> list[Outcome]:
    """The variants printed in one article, extracted and judged."""
    language = transcript.language
    text, spots = _article(made, language)
    event = transcript.date or dt.date(2024, 5, 14)
    rec = judge(make_case(event), transcript, [read_article(text, language, event)])
    found = []
    for variant, (start, end) in zip(made, spots, strict=True):
        held = [(c, q) for c in rec.claims for q in c.quotations if q.start < end and start < q.end]
        grades = [q.fidelity for _, q in held]
        worst = max(grades, key=FIDELITIES.index) if grades else "no quotation"
        found.append(Outcome(variant, worst, tuple(dict.fromkeys(c for c, _ in held))))
    return found


def _article(made: Sequence[Variant], language: str) -> tuple[str, list[tuple[int, int]]]:
    cues = EDITS[language]["cues"]
    text = f"{EDITS[language]['headline']}\n"
    spots = []
    for variant in made:
        cue = cues[0] if variant.edit != "partial" else EDITS[language]["partial_cue"]
        printed = variant.printed.rstrip(".")
        paragraph = cue.format(printed, variant.speaker)
        at = len(text) + 1 + paragraph.index(printed)
        spots.append((at, at + len(printed)))
        text += f"\n{paragraph}\n"
    return text, spots


def run_all() -> list[Outcome]:
    """The outcomes of all variants of all events."""
    found = []
    for event in EVENTS:
        for spoken in (False, True):
            text, sentences = invented(event, spoken)
            transcript = read_transcript(text, event["language"])
            found += outcomes(transcript, variants(event["name"], event["language"], sentences))
    for path in LABELLED:
        transcript, sentences = labelled(path)
        found += outcomes(transcript, variants(path.parent.name, transcript.language, sentences))
    return found
