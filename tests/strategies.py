"""Hypothesis strategies that several tests share: odd texts, article-like texts, and small edits of a sentence."""

from __future__ import annotations

from hypothesis import strategies as st

# Characters that the view folds, drops, opens or composes, beside plain ones.
ODD_CHARACTERS = (
    "ab Z9.,!?\n\t`'\"-“”„«»‘’‹›–—−\u00a0\u2009\u202f\u3000\u200b\u200d\u00ad\ufeff"
    "e\u0301é\u0308й и\u0306ﬁ１％ﾊﾟ㎞؟。！،؛हिन्दी日本"
)

# Words, marks and line ends from which texts that look like articles in several languages are put together.
FRAGMENTS = (
    "The ferry", "Mayor Lena Voss", "Voss", "she", "He", "said", "told reporters", "according to", "that", "who", "which",
    "the port", "strike", "will end", "was closed", "40 percent", "3.5 million euros", "on Tuesday", "yesterday", "and", "but",
    "“", "”", "\"", "«", "»", "„", "’", "‘", "[", "](", ")", "(", "http://example.org/a", "...", "…", ",", ".", "?", "!", ":",
    ";", "–", "-", "\n", "\n\n", "> ", "# ", "* ", "Die Bürgermeisterin", "sagte", "habe", "к сожалению", "заявил", "мэр", "сказала",
    "la ministra", "dijo", "selon", "le maire", "a déclaré", "dr.", "Mr.", "U.S.", "13. Mai", "。", "؟", "وقال", "", "\u00a0",
)  # fmt: skip

odd_texts = st.text(alphabet=ODD_CHARACTERS, max_size=60) | st.text(max_size=60)
article_texts = st.lists(st.sampled_from(FRAGMENTS), max_size=60).map(" ".join) | st.text(max_size=200)
languages = st.sampled_from(["en", "de", "fr", "es", "it", "pt", "ru", "uk", "tr", "ar", "pl", "nl", "xx"])
