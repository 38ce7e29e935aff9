"""What a cashier reads when a receipt cannot be printed or found."""

from fallback_pos.errors import TillError


class ReceiptNotKnown(TillError):
    sentence = "Receipt {receipt} is not in this till's journal. Check the number."


class NoReceiptPrinter(TillError):
    sentence = "This till has no receipt printer. Write the receipt by hand, or set one up under devices.printer."


class NothingToSettle(TillError):
    sentence = "Nobody has to look for that receipt any more. It is settled."


class LayoutFailed(TillError):
    sentence = "Receipt {receipt} could not be laid out ({detail}). The sale itself is safe; tell IT."
