"""Slots that give way to rate limits, and the budget."""

from __future__ import annotations

import asyncio

import pytest

from summarize.errors import BudgetExceeded
from summarize.pacing import AdaptiveSlots, TokenBudget


def test_halved_once_a_round() -> None:
    """The rate limits of one round halve the slots once, those of the next round again, never below one."""

    async def work() -> list[int]:
        slots, limits = AdaptiveSlots(8), []
        for _ in range(5):
            async with slots.slot() as round_:
                pass
            slots.throttled(round_)
            slots.throttled(round_)
            limits.append(slots.limit)
        return limits

    assert asyncio.run(work()) == [4, 2, 1, 1, 1]


def test_one_more_each_round() -> None:
    """Answers give a slot back about once a round, and never more than were allowed."""
    slots = AdaptiveSlots(8)
    slots.throttled(0)
    limits = []
    for _ in range(40):
        slots.answered()
        limits.append(slots.limit)
    assert limits[:6] == [4, 4, 4, 4, 5, 5]
    assert limits[-1] == 8


def test_first_come_first_served() -> None:
    """Turns come in the order of asking, and a turn that nobody waits for any more goes to the next one."""

    async def work() -> list[int]:
        slots, order = AdaptiveSlots(1), []

        async def take(n: int) -> None:
            async with slots.slot():
                order.append(n)

        async with slots.slot():
            tasks = [asyncio.ensure_future(take(n)) for n in range(5)]
            await asyncio.sleep(0)
            tasks[1].cancel()
        tasks[0].cancel()  # its turn has come, and it has not begun yet
        await asyncio.gather(*tasks, return_exceptions=True)
        async with slots.slot():
            return order

    assert asyncio.run(asyncio.wait_for(work(), 5)) == [2, 3, 4]


def test_budget_refuses() -> None:
    """What can't fit is refused at once, naming what is left."""

    async def work() -> None:
        budget = TokenBudget(100)
        await budget.reserve(60)
        budget.settle(60, 60)
        await budget.reserve(40)
        with pytest.raises(BudgetExceeded, match="may use 41 tokens, 40 of 100 are left"):
            await budget.reserve(41)

    asyncio.run(work())


def test_budget_waits() -> None:
    """A reservation that others stand in the way of waits for them: it is made, or refused, when they settle."""

    async def work(used: int) -> bool:
        budget = TokenBudget(100)
        await budget.reserve(60)
        second = asyncio.ensure_future(budget.reserve(60))
        await asyncio.sleep(0)
        assert not second.done()
        budget.settle(60, used)
        (outcome,) = await asyncio.gather(second, return_exceptions=True)
        return outcome is None

    assert asyncio.run(work(40))
    assert not asyncio.run(work(41))
