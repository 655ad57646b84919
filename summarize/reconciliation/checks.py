"""Small tests of a statement against the passage it is judged by. Each is pure, returns a named check with its
derivation, and knows nothing of the verdict.

A failed check with `veto` contradicts the claim whatever its likeness; one without limits it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from summarize.alignment import TranscriptIndex
from summarize.dates import Period, find_dates, is_bound
from summarize.lexicon import Lexicon
from summarize.modality import makes_room, names_group, rooms_made, size_at
from summarize.names import Roster, names_place
from summarize.polarity import denies, is_negated, is_negated_itself, is_negative
from summarize.quantities import Pairing, Quantity, find_relations
from summarize.reconciliation.clock import Clock, day_of, near, said_periods
from summarize.reconciliation.derived import contradict, derive_bound, derive_elapsed
from summarize.reconciliation.evidence import Ranked
from summarize.reconciliation.statements import Statement, is_participant
from summarize.records import Check, Outcome
from summarize.tagging import Word, tag_words
from summarize.times import find_times

# Share of a statement's words that a passage must hold before a missing "not" or another figure counts against it.
SAME_MATTER = 0.5
_SOME_MATTER = 0.3
_UNCREDITED_MATTER = 0.6
_SAME_MEANING = 0.6  # likeness of meaning, between languages
_MOST_TIMES = 20
_NEAREST = 2  # words beside a figure that tell what it is of
_ACT_FOUND = 0.35
_UNSAID = 0.25
_EXACT = 0.9
_SHORT = 16  # words up to which a statement in another language makes one assertion
_ALIKE = 0.35  # cosine from which two statements are about the same


@dataclass(frozen=True, slots=True)
class Finding:
    """A check's result and what it means for the verdict.

    "veto" contradicts; "limit" (a figure exaggerated, a period widened) forbids full support; "unsaid" (a figure or
    date that is missing) and "added" (a name, a modifier, a commitment, an act) are weighed; "" is for information.
    """

    check: Check
    effect: str = ""


def finding(name: str, outcome: Outcome, detail: str, effect: str = "") -> Finding:
    """A check's result with its effect."""
    return Finding(Check(name, outcome, detail), effect)


def check_figures(
    statement: Statement, ranked: Ranked, others: Sequence[Ranked], index: TranscriptIndex, clock: Clock
) -> Iterator[Finding]:
    """Each figure of the statement against the figures of the evidence and of what stands beside it."""
    pairings = [_best_pairing(n, ranked, others) for n in range(len(ranked.figures))]
    agreed = {p.said.text for p in pairings if p.said is not None and _relation(p) in _AGREE}
    for pairing in pairings:
        relation, derivation = _relation(pairing), pairing.comparison.derivation if pairing.comparison else ""
        if relation in _AGREE:
            yield finding("figures", "pass", derivation)
        elif relation in _WIDER:
            outcome, effect = _WIDER[relation]
            yield finding("figures", outcome, derivation, effect)
        elif _stands_there(pairing.claimed, ranked, index):
            yield finding("figures", "pass", f"“{pairing.claimed.text}” stands there as well")
        elif _is_conflict(statement, ranked, pairing, agreed):
            clash = _clash(statement, ranked, pairing.claimed, index)
            yield finding("figures", "fail", clash.check.detail if clash else derivation, "veto")
        elif (elapsed := _elapsed(statement, pairing.claimed, ranked, index, clock)) is not None:
            yield finding("figures", "pass", elapsed)
        elif (clash := _clash(statement, ranked, pairing.claimed, index)) is not None:
            yield clash
        else:
            yield finding("figures", "warn", f"“{pairing.claimed.text}”: no such figure was said there", "unsaid")


# More than was said is a fault of its own; a figure with two customary readings is only pointed out.
_WIDER: dict[str, tuple[Outcome, str]] = {
    "exaggerated": ("fail", "limit"), "narrowed": ("warn", "limit"), "ambiguous": ("warn", ""),
}  # fmt: skip


def _clash(statement: Statement, ranked: Ranked, claimed: Quantity, index: TranscriptIndex) -> Finding | None:
    """Another change or share than the figures of the passage come to. Where these stand in two sentences, or the
    passage may be about something else, it is a missing figure and no contradiction.
    """
    number = ranked.match.passage.number
    here = contradict(claimed, index.quantities[number])
    if here is not None and is_same_matter(statement, ranked):
        return finding("figures", "fail", here, "veto")
    beside = [q for n in near(index, number) for q in index.quantities[n]]
    told = here or (contradict(claimed, beside) if words_found(statement, ranked) >= SAME_MATTER else None)
    return None if told is None else finding("figures", "warn", told, "unsaid")


def _elapsed(
    statement: Statement, claimed: Quantity, ranked: Ranked, index: TranscriptIndex, clock: Clock
) -> str | None:
    """How a claimed stretch of time follows from a date said there; the claim must tell it as one ("since", "left")."""
    if "elapsed" not in find_relations(statement.claim.span.text, statement.language):
        return None
    said = [p for n in near(index, ranked.match.passage.number) for p in said_periods(index, n, clock)]
    return derive_elapsed(claimed, said, clock.event)


def _relation(pairing: Pairing) -> str:
    return pairing.comparison.relation if pairing.comparison else ""


def _stands_there(claimed: Quantity, ranked: Ranked, index: TranscriptIndex) -> bool:
    """Whether the number itself is said, though with a unit left out or inside another figure ("three of the 42")."""
    passages = [index.passages[n] for n in near(index, ranked.match.passage.number)]
    said = [q for p in passages for q in index.quantities[p.number]]
    same = [q for q in said if (q.value, q.high) == (claimed.value, claimed.high) and not (claimed.unit and q.unit)]
    if any(not (claimed.per and q.per) or claimed.per == q.per for q in same):
        return True
    words = {w.lower for p in passages for w in p.words}
    digits = [token for token in claimed.text.casefold().split() if token[:1].isdigit()]
    return (bool(digits) and not claimed.unit and all(d in words for d in digits)) or claimed.text.casefold() in words


def _is_conflict(statement: Statement, ranked: Ranked, pairing: Pairing, agreed: set[str]) -> bool:
    if _relation(pairing) != "different" or pairing.said is None or pairing.said.text in agreed:
        return False
    if pairing.comparison is not None and pairing.comparison.nouns == "differ":
        return False
    return _may_be_mistaken(pairing) and _is_same_matter(statement, ranked, pairing, bool(agreed))


def _may_be_mistaken(pairing: Pairing) -> bool:
    """Whether the one figure can be a mistake for the other: tens of times as much is another matter."""
    if pairing.said is None or not pairing.claimed.value or not pairing.said.value:
        return True
    ratio = abs(pairing.claimed.value / pairing.said.value)
    return 1 / _MOST_TIMES <= ratio <= _MOST_TIMES


def _is_same_matter(statement: Statement, ranked: Ranked, pairing: Pairing, others_agree: bool) -> bool:
    """Whether the figure that differs is of the same thing: the statement's other figures agree, or the words around
    it are the passage's.
    """
    if pairing.said is None:
        return False
    if pairing.claimed.unit != pairing.said.unit:  # the same number in another unit: gallons for litres
        same_number = (pairing.claimed.value, pairing.claimed.high) == (pairing.said.value, pairing.said.high)
        same_noun = pairing.comparison is not None and pairing.comparison.nouns == "same"
        return same_number and words_found(statement, ranked) >= (_SOME_MATTER if same_noun else SAME_MATTER)
    if others_agree and words_found(statement, ranked) >= _SOME_MATTER:
        return True
    at = statement.claim.span.start + pairing.claimed.start
    near = sorted(zip(statement.terms, ranked.match.found, strict=True), key=lambda pair: abs(pair[0].word.start - at))[
        :_NEAREST
    ]
    beside = len(near) == _NEAREST and all(found >= _EXACT for _, found in near)
    return beside or is_same_matter(statement, ranked)


def is_same_matter(statement: Statement, ranked: Ranked) -> bool:
    """Whether a passage speaks of what a statement says, so that another figure or date there contradicts it.

    What the article credits to nobody is often about something else: more of its words must be found. Between
    languages likeness of meaning stands in for words.
    """
    least = SAME_MATTER if statement.claim.speaker is not None else _UNCREDITED_MATTER
    return words_found(statement, ranked) >= least or (statement.foreign and ranked.match.cosine >= _SAME_MEANING)


_AGREE = {"equal", "equivalent", "rounded", "derived", "compatible"}


def _best_pairing(number: int, ranked: Ranked, others: Sequence[Ranked]) -> Pairing:
    """The passage's own pairing, unless a neighbour of the same turn, or a passage almost as good, answers the
    figure.
    """
    order = (
        *("equal", "equivalent", "rounded", "derived", "compatible", "narrowed", "exaggerated", "ambiguous"),
        *("different", "incomparable"),
    )
    here = ranked.match.passage
    near = [
        o
        for o in others
        if o.score >= ranked.score - 0.15
        or (abs(o.match.passage.number - here.number) == 1 and o.match.passage.turn.id == here.turn.id)
    ]
    beside = [r.figures[number] for r in near if _relation(r.figures[number]) in _AGREE]
    own = ranked.figures[number]
    return min((own, *beside), key=lambda p: order.index(_relation(p)) if p.comparison else len(order))


def words_found(statement: Statement, ranked: Ranked) -> float:
    """Weighted share of the statement's terms that the passage holds, 0..1."""
    total = sum(t.weight for t in statement.terms)
    return sum(t.weight * f for t, f in zip(statement.terms, ranked.match.found, strict=True)) / total if total else 0.0


def check_dates(statement: Statement, ranked: Ranked, index: TranscriptIndex, clock: Clock) -> Iterator[Finding]:
    """Each date of the statement on the article's clock against the evidence and the event on the transcript's."""
    passage = ranked.match.passage
    said = [p for n in near(index, passage.number) for p in said_periods(index, n, clock)]
    durations = {(float(q.value), q.unit) for n in near(index, passage.number) for q in index.quantities[n]}
    yearless = [d for n in near(index, passage.number) for d in index.dates[n] if d.month and d.year is None]
    for mention in statement.dates:
        if mention.daypart and not any(w.lower in index.lexicon.dayparts for w in passage.words):
            yield finding("dates", "warn", f"“{mention.text}”: the transcript gives no time of day", "unsaid")
        readings = clock.readings(mention, quoted=statement.quotes(mention))
        if not readings:
            continue
        fits = _first_fit(readings, said)
        widened = (
            None if fits else next((p for p in said if readings[0].start <= p.start and p.end <= readings[0].end), None)
        )
        if fits is None and widened is None:
            fits = _first_fit(readings, (day_of(clock.event), day_of(clock.printed)))
        if widened is not None:
            yield finding(
                "dates",
                "warn",
                f"“{mention.text}” ({_shown(readings[0])}) is wider than what was said ({_shown(widened)})",
                "limit",
            )
        elif fits is not None:
            yield finding(
                "dates", "pass", f"“{mention.text}” is {_shown(fits)}; the transcript's date and header agree"
            )
        elif mention.count and (float(mention.count), mention.unit) in durations:
            yield finding(
                "dates", "pass", f"“{mention.text}”: the transcript says {mention.count} {mention.unit}s as well"
            )
        elif is_bound(statement.claim.span.text, mention, statement.language) and (
            worked := derive_bound(readings[0], [q for n in near(index, passage.number) for q in index.quantities[n]],
                                   clock.event)
        ):
            yield finding("dates", "pass", worked)
        elif mention.month and (same := [d for d in yearless if (d.month, d.day) == (mention.month, mention.day)]):
            yield finding("dates", "pass", f"“{mention.text}”: the transcript says “{same[0].text}”, without a year")
        elif (
            said
            and all(p.granularity == readings[0].granularity for p in said)
            and not is_bound(statement.claim.span.text, mention, statement.language)
            and is_same_matter(statement, ranked)
        ):
            yield finding(
                "dates",
                "fail",
                f"“{mention.text}” is {_shown(readings[0])}; the transcript says {_shown(said[0])}",
                "veto",
            )
        else:
            yield finding(
                "dates", "warn", f"“{mention.text}” ({_shown(readings[0])}) is not in the transcript", "unsaid"
            )


def check_times(statement: Statement, ranked: Ranked, index: TranscriptIndex) -> Iterator[Finding]:
    """Each time of day of the statement against those said there. One that nobody gives is left to `check_dates`."""
    number, spoken = ranked.match.passage.number, index.transcript.language
    said = [time for n in near(index, number) for time in find_times(index.passages[n].text, spoken)]
    here = find_times(index.passages[number].text, spoken)
    for time in find_times(statement.claim.span.text, statement.language):
        fits = next((other for other in said if time.agrees(other)), None)
        if fits is not None:
            yield finding("times", "pass", f"“{time.text}”: the transcript says “{fits.text}”")
        elif len(here) == 1 and not statement.foreign and is_same_matter(statement, ranked):
            yield finding("times", "fail", f"“{time.text}”: the transcript says “{here[0].text}”", "veto")


def _shown(period: Period) -> str:
    if period.start == period.end:
        return f"{period.start:%A} {period.start.day} {period.start:%B %Y}"
    return f"{period.start.isoformat()} to {period.end.isoformat()}"


def _first_fit(readings: Sequence[Period], said: Sequence[Period]) -> Period | None:
    return next((r for r in readings for p in said if _fits(r, p)), None)


def _fits(claimed: Period, said: Period) -> bool:
    """The same period, or a said day inside a claimed longer one."""
    if (claimed.start, claimed.end) == (said.start, said.end):
        return True
    return said.start == said.end and claimed.start <= said.start <= claimed.end


def _exactly_found(statement: Statement, ranked: Ranked, apart_from: str = "") -> float:
    """Weighted share of the statement's terms that stand in the passage letter for letter."""
    pairs = [(t, f) for t, f in zip(statement.terms, ranked.match.found, strict=True) if t.word.lemma != apart_from]
    total = sum(t.weight for t, _ in pairs)
    return sum(t.weight for t, f in pairs if f >= _EXACT) / total if total else 0.0


def check_negation(statement: Statement, ranked: Ranked, index: TranscriptIndex) -> Iterator[Finding]:
    """Whether a matched word is negated on one side only."""
    passage = ranked.match.passage
    exact = sum(f >= _EXACT for f in ranked.match.found)
    if statement.foreign:
        yield from _polarity(statement, ranked, index)
        return
    if _exactly_found(statement, ranked) < SAME_MATTER and exact < 4:
        return
    for term, strength in zip(statement.terms, ranked.match.found, strict=True):
        if (
            strength < 0.95
            or term.is_name
            or term.word.pos not in {"finite", "infinitive", "participle", "gerund", "unknown", "adjective"}
        ):
            continue
        test = is_negated_itself if term.word.pos == "adjective" else is_negated
        ours = test(statement.clause, term.word, statement.lexicon) != statement.denied
        forms = {term.word.lemma, term.word.lower}
        theirs = [test(passage.words, w, index.lexicon) for w in passage.words if {w.lemma, w.lower} & forms]
        if theirs and all(t != ours for t in theirs):
            side = "only the article" if ours else "only the transcript"
            detail = f"{side} negates “{term.word.text}”"
            sentence = tag_words(statement.claim.context.text, statement.language)
            sides = [(sentence, statement.lexicon), (passage.words, index.lexicon)]
            denying, plain = sides if ours else sides[::-1]
            if statement.is_negative and is_negative(passage.words, index.lexicon):  # it may only stand elsewhere
                yield finding("negation", "warn", f"{detail}; both deny something")
            elif makes_room(*denying) and not rooms_made(*plain):  # "nobody but her came" and "she came"
                yield finding("negation", "warn", f"{detail}; it only makes room for an exception")
            else:
                yield finding("negation", "fail", detail, "veto")
            return


def _polarity(statement: Statement, ranked: Ranked, index: TranscriptIndex) -> Iterator[Finding]:
    """Across languages only short statements can be compared: one of them negated, the other not, and about the same
    length.
    """
    ours, theirs = statement.words, ranked.match.passage.words
    lengths = sorted((len(ours), len(theirs)))
    if lengths[1] > _SHORT or lengths[0] < 0.5 * lengths[1] or ranked.match.cosine < _ALIKE:
        return
    if statement.denies and not is_negative(theirs, index.lexicon):
        yield finding("negation", "fail", "only the article negates this", "veto")
    elif denies(theirs, index.lexicon) and not statement.is_negative:
        yield finding("negation", "fail", "only the transcript negates this", "veto")


def check_antonyms(statement: Statement, ranked: Ranked, index: TranscriptIndex) -> Iterator[Finding]:
    """Whether the article prints the opposite of a word said ("fell" for "rose")."""
    if statement.foreign:
        return
    passage = ranked.match.passage
    said = {w.lemma for w in passage.words}
    ours = {t.word.lemma for t in statement.terms}
    ours |= {w.lemma for w in statement.clause if w.lower in statement.lexicon.subordinators}  # "before", "after"
    for left, right in index.lexicon.antonyms:
        for mine, theirs in ((left, right), (right, left)):
            if (
                mine in ours
                and mine not in said
                and theirs in said
                and theirs not in statement.sentence_lemmas
                and _exactly_found(statement, ranked, mine) >= SAME_MATTER
                and _is_turned(statement.clause, mine, statement.lexicon)
                == _is_turned(passage.words, theirs, index.lexicon)
            ):
                yield finding(
                    "opposites", "fail", f"the article says “{mine}” where the transcript says “{theirs}”", "veto"
                )
                return


def _is_turned(words: Sequence[Word], lemma: str, lexicon: Lexicon) -> bool:
    """Whether a "not" turns a word given by its base form."""
    return any(is_negated(words, word, lexicon) for word in words if word.lemma == lemma)


def check_names(statement: Statement, ranked: Ranked, index: TranscriptIndex, roster: Roster) -> Iterator[Finding]:
    """Names in the statement that nobody said; where the transcript leaves open who or which is meant, a name says
    more.
    """
    if statement.is_detail:
        return
    absent = [
        term.word
        for term, strength in zip(statement.terms, ranked.match.found, strict=True)
        if term.is_name and strength < 0.5 and not is_participant(term.word.text, roster)
        and not index.is_named(term.word.text) and not find_dates(term.word.text, statement.language)
    ]  # fmt: skip
    if not absent:
        return
    named = ", ".join(word.text for word in absent)
    vague = next((v for word in absent if (v := _stands_for(word, statement, ranked, index.lexicon))), None)
    if vague and statement.claim.speaker is not None:
        yield finding("names", "fail", f"the transcript says “{vague}” where the article names {named}", "limit")
    else:
        yield finding("names", "warn", f"not named in the transcript: {named}", "added")


_OPEN_BEFORE = 3  # words before a noun in which the word stands that leaves open which


def _stands_for(name: Word, statement: Statement, ranked: Ranked, lexicon: Lexicon) -> str:
    """The words of the passage that leave open who or which ("some countries", "one of the banks") where the article
    puts this name; empty where there are none.
    """
    passage, groups = ranked.match.passage.words, _groups_for(name, statement, lexicon)
    for k, word in enumerate(passage):
        if not any(names_group(word, listed) for listed in groups):
            continue
        first = _left_open(passage, k, lexicon)
        if first is None:
            continue
        same_place = statement.foreign or _after_preposition(passage, first, lexicon) == _after_preposition(
            statement.clause, next(n for n, w in enumerate(statement.clause) if w.start == name.start), lexicon
        )
        if same_place:
            return " ".join(w.text for w in passage[min(first, k) : max(first, k) + 1])
    return ""


def _groups_for(name: Word, statement: Statement, lexicon: Lexicon) -> tuple[frozenset[str], ...]:
    """The nouns whose place a name may take: a person's those for persons, a country's those for lands, any other name
    those for all.
    """
    at = next((n for n, w in enumerate(statement.clause) if w.start == name.start), None)
    if at is None:
        return ()
    if names_place(name.text):
        return (lexicon.land_groups,)
    beside = statement.clause[max(0, at - 1) : at + 2]
    titles = statement.lexicon.roles | statement.lexicon.honorifics
    titled = any(w.lower.rstrip(".") in titles for w in beside[:1])
    full = sum(w.pos == "name" for w in beside) > 1
    persons = (lexicon.person_groups,) if titled or full else (lexicon.person_groups, lexicon.land_groups)
    return persons if titled else (*persons, lexicon.body_groups)


def _left_open(words: Sequence[Word], k: int, lexicon: Lexicon) -> int | None:
    """Where the word stands that leaves open which the noun at `k` means: before it, or an adjective right after."""
    for n in range(k - 1, max(-1, k - 1 - _OPEN_BEFORE), -1):
        if words[n].pos == "punctuation" or words[n].pos == "conjunction":
            break
        if size := size_at(words, n, lexicon.vague_words):
            return n if n + size <= k else None
    after = k + 1
    if after < len(words) and size_at(words, after, lexicon.vague_words) and words[after].lower not in lexicon.articles:
        return after
    return None


def _after_preposition(words: Sequence[Word], k: int, lexicon: Lexicon) -> bool:
    """Whether a noun phrase whose word at `k` is its first or its name is governed by a preposition."""
    n = k - 1
    inside = {"determiner", "adjective", "name", "noun"}
    while n >= 0 and (words[n].pos in inside or words[n].lower in lexicon.articles):
        n -= 1
    return n >= 0 and words[n].lower in lexicon.prepositions


def check_act(statement: Statement, ranked: Ranked) -> Iterator[Finding]:
    """Whether a speech act that has its own words ("thanked", "promised") was performed where the rest was said."""
    for term, strength in zip(statement.terms, ranked.match.found, strict=True):
        if term.word.lower in statement.lexicon.literal_acts and strength < _ACT_FOUND and not statement.foreign:
            yield finding("speech act", "warn", f"no word there for “{term.word.text}”", "added")
            return


def check_modifiers(statement: Statement, ranked: Ranked) -> Iterator[Finding]:
    """Whether a word that narrows a noun said ("military support" for "support") was said with it."""
    if statement.foreign or statement.claim.quotations:
        return
    found = {t.word.start: f for t, f in zip(statement.terms, ranked.match.found, strict=True)}
    for word, head in zip(statement.words, statement.words[1:], strict=False):
        narrows = (
            word.pos in {"adjective", "noun"} and head.pos == "noun" and word.start in found and head.start in found
        )
        if narrows and found[head.start] >= _EXACT and found[word.start] < _UNSAID:
            yield finding("modifier", "warn", f"“{word.text} {head.text}”: nobody said “{word.text}” of it", "added")
            return
