"""What the commands of shift, cash and sale share: who asks, who approves, coins and notes, amounts."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from fallback_pos.cli.common import APPROVER_PIN_VARIABLE, PIN_VARIABLE, data_dir, read_pin, sentences

if TYPE_CHECKING:
    from fallback_pos.bootstrap.shift_work import ShiftWork
    from fallback_pos.bootstrap.till import HeadlessTill
    from fallback_pos.domain.denominations import Pieces
    from fallback_pos.domain.money import Money
    from fallback_pos.domain.operator import Operator as Person
    from fallback_pos.errors import TillError

Approver = Annotated[
    str | None,
    typer.Option(
        "--approver",
        metavar="CODE",
        help=f"A second person who answers for it too; the PIN comes from {APPROVER_PIN_VARIABLE}, or is asked for.",
    ),
]
Drawer = Annotated[str | None, typer.Option("--drawer", metavar="NAME", help="Which drawer; else the one in use.")]
Denominations = Annotated[
    str | None,
    typer.Option("--denominations", metavar="LIST", help='Coins and notes, such as "50:2,20:5".'),
]
Reason = Annotated[str, typer.Option("--reason", metavar="TEXT", help="Why.")]


@dataclass(frozen=True)
class DrawerWork:
    """A till opened for one command, with the people who stand before it."""

    till: HeadlessTill
    operator: Person
    approver: Person | None

    @property
    def work(self) -> ShiftWork:
        return self.till.work

    def money(self, text: str) -> Money:
        """Raises NotAnAmount."""
        from fallback_pos.domain.money import Money

        return Money.parse(text, self.work.desk.rules.currency)

    def money_or_none(self, text: str | None) -> Money | None:
        return None if text is None else self.money(text)

    def pieces(self, text: str | None) -> tuple[Pieces, ...]:
        """Raises NotDenominations, NotADenomination or NotAPieceCount."""
        from fallback_pos.domain.denominations import read_pieces

        rules = self.work.desk.rules
        return read_pieces(text, rules.denominations, rules.currency) if text else ()


@contextmanager
def drawer_command(
    data: Path | None,
    config: Path | None,
    operator: str,
    approver: str | None,
    on_the_screen: Callable[[], type[TillError]],
) -> Iterator[DrawerWork]:
    """Open the till for one step, or end with the sentence that says where on the screen it is done."""
    with sentences():
        from fallback_pos.bootstrap.drawer_commands import drawer_work

        pin = read_pin(PIN_VARIABLE, f"PIN of {operator}")
        with drawer_work(data_dir(data), config, on_the_screen()) as till:
            person = till.sign_in(operator, pin)
            second = None
            if approver is not None:
                second = till.access.verify(approver, read_pin(APPROVER_PIN_VARIABLE, f"PIN of {approver}"))
            yield DrawerWork(till, person, second)
