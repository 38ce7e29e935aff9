"""Tax: lines add up to the table, the table to the total, and nothing is off by more than its rounding."""

from collections import defaultdict
from decimal import Decimal
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from fallback_pos.domain.money import Money, total
from fallback_pos.domain.tax import TaxClass, TaxMode, TaxRounding, exact_tax, tax_lines, tax_table
from tests.fallback_pos.domain.strategies import EUR, modes, roundings, tax_classes

amounts = st.one_of(st.integers(-300, 300), st.integers(-(10**7), 10**7)).map(lambda minor: Money(minor, EUR))
some_lines = st.lists(st.tuples(amounts, tax_classes), max_size=25)


@given(some_lines, modes, roundings)
def test_lines_add_up_to_the_table_and_the_table_to_the_total(
    lines: list[tuple[Money, TaxClass]], mode: TaxMode, rounding: TaxRounding
) -> None:
    taxed = tax_lines(lines, mode, rounding, EUR)
    rows = tax_table([(tax, line) for (_, tax), line in zip(lines, taxed, strict=True)], EUR)
    for row in rows:
        mine = [line for (_, tax), line in zip(lines, taxed, strict=True) if tax.code == row.tax_class.code]
        assert (row.net, row.tax) == (total((m.net for m in mine), EUR), total((m.tax for m in mine), EUR))
        assert row.gross == row.net + row.tax
    assert total((row.gross for row in rows), EUR) == total((line.gross for line in taxed), EUR)


@given(some_lines, roundings)
def test_tax_inside_the_price_never_changes_what_the_customer_pays(
    lines: list[tuple[Money, TaxClass]], rounding: TaxRounding
) -> None:
    taxed = tax_lines(lines, TaxMode.INCLUSIVE, rounding, EUR)
    assert [line.gross for line in taxed] == [amount for amount, _ in lines]


@given(some_lines, roundings)
def test_tax_on_top_never_changes_the_net_amount(lines: list[tuple[Money, TaxClass]], rounding: TaxRounding) -> None:
    taxed = tax_lines(lines, TaxMode.EXCLUSIVE, rounding, EUR)
    assert [line.net for line in taxed] == [amount for amount, _ in lines]


@given(some_lines, modes, roundings)
def test_no_line_is_further_from_its_exact_tax_than_its_rounding(
    lines: list[tuple[Money, TaxClass]], mode: TaxMode, rounding: TaxRounding
) -> None:
    taxed = tax_lines(lines, mode, rounding, EUR)
    for (amount, tax), line in zip(lines, taxed, strict=True):
        apart = abs(line.tax.minor - exact_tax(amount, tax.rate, mode))
        assert apart <= Fraction(1, 2) if rounding is TaxRounding.LINE else apart < 1
        if not amount or not tax.rate:
            assert not line.tax


@given(some_lines, modes)
def test_rounding_per_receipt_rounds_each_class_once(lines: list[tuple[Money, TaxClass]], mode: TaxMode) -> None:
    taxed = tax_lines(lines, mode, TaxRounding.RECEIPT, EUR)
    exact: dict[str, Fraction] = defaultdict(Fraction)
    rounded: dict[str, int] = defaultdict(int)
    for (amount, tax), line in zip(lines, taxed, strict=True):
        exact[tax.code] += exact_tax(amount, tax.rate, mode)
        rounded[tax.code] += line.tax.minor
    assert all(abs(rounded[code] - exact[code]) <= Fraction(1, 2) for code in exact)


def test_a_class_has_one_row_whatever_its_name_was_on_the_receipt_that_goods_come_back_from() -> None:
    named, nameless = TaxClass("A", Decimal("25"), "Standard"), TaxClass("A", Decimal("25.0"))
    lines = [(Money(10, EUR), named), (Money(10, EUR), nameless), (Money(10, EUR), TaxClass("A", Decimal(20)))]
    taxed = tax_lines(lines, TaxMode.EXCLUSIVE, TaxRounding.RECEIPT, EUR)
    rows = tax_table([(tax, line) for (_, tax), line in zip(lines, taxed, strict=True)], EUR)
    assert [row.tax_class.rate for row in rows] == [Decimal(20), Decimal(25)]
    assert [(row.net.minor, row.tax.minor) for row in rows] == [(10, 2), (20, 5)]
    assert rows[1].tax_class.name == "Standard"


def test_tax_as_the_tax_office_reckons_it() -> None:
    standard = TaxClass("A", Decimal(25))
    [line] = tax_lines([(Money(1000, EUR), standard)], TaxMode.INCLUSIVE, TaxRounding.LINE, EUR)
    assert (line.net.text, line.tax.text) == ("8.00", "2.00")
    [line] = tax_lines([(Money(1000, EUR), standard)], TaxMode.EXCLUSIVE, TaxRounding.LINE, EUR)
    assert (line.gross.text, line.tax.text) == ("12.50", "2.50")
    [line] = tax_lines([(Money(-2, EUR), standard)], TaxMode.EXCLUSIVE, TaxRounding.LINE, EUR)
    assert line.tax.minor == -1
