"""Quotations in an article: marks of every style, nested, broken by a reporting clause, running over paragraphs, or
unmarked.

Faults degrade per quotation: a mark that is never closed ends with its paragraph and spoils nothing else.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from summarize.lexicon import Lexicon
from summarize.records import Block, Document, Quotation, Span

_OPEN_ONLY = "“„‟「『〝"
_DOUBLE_OPENERS = {
    "“": "”“",
    "„": '“”„"',
    "‟": "”",
    "「": "」",
    "『": "』",
    "〝": "〞〟",
    "«": "»",
    "»": "«",
    '"': '"”“',
    "”": "”",
    "＂": "＂",
}
_SINGLE_OPENERS = {"‘": "’", "‚": "‘’", "‹": "›", "›": "‹", "'": "'"}
_CLOSING_BEFORE = re.compile(r"[\s(\[{\-–—/:]|^")
_MAX_GAP_WORDS = 14
_LOOK_AFTER = 60  # characters after a quotation in which its reporting clause stands


@dataclass(frozen=True, slots=True)
class _Marked:
    """Raw offsets inside the marks, and whether the closing mark was found."""

    start: int
    end: int
    closed: bool
    opens_block: bool
    resumes: bool = False  # whether a reporting clause between dashes interrupts the same marks before it


def find_quotations(document: Document, lexicon: Lexicon) -> tuple[Quotation, ...]:
    """All quotations of the article proper, in text order.

    Parts of one quotation broken by "said X", or carried over several paragraphs, share a `group`. Names and titles in
    marks ("«Gazprom»") are not quotations.
    """
    found: list[Quotation] = []
    group = 0
    open_before = False
    for block in document.blocks:
        if block.kind == "furniture":
            continue
        if is_unmarked_quote(document, block):
            label = find_labels(document).get(block.start)
            start = label[1] if label else block.start
            group += not (label is not None and label[0] == label[1])
            found.append(Quotation(_without_marks(document.text, start, block.end), group, marked=False))
            open_before = False
            continue
        previous: _Marked | None = None
        scanned = _scan_dialogue(document.text, block, lexicon) or _scan(document.text, block)
        for marked in _told_apart(document.text, scanned, lexicon):
            span = _trimmed(document.text, marked.start, marked.end)
            if not span.text or (
                _is_name(span.text, lexicon.stopwords) and not _is_said(document.text, marked.end, block, lexicon)
            ):
                previous = None
                continue
            carried = open_before and marked.opens_block and not found_in_block(found, block)
            joined = marked.resumes or (
                previous is not None
                and _is_reporting_gap(
                    document.text[previous.start : previous.end], document.text[previous.end : marked.start], lexicon
                )
                and not _is_credited_anew(document.text, previous.end, marked, block, lexicon)
                and not _opens_statement(document.text, previous.end, marked, block)
            )
            if not carried and not joined:
                group += 1
            found.append(Quotation(span, group))
            previous = marked
        open_before = previous is not None and not previous.closed
    return tuple(found)


def is_unmarked_quote(document: Document, block: Block) -> bool:
    """Whether a block is quoted speech as a whole: set apart, and without quotation marks of its own, or what follows
    a speaker's label in a printed interview.
    """
    if block.start in find_labels(document):
        return True
    return block.kind == "quote" and not any(mark in document.text[block.start : block.end] for mark in '“”„«»「」"')


# WALLACE: Will he come?   Q: Why?   Lena Voss: No.
_LABEL = re.compile(r"[\"“”„«]?\s*(?P<label>[^\W\d_][\w.'’-]*(?:[ \u00a0][^\W\d_][\w.'’-]*){0,3}):\s+(?=\S)")
_OPENING = re.compile(r"[\"“”„«]")


def find_labels(document: Document) -> dict[int, tuple[int, int]]:
    """The paragraphs of a printed interview by where they begin: where their speaker's label begins and where what was
    said begins; both are the same for a paragraph that goes on with the last speaker.

    Labels are names that take turns: two at least, one of them twice.
    """
    return _labels(document.text, document.blocks)


@lru_cache(maxsize=16)
def _labels(text: str, blocks: tuple[Block, ...]) -> dict[int, tuple[int, int]]:
    read = [b for b in blocks if b.kind in {"body", "quote"}]
    matches = {b.start: m for b in read if (m := _LABEL.match(text, b.start, b.end)) is not None}
    named = Counter(m["label"] for m in matches.values() if _is_label(m["label"], text))
    if len(named) < 2 or max(named.values()) < 2:
        return {}
    found: dict[int, tuple[int, int]] = {}
    last: re.Match[str] | None = None
    for block in read:
        match = matches.get(block.start)
        if match is not None and match["label"] in named:
            found[block.start] = match.start("label"), match.end()
            last = match
        elif last is not None and _OPENING.match(last.group()) and _OPENING.match(text[block.start]):
            found[block.start] = block.start, block.start  # the same speaker's next paragraph, opened by a mark again
        else:
            last = None
    return found


def _is_label(label: str, text: str) -> bool:
    """Whether a label is a name: in capitals, Q or A, or printed elsewhere as well."""
    words = label.split()
    if label.isupper():
        return True
    return all(w[:1].isupper() for w in words) and (len(words) > 1 or text.count(words[-1]) > text.count(f"{label}:"))


def _without_marks(text: str, start: int, end: int) -> Span:
    """The range without white space and quotation marks at its edges."""
    while start < end and (text[start].isspace() or text[start] in '"“”„«»'):
        start += 1
    while end > start and (text[end - 1].isspace() or text[end - 1] in '"“”„«»'):
        end -= 1
    return Span.cut(text, start, end)


def found_in_block(found: Sequence[Quotation], block: Block) -> bool:
    """Whether the last quotation found lies in this block."""
    return bool(found) and found[-1].span.start >= block.start


def _scan(text: str, block: Block) -> Iterator[_Marked]:
    i = block.start
    while i < block.end:
        char = text[i]
        if _opens(text, i, block):
            close = _find_close(text, i, block)
            start = i + 1
            opens_block = not text[block.start : i].strip()
            if close is None:
                if char in _SINGLE_OPENERS:
                    i += 1
                    continue
                end = _unclosed_end(text, start, block)
                yield _Marked(start, end, closed=False, opens_block=opens_block)
                i = end
                continue
            yield _Marked(start, close, closed=True, opens_block=opens_block)
            i = close
        i += 1


# «We found it, — said Voss. — It works»: the clause stands between dashes inside the marks.
_ASIDE = re.compile(r"(?<=[,.!?…])\s*[—–-]\s+(?P<clause>[^—–«»“”\"]{3,90}?)(?:[.,:]\s*[—–-]\s+|$)")


# — We found it, — said Voss. — It works.
_SPOKEN = re.compile(r"[—–-]\s+")
_TURN = re.compile(r"\s[—–-]\s+(?P<clause>[^—–«»“”„\"]{3,120}?)(?:[.,:]\s*[—–-]\s+|[.!]?\s*$)")


def _scan_dialogue(text: str, block: Block, lexicon: Lexicon) -> list[_Marked]:
    """The spoken parts of a paragraph that opens with a dash and has a reporting clause between dashes; else none."""
    opening = _SPOKEN.match(text, block.start, block.end)
    if opening is None:
        return []
    found: list[_Marked] = []
    start = opening.end()
    for aside in _TURN.finditer(text, start, block.end):
        words = re.findall(r"[^\W\d_]+", aside["clause"].casefold())
        if not words or words[0] not in lexicon.say_words:
            continue
        stop = aside.start() - (text[aside.start() - 1] == ",")
        found.append(_Marked(start, stop, True, not found, bool(found)))
        start = aside.end()
    if found and start < block.end:
        found.append(_Marked(start, block.end, True, False, True))
    return found


# «We found it, said Voss, and it works»: where no dashes set the clause apart.
_INCISE = re.compile(r",\s(?P<clause>[^,.;:«»“”\"]{4,60}),\s")
_INCISE_LANGUAGES = {"fr", "it", "es", "pt"}


def _asides(text: str, marked: _Marked, lexicon: Lexicon) -> Iterator[tuple[int, int]]:
    """Where reporting clauses interrupt the words inside one pair of marks."""
    for aside in _ASIDE.finditer(text, marked.start, marked.end):
        words = re.findall(r"[^\W\d_]+", aside["clause"].casefold())
        if words and words[0] in lexicon.say_words and len(words) <= _MAX_GAP_WORDS:
            yield aside.start() - (text[aside.start() - 1] == ","), aside.end()
    if lexicon.language not in _INCISE_LANGUAGES:
        return
    for aside in _INCISE.finditer(text, marked.start, marked.end):
        words = re.findall(r"[^\W\d_]+", aside["clause"])
        first = [word.casefold() for word in words[:3]]
        named = words[-1][:1].isupper() or re.search(r"-(?:t-)?(?:il|elle)\b", aside["clause"])
        verb = next((n for n, word in enumerate(first) if word in lexicon.say_words), None)
        helpers = lexicon.auxiliaries | {"t", "il", "elle", "s"}
        if verb is not None and named and helpers.issuperset(first[:verb]):
            yield aside.start(), aside.end()


def _told_apart(text: str, found: Iterable[_Marked], lexicon: Lexicon) -> Iterator[_Marked]:
    """Quotations without the reporting clauses that some languages set inside their marks."""
    for marked in found:
        start, resumes = marked.start, marked.resumes
        for stop, begin in _asides(text, marked, lexicon):
            yield _Marked(start, stop, marked.closed, marked.opens_block and not resumes, resumes)
            start, resumes = begin, True
        if start < marked.end:
            yield _Marked(start, marked.end, marked.closed, marked.opens_block and not resumes, resumes)


def _opens(text: str, i: int, block: Block) -> bool:
    char = text[i]
    before = text[i - 1] if i > block.start else " "
    after = text[i + 1] if i + 1 < block.end else " "
    if char in _OPEN_ONLY:
        return True
    if char in "«":
        return True
    if char in "»":
        return (before.isspace() or before in "([-–—") and after.isalnum()
    if char in '"”＂':
        if (before.isdigit() and not after.isalnum()) or before == "=":
            return False  # inches, seconds; the value of an attribute
        return bool(_CLOSING_BEFORE.match(before)) and not after.isspace()
    if char in "‘‚‹":
        return not before.isalnum() and not after.isspace()
    if char == "'":
        return (before.isspace() or before in '(["“') and after.isalpha()
    return False


def _find_close(text: str, i: int, block: Block) -> int | None:
    opener = text[i]
    closers = _DOUBLE_OPENERS.get(opener) or _SINGLE_OPENERS[opener]
    if opener == '"' and (own := _own_close(text, i, block)) is not None:
        return own
    single = opener in _SINGLE_OPENERS
    depth = 0
    for j in range(i + 1, block.end):
        char = text[j]
        after = text[j + 1] if j + 1 < block.end else " "
        before = text[j - 1]
        if char == opener and opener not in closers and opener in "“«„「":
            depth += 1
        elif char in closers:
            if single and (after.isalnum() or before.isspace()):
                continue  # an apostrophe
            if opener == '"' and char == '"' and before.isspace() and after.isalnum():
                return None if j > i + 1 else j
            if char == "“" and opener == "“" and not (after.isspace() or after in ".,;:!?)"):
                continue
            if depth:
                depth -= 1
                continue
            return j
    return None


def _own_close(text: str, i: int, block: Block) -> int | None:
    """Where a plain mark is closed by its like around whole quotations in curled ones ("Asked “Why?” she left.")."""
    j = text.find('"', i + 1, block.end)
    if j < 0 or text[j - 1].isspace() or text[j + 1 : j + 2].isalnum():
        return None
    inner = text[i + 1 : j]
    return j if inner.count("“") == inner.count("”") > 0 and inner.find("“") < inner.find("”") else None


def _unclosed_end(text: str, start: int, block: Block) -> int:
    """An unclosed quotation ends at the next opening mark or with its paragraph; marks of another kind that are closed
    again lie inside it.
    """
    opener = text[start - 1]
    j = start
    while j < block.end:
        if text[j] in "“«„" and text[j] != opener and opener == '"':
            close = next((k for k in range(j, block.end) if text[k] in _DOUBLE_OPENERS[text[j]]), None)
            if close is None:
                return j
            j = close
        elif text[j] in "“«„" or (text[j] == '"' and j > start):
            return j
        j += 1
    return block.end


def _trimmed(text: str, start: int, end: int) -> Span:
    chunk = text[start:end]
    left = len(chunk) - len(chunk.lstrip())
    return Span.cut(text, start + left, max(start + left, start + len(chunk.rstrip())))


def _opens_statement(text: str, gap_start: int, marked: _Marked, block: Block) -> bool:
    """Whether a sentence that begins with this quotation goes on in the reporter's words: “The roads” need repair."""
    ended = text[gap_start : marked.start].rstrip(' \u00a0"“„«‘').endswith((".", "!", "?"))
    inside = text[marked.start : marked.end].rstrip()[-1:]
    after = text[marked.end + 1 : block.end].lstrip(" \u00a0")
    return ended and marked.closed and inside not in ".,!?…—–-" and after[:1].islower()


def _is_credited_anew(text: str, gap_start: int, marked: _Marked, block: Block, lexicon: Lexicon) -> bool:
    """Whether a sentence ended before this quotation and another reporting clause follows it: somebody else may
    speak.
    """
    ended = text[gap_start : marked.start].rstrip(' \u00a0"“„«‘').endswith((".", "!", "?"))
    after = re.split(r"[.!?]", text[marked.end + 1 : min(block.end, marked.end + _LOOK_AFTER)])[0]
    words = re.findall(r"[^\W\d_]+", after.casefold())
    return ended and any(word in lexicon.say_words for word in words)


def _is_said(text: str, end: int, block: Block, lexicon: Lexicon) -> bool:
    """Whether a reporting verb follows the marks at once: then even a title's capitals are somebody's words."""
    after = re.split(r"[.!?;:]", text[end + 1 : min(block.end, end + _LOOK_AFTER)])[0]
    words = re.findall(r"[^\W\d_]+", after.casefold())[:_SAID_WITHIN]
    return (text[end - 1] in ",!?" or after.lstrip()[:1] in {",", "–", "—", "-"}) and any(
        word in lexicon.say_words for word in words
    )


_SAID_WITHIN = 3


def _is_name(quoted: str, stopwords: frozenset[str]) -> bool:
    """A title or a name in marks: short, every word capitalised or a number but for function words inside, and no
    mark that ends a sentence but the comma or full stop that printers set before a closing mark.
    """
    words = re.findall(r"[^\W_]+(?:['’][^\W_]+)*", quoted)
    if not words:
        return True
    cased = quoted.lower() != quoted.upper()
    if not cased:
        return False
    if len(words) > _LONGEST_TITLE or quoted.rstrip()[-1:] in "!?;:…" or re.search(r"[,.;:!?…]\s", quoted):
        return False
    if len(words) == 1:
        return bool(words[0][0].isupper() or words[0].isdigit()) and not quoted.rstrip().endswith(".")
    inner = [w for n, w in enumerate(words) if not (0 < n < len(words) - 1 and w.casefold() in stopwords)]
    return len(inner) > 1 and all(bool(w[0].isupper() or w[0].isdigit()) for w in inner)


_LONGEST_TITLE = 8


def _is_reporting_gap(before: str, gap: str, lexicon: Lexicon) -> bool:
    """Whether the words between two marked parts are just a reporting clause inside one quotation.

    The clause may be long where a sentence ends with it (“...,” said X, who had been in the valley for weeks. “...”);
    words of a further sentence lead to another quotation.
    """
    inner = gap[1:] if gap else gap
    words = re.findall(r"[^\W_]+(?:['’-][^\W_]+)*", inner.casefold())
    ended = re.search(r"[.!?]\s*[\"“„«]?\s*$", inner) is not None
    if not words or len(words) > (_MAX_ENDED_GAP_WORDS if ended else _MAX_GAP_WORDS):
        return False
    if before.rstrip()[-1:] == "." and inner.strip()[:1].isupper():
        return False
    if any(not _is_short_form(inner, m.start()) for m in _INNER_END.finditer(inner)):
        return False
    says = [n for n, word in enumerate(words) if word in lexicon.say_words]
    if not ended and (len(says) > 1 or any(word in lexicon.complementizers for word in words)):
        return False  # "“...,” she said, adding that “...”": two reports
    return bool(says) and says[0] < _CUE_WITHIN


_INNER_END = re.compile(r"[.!?](?=\s+\w)")
_MAX_ENDED_GAP_WORDS = 40
_CUE_WITHIN = 14  # words after a quotation in which the verb of its reporting clause stands


def _is_short_form(text: str, stop: int) -> bool:
    """Whether a full stop belongs to an abbreviation or initial ("Mr.", "D-Vt.", "J.")."""
    word = re.search(r"[\w.-]+$", text[:stop])
    return text[stop] == "." and word is not None and len(word.group()) <= 4 and word.group()[:1].isupper()
