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
        if words[k].text in {",", ";", ":"} or words[k].pos == "conjunction":
            return False
        if negates(words, k, lexicon):
            return True
    return index + 1 < len(words) and negates(words, index + 1, lexicon)


def is_negative(words: Sequence[Word], lexicon: Lexicon) -> bool:
    """Whether anything in some words turns or limits them: a "not", a verb of denial or failure, "only", "until"."""
    return any(
        negates(words, k, lexicon) or word.lower in lexicon.negating_verbs or word.lower in lexicon.limiting_words
        for k, word in enumerate(words)
    )


def negates(words: Sequence[Word], k: int, lexicon: Lexicon) -> bool:
    """Whether the word at `k` is a "not", and not one that what follows takes back ("not only")."""
    if words[k].lower not in lexicon.negators and not words[k].lower.endswith(("n't", "n’t")):
        return False
    return not (k + 1 < len(words) and words[k + 1].lower in lexicon.negation_shields)
