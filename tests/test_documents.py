"""Articles: files into text, text into blocks. Each capture under `data/documents` states what must be found in it."""

from __future__ import annotations

import codecs
import datetime as dt
import hashlib
import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from events import cases, named
from hypothesis import given, settings
from hypothesis import strategies as st

from summarize.documents import guess_language, is_page, parse_document, read_raw
from summarize.errors import DocumentError
from summarize.records import Document
from summarize.resources import examples_folder
from summarize.text import ZERO_WIDTH

CAPTURES = Path(__file__).parent / "data" / "documents"
NAMES = sorted(path.name.removesuffix(".json") for path in CAPTURES.glob("*.json"))
EXAMPLE = examples_folder() / "kremlin-2021-09-13" / "sources"


def _load(path: Path, language: str | None = None) -> Document:
    return parse_document(read_raw(path).text, id=path.stem, suffix=path.suffix, language=language)


def _texts(document: Document, *kinds: str) -> list[str]:
    return [document.text[block.start : block.end] for block in document.blocks if block.kind in kinds]


def _expected(name: str) -> Mapping[str, Any]:
    expected: Mapping[str, Any] = json.loads((CAPTURES / f"{name}.json").read_text(encoding="utf-8"))
    return expected


# ---------------------------------------------------------------- captures


@pytest.mark.parametrize("name", NAMES)
def test_capture_article(name: str) -> None:
    """A capture's article is found whole, and nothing else is taken for it."""
    expected = _expected(name)
    document = _load(CAPTURES / name, expected["language"])
    assert _texts(document, "body", "quote") == expected["article"]


@pytest.mark.parametrize("name", NAMES)
def test_capture_headings(name: str) -> None:
    """A capture's headline, its sub-headings and the quotations set apart are told from the rest."""
    expected = _expected(name)
    document = _load(CAPTURES / name, expected["language"])
    headline = [expected["headline"]] if expected["headline"] else []
    assert _texts(document, "headline") == headline
    assert _texts(document, "subhead") == expected["subheads"]
    assert [quote for quote in _texts(document, "quote") if quote not in expected["quotes"]] == []
    assert bool(document.warnings) == expected.get("warned", False)


@pytest.mark.parametrize("name", [name for name in NAMES if not name.endswith(".html")])
def test_capture_furniture(name: str) -> None:
    """Menus, date lines, credits, lists of headlines and comments are furniture, and the text stays as it is."""
    expected = _expected(name)
    raw = read_raw(CAPTURES / name).text
    document = parse_document(raw, id="x", suffix=Path(name).suffix, language=expected["language"])
    assert _texts(document, "furniture") == expected["furniture"]
    assert document.text == raw


# ---------------------------------------------------------------- the bundled example


def test_ticker_is_not_article() -> None:
    """After the last paragraph a list of headlines and times begins, and none of it is article."""
    document = _load(EXAMPLE / "ednews.txt")
    body_end = document.text.index("Moreover, the presidents also often speak on the phone.")
    later = [block for block in document.blocks if block.start > body_end]
    assert len(later) > 50
    assert {block.kind for block in later} == {"furniture"}
    assert _texts(document, "subhead") == ["Situation in Syria", "Russia-Syria cooperation", "Putin-Assad meetings"]


@pytest.mark.parametrize(
    ("name", "line"),
    [
        ("moscow-times", "Syrian President Bashar Assad and Russian President Vladimir Putin in the Kremlin."),
        ("moscow-times", "Original url:"),
        ("moscow-times", "<https://www.themoscowtimes.com"),
        ("moscow-times", "September 14, 2021"),
        ("gulan-media", "Tuesday, 23 July 2024"),
        ("gulan-media", "Gulan Media September 14, 2021 News"),
        ("rt", "putin assad"),
        ("rt", "© Sputnik / Mikhail Klimenyev"),
        ("ednews", "World 14:36 14.09.2021"),
    ],
)
def test_example_furniture(name: str, line: str) -> None:
    """Captions, credits, date lines and link footers of the bundled example are furniture."""
    assert any(text.startswith(line) for text in _texts(_load(EXAMPLE / f"{name}.txt"), "furniture"))


@pytest.mark.parametrize(
    ("name", "headline"),
    [
        ("moscow-times", ["Syria's Assad Meets Putin in Unannounced Russia Visit"]),
        ("gulan-media", ["Putin meets al-Assad in Moscow, criticizes foreign forces in Syria"]),
        ("ednews", ["Putin holds meeting with Syria’s Assad at Kremlin"]),
        ("rt", []),
    ],
)
def test_example_headline(name: str, headline: list[str]) -> None:
    """A headline printed twice is marked once; a capture without one has none."""
    assert _texts(_load(EXAMPLE / f"{name}.txt"), "headline") == headline


def test_quotation_without_marks() -> None:
    """A paragraph in the first person inside a third-person report is a quotation set apart."""
    (quote,) = _texts(_load(EXAMPLE / "rt.txt"), "quote")
    assert quote.startswith("The main problem, in my opinion")


# ---------------------------------------------------------------- blocks in general

_LINE = st.sampled_from([
    "", "  ", "Home", "World | Sport | Business", "14:36 14.09.2021", "# Title of a story",
    "> I said so and I stand by it.",
    "The minister said on Monday that the talks would go on, although nobody had asked him about them.",
    "- a list entry", "![](x.png)", "[Read more](http://example.org)", "Comments (3)", "Related articles", "----",
    "\ufeff",
    "“We are tired,” she said.", "السلام عليكم ورحمة الله", "市長は三日、計画を承認した。", "***", "#", ">",
    "https://example.org/a",
])


@given(st.one_of(st.lists(_LINE | st.text(max_size=60), max_size=40).map("\n".join), st.text(max_size=200)),
       st.sampled_from([".txt", ".md"]))
@settings(max_examples=150, deadline=None)
def test_blocks_cover_the_text(text: str, suffix: str) -> None:
    """Whatever the text, blocks are in order, disjoint, inside it, and touch every line that has something on it."""
    document = parse_document(text, id="x", suffix=suffix)
    assert document.text == text
    edges = [edge for block in document.blocks for edge in (block.start, block.end)]
    assert edges == sorted(edges)
    assert all(0 <= block.start < block.end <= len(text) for block in document.blocks)
    assert _bare_lines(document) == []


def _bare_lines(document: Document) -> list[str]:
    covered = bytearray(len(document.text))
    for block in document.blocks:
        covered[block.start : block.end] = b"\1" * (block.end - block.start)
    bare, at = [], 0
    for line in document.text.split("\n"):
        if line.strip().strip("".join(ZERO_WIDTH)).strip() and not any(covered[at : at + len(line)]):
            bare.append(line)
        at += len(line) + 1
    return [line for line in bare if any(not char.isspace() and char not in ZERO_WIDTH for char in line)]


@given(st.lists(_LINE.filter(lambda line: any(map(str.isalpha, line)) and "](" not in line), min_size=1, max_size=12))
@settings(max_examples=80, deadline=None)
def test_never_drops_a_whole_document(lines: list[str]) -> None:
    """A text with words on it always keeps some article text."""
    assert _texts(parse_document("\n".join(lines), id="x"), "body", "quote") != []


def test_given_title_is_the_headline() -> None:
    """A title known from the case decides which line is the headline."""
    text = "Tram strike enters second week\nWater prices rise again in spring\n\n"
    text += "The council voted for it on Monday. " * 4
    assert _texts(parse_document(text, id="x", title="Tram strike enters second week"), "headline") == [
        "Tram strike enters second week"]


def test_entities_left_in_a_text_are_warned_about() -> None:
    """HTML entities in a text stay as they are, since offsets count in it, and a warning names them."""
    text = "&quot;We will not raise the fees,&quot; she said. The fees &amp; charges stay."
    document = parse_document(text, id="x")
    assert document.text == text
    assert any("&amp;, &quot;" in warning for warning in document.warnings)
    assert parse_document("The fees & charges at R&D; stay as they are, she said.", id="x").warnings == ()


def test_long_text_takes_linear_time() -> None:
    """Four times the text takes about four times as long."""
    import time

    lines = "The minister said on Monday that the talks would go on for weeks.\nA title\n14:36 14.09.2021\nComments\n"
    begun = time.process_time()
    parse_document(lines * 500, id="x")
    short = time.process_time() - begun
    parse_document(lines * 2000, id="x")
    assert time.process_time() - begun - short < 12 * max(short, 0.05)


@pytest.mark.parametrize("piece", ["*", "x", "[", ".", "-", "市長は三日", "[a](b", "a\n"])
def test_odd_texts_take_little_time(piece: str) -> None:
    """A text without words, blanks or ends is looked through in seconds as well."""
    import time

    begun = time.process_time()
    parse_document(piece * (4000 if "\n" in piece else 40_000), id="x")
    assert time.process_time() - begun < 10


# ---------------------------------------------------------------- HTML


PAGE = "<html lang='{lang}'><head><title>{title}</title></head><body>{body}</body></html>"


def test_page_metadata() -> None:
    """Title, publisher, date and language come from the page where they are not given."""
    document = _load(CAPTURES / "html-sidebar.html")
    assert (document.title, document.language) == ("Village votes to keep its only shop", "en")
    assert (document.publisher, document.date) == ("Harnbeck Courier", dt.date(2022, 11, 14))
    page = read_raw(CAPTURES / "html-sidebar.html").text
    assert parse_document(page, id="x", suffix=".html", date=dt.date(2020, 1, 2)).date == dt.date(2020, 1, 2)


def test_page_menus_are_left_out() -> None:
    """Sidebars, menus, scripts and footers of a page are not in the extracted text."""
    text = _load(CAPTURES / "html-sidebar.html").text
    assert not any(word in text for word in ("Tractor stolen", "Sport", "tracking", "All rights reserved"))


def test_short_page() -> None:
    """A page with one short paragraph is still an article."""
    sentence = "Die Gespräche gehen am Montag weiter, sagte der Minister am Sonntag."
    page = PAGE.format(lang="de", title="Kurz", body=f"<p>{sentence}</p>")
    document = parse_document(page, id="x", suffix=".html")
    assert _texts(document, "body") == [sentence]
    assert document.language == "de"


def test_short_page_keeps_its_parts_apart() -> None:
    """The menu and the footer of a page with a short article are no part of it, and its paragraphs stay apart."""
    body = "<div><a href='/'>Home</a> | <a href='/s'>Sport</a></div><div><h1>Ferry sinks</h1>"
    body += "<p>The ferry sank near the harbour.</p><p>The coast guard saved all.</p></div><footer>Imprint</footer>"
    document = parse_document(PAGE.format(lang="en", title="Ferry sinks", body=body), id="x", suffix=".html")
    assert document.text == "Ferry sinks\nThe ferry sank near the harbour.\nThe coast guard saved all.\n"


def test_page_whose_article_is_in_its_metadata() -> None:
    """An article that a page holds only as data for search engines, because scripts will show it, is found there."""
    words = "The ferry sank near the old harbour on Monday. The coast guard saved all forty passengers and the crew."
    data = json.dumps({"@context": "https://schema.org", "@type": "NewsArticle", "articleBody": words})
    page = PAGE.format(lang="en", title="Ferry", body=f"<div></div><script type='application/ld+json'>{data}</script>")
    assert _texts(parse_document(page, id="x", suffix=".html"), "body") == [words]


@pytest.mark.parametrize(
    "page", ["<html><body></body></html>", "<html><head><title>x</title></head></html>", "<p> </p>", "<!---->"])
def test_page_without_article(page: str) -> None:
    """A page that holds no article is refused."""
    with pytest.raises(DocumentError, match="no article"):
        parse_document(page, id="x", suffix=".html")


OPENINGS = cases("pages")


@pytest.mark.parametrize("case", OPENINGS, ids=named(OPENINGS))
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_a_page_is_known_by_its_beginning(case: dict[str, Any], encoding: str) -> None:
    """A text that begins as web pages do, and has a tag of theirs, is one; a text that only speaks of tags is none."""
    assert is_page(case["text"].encode(encoding)) == case["page"]


@pytest.mark.parametrize("name", ["a.txt", "a.md", "transcript.TXT"])
def test_a_page_under_a_text_name_is_refused(tmp_path: Path, name: str) -> None:
    """A web page named as a text is refused with the name it should have; under that name it is read."""
    page = b"<!doctype html><title>Ferry</title><p>The ferry sank near the old harbour on Monday.</p>"
    with pytest.raises(DocumentError, match=r"the story is a web page; name it .*\.html"):
        read_raw(_write(tmp_path, page, name), what="story")
    assert _texts(_load(_write(tmp_path, page, "a.html")), "body") == ["The ferry sank near the old harbour on Monday."]


# ---------------------------------------------------------------- language


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("The minister said that it was not the end of the talks.", "en"),
        ("Der Minister sagte, dass die Gespräche nicht am Ende seien, und das war alles.", "de"),
        ("Le ministre a dit que ce n’était pas la fin des discussions avec les maires.", "fr"),
        ("El ministro dijo que no era el final de las conversaciones con los alcaldes.", "es"),
        ("Министр сказал, что это ещё не конец переговоров.", "ru"),
        ("Міністр сказав, що це ще не кінець переговорів і їх продовжать.", "uk"),
        ("قال الوزير إن المحادثات لم تنته بعد", "ar"),
        ("市長は計画を承認したと述べた。", "ja"),
        ("12345", "en"),
        ("", "en"),
    ],
)
def test_guess_language(text: str, code: str) -> None:
    """A language is told by its script or its commonest words, and English is the answer when nothing tells."""
    assert guess_language(text) == code


# ---------------------------------------------------------------- bytes to text


def _write(folder: Path, content: bytes, name: str = "a.txt") -> Path:
    path = folder / name
    path.write_bytes(content)
    return path


def test_utf8_offsets(tmp_path: Path) -> None:
    """A mark at the start stays a character, line ends become one character, and the digest is that of the bytes."""
    content = codecs.BOM_UTF8 + "Größe\r\nzwei\rdrei\n".encode()
    raw = read_raw(_write(tmp_path, content))
    assert raw.text == "\ufeffGröße\nzwei\ndrei\n"
    assert (raw.sha256, raw.warnings) == (hashlib.sha256(content).hexdigest(), ())


@pytest.mark.parametrize(
    ("encoding", "name", "text"),
    [
        ("cp1251", "windows-1251", "В Казани открыли новый мост. По словам мэра, строительство заняло четыре года.\n"),
        ("koi8_r", "koi8-r", "В Казани открыли новый мост. По словам мэра, строительство заняло четыре года.\n"),
        ("cp1252", "windows-1252", "Der Bürgermeister von München sagte, die Straße sei „gefährlich“.\n"),
        ("iso8859_15", "windows-1252", "Le préfet a répondu que la région paierait. Les élèves étaient à l'école.\n"),
        ("cp1254", "windows-1254", "İzmir'de yapımı altı yıl süren yeni metro hattı pazar günü hizmete girdi.\n"),
        ("cp1250", "windows-1250", "Kraków wprowadzi bezpłatne bilety, zdecydowała rada miasta. Łódź też.\n"),
        ("cp1252", "windows-1252", "The president’s “plan” was rejected – again.\n"),
        ("cp1256", "windows-1256", "أعلنت الحكومة يوم الثلاثاء خطة جديدة لدعم أسعار الخبز بعد ارتفاع تكلفة القمح.\n"),
        ("utf-16", "UTF-16", "Ein Satz mit Größe.\n"),
        ("utf-32", "UTF-32", "Ein Satz mit Größe.\n"),
    ],
)
def test_other_encodings(tmp_path: Path, encoding: str, name: str, text: str) -> None:
    """A text in a legacy encoding that is plain to see, or in UTF-16, is read right, and a warning names it."""
    raw = read_raw(_write(tmp_path, text.encode(encoding)))
    assert raw.text == text
    assert len(raw.warnings) == 1
    assert name in raw.warnings[0]


def test_declared_charset(tmp_path: Path) -> None:
    """The charset that a page declares is honoured, unless the page is UTF-8 after all."""
    page = "<html><head><meta charset='{}'></head><body><p>мир и труд</p></body></html>"
    legacy = read_raw(_write(tmp_path, page.format("windows-1251").encode("cp1251"), "a.html"))
    assert "мир и труд" in legacy.text
    assert "cp1251" in legacy.warnings[0]
    assert "мир и труд" in read_raw(_write(tmp_path, page.format("iso-8859-1").encode(), "b.html")).text
    codec = b"<meta charset=unicode_escape><p>C:\\new \\u0041</p>"
    assert read_raw(_write(tmp_path, codec, "d.html")).text == codec.decode()
    hidden = "<meta charset=iso-2022-jp><p>日本の首相</p>".encode("iso-2022-jp")
    assert "日本の首相" in read_raw(_write(tmp_path, hidden, "c.html")).text


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        (b"", "empty"),
        (b" \n\t\r\n", "empty"),
        (codecs.BOM_UTF8, "empty"),
        (b"%PDF-1.7 text", "a PDF"),
        (b"PK\x03\x04rest", "ZIP"),
        (b"\x89PNG\r\n", "PNG"),
        (b"text\0text", "binary"),
        ("日本の首相は三日、".encode("shift_jis") * 5, "not UTF-8"),
        ("The café was full.\n".encode() * 3 + b"\xff bad\n", r"not UTF-8 \(line 4"),
        (codecs.BOM_UTF16_LE + b"a", "not valid utf-16"),
        ("a\0b".encode("utf-16"), "binary"),
        ("Größe".encode("utf-16-le"), "binary"),
        (b"x" * (20 * 1024 * 1024 + 1), "larger than 20 MB"),
    ],
    ids=["nothing", "blank", "mark", "pdf", "zip", "png", "nul", "shift-jis", "damaged", "utf-16", "wide-nul",
         "no-mark", "large"],
)
def test_refused_bytes(tmp_path: Path, content: bytes, fault: str) -> None:
    """What is not the text of an article is refused with its kind, never garbled."""
    with pytest.raises(DocumentError, match=fault):
        read_raw(_write(tmp_path, content))


def test_refused_paths(tmp_path: Path) -> None:
    """A missing file and a folder are refused, and the message names the part they were to play."""
    with pytest.raises(DocumentError, match="the transcript does not exist"):
        read_raw(tmp_path / "none.txt", what="transcript")
    with pytest.raises(DocumentError, match="is a folder"):
        read_raw(tmp_path)
    if hasattr(os, "mkfifo"):
        os.mkfifo(tmp_path / "pipe")
        with pytest.raises(DocumentError, match="not a regular file"):
            read_raw(tmp_path / "pipe")


@given(st.text(min_size=1))
@settings(max_examples=60, deadline=None)
def test_utf8_text_is_never_changed(text: str) -> None:
    """Any UTF-8 text is read as it is, but for its line ends."""
    import tempfile

    if "\0" in text or not text.strip("\ufeff\u200b").strip() or text[:5] in ("%PDF-", "GIF8"):
        return
    with tempfile.TemporaryDirectory() as folder:
        path = _write(Path(folder), text.encode())
        assert read_raw(path).text == text.replace("\r\n", "\n").replace("\r", "\n")
