"""[shop]: who sells here, and which till this is."""

from __future__ import annotations

import re
from typing import Annotated

from pydantic import AfterValidator, Field

from config.training import TRAINING_PREFIX, is_training_number
from config.values import N_, CurrencyCode, Expected, Language, Line, Section


def _number(value: str) -> str:
    if not re.fullmatch("[A-Za-z0-9]{0,8}", value):
        raise Expected(N_('one to eight letters and digits, in quotes, such as "03"'))
    return value


def _till_number(value: str) -> str:
    _number(value.removeprefix(TRAINING_PREFIX))
    return value


ShopNumber = Annotated[str, AfterValidator(_number)]
TillNumber = Annotated[str, AfterValidator(_till_number)]


class ShopSettings(Section):
    """Shop and till. Empty store and till numbers mean that set-up has not been done."""

    store: ShopNumber
    """Number of the shop, as in the main POS. It stands in every journal entry and never changes."""
    till: TillNumber
    """Number of this till, unique in the shop. It begins every receipt number and never changes."""
    tills: Annotated[tuple[ShopNumber, ...], Field(max_length=200)]
    """Numbers of all tills of the shop: `report store` names those whose day is missing."""
    name: Line
    """Name of the shop, the first line of the receipt."""
    address_lines: Annotated[tuple[Line, ...], Field(max_length=8)]
    """Address, printed under the name."""
    tax_number: Line
    """Tax number, printed under the address; empty prints none."""
    header_lines: Annotated[tuple[Line, ...], Field(max_length=8)]
    """Further lines above the goods, such as a telephone number."""
    footer_lines: Annotated[tuple[Line, ...], Field(max_length=8)]
    """Lines at the end of the receipt, such as opening hours and thanks."""
    currency: CurrencyCode
    """ISO 4217 code of the only currency in the drawer."""
    languages: Annotated[tuple[Language, ...], Field(min_length=1, max_length=2)]
    """Languages of the receipt, the first one is printed: "en", "zh"."""
    number_format: Line
    """Country convention of numbers and dates, such as "hr", "de_CH"; empty follows the language."""

    demo: bool
    """A demo shop: simulated sales may go into its journal, and screen and paper say that nothing here is real."""

    @property
    def is_set_up(self) -> bool:
        """Whether set-up has said which till this is."""
        return bool(self.store and self.till)

    @property
    def is_training(self) -> bool:
        """Whether this is a training till: nothing of it is real, nothing of it is sent."""
        return is_training_number(self.till)
