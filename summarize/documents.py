"""Articles: files into text, text into blocks.

`read_raw` is the only place where bytes become text; it never guesses silently. `parse_document` says where the article
is inside a text: for plain captures the text stays as it is and the blocks point into it; for HTML the text is what was
extracted, one paragraph per line.
"""

from __future__ import annotations

import codecs
import datetime as dt
import hashlib
import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

from summarize.captures import cut_pieces, find_blocks
from summarize.datelines import without_dateline
from summarize.errors import DocumentError
from summarize.frontmatter import find_front_matter
from summarize.furniture import signal_of
from summarize.lexicon import languages
from summarize.pieces import fold
from summarize.records import Block, BlockKind, Document

SIZE_LIMIT = 20 * 1024 * 1024  # bytes

PAGE_SUFFIXES = (".html", ".htm", ".xhtml")
_BINARY_SIGNS = (
    (b"%PDF-", "a PDF"), (b"PK\x03\x04", "a ZIP or office file"), (b"\x89PNG", "a PNG image"),
    (b"\xff\xd8\xff", "a JPEG image"), (b"GIF8", "a GIF image"), (b"\x1f\x8b", "a gzip archive"),
    (b"{\\rtf", "an RTF file"), (b"\xd0\xcf\x11\xe0", "an old office file"), (b"7z\xbc\xaf", "a 7z archive"),
)
# Codecs of Python's that are no charset of any page.
_NO_CHARSETS = frozenset({
    "rot13", "hex", "base64", "idna", "punycode", "unicode_escape", "raw_unicode_escape", "undefined", "mbcs", "oem",
})
_NAMES = {"cp": "windows-", "iso8859_": "iso-8859-", "koi8_": "koi8-"}
# A page opens with its doctype or its first tag, after nothing but a mark, blanks, an XML declaration and comments.
_PAGE = re.compile(
    r"\ufeff?(?>\s+|<\?xml\b[^>]*>|<!--.*?-->)*+<(?:!doctype\s+html|html|head|body)\b(?P<rest>.*)",
    re.IGNORECASE | re.DOTALL,
)
_PAGE_TAG = re.compile(r"<(?:html|head|body|title|meta|main|article|section|div|p|h1)(?:\s[^<>]*)?/?>", re.IGNORECASE)
_META = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([A-Za-z0-9_.:-]+)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class RawText:
    """A file as text: line ends are `\\n`, a byte order mark stays as the first character; `sha256` is of the bytes."""

    text: str
    sha256: str
    warnings: tuple[str, ...] = ()


# ---------------------------------------------------------------- bytes to text


def read_raw(path: Path, *, what: str = "source") -> RawText:
    """The text of a file. `what` names the file's part in messages ("source", "transcript").

    UTF-8 is the rule; UTF-16 and UTF-32 with a mark, the charset an HTML page declares, and a legacy encoding that is
    plain to see are decoded with a warning. `DocumentError` when the file is missing, empty, binary, larger than 20 MB,
    not decodable, or a web page under a text's name.
    """
    path = Path(path)
    content = _content(path, what)
    where = str(path)
    _refuse_binary(content, where, what)
    if path.suffix.lower() not in PAGE_SUFFIXES and is_page(content):
        # Its tags are no words, and the text of a text file must not be another than the file's own.
        raise DocumentError(f"the {what} is a web page", where=where, hint=f"name it {path.stem}.html")
    text, warnings = _decoded(content, path.suffix.lower() in PAGE_SUFFIXES, where, what)
    if "\0" in text:
        raise _binary(where, what)
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if not text.strip("\ufeff \t\n\u00a0\u200b") or not text.strip():
        raise DocumentError(f"the {what} is empty", where=where)
    return RawText(text, hashlib.sha256(content).hexdigest(), warnings)


def read_speech(path: Path) -> tuple[RawText, str]:
    """A transcript's file, and its text: that of the article where the file is a web page."""
    raw = read_raw(path, what="transcript")
    if Path(path).suffix.lower() not in PAGE_SUFFIXES:
        return raw, raw.text
    try:
        page = parse_document(raw.text, id="transcript", suffix=".html")
    except DocumentError as error:
        raise DocumentError(error.what, where=str(path), hint=error.hint) from error
    return replace(raw, warnings=(*raw.warnings, *page.warnings)), page.text


def is_page(content: bytes) -> bool:
    """Whether a file's bytes are plainly a web page, whatever its name: they begin as pages do, and hold a tag more."""
    head = content.removeprefix(codecs.BOM_UTF8)[:65536]
    text = head.decode(_wide(content) or "latin-1", errors="replace")
    found = _PAGE.match(text)
    return bool(found and _PAGE_TAG.search(found["rest"]))


def _content(path: Path, what: str) -> bytes:
    try:
        if path.is_dir():
            raise DocumentError(f"the {what} is a folder", where=str(path), hint="name a file")
        if not path.exists():
            raise DocumentError(f"the {what} does not exist", where=str(path), hint="check the case file")
        if not path.is_file():
            raise DocumentError(f"the {what} is not a regular file", where=str(path))
        if path.stat().st_size > SIZE_LIMIT:
            raise DocumentError(f"the {what} is larger than 20 MB", where=str(path), hint="cut it to the article")
        return path.read_bytes()
    except OSError as error:
        raise DocumentError(f"the {what} cannot be read: {error.strerror}", where=str(path)) from error


def _refuse_binary(content: bytes, where: str, what: str) -> None:
    for sign, name in _BINARY_SIGNS:
        if content.startswith(sign):
            raise DocumentError(f"the {what} seems to be {name}", where=where, hint="save the article as text or HTML")
    if b"\0" in content and not _wide(content):
        raise _binary(where, what)


def _binary(where: str, what: str) -> DocumentError:
    fault = f"the {what} seems to be binary (it has NUL bytes)"
    return DocumentError(fault, where=where, hint="save it as UTF-8 text")


def _wide(content: bytes) -> str | None:
    """UTF-32 or UTF-16 where the file's mark says so; the shorter mark is how the longer begins."""
    if content.startswith((codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)):
        return "utf-32"
    return "utf-16" if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) else None


def _decoded(content: bytes, is_html: bool, where: str, what: str) -> tuple[str, tuple[str, ...]]:
    wide = _wide(content)
    if wide:
        return _decode_as(content, wide, where, what), (f"decoded from {wide.upper()}",)
    declared = _declared(content) if is_html else None
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        if declared:
            return _decode_as(content, declared, where, what), (f"decoded from {declared}, as the page declares",)
        return _decode_legacy(content, error, where, what)
    if declared and text.isascii():  # a charset such as ISO-2022-JP hides in ASCII bytes
        return _decode_as(content, declared, where, what), ()
    if declared:
        return text, (f"the page declares {declared} but is UTF-8; decoded as UTF-8",)
    return text, ()


def _declared(content: bytes) -> str | None:
    """The charset that a page declares in its first 4 KB, when it is one that browsers know too, and not UTF-8."""
    found = _META.search(content[:4096])
    try:
        name = codecs.lookup(found[1].decode("ascii")).name if found else "utf-8"
    except LookupError:
        return None
    if name.startswith("utf-") or name.replace("-", "_") in _NO_CHARSETS:
        return None
    return "cp1252" if name in ("iso8859-1", "ascii") else name  # as browsers do


def _decode_as(content: bytes, encoding: str, where: str, what: str) -> str:
    try:
        text = content.decode(encoding)
    except (UnicodeDecodeError, LookupError) as error:
        raise DocumentError(f"the {what} is not valid {encoding}", where=where, hint="save it as UTF-8") from error
    return text if isinstance(text, str) else str(text)


def _decode_legacy(content: bytes, fault: UnicodeDecodeError, where: str, what: str) -> tuple[str, tuple[str, ...]]:
    found = None if _is_damaged_utf8(content) else _likeliest(content)
    if found is None:
        line = content.count(b"\n", 0, fault.start) + 1
        raise DocumentError(f"the {what} is not UTF-8 (line {line}, byte {fault.start})", where=where,
                            hint="save it as UTF-8")
    encoding, text = found
    return text, (f"not UTF-8; decoded as {_public_name(encoding)}, the likeliest encoding",)


def _is_damaged_utf8(content: bytes) -> bool:
    """Whether more of the characters outside ASCII are valid UTF-8 than not: then one bad byte is no other encoding."""
    text = content.decode("utf-8", errors="replace")
    bad = text.count("\ufffd")
    return sum(char > "\x7f" for char in text) - bad > bad


# The letters outside ASCII by which a language is known in each encoding, commonest encodings first.
_LATIN = (
    ("cp1252", ("äöüÄÖÜß", "àâæçéèêëîïôœùûüÿÀÂÇÉÈÊËÎÏÔŒÙÛÜ", "áéíñóúüÁÉÍÑÓÚÜªº", "ãõáâàçéêíóôúÃÕÁÂÀÇÉÊÍÓÔÚªº",
                "àèéìíîòóùÀÈÉÌÒÙ", "åäæéöøÅÄÆÉÖØ", "éèëïóöüáêÉËÏÖ")),
    ("cp1254", ("ğışçöüâîûİĞŞÇÖÜÂÎÛ",)),
    ("cp1250", ("ąćęłńóśźżĄĆĘŁŃÓŚŹŻ", "áčďéěíňóřšťúůýžÁČĎÉĚÍŇÓŘŠŤÚŮÝŽ", "áéíóöőúüűÁÉÍÓÖŐÚÜŰ", "čćđšžČĆĐŠŽ",
                "ăâîşţĂÂÎŞŢ")),
    ("iso8859_2", ("ąćęłńóśźżĄĆĘŁŃÓŚŹŻ", "áčďéěíňóřšťúůýžÁČĎÉĚÍŇÓŘŠŤÚŮÝŽ", "čćđšžČĆĐŠŽ")),
)
_OTHER_SCRIPTS = (("cp1251", "оеаинтсрвіяы"), ("koi8_r", "оеаинтсрвяы"), ("koi8_u", "оеаинтсрвіяї"),
                  ("iso8859_5", "оеаинтсрвіяы"), ("cp1256", "اليمنترودبعهةفقأسك"))
_PRINTED = frozenset("\u00a0\u00ad«»“”„‘’‚‹›–—…•©®™°§·№€£¥¢¿¡´½¼¾²³×÷±µ¶")


def _likeliest(content: bytes) -> tuple[str, str] | None:
    """The encoding in which the letters outside ASCII are those of one language; None when no reading is convincing."""
    for encoding, alphabets in _LATIN:
        text = _printed(content, encoding)
        if text is not None and any(_is_written_in(text, alphabet) for alphabet in alphabets):
            return encoding, text
    readings = [(encoding, common, _printed(content, encoding)) for encoding, common in _OTHER_SCRIPTS]
    scored = [(_commonness(text, common), encoding, text) for encoding, common, text in readings if text is not None]
    share, encoding, text = max(scored, default=(0.0, "", ""))
    return (encoding, text) if share > 0.45 else None


def _printed(content: bytes, encoding: str) -> str | None:
    """The text in that encoding, when it holds only letters and the signs of print outside ASCII."""
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError:
        return None
    odd = {char for char in text if char > "\x7f" or (char < " " and char not in "\t\n\r\f\x0b")}
    return text if all(char.isalpha() or char in _PRINTED for char in odd) else None


def _is_written_in(text: str, alphabet: str) -> bool:
    letters = sum(map(str.isalpha, text))
    odd = sum(char > "\x7f" and char.isalpha() for char in text)
    known = sum(char in alphabet for char in text if char > "\x7f")
    return known >= 0.98 * odd and odd <= 0.35 * letters


def _commonness(text: str, common: str) -> float:
    """How many of the letters outside ASCII are the commonest small letters, when they are most of the letters."""
    odd = [char for char in text if char > "\x7f" and char.isalpha()]
    if len(odd) < 0.5 * sum(map(str.isalpha, text)) or _MIXED.search(text):
        return 0.0
    return sum(char in common for char in odd) / max(1, len(odd))


_MIXED = re.compile(r"[A-Za-z][\u0370-\u06ff]|[\u0370-\u06ff][A-Za-z]")  # a Latin letter beside one of another script


def _public_name(encoding: str) -> str:
    for prefix, name in _NAMES.items():
        if encoding.startswith(prefix):
            return name + encoding[len(prefix) :]
    return encoding


# ---------------------------------------------------------------- text to document


def parse_document(
    text: str,
    *,
    id: str,
    suffix: str = ".txt",
    language: str | None = None,
    title: str | None = None,
    publisher: str | None = None,
    date: dt.date | None = None,
) -> Document:
    """The article inside a text.

    For `.txt` and `.md` the document's text is the given text, unchanged; front matter at its top is no part of the
    article, but names its title where none is given. For `.html` it is the extracted article, one
    paragraph per line, and title, publisher, date and language are taken from the page where they are not given;
    `DocumentError` when the page holds no article.
    """
    if suffix.lower() in PAGE_SUFFIXES:
        return _parse_page(text, id, language, title, publisher, date)
    front = find_front_matter(text)
    start = front.end if front else 0
    title = title or (front.title if front else None)
    code = language or guess_language(text[start:])
    blocks, warnings = _capture_blocks(text[start:], title, code)
    blocks = tuple(replace(block, start=start + block.start, end=start + block.end) for block in blocks)
    blocks = without_dateline(text, blocks, code)
    if front:
        blocks = (Block("furniture", front.start, front.end), *blocks)
    return Document(id, text, blocks, code, title, publisher, date, (*warnings, *_entity_warning(text)))


_ENTITY = re.compile(
    r"&(?:amp|quot|apos|lt|gt|nbsp|[lr][ds]quo|[lr]aquo|[mn]dash|hellip|#\d{2,6}|#x[0-9a-f]{2,5});", re.IGNORECASE
)


def _entity_warning(text: str) -> tuple[str, ...]:
    """A text in which the marks of a page's source were left: they stay as they are, and spoil quotations."""
    found = sorted(set(_ENTITY.findall(text)))
    if not found:
        return ()
    return (f"HTML entities ({', '.join(found[:3])}) are read as they stand; put in what they stand for",)


def _capture_blocks(text: str, title: str | None, language: str) -> tuple[tuple[Block, ...], tuple[str, ...]]:
    words = _lexicon(language.lower()[:2])
    own = [*words.get("first_person", ()), *words.get("second_person", ())]
    return find_blocks(text, title=title, own_words=own, say_words=words.get("say_verbs", ()))


# ---------------------------------------------------------------- language


@cache
def _lexicon(code: str) -> Mapping[str, Any]:
    return tomllib.loads(_lexicon_text(code)) if code in languages() else {}


def _lexicon_text(code: str) -> str:
    return (Path(__file__).with_name("lexicon") / f"{code}.toml").read_text(encoding="utf-8")


_LETTERS = re.compile(r"[^\W\d_]+")
_SCRIPTS = {
    "ar": re.compile(r"[\u0600-\u06ff]"), "ru": re.compile(r"[\u0400-\u04ff]"), "ja": re.compile(r"[\u3040-\u30ff]"),
    "zh": re.compile(r"[\u4e00-\u9fff]"), "ko": re.compile(r"[\uac00-\ud7af]"), "el": re.compile(r"[\u0370-\u03ff]"),
    "he": re.compile(r"[\u0590-\u05ff]"), "ka": re.compile(r"[\u10a0-\u10ff]"), "hy": re.compile(r"[\u0530-\u058f]"),
}
_UKRAINIAN = re.compile(r"[іїєґ]", re.IGNORECASE)
_RUSSIAN = re.compile(r"[ыэъё]", re.IGNORECASE)


def guess_language(text: str) -> str:
    """A language code for a text, from its script and its most common words; "en" when nothing tells."""
    sample = text[:20000]
    letters = sum(map(str.isalpha, sample))
    for code, script in _SCRIPTS.items():
        share = len(script.findall(sample)) / max(1, letters)
        if share > (0.15 if code == "ja" else 0.5):
            return _cyrillic(sample) if code == "ru" else code
    words = [word.casefold() for word in _LETTERS.findall(sample)]
    scores = {code: sum(word in stops for word in words) for code, stops in _stopwords().items()}
    best = max(scores, key=lambda code: (scores[code], code == "en"), default="en")
    return best if scores.get(best) else "en"


def _cyrillic(sample: str) -> str:
    return "uk" if len(_UKRAINIAN.findall(sample)) > len(_RUSSIAN.findall(sample)) else "ru"


@cache
def _stopwords() -> Mapping[str, frozenset[str]]:
    # Of each file only the list that is asked for is parsed: all of them take a third of a second.
    lists = {code: _STOPWORDS.search(_lexicon_text(code)) for code in languages()}
    return {code: frozenset(tomllib.loads(found[0])["stopwords"]) for code, found in lists.items() if found}


_STOPWORDS = re.compile(r"^stopwords = \[.*?^\]|^stopwords = \[[^\n]*\]$", re.DOTALL | re.MULTILINE)


# ---------------------------------------------------------------- HTML


@dataclass(frozen=True, slots=True)
class _Line:
    kind: BlockKind
    text: str


def _parse_page(
    html: str, id: str, language: str | None, title: str | None, publisher: str | None, date: dt.date | None
) -> Document:
    found = _extracted(html)
    lines = _page_lines(found)
    warnings: tuple[str, ...] = ()
    if not _has_article(lines):  # nothing in its elements: perhaps the article stands in the page's metadata alone
        found = _extracted(html, whole=True) or found
        lines = _page_lines(found)
    if not _has_article(lines):
        lines = _fallback_lines(html)
        warnings = ("the page's article was not recognised; the text of its main part is taken",)
    if not _has_article(lines):
        raise DocumentError("the page holds no article text", where=id, hint="save the article itself as text")
    page_title = title or _attribute(found, "title") or _element_text(html, "//title")
    lines = _with_headline(lines, page_title, _element_text(html, "//h1"))
    text, blocks = _laid_out(lines)
    code = language or _page_language(html) or guess_language(text)
    blocks = without_dateline(text, blocks, code)
    return Document(id, text, blocks, code, page_title, publisher or _attribute(found, "sitename"),
                    date or _page_date(_attribute(found, "date")), (*warnings, *_entity_warning(text)))


def _extracted(html: str, *, whole: bool = False) -> Any:
    """What trafilatura takes for the article; `whole` lets it fall back on the page as one paragraph, menus and all,
    which it otherwise does for every article of less than 250 characters.
    """
    from trafilatura import bare_extraction
    from trafilatura.settings import use_config

    config = use_config()
    if not whole:
        config.set("DEFAULT", "MIN_EXTRACTED_SIZE", "0")
    return bare_extraction(html.lstrip("\ufeff"), include_comments=False, include_tables=False, with_metadata=True,
                           favor_recall=False, deduplicate=False, config=config)


def _has_article(lines: Sequence[_Line]) -> bool:
    return any(line.kind in ("body", "quote") for line in lines)


def _attribute(found: Any, name: str) -> str | None:
    text = getattr(found, name, None)
    return " ".join(text.split()) if isinstance(text, str) and text.strip() else None


def _page_date(text: str | None) -> dt.date | None:
    try:
        return dt.date.fromisoformat(text) if text else None
    except ValueError:
        return None


def _tree(html: str) -> Any:
    from lxml import html as parser
    from lxml.etree import ParserError

    try:
        content = html.lstrip("\ufeff").encode("utf-8", "replace")
        return parser.document_fromstring(content, parser=parser.HTMLParser(encoding="utf-8"))
    except (ParserError, ValueError):
        return None


def _element_text(html: str, path: str) -> str | None:
    tree = _tree(html)
    found = tree.xpath(path) if tree is not None else []
    text = " ".join("".join(found[0].itertext()).split()) if found else ""
    return text or None


def _page_language(html: str) -> str | None:
    found = re.search(r"<html[^>]*?\blang\s*=\s*[\"']?([A-Za-z]{2,3})\b", html[:4096], re.IGNORECASE)
    return found[1].lower() if found else None


def _page_lines(found: Any) -> list[_Line]:
    body = getattr(found, "body", None)
    return [] if body is None else list(_walk(body))


_KINDS: Mapping[str, BlockKind] = {
    "head": "subhead", "h1": "subhead", "h2": "subhead", "h3": "subhead", "h4": "subhead",
    "quote": "quote", "blockquote": "quote", "p": "body", "item": "body", "li": "body", "code": "body",
    "figcaption": "furniture",
}
_BOXES = frozenset({"div", "section", "article", "main", "list", "ul", "ol", "body", "figure", "dl"})
_SKIPPED = frozenset({
    "script", "style", "nav", "aside", "footer", "header", "form", "noscript", "iframe", "svg", "button", "select",
    "template", "graphic", "table",
})


def _walk(element: Any, inherited: BlockKind | None = None) -> Iterator[_Line]:
    """The lines below an element: a paragraph-like element is one line, a container gives its children's."""
    tag = element.tag if isinstance(element.tag, str) else ""
    if not tag or tag in _SKIPPED:
        return
    kind = inherited or _KINDS.get(tag)
    children = [child for child in element if isinstance(child.tag, str)]
    if any(child.tag in _KINDS or child.tag in _BOXES for child in children):
        yield from _split(element, kind if kind == "quote" else None)
        return
    text = _BROKEN.sub(" ", _inline_text(element))
    for line in text.split("\n"):
        if line.strip():
            yield _line(kind or "body", " ".join(line.split()))


_BROKEN = re.compile(r"(?<![.!?…:\n])[ ]*\n[ ]*(?=[^\W\d_A-Z])")  # a line break in mid-sentence


def _split(element: Any, kind: BlockKind | None) -> Iterator[_Line]:
    yield from _loose(element.text, kind)
    for child in element:
        if isinstance(child.tag, str) and (child.tag in _KINDS or child.tag in _BOXES or child.tag in _SKIPPED):
            yield from _walk(child, kind)
        elif isinstance(child.tag, str):
            yield from _loose(_inline_text(child), kind)
        yield from _loose(child.tail, kind)


def _loose(text: str | None, kind: BlockKind | None) -> Iterator[_Line]:
    for line in (text or "").split("\n"):
        if line.strip():
            yield _line(kind or "body", " ".join(line.split()))


def _inline_text(element: Any) -> str:
    parts = [" ".join((element.text or "").replace("\n", " ").split(" "))]
    for child in element:
        if isinstance(child.tag, str) and child.tag not in _SKIPPED:
            parts.append("\n" if child.tag in ("lb", "br") else _inline_text(child))
        parts.append((child.tail or "").replace("\n", " "))
    return "".join(parts)


def _line(kind: BlockKind, text: str) -> _Line:
    if kind != "body":
        return _Line(kind, text)
    (piece, *_) = cut_pieces(text) or (None,)
    if piece is None:
        return _Line("furniture", text)
    return _Line("furniture" if signal_of(piece) in ("junk", "stamp", "final", "related") else "body", text)


def _fallback_lines(html: str) -> list[_Line]:
    tree = _tree(html)
    if tree is None:
        return []
    for path in ("//article", "//main", "//body"):
        for element in tree.xpath(path):
            lines = list(_walk(element))
            if any(line.kind in ("body", "quote") and len(line.text) >= 40 for line in lines):
                return lines
    return []


def _with_headline(lines: Sequence[_Line], *titles: str | None) -> list[_Line]:
    """The lines with the headline first among them: a line that repeats the title, else the title itself put on top."""
    wanted = [title for title in reversed(titles) if title]
    keys = {fold(title) for title in wanted}
    at = next((i for i, line in enumerate(lines[:10]) if fold(line.text) in keys), None)
    if at is None:
        return [_Line("headline", wanted[0]), *lines] if wanted else list(lines)
    return [_Line("headline", line.text) if i == at else line for i, line in enumerate(lines)
            if i == at or fold(line.text) != fold(lines[at].text)]


def _laid_out(lines: Sequence[_Line]) -> tuple[str, tuple[Block, ...]]:
    blocks, at = [], 0
    for line in lines:
        blocks.append(Block(line.kind, at, at + len(line.text)))
        at += len(line.text) + 1
    return "\n".join(line.text for line in lines) + "\n", tuple(blocks)
