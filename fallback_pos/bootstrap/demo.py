"""The demo shop as a till: set up in one step, with devices that need no metal."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path
from typing import Any

from config.loader import load_settings
from fallback_pos.bootstrap.data_dir import DataDir
from fallback_pos.bootstrap.setup import NewOperator, SetUpPlan, set_up
from fallback_pos.demo.shop import DEMO_SHOP, import_demo_products
from fallback_pos.domain.operator import Role
from fallback_pos.domain.quantity import quantity_text
from fallback_pos.errors import TillError
from fallback_pos.i18n import N_, Translator
from fallback_pos.storage.journal_reader import JournalReader
from sync.ledger import EMPTY_HEAD

CASHIER = next(person for person in DEMO_SHOP.operators if person.role is Role.CASHIER)
APPROVER = next(person for person in DEMO_SHOP.operators if person.role is Role.MANAGER)
SUPERVISOR = next(person for person in DEMO_SHOP.operators if person.role is Role.SUPERVISOR)
DEMO_IBAN = "HR1210010051863000160"
"""The sample account of the IBAN registry; it belongs to nobody."""


class RealTillHere(TillError):
    sentence = (
        "{folder} is a real till. A demo shop does not belong into its journal; choose an empty folder with --data."
    )


def set_up_demo(folder: Path) -> None:
    """Make a demo shop in a folder, or finish one that was stopped half-way.

    Raises AlreadySetUp, FolderNotUsable, RealTillHere, TillAlreadyRunning, JournalNotReadable.
    """
    _refuse_real_entries(folder)
    plan = SetUpPlan(demo_settings(), demo_operators(), import_products=import_demo_products, weak_pins_allowed=True)
    set_up(folder, plan)


def demo_settings() -> dict[str, dict[str, Any]]:
    """What set-up writes for the demo shop."""
    shop = DEMO_SHOP
    return {
        "shop": {
            "store": shop.store,
            "till": shop.till,
            "name": shop.name,
            "address_lines": shop.address_lines,
            "tax_number": shop.tax_number,
            "footer_lines": shop.footer_lines,
            "currency": shop.currency,
            "languages": shop.languages,
            "demo": True,
        },
        "tax": {
            "classes": [
                {"code": known.code, "rate": quantity_text(known.rate), "name": known.name}
                for known in shop.tax_classes
            ]
        },
        "barcodes": {"label_set": shop.label_set},
        "checkout": {"loyalty_pattern": "99[0-9]{8}"},
        "screen": {"sample_barcodes": True},
        "devices": {"printer": {"chinese": "font"}},
        "permissions": {"cashier": {"switch_over": True, "end_outage": True}},
        "tenders": {
            "wallet": {
                "schemes": [
                    {"code": "sepa", "label": "SEPA QR", "scheme": "epc", "name": shop.name, "account": DEMO_IBAN},
                    {
                        "code": "alipay",
                        "label": "Alipay",
                        "scheme": "static",
                        "account": "https://example.org/demo-pay",
                    },
                ]
            },
            "voucher": {"reference_pattern": "V[0-9]{6,13}"},
        },
    }


def demo_operators() -> list[NewOperator]:
    return [NewOperator(each.code, each.name, each.role, each.pin, each.language) for each in DEMO_SHOP.operators]


def _refuse_real_entries(folder: Path) -> None:
    """A journal with entries whose settings were lost: somebody's sales, and no place for a demo."""
    path = DataDir(folder).journal
    if not path.exists() or load_settings(None, folder).shop.demo:
        return
    with closing(JournalReader(path)) as reader:
        if reader.head() != EMPTY_HEAD:
            raise RealTillHere(folder=str(folder))


def demo_samples() -> list[tuple[str, str]]:
    """(label, code) of the codes that a newcomer may press."""
    return [(sample.name, sample.code) for sample in DEMO_SHOP.sample_codes]


def demo_hint(language: str) -> str:
    """How a newcomer gets in, for the sign-in screen."""
    clerk = next((each for each in DEMO_SHOP.operators if each.language == language), CASHIER)
    text = N_("Demo shop. Code {code}, PIN {pin}. Supervisor: code {second_code}, PIN {second_pin}.")
    return Translator(language).text(
        text, code=clerk.code, pin=clerk.pin, second_code=SUPERVISOR.code, second_pin=SUPERVISOR.pin
    )


def demo_people() -> list[dict[str, str]]:
    """Operators of the demo shop with their PINs, which are no secret."""
    return [
        {"code": each.code, "name": each.name, "role": each.role.value, "pin": each.pin, "language": each.language}
        for each in DEMO_SHOP.operators
    ]
