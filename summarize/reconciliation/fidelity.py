"""How faithfully a printed quotation repeats what was said.

A quotation is found (`places`), compared word by word (`wording`) and graded. What house style allows leaves it
verbatim or nearly so; a changed figure, name or "not", words of two speakers, or a statement cut off from the condition
it was made under is never outvoted by likeness.
"""

from __future__ import annotations

import itertools
import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from summarize.alignment import Match, Term, TranscriptIndex, is_term, make_terms, spoken_forms, word_key
from summarize.lexicon import Lexicon, load
from summarize.polarity import is_negator
from summarize.quantities import compare_all, find_quantities
from summarize.ranking import Ranking
from summarize.reconciliation.places import Located, is_spliced, locate, matched, runs
from summarize.reconciliation.wording import (
    TAGGED,
    Changes,
    Fault,
    Side,
    Step,
    asides,
    compare_rows,
    fillers,
    name_changes,
)
from summarize.records import DIFFERENCES, FIDELITIES, Fidelity, WordEdit
from summarize.tagging import Word, tag_words

_BRACKETED = re.compile(r"\[[^\]]*\]|\([^)]*\)")
_LETTERS_BRACKETED = re.compile(r"(?<=[^\W\d_])\[[^\W\d_]{1,4}\]|\[[^\W\d_]{1,4}\](?=[^\W\d_])")
_ELLIPSIS = re.compile(r"\s*(?:\[\s*(?:\.{3}|…)\s*\]|\(\s*(?:\.{3}|…)\s*\)|\.{3}|…)\s*")

# Shares of a quotation's words found in order in the transcript.
_NEAR = 0.72
_LOCATED = 0.5
_MOSTLY = 0.6
_LITERAL = 0.15  # share of the words up to which a difference is an edit of the words said
# Likeness from which other words say the same, and the higher bar for what stands alone.
_SAME_MEANING = 0.50
_IN_CONTEXT = 0.22  # a word or two in a sentence that was said
_IN_PLACE = 0.08  # where the claim stands, less likeness is needed
_FIGURES_HELP = 0.15  # the same particular figures leave little doubt about the place
_PARTLY = 0.04  # just below the bar a longer quotation is an altered one rather than none
_STANDS_ALONE = 4  # words from which a quotation says something without the sentence around it
_STATES = 3  # words from which a quotation may be a statement
_HEAVY = 0.2  # share of the words with content that may differ in a nearly verbatim quotation
_CLAUSE = 14  # words after a cut that are looked at
_TOLD = 0.4  # share of a cut clause's words that the article has elsewhere
_MOST_EDITS = 200


@dataclass(frozen=True, slots=True)
class Finding:
    """The fidelity of one quotation, what differs, and where its counterpart stands (None: nowhere). `ties` are the
    other places that would do as well by their words alone.
    """

    fidelity: Fidelity
    differences: tuple[str, ...]
    located: Located | None
    detail: str
    diff: tuple[WordEdit, ...] = ()
    ties: tuple[Located, ...] = ()


@dataclass(frozen=True, slots=True)
class Placing:
    """What the claim around a quotation tells about it: the passages the claim rests on, best first, whether they
    carry it, the transcript's speaker it is credited to (None: nobody in particular), and, when asked for, the base
    forms of the words that the article prints around it.

    A quotation of a word or two can only be judged where its sentence stands; other words for it count only in the
    credited speaker's own turns.
    """

    places: tuple[int, ...] = ()
    supported: bool = False
    speaker: str | None = None
    around: Callable[[], frozenset[str]] = frozenset


# ---------------------------------------------------------------- the printed words


def spoken_words(raw: str, language: str) -> tuple[Word, ...]:
    """The words of a quotation that claim to be spoken: without bracketed insertions and marks."""
    return spoken_forms(tag_words(_bare(raw), language), load(language))


def _bare(raw: str) -> str:
    """The quotation with insertions blanked out, of the same length; where letters were put into a word, only the
    brackets are.
    """
    joined = _LETTERS_BRACKETED.sub(
        lambda m: f"\u200b{m.group()[1:-1]}\u200b" if m.group() != "[sic]" else m.group(), raw
    )
    return _BRACKETED.sub(lambda m: " " * len(m.group()), joined)


def _insertions(raw: str, words: Sequence[Word]) -> Mapping[int, str]:
    """What the outlet put in brackets, by the number of the word that follows."""
    bare = _bare(raw)
    found: dict[int, str] = {}
    for match in _BRACKETED.finditer(raw):
        if not bare[match.start() : match.end()].strip() and any(c.isalpha() for c in match.group()):
            at = next((k for k, w in enumerate(words) if w.start >= match.end()), len(words))
            found[at] = f"{found.get(at, '')} {match.group()[1:-1]}".strip()
    return found


def segments(quotation: str) -> tuple[str, ...]:
    """A quotation cut at its ellipses."""
    return tuple(s for s in _ELLIPSIS.split(quotation) if any(c.isalnum() for c in s))


def content_words(words: Sequence[Word], lexicon: Lexicon) -> tuple[Word, ...]:
    """The words with content of their own."""
    return tuple(w for w in words if is_term(w, lexicon))


def meaning(quotation: str, words: Sequence[Word], lexicon: Lexicon, index: TranscriptIndex) -> Ranking[Match]:
    """The passages that say the same in other words, best first."""
    terms: tuple[Term, ...] = make_terms([w for w in words if w.pos != "number"], lexicon, index)
    foreign = lexicon.language != index.lexicon.language
    return index.matches([_without_insertions(quotation)], terms, foreign=foreign)


def wordings(quotation: str) -> tuple[str, ...]:
    """All texts by whose meaning a quotation may be compared: it and, around an ellipsis, its parts."""
    return tuple(_without_insertions(text) for text in (quotation, *segments(quotation)))


def _without_insertions(quotation: str) -> str:
    return _BRACKETED.sub(" ", quotation)


# ---------------------------------------------------------------- the judgement


def judge_quotation(
    quotation: str, language: str, lexicon: Lexicon, index: TranscriptIndex, placing: Placing
) -> Finding:
    """The fidelity of one printed quotation."""
    words = spoken_words(quotation, language)
    if not words:
        return Finding("not_found", (), None, "the quotation holds no words")
    if language.partition("-")[0] != index.transcript.language.partition("-")[0]:
        return _other_words(quotation, words, lexicon, index, placing, None)
    parts = segments(quotation)
    if len(parts) > 1:
        return _judge_elided(quotation, parts, language, lexicon, index, placing)
    return _judge_in_place(quotation, words, lexicon, index, placing)


def _judge_in_place(
    quotation: str, words: Sequence[Word], lexicon: Lexicon, index: TranscriptIndex, placing: Placing
) -> Finding:
    located, ties = _choose(locate(words, index), index, placing)
    spliced = _splice(words, located, index)
    if spliced is not None:
        return spliced
    if located is None or not _may_compare(words, located, placing):
        return _other_words(quotation, words, lexicon, index, placing, located)
    printed = Side(tuple(words), _bare(quotation), lexicon)
    finding = _compare_words(quotation, printed, located, index, placing)
    return replace(finding, ties=ties)


def _may_compare(words: Sequence[Word], located: Located, placing: Placing) -> bool:
    """Whether a place is worth comparing: enough words stand there, and a word or two not anywhere but where the claim
    stands.
    """
    if located.exact:
        return True
    here = any(located.first <= place < located.last for place in placing.places[:1])
    return located.share >= _LOCATED and (len(words) >= _STANDS_ALONE or here)


def _choose(
    found: Sequence[Located], index: TranscriptIndex, placing: Placing
) -> tuple[Located | None, tuple[Located, ...]]:
    """Among equally good places the one where the claim's evidence stands, else one in the credited speaker's turn;
    and the others.
    """
    if not found:
        return None, ()

    def order(place: Located) -> tuple[int, int, bool]:
        held = next((n for n, at in enumerate(placing.places) if place.first <= at < place.last), len(placing.places))
        header = index.passages[place.first].turn.role == "header"
        return held, index.passages[place.first].turn.speaker != placing.speaker, header

    best = min(found, key=order)
    return best, tuple(f for f in found if f != best and f.share == best.share)


def _splice(words: Sequence[Word], located: Located | None, index: TranscriptIndex) -> Finding | None:
    """A quotation put together from the words of several speakers."""
    if len(words) < 2 * _STANDS_ALONE or (located is not None and _holds(words, located, index)):
        return None
    found = runs(words, index.flow)
    if not is_spliced(found, len(words), index):
        return None
    at = located or locate(words[found[0].start : found[0].start + found[0].size], index)[0]
    return Finding("altered", ("spliced_speakers",), at, "words of different speakers were joined")


def _holds(words: Sequence[Word], located: Located, index: TranscriptIndex) -> bool:
    """Whether a place lies in one turn and leaves no more than a few words of the quotation without their like."""
    if len({index.passages[n].turn.id for n in range(located.first, located.last)}) > 1:
        return False
    found = matched([word_key(w) for w in words], index.flow.keys[located.at : located.to])
    return len(words) - len(found) < _STANDS_ALONE


# -- ellipses


def _judge_elided(
    quotation: str,
    parts: Sequence[str],
    language: str,
    lexicon: Lexicon,
    index: TranscriptIndex,
    placing: Placing,
) -> Finding:

    def everything() -> frozenset[str]:
        return frozenset(w.lemma for w in spoken_words(quotation, language)) | placing.around()

    findings: list[Finding] = []
    for part in parts:
        spots = [f.located for f in findings if f.located is not None]
        near = tuple(n for s in reversed(spots) for n in range(s.first, s.last + 1))
        wider = replace(placing, places=(*near, *placing.places), around=everything)
        findings.append(judge_quotation(part, language, lexicon, index, wider))
    worst = max(findings, key=lambda f: FIDELITIES.index(f.fidelity))
    spots = [f.located for f in findings if f.located is not None]
    names = [name for f in findings for name in f.differences]
    fidelity, detail = worst.fidelity, worst.detail
    turns = {index.passages[s.first].turn.id for s in spots}
    names.append("ellipsis_across_turns" if len(turns) > 1 else "ellipsis_within_turn")
    faithful = [f.located for f in findings if f.located and f.fidelity in {"verbatim", "near_verbatim"}]
    speakers = {index.passages[s.first].turn.speaker for s in faithful}
    cut = next((c for a, b in itertools.pairwise(faithful) if (c := _cut_between(a, b, index)) is not None), None)
    if len(speakers) > 1:
        names.append("spliced_speakers")
        fidelity, detail = _at_least("altered", fidelity), "words of different speakers were joined"
    elif cut is not None:
        names.append(cut.name)
        fidelity, detail = _at_least("altered", fidelity), cut.detail
    elif len(turns) > 1:
        fidelity = _at_least("near_verbatim", fidelity)
    diff = tuple(edit for f in findings for edit in f.diff)[:_MOST_EDITS]
    return Finding(fidelity, _ordered(names), worst.located or (spots[0] if spots else None), detail, diff)


def _at_least(grade: Fidelity, fidelity: Fidelity) -> Fidelity:
    return max(grade, fidelity, key=FIDELITIES.index)


def _cut_between(left: Located, right: Located, index: TranscriptIndex) -> Fault | None:
    """A "not" that an ellipsis swallowed out of the middle of a clause."""
    if left.last - 1 != right.first or not left.to <= right.at:
        return None
    gap = index.flow.words[left.to : right.at]
    text = index.transcript.text
    for k, word in enumerate(gap):
        after = text[word.end : gap[k + 1].start if k + 1 < len(gap) else right.start]
        before = text[gap[k - 1].end if k else left.end : word.start]
        attached = (k == 0 and not before.strip()) or (k >= len(gap) - 2 and not after.strip())
        if attached and is_negator(word, index.lexicon):
            return Fault("negation_changed", f"the ellipsis hides “{word.text}”")
    return None


# -- word by word


def _compare_words(
    quotation: str, printed: Side, located: Located, index: TranscriptIndex, placing: Placing
) -> Finding:
    located = _with_figures(_with_restart(located, index), index)
    said = Side(index.flow.words[located.at : located.to], _text(index), index.lexicon)
    steps = compare_rows(printed, said)
    located, said, steps = _trimmed(located, said, steps, index)
    changes = name_changes(steps, printed, said, index, _insertions(quotation, printed.words))
    diff = _edits(steps, printed, said)
    size = len(printed.words)
    near = size - changes.loose >= _NEAR * size
    faults = [f for f in changes.faults if _counts(f, changes.loose, size)]
    fault = next(iter(faults), None)
    if fault is None and not near and _is_denied(printed) != _is_denied(said):
        fault = Fault("negation_changed", "a negation was added or dropped")
    if fault is not None and (size >= _STANDS_ALONE or fault.plain or fault.name == "name_changed"):
        names = [*changes.style, *changes.small, *(f.name for f in faults), fault.name]
        return Finding("altered", _ordered(names), located, fault.detail, diff)
    heavy = max(1, round(_HEAVY * len(content_words(printed.words, printed.lexicon))))
    if not near or changes.heavy > heavy or fault is not None:
        found_there = replace(
            placing, places=tuple(range(located.first, located.last)), supported=located.share >= _MOSTLY
        )
        if size < _STANDS_ALONE:
            found_there = placing
        finding = _other_words(quotation, printed.words, printed.lexicon, index, found_there, located)
        return replace(finding, diff=diff) if finding.located == located else finding
    names = [*changes.style, *changes.small]
    cut = _cut_off(printed, located, index, placing)
    if cut is not None:
        names.append(cut.name)
        if cut.plain:
            return Finding("altered", _ordered(names), located, cut.detail, diff)
    return Finding("near_verbatim" if changes.small else "verbatim", _ordered(names), located, _told(changes), diff)


def _counts(fault: Fault, loose: int, size: int) -> bool:
    """Whether a fault tells. Where many words differ, the text may be another translation, in which one word need not
    stand for one.
    """
    if fault.plain:
        return True
    if fault.name in {"negation_changed", "name_changed", "figure_changed"}:
        return size - loose >= _NEAR * size
    return loose <= max(1, _LITERAL * size)


def _told(changes: Changes) -> str:
    if not changes.small:
        return (
            "word for word but for a bracketed insertion" if "bracketed_insertion" in changes.style else "word for word"
        )
    if set(changes.small) <= {"filler_removed", "restart_removed"}:
        return "word for word but for fillers"
    return "a few words differ"


def _ordered(names: Sequence[str]) -> tuple[str, ...]:
    return tuple(name for name in DIFFERENCES if name in names)


def _is_denied(side: Side) -> bool:
    return any(is_negator(w, side.lexicon) for w in side.words)


def _trimmed(
    located: Located, said: Side, steps: tuple[Step, ...], index: TranscriptIndex
) -> tuple[Located, Side, tuple[Step, ...]]:
    """The place without words at its ends for which nothing was printed."""
    kept = list(steps)
    while kept and kept[0].op == "removed" and kept[0].reason != "restart":
        kept.pop(0)
    while kept and kept[-1].op == "removed":
        kept.pop()
    numbers = [j for step in kept for j in step.said]
    if not numbers or (numbers[0], numbers[-1]) == (0, len(said.words) - 1):
        return located, said, steps
    low, high = numbers[0], numbers[-1] + 1
    words = said.words[low:high]
    flow, at = index.flow, located.at + low
    to = located.at + high
    place = replace(
        located,
        first=flow.passages[at], last=flow.passages[to - 1] + 1, start=words[0].start, end=words[-1].end, at=at, to=to,
    )  # fmt: skip
    moved = tuple(replace(s, said=tuple(j - low for j in s.said)) for s in kept)
    return place, replace(said, words=words), moved


def _with_restart(located: Located, index: TranscriptIndex) -> Located:
    """The place with what was begun right before it, and begun again with its first words."""
    flow, start = index.flow, located.at
    while start and flow.passages[start - 1] == located.first:
        start -= 1
    restarts = [
        k
        for k, reason in asides(Side(flow.words[start : located.to], _text(index), index.lexicon)).items()
        if reason == "restart"
    ]
    at = located.at
    while at - 1 - start in restarts:
        at -= 1
    return replace(located, at=at, start=flow.words[at].start)


def _with_figures(located: Located, index: TranscriptIndex) -> Located:
    """The place with the whole of a figure that it cuts."""
    flow = index.flow
    ends = []
    for number in (located.first, located.last - 1):
        base = index.passages[number].start
        ends += [(base + q.start, base + q.end) for q in index.quantities[number]]
    at, to = located.at, located.to
    for start, end in ends:
        while at and start < located.start < end and flow.words[at - 1].start >= start:
            at -= 1
        while to < len(flow.words) and start < located.end < end and flow.words[to].start < end:
            to += 1
    return replace(located, at=at, to=to, start=flow.words[at].start, end=flow.words[to - 1].end)


def _text(index: TranscriptIndex) -> str:
    return index.transcript.text


def _edits(steps: Sequence[Step], printed: Side, said: Side) -> tuple[WordEdit, ...]:
    """The comparison as it is reported: the texts' own words, step by step."""
    whole: list[Step] = []
    for step in steps:
        at = min(_parting(whole, [s.printed for s in whole], step.printed, printed),
                 _parting(whole, [s.said for s in whole], step.said, said))
        whole[at:] = [_joined([*whole[at:], step])]
    return tuple(WordEdit(s.op, _cut(printed, s.printed), _cut(said, s.said)) for s in whole[:_MOST_EDITS])


def _parting(steps: Sequence[Step], before: Sequence[Sequence[int]], after: Sequence[int], side: Side) -> int:
    """The number of the step that ends with the first half of a written word ("it's") whose second half begins the next
    one; the number of steps where no word is parted.
    """
    last = next((n for n in reversed(range(len(steps))) if before[n]), None)
    if last is None or not after or side.words[before[last][-1]].start != side.words[after[0]].start:
        return len(steps)
    return last


def _joined(steps: Sequence[Step]) -> Step:
    if len(steps) == 1:
        return steps[0]
    printed, said = tuple(n for s in steps for n in s.printed), tuple(n for s in steps for n in s.said)
    equal = all(s.op == "equal" for s in steps)
    return Step("equal" if equal else "replaced" if printed and said else steps[0].op, printed, said)


def _cut(side: Side, numbers: Sequence[int]) -> str:
    if not numbers:
        return ""
    return " ".join(side.raw[side.words[numbers[0]].start : side.words[numbers[-1]].end].replace("\u200b", "").split())


# -- what was cut off


def _cut_off(printed: Side, located: Located, index: TranscriptIndex, placing: Placing) -> Fault | None:
    """A condition, an exception, a "but" or a "not" that stands right beside the words quoted, in their sentence, and
    that the article does not tell either. It is `plain` where the statement turns without it.
    """
    if len(printed.words) < _STATES or not _has_verb(printed):
        return None
    return _cut_before(located, index, placing) or _cut_after(located, index, placing)


def _has_verb(side: Side) -> bool:
    """Whether the words state anything; where no tagger tells, they may."""
    return side.lexicon.language not in TAGGED or any(w.pos in {"finite", "modal"} for w in side.words)


def _cut_after(located: Located, index: TranscriptIndex, placing: Placing) -> Fault | None:
    flow, lexicon = index.flow, index.lexicon
    ahead = (k for k in range(located.to, min(located.to + _CLAUSE, len(flow.words))))
    side = Side(tuple(flow.words[k] for k in ahead if flow.passages[k] == located.last - 1), _text(index), lexicon)
    paused = set(fillers(side))
    clause = [w for k, w in enumerate(side.words) if k not in paused]
    while clause and word_key(clause[0]) in lexicon.coordinators - lexicon.contrasts:
        clause = clause[1:]
    proviso, contrast = _opens(clause, lexicon.provisos), _opens(clause, lexicon.contrasts)
    if not (proviso or contrast) or _is_told(clause, index, placing):
        return None
    if proviso:
        return Fault("qualifier_cut", f"cut before “{proviso}”", plain=True)
    turns = _turns(clause, flow.words[located.at : located.to], index)
    return Fault("qualifier_cut", f"cut before “{contrast}”", plain=turns)


def _turns(clause: Sequence[Word], quoted: Sequence[Word], index: TranscriptIndex) -> bool:
    """Whether a clause that begins with "but" takes back what stands before it: it limits it or sets a condition, or
    denies it and speaks of the same.
    """
    lexicon = index.lexicon
    rest = clause[1:]
    if any(word_key(w) in lexicon.provisos | lexicon.qualifiers | lexicon.limiting_words for w in rest[:4]):
        return True
    if not any(is_negator(w, lexicon) for w in rest):
        return False
    ours = {w.lemma for w in content_words(quoted, lexicon)}
    theirs = {w.lemma for w in content_words(rest, lexicon) if not is_negator(w, lexicon)}
    return len(theirs) <= 1 or bool(ours & theirs)


def _cut_before(located: Located, index: TranscriptIndex, placing: Placing) -> Fault | None:
    flow, lexicon = index.flow, index.lexicon
    start = located.at
    while start and flow.passages[start - 1] == located.first:
        start -= 1
    before = flow.words[start : located.at]
    if not before:
        return None
    around = placing.around()
    told = {w.lemma for w in before} & around
    gap = index.transcript.text[before[-1].end : located.start].strip()
    opener = next((w for w in before[-2:] if word_key(w) in lexicon.provisos), None)
    opener = next((w for w in before[-1:] if word_key(w) in lexicon.qualifiers), opener)
    if opener is not None and not gap and opener.lemma not in told:
        return Fault("qualifier_cut", f"said after “{opener.text}”", plain=True)
    first = _opens(before, lexicon.provisos)
    if first and "," in gap and content_words(before, lexicon) and not _is_told(before, index, placing):
        return Fault("qualifier_cut", f"said under the condition that begins with “{first}”", plain=True)
    near = before[-5:]
    denied = next((w for w in near if is_negator(w, lexicon)), None)
    leads = word_key(before[-1]) in lexicon.complementizers | lexicon.say_words or denied is before[-1]
    if denied is not None and leads and not gap and denied.lemma not in told and not _has_negator(around, lexicon):
        return Fault("negation_changed", f"cut off from “{denied.text}”", plain=True)
    return None


def _has_negator(around: frozenset[str], lexicon: Lexicon) -> bool:
    return bool(around & (lexicon.negators | lexicon.negating_verbs | {"not"}))


def _opens(words: Sequence[Word], openers: frozenset[str]) -> str:
    """The word or phrase from a list with which some words begin."""
    keys = [word_key(w) for w in words[:4]]
    phrases = (" ".join(keys[:size]) for size in range(len(keys), 0, -1))
    return next((phrase for phrase in phrases if phrase in openers), "")


def _is_told(clause: Sequence[Word], index: TranscriptIndex, placing: Placing) -> bool:
    """Whether the article has the words of a clause around the quotation."""
    content = {w.lemma for w in content_words(clause, index.lexicon)}
    return bool(content) and len(content & placing.around()) >= _TOLD * len(content)


# -- other words


def _same_figures(quotation: str, language: str, index: TranscriptIndex, number: int) -> bool:
    """Whether the quotation has figures and the passage bears out each of them, in whatever form."""
    pairs = compare_all(find_quantities(quotation, language), index.quantities[number])
    return bool(pairs) and all(p.comparison is not None and p.comparison.relation in _AGREEING for p in pairs)


_AGREEING = {"equal", "equivalent", "rounded", "compatible", "exaggerated", "ambiguous"}


def _other_words(
    quotation: str,
    words: Sequence[Word],
    lexicon: Lexicon,
    index: TranscriptIndex,
    placing: Placing,
    located: Located | None,
) -> Finding:
    """A quotation whose words do not stand there: another wording of the same, something altered, or nothing at all."""
    matches = meaning(quotation, words, lexicon, index)
    own = (m for m in matches if placing.speaker in {None, m.passage.turn.speaker})
    first = next(own, None)
    if first is None:
        return Finding("not_found", (), None, "nothing like it was said")
    supported = placing.supported
    there = (matches.of(number) for number in placing.places[:3])
    near = [m for m in there if placing.speaker in {None, m.passage.turn.speaker}]
    best = max([*near, first], key=lambda m: m.score + (_IN_PLACE if m in near else 0.0))
    theirs = located is not None and placing.speaker in {None, index.passages[located.first].turn.speaker}
    at = located if located is not None and theirs else _whole(best.passage.number, index)
    short = len(content_words(words, lexicon)) <= 3
    bar = _SAME_MEANING - (_IN_CONTEXT if short and supported else 0.0)
    if _same_figures(quotation, lexicon.language, index, best.passage.number):
        bar -= _FIGURES_HELP
    if best.score >= bar:
        return Finding("variant", ("other_translation",), at, "the same in other words")
    if best.score >= bar - _PARTLY and supported and not short:
        return Finding("altered", ("word_substituted",), at, "only part of it was said")
    return Finding("not_found", (), None, "nothing like it was said")


def _whole(number: int, index: TranscriptIndex) -> Located:
    """A whole passage as a place."""
    passage, numbers = index.passages[number], index.flow.passages
    at, to = bisect_left(numbers, number), bisect_right(numbers, number)
    return Located(number, number + 1, passage.start, passage.end, 0.0, exact=False, at=at, to=to)
