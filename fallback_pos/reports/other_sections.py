"""The other sections of a report: where and when was sold, who did what, what needs a look, the chain."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from fallback_pos.domain.figures import HourFigures, OutageFigures
from fallback_pos.i18n.marker import N_
from fallback_pos.reports.report import Report, ReportKind
from fallback_pos.reports.words import Row, Section, Words


def departments_section(report: Report, words: Words) -> Section:
    tr = words.translator
    table = [
        (row.department or tr.text("without department"), str(row.lines), words.money(row.total))
        for row in report.figures.departments
    ]
    return Section(
        tr.text("By department"), head=(tr.text("Department"), tr.text("Lines"), tr.text("Total")), table=tuple(table)
    )


def hours_section(report: Report, words: Words) -> Section:
    tr = words.translator
    table = [
        (f"{row.hour:02d}:00", str(row.receipts), words.money(row.total))
        for row in in_order_of_the_day(report.figures.hours)
    ]
    return Section(
        tr.text("By hour"), head=(tr.text("Hour"), tr.text("Receipts"), tr.text("Total")), table=tuple(table)
    )


def operators_section(report: Report, words: Words) -> Section:
    tr, rows = words.translator, []
    for person in report.figures.operators:
        title = f"{person.name} ({person.code})" if person.name else person.code or tr.text("unknown")
        rows.append(Row(title, words.money(person.total)))
        counts = (
            (N_("receipts"), person.receipts),
            (N_("returns"), person.return_receipts),
            (N_("sales voided"), person.voided_receipts),
            (N_("baskets voided"), person.abandoned),
            (N_("prices changed"), person.price_changes),
            (N_("tenders corrected"), person.corrections),
            (N_("approvals asked for"), person.overrides_asked),
            (N_("approvals given"), person.overrides_given),
            (N_("drawer opened without a sale"), person.no_sales),
            (N_("copies printed"), person.reprints),
            (N_("refused sign-ins"), person.refused_sign_ins),
        )
        rows += [Row(tr.text(label), str(count), indent=1) for label, count in counts if count]
        for label, amount in ((tr.text("returned"), person.returns), (tr.text("discounts"), person.discounts)):
            if amount:
                rows.append(Row(label, words.money(amount), indent=1))
    return Section(tr.text("By operator"), tuple(rows))


def watched_section(report: Report, words: Words) -> Section:
    """What an owner looks at first when something is odd."""
    figures, tr = report.figures, words.translator
    counts = (
        (N_("Voided sales"), figures.voided_receipts),
        (N_("Voided baskets"), figures.abandoned),
        (N_("Prices changed by hand"), figures.price_changes),
        (N_("Tenders corrected"), figures.corrections),
        (N_("Approvals by a second person"), figures.overrides),
        (N_("Drawer opened without a sale"), figures.no_sales),
        (N_("Copies of receipts"), figures.reprints),
        (N_("Refused sign-ins"), figures.refused_sign_ins),
        (N_("Paper vouchers entered"), figures.paper_vouchers),
        (N_("Clock jumps"), figures.clock_jumps),
        (N_("Entries in another currency"), figures.other_currency),
        (N_("Entries that cannot be read"), figures.unreadable),
    )
    rows = [Row(tr.text(label), str(count)) for label, count in counts]
    if figures.abandoned:
        rows.append(Row(tr.text("Amount of the voided baskets"), words.money(figures.abandoned_amount), indent=1))
    if figures.paper_vouchers:
        rows.append(Row(tr.text("Amount of the paper vouchers"), words.money(figures.paper_amount), indent=1))
    label = tr.text("Unconfirmed tenders ({count})", count=figures.unconfirmed_count)
    rows.append(Row(label, words.money(figures.unconfirmed)))
    if report.parked is not None:
        rows.append(Row(tr.text("Parked baskets"), str(report.parked.count)))
        rows += [Row(name, indent=1) for name in report.parked.names]
    return Section(tr.text("To look at"), tuple(rows))


def outages_section(report: Report, words: Words) -> Section:
    rows = [row for outage in report.figures.outages for row in _outage(outage, words)]
    return Section(words.translator.text("Outages of the main system"), tuple(rows))


def _outage(outage: OutageFigures, words: Words) -> Iterator[Row]:
    yield Row(f"{words.moment(outage.started_at)} - {words.moment(outage.ended_at)}")
    who = ", ".join(each for each in (outage.reason, outage.operator) if each)
    if who:
        yield Row(who, indent=1)


def tills_section(report: Report, words: Words) -> Section:
    tr, rows = words.translator, []
    for till in report.tills:
        if till.fingerprint is None:
            rows.append(Row(tr.text("Till {till}: NO FILE", till=till.till), strong=True))
            continue
        rows.append(Row(tr.text("Till {till}", till=till.till), words.money(till.total) if till.total else ""))
        if till.day_z is None:
            rows.append(Row(tr.text("its day is not closed"), indent=1, strong=True))
        else:
            rows.append(Row(tr.text("Day Z {number}", number=till.day_z), indent=1))
        if till.over_short:
            rows.append(Row(words.over_or_short(till.over_short), words.money(till.over_short), indent=1))
        rows.append(Row(tr.text("Key {fingerprint}", fingerprint=till.fingerprint), indent=1))
    return Section(tr.text("Tills"), tuple(rows))


def findings_section(report: Report, words: Words) -> Section:
    rows = tuple(Row(words.translator.sentence(finding)) for finding in report.findings)
    return Section(words.translator.text("This does not add up. Call IT."), rows)


def chain_section(report: Report, words: Words) -> Section:
    figures, tr = report.figures, words.translator
    rows = [Row(tr.text("Entries"), str(figures.entries))]
    if figures.z_numbers and report.kind is not ReportKind.Z:
        rows.append(Row(tr.text("Z reports"), ", ".join(map(str, figures.z_numbers))))
    if figures.head is not None:
        rows.append(
            Row(tr.text("Chain head"), f"{figures.head.generation}/{figures.head.seq} {figures.head.hash[:16]}")
        )
    return Section(tr.text("Journal"), tuple(rows))


def in_order_of_the_day(hours: Sequence[HourFigures]) -> list[HourFigures]:
    """Hours as the shop lived them: a night begins in the evening, after the longest quiet time, not at midnight."""
    if not hours:
        return []
    gaps = [(each.hour - hours[place - 1].hour - 1) % 24 for place, each in enumerate(hours)]
    first = gaps.index(max(gaps)) if max(gaps) else 0
    return [*hours[first:], *hours[:first]]
