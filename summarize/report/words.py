"""The words readers see for the contract's words, and foreign text made safe to show on one line."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Mapping, Sequence

from summarize.records import Evidence, JudgedClaim, Reconciliation, Review
from summarize.reviews import given_fidelity, given_verdict

VERDICT_WORDS: Mapping[str, str] = {
    "supported": "supported",
    "partially_supported": "partly supported",
    "contradicted": "contradicted",
    "not_in_transcript": "not in transcript",
    "unjudged": "not judged",
}
FIDELITY_WORDS: Mapping[str, str] = {
    "verbatim": "verbatim",
    "near_verbatim": "near verbatim",
    "variant": "other wording",
    "altered": "altered",
    "not_found": "not found",
}
KIND_WORDS: Mapping[str, str] = {
    "quote": "quotation",
    "indirect": "reported speech",
    "fact": "statement",
    "background": "background",
}
ATTRIBUTION_WORDS: Mapping[str, str] = {
    "correct": "speaker right",
    "wrong_speaker": "wrong speaker",
    "unknown": "speaker not checked",
}
CAUSE_WORDS: Mapping[str, str] = {
    "outlet": "the outlet was read in one of the runs only",
    "article": "the article was edited",
    "transcript": "the transcript was corrected",
    "case": "the case describes its texts otherwise",
    "model": "another engine or model was used",
    "prompt": "a prompt changed",
    "extraction": "the program takes claims from articles otherwise",
    "rules": "the rules changed",
    "encoder": "another encoder was used",
    "reply": "the model answered otherwise",
    "unknown": "nothing that the runs record differs",
}
UNNAMED = "unnamed speaker"
UNNAMED_REVIEWER = "an unnamed reviewer"

_FRAGMENT = 25  # a shorter piece is printed with its clause
_JOINERS = "\u200c\u200d"  # they shape Persian, Indic and emoji text, and move nothing
_BREAKS = frozenset("\n\r\v\f\x1c\x1d\x1e\x85\u2028\u2029")
_DROPPED = frozenset({"Cc", "Cf", "Cs", "Cn"})


def cleaned(text: str) -> str:
    """A text without control, direction-changing and invisible characters; breaks of any kind become `\\n`."""
    return text if text.isprintable() else text.translate(_SHOWN)


class _Shown(dict[int, str | None]):
    """What each character is shown as, worked out when it is met first."""

    def __missing__(self, code: int) -> str | None:
        char = chr(code)
        drops = char != "\t" and char not in _JOINERS and unicodedata.category(char) in _DROPPED
        self[code] = "\n" if char in _BREAKS else None if drops else char
        return self[code]


_SHOWN = _Shown()


def one_line(text: str) -> str:
    """A text cleaned, with every run of white space as one space."""
    return " ".join(cleaned(" ".join(text.split())).split())


def shortened(text: str, limit: int) -> str:
    """A one-line text of at most `limit` characters, cut at a word where there is one, with an ellipsis."""
    line = one_line(text)
    if len(line) <= limit:
        return line
    head = line[: limit - 1]
    at_word = head.rsplit(" ", 1)[0]
    return (at_word if len(at_word) > limit // 2 else head).rstrip() + "…"


def anchor(kind: str, name: str) -> str:
    """A stable HTML id, such as that of a claim: letters, digits, `.`, `-` and, for every other character, its code
    in `_`.
    """
    return f"{kind}-" + re.sub(r"[^A-Za-z0-9.-]", lambda m: f"_{ord(m[0]):x}_", name)


def source_names(rec: Reconciliation) -> dict[str, str]:
    """What to call each source: its publisher, with the id where two share one; else its id."""
    publishers = [one_line(source.publisher or "") for source in rec.sources]
    names = {}
    for source, publisher in zip(rec.sources, publishers, strict=True):
        shared = publishers.count(publisher) > 1
        names[source.id] = f"{publisher} ({one_line(source.id)})" if publisher and shared else publisher or source.id
    return names


def printed(claim: JudgedClaim) -> str:
    """What an article prints: its words, and, where they are only a piece ("on Monday"), the claim that they are of."""
    words, whole = claim.span.text, claim.text
    return words if len(words) >= _FRAGMENT or len(whole) <= len(words) + 1 else f"{words} – in: {whole}"


def speaker_of(evidence: Evidence) -> str:
    """Whose words a piece of evidence is."""
    return one_line(evidence.speaker) if evidence.speaker else UNNAMED


def listed(words: Sequence[str]) -> str:
    """Words as a list in a sentence: `a, b and c`."""
    return " and ".join([", ".join(words[:-1]), words[-1]]) if len(words) > 1 else "".join(words)


def reviewer_of(review: Review) -> str:
    """Whose review it is."""
    return one_line(review.reviewer or "") or UNNAMED_REVIEWER


def decided(review: Review) -> str:
    """What a person decided, in a few words such as `overridden to supported (quotation: verbatim)`."""
    verdict, fidelity = given_verdict(review), given_fidelity(review)
    if verdict is None:
        return "commented"
    if review.decision == "accepted":
        return f"accepted as {VERDICT_WORDS[verdict]}"
    to = f" to {VERDICT_WORDS[verdict]}" if review.verdict else ""
    return f"overridden{to}" + (f" (quotation: {FIDELITY_WORDS[fidelity]})" if fidelity else "")


def reviewed(review: Review, claim: JudgedClaim) -> str:
    """A review in one sentence: what was decided, by whom and when, whence it comes, and the comment."""
    line = f"{decided(review)} by {reviewer_of(review)} on {review.reviewed_at.date().isoformat()}"
    if review.machine_verdict != claim.verdict:
        line += f", when the machine's verdict was {VERDICT_WORDS[review.machine_verdict]}"
    if review.carried_from:
        line += f" (carried over from {one_line(review.carried_from)})"
    comment = one_line(review.comment or "")
    return f"{line}: {comment}" if comment else f"{line}."


def tally(reviews: Mapping[str, Review], claims: int) -> str:
    """How many claims people reviewed, and how: `3 of 20 claims reviewed by a person: 2 accepted, 1 overridden`."""
    kinds = Counter(review.decision for review in reviews.values())
    shares = ", ".join(f"{kinds[kind]} {kind}" for kind in ("accepted", "overridden", "commented") if kinds[kind])
    return f"{len(reviews)} of {claims} claims reviewed by a person" + (f": {shares}" if shares else "")
