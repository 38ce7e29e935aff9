"""A refund belongs to the receipt that was paid that way, and nothing of it gets lost."""

from hypothesis import given
from hypothesis import strategies as st

from fallback_pos.domain.money import Money, total
from fallback_pos.domain.refunds import Refund, refunds_by_sale
from tests.fallback_pos.domain.strategies import EUR

money = st.integers(0, 5_000).map(lambda minor: Money(minor, EUR))
tenders = st.sampled_from(("cash", "card", "voucher"))


@given(
    st.dictionaries(st.sampled_from("abc"), money, min_size=1),
    st.dictionaries(st.sampled_from("abc"), st.dictionaries(tenders, money)),
    st.lists(st.tuples(tenders, money), max_size=5),
)
def test_every_cent_paid_back_belongs_to_one_receipt(
    back: dict[str, Money], paid: dict[str, dict[str, Money]], refunds: list[tuple[str, Money]]
) -> None:
    made = refunds_by_sale(back, paid, refunds)
    for kind in ("cash", "card", "voucher"):
        given_out = total((amount for tender, amount in refunds if tender == kind), EUR)
        assert total((each.amount for each in made if each.tender == kind), EUR) == given_out
    assert all(each.amount.minor > 0 and each.sale in back for each in made)
    if total((amount for _, amount in refunds), EUR) <= total(back.values(), EUR):
        for sale, amount in back.items():
            assert total((each.amount for each in made if each.sale == sale), EUR) <= amount


def test_each_receipt_is_paid_back_by_the_tender_it_was_paid_with() -> None:
    ten = Money(1_000, EUR)
    made = refunds_by_sale(
        {"a": ten, "b": ten}, {"a": {"cash": ten}, "b": {"card": ten}}, [("card", ten), ("cash", ten)]
    )
    assert made == [Refund("b", "card", ten), Refund("a", "cash", ten)]
