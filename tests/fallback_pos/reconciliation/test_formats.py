"""Files of banks and providers, honest, odd and hostile."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fallback_pos.domain.money import Currency
from fallback_pos.domain.tender import TenderType
from fallback_pos.errors import TillError
from fallback_pos.reconciliation.camt053 import read_camt053
from fallback_pos.reconciliation.cells import decimal_mark_of, read_amount, read_moment
from fallback_pos.reconciliation.csv_format import CsvOptions, read_csv
from fallback_pos.reconciliation.errors import (
    ColumnsMissing,
    DecimalMarkUnclear,
    EntitiesRefused,
    NotADayHere,
    NotAnAmountHere,
    NotCamt,
    UnknownField,
    UnknownFormat,
)
from fallback_pos.reconciliation.read_line import ReadStatement, identified
from fallback_pos.reconciliation.reading import StatementFile, StatementFormat, read_statement

EUR = Currency.of("EUR")
GERMAN = """Konto;DE02100500000054540402;;
Zeitraum;01.11.2026 - 30.11.2026;;
;;;
Buchungstag;Kundenreferenz;Verwendungszweck;Betrag;Währung
22.11.2026;03-1-000057;Zahlung Girocode;1.012,97;EUR
22.11.2026;;Gebühr;-2,50;EUR
22.11.2026;X;;100,00;USD
"""
CAMT = """<?xml version="1.0" encoding="UTF-8"?>
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"><BkToCstmrStmt><Stmt>
<Id>1</Id><Acct><Id><IBAN>HR1210010051863000160</IBAN></Id></Acct>
<Ntry><Amt Ccy="EUR">12.97</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts><Cd>BOOK</Cd></Sts>
 <BookgDt><Dt>2026-11-23</Dt></BookgDt><AcctSvcrRef>B-1</AcctSvcrRef>
 <NtryDtls><TxDtls><Refs><EndToEndId>03-1-000057</EndToEndId></Refs>
 <RmtInf><Ustrd>Hvala</Ustrd></RmtInf></TxDtls></NtryDtls></Ntry>
<Ntry><Amt Ccy="EUR">30.00</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts><Cd>BOOK</Cd></Sts>
 <BookgDt><DtTm>2026-11-23T09:00:00+01:00</DtTm></BookgDt><AcctSvcrRef>B-2</AcctSvcrRef>
 <NtryDtls><TxDtls><Refs><EndToEndId>A-77</EndToEndId></Refs><Amt Ccy="EUR">10.00</Amt></TxDtls>
 <TxDtls><Refs><EndToEndId>NOTPROVIDED</EndToEndId></Refs><Amt Ccy="EUR">20.00</Amt></TxDtls></NtryDtls></Ntry>
<Ntry><Amt Ccy="EUR">5.00</Amt><CdtDbtInd>DBIT</CdtDbtInd><Sts>BOOK</Sts><BookgDt><Dt>2026-11-23</Dt></BookgDt>
 <AddtlNtryInf>Fee</AddtlNtryInf></Ntry>
<Ntry><Amt Ccy="EUR">9.00</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts><Cd>PDNG</Cd></Sts>
 <BookgDt><Dt>2026-11-23</Dt></BookgDt></Ntry>
</Stmt></BkToCstmrStmt></Document>
"""
LAUGHS = (
    '<?xml version="1.0"?><!DOCTYPE Document [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]>'
    "<Document><BkToCstmrStmt><Stmt>&b;</Stmt></BkToCstmrStmt></Document>"
)
OUTSIDE = (
    '<?xml version="1.0"?><!DOCTYPE Document [<!ENTITY secret SYSTEM "file:///etc/hostname">]>'
    "<Document><BkToCstmrStmt><Stmt>&secret;</Stmt></BkToCstmrStmt></Document>"
)


def csv(text: str, **options: object) -> ReadStatement:
    return read_csv("bank.csv", text.encode(), EUR, CsvOptions(**options))  # type: ignore[arg-type]


def test_a_banks_table_is_found_below_its_preamble() -> None:
    read = csv(GERMAN)
    assert [(line.amount.text, line.day, line.references) for line in read.lines] == [
        ("1012.97", date(2026, 11, 22), ("03-1-000057",)),
        ("-2.50", date(2026, 11, 22), ()),
    ]
    assert (read.skipped, read.bad_rows) == (1, ())


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_a_table_is_read_in_the_encodings_that_banks_use(encoding: str) -> None:
    read = read_csv("bank.csv", GERMAN.encode(encoding), EUR, CsvOptions())
    assert [line.amount.text for line in read.lines] == ["1012.97", "-2.50"]


def test_a_chinese_table_in_gb18030_is_read() -> None:
    text = "交易日期,交易时间,交易金额,订单号\n2026-11-22,13:45:10,12.97,4200001234567890\n"
    read = read_csv("wx.csv", text.encode("gb18030"), EUR, CsvOptions())
    assert read.lines[0].at == datetime(2026, 11, 22, 13, 45, 10)  # noqa: DTZ001 - a wall clock
    assert read.lines[0].references == ("4200001234567890",)


def test_own_headings_are_mapped() -> None:
    text = "When,In,Out,Note A,Note B\n2026/11/22,5.00,,X-1,Y\n2026/11/22,,2.00,X-2,\n"
    columns = {"date": "When", "credit": "In", "debit": "Out", "reference": "Note A|Note B"}
    read = csv(text, columns=columns)
    assert [(line.amount.text, line.references) for line in read.lines] == [("5.00", ("X-1", "Y")), ("-2.00", ("X-2",))]


def test_columns_that_are_not_there_are_named() -> None:
    with pytest.raises(ColumnsMissing, match="date, amount"):
        csv("a,b\n1,2\n")
    with pytest.raises(ColumnsMissing, match="reference"):
        csv("date,amount\n2026-11-22,5\n", columns={"reference": "Note"})
    with pytest.raises(UnknownField, match="colour"):
        csv("date,amount\n2026-11-22,5\n", columns={"colour": "Note"})


def test_a_row_that_cannot_be_read_is_said_and_the_rest_is_taken() -> None:
    read = csv("date,amount\n2026-11-22,5.00\n2026-11-22,five\n31.02.2026,1.00\n2026-11-22,7.00\n")
    assert [line.amount.text for line in read.lines] == ["5.00", "7.00"]
    assert [(bad.row, type(bad.reason)) for bad in read.bad_rows] == [(3, NotAnAmountHere), (4, NotADayHere)]


def test_an_acquirers_file_says_what_went_back() -> None:
    text = "date,time,type,amount,approval_code,slip,last_four\n2026-11-22,13:45,sale,12.97,734211,S-17,0042\n"
    text += "2026-11-22,14:00,refund,5.00,734212,S-18,0042\n"
    found, read = read_statement(StatementFile("acq.csv", text.encode()), None, EUR, CsvOptions())
    assert found is StatementFormat.ACQUIRER
    assert [(line.amount.text, line.references, line.type) for line in read.lines] == [
        ("12.97", ("734211", "S-17"), TenderType.CARD),
        ("-5.00", ("734212", "S-18"), TenderType.CARD),
    ]


@pytest.mark.parametrize(
    ("texts", "mark"),
    [
        (["12.97"], "."),
        (["12,97"], ","),
        (["1.012,97"], ","),
        (["1,012.97"], "."),
        (["1.012.345"], ","),
        (["1.234", "5,50"], ","),
        (["5"], "."),
        (["12.5"], "."),
    ],
)
def test_the_decimal_mark_is_found_out_from_the_whole_column(texts: list[str], mark: str) -> None:
    assert decimal_mark_of(texts, 2) == mark


def test_a_mark_that_may_be_both_is_asked_about() -> None:
    with pytest.raises(DecimalMarkUnclear):
        csv("date,amount\n2026-11-22,1.234\n")
    assert csv("date,amount\n2026-11-22,1.234\n", decimal_mark=",").lines[0].amount.text == "1234.00"


@pytest.mark.parametrize(
    ("text", "mark", "amount"),
    [
        ("1'012.97", ".", "1012.97"),
        ("1 012,97 €", ",", "1012.97"),
        ("12.97-", ".", "-12.97"),
        ("(12.97)", ".", "-12.97"),
        ("+12,97 EUR", ",", "12.97"),
        ("12.9700", ".", "12.97"),
        ("−0,01", ",", "-0.01"),
    ],
)
def test_amounts_as_banks_write_them(text: str, mark: str, amount: str) -> None:
    assert read_amount(text, mark, EUR).text == amount


@pytest.mark.parametrize("text", ["", "-", "12.975", "twelve", "1e9", "∞"])
def test_what_is_no_amount_is_refused(text: str) -> None:
    with pytest.raises(NotAnAmountHere):
        read_amount(text, ".", EUR)


def test_a_date_that_may_be_two_days_is_refused_until_its_form_is_named() -> None:
    with pytest.raises(NotADayHere):
        read_moment("11/12/2026")
    assert read_moment("11/12/2026", form="%d/%m/%Y") == (date(2026, 12, 11), None)


def test_camt_entries_and_the_payments_in_them() -> None:
    read = read_camt053("s.xml", CAMT.encode(), EUR)
    assert read.source == "HR1210010051863000160"
    assert [(line.amount.text, line.references) for line in read.lines] == [
        ("12.97", ("B-1", "03-1-000057")),
        ("10.00", ("A-77",)),
        ("20.00", ()),
        ("-5.00", ()),
    ]
    assert read.lines[1].at == datetime(2026, 11, 23, 8, tzinfo=UTC)
    assert read.skipped == 1, "what is only pending is not there yet"


@pytest.mark.parametrize("text", [LAUGHS, OUTSIDE])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_definitions_of_its_own_are_refused_before_they_are_followed(text: str, encoding: str) -> None:
    with pytest.raises(EntitiesRefused):
        read_camt053("s.xml", text.encode(encoding), EUR)


@pytest.mark.parametrize("text", ["<Document/>", "<a><b></a>", "", "<a>" * 100 + "</a>" * 100])
def test_what_is_no_statement_is_refused(text: str) -> None:
    with pytest.raises(NotCamt):
        read_camt053("s.xml", text.encode(), EUR)


@pytest.mark.parametrize("content", [b"", b"%PDF-1.7 x", b"PK\x03\x04zip", b"\x00\x01\x02binary"])
def test_a_file_of_another_kind_is_named_as_such(content: bytes) -> None:
    with pytest.raises(UnknownFormat):
        read_statement(StatementFile("x", content), None, EUR, CsvOptions())


@given(st.binary(max_size=300) | st.text(max_size=300).map(str.encode))
def test_any_bytes_end_in_lines_or_in_a_sentence(content: bytes) -> None:
    for format in (None, *StatementFormat):
        try:
            read_statement(StatementFile("x", content), format, EUR, CsvOptions())
        except TillError as error:
            assert str(error)


def test_the_same_line_has_the_same_id_in_another_export_and_twins_are_counted() -> None:
    one = csv("date,amount,reference\n2026-11-22,5.00,A-1\n2026-11-22,5.00,A-1\n")
    longer = csv("date,amount,reference\n2026-11-21,1.00,A-0\n2026-11-22,5.00,A-1\n2026-11-22,5.00,A-1\n")
    first = [line.id for line in identified("s1", "", one.lines)]
    second = [line.id for line in identified("s2", "", longer.lines)]
    assert len(set(first)) == 2
    assert second[1:] == first


def test_a_card_number_in_a_statement_is_not_kept() -> None:
    read = csv("date,amount,reference,text\n2026-11-22,5.00,4111111111111111,card 4111111111111111 x\n")
    (line,) = identified("s", "", read.lines)
    assert "4111" not in line.shown
    assert not line.references
