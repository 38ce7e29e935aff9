"""A printer as a shop has it, apart from the way to it."""

from dataclasses import dataclass, field

from drivers.printers.delivery import DeliveryTimes
from drivers.printers.profiles import PrinterProfile


@dataclass(frozen=True, slots=True)
class PrinterSettings:
    """One printer as a shop has it.

    fonts: font files for scripts that the printer lacks; those found on this computer are tried after them.
    retry_seconds: between attempts while it cannot print. give_up_seconds: a job with nothing sent fails after this.
    idle_check_seconds: between looks at an idle printer; None for none, where the main POS shares it.
    warm_up_seconds: after the start, when the renderer is loaded, so that it neither delays the first screen nor the
    first receipt.
    """

    name: str
    profile: PrinterProfile
    times: DeliveryTimes = field(default_factory=DeliveryTimes)
    fonts: tuple[str, ...] = ()
    retry_seconds: float = 2.0
    give_up_seconds: float = 900.0
    idle_check_seconds: float | None = 30.0
    warm_up_seconds: float = 3.0
    drawer_deadline_seconds: float = 3.0
    queue_limit: int = 500
