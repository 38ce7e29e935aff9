"""What the checkout refuses, in the words the cashier reads."""

from __future__ import annotations

from fallback_pos.errors import TillError


class UnknownBarcode(TillError):
    sentence = "No product has the code {code}. Scan again, find it by name, or sell it as an item that is not on file."


class NotAProduct(TillError):
    sentence = "{code} is not a product code. Scan the product's barcode."


class BadgeScanned(TillError):
    sentence = "This is an operator's badge and sells nothing. Scan it at the sign-in; scan the product here."


class NoOpenShift(TillError):
    sentence = "No shift is open. Open one with the counted float before you sell."


class EmptyCart(TillError):
    sentence = "There is nothing in the cart yet. Scan a product first."


class NotPaid(TillError):
    sentence = "{due} is still due. Take a tender first."


class RefundNotPaid(TillError):
    sentence = "{due} is still to be paid back. Choose how to refund it first."


class AlreadySold(TillError):
    sentence = "This cart was already sold as receipt {receipt}. It is cleared; print a copy if needed."


class AlreadyGivenUp(TillError):
    sentence = "This cart was given up before. It is cleared; scan the goods again if the customer wants them."


class WeightNeeded(TillError):
    sentence = "{name} is sold by weight. Weigh it and type the weight in {unit}, like 0.734."


class UnknownTaxClass(TillError):
    sentence = "There is no tax class “{tax_class}”. Use one of {known}."


class DescriptionMissing(TillError):
    sentence = "Type what is sold, so that the receipt and the books name it."


class PriceOutOfRange(TillError):
    sentence = "A price of {price} is not possible here. Type an amount from 0.00 to {limit}."


class ReasonMissing(TillError):
    sentence = "Type a reason: somebody will ask for it."


class DiscountOutOfRange(TillError):
    sentence = "A discount of {discount} is not possible here. Percent go up to 100, amounts up to {limit}."


class DepositFollows(TillError):
    sentence = "{name} follows the product it belongs to. Change that line instead."


class AmountTooLarge(TillError):
    sentence = "That would make amounts that no receipt can hold. Check quantity and price."


class MayNotSell(TillError):
    sentence = "{name} may not sell. Sign in as somebody who may."


class NotForReturnedLines(TillError):
    sentence = "A returned line follows its receipt: its price and quantity are fixed. Void it and return it again."


class ReceiptNotFound(TillError):
    sentence = "Receipt {receipt} is not in this till's journal. Check it, or return as from the main POS."


class TrainingReceipt(TillError):
    sentence = "Receipt {receipt} is from a training till: nothing on it is real. Nothing can come back against it."


class SoldLater(TillError):
    """Parameter: day (a date)."""

    sentence = "{day} has not come yet. Type the day on the main POS's receipt."


class ReceiptVoided(TillError):
    sentence = "Receipt {receipt} was voided as a whole: its money was paid back. Nothing of it can be returned."


class NotGoods(TillError):
    sentence = (
        "That code is not on goods. Scan what comes back; for a receipt of this till, leave with Esc and scan it."
    )


class RefundChanged(TillError):
    sentence = (
        "Other goods of the same receipt came back meanwhile, so the amount to pay back has changed. Take the refund "
        "out, check the amount and pay it back again."
    )


class NothingLeftToReturn(TillError):
    sentence = "Everything on receipt {receipt} has been returned already."


class TendersTaken(TillError):
    sentence = "Money has already been taken for this cart. Cancel its tenders first, with their references."


class CancellationReferenceMissing(TillError):
    sentence = "{tender_name} has moved money already. Cancel it there first and type the cancellation reference."


class NoSuchTender(TillError):
    sentence = "This tender is not in the cart any more."


class NoSuchParkedCart(TillError):
    sentence = "This parked cart is gone: it was recalled, sold or voided."


class CartInTheWay(TillError):
    sentence = "Park or finish the cart on the screen first."


class TooManyParked(TillError):
    sentence = "{limit} carts are parked already. Finish or void one of them first."


class ParkedUnreadable(TillError):
    sentence = "The parked cart “{name}” cannot be read by this version. Ring its goods again and call IT."


class PaperNumberWrong(TillError):
    """Parameter: number."""

    sentence = "“{number}” is no number of this shop's paper vouchers. Type it as it is printed on the pad."


class PaperNumberUsed(TillError):
    """Parameters: number, receipt."""

    sentence = "Paper voucher {number} was entered already, as receipt {receipt}. Nothing is sold twice."


class PaperFromTheFuture(TillError):
    sentence = "A voucher cannot have been written later than now. Check its time, and the clock of this PC."


class PaperTooOld(TillError):
    """Parameter: days."""

    sentence = "That voucher is older than {days} days. Check its date; if it is right, the office has to book it."


class PaperWriterMissing(TillError):
    sentence = "Type who wrote the voucher."


class NothingUndone(TillError):
    sentence = "There is nothing to undo."


class TooManyDetails(TillError):
    sentence = "A tender has at most {limit} details. Leave some out."


class TooLong(TillError):
    sentence = "That text is too long; at most {limit} characters fit."


class ConfirmationNeeded(TillError):
    """A step that asks once: call it again with this `question` among the `confirmed` ones."""

    question = ""


class ImplausibleQuantity(ConfirmationNeeded):
    sentence = "{quantity} × {name}? Confirm if that is right."
    question = "quantity"


class ImplausibleCash(ConfirmationNeeded):
    sentence = "{amount} in cash, for {due} due? Confirm if that is right."
    question = "cash"


class ImplausibleLine(ConfirmationNeeded):
    sentence = "{name} for {amount}? Confirm if that is right."
    question = "quantity"


class AgeCheckNeeded(ConfirmationNeeded):
    sentence = "{name}: is the customer at least {years} years old? Check the identity card, then confirm."
    question = "age"


class Expired(ConfirmationNeeded):
    sentence = "{name} expired on {day}. Confirm only if it may still be sold."
    question = "expired"
