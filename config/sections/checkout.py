"""[checkout]: how the till behaves while goods are scanned."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from config.values import Line, Pattern, PositiveAmount, Section

Reasons = Annotated[tuple[Annotated[Line, Field(min_length=1)], ...], Field(max_length=20)]


class CheckoutSettings(Section):
    """Scanning and selling."""

    merge_repeated_scans: bool
    """Whether the same product scanned again raises the quantity of its line instead of adding one."""
    implausible_quantity: PositiveAmount
    """A larger quantity is asked about once."""
    implausible_line_amount: PositiveAmount
    """A larger line is asked about once."""
    lines_limit: Annotated[int, Field(ge=1, le=5000)]
    """Most lines of one cart."""
    parked_limit: Annotated[int, Field(ge=0, le=500)]
    """Most parked carts."""
    search_results_limit: Annotated[int, Field(ge=1, le=200)]
    """Most products that a search shows."""
    open_item_department: Line
    """Department of goods that are not on file; empty asks."""
    open_item_tax_class: Line
    """Tax class that is offered for goods that are not on file; empty asks."""
    discount_reasons: Reasons
    """Reasons offered for a discount or a price override."""
    return_reasons: Reasons
    """Reasons offered for a return."""
    void_reasons: Reasons
    """Reasons offered for voiding a basket."""
    no_sale_reasons: Reasons
    """Reasons offered for opening the drawer without a sale."""
    switch_over_reasons: Reasons
    """Reasons offered for switching over to this till."""
    end_outage_reasons: Reasons
    """Reasons offered for ending the outage."""
    loyalty_pattern: Pattern | None = None
    """Form of loyalty and customer numbers. What matches is one even if it looks like a card number."""
    fiscal_hook: Annotated[str, Field(pattern=r"^[A-Za-z_][\w.]*:[A-Za-z_]\w*$")] | None = None
    """A country's fiscal rules: package.module:function of a package that the shop installs (checkout/fiscal.py)."""
    main_pos_receipt_pattern: Pattern | None = None
    """Form of the main POS's receipt numbers, for returns of what it sold."""
