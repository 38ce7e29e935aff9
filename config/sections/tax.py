"""[tax]: how prices and tax go together."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator

from config.values import N_, Expected, Line, Percent, Section


class TaxClassSettings(Section):
    """One [[tax.classes]] table."""

    code: Annotated[Line, Field(min_length=1, max_length=4)]
    """Letter on the receipt, and the name that the catalogue uses."""
    rate: Percent
    """Percent, in quotes: "25", "5.5"."""
    name: Line = ""
    """What the tax table calls it."""


class TaxSettings(Section):
    """Tax of the shop."""

    mode: Literal["inclusive", "exclusive"]
    """Whether shelf prices contain the tax."""
    rounding: Literal["line", "receipt"]
    """Whether tax is rounded on each line, or once on each class of a receipt."""
    classes: Annotated[tuple[TaxClassSettings, ...], Field(min_length=1, max_length=20)]
    """The rates. A class in the catalogue that is not among them is refused at the import."""

    @model_validator(mode="after")
    def _codes_differ(self) -> TaxSettings:
        codes = [tax_class.code for tax_class in self.classes]
        if len(set(codes)) != len(codes):
            raise Expected(N_("a different code for each tax class"))
        return self
