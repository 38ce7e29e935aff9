"""Who the demo shop is, and how it gets its products: by the same import as any shop."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from importlib import resources
from pathlib import Path

from fallback_pos.barcodes import BarcodeRules, label_layouts
from fallback_pos.catalogue_import import ImportOptions, ImportReport, import_catalogue
from fallback_pos.domain.money import Currency
from fallback_pos.domain.operator import Role
from fallback_pos.domain.tax import TaxClass


@dataclass(frozen=True, slots=True)
class DemoOperator:
    """A person of the demo shop, with a PIN that everybody may know."""

    code: str
    name: str
    role: Role
    pin: str
    language: str = "en"


@dataclass(frozen=True, slots=True)
class SampleCode:
    """A code to try without a scanner. `shows` says in a word what is to be seen."""

    code: str
    name: str
    shows: str


@dataclass(frozen=True, slots=True)
class DemoShop:
    """Everything that set-up asks of a shop, answered."""

    store: str
    till: str
    name: str
    address_lines: tuple[str, ...]
    tax_number: str
    footer_lines: tuple[str, ...]
    currency: str
    languages: tuple[str, ...]
    label_set: str
    tax_classes: tuple[TaxClass, ...]
    operators: tuple[DemoOperator, ...]
    sample_codes: tuple[SampleCode, ...]


DEMO_SHOP = DemoShop(
    store="0012",
    till="03",
    name="Dućan na uglu",
    address_lines=("Ulica lipa 7", "10000 Zagreb"),
    tax_number="HR00000000001",
    footer_lines=("Hvala na povjerenju! · 谢谢光临",),
    currency="EUR",
    languages=("en", "zh"),
    label_set="europe",
    tax_classes=(
        TaxClass("A", Decimal(25), "Standard"),
        TaxClass("B", Decimal(13), "Reduced"),
        TaxClass("C", Decimal(5), "Basic food"),
        TaxClass("D", Decimal(0), "Deposits"),
    ),
    operators=(
        DemoOperator("101", "Ana", Role.CASHIER, "101101"),
        DemoOperator("102", "李梅", Role.CASHIER, "102102", language="zh"),
        DemoOperator("201", "Maja", Role.SUPERVISOR, "201201"),
        DemoOperator("301", "Ivan", Role.MANAGER, "301301"),
        DemoOperator("401", "Petra", Role.IT, "401401"),
    ),
    sample_codes=(
        SampleCode("3850104047015", "Bread", "EAN-13"),
        SampleCode("6901234000139", "酱油", "EAN-13, 中文"),
        SampleCode("2504011012345", "Bananas", "label with 1.234 kg"),
        SampleCode("2001001007348", "Gouda", "label with 7.34"),
        SampleCode("13859121200134", "6 × water", "carton, deposits"),
        SampleCode("3859121300134", "Lager", "asks for age"),
        SampleCode("4053", "Lemons", "PLU, asks for weight"),
        SampleCode("012345000171", "Peanut butter", "UPC-A, blocked"),
    ),
)


def import_demo_products(folder: Path, shop: DemoShop = DEMO_SHOP) -> ImportReport:
    """Import the demo products into a data directory. Raises what `import_catalogue` raises."""
    options = ImportOptions(
        Currency.of(shop.currency), shop.tax_classes, rules=BarcodeRules(layouts=label_layouts(shop.label_set))
    )
    with resources.as_file(resources.files(__package__) / "products.csv") as file:
        return import_catalogue(file, folder, options)
