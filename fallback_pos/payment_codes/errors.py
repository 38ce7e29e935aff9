"""Why a payment code cannot be made. Most are mistakes in the settings, which `check_payee` finds beforehand."""

from fallback_pos.errors import TillError


class PaymentCodeError(TillError):
    sentence = "The payment code cannot be made. Take another tender and call IT."


class WrongCurrency(PaymentCodeError):
    sentence = "{scheme} pays in {wanted} only, not in {currency}. Take another tender."


class AmountOutOfRange(PaymentCodeError):
    sentence = "{scheme} cannot carry {amount}. It takes from {least} to {most}; take another tender."


class IbanNotValid(PaymentCodeError):
    sentence = "“{iban}” is not a valid IBAN. Copy it again from the bank's papers into the settings."


class BicNotValid(PaymentCodeError):
    sentence = "“{bic}” is not a BIC. It has 8 or 11 letters and digits; correct it in the settings or leave it out."


class AccountNotValid(PaymentCodeError):
    sentence = "“{account}” is not an account of {scheme}. Expected: {expected}. Correct it in the settings."


class FieldMissing(PaymentCodeError):
    sentence = "{scheme} needs the payee's {field}. Add it in the settings."


class FieldTooLong(PaymentCodeError):
    sentence = "The {field} “{text}” is too long for {scheme}: at most {limit} characters. Shorten it in the settings."


class NotPlainCharacters(PaymentCodeError):
    sentence = "The {field} “{text}” has characters that {scheme} cannot carry. Write it in plain Latin letters."


class ReferenceNotValid(PaymentCodeError):
    sentence = "“{reference}” cannot be the reference of a {scheme} payment. Expected: {expected}."


class CurrencyHasNoNumber(PaymentCodeError):
    sentence = "The currency {currency} is not known to EMV payment codes. Take another tender and call IT."


class CodeTooLong(PaymentCodeError):
    sentence = (
        "The {scheme} code would have {length} characters, more than the {limit} a phone can read. Shorten the name."
    )


class UnknownScheme(PaymentCodeError):
    sentence = "“{scheme}” is not a payment scheme. Known: {known}. Correct it in the settings."
