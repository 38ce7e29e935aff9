"""[agent]: the program that replays while the till sells."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from config.values import Section


class AgentSettings(Section):
    """The agent."""

    start_with_till: bool
    """Whether the till starts it when none is running."""
    linger_minutes: Annotated[int, Field(ge=0, le=1440)]
    """How long it stays after its queue is empty and no till runs."""
    log_level: Literal["debug", "info", "warning", "error"]
    """How much it writes into its log."""
    log_megabytes_limit: Annotated[int, Field(ge=1, le=1000)]
    """Size at which its log is turned over; one old log is kept."""
