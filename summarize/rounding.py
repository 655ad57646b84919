"""Rows of numbers rounded as Python rounds one."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_NEAR_A_TIE = 1e-6  # as a share of the last digit


def rounded(values: NDArray[np.float64], digits: int) -> NDArray[np.float64]:
    """`round(value, digits)` of each value. numpy's own rounding scales a value first, which may turn what lies beside
    the middle of two steps into the middle.
    """
    import numpy as np

    scaled = values * 10.0**digits
    steps = np.rint(scaled)
    found = steps / 10.0**digits
    for at in np.flatnonzero(np.abs(np.abs(scaled - steps) - 0.5) < _NEAR_A_TIE):
        found[at] = round(float(values[at]), digits)
    return found
