"""What a training till notes beside its journal: the exercise that runs, and the scores. Small files of JSON."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from fallback_pos.errors import TillError

RUN_FILE = "exercise.json"
SCORES_FILE = "scores.jsonl"
LARGEST_FILE_BYTES = 4_000_000
"""Some twenty thousand scores; of a larger file the newest are read."""


class TrainingNotesNotWritten(TillError):
    sentence = "What was done in the exercise could not be written to {file} ({reason}). Make room on the disk."


class TrainingNotes:
    """`folder`: the data directory of a training till, which need not be there to be read."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def read_run(self) -> Mapping[str, Any] | None:
        """The exercise that runs; None without one, or when the note cannot be read."""
        try:
            content = json.loads((self._folder / RUN_FILE).read_bytes()[:LARGEST_FILE_BYTES])
        except (OSError, ValueError):
            return None
        return content if isinstance(content, dict) else None

    def write_run(self, run: Mapping[str, Any] | None) -> None:
        """Whole, or what was there before. Raises TrainingNotesNotWritten."""
        path = self._folder / RUN_FILE
        try:
            if run is None:
                path.unlink(missing_ok=True)
                return
            half_done = path.with_name(f"{RUN_FILE}.new")
            with half_done.open("w", encoding="utf-8") as file:
                json.dump(run, file, ensure_ascii=False)
                file.flush()
                os.fsync(file.fileno())
            half_done.replace(path)
        except OSError as error:
            raise TrainingNotesNotWritten(file=str(path), reason=error.strerror or str(error)) from error

    def add_score(self, score: Mapping[str, Any]) -> None:
        """Raises TrainingNotesNotWritten."""
        path = self._folder / SCORES_FILE
        try:
            with path.open("a+b") as file:
                line = json.dumps(score, ensure_ascii=False).encode() + b"\n"
                file.write(line if _ends_with_a_line(file.tell(), path) else b"\n" + line)
                file.flush()
                os.fsync(file.fileno())
        except OSError as error:
            raise TrainingNotesNotWritten(file=str(path), reason=error.strerror or str(error)) from error

    def scores(self) -> list[Mapping[str, Any]]:
        """Oldest first. A line that a power cut tore is left out."""
        try:
            with (self._folder / SCORES_FILE).open("rb") as file:
                size = file.seek(0, os.SEEK_END)
                file.seek(max(0, size - LARGEST_FILE_BYTES))
                lines = file.read(LARGEST_FILE_BYTES).splitlines()
        except OSError:
            return []
        found = (_read(line) for line in lines)
        return [score for score in found if score is not None]


def _ends_with_a_line(size: int, path: Path) -> bool:
    if size == 0:
        return True
    with path.open("rb") as file:
        file.seek(-1, os.SEEK_END)
        return file.read(1) == b"\n"


def _read(line: bytes) -> Mapping[str, Any] | None:
    try:
        content = json.loads(line)
    except ValueError:
        return None
    return content if isinstance(content, dict) else None
