"""Takes a step of a use case: asks a second person where one is needed, asks once where a step asks, shows refusals."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from fallback_pos.checkout.errors import ConfirmationNeeded
from fallback_pos.domain.operator import ApprovalNeeded, NotAllowedToApprove, Operator, SamePerson
from fallback_pos.errors import TillError
from fallback_pos.ui.base_screen import TillScreen
from fallback_pos.ui.dialogs.approve import approve_dialog
from fallback_pos.ui.dialogs.confirm import ConfirmDialog
from fallback_pos.ui.dialogs.form import Done
from fallback_pos.ui.unexpected import unexpected

Result = TypeVar("Result")
Given = TypeVar("Given")
Step = Callable[[Operator | None, tuple[str, ...]], Result]
"""A step called with (approver, questions answered with yes)."""


async def attempt(screen: TillScreen[Given], step: Step[Result]) -> Done[Result] | None:
    """Done with what the step gave, None when it was refused or somebody said no. Run it in a worker."""
    approver: Operator | None = None
    needed: ApprovalNeeded | None = None
    confirmed: tuple[str, ...] = ()
    while True:
        try:
            return Done(step(approver, confirmed))
        except (ApprovalNeeded, SamePerson, NotAllowedToApprove) as refusal:
            needed = refusal if isinstance(refusal, ApprovalNeeded) else needed
            wrong = "" if refusal is needed else screen.tr.sentence(refusal)
            if needed is None:
                screen.refuse(refusal)
                return None
            approved = await screen.app.push_screen_wait(approve_dialog(screen.session, needed, wrong))
            if approved is None:
                return None
            approver = approved.value
        except ConfirmationNeeded as question:
            title = screen.tr.text("Please check")
            asked = ConfirmDialog(screen.session, title, screen.tr.sentence(question))
            if not await screen.app.push_screen_wait(asked):
                return None
            confirmed = (*confirmed, question.question)
        except TillError as error:
            screen.refuse(error)
            return None
        except Exception as error:  # noqa: BLE001 - the outermost edge of a step
            screen.refuse(unexpected(screen.session, "a step failed", error))
            return None
