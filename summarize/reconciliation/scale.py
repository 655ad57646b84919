"""The scale on which evidence is weighed: a multinomial logistic regression with a handful of weights a person can
read.

The weights are fitted by `tools/fit_scale.py` on the project's own labelled cases (`tests/data/labelled`) and kept in
`scale.toml`. They say how much each observation speaks for "supported", "partially_supported" and
"not_in_transcript"; a contradiction is never a matter of degree and not weighed here.
"""

from __future__ import annotations

import math
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from summarize.records import Fidelity, Verdict

FEATURES = ("score", "spoken", "credited", "unsaid", "limited", "not_found", "altered", "variant", "verbatim")
OUTCOMES: tuple[Verdict, ...] = ("supported", "partially_supported", "not_in_transcript")


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a claim stands before it is weighed.

    `score` is how well the chosen passage carries it (0..1); `spoken`: credited to a speaker of the transcript;
    `credited`: to anybody; `unsaid`: a figure or date is missing there; `limited`: something is added, exaggerated or
    widened; `fidelity`: of its quotation, the worst.
    """

    score: float
    spoken: bool
    credited: bool
    unsaid: bool
    limited: bool
    fidelity: Fidelity | None

    def features(self) -> tuple[float, ...]:
        """The numbers that are weighed, in the order of `FEATURES`."""
        worst = self.fidelity
        return (
            self.score,
            *(float(x) for x in (self.spoken, self.credited, self.unsaid, self.limited)),
            *(float(worst == f) for f in ("not_found", "altered", "variant")),
            float(worst in {"verbatim", "near_verbatim"}),
        )


@cache
def weights() -> dict[Verdict, tuple[float, tuple[float, ...]]]:
    """For each outcome its constant and the weight of each feature."""
    table = tomllib.loads(Path(__file__).with_name("scale.toml").read_text("utf-8"))
    return {o: (float(table[o]["constant"]), tuple(float(table[o][f]) for f in FEATURES)) for o in OUTCOMES}


def weigh(standing: Standing) -> tuple[Verdict, float]:
    """The likeliest outcome and its probability, 0..1 to two decimals; ties go to the more cautious one."""
    sums = _sums(standing)
    best = max(reversed(OUTCOMES), key=lambda o: round(sums[o], 6))
    return best, round(chances(standing)[best], 2)


def chances(standing: Standing) -> dict[Verdict, float]:
    """The probability of each outcome; together they are 1."""
    sums = _sums(standing)
    highest = max(sums.values())
    shares = {outcome: math.exp(value - highest) for outcome, value in sums.items()}
    total = sum(shares.values())
    return {outcome: share / total for outcome, share in shares.items()}


def _sums(standing: Standing) -> dict[Verdict, float]:
    values = standing.features()
    return {
        o: constant + sum(w * v for w, v in zip(row, values, strict=True)) for o, (constant, row) in weights().items()
    }
