"""A field never keeps the beginning of something longer: it would be another number."""

from __future__ import annotations

from fallback_pos.ui.fields import Field, FieldKind


def typed(field: Field, text: str) -> Field:
    for character in text:
        field = field.typed(character)
    return field


def test_more_than_fits_is_remembered_as_too_much() -> None:
    field = typed(Field("approval_code", "Approval code", limit=12), "4111111111111111")
    assert field.overflowed
    assert not typed(Field("approval_code", "Approval code", limit=12), "411111111111").overflowed


def test_erasing_or_filling_anew_makes_the_field_good_again() -> None:
    field = typed(Field("last_four", "Last four digits", FieldKind.DIGITS, limit=4), "11112")
    assert field.overflowed
    assert not field.erased().overflowed
    assert not field.filled("1111").overflowed


def test_a_prefilled_value_is_replaced_and_not_counted() -> None:
    field = typed(Field("amount", "Amount", FieldKind.AMOUNT, value="123456789012", limit=12), "5")
    assert (field.value, field.overflowed) == ("5", False)
