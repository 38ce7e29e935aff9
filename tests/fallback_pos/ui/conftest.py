"""One demo shop set up for all; every test copies it."""

from __future__ import annotations

from pathlib import Path

import pytest

from fallback_pos.bootstrap.demo import set_up_demo


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("demo") / "shop"
    set_up_demo(folder)
    return folder


@pytest.fixture(autouse=True)
def no_agent(monkeypatch: pytest.MonkeyPatch) -> None:
    """Tests never start the agent's process."""
    monkeypatch.setenv("FALLBACK_POS_AGENT__START_WITH_TILL", "false")
