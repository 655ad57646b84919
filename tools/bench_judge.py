#!/usr/bin/env python3
"""How judging grows with the number of claims and with the length of the transcript.

usage: bench_judge.py [--claims N] [--words N]   (default: the sizes of both series)

A meeting is made up: invented people, places and bodies, and sentences from frames that are filled with the words of
the tests' invented texts, common words more often than rare ones. Articles report it: word for word, reworded, with
another figure, denied, credited to somebody else; and what they report of other matters was never said. The same
numbers always give the same case. Each size is a process of its own, so that its memory is its own.

Printed are the seconds to read, to judge and to write, the work of all processors, the most memory held, and what
became of the claims, by how they were made. Exits with 1 when work (which, unlike time, other programs do not stretch)
or memory grows faster than LIMIT allows, or a run holds more than MEMORY.
"""

from __future__ import annotations

import argparse
import json
import math
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import accumulate, pairwise
from pathlib import Path

from summarize.pipeline import judge_case
from summarize.report import render_files
from summarize.runs import write_run
from summarize.tagging import tag_words

ROOT = Path(__file__).resolve().parent.parent
TEXTS = sorted((ROOT / "tests" / "data").glob("labelled*/*/transcript.txt"))
CLAIMS = (1_000, 3_000, 10_000)
WORDS = (10_000, 30_000, 100_000)
FEW_CLAIMS = 3_000  # against which the length of the transcript is varied
A_SOURCE = 250  # claims of an article
CLAIMS_A_SENTENCE = 1.74  # that are found in what is printed below, on average
LIMIT = 1.1  # the largest exponent that is nearly linear
MEMORY = 1_000  # MB
SPEAKERS = ("Lena Voss", "Tomas Hale", "Ingrid Maro", "Pavel Orsen", "Ruth Calder")
OTHER = "Edda Quill"  # who is in no transcript

# What is said, how it is put in other words, and how it is denied.
FRAMES = (
    ("We have {past} {figure} {plural} for the {adjective} {noun} in {place}",
     "{figure} {plural} were {past} for the {noun} in {place}, a {adjective} one",
     "we have not {past} any {plural} for the {adjective} {noun} in {place}"),
    ("The {noun} of {place} will {verb} the {adjective} {plural} before {month}",
     "before {month} the {adjective} {plural} will be seen to by the {noun} of {place}, which is to {verb} them",
     "the {noun} of {place} will not {verb} the {adjective} {plural} before {month}"),
    ("{person} of {body} asked us to {verb} {figure} percent of the {plural} and to {other} the {noun}",
     "{body} had asked, through {person}, that {figure} percent of the {plural} be given up, to {verb} and to {other}",
     "{person} of {body} never asked us to {verb} {figure} percent of the {plural} or to {other} the {noun}"),
    ("In {place} the {adjective} {noun} was {past} {figure} times last year",
     "last year saw the {adjective} {noun} {past} {figure} times in {place}",
     "in {place} the {adjective} {noun} was not {past} at all last year"),
    ("Every {noun} that {body} {past} in {month} has to {verb} {figure} million crowns for its {plural}",
     "{figure} million crowns for {plural} must be found by each {noun} {past} by {body} in {month}",
     "no {noun} that {body} {past} in {month} has to {verb} {figure} million crowns for its {plural}"),
    ("I told {person} that the {plural} {adverb} {other} what our {noun} can {verb}",
     "{person} was told that what the {noun} can {verb} is {adverb} for the {plural} to {other}",
     "I did not tell {person} that the {plural} {adverb} {other} what our {noun} can {verb}"),
)  # fmt: skip
TAILS = (
    "", "", "",
    ", because the {second} in {elsewhere} is {adjective}",
    ", and {people} {adverb} {other} a {second} from {elsewhere}",
    ", although {council} had {past} the {second} with its {third} and its {fourth}",
)  # fmt: skip
KINDS = {"word for word": 15, "word changed": 10, "reworded": 30, "figure changed": 15, "denied": 10,
         "other speaker": 5, "not said": 15}  # fmt: skip
# Rarer words are made from the commoner ones, as a language makes them.
DERIVED = {
    "noun": (("infinitive", "{}er"), ("adjective", "{}ness"), ("noun", "{}work"), ("noun", "sub{}")),
    "adjective": (("adjective", "un{}"), ("noun", "{}less"), ("noun", "{}like")),
    "infinitive": (("infinitive", "re{}"), ("infinitive", "out{}")),
    "participle": (("participle", "re{}"), ("participle", "over{}")),
    "adverb": (("adjective", "{}ly"),),
}
MONTHS = ("March", "April", "May", "June", "September", "October", "November")
SYLLABLES = ("bar", "cor", "dal", "el", "fen", "gar", "hol", "is", "jor", "kel", "lun", "mar", "nor", "os", "pel",
             "quen", "ros", "sil", "tor", "ul", "ven", "wil", "yor", "zan")  # fmt: skip
ENDINGS = ("a", "berg", "by", "en", "ia", "mouth", "o", "stad", "um", "wick")


# ---------------------------------------------------------------- the case


@dataclass(frozen=True, slots=True)
class Said:
    """One sentence of the meeting, with what its frame was filled with."""

    speaker: str
    frame: tuple[str, str, str]
    tail: str
    words: dict[str, str]

    def put(self, way: int, **others: str) -> str:
        """The sentence as it was said (0), in other words (1) or denied (2), without a full stop."""
        return (self.frame[way] + self.tail).format(**self.words | others)


class Meeting:
    """What is said and printed, drawn from one row of chances."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)
        self._words = {pos: (words, list(accumulate(1 / (n + 8) for n in range(len(words)))))
                       for pos, words in vocabulary().items()}  # fmt: skip
        self._places = [self._name() for _ in range(1500)]
        self._people = [f"{self._name()} {self._name()}" for _ in range(600)]
        self._bodies = [f"the {self._name()} {kind}" for kind in ("Fund", "Bank", "Council", "Office") * 60]

    def _name(self) -> str:
        made = "".join(self.chance.choices(SYLLABLES, k=self.chance.choice((1, 2, 2, 3)))) + self.chance.choice(ENDINGS)
        return made.capitalize()

    def _word(self, pos: str) -> str:
        words, weights = self._words[pos]
        return self.chance.choices(words, cum_weights=weights)[0]

    def say(self, speaker: str) -> Said:
        """A sentence nobody has said before."""
        chance = self.chance
        words = {
            "figure": self.figure(), "month": chance.choice(MONTHS), "place": chance.choice(self._places),
            "elsewhere": chance.choice(self._places), "person": chance.choice(self._people),
            "body": chance.choice(self._bodies), "council": chance.choice(self._bodies),
            "past": self._word("participle"), "verb": self._word("infinitive"), "other": self._word("infinitive"),
            "adjective": self._word("adjective"), "adverb": self._word("adverb"), "plural": self._word("plural"),
            "people": self._word("plural"),
        }  # fmt: skip
        words |= {slot: self._word("noun") for slot in ("noun", "second", "third", "fourth")}
        return Said(speaker, chance.choice(FRAMES), chance.choice(TAILS), words)

    def figure(self) -> str:
        """A whole number from 3 on, small ones more often."""
        return str(int(3 + 900 * self.chance.random() ** 3))

    def hold(self, words: int) -> list[list[Said]]:
        """Turns of two to ten sentences, of about that many words together."""
        turns, count = [], 0
        while count < words:
            speaker = SPEAKERS[len(turns) % len(SPEAKERS)]
            turns.append([self.say(speaker) for _ in range(self.chance.randint(2, 10))])
            count += sum(len(said.put(0).split()) for said in turns[-1])
        return turns

    def report(self, said: Said, kind: str) -> str:
        """A sentence of an article about what was said."""
        if kind in {"word for word", "word changed"}:
            spoken = _capital(said.put(0)).split()
            if kind == "word changed":
                spoken[self.chance.randrange(2, len(spoken) - 2)] = self._word("noun")
            return f"“{' '.join(spoken)},” {said.speaker} said."
        if kind == "other speaker":
            return f"{self.chance.choice([s for s in SPEAKERS if s != said.speaker])} said that {_small(said.put(0))}."
        if kind == "figure changed":
            return f"{said.speaker} said that {_small(said.put(1, figure=str(int(said.words['figure']) * 2 + 1)))}."
        if kind == "not said":
            said = self.say(self.chance.choice((*SPEAKERS, OTHER)))
        return f"{said.speaker} said that {_small(said.put(2 if kind == 'denied' else 1))}."


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _small(text: str) -> str:
    """A sentence as it goes on after "that": names keep their capitals."""
    first, _, rest = text.partition(" ")
    return f"{first.lower()} {rest}" if first in {"The", "We", "In", "Every"} else text


@cache
def vocabulary() -> dict[str, list[str]]:
    """Words by part of speech, the commonest first: those of the tests' English transcripts, then made ones."""
    found: dict[str, Counter[str]] = {pos: Counter() for pos in (*DERIVED, "plural")}
    for text in (path.read_text("utf-8") for path in TEXTS):
        for word in tag_words(text, "en") if " the " in text else ():
            pos = "plural" if word.pos == "noun" and word.text.endswith("s") else word.pos
            if pos in found and word.text.isalpha() and word.text.islower() and len(word.text) > 2:
                found[pos][word.text] += 1
    words = {pos: [word for word, _ in counts.most_common()] for pos, counts in found.items()}
    made = {pos: [way.format(word) for base, way in ways for word in words[base]] for pos, ways in DERIVED.items()}
    made["plural"] = [f"{noun}s" for noun in made["noun"]]
    return {pos: list(dict.fromkeys(words[pos] + made[pos])) for pos in words}


def make_case(folder: Path, claims: int, words: int) -> dict[str, str]:
    """Write a case; how each of its sentences was made, by its text."""
    meeting = Meeting(20240503)
    turns = meeting.hold(words)
    spoken = [f"{turn[0].speaker}: {' '.join(_capital(said.put(0)) + '.' for said in turn)}" for turn in turns]
    folder.joinpath("transcript.txt").write_text("Long meeting\n\n3 May 2024\n\n" + "\n\n".join(spoken) + "\n", "utf-8")
    everything = [said for turn in turns for said in turn]
    made: dict[str, str] = {}
    lines = ['title = "Long meeting"', "event_date = 2024-05-03", "[transcript]", 'file = "transcript.txt"']
    for number, sentences in enumerate(_shares(round(claims / CLAIMS_A_SENTENCE))):
        printed = []
        for kind in meeting.chance.choices(list(KINDS), weights=list(KINDS.values()), k=sentences):
            printed.append(_capital(meeting.report(meeting.chance.choice(everything), kind)))
            made[printed[-1]] = kind
        paragraphs = [" ".join(printed[at : at + 3]) for at in range(0, len(printed), 3)]
        name = f"outlet-{number:02}"
        folder.joinpath(f"{name}.txt").write_text("\n\n".join(["A long meeting", *paragraphs]) + "\n", "utf-8")
        lines += ["[[sources]]", f'id = "{name}"', f'file = "{name}.txt"', "date = 2024-05-04"]
    folder.joinpath("case.toml").write_text("\n".join(lines) + "\n", "utf-8")
    return made


def _shares(sentences: int) -> Iterator[int]:
    """The sentences of each article."""
    an_article = round(A_SOURCE / CLAIMS_A_SENTENCE)
    yield from (min(an_article, sentences - at) for at in range(0, sentences, an_article))


# ---------------------------------------------------------------- one size


@dataclass(frozen=True, slots=True)
class Measured:
    """What one size took: seconds of the three stages, those of all processors together, and MB at most."""

    claims: int
    words: int
    read: float
    judged: float
    written: float
    worked: float
    memory: float
    verdicts: dict[str, dict[str, int]]

    @property
    def seconds(self) -> float:
        """All stages together."""
        return self.read + self.judged + self.written


def measure(claims: int, words: int) -> Measured:
    """Judge a case of about that many claims and words, in this process."""
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch) / "case"
        folder.mkdir()
        made = make_case(folder, claims, words)
        moments, begun = [time.perf_counter()], time.process_time()

        def note(line: str) -> None:
            if line.startswith("judging "):
                moments.append(time.perf_counter())

        record = judge_case(folder, engine="extractive", progress=note)
        moments.append(time.perf_counter())
        write_run(Path(scratch) / "run", record, render_files(record))
        moments.append(time.perf_counter())
        worked = time.process_time() - begun
    verdicts: dict[str, Counter[str]] = {kind: Counter() for kind in KINDS}
    contexts = {claim.id: claim.context.text for e in record.extractions.values() for claim in e.claims}
    for claim in record.reconciliation.claims:
        kind = made.get(contexts[claim.id])
        if kind is not None:
            verdicts[kind][claim.verdict] += 1
    read, judged, written = (after - before for before, after in pairwise(moments))
    size = len(record.reconciliation.transcript.text.split())
    found = {kind: dict(counts) for kind, counts in verdicts.items()}
    return Measured(len(record.reconciliation.claims), size, read, judged, written, worked, _peak(), found)


def _peak() -> float:
    """The most memory that this process has held, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1024 * 1024 if sys.platform == "darwin" else 1024)


def measure_apart(claims: int, words: int) -> Measured:
    """`measure` in a process of its own, printed."""
    command = [sys.executable, __file__, "--one", "--claims", str(claims), "--words", str(words)]
    found = Measured(**json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout))
    print(
        f"{found.claims:6} claims, {found.words:7} words: {found.seconds:6.1f} s"
        f" (to read {found.read:.1f}, to judge {found.judged:.1f}, to write {found.written:.1f}),"
        f" {found.worked:.1f} s of work, {found.memory:.0f} MB",
        flush=True,
    )
    return found


# ---------------------------------------------------------------- all sizes


def exponent(sizes: Sequence[float], values: Sequence[float]) -> float:
    """The power of size with which values grow: the slope of the line through their logarithms."""
    xs, ys = [math.log(s) for s in sizes], [math.log(v) for v in values]
    x, y = sum(xs) / len(xs), sum(ys) / len(ys)
    return sum((a - x) * (b - y) for a, b in zip(xs, ys, strict=True)) / sum((a - x) ** 2 for a in xs)


def show_verdicts(found: Measured) -> None:
    """What became of the claims, by how they were made."""
    names = sorted({verdict for counts in found.verdicts.values() for verdict in counts})
    print(f"{'':16}" + "".join(f"{name:>22}" for name in names))
    for kind, counts in found.verdicts.items():
        print(f"{kind:16}" + "".join(f"{counts.get(name, 0):22}" for name in names))


def main() -> int:
    """One size, or both series and how they grow."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--claims", type=int)
    parser.add_argument("--words", type=int)
    parser.add_argument("--one", action="store_true", help=argparse.SUPPRESS)
    asked = parser.parse_args()
    claims, words = asked.claims or CLAIMS[-1], asked.words or WORDS[-1]
    if asked.one:
        found = measure(claims, words)
        print(json.dumps({name: getattr(found, name) for name in Measured.__slots__}))
        return 0
    if asked.claims or asked.words:
        show_verdicts(measure_apart(claims, words))
        return 0
    by_words = [measure_apart(FEW_CLAIMS, size) for size in WORDS]
    by_claims = [measure_apart(size, WORDS[-1]) for size in CLAIMS if size != FEW_CLAIMS]
    by_claims = sorted([*by_claims, by_words[-1]], key=lambda found: found.claims)
    show_verdicts(by_claims[-1])
    grows = []
    for name, series in (("claims", by_claims), ("words", by_words)):
        sizes = [float(getattr(found, name)) for found in series]
        time_power = exponent(sizes, [found.worked for found in series])
        memory_power = exponent(sizes, [found.memory for found in series])
        grows += [time_power, memory_power]
        print(f"with {name}, work grows to the power of {time_power:.2f}, memory of {memory_power:.2f}")
    return 0 if max(grows) <= LIMIT and max(found.memory for found in by_claims) <= MEMORY else 1


if __name__ == "__main__":
    sys.exit(main())
