"""Whether a recording still replays: every exchange is of a current prompt, is asked for again, and holds no secret."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from summarize.cases import CASE_FILES
from summarize.errors import SummarizeError
from summarize.options import ModelOptions
from summarize.pipeline import judge_case, name_case
from summarize.recordings import CaseName, faults_of_files, read_recording
from summarize.resources import examples_folder
from summarize.session import prompt_digests

_NAMED = 3


def recording_faults(folder: Path, cases: Iterable[Path] = ()) -> list[str]:
    """What is wrong with a recording. Its case is looked for among `cases`, the bundled ones, and those right here."""
    recording = read_recording(folder)
    faults = faults_of_files(folder, prompt_digests())
    case = _find_case(recording.case, [*cases, *_folders(examples_folder()), *_folders(Path())])
    if case is None:
        return [*faults, f"its case {recording.case.name!r} is not here or was changed: name the case's folder as well"]
    try:
        options = ModelOptions(record="none", cassettes=folder)
        run = judge_case(case, engine="llm", only=recording.only, model=options).run
    except SummarizeError as error:
        return [*faults, f"it does not replay: {error.line()}"]
    return faults + _unplayed(run["model"]["exchanges"]["unplayed"])


def _find_case(wanted: CaseName, folders: Iterable[Path]) -> Path | None:
    made = (folder for folder in folders if any((folder / name).is_file() for name in CASE_FILES))
    return next((folder for folder in made if name_case(folder) == wanted), None)


def _folders(root: Path) -> list[Path]:
    return sorted(path for path in root.iterdir() if path.is_dir()) if root.is_dir() else []


def _unplayed(names: list[str]) -> list[str]:
    if not names:
        return []
    more = f" and {len(names) - _NAMED} more" if len(names) > _NAMED else ""
    return [f"not played: {'; '.join(names[:_NAMED])}{more} (record it anew with --record all)"]
