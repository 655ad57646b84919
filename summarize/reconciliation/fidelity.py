"""How faithfully a printed quotation repeats what was said.

Speech is compared word by word, on a view without case, punctuation, typography and bracketed insertions; fillers may
be dropped, but never hide a cut word. Figures, names and negation are vetoes: they are compared apart and no likeness
outvotes them.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from rapidfuzz.distance import Indel

from summarize.alignment import Match, Term, TranscriptIndex, is_term, make_terms, spoken_forms, word_key
from summarize.lexicon import Lexicon
from summarize.quantities import compare_all, find_quantities
from summarize.records import Fidelity
from summarize.tagging import Word, tag_words

_BRACKETED = re.compile(r"\[[^\]]*\]|\([^)]*\)")
_ELLIPSIS = re.compile(r"\s*(?:\[\s*(?:\.{3}|…)\s*\]|\.{3}|…)\s*")

# Shares of a quotation's words found in order in the transcript.
_NEAR = 0.72
_LOCATED = 0.5
_MOSTLY = 0.6
# Likeness from which other words say the same, and the higher bar for what stands alone.
_SAME_MEANING = 0.50
_IN_CONTEXT = 0.22  # a word or two in a sentence that was said
_IN_PLACE = 0.08  # where the claim stands, less likeness is needed
_FIGURES_HELP = 0.15  # the same particular figures leave little doubt about the place
_PARTLY = 0.04  # just below the bar a longer quotation is an altered one rather than none
_WORDS_AN_INSERTION_REPLACES = 3


@dataclass(frozen=True, slots=True)
class Located:
    """Where a quotation stands in the transcript: passages `first..last` (exclusive), the raw range of the words
    matched, and the share of the quotation's words found there in order (0..1).
    """

    first: int
    last: int
    start: int
    end: int
    share: float
    exact: bool


@dataclass(frozen=True, slots=True)
class Finding:
    """The fidelity of one quotation, what differs, and where its counterpart stands (None: nowhere)."""

    fidelity: Fidelity
    differences: tuple[str, ...]
    located: Located | None
    detail: str


def spoken_words(raw: str, language: str) -> tuple[Word, ...]:
    """The words of a quotation that claim to be spoken: without bracketed insertions and marks."""
    bare = _BRACKETED.sub(lambda m: " " * len(m.group()), raw)
    return spoken_forms(tag_words(bare, language))


def locate(words: Sequence[Word], index: TranscriptIndex, *, reach: int = 3) -> tuple[Located, ...]:
    """The places where most of the words stand in order, best first; all that are as good as the best are kept.

    Only passages that share a rare word with the quotation are compared, in windows of up to `reach` sentences.
    """
    keys = [word_key(w) for w in words]
    if not keys:
        return ()
    found = [place for first in _candidates(keys, index) for place in _windows(keys, first, index, reach)]
    if not found:
        return ()
    best = max(f.share for f in found)
    ranked = sorted(
        (f for f in found if f.share >= best - 0.02),
        key=lambda f: (not f.exact, -f.share, f.last - f.first, f.end - f.start, f.start),
    )
    return tuple(ranked)


def _candidates(keys: Sequence[str], index: TranscriptIndex) -> list[int]:
    postings = index.postings
    rare = sorted({k for k in keys if k in postings}, key=lambda k: (len(postings[k]), k))[:6]
    hits = {n for k in rare for n in postings[k]}
    return sorted({max(0, n - d) for n in hits for d in (0, 1)})


def _windows(keys: list[str], first: int, index: TranscriptIndex, reach: int) -> list[Located]:
    places = []
    words: list[Word] = []
    said: list[str] = []
    for last in range(first, min(first + reach, len(index.passages))):
        words += index.spoken[last]
        said += index.spoken_keys[last]
        place = _best_run(keys, words, said, first, last + 1)
        if place is not None:
            places.append(place)
    return places


def _best_run(keys: list[str], words: Sequence[Word], said: list[str], first: int, last: int) -> Located | None:
    size = len(keys)
    for i in range(len(said) - size + 1):
        if said[i] == keys[0] and said[i : i + size] == keys:
            return Located(first, last, words[i].start, words[i + size - 1].end, 1.0, exact=True)
    hit = [i for b in Indel.opcodes(said, keys) if b.tag == "equal" for i in range(b.src_start, b.src_end)]
    if not hit:
        return None
    low, high = _densest(hit, size)
    inside = [i for i in hit if low <= i <= high]
    return Located(first, last, words[low].start, words[high].end, round(len(inside) / size, 3), exact=False)


def _densest(hit: Sequence[int], size: int) -> tuple[int, int]:
    """The window, at most half again as long as the quotation, that holds most of the matched words."""
    limit = max(size + 4, int(size * 1.6))
    best = (0, 0, 0)
    for a in range(len(hit)):
        b = a
        while b + 1 < len(hit) and hit[b + 1] - hit[a] < limit:
            b += 1
        if b - a + 1 > best[0]:
            best = (b - a + 1, hit[a], hit[b])
    return best[1], best[2]


def segments(quotation: str) -> tuple[str, ...]:
    """A quotation cut at its ellipses."""
    return tuple(s for s in _ELLIPSIS.split(quotation) if any(c.isalnum() for c in s))


def changed_figures(words: Sequence[Word], said: Sequence[Word]) -> tuple[str, ...]:
    """Digit groups of the quotation that the transcript's words there do not have."""
    there = {_digits(w.text) for w in said}
    return tuple(w.text for w in words if w.text[:1].isdigit() and _digits(w.text) not in there)


def _digits(text: str) -> str:
    return text.replace(",", ".").rstrip(".")


def negations(words: Sequence[Word], lexicon: Lexicon) -> int:
    """How many negating words."""
    return sum(w.lower in lexicon.negators or w.lower.endswith(("n't", "n’t")) for w in words)


def _polarity_differs(ours: int, theirs: int, share: float) -> bool:
    """Whether one side is negated and the other not; in a near-literal quotation a single "not" more or less counts
    too.

    Negatives pile up in many languages and wordings ("never ... and have no intention"), so their number says little
    otherwise.
    """
    return bool(ours) != bool(theirs) or (share >= _NEAR and ours != theirs)


def _opposite(ours: Sequence[Word], theirs: Sequence[Word], lexicon: Lexicon) -> str | None:
    """A printed word whose opposite stands in its place."""
    said = {w.lemma for w in theirs}
    pairs = {*lexicon.antonyms, *((b, a) for a, b in lexicon.antonyms)}
    return next((w.text for w in ours for a, b in pairs if w.lemma == a and b in said), None)


def content_words(words: Sequence[Word], lexicon: Lexicon) -> tuple[Word, ...]:
    """The words with content of their own."""
    return tuple(w for w in words if is_term(w, lexicon))


def meaning(quotation: str, words: Sequence[Word], lexicon: Lexicon, index: TranscriptIndex) -> tuple[Match, ...]:
    """The passages that say the same in other words, best first."""
    terms: tuple[Term, ...] = make_terms([w for w in words if w.pos != "number"], lexicon, index)
    return tuple(
        index.matches([_BRACKETED.sub(" ", quotation)], terms, foreign=lexicon.language != index.lexicon.language)
    )


# ---------------------------------------------------------------- the judgement


@dataclass(frozen=True, slots=True)
class Placing:
    """What the claim around a quotation tells about it: the passages the claim rests on, best first, whether they
    carry it, and the transcript's speaker it is credited to (None: nobody in particular).

    A quotation of a word or two can only be judged where its sentence stands; other words for it count only in the
    credited speaker's own turns.
    """

    places: tuple[int, ...] = ()
    supported: bool = False
    speaker: str | None = None


def judge_quotation(
    quotation: str, language: str, lexicon: Lexicon, index: TranscriptIndex, placing: Placing
) -> Finding:
    """The fidelity of one printed quotation."""
    words = spoken_words(quotation, language)
    if not words:
        return Finding("not_found", ("no words",), None, "the quotation holds no words")
    same_language = language.partition("-")[0] == index.transcript.language.partition("-")[0]
    located = _best_place(locate(words, index), placing.places) if same_language else None
    parts = segments(quotation)
    if len(parts) > 1 and same_language:
        return _judge_elided(parts, language, lexicon, index, placing)
    if located is not None and located.exact:
        return Finding("verbatim", (), located, "word for word")
    if located is not None and located.share >= _LOCATED and len(words) >= 4:
        return _compare_words(words, located, lexicon, index, quotation, placing)
    return _other_words(quotation, words, lexicon, index, placing, located)


def _best_place(found: Sequence[Located], places: Sequence[int]) -> Located | None:
    """Among equally good places the one where the claim's evidence stands."""
    if not found:
        return None
    equal = [f for f in found if f.exact == found[0].exact and abs(f.share - found[0].share) < 0.021]
    for place in places[:3]:
        near = next((f for f in equal if f.first <= place < f.last), None)
        if near is not None:
            return near
    return found[0]


def _judge_elided(
    parts: Sequence[str], language: str, lexicon: Lexicon, index: TranscriptIndex, placing: Placing
) -> Finding:
    findings = [judge_quotation(p, language, lexicon, index, placing) for p in parts]
    order = ("verbatim", "near_verbatim", "variant", "altered", "not_found")
    worst = max(findings, key=lambda f: order.index(f.fidelity))
    spots = [f.located for f in findings if f.located is not None]
    across = len({index.passages[s.first].turn.id for s in spots}) > 1
    note = "ellipsis_across_turns" if across else "ellipsis_within_turn"
    return Finding(
        worst.fidelity, (*worst.differences, note), worst.located or (spots[0] if spots else None), worst.detail
    )


def _compare_words(
    words: Sequence[Word], located: Located, lexicon: Lexicon, index: TranscriptIndex, quotation: str, placing: Placing
) -> Finding:
    said = [
        w for n in range(located.first, located.last) for w in index.spoken[n] if located.start <= w.start < located.end
    ]
    fillers = {f for f in index.lexicon.fillers if " " not in f}
    left, right = _diff(words, said)
    lost = [w for w in right if w.lower not in fillers]
    substituted = [w for w in left if not any(_same_word(w, r) for r in right)]
    differences = _difference_names(left, right, fillers)
    figures = changed_figures(words, said)
    if figures and not _figures_agree(figures, quotation, index, located):
        return Finding(
            "altered", (*differences, "figure_changed"), located, f"the figure {figures[0]} is not what was said"
        )
    if _polarity_differs(negations(words, lexicon), negations(said, index.lexicon), located.share):
        return Finding("altered", (*differences, "negation_changed"), located, "a negation was added or dropped")
    opposite = _opposite(left, right, index.lexicon)
    if opposite is not None:
        return Finding(
            "altered", (*differences, "negation_changed"), located, f"“{opposite}” is the opposite of what was said"
        )
    measures = [w for w in substituted if w.lower in lexicon.measure_words]
    if measures and any(w.lower in index.lexicon.measure_words for w in lost):
        return Finding(
            "altered",
            (*differences, "figure_changed"),
            located,
            f"“{measures[0].text}” is not the measure that was said",
        )
    insertions = len(_BRACKETED.findall(quotation))
    if not left and insertions and len(lost) <= _WORDS_AN_INSERTION_REPLACES * insertions:
        return Finding(
            "verbatim", (*differences, "bracketed_insertion"), located, "word for word but for a bracketed insertion"
        )
    if not left and not lost:
        return Finding(
            "verbatim" if not right else "near_verbatim", differences, located, "word for word but for fillers"
        )
    heavy = [w for w in substituted if is_term(w, lexicon)]
    size = max(1, len([w for w in words if is_term(w, lexicon)]))
    if located.share >= _NEAR and len(heavy) <= max(1, round(0.2 * size)):
        swapped = [w for w in heavy if w.pos == "name" and not index.holds(w.lemma)]
        if swapped:
            return Finding("altered", (*differences, "name_changed"), located, f"{swapped[0].text} was not named")
        return Finding("near_verbatim", differences, located, "a few words differ")
    found_there = Placing(tuple(range(located.first, located.last)), located.share >= _MOSTLY, placing.speaker)
    return _other_words(quotation, words, lexicon, index, found_there, located)


def _diff(left: Sequence[Word], right: Sequence[Word]) -> tuple[list[Word], list[Word]]:
    """Words only in the quotation and words only in the transcript, by an in-order alignment."""
    codes = Indel.opcodes([word_key(w) for w in left], [word_key(w) for w in right])
    only_left = [left[i] for c in codes if c.tag == "delete" for i in range(c.src_start, c.src_end)]
    only_right = [right[j] for c in codes if c.tag == "insert" for j in range(c.dest_start, c.dest_end)]
    return only_left, only_right


def _same_word(left: Word, right: Word) -> bool:
    return left.lemma == right.lemma


def _difference_names(left: Sequence[Word], right: Sequence[Word], fillers: set[str]) -> tuple[str, ...]:
    found = []
    if any(w.lower in fillers for w in right):
        found.append("filler_removed")
    lost = [w for w in right if w.lower not in fillers]
    if left and lost:
        found.append("word_substituted")
    elif left:
        found.append("words_added")
    elif lost:
        found.append("words_dropped")
    return tuple(found)


def _figures_agree(changed: Sequence[str], quotation: str, index: TranscriptIndex, located: Located) -> bool:
    """Whether each figure that is printed otherwise is the same by arithmetic; rounding is no quoting."""
    said = [q for n in range(located.first, located.last) for q in index.quantities[n]]
    pairs = compare_all(find_quantities(quotation, index.transcript.language), said)
    same = [p.claimed.text for p in pairs if p.comparison and p.comparison.relation in {"equal", "equivalent"}]
    return all(any(figure in text for text in same) for figure in changed)


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
    if placing.speaker is not None:
        matches = tuple(m for m in matches if m.passage.turn.speaker == placing.speaker)
    if not matches:
        return Finding("not_found", (), None, "nothing like it was said")
    supported = placing.supported
    by_place = {m.passage.number: m for m in matches}
    near = [by_place[p] for p in placing.places[:3] if p in by_place]
    best = max([*near, matches[0]], key=lambda m: m.score + (_IN_PLACE if m in near else 0.0))
    at = located or Located(
        best.passage.number, best.passage.number + 1, best.passage.start, best.passage.end, 0.0, exact=False
    )
    short = len(content_words(words, lexicon)) <= 3
    bar = _SAME_MEANING - (_IN_CONTEXT if short and supported else 0.0)
    if _same_figures(quotation, lexicon.language, index, best.passage.number):
        bar -= _FIGURES_HELP
    if best.score >= bar:
        return Finding("variant", ("other_translation",), at, "the same in other words")
    if best.score >= bar - _PARTLY and supported and not short:
        return Finding("altered", ("word_substituted",), at, "only part of it was said")
    return Finding("not_found", (), None, "nothing like it was said")
