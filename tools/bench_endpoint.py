#!/usr/bin/env python3
"""How near the endpoint's door comes to the ideal throughput, against a server on loopback that answers after a while.

usage: bench_endpoint.py [--requests 200] [--concurrency 32] [--delay 0.2]

The ideal is what no client can beat: as many rounds as it takes to put the requests through the slots, each as long
as the server takes to answer. The server is a process of its own. A second run over the same store must make no call.
Exits with 1 when the throughput is below 0.90 of the ideal or the second run makes a call.
"""

from __future__ import annotations

import argparse
import asyncio
import math
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from summarize.chat import ChatMessage, ChatRequest, Endpoint, EndpointSettings
from summarize.replies import ReplyStore

ROOT = Path(__file__).resolve().parent.parent
SCHEMA = {"type": "object", "properties": {"a": {"type": "integer"}}, "required": ["a"], "additionalProperties": False}
FLOOR = 0.90


def read_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--requests", type=int, default=200)
    parser.add_argument("--concurrency", type=int, default=32)
    parser.add_argument("--delay", type=float, default=0.2)
    return parser.parse_args()


async def ask_all(base_url: str, store: Path, requests: int, concurrency: int) -> float:
    """Seconds that it takes to have all requests answered, a first one for the imports and connection apart."""
    settings = EndpointSettings(base_url, None, "scripted", concurrency=concurrency)
    prompt = "word " * 2000
    with ReplyStore(store) as replies:
        async with Endpoint(settings, replies) as endpoint:
            await endpoint.ask(_request(f"{prompt} warm"))
            started = time.perf_counter()
            await asyncio.gather(*(endpoint.ask(_request(f"{prompt}{n}")) for n in range(requests)))
            return time.perf_counter() - started


def _request(prompt: str) -> ChatRequest:
    return ChatRequest("scripted", (ChatMessage("user", prompt),), "numbers", SCHEMA, max_tokens=100)


def main() -> int:
    """Run twice and print both figures."""
    asked = read_arguments()
    command = [sys.executable, str(ROOT / "tests" / "scripted_server.py"), "--delay", str(asked.delay)]
    ideal = math.ceil(asked.requests / asked.concurrency) * asked.delay
    with (
        tempfile.TemporaryDirectory() as folder,
        subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as server,
    ):
        assert server.stdin
        assert server.stdout
        base_url = server.stdout.readline().strip()
        calls: list[int] = []
        for turn in ("first", "second"):
            seconds = asyncio.run(ask_all(base_url, Path(folder) / "r.sqlite", asked.requests, asked.concurrency))
            server.stdin.write("\n")
            server.stdin.flush()
            calls.append(int(server.stdout.readline()) - sum(calls))
            print(f"{turn} run: {asked.requests} answers in {seconds:.3f} s, {calls[-1]} calls")
            if turn == "first":
                share = ideal / seconds
                print(f"  {asked.requests / seconds:.1f} per second, {share:.3f} of the ideal ({ideal:.3f} s)")
        server.stdin.close()
    return 0 if share >= FLOOR and calls[1] == 0 else 1


if __name__ == "__main__":
    sys.exit(main())
