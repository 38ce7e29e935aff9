"""What a customer reads, a tax office adds up, and a cashier scans again for a return."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from drivers.printers.columns import text_width
from drivers.printers.document import Barcode, Cut, Document, Element, QrCode, Rule, Size, Text
from fallback_pos.domain.cart import CartLine, Customer, Discount, LineKind, PriceSource, ReturnOf, ReturnSource
from fallback_pos.domain.money import Currency, Money
from fallback_pos.domain.returns import return_line
from fallback_pos.domain.sale import Sale
from fallback_pos.domain.tax import TaxMode, TaxRounding
from fallback_pos.domain.tender import TenderType
from fallback_pos.i18n.translator import Translator
from fallback_pos.receipt_layout.layout import PaperTooNarrow, lay_out
from fallback_pos.receipt_layout.shop_header import PaymentQr, Printing, ShopHeader
from tests.fallback_pos.receipt_layout.sales import (
    REDUCED,
    STANDARD,
    cart_of,
    euro,
    goods,
    sale_of,
    tender,
)

SHOP = ShopHeader(
    name="Trgovina Kod Ane d.o.o.",
    address_lines=("Ilica 1", "10000 Zagreb"),
    tax_number="HR12345678901",
    header_lines=("Tel. 01 234 567",),
    footer_lines=("Hvala! Dođite nam opet.",),
    tender_names=(("girocode", "GiroCode"),),
)
ENGLISH = Translator("en")


def text_of(element: Element) -> str:
    return "".join(span.text for span in element.spans) if isinstance(element, Text) else ""


def lines_of(document: Document) -> list[str]:
    return [text_of(element) for element in document.elements if isinstance(element, Text)]


def sections(document: Document) -> list[list[str]]:
    """The lines between the rules: shop, identity, goods, payment, tax, end."""
    result: list[list[str]] = [[]]
    for element in document.elements:
        if isinstance(element, Rule):
            result.append([])
        elif isinstance(element, Text):
            result[-1].append(text_of(element))
    return result


def amount_at_the_end(line: str, classes: tuple[str, ...] = ("A", "B")) -> Money | None:
    """The amount at the right edge of a goods line: behind a gap, before the tax class."""
    words = line.split()
    if words and words[-1] in classes:
        words.pop()
    if not words or "." not in words[-1]:
        return None
    try:
        return Money.parse(words[-1].replace(",", ""), Currency.of("EUR"))
    except Exception:  # noqa: BLE001 - a name that looks a little like an amount is not one
        return None


def receipt(sale: Sale, columns: int = 42, printing: Printing = Printing()) -> list[str]:  # noqa: B008 - frozen
    return lines_of(lay_out(sale, SHOP, ENGLISH, columns, printing))


def gross_in_table(lines: list[str]) -> int:
    """The sum of the gross figures, whether they stand in rows or, for want of room, one a line."""
    rows = [line.split() for line in lines]
    wanted = rows[1:] if rows[0][-1] == "Gross" else [row for row in rows if row[0] == "Gross"]
    return sum(Money.parse(row[-1].replace(",", ""), Currency.of("EUR")).minor for row in wanted)


def test_a_plain_receipt_reads_from_top_to_bottom() -> None:
    sale = sale_of(
        cart_of(
            goods("Nektar naranča 2 L", "1.29", "2"),
            goods("Jabuka Gala", "1.99", "0.734", "kg", REDUCED),
            goods("Kruh bijeli", "1.09", tax=REDUCED),
        ).with_tender(tender(TenderType.CASH, "20.00"))
    )
    assert receipt(sale) == [
        "Trgovina Kod Ane d.o.o.",
        "Ilica 1",
        "10000 Zagreb",
        "Tax number HR12345678901",
        "Tel. 01 234 567",
        "Receipt 03-1-000057       2026-11-22 14:40",
        "Till 03                       Operator Ana",
        "Nektar naranča 2 L",
        "  2 x 1.29                          2.58 A",
        "Jabuka Gala",
        "  0.734 kg x 1.99/kg                1.46 B",
        "Kruh bijeli                         1.09 B",
        "TOTAL EUR                             5.13",
        "Cash                                 20.00",
        "Change                               14.87",
        "Tax             Rate    Net    Tax   Gross",
        "A                25%   2.06   0.52    2.58",
        "B                13%   2.25   0.30    2.55",
        "Prices as of 2026-11-22 07:00",
        "Hvala! Dođite nam opet.",
    ]


def test_the_receipt_ends_with_its_number_as_barcode_and_a_cut() -> None:
    elements = lay_out(sale_of(cart_of(goods("Kruh", "1.09"))), SHOP, ENGLISH, 42).elements
    assert Barcode("03-1-000057") in elements
    assert isinstance(elements[-1], Cut)


def test_a_long_name_wraps_and_its_amount_is_not_lost() -> None:
    name = "Extraordinarily long name of a product that nobody can shorten"
    lines = receipt(sale_of(cart_of(goods(name, "12.50"))), 24)
    start = lines.index("Extraordinarily long")
    assert lines[start : start + 4] == [
        "Extraordinarily long",
        "name of a product that",
        "nobody can shorten",
        "                 12.50 A",
    ]


def test_chinese_names_keep_the_amounts_in_their_column() -> None:
    lines = receipt(sale_of(cart_of(goods("农夫山泉", "2.00"))), 32)
    line = next(line for line in lines if line.startswith("农夫山泉"))
    assert text_width(line) == 32 and line.endswith("2.00 A")


def test_discounts_say_how_much_and_why_and_a_basket_discount_is_said_once() -> None:
    cart = cart_of(goods("Milk", "2.00"), goods("Bread", "3.00"))
    cart = cart.with_line_discount(1, Discount("Damaged", percent=Decimal(10)))
    cart = cart.with_basket_discount(Discount("Goodwill", amount=euro("1.00")))
    lines = receipt(sale_of(cart))
    assert "  Discount 10% (Damaged)           -0.20  " in lines
    assert "Discount (Goodwill)                -1.00  " in lines
    assert sum("Goodwill" in line for line in lines) == 1


def test_a_changed_price_shows_what_it_was() -> None:
    line = replace(goods("Old milk", "0.99"), list_price=euro("1.49"), price_source=PriceSource.OVERRIDE)
    assert "  Price changed from 1.49" in receipt(sale_of(cart_of(line)))


def test_a_label_price_is_shown_without_a_product_that_would_not_add_up() -> None:
    line = replace(goods("Cheese", "9.99", "0.312", "kg"), label_value=euro("3.10"), price_source=PriceSource.LABEL)
    assert "  0.312 kg                          3.10 A" in receipt(sale_of(cart_of(line)))


def test_returned_goods_are_marked_and_name_their_receipt() -> None:
    original = sale_of(cart_of(goods("Lamp", "25.00", "2")), receipt="03-1-000050")
    back = return_line(original, 1, Decimal(1), Decimal(0), "Faulty", TaxMode.INCLUSIVE)
    main = replace(
        goods("Bulb", "3.00", "-1"),
        returns=ReturnOf(ReturnSource.MAIN_POS, receipt="8812", day=date(2026, 11, 20), reason="Changed mind"),
    )
    alone = replace(goods("Cable", "2.00", "-2"), returns=ReturnOf(ReturnSource.NONE, reason="No bag"))
    lines = receipt(sale_of(cart_of(back, main, alone)))
    text = "\n".join(lines)
    assert "RETURN\n" in text
    assert "RETURN Lamp                       -25.00 A\n  of receipt 03-1-000050, line 1\n  Faulty" in text
    assert "  of receipt 8812 of 2026-11-20, not\n  verified\n  Changed mind" in text
    assert "RETURN Cable\n  -2 x 2.00                        -4.00 A\n  without a receipt\n  No bag" in text
    assert "Paid back: Cash                     -32.00" in text


def test_a_price_typed_for_a_return_is_no_changed_price() -> None:
    line = replace(goods("Lamp", "2.00", "-1"), list_price=euro("3.00"), price_source=PriceSource.OVERRIDE)
    back = replace(line, returns=ReturnOf(ReturnSource.NONE))
    assert "Price changed" not in "\n".join(receipt(sale_of(cart_of(back))))


def test_a_reason_of_the_settings_is_in_the_language_of_the_receipt() -> None:
    back = replace(goods("Lamp", "2.00", "-1"), returns=ReturnOf(ReturnSource.NONE, reason="Faulty"))
    document = lay_out(sale_of(cart_of(back)), SHOP, Translator("zh"), 42)
    assert f"  {Translator('zh').text('Faulty')}" in lines_of(document)


def test_an_exchange_is_not_headed_as_a_return() -> None:
    main = replace(goods("Bulb", "3.00", "-1"), returns=ReturnOf(ReturnSource.NONE))
    assert "RETURN" not in receipt(sale_of(cart_of(main, goods("Lamp", "25.00"))))


def test_a_return_gives_back_its_share_of_the_discounts() -> None:
    cart = cart_of(goods("Lamp", "25.00")).with_basket_discount(Discount("Goodwill", percent=Decimal(10)))
    original = sale_of(cart, receipt="03-1-000050")
    back = return_line(original, 1, Decimal(1), Decimal(0), None, TaxMode.INCLUSIVE)
    lines = receipt(sale_of(cart_of(back)))
    assert "  Discounts of that receipt         2.50  " in lines
    assert "TOTAL EUR                           -22.50" in lines


def test_every_tender_leaves_what_finds_its_money_again() -> None:
    details = (("approval_code", "A1B2C3"), ("last_four", "4242"), ("slip", "77"))
    cart = cart_of(goods("Lamp", "25.00"))
    cart = cart.with_tender(tender(TenderType.CARD, "10.00", reference="000123", details=details))
    cart = cart.with_tender(tender(TenderType.CARD, "2.00", details=(("offline_approved", "yes"),), unconfirmed=True))
    cart = cart.with_tender(
        tender(TenderType.WALLET, "3.00", reference="TX-1", details=(("scheme", "girocode"),), unconfirmed=True)
    )
    cart = cart.with_tender(tender(TenderType.PAID_ELSEWHERE, "5.00", reference="M-77", unconfirmed=True))
    payment = sections(lay_out(sale_of(cart), SHOP, ENGLISH, 42))[3]
    assert payment == [
        "TOTAL EUR                            25.00",
        "Card                                 10.00",
        "  Reference 000123",
        "  Card ending in 4242",
        "  Approval code A1B2C3",
        "  Slip 77",
        "Card                                  2.00",
        "  approved offline, unconfirmed",
        "GiroCode                              3.00",
        "  Reference TX-1",
        "  claimed, unconfirmed",
        "Paid on the main POS                  5.00",
        "  Reference M-77",
        "  claimed, unconfirmed",
        "Cash                                  5.00",
    ]


def test_cash_rounding_is_shown_between_total_and_what_was_paid() -> None:
    payment = sections(lay_out(sale_of(cart_of(goods("Milk", "1.02")), cash_step_minor=5), SHOP, ENGLISH, 42))[3]
    assert payment[:3] == [
        "TOTAL EUR                             1.02",
        "Rounding                             -0.02",
        "To pay                                1.00",
    ]


def test_prices_without_tax_show_net_and_tax_before_the_total() -> None:
    sale = sale_of(cart_of(goods("Lamp", "25.00"), mode=TaxMode.EXCLUSIVE))
    payment = sections(lay_out(sale, SHOP, ENGLISH, 42))[3]
    assert payment[:3] == [
        "Net                                  25.00",
        "Tax                                   6.25",
        "TOTAL EUR                            31.25",
    ]


def test_an_outage_is_said_where_nobody_overlooks_it() -> None:
    sale = sale_of(cart_of(goods("Milk", "1.02")), outage="an-entry")
    assert "Issued during an outage of the main system" in receipt(sale)
    assert "Issued during an outage of the main system" not in receipt(sale_of(cart_of(goods("Milk", "1.02"))))


def test_a_copy_says_so_in_double_size_with_the_time_it_was_printed() -> None:
    sale = sale_of(cart_of(goods("Milk", "1.02")))
    document = lay_out(sale, SHOP, ENGLISH, 42, Printing(3, datetime(2026, 11, 23, 9, 5)))  # noqa: DTZ001 - the shop's clock
    [mark] = [element for element in document.elements if text_of(element) == "COPY 3"]
    assert isinstance(mark, Text) and mark.size is Size.DOUBLE
    assert "Printed again 2026-11-23 09:05" in lines_of(document)


def test_the_customer_gets_name_and_tax_number_on_the_receipt() -> None:
    cart = replace(cart_of(goods("Milk", "1.02")), customer=Customer("Firma d.o.o.", "HR999"), loyalty="L-1")
    lines = receipt(sale_of(cart))
    assert {"Customer Firma d.o.o.", "Customer's tax number HR999", "Loyalty L-1"} <= set(lines)


def test_a_payment_code_is_printed_under_its_caption() -> None:
    printing = Printing(payment_qrs=(PaymentQr("Pay 12.50 with your bank's app", "BCD\n002"),))
    elements = lay_out(sale_of(cart_of(goods("Milk", "1.02"))), SHOP, ENGLISH, 42, printing).elements
    code = elements.index(QrCode("BCD\n002"))
    assert text_of(elements[code - 1]) == "Pay 12.50 with your bank's app"


def test_a_tax_table_too_wide_for_the_paper_becomes_lines() -> None:
    line = goods("Building", "9999999.99", "100")
    tax = sections(lay_out(sale_of(cart_of(line)), SHOP, ENGLISH, 24))[4]
    assert tax == [
        "Tax A 25%",
        "  Net     799,999,999.20",
        "  Tax     199,999,999.80",
        "  Gross   999,999,999.00",
    ]


def test_paper_narrower_than_an_amount_is_refused() -> None:
    with pytest.raises(PaperTooNarrow):
        lay_out(sale_of(cart_of(goods("Milk", "1.02"))), SHOP, ENGLISH, 20)


def test_the_shops_language_is_on_the_paper_and_product_names_stay_as_sold() -> None:
    lines = lines_of(lay_out(sale_of(cart_of(goods("Milk", "1.02"))), SHOP, Translator("zh", "hr"), 42))
    assert any(line.startswith("Milk") and line.endswith("1,02 A") for line in lines)


NAMES = st.text(
    alphabet=st.one_of(st.characters(exclude_categories=["Cs"]), st.sampled_from("ab č农夫\x1b\n")),
    min_size=1,
    max_size=60,
).filter(lambda name: bool("".join(name.split())))
PRICES = st.integers(1, 10_000_000).map(lambda minor: Money(minor, Currency.of("EUR")))
DISCOUNTS = st.one_of(
    st.builds(lambda percent: Discount("Reason", percent=percent), st.decimals(0, 100, places=1)),
    st.builds(lambda amount: Discount("Reason", amount=amount), PRICES),
)


@st.composite
def cart_lines(draw: st.DrawFn) -> CartLine:
    weighed = draw(st.booleans())
    quantity = draw(st.decimals("0.001", "99", places=3)) if weighed else Decimal(draw(st.integers(1, 999)))
    returned = draw(st.integers(0, 4)) == 0
    return CartLine(
        number=0,
        kind=draw(st.sampled_from(LineKind)),
        name=draw(NAMES),
        quantity=-quantity if returned else quantity,
        price=draw(PRICES),
        tax=draw(st.sampled_from([STANDARD, REDUCED])),
        price_source=PriceSource.CATALOGUE,
        unit="kg" if weighed else "pc",
        list_price=draw(PRICES),
        discounts=tuple(draw(st.lists(DISCOUNTS, max_size=2))),
        returns=ReturnOf(ReturnSource.NONE, reason=draw(NAMES)) if returned else None,
    )


@st.composite
def sales(draw: st.DrawFn) -> Sale:
    lines = draw(st.lists(cart_lines(), min_size=1, max_size=8))
    mode, rounding = draw(st.sampled_from(TaxMode)), draw(st.sampled_from(TaxRounding))
    cart = cart_of(*lines, mode=mode, rounding=rounding)
    for discount in draw(st.lists(DISCOUNTS, max_size=2)):
        cart = cart.with_basket_discount(discount)
    return sale_of(
        cart, outage=draw(st.sampled_from([None, "entry"])), cash_step_minor=draw(st.sampled_from([1, 5, 100]))
    )


@settings(max_examples=150, deadline=None)
@given(sales(), st.integers(24, 60), st.integers(0, 99))
def test_no_line_is_wider_than_the_paper(sale: Sale, columns: int, copy: int) -> None:
    for element in lay_out(sale, SHOP, ENGLISH, columns, Printing(copy)).elements:
        if isinstance(element, Text):
            assert text_width(text_of(element)) * element.size.width <= columns


@settings(max_examples=150, deadline=None)
@given(sales(), st.integers(40, 60))
def test_the_amounts_of_the_goods_add_up_to_the_total(sale: Sale, columns: int) -> None:
    plain = replace(sale, lines=tuple(replace(line, name="Goods", returns=None) for line in sale.lines))
    document = lay_out(plain, SHOP, ENGLISH, columns)
    goods_part = sections(document)[2]
    shown = [amount for line in goods_part if (amount := amount_at_the_end(line)) is not None]
    sum_minor = sum(amount.minor for amount in shown)
    wanted = sale.total if sale.tax_mode == TaxMode.INCLUSIVE else sale.net
    assert sum_minor == wanted.minor
    assert gross_in_table(sections(document)[4]) == sale.total.minor


@settings(max_examples=100, deadline=None)
@given(sales(), st.sampled_from([24, 32, 42, 48]))
def test_every_line_of_the_sale_is_on_the_paper(sale: Sale, columns: int) -> None:
    named = replace(
        sale,
        lines=tuple(replace(line, name=f"{line.name} #{line.number}#") for line in sale.lines),
    )
    goods_part = "".join(sections(lay_out(named, SHOP, ENGLISH, columns))[2])
    for line in named.lines:
        assert f"#{line.number}#" in "".join(goods_part.split())
