"""No card number gets in through any field, and honest numbers that look like one do."""

import re
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

import pytest

from fallback_pos.checkout.errors import ReceiptNotFound
from fallback_pos.domain.card_numbers import CardNumberRefused, passes_luhn
from fallback_pos.domain.tender import TenderType
from fallback_pos.errors import TillError
from tests.fallback_pos.checkout.shop import CARD_SLIP, MAJA, MARKO, MILK, TEA, Shop

CARD = "4111111111111111"
SHAPES = [CARD, "4111 1111 1111 1111", "4111-1111-1111-1111", f";{CARD}=29121010000000000000?", f"%B{CARD}^DOE/J^2912?"]

Field = Callable[[Shop, str], object]
FIELDS: dict[str, Field] = {
    "scan": lambda shop, text: shop.checkout.enter(text),
    "quantity*scan": lambda shop, text: shop.checkout.enter(f"3*{text}"),
    "description": lambda shop, text: shop.checkout.add_open_item(text, shop.money("1.00"), "A"),
    "department": lambda shop, text: shop.checkout.add_open_item("Lamp", shop.money("1.00"), "A", text),
    "override reason": lambda shop, text: shop.checkout.override_price(1, shop.money("3.00"), text, approver=MAJA),
    "discount reason": lambda shop, text: shop.checkout.discount_line(1, text, percent=Decimal(5)),
    "basket reason": lambda shop, text: shop.checkout.discount_basket(text, percent=Decimal(5)),
    "void reason": lambda shop, text: shop.checkout.void_cart(text),
    "cart name": lambda shop, text: shop.checkout.park(text),
    "customer": lambda shop, text: shop.checkout.attach_customer(text),
    "tax number": lambda shop, text: shop.checkout.attach_customer("Somebody", text),
    "loyalty": lambda shop, text: shop.checkout.attach_loyalty(text),
    "receipt": lambda shop, text: shop.checkout.returnable(text),
    "returned receipt": lambda shop, text: shop.checkout.return_line(text, 1, Decimal(1), "faulty"),
    "return reason": lambda shop, text: shop.checkout.return_line("03-1-000001", 1, Decimal(1), text),
    "main POS receipt": lambda shop, text: shop.checkout.return_open_item(
        "Lamp", shop.money("1.00"), "A", "faulty", receipt=text, approver=MARKO
    ),
    "returned description": lambda shop, text: shop.checkout.return_open_item(
        text, shop.money("1.00"), "A", "faulty", approver=MARKO
    ),
    "card reference": lambda shop, text: shop.checkout.tender(
        TenderType.CARD, shop.money("1.00"), details=CARD_SLIP, reference=text
    ),
    "wallet reference": lambda shop, text: shop.checkout.tender(
        TenderType.WALLET, shop.money("1.00"), reference=text
    ),
    "paid elsewhere": lambda shop, text: shop.checkout.tender(
        TenderType.PAID_ELSEWHERE, shop.money("1.00"), reference=text
    ),
    "approval code": lambda shop, text: shop.checkout.tender(
        TenderType.CARD, shop.money("1.00"), details={**CARD_SLIP, "approval_code": text}
    ),
    "name of a detail": lambda shop, text: shop.checkout.tender(
        TenderType.CARD, shop.money("1.00"), details={**CARD_SLIP, text: "x"}
    ),
    "cancellation": lambda shop, text: shop.checkout.cancel_tender(
        shop.checkout.cart.tenders[0].id, text, approver=MAJA
    ),
}  # fmt: skip


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("field", FIELDS)
def test_no_field_takes_a_card_number(shop: Shop, field: str, shape: str) -> None:
    shop.sell(TEA)
    shop.checkout.enter(TEA)
    shop.pay_by_card("0.99")
    cart, head = shop.checkout.cart, shop.journal.head
    with pytest.raises(TillError) as refused:
        FIELDS[field](shop, shape)
    assert "1111" not in str(refused.value) + repr(refused.value.params)
    assert shop.checkout.cart == cart and shop.journal.head == head
    saved = shop.state.ask(lambda c: c.exec_driver_sql("SELECT group_concat(content) FROM cart").scalar())
    assert "1111" not in saved


@pytest.mark.parametrize("field", sorted(set(FIELDS) - {"void reason"}))
def test_the_refusal_says_why(shop: Shop, field: str) -> None:
    shop.sell(TEA)
    shop.checkout.enter(TEA)
    shop.pay_by_card("0.99")
    with pytest.raises(CardNumberRefused):
        FIELDS[field](shop, CARD)


def luhn_number(prefix: str, digits: int) -> str:
    """A number with this beginning that passes the check of cards."""
    stem = prefix + "0" * (digits - len(prefix) - 1)
    return next(stem + last for last in "0123456789" if passes_luhn(stem + last))


def test_an_honest_voucher_number_that_looks_like_a_card_is_taken(shop: Shop) -> None:
    shop.checkout.enter(TEA)
    number = luhn_number("77", 16)
    shop.checkout.tender(TenderType.VOUCHER, shop.money("3.99"), reference=number)
    assert shop.checkout.complete().sale.tenders[0].reference == number


def test_an_honest_wallet_reference_is_taken_where_the_scheme_says_what_they_look_like(shop: Shop) -> None:
    shop.checkout.enter(TEA)
    number = luhn_number("42", 18)
    with pytest.raises(CardNumberRefused):
        shop.checkout.tender(TenderType.WALLET, shop.money("1.00"), reference=number)
    shop.checkout.tender(TenderType.WALLET, shop.money("3.99"), reference=number, details={"scheme": "wechat"})
    assert shop.checkout.complete().sale.tenders[0].reference == number


def test_an_honest_receipt_number_of_the_main_pos_is_taken(shop: Shop) -> None:
    number = luhn_number("2026", 14)
    shop.checkout.rules = replace(shop.rules, main_pos_receipt_pattern=re.compile(r"2026\d{10}"))
    shop.checkout.return_open_item("Lamp", shop.money("1.00"), "A", "faulty", receipt=number, approver=MARKO)
    assert shop.checkout.cart.lines[0].returns is not None
    assert shop.checkout.cart.lines[0].returns.receipt == number


def test_a_tenth_of_honest_product_numbers_look_like_cards_and_are_sold(shop: Shop) -> None:
    from fallback_pos.checkout.errors import UnknownBarcode
    from tests.fallback_pos.checkout.shop import gtin

    honest = [number for number in (gtin(f"38501040{n:04d}") for n in range(300)) if passes_luhn(number)]
    assert len(honest) > 10
    for number in honest:
        with pytest.raises(UnknownBarcode, match=number):
            shop.checkout.enter(number)


def test_a_voucher_number_in_a_field_without_its_pattern_is_refused(shop: Shop) -> None:
    with pytest.raises(CardNumberRefused):
        shop.checkout.attach_customer(luhn_number("77", 16))
    shop.checkout.attach_customer("Kupac 12345678903")
    with pytest.raises(ReceiptNotFound):
        shop.checkout.returnable(MILK[:12])
