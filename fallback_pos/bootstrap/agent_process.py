"""The agent as seen from the till: starting it in a session of its own, and reading what it last said."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from config.settings import Settings
from fallback_pos.bootstrap.data_dir import DataDir
from fallback_pos.storage.locks import is_locked


@dataclass(frozen=True, slots=True)
class AgentStatus:
    """What the agent wrote last. `central_answers` is None while nobody knows; `sent_up_to` is a sequence number."""

    running: bool = False
    central_answers: bool | None = None
    sent_up_to: int = 0
    state: str = ""
    fault: str = ""

    @property
    def summary(self) -> str:
        if not self.running:
            return "-"
        return " ".join(part for part in (self.state, f"<= {self.sent_up_to}", self.fault) if part)


def read_agent_status(folder: DataDir) -> AgentStatus:
    """The agent's status file; the empty status when there is none, or it is half written by something foreign."""
    with suppress(OSError, ValueError, TypeError, AttributeError):
        content = json.loads(folder.agent_status.read_text(encoding="utf-8"))
        return AgentStatus(
            running=content.get("state") != "ended",
            central_answers=content.get("central_answers"),
            sent_up_to=int(content.get("sent_up_to", 0)),
            state=str(content.get("state", "")),
            fault=str(content.get("fault") or ""),
        )
    return AgentStatus()


def start_agent_if_none(folder: DataDir, settings: Settings, config: Path | None = None) -> bool:
    """Start the agent unless one runs, replay is off, or the settings say no. True when one was started.

    It gets a session of its own, so that it outlives the terminal, and its output goes to a log.
    """
    if not (settings.central.enabled and settings.agent.start_with_till):
        return False
    if is_locked(folder.agent_lock):
        return False
    log_folder = folder.root / settings.paths.log_folder
    log_folder.mkdir(parents=True, exist_ok=True)
    command = [sys.executable, "-m", "fallback_pos", "agent", "--data", str(folder.root)]
    if config is not None:
        command += ["--config", str(config)]
    with (log_folder / "agent.log").open("ab") as log:
        subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=os.name == "posix",
            close_fds=True,
        )
    return True
