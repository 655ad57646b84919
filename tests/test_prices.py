"""Prices and token estimates."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from summarize.errors import InputError
from summarize.prices import Price, PriceTable, estimate_tokens, read_prices

TABLE = PriceTable("EUR", {"m": Price(Decimal("0.15"), Decimal("0.60")), "free": Price(Decimal(0), Decimal(0))})


@pytest.mark.parametrize(
    ("model", "words"),
    [
        ("m", "0.0270 EUR"),
        ("m-2024-08-06", "0.0270 EUR"),
        ("m-20240806", "0.0270 EUR"),
        ("free", "0.0000 EUR"),
        ("m-large", "unknown"),
        ("", "unknown"),
    ],
)
def test_cost(model: str, words: str) -> None:
    """A known model or its dated snapshot has a price, any other one is unknown, never free."""
    assert TABLE.cost_in_words(model, 100_000, 20_000) == words


def test_cost_is_exact() -> None:
    """Money is reckoned in decimals: many small calls cost what one large one does."""
    one = TABLE.cost("m", 1, 1)
    assert one is not None
    assert one * 1_000_000 == TABLE.cost("m", 1_000_000, 1_000_000) == Decimal("0.75")


def test_shipped_prices() -> None:
    """The shipped table is in one currency, and hand-written replies cost nothing."""
    shipped = read_prices()
    assert shipped.currency == "USD"
    assert shipped.cost("reference-replies (hand-written)", 1000, 1000) == 0
    assert all(price.output >= price.input for price in shipped.models.values())


def test_own_prices(tmp_path: Path) -> None:
    """The user's prices go over the shipped ones; a file in another currency stands alone."""
    own = tmp_path / "prices.toml"
    own.write_text('[models]\n"gpt-4o" = { input = 1, output = 2.5 }\n"mine" = { input = 0.1, output = 0.1 }\n')
    table = read_prices(own)
    assert table.price("gpt-4o") == Price(Decimal(1), Decimal("2.5"))
    assert table.price("gpt-4o-mini") == read_prices().price("gpt-4o-mini")
    own.write_text('currency = "EUR"\n' + own.read_text())
    assert set(read_prices(own).models) == {"gpt-4o", "mine"}


@pytest.mark.parametrize(
    "text",
    [
        "[models",
        "model = 3",
        "models = 3",
        '[models]\n"m" = 3',
        '[models]\n"m" = { input = 3 }',
        '[models]\n"m" = { input = 3, output = "4" }',
        '[models]\n"m" = { input = 3, output = -4 }',
        '[models]\n"m" = { input = 3, output = nan }',
        '[models]\n"m" = { input = 3, output = true }',
    ],
)
def test_prices_refused(text: str, tmp_path: Path) -> None:
    """A file that is no price table is refused with its name, not half read."""
    own = tmp_path / "mine.toml"
    own.write_text(text)
    with pytest.raises(InputError, match=r"mine\.toml"):
        read_prices(own)


def test_missing_file(tmp_path: Path) -> None:
    """A file of prices that is named and missing is an error."""
    with pytest.raises(InputError, match="cannot be read"):
        read_prices(tmp_path / "none.toml")


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("The port handled 4.2 million tonnes of cargo last year, council chair Maria Lindqvist said on Tuesday.", 23),
        ("В прошлом году порт обработал 4,2 миллиона тонн грузов, сообщила председатель совета.", 27),
    ],
)
def test_estimate(text: str, tokens: int) -> None:
    """The estimate is within a third of what a byte-pair vocabulary of 200,000 makes of running text."""
    assert tokens * 2 / 3 <= estimate_tokens(text) <= tokens * 4 / 3


@given(st.text(), st.text())
def test_estimate_grows(one: str, two: str) -> None:
    """A longer text is never estimated at fewer tokens, and two texts together at no more than apart."""
    assert estimate_tokens(one) <= estimate_tokens(one + two) <= estimate_tokens(one) + estimate_tokens(two)
