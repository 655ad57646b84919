"""Which passages may answer a figure: a quick look before figures are compared one by one.

Most figures of a long transcript measure something else than a claimed one or are far from it. These are told by their
units and values alone, many at a time; what is left is for `quantities.compare`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from functools import cache
from typing import TYPE_CHECKING

from summarize.quantities import Quantity, compare

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_MOST = Fraction(10**300)
_FAR = 0.1  # how far apart, as a share of the larger, plain figures of one unit are no roundings of each other


class FigureIndex:
    """The figures of passages, by unit and value."""

    def __init__(self, said: Sequence[Sequence[Quantity]]) -> None:
        import numpy as np

        self._passages = len(said)
        figures = [(number, quantity) for number, quantities in enumerate(said) for quantity in quantities]
        self._owners = np.array([number for number, _ in figures], dtype=np.int64)
        units = {unit: n for n, unit in enumerate(dict.fromkeys(quantity.unit for _, quantity in figures))}
        self._units = tuple(units)
        self._unit = np.array([units[quantity.unit] for _, quantity in figures], dtype=np.int64)
        self._value = np.array([_approximate(quantity) for _, quantity in figures])
        self._plain = np.array([is_plain(quantity) for _, quantity in figures], dtype=bool)

    def may_answer(self, claimed: Quantity) -> NDArray[np.bool_]:
        """Whether any figure of each passage may agree with a claimed one: shape (passages,). A passage is left out
        only where none can.
        """
        import numpy as np

        found = np.zeros(self._passages, dtype=bool)
        if not self._units:
            return found
        possible = np.array([comparable(claimed.unit, unit) for unit in self._units], dtype=bool)[self._unit]
        if is_plain(claimed):
            value = _approximate(claimed)
            alike = np.array([unit == claimed.unit for unit in self._units], dtype=bool)[self._unit] & self._plain
            far = np.abs(self._value - value) > _FAR * np.maximum(np.abs(self._value), abs(value))
            possible &= ~(alike & far)
        found[self._owners[possible]] = True
        return found


def is_plain(quantity: Quantity) -> bool:
    """Whether a figure is a value with a unit and nothing else that bears on a comparison."""
    bare = Quantity(quantity.start, quantity.end, quantity.text, quantity.value, unit=quantity.unit, noun=quantity.noun)
    return quantity == bare


@cache
def comparable(unit: str, other: str) -> bool:
    """Whether figures in two units can be compared at all, whatever their values."""
    one = Quantity(0, 0, "", Fraction(1), unit=unit)
    return compare(one, replace(one, unit=other)).relation != "incomparable"


def _approximate(quantity: Quantity) -> float:
    return float(max(-_MOST, min(_MOST, quantity.value)))
