"""Whether a word of a sentence is negated, in any language that has a lexicon."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from summarize.lexicon import Lexicon, load
from summarize.tagging import Word, tag_words

_SHORTEST_STEM = 2  # letters before an ending that denies
_REACH = 5  # words before a word in which its "not" may stand


def is_negated(words: Sequence[Word], word: Word, lexicon: Lexicon) -> bool:
    """Whether a "not" governs a word: close before it in the same clause, or right after it; or whether a verb of
    denial or failure governs it ("failed to open").
    """
    index = next((i for i, w in enumerate(words) if w.start == word.start), None)
    if index is None:
        return False
    if denier := _denier(words, index, lexicon):
        return not is_negated(words, words[denier], lexicon)
    for k in range(index - 1, max(-1, index - _REACH), -1):
        if _ends_clause(words[k], lexicon):
            return False
        if negates(words, k, lexicon):  # "don't forget to vote" is to vote
            return k + 1 == index or words[k + 1].lower not in lexicon.negating_verbs
    return index + 1 < len(words) and negates(words, index + 1, lexicon)


def _denier(words: Sequence[Word], index: int, lexicon: Lexicon) -> int | None:
    """The place of the verb of denial whose infinitive stands at `index` ("weigerte sich, den Kai zu öffnen")."""
    word = words[index]
    ending = word.pos == "unknown" and word.lower.endswith(lexicon.infinitive_endings)  # () where words have a tag
    if word.pos != "infinitive" and not ending:
        return None
    for k in range(index - 1, max(-1, index - _REACH - 2), -1):
        if words[k].lower in lexicon.negating_verbs and words[k].pos not in {"noun", "name"}:
            return k
        if words[k].pos in {"finite", "modal", "conjunction"} or words[k].text in {";", ":", "."}:
            return None
    return None


def is_negated_itself(words: Sequence[Word], word: Word, lexicon: Lexicon) -> bool:
    """Whether a "not" stands right before a word, at most an adverb between them ("not yet finished")."""
    index = next((i for i, w in enumerate(words) if w.start == word.start), 0)
    before = index - 1 if index and words[index - 1].pos != "adverb" else index - 2
    return any(0 <= k < index and negates(words, k, lexicon) for k in {before, index - 1})


def _ends_clause(word: Word, lexicon: Lexicon) -> bool:
    """Whether a "not" before this word leaves what follows it alone; what is not said or thought is not so either."""
    other_clause = word.pos == "subordinator" and word.lower not in lexicon.complementizers
    return word.text in {",", ";", ":"} or word.pos == "conjunction" or other_clause


def is_negative(words: Sequence[Word], lexicon: Lexicon) -> bool:
    """Whether anything in some words turns or limits them: a "not", a verb of denial or failure, "only", "until"."""
    return any(
        negates(words, k, lexicon) or word.lower in lexicon.negating_verbs or word.lower in lexicon.limiting_words
        for k, word in enumerate(words)
    )


def denies(words: Sequence[Word], lexicon: Lexicon) -> bool:
    """Whether anything in some words plainly turns them: a "not" or a verb of denial or failure."""
    return any(negates(words, k, lexicon) or word.lower in lexicon.negating_verbs for k, word in enumerate(words))


def negates(words: Sequence[Word], k: int, lexicon: Lexicon) -> bool:
    """Whether the word at `k` is a "not", and not one that what follows takes back ("not only") or a mere answer ("No,
    I have two").
    """
    if not is_negator(words[k], lexicon):
        return False
    if k + 1 == len(words):
        return True
    if words[k + 1].lower in lexicon.negation_shields or (k == 0 and _answers(words, lexicon)):
        return False
    return not _is_restrictive(words, k, lexicon)


def _is_restrictive(words: Sequence[Word], k: int, lexicon: Lexicon) -> bool:
    """Whether a particle of negation alone only restricts ("nous n'avons que deux quais")."""
    low = words[k].lower
    if not lexicon.negation_restrictors or not low.startswith(tuple(lexicon.negation_particles)):
        return False
    for word in words[k + 1 : k + 2 + _REACH]:
        if is_negator(word, lexicon) or word.pos == "punctuation":
            return False
        if word.lower.startswith("qu'") or word.lower in lexicon.negation_restrictors:
            return True
    return False


def is_negator(word: Word, lexicon: Lexicon) -> bool:
    """Whether a word denies: a "not", or a verb that denies by its ending."""
    low = word.lower
    return low in lexicon.negators or low.endswith(("n't", "n’t")) or denies_by_ending(word, lexicon)


def denies_by_ending(word: Word, lexicon: Lexicon) -> bool:
    """Whether a word's ending turns it, as in Turkish ("gelmedi")."""
    ending = next((s for s in lexicon.negation_suffixes if word.lower.endswith(s)), None)
    return ending is not None and len(word.lower) >= len(ending) + _SHORTEST_STEM


def turned_by_prefix(left: Word, right: Word, lexicon: Lexicon) -> bool:
    """Whether one word is the other with a beginning that turns it ("able", "unable"; "cash", "non-cash")."""
    short, long = sorted((left.lower, right.lower), key=len)
    turned = {form for prefix in lexicon.negation_prefixes for form in (prefix + short, f"{prefix}-{short}")}
    return len(short) > _SHORTEST_STEM and long in turned


# The senses of a lexicon in pairs that exclude one another.
OPPOSED_SENSES = (
    ("rise", "fall"), ("open", "close"), ("begin", "end"), ("accept", "reject"), ("win", "lose"), ("buy", "sell"),
    ("strengthen", "weaken"), ("support", "oppose"), ("confirm", "deny"), ("allow", "ban"), ("import", "export"),
    ("praise", "criticise"), ("hire", "dismiss"), ("profit", "loss"), ("build", "destroy"), ("arrest", "release"),
)  # fmt: skip


@cache
def opposites(language: str) -> frozenset[tuple[str, str]]:
    """Pairs of words that mean the opposite of one another, both ways round, as the base forms that words carry."""
    pairs = [
        tuple(_base_form(word, language) for word in pair)
        for pair in load(language).antonyms
        if " " not in "".join(pair)
    ]
    return frozenset({(a, b) for a, b in pairs} | {(b, a) for a, b in pairs} | _as_listed(language))


def _as_listed(language: str) -> set[tuple[str, str]]:
    listed = load(language).antonyms
    return {*listed, *((b, a) for a, b in listed)}


def _base_form(word: str, language: str) -> str:
    words = tag_words(word, language)
    return words[0].lemma if words else word


_STARTS_ANEW = {"pronoun", "name", "relative", "subordinator"}


def _answers(words: Sequence[Word], lexicon: Lexicon) -> bool:
    """Whether the first word answers a question that was asked before."""
    after = words[1]
    return after.text == "," or (words[0].lower in lexicon.answers and after.pos in _STARTS_ANEW)
