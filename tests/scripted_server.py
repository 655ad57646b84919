"""An endpoint on loopback that follows a script: real sockets, and every fault a real endpoint can have.

    with ScriptedServer([Answer(status=503), reply('{"a": 1}')]) as server: ...   # the last step repeats
    python tests/scripted_server.py --delay 0.2                                   # prints its address; for tools/

The server runs an event loop in a thread of its own. What it received is read back from `received`.
"""

from __future__ import annotations

import argparse
import asyncio
import hashlib
import json
import socket
import struct
import threading
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Self


@dataclass(frozen=True, slots=True)
class Received:
    """One request as it came: its path with the query, headers in lower case, and JSON body."""

    path: str
    headers: Mapping[str, str]
    body: dict[str, Any]

    @property
    def digest(self) -> str:
        """SHA-256 of the canonical JSON body, computed here without the package's help."""
        canonical = json.dumps(self.body, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
        return hashlib.sha256(canonical.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer, and how it goes wrong.

    `delay` passes before it. `cut` sends only so many bytes of the body and resets the connection. `drip` sends a byte
    at a time with so many seconds between. `hold` waits until the server's `release` is called. `hang` never answers.
    """

    status: int = 200
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=lambda: {"content-type": "application/json"})
    delay: float = 0.0
    cut: int | None = None
    drip: float | None = None
    hang: bool = False
    hold: bool = False


Step = Answer | Callable[[Received], Answer]


def completion(content: object, finish_reason: object = "stop", **message: object) -> dict[str, Any]:
    """A chat completion's body, as the protocol has it."""
    return {
        "id": "chatcmpl-1",
        "object": "chat.completion",
        "created": 0,
        "model": "scripted",
        "choices": [
            {
                "index": 0,
                "message": {"role": "assistant", "content": content, **message},
                "finish_reason": finish_reason,
            }
        ],
        "usage": {"prompt_tokens": 30, "completion_tokens": 12, "total_tokens": 42},
    }


def reply(content: object = '{"a": 1}', finish_reason: object = "stop", **message: object) -> Answer:
    """A well-formed answer with that content."""
    return Answer(body=json.dumps(completion(content, finish_reason, **message)).encode())


def failure(status: int, message: str = "no", headers: Mapping[str, str] | None = None, **fields: object) -> Answer:
    """An error as OpenAI's own endpoint words it."""
    body = json.dumps({"error": {"message": message, "type": None, "param": None, "code": None, **fields}})
    return Answer(status, body.encode(), {"content-type": "application/json", **(headers or {})})


class ScriptedServer:
    """A server that answers its requests by the steps in order, the last one again and again."""

    def __init__(self, steps: Iterable[Step] = ()) -> None:
        self._steps = list(steps) or [reply()]
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._released = asyncio.Event()
        self._connections: set[asyncio.Task[None]] = set()
        self.received: list[Received] = []
        self.at_once = 0
        self.most_at_once = 0
        self.held = threading.Semaphore(0)  # released once for each request that is held

    @property
    def base_url(self) -> str:
        return f"http://127.0.0.1:{self._port}/v1"

    @property
    def counts(self) -> Counter[str]:
        """How often each request body came."""
        return Counter(request.digest for request in self.received)

    def release(self) -> None:
        """Let the held answers go."""
        self._loop.call_soon_threadsafe(self._released.set)

    def __enter__(self) -> Self:
        self._thread.start()
        starting = asyncio.start_server(self._connected, "127.0.0.1", 0, limit=1 << 24)
        self._server = asyncio.run_coroutine_threadsafe(starting, self._loop).result()
        self._port: int = self._server.sockets[0].getsockname()[1]
        return self

    def __exit__(self, *_: object) -> None:
        asyncio.run_coroutine_threadsafe(self._stop(), self._loop).result()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    async def _stop(self) -> None:
        self._server.close()
        for connection in list(self._connections):
            connection.cancel()
        await asyncio.gather(*self._connections, return_exceptions=True)

    async def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._connections.add(task)
        try:
            while await self._serve(reader, writer):
                pass
        except (ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError):
            pass  # the client left, or the server stops
        finally:
            self._connections.discard(task)
            writer.close()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        request = await _read_request(reader)
        step = self._steps[min(len(self.received), len(self._steps) - 1)]
        self.received.append(request)
        self.at_once += 1
        self.most_at_once = max(self.most_at_once, self.at_once)
        try:
            return await self._answer(step if isinstance(step, Answer) else step(request), writer)
        finally:
            self.at_once -= 1

    async def _answer(self, answer: Answer, writer: asyncio.StreamWriter) -> bool:
        if answer.hang:
            await asyncio.Event().wait()
        if answer.hold:
            self.held.release()
            await self._released.wait()
        if answer.delay:
            await asyncio.sleep(answer.delay)
        head = [f"HTTP/1.1 {answer.status} -", f"content-length: {len(answer.body)}"]
        head += [f"{name}: {value}" for name, value in answer.headers.items()]
        first = answer.body[: 0 if answer.drip else answer.cut]
        writer.write("\r\n".join([*head, "", ""]).encode("latin-1") + first)
        await writer.drain()
        if answer.cut is not None:
            return _reset(writer)
        for byte in answer.body[len(first) :]:
            await asyncio.sleep(answer.drip or 0)
            writer.write(bytes([byte]))
            await writer.drain()
        return True


async def _read_request(reader: asyncio.StreamReader) -> Received:
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
    headers = dict(line.lower().split(": ", 1) for line in head[1:] if line)
    kept = dict(line.split(": ", 1) for line in head[1:] if line)
    body = json.loads(await reader.readexactly(int(headers.get("content-length", 0))) or b"{}")
    return Received(head[0].split()[1], {name.lower(): value for name, value in kept.items()}, body)


def _reset(writer: asyncio.StreamWriter) -> bool:
    """Close with RST in place of FIN, as a crashed server or a firewall does."""
    writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    writer.transport.abort()
    return False


def main() -> None:
    """Serve until the standard input closes."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--delay", type=float, default=0.2)
    answer = Answer(body=reply().body, delay=parser.parse_args().delay)
    with ScriptedServer([answer]) as server:
        print(server.base_url, flush=True)
        input_closed = False
        while not input_closed:
            input_closed = not _asked_for_count(server)


def _asked_for_count(server: ScriptedServer) -> bool:
    try:
        input()
    except EOFError:
        return False
    print(len(server.received), flush=True)
    return True


if __name__ == "__main__":
    main()
