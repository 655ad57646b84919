"""The dateline at the head of an article: "MOSCOW, Sept 14 (Reuters) —", "Berlin, 3. März.", "(ANSA) - ROMA, 14 SET -".

It says where and when a report was filed and by whom, and nothing that could be checked. Every token at the head of a
paragraph gets a letter for its kind; what a dateline looks like is then a regular expression over these letters, the
same for all languages. Months, words of dates and agencies stand in `furniture.toml`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from summarize.furniture import is_caseless, page_words
from summarize.lexicon import Lexicon, load
from summarize.pieces import WIDE, fold
from summarize.records import Block
from summarize.text import ZERO_WIDTH

_REACH = 120  # characters: no dateline is longer
_BLOCKS = 3  # a standfirst or two may stand above the paragraph that has it

_SKIPPED = re.compile(rf"[\s*_{''.join(sorted(ZERO_WIDTH))}]+")
_TOKEN = re.compile(
    r"(?P<bracket>\([^()\n]{2,40}\)|（[^（）\n]{2,40}）|\[[^\[\]\n]{2,40}\]|【[^【】\n]{2,40}】)"
    r"|(?P<slashed>/[^/\n\d]{2,30}/)"
    r"|(?P<day>\d{1,2}[./-]\d{1,2}[./-](?:\d{4}|\d{2})\b|\d{4}-\d{2}-\d{2}\b|(?:\d{1,2}月)?\d{1,2}日)"
    r"|(?P<site>[^\W\d_][\w-]*\.[A-Za-z]{2,4}\b)"
    r"|(?P<number>\d{1,4}(?:st|nd|rd|th|er|º|°)?\b)"
    r"|(?P<word>[^\W\d_]+(?:['’-][^\W\d_]+)*)"
    r"|(?P<dash>[-\u2010-\u2015\u2212]+)"
    r"|(?P<mark>[,،.:/=])"
)
_SPLIT = re.compile(r"[\s/,&+=-]+")

# P part of a place's name, C the same in capitals, l a small word inside a name; M month, N day, Y year, D whole date,
# W other word of a date; A agency, B agency in brackets, b other words in brackets; F the word that closes a cable;
# x the first word that no dateline holds.
_NAME = r"[PC](?:\.?[PC]){0,3}(?:[lW][PCM]{1,2})?"
_PLACE = rf"{_NAME}(?:[,/-]{_NAME}){{0,2}}"
_CAPITALS = rf"C{{1,4}}(?:[lW][CM]{{1,2}})?(?:[,/-]{_NAME}){{0,2}}"
_DATE = r"W{0,2},?(?:N\.?W?M(?:/M)?\.?|M\.?N|D)(?:,?W?Y)?W?"
_DATELINE = tuple(re.compile(form) for form in (
    rf"{_PLACE}[,.]{{0,2}}(?:(?:{_DATE}|W)[,.]?)?B[.,]*[-:.=]",  # LONDON, March 3 (Reuters) -
    rf"{_PLACE}[,.]{{0,2}}{_DATE}[,.]?[Bb][.,]*(?:[-:]|$)",  # PORT ALVA, March 12 (Interpress) -
    rf"{_CAPITALS}[,.]{{0,2}}(?:B|b[.,]*-)",  # PORT ALVA (Interpress) -
    rf"{_PLACE}[,.]{{0,2}}(?:{_DATE}[,.]?)?[-,]?A[.,]*-",  # Damascus, SANA-
    rf"{_PLACE}[,.]{{0,2}}{_DATE}[,.]*-(?:A|[PC]{{1,3}})\.",  # МОСКВА, 3 мар — РИА Новости.
    rf"(?:{_PLACE}[,.]{{1,2}}|{_CAPITALS}){_DATE}[,.]*[-:]",  # Paris, le 3 mars –
    rf"{_PLACE}[,.]{_DATE}(?:\.|$)",  # Берлин, 3 марта.
    rf"(?:{_DATE}[,.]?)?B[.,]*-?(?:{_CAPITALS}(?:,?{_DATE})?[,.]*-|{_PLACE},?{_DATE}[,.]*-)?",  # (ANSA) - ROMA, 3 MAR -
    r"BP{1,4}=",  # (서울=연합뉴스) 홍길동 기자 =
    r"A[PC]{0,2}DF",  # 新华社北京3月5日电
))  # fmt: skip
_LABEL = re.compile(rf"{_CAPITALS}\.?-")  # WASHINGTON —


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str
    end: int


def without_dateline(text: str, blocks: Sequence[Block], language: str) -> tuple[Block, ...]:
    """The blocks of an article, its dateline, when it has one, being furniture of its own.

    Where several paragraphs open with capitals and a dash, these are the names of speakers.
    """
    lexicon = load(language)
    body = [number for number, block in enumerate(blocks) if block.kind == "body"]
    labelled = [number for number in body if _LABEL.match(_kinds(_tokens(_head(text, blocks[number]), lexicon)))]
    for number in body[:_BLOCKS]:
        end = _dateline_end(_head(text, blocks[number]), lexicon, labelled == [number])
        if end:
            parts = _parted(text, blocks[number], blocks[number].start + end)
            return (*blocks[:number], *parts, *blocks[number + 1 :])
    return tuple(blocks)


def _head(text: str, block: Block) -> str:
    return text[block.start : min(block.end, block.start + _REACH)]


def _parted(text: str, block: Block, end: int) -> Iterator[Block]:
    rest = _SKIPPED.match(text, end, block.end)
    start = rest.end() if rest else end
    yield replace(block, kind="furniture", end=end)
    if start < block.end:
        yield replace(block, start=start)


def _dateline_end(head: str, lexicon: Lexicon, may_be_place: bool) -> int:
    """Where the dateline at the head of a paragraph, or on its first line, ends; 0 when there is none."""
    line = head.split("\n", 1)[0]
    return _match_end(head, lexicon, may_be_place) or (_match_end(line, lexicon, False) if line != head else 0)


def _match_end(head: str, lexicon: Lexicon, may_be_place: bool) -> int:
    tokens = _tokens(head, lexicon)
    kinds = _kinds(tokens)
    label = _LABEL.match(kinds) if may_be_place else None
    found = max((match.end() for form in _DATELINE if (match := form.match(kinds))), default=0)
    if not found and label and sum(map(str.isalpha, head[: tokens[label.end() - 1].end])) >= 4:
        found = label.end()
    end = tokens[found - 1].end if found else 0
    # "NATO — the military alliance — said" goes on small: a sentence begins after a dateline.
    return 0 if _SKIPPED.sub("", head[end:])[:1].islower() else end


# ---------------------------------------------------------------- tokens


def _kinds(tokens: Sequence[_Token]) -> str:
    return "".join(token.kind for token in tokens)


def _tokens(head: str, lexicon: Lexicon) -> list[_Token]:
    """The tokens at the head of a paragraph, up to the first word that no dateline holds."""
    tokens: list[_Token] = []
    at = 0
    while at < len(head):
        if skipped := _SKIPPED.match(head, at):
            at = skipped.end()
            continue
        tokens.append(_token(head, at, lexicon))
        if tokens[-1].kind == "x":
            break
        at = tokens[-1].end
    return tokens


def _token(head: str, at: int, lexicon: Lexicon) -> _Token:
    found, words = _TOKEN.match(head, at), page_words()
    if head[at] in words.filed and head[:at].endswith("日"):
        return _Token("F", at + 1)
    if found is None:
        return _Token("x", at)
    agency = words.wire.match(head, at)
    if agency and not found["site"] and _is_printed_as_agency(agency[0]):
        return _Token("A", agency.end())
    if found["slashed"] and not words.wire.fullmatch(found[0].strip("/ ")):
        return _Token("/", at + 1)
    return _Token(_kind(found, lexicon) or "x", found.end())


def _is_printed_as_agency(name: str) -> bool:
    return name.isupper() or is_caseless(name) or (len(name) > 4 and not name.islower())


def _kind(found: re.Match[str], lexicon: Lexicon) -> str:
    """The letter of a token; empty for one that no dateline holds."""
    text = found[0]
    if found["word"]:
        return _word_kind(text, lexicon)
    if found["bracket"]:
        return _bracket_kind(text)
    if found["site"]:
        return "A" if text.upper() == text else ""
    if found["number"]:
        return "Y" if len(text) == 4 and text.isdigit() else "N"
    if found["mark"]:
        return "," if text == "،" else text
    return "B" if found["slashed"] else "D" if found["day"] else "-"


def _word_kind(text: str, lexicon: Lexicon) -> str:
    words, folded = page_words(), fold(text)
    if folded in words.months:
        return "M"
    if folded in lexicon.articles and text[:1].isupper():
        return "P"  # "La Paz", "The Hague"
    if folded in words.dates and not text.isupper():
        return "W"
    if is_caseless(text):
        return "" if folded in lexicon.stopwords | lexicon.say_words else "P"
    if text.isupper() and len(text) > 1:
        return "C"
    if text.islower():
        return "l" if len(text) <= 4 else ""
    common = lexicon.stopwords | lexicon.roles | lexicon.honorifics | lexicon.say_words
    return "" if folded in common else "P"


def _bracket_kind(text: str) -> str:
    inside, wires = text[1:-1].strip(), page_words().wires
    if WIDE.search(inside) and any(wire in inside for wire in wires if WIDE.search(wire)):
        return "B"
    named = len(inside.split()) <= 4 and not any(word.islower() and "/" not in word for word in inside.split())
    if page_words().wire.fullmatch(inside) or (named and wires.intersection(map(fold, _SPLIT.split(inside)))):
        return "B"
    return "b" if named and not any(map(str.isdigit, inside)) else ""
