"""Tests of how far a statement goes against how far the passage goes that it is judged by: what the transcript leaves
open, excepts or says of some only, and who does what to whom.

Like `checks`: pure, each finding with its derivation in words, and no knowledge of the verdict.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

from summarize.alignment import TranscriptIndex
from summarize.lexicon import Lexicon
from summarize.mentions import is_full_name
from summarize.modality import EXTENTS, Extent, Reservation, extents, is_reserved, places_of, reservations, senses
from summarize.names import Roster, has_role_word, names_place, offices_in, other_place, same_name
from summarize.polarity import OPPOSED_SENSES, is_negated, is_negator
from summarize.reconciliation import roles
from summarize.reconciliation.checks import SAME_MATTER, Finding, check_antonyms, finding, words_found
from summarize.reconciliation.clock import near
from summarize.reconciliation.evidence import Ranked
from summarize.reconciliation.statements import Statement, is_participant
from summarize.tagging import Word, knows_grammar, tag_words

_EXACT = 0.9
_LIKE = 0.7
_DEEDS = {"finite", "participle"}
_VERBS = {"finite", "infinitive", "participle", "gerund"}
_LONG = 30  # words up to which a passage in another language makes one statement
_ALIKE = 0.5  # score from which a passage in another language is about the same matter
_AS_GOOD = 0.1  # a passage within this score of the chosen one may say it without reserve
_FILLS = 0.6
_OTHERWISE, _NEARLY = 0.6, 0.8  # share of the rest that makes two statements the same but for a name
_LIKELY = 0.4  # share of a statement in another language that speaks for the same matter
_NEAR = 15  # words between a reservation and what it reserves
_OPENING = 2  # words before a condition that opens a sentence ("And only if")
_EXCEPTED = 4  # words after "except" that are excepted
_OPENS_GROUP = {";", ":", "–", "—", "."}


def is_same_matter(statement: Statement, ranked: Ranked) -> bool:
    """Whether the passage plainly speaks of what the statement speaks of."""
    return ranked.score >= _ALIKE or words_found(statement, ranked) >= SAME_MATTER


def _is_quoted(statement: Statement) -> bool:
    """Whether quoted words fill the claim: what they leave out is a matter of their fidelity."""
    claim = statement.claim
    return sum(q.end - q.start for q in claim.quotations) >= _FILLS * (claim.span.end - claim.span.start)


def _is_reserved(statement: Statement, kind: Reservation) -> bool:
    """Whether the article reserves as much: in the claim's sentence, its reporting clause among it, or, what a
    statement depends on or excepts, in what it prints next.
    """
    sentence = tag_words(statement.claim.context.text, statement.language)
    if is_reserved(sentence, statement.lexicon, kind):
        return True
    after = tag_words(statement.following, statement.language)
    return kind != "possibility" and any(k == kind for k, _ in reservations(after, statement.lexicon))


def scope(statement: Statement, ranked: Ranked, lexicon: Lexicon) -> tuple[Word, ...]:
    """The words of the passage that belong to what the statement says: of several joined statements the one that holds
    most of its words; in another language the passage, if it is short.
    """
    words = ranked.match.passage.words
    if statement.foreign:
        return words if len(words) <= _LONG else ()
    weights = _found_forms(statement, ranked)
    best = max(_groups(words, lexicon), key=lambda group: _shared(group, weights), default=())
    return best if len(best) <= _LONG or _shared(best, weights) else ()


def _found_forms(statement: Statement, ranked: Ranked) -> dict[str, float]:
    """The forms of the statement's words that the passage has too, with their weights."""
    forms: dict[str, float] = {}
    for term, strength in zip(statement.terms, ranked.match.found, strict=True):
        if strength >= _EXACT:
            forms |= {term.word.lemma: term.weight, term.word.lower: term.weight}
    return forms


def _shared(group: Sequence[Word], weights: Mapping[str, float]) -> float:
    return sum(weights[form] for form in {w.lemma for w in group} | {w.lower for w in group} if form in weights)


def _groups(words: Sequence[Word], lexicon: Lexicon) -> list[tuple[Word, ...]]:
    """A sentence cut into the statements it joins: at dashes, colons and semicolons, before "but", and after a comma
    before "and" or "which".
    """
    cuts = [0]
    for k, word in enumerate(words):
        comma = k > 0 and words[k - 1].text == ","
        joins = word.lower in lexicon.contrasts or (comma and word.lower in lexicon.coordinators | lexicon.relatives)
        if word.text in _OPENS_GROUP or joins:
            cuts.append(k)
    return [tuple(words[a:b]) for a, b in pairwise([*cuts, len(words)]) if b - a > 1]


def check_commitment(
    statement: Statement, ranked: Ranked, others: Sequence[Ranked], index: TranscriptIndex
) -> Iterator[Finding]:
    """Whether what was said with reserve is printed without: with an "if", an "except" or a "may", which limits the
    claim, or with a plan or a hope, which is weighed.
    """
    dropped = list(_reservations_dropped(statement, ranked, others, index))
    yield from dropped or list(_done_for_planned(statement, ranked, index)) or _plans_dropped(statement, ranked, index)


def _done_for_planned(statement: Statement, ranked: Ranked, index: TranscriptIndex) -> Iterator[Finding]:
    """That what was said of the future ("we will open") is printed as done ("has opened"): where both languages show a
    perfect by an auxiliary and a tagged participle.
    """
    ours, theirs = statement.lexicon, index.lexicon
    if _is_quoted(statement) or not (knows_grammar(ours.language) and is_same_matter(statement, ranked)):
        return
    words, clause = scope(statement, ranked, theirs), statement.clause
    coming = next((w for w in words if w.lower in theirs.futures), None)
    if coming is None or _has_perfect(words, theirs) or is_reserved(clause, ours):
        return
    ahead = ours.futures | {past for now, past in ours.backshifts if now in ours.futures}
    if _has_perfect(clause, ours) and not any(w.lower in ahead or w.pos == "modal" for w in clause):
        yield finding("commitment", "fail", f"said with “{coming.text}”, printed as done", "limit")


def _has_perfect(words: Sequence[Word], lexicon: Lexicon) -> bool:
    """Whether a participle and an auxiliary of the perfect stand in one clause, in either order."""
    return any(w.lower in lexicon.perfect_auxiliaries for w in words) and any(w.pos == "participle" for w in words)


def _plans_dropped(statement: Statement, ranked: Ranked, index: TranscriptIndex) -> Iterator[Finding]:
    if statement.foreign or words_found(statement, ranked) < SAME_MATTER:
        return
    hedges = {m for m in index.lexicon.modals if " " not in m}
    ours = {w.lower for w in statement.clause} & {m for m in statement.lexicon.modals if " " not in m}
    passage = ranked.match.passage
    for term, strength in zip(statement.terms, ranked.match.found, strict=True):
        if strength < _LIKE or term.word.pos not in _VERBS:
            continue
        spots = [i for i, w in enumerate(passage.words) if w.lemma == term.word.lemma]
        near = [w for i in spots for w in passage.words[max(0, i - 3) : i] if w.lower in hedges]
        if near and not ours and len(near) >= len(spots) > 0:
            yield finding("commitment", "warn", f"said with “{near[0].text}”, printed without", "added")
            return


def _reservations_dropped(
    statement: Statement, ranked: Ranked, others: Sequence[Ranked], index: TranscriptIndex
) -> Iterator[Finding]:
    if _is_quoted(statement) or not is_same_matter(statement, ranked):
        return
    words = scope(statement, ranked, index.lexicon)
    touched = _touched(statement, ranked, words)
    for kind, k in reservations(words, index.lexicon):
        if not _concerns(kind, k, touched, words, index.lexicon) or _is_reserved(statement, kind):
            continue
        if not _is_said_plainly(statement, ranked, others, index):
            detail = f"said with “{words[k].text}” ({kind}), printed without"
            yield finding("commitment", "fail", detail, "limit")
        return


def _touched(statement: Statement, ranked: Ranked, words: Sequence[Word]) -> list[int]:
    """The places of words that the statement has as well."""
    forms = _found_forms(statement, ranked)
    return [k for k, w in enumerate(words) if w.lemma in forms or w.lower in forms]


def _concerns(kind: str, k: int, touched: Sequence[int], words: Sequence[Word], lexicon: Lexicon) -> bool:
    """Whether a reservation stands near what the statement says, belongs to no clause within ("a pace that would have
    been possible if ..."), and does not except what the statement is about.
    """
    if not touched:
        return True
    if kind == "exception" and any(k < t <= k + _EXCEPTED for t in touched):
        return False
    if kind == "condition" and k > _OPENING:
        within = lexicon.relatives | lexicon.complementizers
        opened = max((n for n in range(k) if words[n].lower in within), default=-1)
        return any(opened < t < k and k - t <= _NEAR for t in touched)
    return any(abs(t - k) <= _NEAR for t in touched)


def _is_said_plainly(
    statement: Statement, ranked: Ranked, others: Sequence[Ranked], index: TranscriptIndex
) -> bool:
    """Whether another passage carries the statement as well and reserves nothing."""
    return any(
        other.score >= ranked.score - _AS_GOOD
        and is_same_matter(statement, other)
        and not is_reserved(other.match.passage.words, index.lexicon)
        for other in others
    )


def check_extent(statement: Statement, ranked: Ranked, index: TranscriptIndex) -> Iterator[Finding]:
    """Whether the article speaks of more than was said: "all" for "most", "most" for "some"."""
    if _is_quoted(statement) or not is_same_matter(statement, ranked):
        return
    ours = [pair for pair in extents(statement.clause, statement.lexicon) if pair[0] in {"all", "most"}]
    if not ours:
        return
    theirs = list(extents(scope(statement, ranked, index.lexicon), index.lexicon))
    if not theirs:
        yield from _universal_added(statement, ranked, ours, index)
        return
    (mine, printed), (other, said) = max(ours, key=_rank), max(theirs, key=_rank)
    if EXTENTS.index(mine) <= EXTENTS.index(other):
        return
    denied = mine == "all" and is_negator(said[0], index.lexicon)  # "not all"
    detail = f"“{_text(said)}” was said, “{_text(printed)}” is printed"
    yield finding("extent", "fail", detail, "veto" if denied else "limit")


def _universal_added(
    statement: Statement, ranked: Ranked, ours: Sequence[tuple[Extent, tuple[Word, ...]]], index: TranscriptIndex
) -> Iterator[Finding]:
    """That the article says "all" or "every" where nobody said of how many. Across languages a plural or a "whole" may
    have said it.
    """
    around = [w for n in near(index, ranked.match.passage.number) for w in index.passages[n].words]
    if statement.foreign or statement.claim.speaker is None or places_of(around, index.lexicon.universals):
        return
    printed = next((_text(words) for extent, words in ours if extent == "all"), "")
    if printed and not any(True for _ in extents(around, index.lexicon)):
        yield finding("extent", "warn", f"“{printed}” is printed; nobody said of how many", "limit")


def _text(words: Sequence[Word]) -> str:
    return " ".join(w.text for w in words)


def _rank(pair: tuple[Extent, tuple[Word, ...]]) -> int:
    return EXTENTS.index(pair[0])


def check_opposites(statement: Statement, ranked: Ranked, index: TranscriptIndex) -> Iterator[Finding]:
    """Whether the article prints the opposite of what was said ("rose" for "fell"): a pair of opposites of one
    language, or opposite senses in any two languages.
    """
    yield from list(check_antonyms(statement, ranked, index)) or _opposed_senses(statement, ranked, index)


def _opposed_senses(statement: Statement, ranked: Ranked, index: TranscriptIndex) -> Iterator[Finding]:
    if not is_same_matter(statement, ranked):
        return
    printed = senses(statement.clause, statement.lexicon)
    if not printed:
        return
    passage = scope(statement, ranked, index.lexicon)
    sentence = tag_words(statement.claim.context.text, statement.language)
    said = senses(passage, index.lexicon)
    spared = senses(sentence, statement.lexicon).keys(), senses(ranked.match.passage.words, index.lexicon).keys()
    for left, right in OPPOSED_SENSES:
        for mine, theirs in ((left, right), (right, left)):
            if mine not in printed or theirs not in said or theirs in spared[0] or mine in spared[1]:
                continue
            ours, other = printed[mine], said[theirs]
            turned = is_negated(statement.clause, ours, statement.lexicon) != statement.denied
            if turned != is_negated(passage, other, index.lexicon) or not _rest_is_said(statement, ranked, ours):
                continue
            yield finding("opposites", "fail", f"“{other.text}” was said, “{ours.text}” is printed", "veto")
            return


def _rest_is_said(statement: Statement, ranked: Ranked, apart: Word) -> bool:
    """Whether the passage holds most of the statement without one word, so that both speak of the same thing."""
    return _share_said(statement, ranked, apart) >= (_LIKELY if statement.foreign else SAME_MATTER)


def _share_said(statement: Statement, ranked: Ranked, apart: Word | None) -> float:
    """Weighted share of the statement's terms, but one, that the passage holds."""
    pairs = zip(statement.terms, ranked.match.found, strict=True)
    rest = [(t.weight, f) for t, f in pairs if apart is None or t.word.start != apart.start]
    total = sum(weight for weight, _ in rest)
    return sum(w * f for w, f in rest) / total if total else 0.0


def check_roles(statement: Statement, ranked: Ranked, index: TranscriptIndex, roster: Roster) -> Iterator[Finding]:
    """Whether the article has somebody do what was said to be done to them ("A thanked B" for "B thanked A")."""
    if statement.foreign or statement.lexicon.language not in roles.LANGUAGES:
        return
    claim, passage = statement.claim, ranked.match.passage
    sentence = tag_words(claim.context.text, statement.language)
    first, last = claim.span.start - claim.context.start, claim.span.end - claim.context.start
    verbs = {w.lemma for w in sentence if first <= w.start < last and w.pos in _DEEDS}
    if not any(w.lemma in verbs and w.lower not in index.lexicon.auxiliaries for w in passage.words):
        return
    printed = roles.Reader(statement.lexicon, roster, claim.speaker).deeds(sentence)
    inside = [deed for deed in printed if first <= deed.verb.start < last]
    said = list(roles.Reader(index.lexicon, roster, passage.turn.speaker).deeds(passage.words)) if inside else []
    found = roles.reversed_deed(inside, said)
    if found is not None:
        theirs = found[1]
        detail = f"{theirs.doer.text} “{theirs.verb.text}” {theirs.undergoer.text}, not the other way round"
        yield finding("roles", "fail", detail, "veto")


def check_entities(statement: Statement, ranked: Ranked, index: TranscriptIndex, roster: Roster) -> Iterator[Finding]:
    """Whether another country, another office or another name of the event stands where one was said, in what is
    otherwise the same statement.
    """
    if _is_quoted(statement) or not is_same_matter(statement, ranked):
        return
    found = _other_name(statement, ranked, index, roster) or _other_office(statement, ranked, index)
    if found is not None:
        yield finding("entities", "fail", f"“{found[1]}” was said, “{found[0]}” is printed", "veto")


def _other_name(
    statement: Statement, ranked: Ranked, index: TranscriptIndex, roster: Roster
) -> tuple[str, str] | None:
    """A name of the statement that the passage lacks, and the passage's that stands in its place."""
    passage = scope(statement, ranked, index.lexicon)
    sentence = tag_words(statement.claim.context.text, statement.language)
    printed = [
        term.word
        for term in statement.terms
        if term.is_name and not is_participant(term.word.text, roster) and not _is_in(term.word, passage)
    ]
    names = [w for n, w in enumerate(passage) if w.pos == "name" and (n or knows_grammar(index.lexicon.language))]
    said = [w for w in names if not is_participant(w.text, roster) and not _is_in(w, sentence)]
    for mine in printed:
        beside = any(_is_in(mine, index.passages[n].words) for n in near(index, ranked.match.passage.number))
        for theirs in said:
            if index.aliases_of(mine.lower) & index.aliases_of(theirs.lower) or mine.text.isupper():
                continue
            places = other_place(mine.text, theirs.text) and not beside
            confused = index.is_named(mine.text) and not names_place(mine.text) and not names_place(theirs.text)
            if not (places or (confused and not statement.foreign)):
                continue
            least = _OTHERWISE if places else _NEARLY
            alone = len(printed) == 1 == len(said) if statement.foreign else _same_slot(
                statement.clause, mine, passage, theirs
            )
            if alone and _share_said(statement, ranked, mine) >= (_LIKELY if statement.foreign else least):
                return mine.text, theirs.text
    return None


def _is_in(name: Word, words: Sequence[Word]) -> bool:
    return any(same_name(name.text, w.text) for w in words if w.text[:1].isupper() or w.pos == "name")


def _same_slot(ours: Sequence[Word], mine: Word, passage: Sequence[Word], theirs: Word) -> bool:
    """Whether two names stand in the same surroundings: after the same word and before the same, or at an end of a
    clause.
    """
    left, right = _beside(ours, mine), _beside(passage, theirs)
    same = [a == b for a, b in zip(left, right, strict=True)]
    return any(s and a for s, a in zip(same, left, strict=True)) and all(
        s or not a or not b for s, a, b in zip(same, left, right, strict=True)
    )


def _beside(words: Sequence[Word], word: Word) -> tuple[str, str]:
    """The base forms of the words before and after one; empty at an end of a clause. Articles aside."""
    kept = [w for w in words if w.pos != "determiner" or w.start == word.start]
    k = next(n for n, w in enumerate(kept) if w.start == word.start)
    before = kept[k - 1] if k else None
    after = kept[k + 1] if k + 1 < len(kept) else None
    return _plain_base(before), _plain_base(after)


def _plain_base(word: Word | None) -> str:
    return "" if word is None or word.pos == "punctuation" else word.lemma


def _other_office(statement: Statement, ranked: Ranked, index: TranscriptIndex) -> tuple[str, str] | None:
    """An office of the statement and the one that the passage names in its place ("finance" for "interior")."""
    ours = {o for o in offices_in(statement.text) if o[1]}
    passage = scope(statement, ranked, index.lexicon)
    theirs = {o for o in offices_in(_text(passage)) if o[1]}
    if len(ours) != 1 or len(theirs) != 1:
        return None
    (role, kind), (other_role, other_kind) = next(iter(ours)), next(iter(theirs))
    if not role & other_role or kind & other_kind or _share_said(statement, ranked, None) < SAME_MATTER:
        return None
    return f"{_shown(kind)} {_shown(role)}", f"{_shown(other_kind)} {_shown(other_role)}"


def _shown(classes: frozenset[str]) -> str:
    return sorted(classes)[0].replace("_", " ")


def check_unheard(statement: Statement, ranked: Ranked, index: TranscriptIndex, roster: Roster) -> Iterator[Finding]:
    """Whether somebody is credited who neither speaks in the transcript nor is spoken of where the words stand: those
    are another's words, not theirs.
    """
    name, turn = statement.claim.speaker, ranked.match.passage.turn
    if name is None or turn.role == "header" or not _is_person(name) or roster.resolve(name).name is not None:
        return
    around = [w for n in near(index, ranked.match.passage.number) for w in index.passages[n].words]
    if any(_is_in(Word(part, 0, len(part), "name", part), around) for part in name.split()):
        return  # "Ada told me: I miss him" are Ada's words, told by the speaker
    detail = f"{name} speaks nowhere in the transcript, and nobody tells there what {name} said"
    yield finding("credit", "fail", detail, "limit")


def _is_person(name: str) -> bool:
    """Whether a speaker's name is a person's in full: no office, no place, no common noun."""
    words = name.split()
    named = is_full_name(name) and all(w[:1].isupper() for w in words)
    return named and not has_role_word(name) and not names_place(name)
