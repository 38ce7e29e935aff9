"""Random days at a till: entries with real bodies, shift after shift, with everything that can happen to a drawer."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

from fallback_pos.domain.cart import Cart
from fallback_pos.domain.ids import new_id
from fallback_pos.domain.money import Currency, Money
from fallback_pos.domain.operator import Operator, Role
from fallback_pos.domain.payment import payment
from fallback_pos.domain.pricing import price_cart
from fallback_pos.domain.sale import SaleContext, kind_of, sale_body
from fallback_pos.domain.tender import Tender, TenderType
from sync.ledger import Entry, encode_body
from tests.fallback_pos.domain.recompute import recompute
from tests.fallback_pos.domain.strategies import amounts, carts, cash_steps, currencies

ANA, BO, MAJA = (
    Operator("101", "Ana", Role.CASHIER),
    Operator("102", "Bo 博", Role.CASHIER),
    Operator("201", "Maja", Role.SUPERVISOR),
)
DAYS = ("2026-11-22", "2026-11-23")
CASHLESS = (TenderType.CARD, TenderType.WALLET, TenderType.VOUCHER)


@dataclass
class Till:
    """What has been written, and what a next entry can refer to."""

    currency: Currency
    step: int
    day: str = DAYS[0]
    entries: list[Entry] = field(default_factory=list)
    shift: str | None = None
    sales: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    receipts: int = 0

    def write(self, kind: str, body: dict[str, Any], id: str | None = None, hour: int = 9) -> Entry:
        seq = len(self.entries) + 1
        at = f"{self.day}T{hour % 24:02d}:{seq % 60:02d}:00.000Z"
        digest = seq.to_bytes(32, "big")
        entry = Entry(seq, 1, id or new_id(), kind, at, self.day, encode_body(body), bytes(32), digest, bytes(64))
        self.entries.append(entry)
        return entry

    def export(self) -> list[dict[str, Any]]:
        """As `journal export` writes them."""
        return [
            {"id": each.id, "kind": each.kind, "business_date": each.business_date, "body": json.loads(each.body)}
            for each in self.entries
        ]


def who(operator: Operator) -> dict[str, str]:
    return {"code": operator.code, "name": operator.name, "role": operator.role.value}


@st.composite
def tenders_for(draw: st.DrawFn, total: Money, step: int) -> list[Tender]:
    """Tenders that complete the payment: cash, cashless, or both; sometimes with change."""
    tenders: list[Tender] = []
    kind = draw(st.sampled_from(CASHLESS))
    way = draw(st.sampled_from(("cash", "cashless", "both")))
    claimed = kind is not TenderType.CARD or draw(st.booleans())
    if way != "cash" and total:
        part = total if way == "cashless" else Money(int(total.minor / 2), total.currency)
        if part:
            tenders.append(Tender(new_id(), kind, part, "S17", unconfirmed=claimed))
    rest = payment(total, tenders, step)
    if not rest.complete:
        extra = draw(st.integers(0, 50)) * step if rest.cash_due.minor > 0 else 0
        tenders.append(Tender(new_id(), TenderType.CASH, rest.cash_due + Money(extra, total.currency)))
    return tenders


@st.composite
def sell(draw: st.DrawFn, till: Till) -> None:
    cart: Cart = draw(carts(currency=till.currency, most_lines=4))
    total = price_cart(cart).total
    for tender in draw(tenders_for(total, till.step)):
        cart = cart.with_tender(tender)
    priced = price_cart(cart)
    paid = payment(priced.total, cart.tenders, till.step)
    till.receipts += 1
    operator = draw(st.sampled_from((ANA, BO)))
    context = SaleContext(
        f"03-1-{till.receipts:06d}", operator, till.shift or "", None, 1, draw(st.sampled_from((0, 60)))
    )
    kind, body = kind_of(cart), sale_body(priced, paid, context)
    entry = till.write(kind, body, hour=draw(st.integers(0, 23)))
    till.sales.append((entry.id, body))


@st.composite
def void(draw: st.DrawFn, till: Till) -> None:
    if not till.sales:
        return
    sale, body = till.sales.pop(draw(st.integers(0, len(till.sales) - 1)))
    void = negative_of(body) | {"sale": sale, "operator": who(ANA), "approved_by": who(MAJA), "reason": "wrong basket"}
    till.write("sale.voided", void | {"cancellation": []})


def negative_of(body: dict[str, Any]) -> dict[str, Any]:
    """The counter-entry's members: every amount negative; what was paid, less the change, is paid back."""
    currency = Currency.of(body["currency"])
    turned = _negative({name: body[name] for name in ("total", "rounding", "net", "tax_total", "tax", "lines")})
    paid = [_negative(tender) for tender in body["tenders"]]
    if body["change"] != currency.zero().text:
        paid.append(
            {
                "id": new_id(),
                "type": "cash",
                "amount": body["change"],
                "reference": None,
                "details": {},
                "unconfirmed": False,
            }
        )
    shared = {name: body[name] for name in ("receipt", "shift", "currency")}
    counter: dict[str, Any] = shared | turned | {"tenders": paid, "change": currency.zero().text}
    return counter


_AMOUNTS = {"total", "rounding", "net", "tax_total", "tax", "gross", "amount", "value", "quantity"}


def _negative(value: Any, name: str = "") -> Any:
    if isinstance(value, dict):
        return {key: _negative(each, key) for key, each in value.items()}
    if isinstance(value, list):
        return [_negative(each) for each in value]
    return str(-Decimal(value)) if name in _AMOUNTS and isinstance(value, str) else value


@st.composite
def correct(draw: st.DrawFn, till: Till) -> None:
    if not till.sales:
        return
    number = draw(st.integers(0, len(till.sales) - 1))
    sale, body = till.sales[number]
    currency = Currency.of(body["currency"])
    tendered, change = (Money.parse(body[name], currency) for name in ("tendered", "change"))
    kind = draw(st.sampled_from(("cash", *CASHLESS)))
    after = [
        {
            "id": new_id(),
            "type": kind,
            "amount": (tendered - change).text,
            "reference": "S1",
            "details": {},
            "unconfirmed": kind != "cash",
        }
    ]
    if change:
        after.append(
            {
                "id": new_id(),
                "type": "cash",
                "amount": change.text,
                "reference": None,
                "details": {},
                "unconfirmed": False,
            }
        )
    till.write(
        "tender.corrected",
        {
            "sale": sale, "receipt": body["receipt"], "shift": till.shift, "operator": who(BO),
            "approved_by": who(MAJA), "reason": "card, not cash", "cancellation": None,
            "from": body["tenders"], "to": after, "currency": currency.code,
        },
    )  # fmt: skip
    till.sales[number] = (sale, body | {"tenders": after})


@st.composite
def move_cash(draw: st.DrawFn, till: Till) -> None:
    kind = draw(st.sampled_from(("cash.paid_in", "cash.paid_out", "cash.dropped")))
    amount = draw(amounts(till.currency, least=1))
    body = {"shift": till.shift, "drawer": "1", "operator": who(ANA), "amount": amount.text, "reason": "window cleaner"}
    till.write(kind, body | {"currency": till.currency.code, "slip": None, "approved_by": None})


@st.composite
def small_facts(draw: st.DrawFn, till: Till) -> None:
    kind = draw(
        st.sampled_from(
            ("drawer.opened", "receipt.reprinted", "override.granted", "cart.abandoned", "operator.refused")
        )
    )
    bodies: dict[str, dict[str, Any]] = {
        "drawer.opened": {"shift": till.shift, "operator": "102", "cause": "no_sale", "sale": None},
        "receipt.reprinted": {"sale": new_id(), "receipt": "03-1-000001", "copy": 1, "operator": "101"},
        "override.granted": {"action": "no_sale", "operator": who(BO), "approver": who(MAJA), "sale": None},
        "cart.abandoned": {"cart": new_id(), "operator": who(BO), "total": till.currency.zero().text, "lines": 1},
        "operator.refused": {"operator": draw(st.sampled_from((None, who(BO)))), "locked_seconds": 0},
    }
    till.write(kind, bodies[kind])


@st.composite
def shift(draw: st.DrawFn, till: Till) -> None:
    """One shift, from its float to its count; what is expected is summed up by the other script."""
    floated = draw(amounts(till.currency))
    body = {"operator": who(ANA), "drawer": "1", "float": floated.text, "currency": till.currency.code}
    till.shift = till.write("shift.opened", body).id
    till.sales.clear()
    for step in draw(st.lists(st.sampled_from((sell, sell, sell, void, correct, move_cash, small_facts)), max_size=8)):
        draw(step(till))
    expected = recompute(till.export(), till.shift)["expected_cash"]
    over_short = draw(st.integers(-500, 500)) * Decimal(1).scaleb(-till.currency.digits)
    amounts_of = {"expected": expected, "counted": expected + over_short, "over_short": over_short}
    cash = {name: f"{amount:.{till.currency.digits}f}" for name, amount in amounts_of.items()}
    till.write(
        "shift.closed",
        {"shift": till.shift, "operator": who(ANA), "currency": till.currency.code}
        | cash
        | {"sales": 0, "first_receipt": None, "last_receipt": None, "tenders": [{"type": "cash", **cash}]},
    )
    till.shift = None


@st.composite
def tills(draw: st.DrawFn) -> Till:
    """A till after one to three closed shifts on one or two days, with some facts between them."""
    till = Till(draw(currencies), draw(cash_steps))
    for _ in range(draw(st.integers(1, 3))):
        if draw(st.integers(0, 2)) == 0:
            till.day = DAYS[1]
        if draw(st.booleans()):
            draw(small_facts(till))
        draw(shift(till))
    return till
