"""The sections of a report about money: sales, tax, tenders, cash, counts, deposit, running totals."""

from __future__ import annotations

from fallback_pos.domain.money import Money
from fallback_pos.reports.report import Report, ReportKind
from fallback_pos.reports.words import Row, Section, Words


def sales_section(report: Report, words: Words) -> Section:
    figures, tr = report.figures, words.translator
    rows = [
        Row(tr.text("Receipts"), str(figures.receipts)),
        Row(tr.text("of these returns"), str(figures.return_receipts), indent=1),
    ]
    if figures.first_receipt:
        rows += [
            Row(tr.text("First receipt"), figures.first_receipt),
            Row(tr.text("Last receipt"), figures.last_receipt or ""),
        ]
    rows += [
        Row(tr.text("Gross sales"), words.money(figures.gross)),
        Row(tr.text("Returns"), words.taken_off(figures.returns)),
        Row(tr.text("Discounts"), words.taken_off(figures.discounts)),
    ]
    if figures.voided_receipts:
        label = tr.text("Voided sales ({count})", count=figures.voided_receipts)
        rows.append(Row(label, words.taken_off(figures.voided)))
    if figures.tax_on_top:
        rows.append(Row(tr.text("Tax on top"), words.money(figures.tax_on_top)))
    rows += [
        Row(tr.text("TOTAL {currency}", currency=figures.currency.code), words.money(figures.total), strong=True),
        Row(tr.text("Net"), words.money(figures.net), indent=1),
        Row(tr.text("Tax"), words.money(figures.tax_total), indent=1),
    ]
    if figures.rounding:
        rows.append(Row(tr.text("Cash rounding"), words.money(figures.rounding)))
    return Section(tr.text("Sales"), tuple(rows))


def tax_section(report: Report, words: Words) -> Section:
    tr = words.translator
    head = (tr.text("Tax"), tr.text("Net"), tr.text("Tax"), tr.text("Gross"))
    table = [
        (
            f"{row.tax_class} {words.translator.percent(row.rate)}",
            *map(words.money, (row.net, row.tax, row.gross)),
        )
        for row in report.figures.tax
    ]
    return Section(tr.text("Tax by rate"), head=head, table=tuple(table))


def tenders_section(report: Report, words: Words) -> Section:
    figures, tr = report.figures, words.translator
    if not figures.tenders:
        return Section(tr.text("Tenders"))
    rows = []
    for tender in figures.tenders:
        rows.append(
            Row(f"{words.tender(tender.type)} ({tender.count + tender.refund_count})", words.money(tender.amount))
        )
        if tender.refund_count:
            label = tr.text("of these paid back ({count})", count=tender.refund_count)
            rows.append(Row(label, words.taken_off(tender.refunds), indent=1))
        if tender.unconfirmed_count:
            label = tr.text("of these unconfirmed ({count})", count=tender.unconfirmed_count)
            rows.append(Row(label, words.money(tender.unconfirmed), indent=1))
    rows += [
        Row(tr.text("Change"), words.taken_off(figures.change)),
        Row(tr.text("Tenders less change"), words.money(figures.tendered - figures.change), strong=True),
    ]
    return Section(tr.text("Tenders"), tuple(rows))


def cash_section(report: Report, words: Words) -> Section:
    cash, tr = report.figures.cash, words.translator
    always: list[tuple[str, Money]] = [
        (tr.text("Float"), cash.float_amount),
        (tr.text("Cash sales less change"), cash.sales),
        (tr.text("Cash refunds"), -cash.refunds),
    ]
    sometimes = [
        (tr.text("Voided sales paid back"), -cash.voids),
        (tr.text("Corrected tenders"), cash.corrections),
        (tr.text("Paid in ({count})", count=cash.paid_in_count), cash.paid_in),
        (tr.text("Paid out ({count})", count=cash.paid_out_count), -cash.paid_out),
        (tr.text("Drops to the safe ({count})", count=cash.dropped_count), -cash.dropped),
    ]
    rows = [Row(label, words.money(amount)) for label, amount in always]
    rows += [Row(label, words.money(amount)) for label, amount in sometimes if amount]
    rows.append(Row(tr.text("Cash expected"), words.money(cash.expected), strong=True))
    return Section(tr.text("Cash in the drawer"), tuple(rows))


def counts_section(report: Report, words: Words) -> Section:
    tr, rows = words.translator, []
    for count in report.figures.counts:
        rows += [
            Row(words.tender(count.type)),
            Row(tr.text("expected"), words.money(count.expected), indent=1),
            Row(tr.text("counted"), words.money(count.counted), indent=1),
            Row(words.over_or_short(count.over_short), words.money(count.over_short), indent=1, strong=True),
        ]
    if report.reason:
        rows.append(Row(tr.text("Reason: {reason}", reason=report.reason)))
    if report.approved_by and report.kind is ReportKind.Z:
        rows.append(Row(tr.text("Confirmed by {name}", name=report.approved_by)))
    return Section(tr.text("Counted"), tuple(rows))


def movements_section(report: Report, words: Words) -> Section:
    names = {
        "cash.paid_in": words.translator.text("Paid in"),
        "cash.paid_out": words.translator.text("Paid out"),
        "cash.dropped": words.translator.text("Drop"),
    }
    rows = []
    for movement in report.figures.movements:
        amount = movement.amount if movement.kind == "cash.paid_in" else -movement.amount
        rows.append(Row(f"{words.moment(movement.at)} {names.get(movement.kind, movement.kind)}", words.money(amount)))
        who = ", ".join(each for each in (movement.reason, movement.operator) if each)
        if who:
            rows.append(Row(who, indent=1))
    return Section(words.translator.text("Cash movements"), tuple(rows))


def deposit_section(report: Report, words: Words) -> Section:
    deposit, tr = report.deposit, words.translator
    if deposit is None:
        return Section(tr.text("Bank deposit"))
    rows = [Row(part.label or tr.text("Cash without a bag"), words.money(part.amount)) for part in deposit.parts]
    rows += [
        Row(f"{count} x {words.money(value)}", words.money(value.times(count)), indent=1)
        for value, count in deposit.pieces
    ]
    rows.append(Row(tr.text("Bank deposit"), words.money(deposit.total), strong=True))
    return Section(tr.text("Bank deposit"), tuple(rows))


def totals_section(report: Report, words: Words) -> Section:
    totals, tr = report.totals, words.translator
    if totals is None:
        return Section(tr.text("Running totals, never reset"))
    rows = (
        Row(tr.text("Gross sales"), words.money(totals.gross)),
        Row(tr.text("Returns"), words.money(totals.returns)),
        Row(tr.text("Discounts"), words.money(totals.discounts)),
        Row(tr.text("Voided sales"), words.money(totals.voided)),
        Row(tr.text("Total"), words.money(totals.total), strong=True),
        Row(tr.text("Net"), words.money(totals.net), indent=1),
        Row(tr.text("Tax"), words.money(totals.tax_total), indent=1),
        Row(tr.text("Receipts"), str(totals.receipts)),
    )
    return Section(tr.text("Running totals, never reset"), rows)
