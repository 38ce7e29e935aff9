"""What the sale screen of a training till does with the coach's advice: say it, ask it, cut the power."""

from __future__ import annotations

from functools import partial
from time import monotonic
from typing import TYPE_CHECKING

from fallback_pos.errors import TillError
from fallback_pos.ui.commands.training import ask_change, say_score
from fallback_pos.ui.desk import SaleDesk
from fallback_pos.ui.power_cut import cut_power
from fallback_pos.ui.screens.selling import SellingScreen
from fallback_pos.ui.widgets.coach_line import CoachLine

if TYPE_CHECKING:
    from fallback_pos.training.coach import Coach


TRAINING_CHARACTER = "!"
"""Opens the exercises where nothing is typed yet. Every Ctrl key is taken or a scanner's own."""
PEACE_SECONDS = 15


def follow_advice(screen: SellingScreen, coach: Coach, line: CoachLine) -> None:
    """Called once a second."""
    try:
        advice = coach.look()
    except TillError as error:
        screen.refuse(error)
        return
    line.show(advice)
    if advice.power_goes:
        said = screen.tr.text("The power has gone. Start the till again and sign in:")
        cut_power(screen.app, f"{said}\n\n    {screen.till.training.command}\n")
    elif advice.finished is not None:
        score = advice.finished
        screen.start(lambda desk: say_score(desk, score), queued=True)
    elif advice.change is not None and screen.is_current and monotonic() >= line.ask_again_seconds:
        screen.start(partial(_ask_change, coach, line))


async def _ask_change(coach: Coach, line: CoachLine, desk: SaleDesk) -> None:
    """Whoever leaves the question has some peace for something else, such as a hint."""
    await ask_change(desk, coach)
    line.ask_again_seconds = monotonic() + PEACE_SECONDS
