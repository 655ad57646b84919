"""Hypothesis strategies that several tests share: odd texts, article-like texts, and small edits of a sentence."""

from __future__ import annotations

import re

from hypothesis import strategies as st

# Characters that the view folds, drops, opens or composes, beside plain ones.
ODD_CHARACTERS = (
    "ab Z9.,!?\n\t`'\"-“”„«»‘’‹›–—−\u00a0\u2009\u202f\u3000\u200b\u200d\u00ad\ufeff"
    "e\u0301é\u0308й и\u0306ﬁ１％ﾊﾟ㎞؟。！،؛हिन्दी日本"
)

# Words, marks and line ends from which texts that look like articles in several languages are put together.
FRAGMENTS = (
    "The ferry", "Mayor Lena Voss", "Voss", "she", "He", "said", "told reporters", "according to", "that",
    "who", "which", "the port", "strike", "will end", "was closed", "40 percent", "3.5 million euros",
    "on Tuesday", "yesterday", "and", "but", "“", "”", "\"", "«", "»", "„", "’", "‘", "[", "](", ")", "(",
    "http://example.org/a", "...", "…", ",", ".", "?", "!", ":", ";", "–", "-", "\n", "\n\n", "> ", "# ",
    "* ", "Die Bürgermeisterin", "sagte", "habe", "к сожалению", "заявил", "мэр", "сказала", "la ministra",
    "dijo", "selon", "le maire", "a déclaré", "dr.", "Mr.", "U.S.", "13. Mai", "。", "؟", "وقال", "", "\u00a0",
)  # fmt: skip

odd_texts = st.text(alphabet=ODD_CHARACTERS, max_size=60) | st.text(max_size=60)
article_texts = st.lists(st.sampled_from(FRAGMENTS), max_size=60).map(" ".join) | st.text(max_size=200)
languages = st.sampled_from(["en", "de", "fr", "es", "it", "pt", "ru", "uk", "tr", "ar", "pl", "nl", "xx"])

HOUSE_STYLE = ("none", "typography", "bracket", "filler", "contraction", "punctuation", "ellipsis")
FORGERIES = ("digit", "negated", "unnegated")
_CONTRACTIONS = (
    ("it is", "it's"),
    ("that is", "that's"),
    ("do not", "don't"),
    ("will not", "won't"),
    ("is not", "isn't"),
    ("we have", "we've"),
    ("I am", "I'm"),
)
_FIGURE = re.compile(r"(?<![\d.,])\d+(?![\d.,]*\d)(?!\.?\s+[A-ZА-Я])")  # no day of a month
_VERB = re.compile(r" (is|are|was|will|has|have|must) (?!not\b)")
_NOT = re.compile(r" (not|не|nicht|pas|no) ")
_FILLERS = {"ru": "ну,", "en": "well,", "de": "nun,", "fr": "eh bien,", "es": "pues,"}


def restyle(text: str, style: str, language: str) -> str:
    """A quotation after an edit that house style allows: the words said stay."""
    words = text.split()
    middle = len(words) // 2
    if style == "typography":
        return text.replace("'", "’").replace('"', "“").replace(" ", "\u00a0", 2)
    if style == "bracket":
        return " ".join([*words[:middle], "[in the harbour]", *words[middle:]])
    if style == "filler":
        return " ".join([*words[:middle], _FILLERS[language], *words[middle:]])
    if style == "contraction":
        for long, short in _CONTRACTIONS:
            text = text.replace(long, short) if long in text else text.replace(short, long)
        return text
    if style == "punctuation":
        return re.sub(r"[,;:–—]", "", text)
    if style == "ellipsis":
        return " ".join([*words[:middle], "...", *words[middle:]])
    return text


def forge(text: str, way: str) -> str:
    """A quotation with a changed figure, or a "not" too many or too few; unchanged where there is none to change."""
    if way == "digit":
        return _FIGURE.sub(lambda m: str(int(m.group()) * 3 + 7), text, count=1)
    if way == "negated":
        return _VERB.sub(r" \1 not ", text, count=1)
    return _NOT.sub(" ", text, count=1)
