"""A process that asks some questions and prints a line as soon as each is answered; a test kills it.

usage: asking.py BASE_URL STORE QUESTIONS
"""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

from summarize.chat import ChatMessage, ChatRequest, Endpoint, EndpointSettings
from summarize.replies import ReplyStore


async def ask_all(base_url: str, store: ReplyStore, questions: int) -> None:
    """Ask them four at a time."""
    async with Endpoint(EndpointSettings(base_url, None, "m-1", concurrency=4), store) as endpoint:

        async def ask(number: int) -> None:
            messages = (ChatMessage("user", f"Question {number}"),)
            await endpoint.ask(ChatRequest("m-1", messages, "numbers", {"type": "object"}, max_tokens=50))
            print(number, flush=True)

        await asyncio.gather(*(ask(number) for number in range(questions)))


if __name__ == "__main__":
    with ReplyStore(Path(sys.argv[2])) as replies:
        asyncio.run(ask_all(sys.argv[1], replies, int(sys.argv[3])))
