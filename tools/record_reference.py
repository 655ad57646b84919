#!/usr/bin/env python3
"""Record the replies that were written by hand for a case, over the whole way that a model's replies take.

usage: record_reference.py [--case DIR] [--out RUN]

The replies are those of `tools/reference_replies/<case>`, served on loopback by `reference_endpoint.py`. A replay that
names no model takes this recording. Exits with the status of `summarize run`.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from reference_endpoint import MODEL

from summarize.pipeline import name_case
from summarize.recordings import recording_place

TOOLS = Path(__file__).resolve().parent


def read_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--case", type=Path, default=Path("examples/kremlin-2021-09-13"), help="default: %(default)s")
    parser.add_argument("--out", type=Path, help="keep the run in this new folder")
    return parser.parse_args()


def record(case: Path, base_url: str, out: Path) -> int:
    """Run the case with everything recorded; the exit status of `summarize run`."""
    options = ["--engine", "llm", "--base-url", base_url, "--model", MODEL, "--record", "all", "--out", str(out)]
    environment = {k: v for k, v in os.environ.items() if k != "OPENAI_API_KEY"} | {"SUMMARIZE_STORE": "off"}
    command = [sys.executable, "-m", "summarize", "run", str(case), *options]
    return subprocess.run(command, cwd=TOOLS.parent, env=environment, stdout=subprocess.DEVNULL).returncode


def prefer(folder: Path) -> None:
    """Have a replay that names no model take this recording."""
    path = folder / "recording.json"
    fields = json.loads(path.read_text(encoding="utf-8"))
    path.write_text(json.dumps(fields | {"preferred": True}, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def main() -> int:
    """Serve the replies, record a run, and mark the recording."""
    asked = read_arguments()
    command = [sys.executable, str(TOOLS / "reference_endpoint.py"), str(TOOLS / "reference_replies" / asked.case.name)]
    with (
        tempfile.TemporaryDirectory() as scratch,
        subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as server,
    ):
        assert server.stdin
        assert server.stdout
        status = record(asked.case, server.stdout.readline().strip(), asked.out or Path(scratch) / "run")
        server.stdin.close()
    if status == 0:
        folder = recording_place(name_case(asked.case), None, MODEL)
        prefer(folder)
        print(f"cassettes: {folder}")
    return status


if __name__ == "__main__":
    sys.exit(main())
