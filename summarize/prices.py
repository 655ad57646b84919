"""What calls cost: tokens estimated before a call, money reckoned after it."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from summarize.errors import InputError

__all__ = ["Price", "PriceTable", "estimate_tokens", "read_prices"]

_SHIPPED = Path(__file__).with_name("prices.toml")
_SNAPSHOT = re.compile(r"-(?:\d{4}-\d\d-\d\d|\d{8})\Z")
_MILLION = Decimal(1_000_000)

# Characters to a token, by script: what byte-pair vocabularies of current models come to on running text, rounded to
# the side of more tokens. Digits go in groups of up to three; marks stand mostly alone.
_SCRIPTS = (
    (re.compile(r"[A-Za-z]+"), 4.2),
    (re.compile(r"[ \t]+"), 30.0),  # a space is mostly part of the word after it
    (re.compile(r"[0-9]+"), 2.4),
    (re.compile(r"[\u00c0-\u024f]+"), 1.5),  # accented Latin letters break words up
    (re.compile(r"[\u0370-\u052f]+"), 2.6),  # Greek and Cyrillic
    (re.compile(r"[\u0590-\u08ff]+"), 2.2),  # Hebrew, Arabic
)
_OTHER = 1.2


@dataclass(frozen=True, slots=True)
class Price:
    """Money per million tokens, of the prompt and of the reply."""

    input: Decimal
    output: Decimal


@dataclass(frozen=True, slots=True)
class PriceTable:
    """Prices by model, in one currency."""

    currency: str
    models: Mapping[str, Price]

    def price(self, model: str) -> Price | None:
        """The price of a model or of the model it is a dated snapshot of; `None` if it is unknown."""
        return self.models.get(model) or self.models.get(_SNAPSHOT.sub("", model))

    def cost(self, model: str, prompt_tokens: int, completion_tokens: int) -> Decimal | None:
        """The money for so many tokens, exact; `None` if the model's price is unknown."""
        price = self.price(model)
        return (price.input * prompt_tokens + price.output * completion_tokens) / _MILLION if price else None

    def cost_in_words(self, model: str, prompt_tokens: int, completion_tokens: int) -> str:
        """The money with its currency ("0.0123 USD"), or "unknown"."""
        cost = self.cost(model, prompt_tokens, completion_tokens)
        return "unknown" if cost is None else f"{cost:.4f} {self.currency}"


def read_prices(override: Path | None = None) -> PriceTable:
    """The shipped prices, with those of the user's file over them; `InputError` if that file is not as it must be.

    A file in another currency stands alone: sums of two currencies would mean nothing.
    """
    shipped = _read(_SHIPPED)
    if override is None:
        return shipped
    own = _read(override, shipped.currency)
    kept = shipped.models if own.currency == shipped.currency else {}
    return PriceTable(own.currency, {**kept, **own.models})


def estimate_tokens(text: str) -> int:
    """About how many tokens a text is, without the model's own tokenizer: for budgets and dry runs, not for bills."""
    left, tokens = len(text), 0.0
    for script, characters in _SCRIPTS:
        found = sum(map(len, script.findall(text)))
        left -= found
        tokens += found / characters
    return int(tokens + left / _OTHER) + 1


def _read(path: Path, currency: str = "USD") -> PriceTable:
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8-sig"), parse_float=Decimal)
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as fault:
        raise InputError(f"the prices cannot be read: {fault}", where=str(path)) from None
    models = table.get("models", {})
    unknown = set(table) - {"currency", "as_of", "models"}
    if unknown or not isinstance(models, dict):
        raise InputError(f"unknown key {sorted(unknown)[0]!r}" if unknown else "models is no table", where=str(path))
    return PriceTable(str(table.get("currency", currency)), {name: _price(p, name, path) for name, p in models.items()})


def _price(stated: Any, model: str, path: Path) -> Price:
    fields = stated if isinstance(stated, dict) else {}
    amounts = [fields.get(name) for name in ("input", "output")]
    if set(fields) != {"input", "output"} or not all(_is_amount(amount) for amount in amounts):
        raise InputError(
            f"the price of {model!r} is not a pair of amounts",
            where=str(path),
            hint='write "model" = { input = 0.15, output = 0.60 }',
        )
    return Price(*(Decimal(str(amount)) for amount in amounts))


def _is_amount(amount: object) -> bool:
    number = isinstance(amount, int | Decimal) and not isinstance(amount, bool)
    return number and Decimal(str(amount)).is_finite() and Decimal(str(amount)) >= 0
