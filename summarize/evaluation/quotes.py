"""Reported speech labelled in articles: how much of it is found, and whether its speaker is the right one."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from summarize.documents import parse_document
from summarize.evaluation.claims import percent
from summarize.evaluation.lines import Line, read_lines
from summarize.extraction.attributions import Attribution, find_attributions

KINDS = ("direct", "mixed", "indirect")
_SAME = 0.5  # overlap over union from which two stretches are the same
Range = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Reported:
    """Somebody's words in an article, in one or several stretches, and where their speaker is named."""

    kind: str
    parts: tuple[Range, ...]
    speaker_parts: tuple[Range, ...] = ()
    speaker_text: str | None = None

    @property
    def places(self) -> frozenset[int]:
        """The offsets of the words."""
        return _places(self.parts)


@dataclass(frozen=True, slots=True)
class LabelledText:
    """An article with the reported speech that people found in it."""

    id: str
    text: str
    quotes: tuple[Reported, ...]


@dataclass(frozen=True, slots=True)
class QuoteFigures:
    """The figures of one file for some kinds of speech; `speakers` is how many of those found have a labelled one."""

    file: str
    kinds: tuple[str, ...]
    texts: int
    precision: float | None
    recall: float | None
    f1: float | None
    speaker_right: float | None
    speakers: int


def read_texts(path: Path, limit: int | None = None) -> list[LabelledText]:
    """The labelled articles of a file; keys other than those of the format are not looked at."""
    found = []
    for line in read_lines(path)[:limit]:
        text = line.take("text", str)
        quotes = tuple(_reported(quote, text) for quote in line.inner("quotes"))
        found.append(LabelledText(line.take("id", str), text, quotes))
    return found


def _reported(line: Line, text: str) -> Reported:
    is_named = line.take("speaker_start", int, optional=True) is not None
    named = (line.spot(text, "speaker_start", "speaker_end"),) if is_named else ()
    return Reported(
        kind=line.choose("kind", KINDS),
        parts=_parts(line, "parts") or (line.spot(text),),
        speaker_parts=_parts(line, "speaker_parts") or named,
        speaker_text=line.take("speaker_text", str, optional=True),
    )


def _parts(line: Line, key: str) -> tuple[Range, ...]:
    """Several stretches, where a quotation is broken by other words."""
    pairs = line.take(key, list, optional=True) or []
    if any(not isinstance(p, list) or len(p) != 2 or not all(isinstance(n, int) for n in p) for p in pairs):
        line.refuse(f"{key!r} must be a list of pairs of offsets")
    return tuple((pair[0], pair[1]) for pair in pairs)


# ---------------------------------------------------------------- finding


def find_reported(text: str, language: str | None = None) -> list[Reported]:
    """The reported speech that the extractive engine finds in an article, in text order."""
    document = parse_document(text, id="article", language=language)
    return [_made(report) for report in find_attributions(document)]


def _made(report: Attribution) -> Reported:
    parts = tuple((part.start, part.end) for part in report.parts)
    speaker = report.speaker
    named = ((speaker.start, speaker.end),) if speaker else ()
    return Reported(report.kind, parts, named, speaker.text if speaker else None)


# ---------------------------------------------------------------- measuring


def quote_figures(
    file: str, texts: Sequence[LabelledText], found: Mapping[str, Sequence[Reported]], kinds: Collection[str]
) -> QuoteFigures:
    """The figures for some kinds of speech.

    Each labelled stretch takes the likest free one found that overlaps it by half of what both cover. One found in
    vain counts against precision unless it lies mostly inside labelled speech of any kind.
    """
    hits = missed = spare = right = speakers = 0
    for text in texts:
        mine = [(one, one.places) for one in found.get(text.id, ()) if one.kind in kinds]
        wanted = [(one, one.places) for one in text.quotes]
        used: set[int] = set()
        for quote, places in wanted:
            if quote.kind not in kinds:
                continue
            best = _likest(places, [p for _, p in mine], used)
            if best is None:
                missed += 1
                continue
            hits += 1
            used.add(best)
            if quote.speaker_text:
                speakers += 1
                right += _same_speaker(quote, mine[best][0])
        spare += sum(
            number not in used and not any(2 * len(places & own) >= len(own) for _, places in wanted)
            for number, (_, own) in enumerate(mine)
        )
    return QuoteFigures(
        file=file,
        kinds=tuple(kinds),
        texts=len(texts),
        precision=hits / (hits + spare) if hits + spare else None,
        recall=hits / (hits + missed) if hits + missed else None,
        f1=_harmonic(hits, missed, spare),
        speaker_right=right / speakers if speakers else None,
        speakers=speakers,
    )


def _harmonic(hits: int, missed: int, spare: int) -> float | None:
    return 2 * hits / (2 * hits + missed + spare) if hits + missed + spare else None


def _likest(places: frozenset[int], mine: Sequence[frozenset[int]], used: Collection[int]) -> int | None:
    likeness = [
        0.0 if number in used else len(places & own) / max(1, len(places | own)) for number, own in enumerate(mine)
    ]
    best = max(range(len(mine)), key=likeness.__getitem__, default=None)
    return best if best is not None and likeness[best] >= _SAME else None


def _same_speaker(wanted: Reported, mine: Reported) -> bool:
    named, ours = (wanted.speaker_text or "").strip().casefold(), (mine.speaker_text or "").strip().casefold()
    return named == ours or bool(_places(wanted.speaker_parts) & _places(mine.speaker_parts))


def _places(parts: Iterable[Range]) -> frozenset[int]:
    return frozenset(place for start, end in parts for place in range(start, end))


# ---------------------------------------------------------------- printing


def quotes_page(figures: Sequence[QuoteFigures]) -> str:
    """The figures as a table in percent, a file and its kinds a line."""
    room = max(len("file"), *(len(one.file) for one in figures))
    lines = [f"{'file':{room}}  {'kinds':21}  texts  precision  recall     F1  speaker right"]
    for one in figures:
        lines.append(
            f"{one.file:{room}}  {','.join(one.kinds):21}  {one.texts:5}  {percent(one.precision):>9}  "
            f"{percent(one.recall):>6}  {percent(one.f1):>5}  {percent(one.speaker_right):>6} of {one.speakers}"
        )
    note = "Found: the overlap is at least half of what the labelled and the found words cover together."
    return "\n".join([*lines, "", note])


def quotes_fields(figures: Sequence[QuoteFigures]) -> list[dict[str, Any]]:
    """The figures for JSON."""
    return [asdict(one) for one in figures]


def prediction(found: Sequence[Reported]) -> list[dict[str, Any]]:
    """What was found in one text, as a line of predictions holds it."""
    return [
        {
            "start": one.parts[0][0],
            "end": one.parts[-1][1],
            "parts": [list(part) for part in one.parts],
            "speaker_text": one.speaker_text,
            "speaker_start": one.speaker_parts[0][0] if one.speaker_parts else None,
            "speaker_end": one.speaker_parts[-1][1] if one.speaker_parts else None,
            "kind": one.kind,
        }
        for one in found
    ]
