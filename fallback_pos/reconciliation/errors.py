"""Why a statement cannot be read, or a finding not be resolved."""

from __future__ import annotations

from fallback_pos.errors import TillError


class StatementNotOpened(TillError):
    """Parameters: file, reason."""

    sentence = "The statement {file} cannot be opened: {reason}. Check its name and the USB stick."


class StatementTooLarge(TillError):
    """Parameters: file, limit."""

    sentence = "The statement {file} is larger than {limit}. Export fewer days."


class UnknownFormat(TillError):
    """Parameter: file."""

    sentence = "{file} is no statement that the till knows. Name its format: csv, camt053 or acquirer."


class NotCamt(TillError):
    """Parameters: file, reason."""

    sentence = "{file} is no camt.053 statement: {reason}. Export it from the bank once more."


class EntitiesRefused(TillError):
    """Parameter: file."""

    sentence = (
        "{file} brings definitions of its own (a DOCTYPE). No bank's statement does; it was not read. Show it to IT."
    )


class ColumnsMissing(TillError):
    """Parameters: file, fields."""

    sentence = (
        "{file} has no column for {fields}. Say which one it is, with --map FIELD=COLUMN or under reconciliation.csv."
    )


class UnknownField(TillError):
    """Parameters: field, known."""

    sentence = "A statement has no field {field}. The fields are {known}."


class NotAnAmountHere(TillError):
    """Parameter: text."""

    sentence = "“{text}” is no amount."


class DecimalMarkUnclear(TillError):
    """Parameter: text."""

    sentence = "Nobody can tell whether “{text}” has thousands or decimals. Name the decimal mark."


class NotADayHere(TillError):
    """Parameter: text."""

    sentence = "“{text}” is no date that the till knows. Name the form of the dates, such as %d/%m/%Y."


class NoFinding(TillError):
    """Parameter: id."""

    sentence = "{id} is neither an open line of a statement nor an open payment. Look at the list again."


class FindingNotUnique(TillError):
    """Parameter: id."""

    sentence = "Several begin with {id}. Type more of it."


class ResolvedAlready(TillError):
    """Parameter: id."""

    sentence = "{id} was resolved already. Nothing is done twice."


class PaidOrNot(TillError):
    sentence = "No line of a statement pays this. Say whether it was paid all the same, or not paid."


class NothingToPayWith(TillError):
    sentence = "A line that no payment explains is neither paid nor unpaid. Give only the reason, or the payment."
