"""Numbered things by score, best first, of which only those that are looked at are made and, if need be, scored.

A claim is compared with every passage of a transcript, but its verdict hangs on a handful of them. What is quick to
work out is worked out for all at once; what is not is put off: until then a score is one that cannot be exceeded, so
that whatever leads with a settled score leads for good.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Generic, TypeVar, overload

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

Thing = TypeVar("Thing", covariant=True)

_AT_ONCE = 6  # leaders that are settled together
_SOUGHT = 32  # leaders that are sought one by one; from then on all are put in order


class Scores:
    """A score for each number: settled, or the highest that it can turn out to be.

    `values` are the scores, shape (numbers,); those of the numbers that are `unsettled` (None: of none) may fall, and
    `settle` works out to what.
    """

    def __init__(
        self,
        values: NDArray[np.float64],
        unsettled: NDArray[np.bool_] | None = None,
        settle: Callable[[NDArray[np.int64]], NDArray[np.float64]] | None = None,
    ) -> None:
        self.values = values
        self.unsettled = unsettled
        self._settle = settle

    def is_settled(self, number: int) -> bool:
        """Whether a number has its final score."""
        return self.unsettled is None or not self.unsettled[number]

    def settle(self, numbers: NDArray[np.int64]) -> NDArray[np.float64]:
        """The final scores of some numbers."""
        if self.unsettled is not None and self._settle is not None:
            open_ones = numbers[self.unsettled[numbers]]
            if len(open_ones):
                self.values[open_ones] = self._settle(open_ones)
                self.unsettled[open_ones] = False
        return self.values[numbers]

    def in_order(self) -> Iterator[int]:
        """The numbers by falling score, of equal ones the lower number first."""
        import numpy as np

        waiting = self.values.copy()
        for _ in range(min(_SOUGHT, len(waiting))):
            leader = int(waiting.argmax())
            while not self.is_settled(leader) or waiting[leader] != self.values[leader]:
                ahead = _highest(waiting, leader)
                waiting[ahead] = self.settle(ahead)
                leader = int(waiting.argmax())
            yield leader
            waiting[leader] = -np.inf
        if len(waiting) > _SOUGHT:
            left = np.flatnonzero(waiting != -np.inf)
            yield from left[np.argsort(-self.settle(left), kind="stable")].tolist()


def _highest(waiting: NDArray[np.float64], leader: int) -> NDArray[np.int64]:
    """The leader and some of those that are next."""
    import numpy as np

    if len(waiting) <= _AT_ONCE:
        return np.flatnonzero(waiting != -np.inf)
    ahead = np.union1d(np.argpartition(-waiting, _AT_ONCE)[:_AT_ONCE], [leader])
    left: NDArray[np.int64] = ahead[waiting[ahead] != -np.inf]
    return left


class Ranking(Sequence[Thing], Generic[Thing]):
    """Things in the order of their scores. `make` makes the one of a number."""

    def __init__(self, scores: Scores, make: Callable[[int], Thing]) -> None:
        self._scores = scores
        self._make = make
        self._made: dict[int, Thing] = {}
        self._order: list[int] = []
        self._following = scores.in_order()

    def of(self, number: int) -> Thing:
        """The thing of a number."""
        if number not in self._made:
            self._made[number] = self._make(number)
        return self._made[number]

    def __len__(self) -> int:
        return len(self._scores.values)

    @overload
    def __getitem__(self, place: int) -> Thing: ...

    @overload
    def __getitem__(self, place: slice) -> tuple[Thing, ...]: ...

    def __getitem__(self, place: int | slice) -> Thing | tuple[Thing, ...]:
        if isinstance(place, slice):
            return tuple(self[k] for k in range(*place.indices(len(self))))
        at = place + len(self) if place < 0 else place
        while 0 <= at < len(self) and len(self._order) <= at:
            self._order.append(next(self._following))
        if not 0 <= at < len(self):
            raise IndexError(f"there are {len(self)} things, none at {place}")
        return self.of(self._order[at])

    def __iter__(self) -> Iterator[Thing]:
        return (self[k] for k in range(len(self)))
