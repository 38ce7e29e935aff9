"""What the use cases of a shift refuse, in the words that the person at the drawer reads."""

from __future__ import annotations

from fallback_pos.errors import TillError


class ShiftAlreadyOpen(TillError):
    """Parameters: name, opened_at."""

    sentence = "{name} opened a shift on {opened_at}; it is still open. Close it first."


class ShiftIsSuspended(TillError):
    """Parameters: drawer, name."""

    sentence = "The shift of {name} on drawer {drawer} is suspended. Take it over or close it first."


class NoShiftToClose(TillError):
    sentence = "No shift is open. Open one before you sell."


class NoShiftOnDrawer(TillError):
    """Parameter: drawer."""

    sentence = "No shift is open on drawer {drawer}. Open one there first."


class UnknownDrawer(TillError):
    """Parameters: drawer, known."""

    sentence = "This till has no drawer {drawer}. Use one of {known}, or add it under shift.more_drawers."


class NotYourDrawer(TillError):
    """Parameters: drawer, name."""

    sentence = "Drawer {drawer} belongs to {name}. Take it over first, or open a drawer of your own."


class NothingSuspended(TillError):
    sentence = "No shift is suspended. Open one before you sell."


class MoneyInOpenBasket(TillError):
    sentence = "Money was already taken for an open basket. Finish or cancel its payment, then close the shift."


class CountBelowZero(TillError):
    """Parameter: amount."""

    sentence = "A drawer cannot hold {amount}. Count again and type what is in it, 0 for an empty drawer."


class FloatMissing(TillError):
    sentence = "Count the cash in the drawer first: its sum, or its coins and notes. 0 for an empty drawer."


class PiecesDiffer(TillError):
    """Parameters: pieces, amount."""

    sentence = "The coins and notes make {pieces}, not {amount}. Count again, or leave one of the two out."


class HandOverSlipMissing(TillError):
    sentence = "Cash that is handed over needs a slip that both sign. Type the number of the slip."


class CurrencyChanged(TillError):
    """Parameters: before, now."""

    sentence = (
        "The open shift counts in {before}, the settings say {now}. Set the currency back to {before} and close the "
        "shift, then change it."
    )


class AmountMissing(TillError):
    sentence = "Type an amount above zero."


class BagMissing(TillError):
    sentence = "Type the number of the bag that goes to the safe: the bank counts it against that number."


class NoCountBegun(TillError):
    sentence = "No count is being made. Begin one first."


class NothingCounted(TillError):
    sentence = "The cash has not been counted yet. Type what is in the drawer, 0 for an empty drawer."


class NoSuchSlip(TillError):
    sentence = "That slip is not among those of this shift any more. Look at the list again."


class CountMissing(TillError):
    sentence = "The drawer has not been counted yet. Count it, then close the shift."


class CountIsStale(TillError):
    sentence = "Money moved after the drawer was counted. Count it again, then close the shift."


class DifferenceNeedsReason(TillError):
    sentence = "The count differs by more than is allowed. Count again, or type the reason and ask a second person."


class ShiftsStillOpen(TillError):
    """Parameter: shifts."""

    sentence = "The day cannot be closed yet. Still open: {shifts}. Close these shifts first."


class BasketsStillOpen(TillError):
    """Parameter: baskets."""

    sentence = "The day cannot be closed yet. Parked baskets wait: {baskets}. Recall, sell or void them first."


class BasketOnScreen(TillError):
    sentence = "The day cannot be closed yet. There is a basket on the screen. Finish, park or void it first."


class NothingToCloseToday(TillError):
    """Parameter: day."""

    sentence = "No closed shift waits for a day. The business date is {day}; close its shifts first."


class DayNotBegun(TillError):
    """Parameter: day."""

    sentence = "The business date {day} has not begun by this PC's clock. Check the clock, or close it when it comes."
