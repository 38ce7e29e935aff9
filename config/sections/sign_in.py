"""[sign_in]: PINs, badges, lock-outs, codes."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, model_validator

from config.values import N_, Expected, Pattern, Section


class SignInSettings(Section):
    """Signing in. PINs have six digits; that is no setting."""

    wrong_pins_until_locked: Annotated[int, Field(ge=2, le=20)]
    """Wrong PINs in a row after which an operator's code is locked for a while."""
    first_lock_seconds: Annotated[int, Field(ge=10, le=3600)]
    """Length of the first lock; each further wrong PIN doubles it."""
    longest_lock_seconds: Annotated[int, Field(ge=10, le=86_400)]
    """Longest lock."""
    badge_pattern: Pattern | None = None
    """Whole texts that are operators' badges (a regular expression); badges hold a letter. None: no badges."""
    badge_needs_pin: bool
    """Whether somebody who scans a badge types the PIN too."""
    one_time_code_hours: Annotated[int, Field(ge=1, le=168)]
    """How long a manager's one-time code is good for."""
    clock_ahead_days: Annotated[int, Field(ge=2, le=1000)]
    """A clock that is ahead of the last sign-in by more days after a restart is asked about."""

    @model_validator(mode="after")
    def _locks_grow(self) -> SignInSettings:
        if self.longest_lock_seconds < self.first_lock_seconds:
            raise Expected(N_("longest_lock_seconds that is not below first_lock_seconds"))
        return self
