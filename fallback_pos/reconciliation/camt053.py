"""Bank statements in camt.053 (ISO 20022, BankToCustomerStatement), any version of the message.

Read with expat and nothing that follows a reference out of the file: a DOCTYPE, and with it every entity of the file's
own, is refused before anything of it is expanded.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import NoReturn
from xml.etree.ElementTree import Element, TreeBuilder
from xml.parsers import expat

from fallback_pos.domain.money import Currency, Money, NotAnAmount
from fallback_pos.reconciliation.errors import EntitiesRefused, NotADayHere, NotAnAmountHere, NotCamt
from fallback_pos.reconciliation.read_line import BadRow, ReadLine, ReadStatement, cleaned

DEEPEST = 40
MOST_ELEMENTS = 2_000_000
_NO_REFERENCE = frozenset({"NOTPROVIDED", "NONREF", "NOTPROVIDE"})
_REFERENCES = ("EndToEndId", "TxId", "InstrId", "UETR", "MsgId", "AcctSvcrRef", "ChqNb")
_BOOKED = "BOOK"


def read_camt053(file: str, content: bytes, currency: Currency) -> ReadStatement:
    """Booked entries in the currency of the shop; an entry of several payments gives each of them.

    Raises NotCamt, EntitiesRefused.
    """
    root = parse_safely(file, content)
    statements = root.findall("BkToCstmrStmt/Stmt")
    if not statements:
        raise NotCamt(file=file, reason="no statement (Stmt) is in it")
    lines: list[ReadLine] = []
    bad: list[BadRow] = []
    skipped = row = 0
    for statement in statements:
        for entry in statement.iterfind("Ntry"):
            row += 1
            if not _is_booked(entry):
                skipped += 1
                continue
            try:
                found = [line for line in _lines(entry) if line.amount.currency == currency]
            except (NotAnAmountHere, NotADayHere) as error:
                bad.append(BadRow(row, error))
                continue
            skipped += not found
            lines += found
    return ReadStatement(_account(statements[0]), tuple(lines), tuple(bad), skipped)


def parse_safely(file: str, content: bytes) -> Element:
    """The elements of an XML text by their local names. Raises NotCamt, EntitiesRefused."""
    builder = TreeBuilder()
    parser = expat.ParserCreate(namespace_separator="}")
    depth = elements = 0

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal depth, elements
        depth, elements = depth + 1, elements + 1
        if depth > DEEPEST or elements > MOST_ELEMENTS:
            raise NotCamt(file=file, reason="it is nested too deeply or too long")
        builder.start(name.rpartition("}")[2], attributes)

    def end(name: str) -> None:
        nonlocal depth
        depth -= 1
        builder.end(name.rpartition("}")[2])

    def refuse(*_: object) -> NoReturn:
        raise EntitiesRefused(file=file)

    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = builder.data
    parser.StartDoctypeDeclHandler = refuse
    parser.EntityDeclHandler = refuse
    parser.ExternalEntityRefHandler = refuse
    parser.SetParamEntityParsing(expat.XML_PARAM_ENTITY_PARSING_NEVER)
    try:
        parser.Parse(content, True)
    except expat.ExpatError as error:
        raise NotCamt(file=file, reason=str(error)) from error
    return builder.close()


def _is_booked(entry: Element) -> bool:
    """The status is a code of its own up to version 3 of the message, and inside <Cd> later."""
    status = entry.find("Sts")
    return status is None or _text(status) == _BOOKED or _text(status.find("Cd")) == _BOOKED


def _lines(entry: Element) -> Iterator[ReadLine]:
    """Raises NotAnAmountHere, NotADayHere."""
    day, at = _when(entry)
    own = (_reference(entry, "NtryRef"), _reference(entry, "AcctSvcrRef"))
    whole = _amount(entry, entry.find("Amt"), entry)
    payments = entry.findall("NtryDtls/TxDtls")
    if len(payments) < 2:
        payment = payments[0] if payments else None
        yield _line(whole, day, at, own, entry, payment, own[1])
        return
    for number, payment in enumerate(payments, start=1):
        amount = payment.find("Amt")
        if amount is None:
            amount = payment.find("AmtDtls/TxAmt/Amt")
        if amount is None:
            raise NotAnAmountHere(text="")
        yield _line(_amount(payment, amount, entry), day, at, (), entry, payment, f"{own[1]}/{number}")


def _line(
    amount: Money,
    day: date,
    at: datetime | None,
    own: tuple[str, ...],
    entry: Element,
    payment: Element | None,
    bank_id: str,
) -> ReadLine:
    part = entry if payment is None else payment
    references = [*own, *(_reference(part, f"Refs/{name}") for name in _REFERENCES)]
    references += [cleaned(each.text) for each in part.iterfind("RmtInf/Strd/CdtrRefInf/Ref")]
    remittance = [each.text or "" for each in part.iterfind("RmtInf/Ustrd")] or [_text(entry.find("AddtlNtryInf"))]
    named = tuple(dict.fromkeys(each for each in references if each))
    return ReadLine(amount, day, at, named, cleaned(" ".join(remittance)), bank_id=bank_id)


def _amount(part: Element, amount: Element | None, entry: Element) -> Money:
    """Positive where the account was credited. Raises NotAnAmountHere."""
    text = _text(amount)
    currency = Currency.of(amount.get("Ccy", "") if amount is not None else "")
    try:
        exact = Decimal(text)
        money = Money.parse(f"{exact.normalize():f}", currency)
    except (InvalidOperation, NotAnAmount) as error:
        raise NotAnAmountHere(text=text[:30]) from error
    direction = _text(part.find("CdtDbtInd")) or _text(entry.find("CdtDbtInd"))
    return -money if direction == "DBIT" else money


def _when(entry: Element) -> tuple[date, datetime | None]:
    """The moment of the booking, or its day. Raises NotADayHere."""
    for place in ("BookgDt", "ValDt"):
        moment, day = _text(entry.find(f"{place}/DtTm")), _text(entry.find(f"{place}/Dt"))
        try:
            if moment:
                at = datetime.fromisoformat(moment)
                return at.date(), at
            if day:
                return date.fromisoformat(day[:10]), None
        except ValueError as error:
            raise NotADayHere(text=(moment or day)[:30]) from error
    raise NotADayHere(text="")


def _reference(part: Element, path: str) -> str:
    text = cleaned(_text(part.find(path)))
    return "" if text.upper() in _NO_REFERENCE else text


def _account(statement: Element) -> str:
    return cleaned(_text(statement.find("Acct/Id/IBAN")) or _text(statement.find("Acct/Id/Othr/Id")))


def _text(element: Element | None) -> str:
    return (element.text or "").strip() if element is not None else ""
