"""Figures that nobody said but that follow from two that were: 50 after "290" and "340", 60 percent of 38 billion.

A figure is derived only where the claim's own words name the relation (a rise, a difference, a share, a total, a price
apiece) and both operands stand in one passage or beside it in the same turn. The sentence shows the arithmetic.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import lru_cache
from itertools import combinations, permutations

from summarize.dates import Period
from summarize.quantities import Comparison, Pairing, Quantity, compare, show_amount, show_number

_MOST = 9  # figures of a passage and its neighbours that are combined; a table has more and proves anything
_GROWTH = frozenset({"percent", "share", "times", "pp"})
_TIMES = frozenset({"year", "quarter", "month", "week", "day", "hour", "minute", "second"})
_STEPS = {"year": Fraction(1), "month": Fraction(1, 12), "quarter": Fraction(1, 4), "week": Fraction(7, 365)}
_FAR = Fraction(1, 5)  # from how far a claimed figure lies beside the derived one that it contradicts it


@dataclass(frozen=True, slots=True)
class Derived:
    """A figure made of said ones; `words` show how ("340 - 290 = 50"), `operands` are the figures it is made of."""

    quantity: Quantity
    words: str
    operands: tuple[Quantity, ...]


def derive(
    claimed: Quantity, relations: frozenset[str], said: Sequence[Quantity], *, apart: bool = False
) -> Pairing | None:
    """The claimed figure paired with the first operand it follows from; None where it does not follow.

    `relations` are those that the claim's words name (`quantities.find_relations`). Operands from sentences `apart`
    must not count different things.
    """
    if claimed.ordinal or claimed.qualifier == "vague" or len(said) > _MOST:
        return None
    for one in _candidates(claimed, relations, said):
        if _agrees(claimed, one) and not (apart and _is_loose(one, relations)):
            return _paired(claimed, one)
    return None


def _is_loose(one: Derived, relations: frozenset[str]) -> bool:
    """Whether operands in two sentences may have nothing to do with each other."""
    units = {q.unit for q in one.operands}
    if len(units) > 1 and units & {"percent", "share"}:  # a share of what is told elsewhere
        return not relations & {"share", "rest", "was"}
    counted = len(units) > 1 and any(not q.unit and q.noun for q in one.operands)  # 24 trams and 34 roubles
    return counted or not all(_nouns_agree(a, b) for a, b in combinations(one.operands, 2))


def contradict(claimed: Quantity, said: Sequence[Quantity]) -> str | None:
    """Why a claimed change or share cannot be, where what was said leaves one reading only; else None.

    `said` are the figures of one passage. It has one reading where exactly two figures of a kind stand in it.
    """
    if claimed.ordinal or claimed.qualifier == "vague" or claimed.high is not None:
        return None
    confused = _confused(claimed, said) if claimed.change else _mistaken_count(claimed, said)
    if confused is not None or not claimed.change:
        return confused
    for kind in ("", *sorted({q.unit for q in said} - _TIMES)):
        pair = [q for q in said if q.unit == kind and _is_level(q)]
        others = [q for q in said if q.unit in _GROWTH and q.change]
        relative = claimed.unit in ("times", "percent", "share")
        by = claimed.sense == "by" and kind == claimed.unit and not relative
        if len(pair) == 2 and not others and _nouns_agree(*pair) and (relative or by):
            turned = next((q for q in pair if q.sense == "to" and q.change and q.change != claimed.change), None)
            if turned is not None:
                went = f"{show_number(pair[0].value)} to {show_number(pair[1].value)}"
                return f"From {went} is a {'rise' if turned.change == 'up' else 'fall'}, not the reverse."
            made = [_difference(pair[0], pair[1])] if by else list(_changes(claimed, *pair))
            if made and not any(_is_near(claimed, one) for one in made):
                return f"{_capital(made[0].words)}, not {show_amount(claimed)}."
    return None


# ---------------------------------------------------------------- times

_DAYS = {"year": Fraction(36525, 100), "month": Fraction(36525, 1200), "week": Fraction(7), "day": Fraction(1)}
_SLACK = {"year": Fraction(1, 6), "month": Fraction(1, 2), "week": Fraction(2, 7), "day": Fraction(0)}


def derive_elapsed(claimed: Quantity, said: Sequence[Period], event: dt.date) -> str | None:
    """The arithmetic by which a claimed stretch of time lies between the event and a said date; None where none does.

    "More than two years to run" follows from a term that ends in May 2027, said in March 2025.
    """
    if claimed.unit not in _DAYS or claimed.high is not None or claimed.per or claimed.ordinal:
        return None
    unit, slack = _DAYS[claimed.unit], _SLACK[claimed.unit]
    for period in said:
        if period.granularity == "part" or period.start <= event <= period.end:
            continue
        gaps = sorted(abs((day - event).days) for day in (period.start, period.end))
        low, high = gaps[0] / unit, gaps[1] / unit
        admitted = {
            "over": (claimed.value, claimed.value + 1),
            "at_least": (claimed.value, claimed.value + 1),
            "nearly": (claimed.value - Fraction(1, 4), claimed.value),
            "under": (claimed.value - Fraction(1, 2), claimed.value),
        }.get(claimed.qualifier, (claimed.value - slack, claimed.value + slack))
        if low <= admitted[1] and admitted[0] <= high and (high - low < 1 or claimed.qualifier == "exact"):
            return f"From {_day(event)} to {_named(period)} is {_decimal((low + high) / 2)} {claimed.unit}s."
    return None


def derive_bound(claimed: Period, said: Sequence[Quantity], event: dt.date) -> str | None:
    """The arithmetic by which a claimed date lies a said stretch of time from the event; None where none does."""
    for time in said:
        if time.unit not in _DAYS or time.high is not None or time.value > 200 or time.per:
            continue
        days = round(time.value * _DAYS[time.unit])
        for word, day in (("before", event - dt.timedelta(days)), ("after", event + dt.timedelta(days))):
            if claimed.start <= day <= claimed.end:
                return f"{_capital(show_amount(time))} {word} {_day(event)} is {_day(day)}."
    return None


def _named(period: Period) -> str:
    return _day(period.start) if period.start == period.end else f"{period.start:%B %Y}"


def _day(day: dt.date) -> str:
    return f"{day.day} {day:%B %Y}"


def _confused(claimed: Quantity, said: Sequence[Quantity]) -> str | None:
    """From 9.1 to 10.4 percent is 1.3 points, not 1.3 percent; and the other way round."""
    if claimed.unit not in ("percent", "pp"):
        return None
    for a, b in combinations([q for q in said if q.unit == "percent" and _is_level(q)], 2):
        points, percent = abs(a.value - b.value), _percent_change(a, b, claimed.change)
        mine, other = (percent, points) if claimed.unit == "percent" else (points, percent)
        if other is not None and claimed.value == round(other, 1) != round(mine or 0, 1):
            low, high = sorted((a.value, b.value))
            worked = f"{show_number(high)} - {show_number(low)} = {show_number(points)} percentage points"
            relative = f"which is {show_number(round(percent or Fraction(0), 1))} percent of what it was"
            return f"{worked}, {relative}; the claim says {show_amount(claimed)}."
    return None


def _mistaken_count(claimed: Quantity, said: Sequence[Quantity]) -> str | None:
    """38 of 52 printed as 38 percent."""
    if claimed.unit != "percent":
        return None
    for part, whole in permutations([q for q in said if _is_level(q)], 2):
        if part.unit != "percent" and part.value == claimed.value < whole.value != 100 and _comparable(part, whole):
            worked = f"{show_number(part.value)} of {show_number(whole.value)}"
            return f"{worked} is {_decimal(part.value / whole.value * 100)} percent, not {show_amount(claimed)}."
    return None


def _paired(claimed: Quantity, one: Derived) -> Pairing:
    return Pairing(claimed, one.operands[0], Comparison("derived", f"{_capital(one.words)}."))


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]


# ---------------------------------------------------------------- agreement


def _agrees(claimed: Quantity, one: Derived) -> bool:
    """Whether the derived figure is the claimed one, to the digits that the claim prints and within its qualifier."""
    made, plain = one.quantity, replace(claimed, change="", sense="", noun="", per="")
    if made.unit != claimed.unit:
        return False
    value = made.value
    if claimed.high is not None:
        return claimed.value <= value <= claimed.high
    reach = Fraction(1, 2) if claimed.unit in ("share", "times") else Fraction(1, 5)
    match claimed.qualifier:
        case "over":
            return claimed.value < value <= claimed.value * (1 + reach)
        case "under":
            return claimed.value * (1 - reach) <= value < claimed.value
        case "nearly":
            return claimed.value * Fraction(17, 20) <= value <= claimed.value
        case "at_least":
            return claimed.value <= value <= claimed.value * (1 + reach)
        case "at_most":
            return claimed.value * (1 - reach) <= value <= claimed.value
        case "about":
            near = Fraction(1, 10) if claimed.unit in ("share", "times") else Fraction(1, 20)
            return abs(value - claimed.value) <= claimed.value * near
    if _rounds(value, claimed):
        return True
    return compare(plain, made).relation in {"equal", "rounded"}


def _rounds(value: Fraction, claimed: Quantity) -> bool:
    """Whether a percentage or multiple rounds to the one printed; a share in words ("a third") may be 3 percent off."""
    if claimed.unit == "share":
        return abs(value - claimed.value) <= claimed.value * Fraction(3, 100)
    if claimed.unit not in ("percent", "times", "pp"):
        return False
    places = next((n for n in range(3) if (claimed.value * 10**n).denominator == 1), 3)
    if claimed.unit == "times" and places == 0:
        return abs(value - claimed.value) <= claimed.value / 20
    return abs(value - claimed.value) * 2 * 10**places <= 1 and abs(value - claimed.value) * 8 <= claimed.value


def _is_near(claimed: Quantity, one: Derived) -> bool:
    """Whether a derived figure is not far enough from the claimed one to contradict it."""
    value = one.quantity.value
    if claimed.qualifier in ("over", "at_least") and claimed.value <= value <= 2 * claimed.value:
        return True
    if claimed.qualifier in ("under", "at_most") and value <= claimed.value <= 2 * value:
        return True
    return abs(claimed.value - value) <= value * _FAR


# ---------------------------------------------------------------- arithmetic


def _candidates(claimed: Quantity, relations: frozenset[str], said: Sequence[Quantity]) -> Iterator[Derived]:
    """All figures of the claimed one's kind that follow from two said ones by a relation that is named."""
    levels = [q for q in said if _is_level(q)]
    if claimed.unit in ("percent", "share", "times"):
        for a, b in combinations(levels, 2):
            if _comparable(a, b):
                yield from _changes(claimed, a, b)
                yield from _shares(claimed, relations, a, b)
        yield from _complements(claimed, relations, said)
        yield from _former(claimed, relations, said)
    elif claimed.unit == "pp":
        for a, b in combinations([q for q in levels if q.unit == "percent"], 2):
            yield _difference(a, b, unit="pp")
    else:
        yield from _sums(claimed, relations, levels)
        yield from _parts(claimed, relations, said)
        yield from _apiece(claimed, relations, levels)
        yield from _over_time(claimed, relations, said)
        yield from _former(claimed, relations, said)


def _is_level(quantity: Quantity) -> bool:
    """Whether a figure is an amount, not a change, a multiple or a rank."""
    vague = quantity.high is not None or quantity.qualifier == "vague" or quantity.ordinal
    return not vague and quantity.value > 0 and quantity.unit not in ("times", "pp", "share") and quantity.sense != "by"


def _comparable(a: Quantity, b: Quantity) -> bool:
    """One unit on both, or one left out ("11 millimetres, the norm being 64"), and not of two things by their nouns."""
    units = {a.unit, b.unit}
    return a.value != b.value and (len(units) == 1 or ("" in units and not units & (_TIMES | {"percent"})))


def _nouns_agree(a: Quantity, b: Quantity) -> bool:
    return compare(a, b).nouns != "differ"


def _percent_change(a: Quantity, b: Quantity, direction: str) -> Fraction | None:
    """By how many percent the smaller of two figures rises to the larger, or the larger falls to the smaller."""
    low, high = sorted((a.value, b.value))
    base = high if direction == "down" else low
    return None if not base else (high - low) / base * 100


def _changes(claimed: Quantity, a: Quantity, b: Quantity) -> Iterator[Derived]:
    """A rise or fall from one said figure to the other, in percent, as a share or as a multiple."""
    low, high = sorted((a.value, b.value))
    if claimed.unit == "times":
        if claimed.value < 1:
            yield _made(claimed, low / high, f"{show_number(low)} / {show_number(high)} = {_decimal(low / high)}", a, b)
        else:
            yield _made(claimed, high / low, f"{show_number(high)} / {show_number(low)} = {_decimal(high / low)}", a, b)
        return
    percent = _percent_change(a, b, claimed.change)
    if not claimed.change or claimed.sense == "to" or percent is None:
        return
    base = high if claimed.change == "down" else low
    words = (
        f"{show_number(high)} - {show_number(low)} = {show_number(high - low)}, "
        f"which is {_decimal(percent)} percent of {show_number(base)}"
    )
    yield _made(claimed, percent / 100 if claimed.unit == "share" else percent, words, a, b)


def _shares(claimed: Quantity, relations: frozenset[str], a: Quantity, b: Quantity) -> Iterator[Derived]:
    """What part one said figure is of the other."""
    if claimed.change or not (claimed.unit == "share" or "share" in relations) or claimed.unit == "times":
        return
    low, high = sorted((a.value, b.value))
    part = low / high
    words = f"{show_number(low)} of {show_number(high)} is {_decimal(part * 100)} percent"
    yield _made(claimed, part if claimed.unit == "share" else part * 100, words, a, b)


def _complements(claimed: Quantity, relations: frozenset[str], said: Sequence[Quantity]) -> Iterator[Derived]:
    """The rest after a said share, or what is left after a fall by it."""
    if claimed.unit == "times":
        return
    for q in said:
        if q.unit not in ("percent", "share") or q.high is not None or not 0 < _as_share(q) < 1:
            continue
        fell = q.change == "down" and q.sense == "by" and relations & {"was", "share"} and not claimed.change
        if fell or (not q.change and not claimed.change and "rest" in relations):
            left = 1 - _as_share(q)
            scale = 1 if claimed.unit == "share" else 100
            yield _made(claimed, left * scale, f"1 - {show_number(_as_share(q))} = {show_number(left)}", q)


def _as_share(quantity: Quantity) -> Fraction:
    return quantity.value / 100 if quantity.unit == "percent" else quantity.value


def _difference(a: Quantity, b: Quantity, unit: str | None = None) -> Derived:
    low, high = sorted((a.value, b.value))
    words = f"{show_number(high)} - {show_number(low)} = {show_number(high - low)}"
    return _made(replace(a, unit=a.unit or b.unit if unit is None else unit), high - low, words, a, b)


def _sums(claimed: Quantity, relations: frozenset[str], levels: Sequence[Quantity]) -> Iterator[Derived]:
    """Differences, remainders and totals of figures in the claimed one's unit."""
    same = [q for q in levels if _unit_fits(claimed, q)]
    if claimed.change or relations & {"up", "down", "more", "less", "difference", "rest"}:
        for a, b in combinations(same, 2):
            if a.unit == b.unit and a.value != b.value:
                yield _in_unit(_difference(a, b), claimed.unit)
    if "total" in relations:
        for size in (2, 3):
            for terms in combinations(same, size):
                total = sum((q.value for q in terms), Fraction(0))
                words = f"{' + '.join(show_number(q.value) for q in terms)} = {show_number(total)}"
                yield _made(claimed, total, words, *terms)


def _in_unit(one: Derived, unit: str) -> Derived:
    """The derived figure in the unit that the claim gives it: a transcript may leave out the currency."""
    return replace(one, quantity=replace(one.quantity, unit=unit))


def _unit_fits(claimed: Quantity, said: Quantity) -> bool:
    """One unit; a currency may be left out on either side."""
    units = {claimed.unit, said.unit}
    return len(units) == 1 or ("" in units and all(len(unit) == 3 and unit.isupper() for unit in units - {""}))


def _parts(claimed: Quantity, relations: frozenset[str], said: Sequence[Quantity]) -> Iterator[Derived]:
    """A said share of a said whole, and the remainder of it."""
    wholes = [q for q in said if _is_level(q) and _unit_fits(claimed, q) and q.unit != "percent"]
    for q in said:
        if q.unit not in ("percent", "share") or q.high is not None or q.change or not 0 < _as_share(q) < 1:
            continue
        for whole in wholes:
            made = _as_share(q) * whole.value
            words = f"{show_amount(q) if q.unit == 'percent' else show_number(q.value)} of {show_number(whole.value)}"
            yield _made(claimed, made, f"{words} is {show_number(made)}", q, whole)
            if "rest" in relations:
                rest = whole.value - made
                leaves = f"{words} is {show_number(made)}, which leaves {show_number(rest)}"
                yield _made(claimed, rest, leaves, q, whole)


def _apiece(claimed: Quantity, relations: frozenset[str], levels: Sequence[Quantity]) -> Iterator[Derived]:
    """An average: money by the number of what it was spent on."""
    if "each" not in relations:
        return
    for a, b in permutations(levels, 2):
        if _unit_fits(claimed, a) and not b.unit and a.value > b.value > 1:
            words = f"{show_number(a.value)} / {show_number(b.value)} = {_decimal(a.value / b.value)}"
            yield _made(claimed, a.value / b.value, words, a, b)


def _over_time(claimed: Quantity, relations: frozenset[str], said: Sequence[Quantity]) -> Iterator[Derived]:
    """What a rate comes to over a said time."""
    if claimed.per or "total" not in relations:
        return
    rates = [q for q in said if q.per in _STEPS and q.high is None and _unit_fits(claimed, q)]
    for rate, time in ((r, t) for r in rates for t in said if t.unit in _STEPS and t.high is None and t is not r):
        steps = time.value * _STEPS[time.unit] / _STEPS[rate.per]
        words = f"{show_number(rate.value)} a {rate.per} x {show_number(steps)} = {show_number(rate.value * steps)}"
        yield _made(claimed, rate.value * steps, words, rate, time)


def _former(claimed: Quantity, relations: frozenset[str], said: Sequence[Quantity]) -> Iterator[Derived]:
    """What something was before it changed by a said amount to a said figure."""
    if "was" not in relations or claimed.sense == "by":
        return
    for change in said:
        if change.unit not in ("percent", "share", "pp") or change.high is not None:
            continue
        for now in said:
            if not _is_level(now) or now is change or not _unit_fits(claimed, now):
                continue
            if (now.unit == "percent") != (change.unit == "pp"):
                continue  # a percentage changes by points; by percent it would be told in so many words
            made = _before(now, change)
            if made is not None:
                yield _made(claimed, made[0], made[1], now, change)


def _before(now: Quantity, change: Quantity) -> tuple[Fraction, str] | None:
    down = change.change == "down"
    if change.unit == "pp":
        if now.value <= change.value:
            return None
        value = now.value + change.value if down else now.value - change.value
        sign = "+" if down else "-"
        return value, f"{show_number(now.value)} {sign} {show_number(change.value)} = {show_number(value)}"
    if not change.change or change.sense != "by" or _as_share(change) >= 1:
        return None
    factor = 1 - _as_share(change) if down else 1 + _as_share(change)
    return now.value / factor, f"{show_number(now.value)} / {show_number(factor)} = {_decimal(now.value / factor)}"


def _made(like: Quantity, value: Fraction, words: str, *operands: Quantity) -> Derived:
    bare = replace(like, high=None, qualifier="exact", change="", sense="", noun="", ordinal=False, per="")
    return Derived(replace(bare, value=value), words, operands)


@lru_cache(maxsize=4096)
def _decimal(value: Fraction) -> str:
    """A ratio to three digits."""
    rounded = Fraction(f"{float(value):.3g}")
    return show_number(rounded)
