"""Whether a word of a sentence is negated, in any language that has a lexicon."""

from __future__ import annotations

from collections.abc import Sequence

from summarize.lexicon import Lexicon
from summarize.tagging import Word

_REACH = 5  # words before a word in which its "not" may stand


def is_negated(words: Sequence[Word], word: Word, lexicon: Lexicon) -> bool:
    """Whether a "not" governs a word: close before it in the same clause, or right after it."""
    index = next((i for i, w in enumerate(words) if w.start == word.start), None)
    if index is None:
        return False
    for k in range(index - 1, max(-1, index - _REACH), -1):
        if _ends_clause(words[k], lexicon):
            return False
        if negates(words, k, lexicon):  # "don't forget to bring" is to bring
            return k + 1 == index or words[k + 1].lower not in lexicon.negating_verbs
    return index + 1 < len(words) and negates(words, index + 1, lexicon)


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


def negates(words: Sequence[Word], k: int, lexicon: Lexicon) -> bool:
    """Whether the word at `k` is a "not", and not one that what follows takes back ("not only") or a mere answer ("No,
    I have two").
    """
    if words[k].lower not in lexicon.negators and not words[k].lower.endswith(("n't", "n’t")):
        return False
    if k + 1 == len(words):
        return True
    return words[k + 1].lower not in lexicon.negation_shields and not (k == 0 and _answers(words, lexicon))


_STARTS_ANEW = {"pronoun", "name", "relative", "subordinator"}


def _answers(words: Sequence[Word], lexicon: Lexicon) -> bool:
    """Whether the first word answers a question that was asked before."""
    after = words[1]
    return after.text == "," or (words[0].lower in lexicon.answers and after.pos in _STARTS_ANEW)
