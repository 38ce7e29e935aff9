"""A small shop with real files: journal, index, till.db and a sealed catalogue in one folder."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from fallback_pos.barcodes import BarcodeRules, check_digit, label_layouts, normalise_for_catalogue
from fallback_pos.checkout.checkout import Checkout, Completed
from fallback_pos.checkout.context import SellingContext
from fallback_pos.checkout.rules import CheckoutRules
from fallback_pos.domain.clock import Instant
from fallback_pos.domain.money import Currency, Money
from fallback_pos.domain.operator import Action, Operator, Permissions, Role
from fallback_pos.domain.product import Product, Promotion, QuantityPrice
from fallback_pos.domain.tax import TaxClass, TaxMode, TaxRounding
from fallback_pos.domain.tender import TenderType
from fallback_pos.domain.tender_rules import TenderRule
from fallback_pos.storage.carts import CartKeeper
from fallback_pos.storage.catalogue import Catalogue
from fallback_pos.storage.catalogue_build import CatalogueFacts, ProductCode, building_catalogue
from fallback_pos.storage.catalogue_files import Layer
from fallback_pos.storage.index import Index
from fallback_pos.storage.journal import Draft, Journal
from fallback_pos.storage.till_state import TillState
from sync.ledger import Entry, Kind, Origin

TODAY = date(2026, 11, 22)
KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
ANA = Operator("101", "Ana", Role.CASHIER)
IVA = Operator("102", "Iva", Role.CASHIER)
MAJA = Operator("201", "Maja", Role.SUPERVISOR)
MARKO = Operator("301", "Marko", Role.MANAGER)
TINA = Operator("401", "Tina", Role.IT)

STANDARD, REDUCED, ZERO = (
    TaxClass("A", Decimal(25), "Standard"),
    TaxClass("B", Decimal("5.5"), "Reduced"),
    TaxClass("Z", Decimal(0), "Zero"),
)
BARCODES = BarcodeRules(layouts=label_layouts("europe"))

PERMISSIONS = Permissions(
    {
        Role.CASHIER: {
            Action.SELL: None,
            Action.LINE_DISCOUNT: Decimal(10),
            Action.BASKET_DISCOUNT: Decimal(5),
            Action.OPEN_ITEM: Decimal(50),
            Action.VOID_LINE: None,
            Action.VOID_CART: Decimal(50),
            Action.RETURN_WITH_RECEIPT: Decimal(50),
        },
        Role.SUPERVISOR: {
            **dict.fromkeys(Action),
            Action.LINE_DISCOUNT: Decimal(50),
            Action.BASKET_DISCOUNT: Decimal(30),
            Action.PRICE_OVERRIDE: Decimal(50),
            Action.TENDER_OVER_LIMIT: Decimal(500),
            Action.REFUND_OTHER_TENDER: Decimal(100),
        },
        Role.MANAGER: dict.fromkeys(Action),
        Role.IT: {Action.REPRINT: None, Action.JOURNAL: None},
    }
)


def gtin(payload: str) -> str:
    """The code with its check digit."""
    return payload + check_digit(payload)


MILK, JUICE, BEER, SOAP = gtin("385010404701"), gtin("385010404702"), gtin("385010404703"), gtin("385010404704")
CARTON, APPLE, HAM, CHEESE, EGGS = gtin("385010404705"), "4011", gtin("2012345"), gtin("2512346"), gtin("385010404706")
RECALLED, TEA, WATER, FUEL = gtin("385010404707"), gtin("385010404708"), gtin("385010404709"), gtin("385010404710")
SPIRIT, GRATIS = gtin("385010404711"), gtin("385010404712")
HAM_LABEL, CHEESE_LABEL = "2012345{price:05d}", "2512346{grams:05d}"


def euros(text: str) -> Money:
    return Money.parse(text, Currency.of("EUR"))


def rules_for(currency: str = "EUR", **changes: Any) -> CheckoutRules:
    """The shop's rules; amounts are in the main unit of the currency."""
    money = Currency.of(currency)

    def amount(whole: int) -> Money:
        return Money(whole * 10**money.digits, money)

    tenders = {
        TenderType.CASH: TenderRule(TenderType.CASH),
        TenderType.CARD: TenderRule(
            TenderType.CARD,
            required_fields=("approval_code", "last_four", "slip"),
            largest_per_sale=amount(200),
            largest_open_total=amount(300),
            largest_open_count=3,
            longest_open_hours=24,
        ),
        TenderType.WALLET: TenderRule(
            TenderType.WALLET,
            required_fields=("reference",),
            largest_per_sale=amount(100),
            largest_open_total=amount(150),
            always_unconfirmed=True,
            scheme_patterns=(("wechat", "[0-9]{16,28}"),),
        ),
        TenderType.VOUCHER: TenderRule(
            TenderType.VOUCHER,
            required_fields=("reference",),
            reference_pattern="[A-Za-z0-9-]{4,30}",
            always_unconfirmed=True,
        ),
        TenderType.STORE_CREDIT: TenderRule(TenderType.STORE_CREDIT, taken=False, label="Store credit"),
        TenderType.PAID_ELSEWHERE: TenderRule(
            TenderType.PAID_ELSEWHERE, required_fields=("reference",), always_unconfirmed=True
        ),
    }
    rules = CheckoutRules(
        currency=money,
        tax_mode=TaxMode.INCLUSIVE,
        tax_rounding=TaxRounding.LINE,
        tax_classes={each.code: each for each in (STANDARD, REDUCED, ZERO)},
        permissions=PERMISSIONS,
        tenders=tenders,
        largest_price=amount(100_000),
        largest_plausible_cash=amount(500),
        largest_plausible_line=amount(1_000),
        barcodes=BARCODES,
    )
    return replace(rules, **changes)


def products(currency: Currency) -> list[tuple[Product, list[tuple[str, int]]]]:
    """Each product with its codes and how many pieces a code stands for."""

    def price(text: str) -> Money:
        """3.99 is 3.99 euros, 399 yen or 3.990 dinars."""
        return Money(int(Decimal(text) * 100) * 10 ** max(currency.digits - 2, 0), currency)

    def product(id: str, name: str, cost: str, tax: TaxClass = STANDARD, **more: Any) -> Product:
        return Product(id, name, price(cost), tax, **more)

    return [
        (product("milk", "Mlijeko", "1.09", REDUCED, names=(("zh", "牛奶"),)), [(MILK, 1), (CARTON, 6)]),
        (product("deposit", "Deposit", "0.10", ZERO), []),
        (product("juice", "Nektar naranča", "1.29", deposit_product="deposit"), [(JUICE, 1)]),
        (product("beer", "Pivo", "1.19", deposit_product="deposit", minimum_age_years=16), [(BEER, 1)]),
        (product("spirit", "Rakija", "12.99", minimum_age_years=18), [(SPIRIT, 1)]),
        (product("soap", "Sapun", "2.00", promotion=Promotion(price("1.50"), last_day=TODAY)), [(SOAP, 1)]),
        (product("apple", "Jabuka", "1.99", REDUCED, unit="kg", weighed=True, plu="4011"), [(APPLE, 1)]),
        (product("ham", "Šunka", "9.90", REDUCED, unit="kg", weighed=True), [("label:20:12345", 1)]),
        (product("cake", "Torta", "8.00", REDUCED), [("label:21:12345", 1)]),
        (product("cheese", "Sir", "12.00", REDUCED, unit="kg", weighed=True), [("label:25:12346", 1)]),
        (
            product("eggs", "Jaja", "3.00", REDUCED, quantity_prices=(QuantityPrice(Decimal(3), price("2.50")),)),
            [(EGGS, 1)],
        ),
        (product("recalled", "Recalled", "5.00", blocked=True), [(RECALLED, 1)]),
        (product("tea", "Čaj", "3.99"), [(TEA, 1), ("text:TEA-1", 1)]),
        (product("water", "Voda", "0.05", REDUCED), [(WATER, 1)]),
        (product("fuel", "Lož ulje", "400.00"), [(FUEL, 1)]),
        (product("gratis", "Gratis", "0.00"), [(GRATIS, 1)]),
        (product("short", "Short number", "1.00"), [("label-free-ean8", 1)]),
        (product("upce", "UPC-E number", "2.00"), [("label-free-upce", 1)]),
    ]


AMBIGUOUS = "01234565"
"""8 digits that are right as a UPC-E and as an EAN-8."""
_BARE_KEYS = {"label-free-ean8": "00000001234565", "label-free-upce": "00012345000065"}


def build_catalogue(folder: Path, currency: Currency, changed: Callable[[Product], Product] = lambda p: p) -> None:
    facts = CatalogueFacts(currency, datetime(2026, 11, 22, 6, tzinfo=UTC), "test")
    with building_catalogue(folder, Layer.IMPORTED, facts) as builder:
        for product, codes in products(currency):
            keys = [ProductCode(_key(code), Decimal(pieces)) for code, pieces in codes]
            builder.add(changed(product), keys)
        builder.publish((STANDARD, REDUCED, ZERO))


def _key(code: str) -> str:
    return _BARE_KEYS.get(code) or normalise_for_catalogue(code, BARCODES)


@dataclass
class Shop:
    """The files of one till and, while it is open, what works on them."""

    folder: Path
    rules: CheckoutRules
    operator: Operator = ANA
    shift: str | None = "shift-1"
    clock: Callable[[], Instant] = Instant.now
    journal: Journal = field(init=False)
    index: Index = field(init=False)
    state: TillState = field(init=False)
    catalogue: Catalogue = field(init=False)
    checkout: Checkout = field(init=False)

    def open(self, *, restore: bool = True) -> Checkout:
        self.journal = Journal(self.folder / "journal.db", Origin("0012", "03"), KEY.sign, clock=self.clock)
        self.index = Index(self.folder / "index.db", self.folder / "journal.db")
        self.state = TillState(self.folder / "till.db")
        self.catalogue = Catalogue.open(self.folder, self.rules.currency)
        self.checkout = Checkout(
            self.rules, self.catalogue, self.journal, self.index, CartKeeper(self.state), self._context, self.clock
        )
        if restore:
            self.checkout.restore()
        return self.checkout

    def close(self) -> None:
        self.catalogue.close()
        self.index.close()
        self.state.close()
        self.journal.close()

    def restart(self) -> Checkout:
        self.close()
        return self.open()

    def remember_carts(self) -> Path:
        """A copy of till.db as it is on the disk at this moment."""
        self.state.ask(lambda connection: None)
        saved = self.folder / "saved"
        shutil.rmtree(saved, ignore_errors=True)
        saved.mkdir()
        for path in self.folder.glob("till.db*"):
            shutil.copy(path, saved / path.name)
        return saved

    def die_and_restart(self, saved: Path) -> Checkout:
        """As after a kill: whatever till.db was told since `saved` never reached it; the journal's commits did."""
        self.close()
        for path in self.folder.glob("till.db*"):
            path.unlink()
        for path in saved.iterdir():
            shutil.copy(path, self.folder / path.name)
        return self.open()

    def entries(self, kind: str | None = None) -> list[Entry]:
        return [entry for entry in self.journal.entries() if kind is None or entry.kind == kind]

    def bodies(self, kind: str) -> list[dict[str, Any]]:
        return [json.loads(entry.body) for entry in self.entries(kind)]

    def money(self, text: str) -> Money:
        return Money.parse(text, self.rules.currency)

    def sell(self, *codes: str, confirmed: tuple[str, ...] = ("age", "quantity")) -> Completed:
        """Scan, take exact cash, complete."""
        for code in codes:
            self.checkout.enter(code, confirmed=confirmed)
        self.checkout.exact_cash()
        return self.checkout.complete()

    def pay_by_card(self, amount: str, **more: Any) -> None:
        self.checkout.tender(TenderType.CARD, self.money(amount), details=CARD_SLIP, **more)

    def _context(self) -> SellingContext:
        return SellingContext(self.operator, self.shift, TODAY)


CARD_SLIP: Mapping[str, str] = {"approval_code": "734211", "last_four": "0042", "slip": "S-17"}


def new_shop(folder: Path, currency: str = "EUR", **changes: Any) -> Shop:
    """A shop with a catalogue, an open shift in its journal and nothing sold."""
    folder.mkdir(exist_ok=True)
    rules = rules_for(currency, **changes)
    build_catalogue(folder, rules.currency)
    shop = Shop(folder, rules)
    shop.open()
    body = {"operator": {"code": ANA.code, "name": ANA.name}, "drawer": "1", "float": "0.00", "currency": currency}
    shop.journal.append([Draft(Kind.SHIFT_OPENED, body, id="shift-1")], business_date=TODAY.isoformat())
    return shop


@contextmanager
def open_shop(folder: Path, currency: str = "EUR", **changes: Any) -> Iterator[Shop]:
    shop = new_shop(folder, currency, **changes)
    try:
        yield shop
    finally:
        shop.close()
