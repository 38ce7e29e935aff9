"""The screen while its operator is away: nothing can be read or done until a PIN is typed again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fallback_pos.ui.messages import TakenOver, Unlocked
from fallback_pos.ui.screens.sign_in import SignInScreen
from fallback_pos.ui.session import Session

if TYPE_CHECKING:
    from fallback_pos.domain.operator import Operator


class LockScreen(SignInScreen, inherit_bindings=False):
    """Lies over everything else. Who locked it goes on there; anybody else signs in afresh, and the basket stays."""

    def __init__(self, session: Session, operator: Operator) -> None:
        self._locked_by = operator
        super().__init__(session)
        self._note = self._said()

    @property
    def locked_by(self) -> Operator:
        return self._locked_by

    def _said(self) -> str:
        return self.tr.text(
            "Locked. {name} types the PIN and goes on. Anybody else: Esc, then their own code; the basket stays.",
            name=self._locked_by.name,
        )

    def _forget(self) -> None:
        super()._forget()
        self._fill_in_code(self._locked_by.code)

    def _leave_field(self) -> None:
        """Esc is for somebody else: their code comes first."""
        super()._forget()

    def _entered(self, operator: Operator) -> None:
        self.session.operator = operator
        same = operator.code == self._locked_by.code
        self.post_message(Unlocked() if same else TakenOver())
