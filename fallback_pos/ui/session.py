"""What every screen shares while the program runs: the opened till, the reader's language, the keyboard's timing."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from drivers.scanners.wedge import WedgeSettings
from fallback_pos.i18n.translator import Translator

if TYPE_CHECKING:
    from fallback_pos.domain.operator import Operator
    from fallback_pos.ui.till import OpenTill


@dataclass
class Session:
    """`till` is None until bootstrap has opened it; the sign-in screen is on the glass before that."""

    tr: Translator
    wedge: WedgeSettings = field(default_factory=WedgeSettings)
    now: Callable[[], datetime] = lambda: datetime.now().astimezone()
    till: OpenTill | None = None
    operator: Operator | None = None
    touched_at: float = field(default_factory=time.monotonic)
    """When somebody last pressed, scanned or touched something, by the monotonic clock."""

    def touch(self) -> None:
        self.touched_at = time.monotonic()

    @property
    def opened(self) -> OpenTill:
        """The till, for screens that exist only once it is open."""
        if self.till is None:
            raise RuntimeError("the till is not open yet")
        return self.till
