"""What a scan does at the sale screen: sold at once, or asked about first, one question at a time."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Awaitable, Callable
from functools import partial
from typing import TYPE_CHECKING

from fallback_pos.checkout.errors import ConfirmationNeeded, WeightNeeded
from fallback_pos.checkout.reading import Meaning
from fallback_pos.domain.goods_name import GoodsName
from fallback_pos.domain.operator import ApprovalNeeded
from fallback_pos.errors import TillError
from fallback_pos.ui.attempt import attempt
from fallback_pos.ui.commands.returning import return_from_receipt
from fallback_pos.ui.commands.weighing import weigh
from fallback_pos.ui.desk import SaleDesk
from fallback_pos.ui.dialogs.choose import Choice, ChooseDialog
from fallback_pos.ui.unexpected import unexpected

if TYPE_CHECKING:
    from fallback_pos.checkout.basket import ScanResult
    from fallback_pos.ui.session import Session

Run = Callable[[SaleDesk], Awaitable[None]]


class SellingScreen(SaleDesk, inherit_bindings=False):
    """Runs scans and commands; the sale screen paints around it."""

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._busy = False
        self._next_runs: list[Run] = []

    @abstractmethod
    def beep(self) -> None:
        """Sound the bell, where the shop wants it."""

    def sell(self, step: Callable[..., ScanResult], code: str) -> None:
        """Do it at once; only where somebody has to be asked, go on in a worker."""
        try:
            result = step()
        except (ApprovalNeeded, ConfirmationNeeded):
            self.start(lambda desk: self._sell_asking(step), queued=True)
        except WeightNeeded as needed:
            self.beep()
            self.start(partial(self._sell_weighed, code, needed), queued=True)
        except TillError as error:
            self.take_typed()
            self.refuse(error)
        except Exception as error:  # noqa: BLE001 - the outermost edge of a scan
            self._survive("a scan failed", error)
        else:
            self._sold(result)

    async def _sell_asking(self, step: Callable[..., ScanResult]) -> None:
        done = await attempt(self, lambda approver, confirmed: step(approver=approver, confirmed=confirmed))
        if done is not None:
            self._sold(done.value)
        else:
            self.take_typed()

    async def _sell_weighed(self, code: str, needed: WeightNeeded, desk: SaleDesk) -> None:
        self.take_typed()
        name = needed.params["name"]
        done = await weigh(
            self,
            name.name_in(self.tr.language) if isinstance(name, GoodsName) else str(name),
            str(needed.params["unit"]),
            lambda quantity, approver, confirmed: self.checkout.scan(
                code, quantity=quantity, approver=approver, confirmed=confirmed
            ),
        )
        if done is not None:
            self._sold(done.value)

    def _sold(self, result: ScanResult) -> None:
        match result.meaning:
            case Meaning.RECEIPT:
                self.take_typed()
                receipt = result.reference or ""
                self.start(lambda desk: return_from_receipt(desk, receipt), queued=True)
            case Meaning.CHOOSE:
                self.start(lambda desk: self._choose(result), queued=True)
            case Meaning.LOYALTY:
                self.show_cart(self.tr.text("customer card"))
            case _:
                self.show_cart(self._last_line(result.line))
                if self.till.rules.beep_on_scan:
                    self.beep()

    async def _choose(self, result: ScanResult) -> None:
        """One code, several products: the cashier says which."""
        tr = self.tr
        choices = [
            Choice(found, found.product.name_in(tr.language), tr.money(found.product.price))
            for found in result.candidates
        ]
        chosen = await self.ask(ChooseDialog(self.session, tr.text("This code stands for several products"), choices))
        if chosen is None:
            return
        barcode = result.reading.barcode if result.reading else None
        step = await attempt(
            self,
            lambda approver, confirmed: self.checkout.add_found(
                chosen, barcode=barcode, approver=approver, confirmed=confirmed
            ),
        )
        if step is not None:
            self.show_cart(chosen.product.name_in(tr.language))

    def _last_line(self, number: int | None) -> str:
        if number is None:
            return ""
        priced = self.checkout.priced.line(number)
        return f"{priced.line.name_in(self.tr.language)} {self.tr.money(priced.amount)}"

    def start(self, run: Run, *, queued: bool = False) -> None:
        """Run a command in a worker, one at a time: a second key press must not start it twice.

        `queued` runs it after the present one. A scan that closed a dialog arrives before its command has ended, and
        must not be lost.
        """
        if self._busy:
            if queued:
                self._next_runs.append(run)
            return
        self._busy = True
        self.run_worker(self._run_until_done(run), group="command")

    async def _run_until_done(self, first: Run) -> None:
        self._next_runs.append(first)
        try:
            while self._next_runs:
                await self._run_safely(self._next_runs.pop(0))
        finally:
            self._busy = False

    async def _run_safely(self, run: Run) -> None:
        try:
            await run(self)
        except Exception as error:  # noqa: BLE001 - the outermost edge of a command
            self._survive("a command failed", error)

    def _survive(self, doing: str, error: Exception) -> None:
        """A fault that nobody thought of is recorded and said, and the till goes on."""
        self.take_typed()
        self.refuse(unexpected(self.session, doing, error))
