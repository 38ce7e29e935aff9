"""[sign_in]: PINs and lock-outs."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, model_validator

from config.values import N_, Expected, Section


class SignInSettings(Section):
    """Signing in. PINs have six digits; that is no setting."""

    wrong_pins_until_locked: Annotated[int, Field(ge=2, le=20)]
    """Wrong PINs in a row after which an operator's code is locked for a while."""
    first_lock_seconds: Annotated[int, Field(ge=10, le=3600)]
    """Length of the first lock; each further wrong PIN doubles it."""
    longest_lock_seconds: Annotated[int, Field(ge=10, le=86_400)]
    """Longest lock."""

    @model_validator(mode="after")
    def _locks_grow(self) -> SignInSettings:
        if self.longest_lock_seconds < self.first_lock_seconds:
            raise Expected(N_("longest_lock_seconds that is not below first_lock_seconds"))
        return self
