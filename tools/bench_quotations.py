"""How fast quotations are located, beside sliding a fuzzy matcher over the whole transcript.

A long transcript is made by repeating and perturbing the invented texts of the tests. Quotations are drawn from it,
some word for word, some with a word changed, dropped or added. Both ways look for each of them; a hit is a place that
has most of the words of the one from which the quotation was drawn.

    python tools/bench_quotations.py [WORDS]
"""

from __future__ import annotations

import math
import random
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from rapidfuzz import fuzz

from summarize.alignment import TranscriptIndex
from summarize.reconciliation.fidelity import spoken_words
from summarize.reconciliation.places import locate
from summarize.transcript import parse_transcript

ROOT = Path(__file__).resolve().parent.parent
TEXTS = sorted((ROOT / "tests" / "data" / "labelled").glob("*/transcript.txt"))
SIZES = (10_000, 30_000, 100_000)
QUOTATIONS = 60
ROUNDS = 3
SLID = 20  # quotations for which the slow way is timed as well
MOST = 0.6  # share of its words that a place has in common with the quotation it was drawn for


@dataclass(frozen=True, slots=True)
class Drawn:
    """A quotation, and the words of the transcript from which it was made."""

    printed: str
    source: str


def make_text(words: int, chance: random.Random) -> str:
    """A transcript of about that many words: sentences of the tests, some of their words exchanged each time."""
    english = [path for path in TEXTS if path.read_text("utf-8").isascii() or "priozersk" not in str(path)]
    sentences = [s for p in english for s in p.read_text("utf-8").replace("\n", " ").split(". ") if len(s.split()) > 5]
    vocabulary = sorted({w for s in sentences for w in s.split() if w.isalpha() and w.islower()})
    turns, count = ["Long debate\n\n3 May 2024"], 0
    while count < words:
        said = []
        for sentence in chance.sample(sentences, 6):
            spoken = [chance.choice(vocabulary) if chance.random() < 0.15 else w for w in sentence.split()]
            count += len(spoken)
            said.append(" ".join(spoken).replace(":", ",").rstrip(".?!") + ".")
        turns.append(f"{('Lena Voss', 'Tomas Hale')[len(turns) % 2]}: {' '.join(said)}")
    return "\n\n".join(turns) + "\n"


def draw(index: TranscriptIndex, chance: random.Random) -> list[Drawn]:
    """Quotations of one or two sentences, up to forty words, every other one with a word changed, dropped or added."""
    found = []
    long = [p for p in index.passages[:-1] if len(p.text.split()) >= 12]
    for number, passage in enumerate(chance.sample(long, QUOTATIONS)):
        after = index.passages[passage.number + 1]
        both = passage.text if after.turn.id != passage.turn.id else f"{passage.text} {after.text}"
        source = both.split()[: chance.randint(10, 40)]
        printed = list(source)
        at = chance.randrange(2, len(printed) - 2)
        if number % 2:
            printed[at : at + 1] = ([], ["perhaps"], [printed[at], "indeed"])[number % 3]
        found.append(Drawn(" ".join(printed), " ".join(source)))
    return found


def timed(call: Callable[[Drawn], str], quotations: Sequence[Drawn]) -> tuple[float, int]:
    """Seconds a quotation, and how many were found."""
    spent = math.inf
    for _ in range(ROUNDS):  # the quickest round is the least disturbed one
        start = time.perf_counter()
        found = [call(q) for q in quotations]
        spent = min(spent, time.perf_counter() - start)
    hits = sum(_shares(text, q.source) >= MOST for text, q in zip(found, quotations, strict=True))
    return spent / len(quotations), hits


def _shares(text: str, source: str) -> float:
    ours, theirs = set(text.casefold().split()), set(source.casefold().split())
    return len(ours & theirs) / len(theirs)


def bench(words: int) -> tuple[float, float]:
    """Print what both ways need at one size; seconds of a search by index, and how many times slower sliding is."""
    chance = random.Random(20240503)
    text = make_text(words, chance)
    started = time.perf_counter()
    index = TranscriptIndex(parse_transcript(text, language="en"))
    read = time.perf_counter() - started
    started = time.perf_counter()
    index.flow.exact(["the"])
    built = time.perf_counter() - started
    quotations = draw(index, chance)
    tagged = {q.printed: spoken_words(q.printed, "en") for q in quotations}

    def by_index(quotation: Drawn) -> str:
        places = locate(tagged[quotation.printed], index)
        return text[places[0].start : places[0].end] if places else ""

    def by_sliding(quotation: Drawn) -> str:
        match = fuzz.partial_ratio_alignment(quotation.printed, text)
        return text[match.dest_start : match.dest_end] if match else ""

    fast, fast_hits = timed(by_index, quotations)
    fast_too, few_hits = timed(by_index, quotations[:SLID])
    slow, slow_hits = timed(by_sliding, quotations[:SLID])
    print(
        f"{len(index.flow.keys):7} words: by index {1000 * fast:.2f} ms a quotation, {fast_hits} of {QUOTATIONS} found;"
        f" sliding {1000 * slow:.1f} ms, {slow_hits} of {SLID} (the index: {few_hits}); {slow / fast_too:.0f} times."
        f" Once: {read:.1f} s to read and tag, {1000 * built:.0f} ms to index"
    )
    return fast, slow / fast_too


def main(sizes: Sequence[int]) -> None:
    """Each size in turn, then how the search grows with the transcript."""
    spent = [bench(size)[0] for size in sizes]
    if len(sizes) > 1:
        exponent = math.log(spent[-1] / spent[0]) / math.log(sizes[-1] / sizes[0])
        print(f"time of a search grows with words to the power of {exponent:.2f}")


if __name__ == "__main__":
    main([int(size) for size in sys.argv[1:]] or SIZES)
