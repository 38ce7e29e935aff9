"""Words for codes that errors carry as parameters: actions, roles, tenders and the fields to type.

An error of the domain names a code ("line_discount"), because it knows no language; here it becomes a word.
"""

from __future__ import annotations

from collections.abc import Mapping

from fallback_pos.domain.operator import Action, Role
from fallback_pos.domain.tender import TenderType
from fallback_pos.i18n.marker import N_

ACTION_WORDS: Mapping[Action, str] = {
    Action.SELL: N_("Selling"),
    Action.LINE_DISCOUNT: N_("A discount on a line"),
    Action.BASKET_DISCOUNT: N_("A discount on the basket"),
    Action.PRICE_OVERRIDE: N_("Changing a price"),
    Action.OPEN_ITEM: N_("Selling an item that is not on file"),
    Action.VOID_LINE: N_("Voiding a line"),
    Action.VOID_CART: N_("Voiding the whole basket"),
    Action.RETURN_WITH_RECEIPT: N_("A return against a receipt"),
    Action.RETURN_MAIN_POS: N_("A return against a receipt of the main POS"),
    Action.RETURN_WITHOUT_RECEIPT: N_("A return without a receipt"),
    Action.REFUND_OTHER_TENDER: N_("Refunding in another way than it was paid"),
    Action.TENDER_OVER_LIMIT: N_("An unconfirmed payment over the limit"),
    Action.CANCEL_TENDER: N_("Cancelling a payment"),
    Action.SELL_BLOCKED: N_("Selling a blocked product"),
    Action.SELL_AT_OLD_PRICES: N_("Selling at prices this old"),
    Action.NO_SALE: N_("Opening the drawer without a sale"),
    Action.REPRINT: N_("Printing a copy of a receipt"),
    Action.OPEN_SHIFT: N_("Opening a shift"),
    Action.CLOSE_SHIFT: N_("Closing the shift"),
    Action.SUSPEND_SHIFT: N_("Suspending a shift"),
    Action.TAKE_OVER_DRAWER: N_("Taking over another's drawer"),
    Action.COUNT: N_("Counting the drawer"),
    Action.OVER_SHORT: N_("A difference in the count"),
    Action.CLOSE_DAY: N_("Closing the day"),
    Action.PAID_IN: N_("Paying cash in"),
    Action.PAID_OUT: N_("Paying cash out"),
    Action.DROP: N_("A drop to the safe"),
    Action.VOID_SALE: N_("Voiding a sale"),
    Action.CORRECT_TENDER: N_("Correcting a payment"),
    Action.RECONCILE: N_("Comparing with a bank statement"),
    Action.ENTER_PAPER: N_("Entering a voucher written on paper"),
    Action.SEE_ALARMS: N_("Looking at alarms"),
    Action.SWITCH_OVER: N_("Switching over to this till"),
    Action.END_OUTAGE: N_("Ending the outage"),
    Action.REPORTS: N_("Reading the reports"),
    Action.JOURNAL: N_("Reading the journal"),
    Action.MANAGE_OPERATORS: N_("Adding or changing operators"),
    Action.CONFIRM_CLOCK: N_("Confirming the clock"),
}
ROLE_WORDS: Mapping[Role, str] = {
    Role.CASHIER: N_("cashier"),
    Role.SUPERVISOR: N_("supervisor"),
    Role.MANAGER: N_("manager"),
    Role.IT: N_("IT"),
}
TENDER_WORDS: Mapping[TenderType, str] = {
    TenderType.CASH: N_("cash"),
    TenderType.CARD: N_("card slip"),
    TenderType.WALLET: N_("mobile wallet"),
    TenderType.VOUCHER: N_("voucher"),
    TenderType.STORE_CREDIT: N_("store credit"),
    TenderType.PAID_ELSEWHERE: N_("payment on the main POS"),
}
FIELD_WORDS: Mapping[str, str] = {
    "approval_code": N_("approval code"),
    "last_four": N_("last four digits"),
    "slip": N_("slip number"),
    "reference": N_("reference"),
    "scheme": N_("wallet"),
}
WORDS: Mapping[str, str] = {
    **{action.value: word for action, word in ACTION_WORDS.items()},
    **{role.value: word for role, word in ROLE_WORDS.items()},
    **{tender.value: word for tender, word in TENDER_WORDS.items()},
    **FIELD_WORDS,
}
"""Code to English word, which is its message id."""
