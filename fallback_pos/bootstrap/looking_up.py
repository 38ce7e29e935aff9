"""From the till's files to look-ups: the index, the print jobs, and what the agent knows of each entry."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from fallback_pos.bootstrap.data_dir import DataDir
from fallback_pos.lookups.lookups import LookUps
from fallback_pos.lookups.values import Delivery, DeliveryState
from fallback_pos.storage.delivery import DeliveryView
from fallback_pos.storage.index import Index
from sync.ledger import Entry
from sync.protocols import Attempt, HeldState

LOOKED_AT_ATTEMPTS = 50


def make_lookups(folder: DataDir, index: Index, printed: Callable[[str], str | None]) -> LookUps:
    view = DeliveryView(folder.delivery)

    def deliveries(entry: Entry) -> Sequence[Delivery]:
        return [_delivery(view, target, entry) for target in view.targets()]

    return LookUps(index, printed, deliveries)


def _delivery(view: DeliveryView, target: str, entry: Entry) -> Delivery:
    """A target's mark has passed what it confirmed and what it set aside."""
    held = next((each for each in view.held(target) if each.position == entry.position), None)
    if held is not None:
        decided = held.state in (HeldState.SET_ASIDE, HeldState.WAITING)
        return Delivery(target, DeliveryState.SET_ASIDE if decided else DeliveryState.IN_DOUBT, str(held.fault))
    confirmed = view.anchored_heads().get(target)
    if confirmed is not None and entry.position <= confirmed.position:
        return Delivery(target, DeliveryState.ACKNOWLEDGED)
    tried = any(_covers(each, entry) for each in view.attempts(target, LOOKED_AT_ATTEMPTS))
    return Delivery(target, DeliveryState.IN_DOUBT if tried else DeliveryState.WAITING)


def _covers(attempt: Attempt, entry: Entry) -> bool:
    return attempt.first <= entry.position <= attempt.last
