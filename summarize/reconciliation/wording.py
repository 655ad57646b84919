"""A quotation and the words said in its place, word by word: what changed, and what kind of change it is.

Two rows of words are aligned; what spoken language has and print has not (fillers, restarts, dialect) is set aside
first, so that it cannot hide a cut or a "not". Each change then gets its name. Changes of figures, names, negation,
certainty or meaning are faults; the others are style, which house rules allow, or a few words that differ.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Literal

from summarize.alignment import TranscriptIndex, is_term, word_key
from summarize.dates import DateMention, find_dates, resolve
from summarize.lexicon import Lexicon
from summarize.modality import are_opposed
from summarize.names import same_name
from summarize.polarity import denies_by_ending, is_negator, opposites, turned_by_prefix
from summarize.quantities import Quantity, compare, find_quantities
from summarize.reconciliation.places import matched
from summarize.tagging import Word
from summarize.text import view

Op = Literal["equal", "removed", "added", "replaced"]
Reason = Literal["", "filler", "restart"]

_SAME_MEANING = 0.62  # cosine from which one word says what another says
_LONGEST_PHRASE = 4
_LONGEST_RESTART = 5
_STEM = 5
_BREAKS = frozenset("-–—…")
TAGGED = frozenset({"de", "en", "nl"})  # languages whose names a tagger tells from other words
_VERBS = frozenset({"finite", "infinitive", "participle", "gerund", "modal"})


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two rows of words, with the text that its offsets count in."""

    words: tuple[Word, ...]
    raw: str
    lexicon: Lexicon


@dataclass(frozen=True, slots=True)
class Step:
    """A stretch of the comparison: words that are equal, or that one side has in place of the other's.

    `reason` tells why words of one side need no counterpart; numbers are those of the sides' words.
    """

    op: Op
    printed: tuple[int, ...]
    said: tuple[int, ...]
    reason: Reason = ""


@dataclass(frozen=True, slots=True)
class Fault:
    """A change of meaning: its name among the differences, and in words. A `plain` one is told by the words themselves,
    however much else differs.
    """

    name: str
    detail: str
    plain: bool = False


@dataclass(frozen=True, slots=True)
class Changes:
    """What differs between two rows of words.

    `style` leaves even the wording as it was; `small` are words that differ and mean the same; `heavy` is how many
    printed words with content have no counterpart of the same word, `loose` how many words of either side in all;
    `faults` change the meaning.
    """

    style: tuple[str, ...] = ()
    small: tuple[str, ...] = ()
    heavy: int = 0
    loose: int = 0
    faults: tuple[Fault, ...] = ()


# ---------------------------------------------------------------- alignment


def compare_rows(printed: Side, said: Side) -> tuple[Step, ...]:
    """The steps from the words printed to the words said, as few as possible.

    Fillers and restarts are tried with and without: whichever leaves less to explain.
    """
    ours: dict[int, Reason] = dict.fromkeys(fillers(printed), "filler")
    theirs = asides(said)
    restarts = {k: r for k, r in theirs.items() if r == "restart"}
    tried = [
        _aligned(printed, said, {}, {}),
        _aligned(printed, said, {}, restarts),
        _aligned(printed, said, ours, theirs),
    ]
    best = min(tried, key=lambda pairs: _unexplained(pairs, ours, theirs))
    return tuple(_grouped(best, ours, theirs))


_Pair = tuple[int | None, int | None]


def _aligned(
    printed: Side, said: Side, without_ours: Mapping[int, Reason], without_theirs: Mapping[int, Reason]
) -> list[_Pair]:
    left = [i for i in range(len(printed.words)) if i not in without_ours]
    right = [j for j in range(len(said.words)) if j not in without_theirs]
    pairs: list[_Pair] = []
    a = b = 0
    matches = matched([word_key(printed.words[i]) for i in left], [word_key(said.words[j]) for j in right])
    for i, j in [*matches, (len(left), len(right))]:
        pairs += [(k, None) for k in left[a:i]]
        pairs += [(None, k) for k in right[b:j]]
        pairs += [(left[i], right[j])] if i < len(left) else []
        a, b = i + 1, j + 1
    for i in without_ours:
        at = next((n for n, (k, _) in enumerate(pairs) if k is not None and k > i), len(pairs))
        pairs.insert(at, (i, None))
    for j in without_theirs:
        at = next((n for n, (_, k) in enumerate(pairs) if k is not None and k > j), len(pairs))
        pairs.insert(at, (None, j))
    return pairs


def _unexplained(pairs: Sequence[_Pair], ours: Mapping[int, Reason], theirs: Mapping[int, Reason]) -> int:
    return sum((i is None or j is None) and not _reason((i, j), ours, theirs) for i, j in pairs)


def _reason(pair: _Pair, ours: Mapping[int, Reason], theirs: Mapping[int, Reason]) -> Reason:
    i, j = pair
    if i is None and j is not None:
        return theirs.get(j, "")
    return ours.get(i, "") if j is None and i is not None else ""


def _grouped(pairs: Sequence[_Pair], ours: Mapping[int, Reason], theirs: Mapping[int, Reason]) -> Iterator[Step]:
    def kind(pair: _Pair) -> tuple[bool, Reason]:
        return None not in pair, _reason(pair, ours, theirs)

    for (equal, reason), group in itertools.groupby(pairs, kind):
        found = list(group)
        printed = tuple(i for i, _ in found if i is not None)
        said = tuple(j for _, j in found if j is not None)
        op: Op = "equal" if equal else "replaced" if printed and said else "added" if printed else "removed"
        yield Step(op, printed, said, reason)


# ---------------------------------------------------------------- what print leaves out of speech


def asides(side: Side) -> dict[int, Reason]:
    """The words of a row that are only spoken: fillers, and what was begun and begun again."""
    found: dict[int, Reason] = dict.fromkeys(fillers(side), "filler")
    live = [k for k in range(len(side.words)) if k not in found]
    keys = [word_key(side.words[k]) for k in live]
    at = 0
    while at < len(live):
        size = _restarted(side, live, keys, at)
        found.update(dict.fromkeys(live[at : at + size], "restart"))
        at += max(1, size)
    return dict(sorted(found.items()))


def _restarted(side: Side, live: Sequence[int], keys: Sequence[str], at: int) -> int:
    """How many words from here on are said again right after, the last of them perhaps broken off, or 0."""
    for size in range(_LONGEST_RESTART, 0, -1):
        begun, again = keys[at : at + size], keys[at + size : at + 2 * size]
        if len(again) < size or any(c.isdigit() for c in "".join(begun)) or begun[:-1] != again[:-1]:
            continue
        word = side.words[live[at + size - 1]]
        broken = side.raw[word.end : word.end + 2].strip()[:1] in _BREAKS and again[-1].startswith(begun[-1])
        if begun == again or broken:
            return size
    return 0


def fillers(side: Side) -> Iterator[int]:
    """The words of a row that fill pauses."""
    keys = [word_key(w) for w in side.words]
    at = 0
    while at < len(keys):
        size = next((n for n in range(_LONGEST_PHRASE, 0, -1) if _is_filler(side, keys, at, n)), 0)
        yield from range(at, at + size)
        at += max(1, size)


def _is_filler(side: Side, keys: Sequence[str], at: int, size: int) -> bool:
    """Whether these words fill a pause. What may be an ordinary word as well is a filler only where marks set it off on
    both sides, a phrase where they do so on one; a word that denies is none.
    """
    phrase = " ".join(keys[at : at + size])
    if at + size > len(keys) or phrase in side.lexicon.negators:
        return False
    if phrase in side.lexicon.hesitations:
        return True
    if phrase not in side.lexicon.fillers:
        return False
    before, after = _is_marked(side, at, at - 1), _is_marked(side, at + size - 1, at + size)
    return (before and after) if size == 1 else (before or after)


def _is_marked(side: Side, at: int, beside: int) -> bool:
    """Whether a mark, or the end of the row, stands between two neighbouring words."""
    if not 0 <= beside < len(side.words):
        edge = side.raw[: side.words[at].start] if beside < 0 else side.raw[side.words[at].end :]
        near = edge.rstrip()[-1:] if beside < 0 else edge.lstrip()[:1]
        return not near.isalnum()
    return any(not c.isspace() for c in _between(side, min(at, beside)))


def _between(side: Side, at: int) -> str:
    """What stands in the text between a word and the next one."""
    return side.raw[side.words[at].end : side.words[at + 1].start]


# ---------------------------------------------------------------- naming the changes


@dataclass(slots=True)
class _Ledger:
    """The changes found so far."""

    style: list[str] = field(default_factory=list)
    small: list[str] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    heavy: int = 0
    loose: int = 0


def name_changes(
    steps: Sequence[Step],
    printed: Side,
    said: Side,
    index: TranscriptIndex,
    brackets: Mapping[int, str] | None = None,
) -> Changes:
    """The names of all changes. `brackets`: what the outlet put in brackets, by the number of the word after it."""
    ledger = _Ledger(style=_surface(steps, printed, said))
    inserted = brackets or {}
    if inserted:
        ledger.style.append("bracketed_insertion")
    explained = _figures(steps, printed, said, index, ledger)
    open_steps = []
    for step in steps:
        if step.op == "equal":
            continue
        if step.reason:
            added = step.op == "added"
            ledger.small.append("words_added" if added else f"{step.reason}_removed")
        elif _is_dialect(step, printed, said):
            ledger.small.append("dialect_standardised")
        elif _is_same_spelled(step, printed, said):
            ledger.style.append("punctuation")
        elif step.op == "removed" and _fills_bracket(step, steps, inserted, said):
            continue
        else:
            open_steps.append(step)
    _polarity(open_steps, printed, said, inserted, ledger)
    _certainty(open_steps, printed, said, ledger)
    for step in open_steps:
        ours = [printed.words[i] for i in step.printed if i not in explained[0]]
        theirs = [said.words[j] for j in step.said if j not in explained[1]]
        if ours or theirs:
            _words(ours, theirs, printed, said, index, ledger)
    return Changes(
        tuple(dict.fromkeys(ledger.style)),
        tuple(dict.fromkeys(ledger.small)),
        ledger.heavy,
        ledger.loose,
        tuple(ledger.faults),
    )


def _surface(steps: Sequence[Step], printed: Side, said: Side) -> list[str]:
    """What differs between equal words: capitals, marks, the way a sign is written."""
    found = []
    for step in steps:
        if step.op != "equal":
            continue
        pairs = list(zip(step.printed, step.said, strict=True))
        for i, j in pairs:
            ours, theirs = printed.words[i].text, said.words[j].text
            if ours != theirs and ours.casefold() == theirs.casefold():
                found.append("case")
            elif ours != theirs and "%" in {ours, theirs}:
                found.append("number_restyled")
        for (i, j), _ in itertools.pairwise(pairs):
            if _marks(_between(printed, i)) != _marks(_between(said, j)):
                found.append("punctuation")
    return found


def _marks(between: str) -> str:
    """The marks between two words; none where a note or an insertion stands there."""
    seen = view(between).text
    return "" if any(c.isalnum() for c in seen) else "".join(seen.split())


# -- spoken forms


def _is_dialect(step: Step, printed: Side, said: Side) -> bool:
    """Whether one side has the standard form of what the other has, or drops a particle that speech drops."""
    ours = [word_key(printed.words[i]) for i in step.printed]
    theirs = [word_key(said.words[j]) for j in step.said]
    if step.op in {"added", "removed"}:
        return all(k in said.lexicon.negation_particles for k in (*ours, *theirs))
    if "'s" in (*ours, *theirs) and len(ours) == len(theirs) == 1:
        return bool({"is", "has", "us"} & {*ours, *theirs})
    standard = _standard_forms(said.lexicon)
    return " ".join(ours) in _spoken_as(theirs, standard) or " ".join(theirs) in _spoken_as(ours, standard)


@cache
def _standard_forms(lexicon: Lexicon) -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    for spoken, standard in lexicon.dialect:
        found.setdefault(spoken, []).append(standard)
    return {spoken: tuple(forms) for spoken, forms in found.items()}


def _spoken_as(keys: Sequence[str], standard: Mapping[str, Sequence[str]]) -> set[str]:
    """The ways in which print may standardise some words, themselves among them."""
    if len(keys) > _LONGEST_PHRASE:
        return set()
    whole = standard.get(" ".join(keys), ())
    return {" ".join(way) for way in itertools.product(*(_forms(key, standard) for key in keys))} | set(whole)


def _forms(key: str, standard: Mapping[str, Sequence[str]]) -> list[str]:
    endings = ((spoken[1:], forms) for spoken, forms in standard.items() if spoken.startswith("-"))
    restored = [key[: -len(end)] + form[1:] for end, forms in endings if key.endswith(end) for form in forms]
    return [key, *standard.get(key, ()), *restored]


def _is_same_spelled(step: Step, printed: Side, said: Side) -> bool:
    """Whether both sides have the same letters, joined or apart ("co-operation", "per cent")."""
    ours, theirs = (
        "".join(c for k in numbers for c in side.words[k].lower if c.isalnum())
        for numbers, side in ((step.printed, printed), (step.said, said))
    )
    return bool(ours) and ours == theirs


def _is_only_spoken(step: Step, printed: Side, said: Side) -> bool:
    return _is_same_spelled(step, printed, said) or _is_dialect(step, printed, said)


def _fills_bracket(step: Step, steps: Sequence[Step], inserted: Mapping[int, str], said: Side) -> bool:
    """Whether the words left out stand where the outlet put its own words in brackets, and it denies no more or less
    by that.
    """
    before = steps[: steps.index(step)]
    at = max((i + 1 for s in before for i in s.printed), default=0)
    text = inserted.get(at)
    words = [said.words[j] for j in step.said]
    return (
        text is not None
        and len(words) <= _LONGEST_PHRASE
        and not any(is_negator(w, said.lexicon) or w.pos == "number" for w in words)
    )


# -- figures and dates


def _figures(
    steps: Sequence[Step], printed: Side, said: Side, index: TranscriptIndex, ledger: _Ledger
) -> tuple[set[int], set[int]]:
    """Figures and dates that changed, and the numbers of the words that are explained as parts of any."""
    counterpart = _counterparts(steps)
    differing = [s for s in steps if s.op != "equal" and not _is_only_spoken(s, printed, said)]
    changed = {i for s in differing for i in s.printed}
    changed_said = {j for s in differing for j in s.said}
    explained: tuple[set[int], set[int]] = (set(), set())
    for ours, theirs in ((_dates_in(printed), _dates_in(said)), (_quantities_in(printed), _quantities_in(said))):
        for numbers, figure in ours:
            if numbers <= explained[0]:
                continue
            across = {j for i in numbers for j in counterpart[i]}
            beside = [(js, other) for js, other in theirs if js & across]
            beside = beside or [(js, other) for js, other in theirs if _relation(figure, other, index) == "same"]
            if not (numbers & changed or any(js & changed_said for js, _ in beside)):
                continue
            same = next((js for js, other in beside if _relation(figure, other, index) == "same"), None)
            if same is not None:
                explained[0].update(numbers)
                explained[1].update(same)
                if numbers & changed or same & changed_said:
                    ledger.small.append("number_restyled")
            elif beside or (not _is_vague(figure) and numbers & changed):
                shown = f"the transcript says “{beside[0][1].text}”" if beside else "no such figure was said there"
                plain = not any(_relation(figure, other, index) == "near" for _, other in beside)
                ledger.faults.append(Fault("figure_changed", f"“{figure.text}” was printed; {shown}", plain))
                explained[0].update(numbers)
                explained[1].update(j for js, _ in beside for j in js)
    return explained


def _counterparts(steps: Sequence[Step]) -> dict[int, tuple[int, ...]]:
    found: dict[int, tuple[int, ...]] = {}
    for step in steps:
        for k, i in enumerate(step.printed):
            found[i] = (step.said[k],) if step.op == "equal" else step.said
    return found


_Numbered = list[tuple[set[int], Quantity | DateMention]]


def _dates_in(side: Side) -> _Numbered:
    return _numbered(side, find_dates)


def _quantities_in(side: Side) -> _Numbered:
    dates = [numbers for numbers, _ in _dates_in(side)]
    return [(n, q) for n, q in _numbered(side, find_quantities) if not any(n & taken for taken in dates)]


def _numbered(side: Side, find: Callable[[str, str], Sequence[Quantity | DateMention]]) -> _Numbered:
    """The figures of a row with the numbers of their words."""
    if not side.words:
        return []
    start, end = side.words[0].start, side.words[-1].end
    found: _Numbered = []
    for figure in find(side.raw[start:end], side.lexicon.language):
        low, high = figure.start + start, figure.end + start
        numbers = {k for k, w in enumerate(side.words) if w.start < high and low < w.end}
        if numbers:
            found.append((numbers, figure))
    return found


def _relation(
    ours: Quantity | DateMention, theirs: Quantity | DateMention, index: TranscriptIndex
) -> Literal["same", "near", "other"]:
    """Whether two figures or dates are the same, the same but for rounding or an "about", or another."""
    if isinstance(ours, Quantity) and isinstance(theirs, Quantity):
        relation = compare(ours, theirs).relation
        if relation in {"equal", "equivalent"}:
            return "same"
        return "near" if relation in {"rounded", "compatible", "narrowed", "exaggerated", "ambiguous"} else "other"
    if isinstance(ours, DateMention) and isinstance(theirs, DateMention):
        if _fields(ours) == _fields(theirs):
            return "same"
        base = index.transcript.date
        days = base and (resolve(ours, base), resolve(theirs, base))
        if days and days[0] and days[1] and (days[0].start, days[0].end) == (days[1].start, days[1].end):
            return "same"
    return "other"


def _fields(date: DateMention) -> tuple[object, ...]:
    names = ("kind", "year", "month", "day", "last_day", "weekday", "ordinal", "count", "unit", "offset", "part")
    return tuple(getattr(date, name) for name in names)


def _is_vague(figure: Quantity | DateMention) -> bool:
    """ "one", "two": so small a count is often no figure at all."""
    return isinstance(figure, Quantity) and not figure.unit and figure.high is None and abs(figure.value) <= 2


# -- negation and certainty


def _polarity(steps: Sequence[Step], printed: Side, said: Side, inserted: Mapping[int, str], ledger: _Ledger) -> None:
    """A "not" more or less among the words that differ, wherever it stands."""
    bracketed = sum(word in printed.lexicon.negators for text in inserted.values() for word in text.casefold().split())
    ours = sum(_denies(printed.words[i], printed.lexicon) for s in steps for i in s.printed) + bracketed
    theirs = sum(_denies(said.words[j], said.lexicon) for s in steps for j in s.said)
    if ours != theirs:
        ledger.faults.append(Fault("negation_changed", "a negation was added or dropped"))


def _denies(word: Word, lexicon: Lexicon) -> bool:
    low = word_key(word)
    return low not in lexicon.negation_particles and (is_negator(word, lexicon) or low in lexicon.negating_verbs)


def _certainty(steps: Sequence[Step], printed: Side, said: Side, ledger: _Ledger) -> None:
    """A "perhaps", "if" or "only" more or less among the words that differ, and a future that became a past."""
    shifted = _backshifted(steps, printed, said)
    ours = [w for s in steps for i in s.printed if i not in shifted[0] for w in [printed.words[i]]]
    theirs = [w for s in steps for j in s.said if j not in shifted[1] for w in [said.words[j]]]
    hedged, hedges = (_hedges(words, side.lexicon) for words, side in ((ours, printed), (theirs, said)))
    if len(hedged) < len(hedges):
        ledger.faults.append(Fault("qualifier_cut", f"said with “{hedges[0].text}”, printed without"))
    elif len(hedged) > len(hedges):
        ledger.faults.append(Fault("word_substituted", f"“{hedged[0].text}” was not said"))
    elif _futures(ours, printed.lexicon) != _futures(theirs, said.lexicon):
        ledger.faults.append(Fault("tense_shift", "what is to come and what is done were exchanged"))


def _hedges(words: Sequence[Word], lexicon: Lexicon) -> list[Word]:
    hedging = lexicon.modals | lexicon.qualifiers | lexicon.provisos
    return [w for w in words if word_key(w) in hedging]


def _futures(words: Sequence[Word], lexicon: Lexicon) -> bool:
    keys = [word_key(w) for w in words]
    return any(k in lexicon.futures for k in keys) or any(
        " ".join(pair) in lexicon.futures for pair in itertools.pairwise(keys)
    )


def _backshifted(steps: Sequence[Step], printed: Side, said: Side) -> tuple[set[int], set[int]]:
    """Auxiliaries that reported speech puts back in time: the numbers of both sides' words."""
    found: tuple[set[int], set[int]] = (set(), set())
    shifts = set(said.lexicon.backshifts)
    for step in steps:
        for i, j in itertools.product(step.printed, step.said):
            if (word_key(said.words[j]), word_key(printed.words[i])) in shifts and j not in found[1]:
                found[0].add(i)
                found[1].add(j)
                break
    return found


# -- single words


def _words(
    ours: list[Word], theirs: list[Word], printed: Side, said: Side, index: TranscriptIndex, ledger: _Ledger
) -> None:
    """The words that stand for one another in one place, taken out pair by pair as they are explained."""
    shifts = set(said.lexicon.backshifts)
    _take(ours, theirs, lambda a, b: (word_key(b), word_key(a)) in shifts, "tense_shift", ledger)
    _take_persons(ours, theirs, said.lexicon, ledger)
    _opposed(ours, theirs, said, ledger)
    _other_digits(ours, said, ledger)
    _take(ours, theirs, lambda a, b: _is_form(a, b) and _is_verb(a, b), "tense_shift", ledger)
    _take(ours, theirs, _is_form, "word_substituted", ledger)
    _take(ours, theirs, lambda a, b: _is_same_name(a, b, index), "word_substituted", ledger)
    _other_names(ours, theirs, printed, said, index, ledger)
    _other_words(ours, theirs, printed, said, index, ledger)


def _take(
    ours: list[Word], theirs: list[Word], agree: Callable[[Word, Word], bool], name: str, ledger: _Ledger
) -> None:
    """Take out the pairs of words that agree."""
    for mine in list(ours):
        other = next((t for t in theirs if agree(mine, t)), None)
        if other is not None:
            ours.remove(mine)
            theirs.remove(other)
            if mine.lower != other.lower:
                ledger.small.append(name)


def _is_form(mine: Word, other: Word) -> bool:
    """Whether two words are forms of one."""
    if _has_figure(mine, other):
        return False
    if mine.lemma == other.lemma:
        return True
    a, b = mine.lower, other.lower
    common = next((k for k, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), min(len(a), len(b)))
    return common >= _STEM and max(len(a), len(b)) - common <= 3 and not (a[0].isdigit() or b[0].isdigit())


def _has_figure(mine: Word, other: Word) -> bool:
    """Whether either word is a figure: these are compared apart."""
    return mine.pos == "number" or other.pos == "number"


def _is_verb(mine: Word, other: Word) -> bool:
    return mine.pos in _VERBS and other.pos in _VERBS


def _take_persons(ours: list[Word], theirs: list[Word], lexicon: Lexicon, ledger: _Ledger) -> None:
    """Persons that reported speech shifts ("I" becomes "she"); any other exchange of persons is somebody else."""
    for mine in list(ours):
        here = _person(mine, lexicon)
        if here not in {"first", "second", "masculine", "feminine", "plural"}:
            continue
        other = next((t for t in theirs if _person(t, lexicon) and not _is_form(mine, t)), None)
        if other is None:
            continue
        there = _person(other, lexicon)
        ours.remove(mine)
        theirs.remove(other)
        ledger.small.append("pronoun_shift")
        shifted = there in {"first", "second"} and here not in {"first", "second"}
        if here != there and not shifted and not {here, there} <= {"masculine", "object"}:
            ledger.faults.append(Fault("pronoun_shift", f"“{mine.text}” was printed for “{other.text}”"))


def _person(word: Word, lexicon: Lexicon) -> str:
    key = word_key(word)
    classes = (
        ("first", lexicon.first_person), ("second", lexicon.second_person), ("masculine", lexicon.pronouns_masculine),
        ("feminine", lexicon.pronouns_feminine), ("plural", lexicon.pronouns_plural),
    )  # fmt: skip
    return next((name for name, members in classes if key in members), "")


def _opposed(ours: list[Word], theirs: list[Word], said: Side, ledger: _Ledger) -> None:
    pairs = opposites(said.lexicon.language)
    for mine, other in itertools.product(list(ours), list(theirs)):
        turned = (
            (mine.lemma, other.lemma) in pairs
            or (mine.lower, other.lower) in pairs
            or turned_by_prefix(mine, other, said.lexicon)
            or are_opposed(mine, other, said.lexicon)
            or (
                denies_by_ending(mine, said.lexicon) != denies_by_ending(other, said.lexicon)
                and mine.lower[:2] == other.lower[:2]
            )
        )
        if turned and mine in ours and other in theirs:
            ours.remove(mine)
            theirs.remove(other)
            ledger.faults.append(
                Fault(
                    "negation_changed", f"“{mine.text}” is the opposite of “{other.text}”, which was said", plain=True
                )
            )


def _other_digits(ours: list[Word], said: Side, ledger: _Ledger) -> None:
    """Digits that are no figure to the grammar (a flight, a reactor, a paragraph) and that nobody said there."""
    there = {_digits(w) for w in said.words}
    for mine in [w for w in ours if w.text[:1].isdigit() and _digits(w) not in there]:
        ours.remove(mine)
        ledger.faults.append(Fault("figure_changed", f"“{mine.text}” was not said there", plain=True))


def _digits(word: Word) -> str:
    return word.text.replace(",", ".").rstrip(".")


def _is_same_name(mine: Word, other: Word, index: TranscriptIndex) -> bool:
    if mine.text[:1].islower() or other.text[:1].islower():
        return False
    return same_name(mine.text, other.text) or other.lower in index.aliases_of(mine.lower)


def _other_names(
    ours: list[Word], theirs: list[Word], printed: Side, said: Side, index: TranscriptIndex, ledger: _Ledger
) -> None:
    """A name in the place of another name or thing, or one that nobody said thereabouts."""
    for mine in [w for w in ours if _is_surely_a_name(w, printed)]:
        replaced = [w for w in theirs if w.pos == "name"] or [w for w in theirs if w.pos in {"noun", "unknown"}]
        if replaced:
            detail = f"“{mine.text}” was printed for “{replaced[0].text}”"
        elif not any(same_name(mine.text, w.text) for w in _around(said, index) if w.text[:1].isupper()):
            detail = f"“{mine.text}” was not named there"
        else:
            continue
        ours.remove(mine)
        for word in replaced[:1]:
            theirs.remove(word)
        ledger.faults.append(Fault("name_changed", detail))


def _is_surely_a_name(word: Word, printed: Side) -> bool:
    """Whether a capitalised word is a name: one that opens a sentence may be any word where no tagger knows better."""
    if word.pos != "name" or not word.text[:1].isupper():
        return False
    before = printed.raw[: word.start].rstrip()
    return printed.lexicon.language in TAGGED or bool(before and before[-1] not in ".!?…:\n")


def _around(said: Side, index: TranscriptIndex) -> tuple[Word, ...]:
    """The words of the passages that a row stands in, and of the one before."""
    if not said.words:
        return ()
    low, high = said.words[0].start, said.words[-1].end
    numbers = [p.number for p in index.passages if p.start < high and low < p.end]
    return tuple(w for n in range(max(0, numbers[0] - 1), numbers[-1] + 1) for w in index.passages[n].words)


def _other_words(
    ours: list[Word], theirs: list[Word], printed: Side, said: Side, index: TranscriptIndex, ledger: _Ledger
) -> None:
    mine = [w for w in ours if is_term(w, printed.lexicon)]
    others = [w for w in theirs if is_term(w, said.lexicon)]
    ledger.heavy += len(mine)
    ledger.loose += max(len(ours), len(theirs)) if ours else 0
    if ours and theirs:
        ledger.small.append("word_substituted")
    elif ours:
        ledger.small.append("words_added")
    elif theirs:
        ledger.small.append("words_dropped")
    if not mine or not others:
        return
    measures = [w for w in mine if w.lower in printed.lexicon.measure_words]
    if measures and any(w.lower in said.lexicon.measure_words for w in others):
        ledger.faults.append(
            Fault("figure_changed", f"“{measures[0].text}” is not the measure that was said", plain=True)
        )
    elif index.encoder is not None and not _are_alike(mine, others, index):
        ledger.faults.append(Fault("word_substituted", f"“{_shown(mine)}” is something else than “{_shown(others)}”"))


def _are_alike(ours: Sequence[Word], theirs: Sequence[Word], index: TranscriptIndex) -> bool:
    """Whether words say the same: each has its like on the other side, or they are alike as a whole."""
    assert index.encoder is not None
    left, right = [w.lower for w in ours], [w.lower for w in theirs]
    table = index.encoder.likeness([*left, " ".join(left)], [*right, " ".join(right)])
    return bool(table[-1, -1] >= _SAME_MEANING or (table[:-1].max(axis=1) >= _SAME_MEANING).all())


def _shown(words: Sequence[Word]) -> str:
    return " ".join(w.text for w in words)
