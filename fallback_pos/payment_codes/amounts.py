"""What amounts a scheme can carry."""

from fallback_pos.domain.money import Money
from fallback_pos.payment_codes.errors import AmountOutOfRange, WrongCurrency


def require_currency(amount: Money, wanted: str, scheme: str) -> None:
    """Raises WrongCurrency."""
    if amount.currency.code != wanted:
        raise WrongCurrency(scheme=scheme, wanted=wanted, currency=amount.currency.code)


def amount_text(amount: Money, most_minor: int, scheme: str) -> str:
    """The amount as a decimal string. Raises AmountOutOfRange for zero, less, or more than `most_minor`."""
    if not 1 <= amount.minor <= most_minor:
        least, most = Money(1, amount.currency), Money(most_minor, amount.currency)
        raise AmountOutOfRange(scheme=scheme, amount=amount.text, least=least.text, most=most.text)
    return amount.text
