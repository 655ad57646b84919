"""Recorded exchanges with an endpoint, and the transport that plays and records them. The only door to vcrpy.

    <recording>/<source>/<prompt>.v<N>.yaml     what one source asked with one prompt, repair turns included

vcrpy's cassettes are used as documents: their format, matching and order of playing. Its patches of HTTP libraries
are not used: they are process-wide and want one cassette at a time, while a transport that is passed in files exchanges
that go on at the same time where they belong.

Nothing of an exchange is kept but what a replay needs: method, address without credentials, query and port, content
type, the times to wait, and the bodies. Keys and organisation ids in bodies are blanked out.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator, Sequence
from contextvars import ContextVar
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit, urlunsplit

from summarize.dialects import FENCE
from summarize.errors import InputError, ReplayError
from summarize.folders import beside

if TYPE_CHECKING:
    import httpx2
    from vcr.cassette import Cassette
    from vcr.request import Request

__all__ = ["FILED", "PLAYED", "Shelf", "find_secrets", "open_transport"]

Json = dict[str, Any]

FILED: ContextVar[str] = ContextVar("FILED", default="other/other")  # "<source>/<prompt>.v<N>" of the call under way
PLAYED = "x-summarize-played"  # header of an answer that came from a cassette

_KEPT_OF_REQUESTS = frozenset({"content-type"})
_KEPT_OF_ANSWERS = frozenset({"content-type", "retry-after", "retry-after-ms", "x-should-retry"})
_OF_THE_WIRE = frozenset({"content-encoding", "content-length", "transfer-encoding", "connection"})
_PASSING = frozenset({"id", "created", "timings"})
_BLANK = "***"
# Shapes of keys and ids that providers use; the key in use is blanked out whatever its shape.
_SECRET = re.compile(r"(?:\b(?:sk|pk|gsk)[-_]|\borg-|\bBearer\s+)(?=[A-Za-z_.~+/-]*\d)[A-Za-z0-9_.~+/-]{16,}")
_SECRET_HEADER = re.compile(r"(?im)^\s*(authorization|cookie|set-cookie|api-key|x-api-key|openai-organization)\s*:")
# How JSON is spelled on the wire; a body in one of these is kept as a tree, any other as the text it is.
_SPELLINGS: dict[str, Json] = {
    "canonical": {"sort_keys": True, "ensure_ascii": False, "separators": (",", ":")},
    "compact": {"ensure_ascii": False, "separators": (",", ":")},
    "compact, ASCII": {"separators": (",", ":")},
    "spaced": {"ensure_ascii": False},
    "spaced, ASCII": {},
    "indented": {"ensure_ascii": False, "indent": 2},
}
_LINE = 110
_SHOWN = 70
_NAMED_DIFFERENCES = 3
_NOTHING = object()


class Shelf:
    """The cassettes of one recording. `records` tells whether a request that none holds may be made and added.

    `InputError` when a file is no cassette. `played` and `recorded` count exchanges.
    """

    def __init__(self, folder: Path, *, records: bool, key: str | None = None) -> None:
        self.folder, self.records = folder, records
        self.played = self.recorded = 0
        self._key = key
        self._cassettes: dict[str, Cassette] = {
            path.relative_to(folder).with_suffix("").as_posix(): _load(path) for path in sorted(folder.glob("*/*.yaml"))
        }

    def __len__(self) -> int:
        return sum(len(cassette) for cassette in self._cassettes.values())

    def request(self, request: httpx2.Request) -> Request:
        """A request as cassettes hold it."""
        from vcr.request import Request

        kept = {name: value for name, value in request.headers.items() if name.lower() in _KEPT_OF_REQUESTS}
        return Request(request.method, _plain_address(str(request.url)), self._blanked(request.content), kept)

    def play(self, request: Request, filed: str) -> Json | None:
        """The next recorded answer to a request: from its own cassette, else from another; `None` if there is none."""
        own = self._cassettes.get(filed)
        for cassette in ([own] if own else []) + [one for one in self._cassettes.values() if one is not own]:
            if cassette.can_play_response_for(request):
                self.played += 1
                answer: Json = cassette.play_response(request)
                return answer
        return None

    def keep(self, request: Request, filed: str, status: int, headers: Sequence[tuple[str, str]], body: bytes) -> None:
        """Add an exchange, on disk when this returns."""
        cassette = self._cassettes.get(filed)
        if cassette is None:
            cassette = self._cassettes[filed] = _load(self.folder / f"{filed}.yaml")
        cassette.append(request, {
            "status": {"code": status, "message": ""},
            "headers": {name: [value] for name, value in headers if name.lower() in _KEPT_OF_ANSWERS},
            "body": {"string": self._blanked(body, answer=True)},
        })
        cassette.play_counts[len(cassette) - 1] = 1  # it has been given: an equal request is a new exchange
        _Files.save_cassette(cassette.path, {"requests": cassette.requests, "responses": cassette.responses}, _Yaml)
        self.recorded += 1

    def missing(self, request: Request, filed: str) -> ReplayError:
        """The error for a request that no cassette holds: it names the nearest recorded one and what differs."""
        source, _, prompt = filed.partition("/")
        what = f"no recorded exchange fits what {prompt} asks about {source}"
        nearest = min(self._candidates(request, filed), default=None)
        hint = "record it with --record new_episodes, or all of it with --record all"
        if nearest is None:
            return ReplayError(f"{what}: there are no recorded exchanges", where=str(self.folder), hint=hint)
        _, name, number, differences = nearest
        shown = ", ".join(differences[:_NAMED_DIFFERENCES]) or "nothing, but has been played already"
        more = len(differences) - _NAMED_DIFFERENCES
        rest = f" and {more} more" if more > 0 else ""
        return ReplayError(
            f"{what}; the nearest, exchange {number} of {name}.yaml, differs in {shown}{rest}",
            where=str(self.folder), hint=hint,
        )

    def unplayed(self) -> list[str]:
        """The exchanges that were not played, as "<cassette>, exchange <n>"."""
        return [
            f"{name}.yaml, exchange {n + 1}" for name, cassette in sorted(self._cassettes.items())
            for n in range(len(cassette)) if not cassette.play_counts[n]
        ]

    def _candidates(self, request: Request, filed: str) -> Iterator[tuple[tuple[bool, int], str, int, list[str]]]:
        asked = _leaves(_parsed(request.body))
        for name, cassette in self._cassettes.items():
            for number, recorded in enumerate(cassette.requests, 1):
                differences = _differences(_leaves(_parsed(recorded.body)), asked)
                differences = [*_address_difference(recorded, request), *differences]
                yield (name != filed, len(differences)), name, number, differences

    def _blanked(self, body: bytes, *, answer: bool = False) -> bytes:
        if self._key:
            body = body.replace(self._key.encode(), _BLANK.encode())
        try:
            text = body.decode() if answer else None
        except UnicodeDecodeError:
            return body
        return body if text is None else _SECRET.sub(_BLANK, text).encode()


def find_secrets(text: str, key: str | None = None) -> list[str]:
    """What in a cassette's text looks like a key, a cookie or an organisation id, each shortened."""
    found = [match[0][:12] + "…" for match in _SECRET.finditer(text)]
    found += [match[1] for match in _SECRET_HEADER.finditer(text)]
    return found + (["the key in use"] if key and key in text else [])


def open_transport(shelf: Shelf, live: httpx2.AsyncClient) -> httpx2.AsyncBaseTransport:
    """A transport that answers from the cassettes and, where the shelf records, from the live client."""
    import httpx2

    class CassetteTransport(httpx2.AsyncBaseTransport):
        async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
            await request.aread()
            asked, filed = shelf.request(request), FILED.get()
            played = shelf.play(asked, filed)
            if played is not None:
                headers = [(name, value) for name, values in played["headers"].items() for value in values]
                return httpx2.Response(
                    played["status"]["code"], headers=[*headers, (PLAYED, "1")], content=played["body"]["string"]
                )
            if not shelf.records:
                raise shelf.missing(asked, filed)
            return await self._ask(request, asked, filed)

        async def _ask(self, request: httpx2.Request, asked: Request, filed: str) -> httpx2.Response:
            answer = await live.send(request, stream=True)
            try:
                body = await answer.aread()
            finally:
                await answer.aclose()
            headers = [(name, value) for name, value in answer.headers.multi_items() if name not in _OF_THE_WIRE]
            shelf.keep(asked, filed, answer.status_code, headers, body)
            return httpx2.Response(answer.status_code, headers=headers, content=body)

        async def aclose(self) -> None:
            await live.aclose()

    return CassetteTransport()


# ---------------------------------------------------------------- files


def _load(path: Path) -> Cassette:
    """A cassette, empty where there is no file yet."""
    from vcr import matchers
    from vcr.cassette import Cassette
    from vcr.record_mode import RecordMode

    cassette = Cassette.load(
        path=path, serializer=_Yaml, persister=_Files, record_mode=RecordMode.NEW_EPISODES,
        match_on=(matchers.method, matchers.path, matchers.body),
    )
    cassette.rewound = True  # also where there was no file yet
    return cassette


class _Files:
    """Where vcrpy reads and writes: UTF-8, and a file is replaced whole or not at all."""

    @staticmethod
    def load_cassette(path: Path, serializer: type[_Yaml]) -> Any:
        import yaml
        from vcr.persisters.filesystem import CassetteNotFoundError
        from vcr.serialize import deserialize

        try:
            return deserialize(path.read_text(encoding="utf-8"), serializer)
        except FileNotFoundError:
            raise CassetteNotFoundError from None
        except (ValueError, KeyError, TypeError, AttributeError, yaml.YAMLError) as fault:
            reason = " ".join(str(fault).split())[:120]
            raise InputError(f"is not a cassette: {reason}", where=str(path), hint="record it again") from None

    @staticmethod
    def save_cassette(path: Path, cassette: Json, serializer: type[_Yaml]) -> None:
        from vcr.serialize import serialize

        scratch = beside(path, "partial")
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            scratch.write_text(serialize(cassette, serializer), encoding="utf-8", newline="\n")
            os.replace(scratch, path)
        except OSError as fault:
            scratch.unlink(missing_ok=True)
            raise InputError(f"cannot be written: {fault.strerror}", where=str(path)) from None


class _Yaml:
    """Cassettes as YAML that a person can read in a diff: JSON bodies as trees, long texts as blocks of lines."""

    @staticmethod
    def serialize(cassette: Json) -> str:
        import yaml

        exchanges = [
            {"request": {**one["request"], "body": _opened(one["request"]["body"])},
             "response": {**one["response"], "body": _lasting(_opened(one["response"]["body"]["string"]))}}
            for one in cassette["interactions"]
        ]
        readable = {**cassette, "interactions": exchanges}
        return str(yaml.dump(readable, Dumper=_dumper(), sort_keys=False, allow_unicode=True, width=_LINE))

    @staticmethod
    def deserialize(text: str) -> Json:
        import yaml

        cassette: Json = yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
        for exchange in cassette["interactions"]:
            exchange["request"]["body"] = _closed(exchange["request"]["body"])
            exchange["response"]["body"] = {"string": _closed(exchange["response"]["body"])}
        return cassette


@cache
def _dumper() -> Any:
    """A safe dumper that writes texts of several lines as blocks."""
    import yaml

    class Dumper(getattr(yaml, "CSafeDumper", yaml.SafeDumper)):  # type: ignore[misc]  # libyaml's where it is there
        def ignore_aliases(self, _: object) -> bool:
            return True

    def write_text(dumper: Any, text: str) -> Any:
        return dumper.represent_scalar("tag:yaml.org,2002:str", text, style="|" if "\n" in text else None)

    Dumper.add_representer(str, write_text)
    return Dumper


def _opened(body: Any) -> Any:
    """A JSON body as a tree, with the spelling that gives its bytes back; any other body as it is."""
    try:
        tree = json.loads(body) if isinstance(body, str) else None
    except ValueError:
        return body
    spelling = next((name for name, how in _SPELLINGS.items() if json.dumps(tree, **how) == body), None)
    return {"spelling": spelling, "json": tree} if isinstance(tree, dict) and spelling else body


def _lasting(body: Any) -> Any:
    """An answer without what is different each time, so that the diff of a new recording shows what has changed."""
    if not isinstance(body, dict) or "choices" not in body["json"]:
        return body
    return {**body, "json": {name: part for name, part in body["json"].items() if name not in _PASSING}}


def _closed(body: Any) -> Any:
    return json.dumps(body["json"], **_SPELLINGS[body["spelling"]]) if isinstance(body, dict) else body


def _plain_address(url: str) -> str:
    """An address without credentials, port and query."""
    parts = urlsplit(url)
    return urlunsplit((parts.scheme, parts.hostname or "", parts.path, "", ""))


# ---------------------------------------------------------------- what differs


def _parsed(body: Any) -> Any:
    try:
        return json.loads(body or b"null")
    except ValueError:
        return None


def _leaves(tree: Any, path: str = "") -> dict[str, Any]:
    """The values of a JSON tree by their paths; a text of several lines is a value a line."""
    if isinstance(tree, dict):
        return {key: leaf for name, part in tree.items() for key, leaf in _leaves(part, f"{path}.{name}").items()}
    if isinstance(tree, list):
        return {key: leaf for n, part in enumerate(tree) for key, leaf in _leaves(part, f"{path}[{n}]").items()}
    if isinstance(tree, str) and "\n" in tree:
        return {f"{path} line {n}": line for n, line in enumerate(tree.split("\n"), 1)}
    return {path: tree}


def _differences(recorded: Json, asked: Json) -> list[str]:
    paths = [*recorded, *(path for path in asked if path not in recorded)]
    return [
        f"{path.removeprefix('.')} ({_shown(recorded, path)} recorded, {_shown(asked, path)} asked)"
        for path in paths if recorded.get(path, _NOTHING) != asked.get(path, _NOTHING)
        and not str(recorded.get(path)).startswith(FENCE)  # its code differs wherever the text inside does
    ]


def _shown(leaves: Json, path: str) -> str:
    if path not in leaves:
        return "nothing"
    text = json.dumps(leaves[path], ensure_ascii=False)
    return text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…"


def _address_difference(recorded: Request, asked: Request) -> list[str]:
    if recorded.path == asked.path and recorded.method == asked.method:
        return []
    return [f"the address ({recorded.method} {recorded.path} recorded, {asked.method} {asked.path} asked)"]
