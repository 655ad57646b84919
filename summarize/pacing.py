"""How fast and how much: a number of slots that gives way to rate limits, and a budget of tokens.

Both belong to one event loop.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from summarize.errors import BudgetExceeded

__all__ = ["AdaptiveSlots", "TokenBudget"]


class AdaptiveSlots:
    """At most so many calls at once; fewer after a rate limit, more again with each answer.

    A rate limit halves the number (never below one); an answer adds a fraction, so that a round of answers adds one.
    The rate limits that calls of the same round meet together count once.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._limit = float(most)
        self._busy = 0
        self._round = 0
        self._queue: deque[asyncio.Future[None]] = deque()

    @property
    def limit(self) -> int:
        """How many calls may run at once now."""
        return int(self._limit)

    @asynccontextmanager
    async def slot(self) -> AsyncIterator[int]:
        """Wait for a turn, first come first served; gives the number of the round, for `throttled`."""
        await self._acquire()
        try:
            yield self._round
        finally:
            self._release()

    def throttled(self, round_: int) -> None:
        """A call that began in that round met a rate limit."""
        if round_ == self._round:
            self._round += 1
            self._limit = max(1.0, self._limit / 2)

    def answered(self) -> None:
        """A call was answered: a little more may be tried."""
        self._limit = min(float(self._most), self._limit + 1 / self._limit)
        self._admit()

    async def _acquire(self) -> None:
        if not self._queue and self._busy < self.limit:
            self._busy += 1
            return
        turn = asyncio.get_running_loop().create_future()
        self._queue.append(turn)
        try:
            await turn
        except asyncio.CancelledError:
            if turn.done() and not turn.cancelled():  # the turn had come already: hand it on
                self._release()
            raise

    def _release(self) -> None:
        self._busy -= 1
        self._admit()

    def _admit(self) -> None:
        while self._queue and self._busy < self.limit:
            turn = self._queue.popleft()
            if not turn.done():
                self._busy += 1
                turn.set_result(None)


class TokenBudget:
    """So many tokens for all calls together; `None` sets no bound.

    A call reserves the most it can use and settles with what it used. While others' reservations stand in the way it
    waits for them; when even their absence would not help, it is refused.
    """

    def __init__(self, total: int | None) -> None:
        self._total = total
        self._reserved = 0
        self._settled = asyncio.Event()
        self.spent = 0

    @property
    def bounded(self) -> bool:
        """Whether there is a bound at all."""
        return self._total is not None

    async def reserve(self, tokens: int) -> None:
        """Set that many tokens aside; `BudgetExceeded` if they do not fit."""
        if self._total is not None:
            while self.spent + self._reserved + tokens > self._total:
                self._refuse_hopeless(tokens)
                self._settled.clear()
                await self._settled.wait()
        self._reserved += tokens

    def settle(self, reserved: int, used: int) -> None:
        """Give a reservation back and book what was used of it."""
        self._reserved -= reserved
        self.spent += used
        self._settled.set()

    def _refuse_hopeless(self, tokens: int) -> None:
        if self._total is not None and self.spent + tokens > self._total:
            raise BudgetExceeded(
                f"the next call may use {tokens} tokens, {max(0, self._total - self.spent)} of {self._total} are left",
                hint="raise --max-tokens-total; replies so far are stored and not paid for again",
            )
