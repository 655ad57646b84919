"""Splitting a sentence into single checkable statements.

One news sentence often holds an event, a date, a figure and a background clause that deserve different verdicts. The
splitter cuts where a new statement starts: relative and subordinate clauses, coordinated predicates and clauses,
participial additions, "including" lists, brackets and circumstances. It never cuts inside quotation marks, and merges
whatever says too little alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from summarize.lexicon import Lexicon
from summarize.tagging import Word

Opening = Literal[
    "start",
    "relative",
    "coordinated",
    "clause",
    "subordinate",
    "participial",
    "inclusion",
    "bracket",
    "circumstance",
    "dash",
    "list",
    "quotation",
]

_VERBAL = {"finite", "modal"}
_NOMINAL = {"determiner", "adjective", "noun", "name", "number", "pronoun", "unknown", "other"}
_LOOKAHEAD = 9


@dataclass(frozen=True, slots=True)
class Clause:
    """Words `first..last` (indices, last exclusive) and how the clause opens."""

    first: int
    last: int
    opening: Opening


def split_clauses(
    words: Sequence[Word], quoted: Sequence[tuple[int, int]], lexicon: Lexicon, cue_verbs: Sequence[int]
) -> tuple[Clause, ...]:
    """The clauses of a sentence in order; together they hold every content word exactly once.

    `quoted` are raw ranges inside quotation marks; `cue_verbs` the raw starts of reporting verbs, after which a
    "that" opens the report and not a relative clause.
    """
    if not words:
        return ()
    openings: dict[int, Opening] = {0: "start"}
    for i in range(1, len(words)):
        if _inside(words[i].start, quoted):
            continue
        if _opens_long_quotation(words, i, quoted, cue_verbs, lexicon):
            openings[i] = "quotation"
            continue
        opening = _opening(words, i, lexicon, cue_verbs, quoted)
        if (
            opening == "subordinate"
            and i > 3
            and words[i - 2].pos == "number"
            and words[i - 1].lower in lexicon.measure_words
        ):
            openings[i - 2] = opening  # "six years after ..."
        elif opening:
            openings[i] = opening
    starts = sorted(openings)
    clauses = [Clause(a, b, openings[a]) for a, b in zip(starts, [*starts[1:], len(words)], strict=True)]
    return tuple(_merge(clauses, words, lexicon, quoted))


def _inside(at: int, ranges: Sequence[tuple[int, int]]) -> bool:
    return any(a <= at < b for a, b in ranges)


def _opening(
    words: Sequence[Word], i: int, lexicon: Lexicon, cue_verbs: Sequence[int], quoted: Sequence[tuple[int, int]]
) -> Opening | None:
    word, before = words[i], words[i - 1]
    low = word.lower
    after_comma = before.text in {",", ";", "،", "؛", "，"}
    if word.text in {"(", "["}:
        return "bracket" if _states(words, i + 1, {")", "]"}) else None
    if before.text in {")", "]"} and i + 2 < len(words) and word.pos != "punctuation":
        opened = next((k for k in range(i - 2, -1, -1) if words[k].text in {"(", "["}), None)
        return "bracket" if opened is None or _states(words, opened + 1, {")", "]"}) else None
    if after_comma and word.pos in _VERBAL and _resumes(words, i, lexicon):
        return "coordinated"
    if before.text == ";":
        return "clause"
    if _is_dash(words, i - 1) and len(words) - i > 3 and (
        _opens_after_dash(words, i) or _is_afterthought(words, i, lexicon, cue_verbs)
    ):
        return "dash"
    if _is_inclusion(words, i, lexicon):
        return "inclusion"
    if _is_relative(words, i, lexicon, cue_verbs, after_comma):
        return "relative"
    if low in lexicon.subordinators and _opens_subordinate(words, i, lexicon, after_comma, cue_verbs):
        return "subordinate"
    if after_comma and word.pos in {"gerund", "participle"}:
        return "participial"
    if word.pos == "gerund" and before.pos in {"noun", "name"} and _is_reduced_relative(words, i, cue_verbs):
        return "relative"
    if (
        after_comma
        and low in lexicon.prepositions
        and any(w.pos == "gerund" for w in words[i + 2 : i + 6])
        and words[i + 1].pos in {"name", "determiner"}
    ):
        return "participial"
    if (word.pos == "conjunction" or low in lexicon.coordinators) and not _ends_list(words, i):
        return _coordination(words, i, lexicon, after_comma, quoted, cue_verbs)
    if after_comma and (_is_aside(words, i, lexicon) or _is_afterthought(words, i, lexicon, cue_verbs)):
        return "circumstance"
    if after_comma and _follows_preamble(words, i, lexicon, cue_verbs):
        return "clause"
    if (
        after_comma
        and word.pos in {"pronoun", "name", "determiner"}
        and _subject_and_verb(words, i)
        and _has_finite_before(words, i)
    ):
        return "clause"
    if low in _CIRCUMSTANCES and not after_comma and i >= 4 and len(words) - i >= 3:
        return "circumstance"
    return None


# Prepositions that open a circumstance worth checking alone; language-neutral members come from the subordinators.
_CIRCUMSTANCES = {"during", "amid", "despite", "following", "after", "before", "since", "without"}


def _opens_long_quotation(
    words: Sequence[Word], i: int, quoted: Sequence[tuple[int, int]], cue_verbs: Sequence[int], lexicon: Lexicon
) -> bool:
    """Whether a quotation of six words or more starts here, after a statement that stands without it."""
    here = next((r for r in quoted if words[i].start < r[0] <= words[i].end + 1), None)
    if here is None or sum(here[0] <= w.start < here[1] and w.text[:1].isalnum() for w in words) < 6:
        return False
    since = max(
        (k for k in range(i) if words[k].start in cue_verbs or words[k].pos in {"relative", "subordinator"}), default=-1
    )
    lead = words[since + 1 : i]
    return sum(is_content(w, lexicon) for w in lead) >= 4 and any(w.pos in _VERBAL | {"participle"} for w in lead)


def _is_dash(words: Sequence[Word], k: int) -> bool:
    """Whether word `k` is a dash between clauses and not a hyphen ("U.S.- and UN-backed")."""
    dash = words[k]
    return (
        dash.text in {"–", "—", "-"} and 0 < k < len(words) - 1 and (dash.text != "-" or words[k - 1].end < dash.start)
    )


def _is_reduced_relative(words: Sequence[Word], i: int, cue_verbs: Sequence[int]) -> bool:
    """ "a committee working toward a law": a gerund right after a noun that depends on a preposition."""
    k = i - 1
    while k > 0 and words[k].pos in {"noun", "name", "adjective", "determiner", "number"}:
        k -= 1
    return k < i - 1 and words[k].pos == "preposition" and len(words) - i > 3 and _has_finite_since(words, i, cue_verbs)


def _states(words: Sequence[Word], i: int, closers: set[str]) -> bool:
    """Whether the words from `i` to the closing mark say something: they have a verb or a figure.

    "(the mayor of Port Ellery)" and "(Labour)" only say who is meant.
    """
    stop = next((k for k in range(i, len(words)) if words[k].text in closers), len(words))
    return any(w.pos in _VERBAL | {"participle", "gerund", "number", "unknown"} for w in words[i:stop])


def _opens_after_dash(words: Sequence[Word], i: int) -> bool:
    """Whether a statement begins after the dash before word `i`.

    None does inside or after two dashes around an apposition ("Voss – the mayor of Port Ellery – opened").
    """
    before = next((k for k in range(i - 2, 0, -1) if _is_dash(words, k)), None)
    after = next((k for k in range(i, len(words)) if _is_dash(words, k)), len(words))
    if before is not None and not _has_predicate(words[before + 1 : i - 1]):
        return False
    return _verb_within(words, i, min(12, after - i))


def _resumes(words: Sequence[Word], i: int, lexicon: Lexicon) -> bool:
    """Whether a finite verb right after a comma takes the main clause up again after a relative clause.

    After an apposition ("Voss, the mayor of Port Ellery, opened") it does not: what stands before has no verb yet.
    """
    return any(
        words[k - 1].text == "," and words[k].lower in lexicon.relatives and _has_predicate(words[k + 1 : i - 1])
        for k in range(1, i - 1)
    ) or _follows_description(words, i, lexicon)


def _follows_description(words: Sequence[Word], i: int, lexicon: Lexicon) -> bool:
    """Whether the verb after the comma before `i` follows a subject that was described ("The ferry, built in Norway,
    sank").
    """
    opened = next((k for k in range(i - 2, 0, -1) if words[k].text == ","), None)
    return (
        opened is not None
        and not any(w.pos in _VERBAL for w in words[:opened])
        and _describes(words[opened + 1 : i - 1], lexicon)
    )


def _describes(words: Sequence[Word], lexicon: Lexicon) -> bool:
    """Whether a phrase without a finite verb says something of what stands before it, and not only who or which it is:
    an office ("the mayor of Port Ellery"), a bare name, an age.
    """
    content = [w for w in words if is_content(w, lexicon)]
    return (
        len(content) >= 2
        and not any(w.pos in _VERBAL or w.text in {",", ";", ":"} for w in words)
        and not any({w.lower, w.lemma} & lexicon.roles for w in words)
        and any(w.pos in {"noun", "adjective", "participle"} and not w.text[:1].isupper() for w in content)
    )


def _has_predicate(words: Sequence[Word]) -> bool:
    return any(w.pos in _VERBAL | {"participle", "unknown"} for w in words)


def _is_aside(words: Sequence[Word], i: int, lexicon: Lexicon) -> bool:
    """A verbless addition between commas, or after the last one, that starts with an adverb or preposition ("now in
    its second week").
    """
    if words[i].pos not in {"adverb", "preposition"} or i < 4 or not _has_finite_before(words, i):
        return False
    stop = next((k for k in range(i, len(words)) if words[k].text in {",", ";"}), len(words))
    inside = words[i:stop]
    return sum(is_content(w, lexicon) for w in inside) >= 2 and not any(w.pos in _VERBAL for w in inside)


def _is_afterthought(words: Sequence[Word], i: int, lexicon: Lexicon, cue_verbs: Sequence[int]) -> bool:
    """Whether the sentence, but for a reporting clause, ends in a description after a comma or dash ("…, one of the
    highest rates in Europe, he said").
    """
    stop = next((k for k in range(i, len(words)) if words[k].text == ","), len(words))
    reported = any(w.start in cue_verbs for w in words[stop:])
    rest = words[i : stop if reported else len(words)]
    while rest and rest[-1].pos == "punctuation":
        rest = rest[:-1]
    return (
        i >= 4
        and words[i].pos in {"determiner", "number", "pronoun", "adjective", "noun", "other"}
        and not any(w.pos == "conjunction" for w in rest)
        and _describes(rest, lexicon)
        and any(w.pos in _VERBAL for w in words[:i])
    )


def _follows_preamble(words: Sequence[Word], i: int, lexicon: Lexicon, cue_verbs: Sequence[int]) -> bool:
    """Whether the sentence's subject stands here, after a participial phrase of its own ("Answering questions in the
    House, Voss said").
    """
    before = words[: i - 1]
    return (
        words[0].pos in {"gerund", "participle"}
        and not any(w.text in {",", ";"} or w.pos in _VERBAL for w in before)
        and sum(is_content(w, lexicon) for w in before) >= 3
        and not any(w.start in cue_verbs for w in before)
        and _subject_and_verb(words, i)
    )


def _is_inclusion(words: Sequence[Word], i: int, lexicon: Lexicon) -> bool:
    low = words[i].lower
    if low in lexicon.inclusions and words[i - 1].text == ",":
        return True
    phrase = " ".join(w.lower for w in words[i : i + 3])
    return any((" " in p and phrase.startswith(p + " ")) or phrase == p for p in lexicon.inclusions)


def _is_relative(words: Sequence[Word], i: int, lexicon: Lexicon, cue_verbs: Sequence[int], after_comma: bool) -> bool:
    word, before = words[i], words[i - 1]
    if word.lower == "that":
        noun_before = before.pos in {"noun", "name", "number"} and before.lower not in lexicon.complement_nouns
        reported = _last_verb(words, i) in cue_verbs  # "told the BBC on Friday that ...": what was told follows
        relative = word.pos in {"relative", "subordinator"} and _verb_within(words, i + 1, 6)
        return noun_before and not reported and relative
    if word.lower not in lexicon.relatives:
        return False
    if not after_comma and before.pos not in {"noun", "name", "number", "preposition", "unknown", "adjective"}:
        return False
    if word.lower in lexicon.articles:  # "Hale, den Direktor des Hafens": an apposition has no verb
        stop = next((k for k in range(i, len(words)) if words[k].text in {",", ";"}), len(words))
        return _has_predicate(words[i + 1 : stop])
    return _verb_within(words, i + 1, _LOOKAHEAD) or (after_comma and len(words) - i > 3)


def _last_verb(words: Sequence[Word], i: int) -> int:
    """The raw start of the nearest verb before `i`, or -1."""
    verbs = (w.start for w in reversed(words[:i]) if w.pos in _VERBAL | {"participle", "gerund", "infinitive"})
    return next(verbs, -1)


def _opens_subordinate(
    words: Sequence[Word], i: int, lexicon: Lexicon, after_comma: bool, cue_verbs: Sequence[int]
) -> bool:
    word, before = words[i], words[i - 1]
    if word.lower in lexicon.conditionals:
        return False
    if before.start in cue_verbs:
        return False
    if word.lower in lexicon.complementizers:
        opens_report = i < 4 or before.pos in _VERBAL | {"infinitive"} or _last_verb(words, i) in cue_verbs
        if opens_report or word.pos == "relative":
            return False
    if word.lower == "as" and not after_comma:
        return False
    if not _verb_within(words, i + 1, 12) and not (i + 1 < len(words) and words[i + 1].pos == "gerund"):
        return after_comma and len(words) - i > 3
    return i >= 3


def _coordination(
    words: Sequence[Word],
    i: int,
    lexicon: Lexicon,
    after_comma: bool,
    quoted: Sequence[tuple[int, int]],
    cue_verbs: Sequence[int],
) -> Opening | None:
    j = i + 1
    while j < len(words) and (words[j].pos == "adverb" or words[j].lower in lexicon.coordinators) and j - i < 4:
        j += 1
    if j >= len(words) or _inside(words[j].start, quoted):
        return None
    head = words[j]
    if head.pos in _VERBAL and _has_finite_before(words, i):
        return "coordinated"
    if head.pos in {"participle", "gerund", "infinitive"} and _same_form_before(words, i, head.pos):
        return "coordinated"
    if _joins_phrases(words, i, j):
        return "list"
    if any(r[0] <= words[j].start + 1 and words[j].start < r[1] for r in quoted if r[0] > words[i].end) and any(
        r[1] <= words[i].start for r in quoted
    ):
        return "list"  # two quotations, each to be judged apart
    joins_nominals = words[i - 1].pos in {"adjective", "determiner"} or (
        words[i - 1].pos == "name"
        and head.pos == "name"
        and not after_comma
        and not (j + 1 < len(words) and words[j + 1].start in cue_verbs)
    )
    if not joins_nominals and _subject_and_verb(words, j) and _has_finite_since(words, i, cue_verbs):
        return "clause"
    if after_comma and head.pos == "preposition" and len(words) - j > 3 and _has_finite_before(words, i):
        return "coordinated"
    if after_comma and words[i].lower in lexicon.contrasts and len(words) - i > 3:
        return "clause"
    if after_comma and _joins_untagged(words, i, lexicon):
        return "clause"
    return None


_LEAST_UNTAGGED = 3  # content words on each side


def _joins_untagged(words: Sequence[Word], i: int, lexicon: Lexicon) -> bool:
    """Whether a conjunction after a comma joins two statements, in a language whose verbs are not known: enough stands
    on both its sides, and no list ends with it.
    """
    before = next((k for k in range(i - 2, -1, -1) if words[k].text == ","), -1)
    return all(
        any(w.pos == "unknown" for w in side) and sum(is_content(w, lexicon) for w in side) >= _LEAST_UNTAGGED
        for side in (words[before + 1 : i - 1], words[i + 1 :])
    )


def _joins_phrases(words: Sequence[Word], i: int, j: int) -> bool:
    """Whether a conjunction joins two noun phrases of at least two content words each, the second ending its clause."""
    left = 0
    k = i - 1
    while k >= 0 and words[k].pos in {"noun", "name", "adjective", "number"}:
        left += 1
        k -= 1
    if left < 2 or words[i - 1].pos not in {"noun", "name"} or (k >= 0 and words[k].pos == "conjunction"):
        return False
    stop = next((n for n in range(j, len(words)) if words[n].text in {",", ";"} or words[n].pos in _VERBAL), len(words))
    right = [w for w in words[j:stop] if w.pos in {"noun", "name", "adjective", "number"}]
    ends = stop == len(words) or words[stop].text in {",", ";"}
    return (
        ends
        and len(right) >= 2
        and words[j].pos in {"adjective", "noun", "determiner"}
        and any(w.pos == "noun" for w in right)
    )


def _ends_list(words: Sequence[Word], i: int) -> bool:
    """A conjunction right between two numbers or at the very end joins no statements."""
    return i + 1 >= len(words) or (words[i - 1].pos == "number" and words[i + 1].pos == "number")


def _subject_and_verb(words: Sequence[Word], j: int) -> bool:
    """Whether a noun phrase followed by a finite verb starts at `j`."""
    k = j
    saw_noun = False
    while k < len(words) and k - j < _LOOKAHEAD:
        word = words[k]
        if word.pos in _VERBAL and saw_noun:
            return True
        if word.pos in {"noun", "name", "pronoun", "unknown"}:
            saw_noun = True
        elif word.pos == "preposition":
            if not saw_noun:
                return False
        elif word.pos not in _NOMINAL | {"adverb"} and word.text != "'s":
            return False
        k += 1
    return False


def _verb_within(words: Sequence[Word], i: int, reach: int) -> bool:
    untagged = False
    for word in words[i : i + reach]:
        if word.pos in _VERBAL | {"participle"}:
            return True
        if word.text in {",", ";"}:
            break
        untagged = untagged or word.pos == "unknown"
    return untagged


def _has_finite_before(words: Sequence[Word], i: int) -> bool:
    return any(w.pos in _VERBAL or w.pos == "participle" or (w.pos == "unknown") for w in words[:i])


def _has_finite_since(words: Sequence[Word], i: int, cue_verbs: Sequence[int]) -> bool:
    """Whether the running clause (since the last conjunction, relative or reporting verb) already has its verb."""
    for word in reversed(words[:i]):
        if word.pos in _VERBAL | {"participle", "unknown"} and word.start not in cue_verbs:
            return True
        if word.pos in {"subordinator", "relative"} or word.start in cue_verbs:
            return False
    return False


def _same_form_before(words: Sequence[Word], i: int, pos: str) -> bool:
    return any(w.pos == pos for w in words[max(0, i - 14) : i])


# Openings of clauses that hang on the one before; where that has no verb yet, it is only their head.
_DEPENDENT = {"relative", "bracket", "circumstance", "subordinate", "participial", "inclusion"}


def _merge(
    clauses: Sequence[Clause], words: Sequence[Word], lexicon: Lexicon, quoted: Sequence[tuple[int, int]]
) -> list[Clause]:
    merged: list[Clause] = []
    for clause in _joined_scraps(clauses, words, lexicon, quoted):
        headless = (
            bool(merged)
            and merged[-1].opening == "start"
            and clause.opening in _DEPENDENT
            and not _verbal(merged[-1], words, quoted)
        )
        if merged and (
            headless
            or _says_too_little(clause, words, lexicon, quoted)
            or _says_too_little(merged[-1], words, lexicon, quoted)
        ):
            merged[-1] = Clause(merged[-1].first, clause.last, merged[-1].opening)
        else:
            merged.append(clause)
    return merged


def _joined_scraps(
    clauses: Sequence[Clause], words: Sequence[Word], lexicon: Lexicon, quoted: Sequence[tuple[int, int]]
) -> list[Clause]:
    """The clauses, with neighbours that each say too little as one ("up from 55%" and "before the meeting")."""
    joined: list[Clause] = list(clauses[:1])
    for clause in clauses[1:]:
        before = joined[-1]
        if (
            len(joined) > 1
            and _says_too_little(before, words, lexicon, quoted)
            and _says_too_little(clause, words, lexicon, quoted)
        ):
            joined[-1] = Clause(before.first, clause.last, before.opening)
        else:
            joined.append(clause)
    return joined


def _verbal(clause: Clause, words: Sequence[Word], quoted: Sequence[tuple[int, int]]) -> bool:
    """Whether a clause has a verb, or quoted words."""
    inside = words[clause.first : clause.last]
    return any(w.pos in _VERBAL | {"participle", "gerund", "unknown"} or _inside(w.start, quoted) for w in inside)


def _says_too_little(
    clause: Clause, words: Sequence[Word], lexicon: Lexicon, quoted: Sequence[tuple[int, int]]
) -> bool:
    inside = words[clause.first : clause.last]
    if any(_inside(w.start, quoted) for w in inside):
        return False
    content = [w for w in inside if is_content(w, lexicon) and w.lower not in lexicon.say_words]
    return len(content) < 2


def is_content(word: Word, lexicon: Lexicon) -> bool:
    """Whether a word carries content of its own."""
    return (
        word.pos not in {"punctuation", "determiner", "preposition", "conjunction"}
        and word.text != "'s"
        and word.lower not in lexicon.stopwords
        and word.lower not in lexicon.auxiliaries
        and any(c.isalnum() for c in word.text)
    )
