#!/usr/bin/env python3
"""An endpoint on loopback that answers with replies written by hand, so that recordings can be made without a model.

usage: reference_endpoint.py FOLDER

FOLDER holds one JSON file for each source: its summary, its claims, and a judgement of each claim. They point by words
("rests_on", "first_words", "evidence"); the numbers of sentences, passages and claims are read off the prompt at hand.
Prints its base URL and serves until the standard input closes. The same prompt gets the same bytes each time.
"""

from __future__ import annotations

import argparse
import difflib
import json
import re
import sys
import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from summarize.text import fold

Json = dict[str, Any]

MODEL = "reference-replies (hand-written)"
UNWRITTEN = "no reply was written for this claim"
_LINE = re.compile(r"(?m)^\[([SPC]\d+)\](?: \((before|headline)\))? (.*)$")
_DETAIL = re.compile(r"^ {2}(credited to|as printed|in the sentence): (.*)$")
_EDGES = " .,;:!?…\"'()[]*_-"
_LETTERS_PER_TOKEN = 4


class Unknown(Exception):
    """A request for which no reply was written."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A numbered line of a prompt with the lines that describe it (of a claim: "as printed", "in the sentence")."""

    id: str
    text: str
    details: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Question:
    """What a request asks: the reply's schema by name, and the lines of the prompt that a reply may point to.

    `letters` is the length of all its messages.
    """

    schema: str
    letters: int
    lines: tuple[Shown, ...]

    def of_kind(self, letter: str) -> tuple[Shown, ...]:
        """The lines numbered with that letter: sentences (S), passages (P) or claims (C)."""
        return tuple(line for line in self.lines if line.id.startswith(letter))


@dataclass(frozen=True, slots=True)
class Source:
    """The replies to one article."""

    name: str
    summary: Json
    claims: tuple[Json, ...]

    @property
    def anchors(self) -> Iterator[str]:
        """All words by which the replies point at the article."""
        for point in (*self.summary["sentences"], *self.summary["key_points"]):
            yield from point["rests_on"]
        yield from (claim["first_words"] for claim in self.claims)


def read_sources(folder: Path) -> tuple[Source, ...]:
    """The replies of a folder, by name."""
    found = []
    for path in sorted(folder.glob("*.json")):
        replies = json.loads(path.read_text(encoding="utf-8"))
        found.append(Source(path.stem, replies["summary"], tuple(replies["claims"])))
    return tuple(found)


# ---------------------------------------------------------------- reading a request


def read_question(body: Json) -> Question:
    """The question of a request; of a conversation that goes on, the first one."""
    try:
        schema = body["response_format"]["json_schema"]
        name, choices = str(schema["name"]), set(_choices(schema["schema"]))
        prompt = next(str(message["content"]) for message in body["messages"] if message["role"] == "user")
        letters = sum(len(str(message["content"])) for message in body["messages"])
    except (KeyError, TypeError, StopIteration) as error:
        raise Unknown(f"no question with a schema: {error!r}") from error
    return Question(name, letters, tuple(line for line in _read_lines(prompt) if line.id in choices))


def _choices(schema: object) -> Iterator[str]:
    """Everything that a schema lets a reply choose from."""
    if isinstance(schema, Mapping):
        yield from (value for value in schema.get("enum", ()) if isinstance(value, str))
    parts = schema.values() if isinstance(schema, Mapping) else schema if isinstance(schema, list) else ()
    for part in parts:
        yield from _choices(part)


def _read_lines(prompt: str) -> Iterator[Shown]:
    for match in _LINE.finditer(prompt):
        if match[2] != "before":
            yield Shown(match[1], fold(match[3]), dict(_details(prompt[match.end() + 1 :])))


def _details(rest: str) -> Iterator[tuple[str, str]]:
    for line in rest.splitlines():
        match = _DETAIL.match(line)
        if not match:
            return
        yield match[1], fold(match[2])


# ---------------------------------------------------------------- finding words


def _words(anchor: str) -> str:
    return fold(anchor).strip(_EDGES)


def _places(text: str, anchor: str) -> list[re.Match[str]]:
    return list(re.finditer(rf"(?<!\w){re.escape(_words(anchor))}(?!\w)", text))


def _holds(text: str, claim: Json) -> bool:
    """Whether a claim's first and last words stand in a sentence, in this order."""
    begins, ends = _places(text, claim["first_words"]), _places(text, claim["last_words"])
    return any(a.start() <= b.start() and a.end() <= b.end() for a in begins for b in ends)


def _point_at(lines: Sequence[Shown], anchors: Iterable[str]) -> list[str]:
    """The numbers of the lines that begin with these words or, where none does, that have them further on."""
    found: dict[str, None] = {}
    for anchor in anchors:
        opening = [line.id for line in lines if line.text.lstrip(_EDGES).startswith(_words(anchor))]
        found |= dict.fromkeys(opening or [line.id for line in lines if _places(line.text, anchor)])
    return list(found)


# ---------------------------------------------------------------- answering


def answer(question: Question, sources: Sequence[Source]) -> Json:
    """The reply to a question, with the numbers of its prompt."""
    if question.schema == "adjudication_v1":
        return {"judgements": [_judgement(claim, question, sources) for claim in question.of_kind("C")]}
    source = _find_source(question, sources)
    if question.schema == "summary_reply_v1":
        return _summary(source, question.of_kind("S"))
    if question.schema == "claims_reply_v1":
        return {"claims": list(_claims(source, question.of_kind("S")))}
    raise Unknown(f"no replies were written for the schema {question.schema!r}")


def _find_source(question: Question, sources: Sequence[Source]) -> Source:
    """The source whose article is in the prompt: the one most of whose words stand there."""
    article = "\n".join(line.text for line in question.of_kind("S"))
    counts = {source.name: sum(bool(_places(article, anchor)) for anchor in source.anchors) for source in sources}
    best = max(sources, key=lambda source: counts[source.name], default=None)
    if best is None or not counts[best.name]:
        raise Unknown("no replies were written for this article")
    return best


def _summary(source: Source, sentences: Sequence[Shown]) -> Json:
    def pointed(written: Sequence[Json]) -> list[Json]:
        points = [{"rests_on": _point_at(sentences, one["rests_on"]), "text": one["text"]} for one in written]
        return [point for point in points if point["rests_on"]]

    written = source.summary
    return {
        "sentences": pointed(written["sentences"]),
        "key_points": pointed(written["key_points"]),
        "headline": written["headline"],
    }


def _claims(source: Source, sentences: Sequence[Shown]) -> Iterator[Json]:
    """The claims whose sentences are shown, in the order of the article."""
    numbers = {line.id: n for n, line in enumerate(sentences)}
    placed = [(_sentence(claim, sentences), claim) for claim in source.claims]
    for sentence, claim in sorted((p for p in placed if p[0]), key=lambda p: numbers[p[0]]):
        fields = ("first_words", "last_words", "speaker", "kind", "text")
        yield {"sentence": sentence, **{field: claim[field] for field in fields}}


def _sentence(claim: Json, sentences: Sequence[Shown]) -> str:
    """The number of the sentence that a claim stands in; empty when it is not shown."""
    named = _point_at(sentences, [claim["sentence"]]) if "sentence" in claim else []
    found = named or [line.id for line in sentences if "sentence" not in claim and _holds(line.text, claim)]
    if len(found) > 1:
        print(f"“{claim['first_words']}”: in {', '.join(found)}; the first is taken", file=sys.stderr)
    return found[0] if found else ""


def _judgement(asked: Shown, question: Question, sources: Sequence[Source]) -> Json:
    claim = _find_claim(asked, sources)
    if claim is None or "judgement" not in claim:
        return {"claim": asked.id, "reason": UNWRITTEN, "evidence": [], "verdict": "cannot_tell"}
    written = claim["judgement"]
    evidence = _point_at(question.of_kind("P"), written["evidence"])
    return {"claim": asked.id, "reason": written["reason"], "evidence": evidence, "verdict": written["verdict"]}


def _find_claim(asked: Shown, sources: Sequence[Source]) -> Json | None:
    """The hand-written claim of the same printed words, of several the one whose article and wording fit best."""
    printed, sentence = asked.details.get("as printed"), asked.details.get("in the sentence", "")
    fitting = [(source, claim) for source in sources for claim in source.claims if _is_printed(claim, asked, printed)]

    def fits(pair: tuple[Source, Json]) -> tuple[bool, int, float]:
        source, text = pair[0], fold(pair[1]["text"])
        anchored = sum(bool(_places(sentence, one["first_words"])) for one in source.claims)
        return text == asked.text, anchored, difflib.SequenceMatcher(None, text, asked.text).ratio()

    return max(fitting, key=fits)[1] if fitting else None


def _is_printed(claim: Json, asked: Shown, printed: str | None) -> bool:
    """Whether a claim is everything from its first to its last words of what is printed; else, whether it says that."""
    if printed is None:
        return fold(claim["text"]) == asked.text
    bare = printed.strip(_EDGES)
    begins, ends = _places(bare, claim["first_words"]), _places(bare, claim["last_words"])
    return any(m.start() == 0 for m in begins) and any(m.end() == len(bare) for m in ends)


# ---------------------------------------------------------------- serving


def completion(question: Question, reply: Json) -> Json:
    """A chat completion's body, the same for the same question."""
    content = json.dumps(reply, ensure_ascii=False)
    asked, written = (letters // _LETTERS_PER_TOKEN for letters in (question.letters, len(content)))
    message = {"role": "assistant", "content": content}
    return {
        "id": "chatcmpl-reference",
        "object": "chat.completion",
        "created": 0,
        "model": MODEL,
        "choices": [{"index": 0, "message": message, "finish_reason": "stop"}],
        "usage": {"prompt_tokens": asked, "completion_tokens": written, "total_tokens": asked + written},
    }


def respond(path: str, body: bytes, sources: Sequence[Source]) -> tuple[int, Json]:
    """The status and the body of an answer."""
    if path.partition("?")[0] != "/v1/chat/completions":
        return 404, _error(f"there is nothing at {path}")
    try:
        question = read_question(json.loads(body))
        return 200, completion(question, answer(question, sources))
    except (ValueError, Unknown) as error:
        return 400, _error(str(error))


def _error(message: str) -> Json:
    return {"error": {"message": message, "type": "invalid_request_error", "param": None, "code": None}}


def handler(sources: Sequence[Source]) -> type[BaseHTTPRequestHandler]:
    """A handler of requests that answers from these replies."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            status, reply = respond(self.path, body, sources)
            content = json.dumps(reply, ensure_ascii=False).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json; charset=utf-8")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    return Handler


def main() -> int:
    """Serve until the standard input closes."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("folder", type=Path)
    sources = read_sources(parser.parse_args().folder)
    if not sources:
        parser.error("the folder holds no replies (one JSON file for each source)")
    with ThreadingHTTPServer(("127.0.0.1", 0), handler(sources)) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        print(f"http://127.0.0.1:{server.server_port}/v1", flush=True)
        for _ in sys.stdin:
            pass
        server.shutdown()
    return 0


if __name__ == "__main__":
    sys.exit(main())
