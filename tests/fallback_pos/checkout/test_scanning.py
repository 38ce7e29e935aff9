"""From a code to a line: what is sold, what is asked, what is refused."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from fallback_pos.barcodes import UnreadableBarcode
from fallback_pos.checkout.errors import (
    AgeCheckNeeded,
    AmountTooLarge,
    ConfirmationNeeded,
    DepositFollows,
    DescriptionMissing,
    Expired,
    ImplausibleLine,
    ImplausibleQuantity,
    NothingUndone,
    PriceOutOfRange,
    UnknownBarcode,
    UnknownTaxClass,
    WeightNeeded,
)
from fallback_pos.checkout.reading import Meaning
from fallback_pos.domain.cart import CartIsFull, LineKind, PriceSource
from fallback_pos.domain.operator import ApprovalNeeded, Role
from fallback_pos.domain.quantity import NotAQuantity, WholePiecesOnly
from tests.fallback_pos.checkout.shop import (
    AMBIGUOUS,
    APPLE,
    BARCODES,
    BEER,
    CARTON,
    CHEESE_LABEL,
    EGGS,
    FUEL,
    HAM_LABEL,
    JUICE,
    MAJA,
    MARKO,
    MILK,
    RECALLED,
    SOAP,
    SPIRIT,
    TEA,
    TODAY,
    Shop,
    gtin,
)


def lines(shop: Shop) -> list[tuple[str, str, str]]:
    return [(line.line.name, f"{line.line.quantity:f}", line.value.text) for line in shop.checkout.priced.lines]


def test_a_scanned_product_is_sold_at_its_price(shop: Shop) -> None:
    result = shop.checkout.scan(MILK, "]E0")
    assert (result.meaning, result.line) == (Meaning.PRODUCT, 1)
    assert lines(shop) == [("Mlijeko", "1", "1.09")]
    assert shop.checkout.cart.lines[0].names == (("zh", "牛奶"),)


@pytest.mark.parametrize("typed", [gtin("400638133399"), "4999", "NO-SUCH"])
def test_a_code_that_is_not_on_file_is_refused_and_changes_nothing(shop: Shop, typed: str) -> None:
    shop.checkout.enter(MILK)
    with pytest.raises(UnknownBarcode, match=typed):
        shop.checkout.enter(typed)
    assert lines(shop) == [("Mlijeko", "1", "1.09")]


def test_a_misread_code_is_refused_and_changes_nothing(shop: Shop) -> None:
    with pytest.raises(UnreadableBarcode):
        shop.checkout.enter(MILK[:-1] + str((int(MILK[-1]) + 1) % 10))
    assert shop.checkout.cart.is_empty


def test_a_quantity_before_the_code_is_sold(shop: Shop) -> None:
    shop.checkout.enter(f"3*{MILK}")
    shop.checkout.enter("0,734 * 4011")
    assert lines(shop) == [("Mlijeko", "3", "3.27"), ("Jabuka", "0.734", "1.46")]


@pytest.mark.parametrize("typed", ["3 * {}", "3×{}", "3x{}", "3X {}", "３＊{}"])
def test_a_quantity_is_typed_in_many_ways(shop: Shop, typed: str) -> None:
    shop.checkout.enter(typed.format(MILK))
    assert lines(shop) == [("Mlijeko", "3", "3.27")]


def test_a_code_with_an_x_in_it_is_one_code(shop: Shop) -> None:
    with pytest.raises(UnknownBarcode, match="10x15-FRAME"):
        shop.checkout.enter("10x15-FRAME")


@pytest.mark.parametrize("typed", [f"0*{MILK}", f"0.000*{MILK}"])
def test_nothing_is_sold_zero_times(shop: Shop, typed: str) -> None:
    with pytest.raises(NotAQuantity):
        shop.checkout.enter(typed)


def test_pieces_are_whole_and_weighed_goods_are_weighed(shop: Shop) -> None:
    with pytest.raises(WholePiecesOnly, match="Mlijeko"):
        shop.checkout.enter(f"0.5*{MILK}")
    with pytest.raises(WeightNeeded, match="kg"):
        shop.checkout.enter(APPLE)


@pytest.mark.parametrize("quantity", ["-1", "0", "1.2345", "100000", "NaN", "Infinity"])
def test_no_front_end_can_sell_what_is_no_quantity(shop: Shop, quantity: str) -> None:
    product = shop.checkout.product_of(MILK)
    number = shop.checkout.add_product(product)
    with pytest.raises(NotAQuantity):
        shop.checkout.add_product(product, Decimal(quantity), confirmed=["quantity"])
    with pytest.raises(NotAQuantity):
        shop.checkout.change_quantity(number, Decimal(quantity), approver=MARKO, confirmed=["quantity"])
    with pytest.raises(NotAQuantity):
        shop.checkout.add_open_item("Lamp", shop.money("1.00"), "A", quantity=Decimal(quantity))
    with pytest.raises(NotAQuantity):
        shop.checkout.return_product(product, Decimal(quantity), "faulty", receipt="M-1", approver=MARKO)
    assert lines(shop) == [("Mlijeko", "1", "1.09")]


def test_a_carton_sells_the_pieces_in_it(shop: Shop) -> None:
    shop.checkout.enter(CARTON)
    shop.checkout.enter(f"2*{CARTON}")
    assert lines(shop) == [("Mlijeko", "18", "19.62")]


def test_a_repeated_scan_raises_the_line_and_undo_lowers_it_again(shop: Shop) -> None:
    for _ in range(3):
        shop.checkout.enter(MILK)
    assert lines(shop) == [("Mlijeko", "3", "3.27")]
    shop.checkout.undo()
    assert lines(shop) == [("Mlijeko", "2", "2.18")]
    shop.checkout.undo()
    shop.checkout.undo()
    assert shop.checkout.cart.is_empty
    with pytest.raises(NothingUndone):
        shop.checkout.undo()


def test_a_shop_may_want_a_line_for_each_scan(shop: Shop) -> None:
    shop.checkout.rules = replace(shop.rules, merge_repeated_scans=False)
    shop.checkout.enter(MILK)
    shop.checkout.enter(MILK)
    assert len(lines(shop)) == 2


def test_weighed_goods_are_never_merged(shop: Shop) -> None:
    shop.checkout.enter("0.5*4011")
    shop.checkout.enter("0.5*4011")
    assert len(lines(shop)) == 2


# Deposits


def test_a_deposit_follows_its_line(shop: Shop) -> None:
    shop.checkout.enter(JUICE)
    shop.checkout.enter(JUICE)
    assert lines(shop) == [("Nektar naranča", "2", "2.58"), ("Deposit", "2", "0.20")]
    shop.checkout.change_quantity(1, Decimal(7))
    assert lines(shop) == [("Nektar naranča", "7", "9.03"), ("Deposit", "7", "0.70")]
    shop.checkout.change_quantity(1, Decimal(3))
    assert lines(shop)[1] == ("Deposit", "3", "0.30")
    shop.checkout.void_line(1)
    assert lines(shop) == []


def test_a_deposit_has_no_quantity_and_no_discount_of_its_own(shop: Shop) -> None:
    shop.checkout.enter(f"3*{JUICE}")
    assert shop.checkout.cart.lines[1].kind is LineKind.DEPOSIT
    with pytest.raises(DepositFollows):
        shop.checkout.change_quantity(2, Decimal(2))
    with pytest.raises(DepositFollows):
        shop.checkout.discount_line(2, "damaged", percent=Decimal(5))


def test_a_deposit_that_was_voided_is_not_sold_again_by_the_next_scan(shop: Shop) -> None:
    shop.checkout.enter(JUICE)
    shop.checkout.void_line(2)
    shop.checkout.enter(JUICE)
    shop.checkout.enter(JUICE)
    assert lines(shop) == [
        ("Nektar naranča", "1", "1.29"), ("Nektar naranča", "2", "2.58"), ("Deposit", "2", "0.20")
    ]  # fmt: skip


# Labels


def test_a_price_label_sells_at_its_price(shop: Shop) -> None:
    shop.checkout.enter(gtin(HAM_LABEL.format(price=495)))
    [line] = shop.checkout.priced.lines
    assert (line.value.text, line.line.quantity, line.price_source) == ("4.95", Decimal("0.5"), PriceSource.LABEL)


def test_a_weight_label_sells_its_weight(shop: Shop) -> None:
    shop.checkout.enter(gtin(CHEESE_LABEL.format(grams=734)))
    assert lines(shop) == [("Sir", "0.734", "8.81")]


def test_three_equal_labels_are_charged_three_times(shop: Shop) -> None:
    shop.checkout.enter("3*" + gtin(HAM_LABEL.format(price=495)))
    shop.checkout.enter("2*" + gtin("211234500499"))
    shop.checkout.enter("2*" + gtin(CHEESE_LABEL.format(grams=734)))
    assert lines(shop) == [("Šunka", "1.500", "14.85"), ("Torta", "2", "9.98"), ("Sir", "1.468", "17.62")]
    with pytest.raises(WholePiecesOnly):
        shop.checkout.enter("0.5*" + gtin(HAM_LABEL.format(price=495)))


def test_a_label_whose_quantity_is_corrected_is_priced_again(shop: Shop) -> None:
    shop.checkout.enter(gtin("211234500499"))
    shop.checkout.change_quantity(1, Decimal(2))
    assert lines(shop) == [("Torta", "2", "16.00")]


def test_a_code_that_is_two_numbers_lets_the_cashier_choose(shop: Shop) -> None:
    result = shop.checkout.enter(f"2*{AMBIGUOUS}")
    assert result.meaning is Meaning.CHOOSE and shop.checkout.cart.is_empty
    assert [found.product.name for found in result.candidates] == ["UPC-E number", "Short number"]
    assert result.reading is not None
    shop.checkout.add_found(result.candidates[1], Decimal(2), result.reading.barcode)
    assert lines(shop) == [("Short number", "2", "2.00")]


# Questions


def test_the_age_is_asked_once_for_the_highest_in_the_cart(shop: Shop) -> None:
    with pytest.raises(AgeCheckNeeded, match="16 years"):
        shop.checkout.enter(BEER)
    shop.checkout.enter(BEER, confirmed=["age"])
    shop.checkout.enter(BEER)
    with pytest.raises(AgeCheckNeeded, match="18 years"):
        shop.checkout.enter(SPIRIT)
    shop.checkout.enter(SPIRIT, confirmed=["age"])
    shop.checkout.enter(BEER)
    assert [done.reason for done in shop.checkout.cart.approvals] == ["16", "18"]


def test_a_blocked_product_needs_somebody_who_may(shop: Shop) -> None:
    with pytest.raises(ApprovalNeeded) as needed:
        shop.checkout.enter(RECALLED)
    assert needed.value.role is Role.SUPERVISOR
    shop.checkout.enter(RECALLED, approver=MAJA)
    assert shop.checkout.cart.approvals[0].name == "Maja"


def test_an_implausible_quantity_is_asked_once(shop: Shop) -> None:
    with pytest.raises(ImplausibleQuantity, match="100 × Mlijeko"):
        shop.checkout.enter(f"100*{MILK}")
    shop.checkout.enter(f"99*{MILK}")
    with pytest.raises(ImplausibleQuantity, match="100 × Mlijeko"):
        shop.checkout.enter(MILK)
    shop.checkout.enter(MILK, confirmed=["quantity"])
    shop.checkout.enter(MILK)
    assert shop.checkout.cart.lines[0].quantity == 101


def test_an_implausible_line_is_asked_once(shop: Shop) -> None:
    shop.checkout.enter(f"2*{FUEL}")
    with pytest.raises(ImplausibleLine, match=r"1200\.00"):
        shop.checkout.enter(FUEL)
    shop.checkout.enter(FUEL, confirmed=[ImplausibleLine.question])
    shop.checkout.enter(FUEL)
    assert lines(shop) == [("Lož ulje", "4", "1600.00")]


def test_an_expired_code_is_asked_about(shop: Shop) -> None:
    element_string = f"010{MILK}17{TODAY - timedelta(days=1):%y%m%d}"
    with pytest.raises(Expired, match="Mlijeko"):
        shop.checkout.scan(element_string, "]d2")
    shop.checkout.scan(element_string, "]d2", confirmed=["expired"])
    assert lines(shop) == [("Mlijeko", "1", "1.09")]


def test_every_question_is_answered_by_its_own_word(shop: Shop) -> None:
    kinds = [AgeCheckNeeded, Expired, ImplausibleQuantity, ImplausibleLine]
    assert all(kind.question for kind in kinds) and not ConfirmationNeeded.question


# Not on file, receipts, loyalty


def test_what_is_not_on_file_is_sold_by_description_price_and_tax(shop: Shop) -> None:
    shop.checkout.add_open_item("  Lamp\x00\n", shop.money("19.90"), "B", "Household", Decimal("2"))
    [line] = shop.checkout.priced.lines
    assert (line.line.name, line.value.text, line.line.tax.code) == ("Lamp", "39.80", "B")
    with pytest.raises(UnknownTaxClass, match="A, B, Z"):
        shop.checkout.add_open_item("Lamp", shop.money("1.00"), "X")
    with pytest.raises(DescriptionMissing):
        shop.checkout.add_open_item(" \x07 ", shop.money("1.00"), "A")
    with pytest.raises(PriceOutOfRange):
        shop.checkout.add_open_item("Lamp", shop.money("-1.00"), "A")
    with pytest.raises(PriceOutOfRange):
        shop.checkout.add_open_item("Lamp", shop.money("100000.01"), "A")
    with pytest.raises(ApprovalNeeded):
        shop.checkout.add_open_item("Lamp", shop.money("10.00"), "A", quantity=Decimal(6))


def test_a_receipt_scanned_into_the_sale_is_told_apart_from_goods(shop: Shop) -> None:
    receipt = shop.sell(MILK).receipt
    result = shop.checkout.enter(receipt)
    assert (result.meaning, result.reference) == (Meaning.RECEIPT, receipt)
    assert shop.checkout.cart.is_empty


def test_a_customer_card_is_attached_even_when_its_number_looks_like_a_payment_card(shop: Shop) -> None:
    import re

    pattern = re.compile(r"95\d{14}")
    shop.checkout.rules = replace(shop.rules, loyalty_pattern=pattern, barcodes=replace(BARCODES, own_pattern=pattern))
    number = next(f"95{n:014d}" for n in range(10) if _luhn(f"95{n:014d}"))
    assert shop.checkout.enter(number).meaning is Meaning.LOYALTY
    assert shop.checkout.cart.loyalty == number
    shop.checkout.attach_loyalty("")
    assert shop.checkout.cart.loyalty is None


def _luhn(digits: str) -> bool:
    from fallback_pos.domain.card_numbers import passes_luhn

    return passes_luhn(digits)


def test_a_code_of_letters_is_found(shop: Shop) -> None:
    shop.checkout.scan("TEA-1")
    shop.checkout.scan(TEA)
    assert [line[0] for line in lines(shop)] == ["Čaj", "Čaj"]


def test_prices_of_the_day(shop: Shop) -> None:
    shop.checkout.enter(SOAP)
    shop.checkout.enter(EGGS)
    shop.checkout.enter(EGGS)
    assert [line[2] for line in lines(shop)] == ["1.50", "6.00"]
    shop.checkout.enter(EGGS)
    assert lines(shop)[1] == ("Jaja", "3", "7.50")


# Limits


def test_a_cart_that_is_full_says_so(shop: Shop) -> None:
    shop.checkout.rules = replace(shop.rules, most_lines=2)
    shop.checkout.enter(MILK)
    shop.checkout.enter(TEA)
    shop.checkout.enter(TEA)
    with pytest.raises(CartIsFull, match="at most 2"):
        shop.checkout.enter(SOAP)


def test_amounts_that_no_receipt_can_hold_are_refused_before_they_are_sold(shop: Shop) -> None:
    def add() -> None:
        shop.checkout.add_open_item(
            "Ship", shop.money("100000.00"), "A", quantity=Decimal(99_999), approver=MARKO, confirmed=["quantity"]
        )

    for _ in range(5):
        add()
    with pytest.raises(AmountTooLarge):
        add()
