"""Statements against a real journal: what fits is confirmed, what does not waits for a person and a reason."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from fallback_pos.domain.clock import Instant
from fallback_pos.domain.operator import ApprovalNeeded
from fallback_pos.domain.reconciling import MatchState
from fallback_pos.domain.tender import TenderType
from fallback_pos.domain.typed_text import ReasonMissing
from fallback_pos.reconciliation.csv_format import CsvOptions, read_csv
from fallback_pos.reconciliation.errors import (
    FindingNotUnique,
    NoFinding,
    NothingToPayWith,
    PaidOrNot,
    ResolvedAlready,
)
from fallback_pos.reconciliation.read_line import identified, statement_id
from fallback_pos.storage.engine import sqlite_module
from fallback_pos.storage.statements import Statement
from sync.body_schemas import problems_in
from tests.fallback_pos.checkout.shop import ANA, CARD_SLIP, MARKO
from tests.fallback_pos.reconciliation.shop import ReconcilingShop, reconciling_shop

KIND = "reconciliation.resolved"


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[ReconcilingShop]:
    with reconciling_shop(tmp_path / "shop") as shop:
        yield shop


def states(shop: ReconcilingShop) -> list[tuple[str, str]]:
    return sorted((each.state.value, each.difference.text) for each in shop.reconciliation.findings())


def test_what_fits_is_confirmed_and_leaves_room_for_the_next_customers(shop: ReconcilingShop) -> None:
    """The shop takes 150 on trust; without a statement the third customer needs a supervisor for ever."""
    shop.paid_by_wallet("70.00", "WX-0001")
    shop.paid_by_wallet("70.00", "WX-0002")
    with pytest.raises(ApprovalNeeded):
        shop.paid_by_wallet("70.00", "WX-0003")
    shop.checkout.void_cart("too much", approver=MARKO)
    done = shop.reconciliation.import_statement(MARKO, shop.statement(("70.00", "WX-0001"), ("70.00", "WX-0002")))
    assert (done.lines, done.new, len(done.matched), done.different, done.unmatched_lines) == (2, 2, 2, 0, 0)
    assert shop.open_claims() == []
    shop.paid_by_wallet("70.00", "WX-0003")


def test_each_match_is_an_entry_that_fits_its_published_form(shop: ReconcilingShop) -> None:
    receipt = shop.paid_by_wallet("12.97", "WX-0001")
    shop.reconciliation.import_statement(MARKO, shop.statement(("12.97", "WX-0001")))
    (entry,) = shop.entries(KIND)
    assert problems_in(entry.kind, entry.body) == []
    (body,) = shop.bodies(KIND)
    assert (body["result"], body["amount"], body["difference"], body["reason"]) == ("matched", "12.97", "0.00", None)
    assert (body["receipt"], body["operator"]["code"]) == (receipt, "301")


def test_the_same_file_twice_changes_nothing(shop: ReconcilingShop) -> None:
    shop.paid_by_wallet("12.97", "WX-0001")
    file = shop.statement(("12.97", "WX-0001"), ("5.00", "foreign"))
    shop.reconciliation.import_statement(MARKO, file)
    before, waiting = shop.journal.head, states(shop)
    again = shop.reconciliation.import_statement(MARKO, file)
    assert (again.new, again.matched) == (0, ())
    assert (shop.journal.head, states(shop)) == (before, waiting)


def test_an_export_that_overlaps_brings_only_what_is_new(shop: ReconcilingShop) -> None:
    first = shop.statement(("5.00", "A-11"), ("5.00", "A-11"))
    longer = shop.statement()
    text = first.content.decode() + first.content.decode().splitlines()[1] + "\r\n"
    shop.reconciliation.import_statement(MARKO, first)
    done = shop.reconciliation.import_statement(MARKO, type(longer)("longer.csv", text.encode()))
    assert (done.lines, done.new) == (3, 1)
    assert len(shop.reconciliation.findings()) == 3


def test_a_claim_that_was_paid_less_waits_for_a_person_with_a_reason(shop: ReconcilingShop) -> None:
    shop.paid_by_wallet("12.97", "WX-0001")
    done = shop.reconciliation.import_statement(MARKO, shop.statement(("12.79", "WX-0001")))
    assert (len(done.matched), done.different) == (0, 1)
    assert shop.open_claims() != [], "nobody has said that this is paid"
    (finding,) = shop.reconciliation.findings(MatchState.DIFFERENT)
    with pytest.raises(ReasonMissing):
        shop.reconciliation.resolve(MARKO, finding.short_id, " ")
    resolved = shop.reconciliation.resolve(MARKO, finding.short_id, "Customer mistyped; rest written off")
    assert (resolved.result, resolved.difference.text) == (MatchState.DIFFERENT, "-0.18")
    assert shop.open_claims() == []
    assert states(shop) == []
    with pytest.raises(ResolvedAlready):
        shop.reconciliation.resolve(MARKO, finding.short_id, "again")


def test_a_claim_at_another_time_waits(shop: ReconcilingShop) -> None:
    shop.paid_by_wallet("12.97", "WX-0001")
    shop.reconciliation.import_statement(MARKO, shop.statement(("12.97", "WX-0001"), minutes=-120))
    (finding,) = shop.reconciliation.findings()
    assert [each.value for each in finding.differs] == ["time"]


def test_the_receipt_number_in_the_remittance_finds_the_sale(shop: ReconcilingShop) -> None:
    receipt = shop.paid_by_wallet("12.97", "unrelated")
    done = shop.reconciliation.import_statement(MARKO, shop.statement(("12.97", f"thanks for {receipt}!")))
    assert [each.receipt for each in done.matched] == [receipt]


def test_a_card_that_the_terminal_approved_takes_its_line_and_is_listed_only_on_request(shop: ReconcilingShop) -> None:
    shop.paid(TenderType.CARD, "10.00", details=CARD_SLIP)
    shop.paid(TenderType.CARD, "11.00", details={**CARD_SLIP, "approval_code": "999111", "slip": "S-18"})
    done = shop.reconciliation.import_statement(MARKO, shop.statement(("10.00", "734211")))
    assert (len(done.matched), done.unmatched_lines, done.unmatched_tenders) == (1, 0, 0)
    (missing,) = shop.reconciliation.findings(all_tenders=True)
    assert missing.difference.text == "-11.00"


def test_a_claim_that_never_came_is_settled_as_not_paid(shop: ReconcilingShop) -> None:
    receipt = shop.paid_by_wallet("12.97", "WX-0001")
    with pytest.raises(PaidOrNot):
        shop.reconciliation.resolve(MARKO, receipt, "no money came")
    done = shop.reconciliation.resolve(MARKO, receipt, "no money came", paid=False)
    assert (done.result, done.difference.text) == (MatchState.UNMATCHED, "-12.97")
    assert shop.open_claims() == []


def test_a_voucher_is_confirmed_by_asking_since_no_statement_has_it(shop: ReconcilingShop) -> None:
    receipt = shop.paid(TenderType.VOUCHER, "20.00", reference="GIFT-1")
    done = shop.reconciliation.resolve(MARKO, receipt, "Head office: good", paid=True)
    assert (done.result, done.amount.text, done.difference.text) == (MatchState.MATCHED, "20.00", "0.00")
    assert shop.open_claims() == []


def test_a_line_that_is_no_payment_of_this_till_is_explained_once(shop: ReconcilingShop) -> None:
    shop.reconciliation.import_statement(MARKO, shop.statement(("5.00", "RENT-1"), ("6.00", "RENT-2")))
    first, _ = shop.reconciliation.findings()
    with pytest.raises(NothingToPayWith):
        shop.reconciliation.resolve(MARKO, first.short_id, "rent", paid=True)
    done = shop.reconciliation.resolve(MARKO, first.short_id, "rent")
    assert done.result is MatchState.UNMATCHED
    assert len(shop.reconciliation.findings()) == 1


def test_a_person_may_pair_what_the_till_does_not(shop: ReconcilingShop) -> None:
    receipt = shop.paid_by_wallet("12.97", "WX-0001")
    shop.reconciliation.import_statement(MARKO, shop.statement(("12.00", "somebody else's app")))
    line = next(each for each in shop.reconciliation.findings() if each.line)
    done = shop.reconciliation.resolve(MARKO, line.short_id, "Shown in the customer's app", tender=receipt)
    assert (done.result, done.receipt, done.difference.text) == (MatchState.DIFFERENT, receipt, "-0.97")
    assert states(shop) == []


def test_what_is_meant_must_be_clear(shop: ReconcilingShop) -> None:
    shop.paid_by_wallet("1.00", "WX-0001")
    shop.paid_by_wallet("2.00", "WX-0002")
    with pytest.raises(FindingNotUnique):
        shop.reconciliation.resolve(MARKO, "0", "which?", paid=True)
    with pytest.raises(NoFinding):
        shop.reconciliation.resolve(MARKO, "zzz", "which?")


def test_a_cashier_needs_a_manager_and_the_journal_names_both(shop: ReconcilingShop) -> None:
    file = shop.statement(("5.00", "RENT-1"))
    with pytest.raises(ApprovalNeeded):
        shop.reconciliation.import_statement(ANA, file)
    shop.paid_by_wallet("12.97", "WX-0001")
    done = shop.reconciliation.import_statement(ANA, shop.statement(("12.97", "WX-0001")), approver=MARKO)
    assert len(done.matched) == 1
    (override,) = shop.bodies("override.granted")
    assert (override["action"], override["approver"]["code"]) == ("reconcile", "301")


def test_an_index_that_is_made_again_says_the_same(shop: ReconcilingShop) -> None:
    shop.paid_by_wallet("12.97", "WX-0001")
    shop.reconciliation.import_statement(MARKO, shop.statement(("12.97", "WX-0001"), ("3.00", "odd")))
    before = (states(shop), shop.open_claims(), len(shop.reconciliation.resolved()))
    shop.close()
    (shop.folder / "index.db").unlink()
    shop.open()
    assert (states(shop), shop.open_claims(), len(shop.reconciliation.resolved())) == before


def test_a_kill_between_keeping_a_statement_and_journalling_its_matches_loses_nothing(shop: ReconcilingShop) -> None:
    """The lines are kept first; whatever imports next, be it the same file, finishes the work."""
    shop.paid_by_wallet("12.97", "WX-0001")
    file = shop.statement(("12.97", "WX-0001"))
    read = read_csv(file.name, file.content, shop.rules.currency, CsvOptions())
    id = statement_id(file.content)
    kept = Statement(id, file.name, "csv", read.source, shop.clock().text, MARKO.code)
    shop.statements.add(kept, list(identified(id, read.source, read.lines)))
    shop.restart()
    assert shop.open_claims() != []
    done = shop.reconciliation.import_statement(MARKO, file)
    assert (done.new, len(done.matched)) == (0, 1)
    assert shop.open_claims() == []


def test_statements_that_are_lost_are_imported_again_and_settle_nothing_twice(shop: ReconcilingShop) -> None:
    shop.paid_by_wallet("12.97", "WX-0001")
    file = shop.statement(("12.97", "WX-0001"))
    shop.reconciliation.import_statement(MARKO, file)
    shop.close()
    for path in shop.folder.glob("statements.db*"):
        path.unlink()
    shop.open()
    done = shop.reconciliation.import_statement(MARKO, file)
    assert (done.new, done.matched) == (1, ())
    assert states(shop) == []


def test_a_statement_of_thousands_of_lines_is_one_step(shop: ReconcilingShop) -> None:
    rows = [(f"{number % 90 + 1}.00", f"N-{number:06}") for number in range(3_000)]
    done = shop.reconciliation.import_statement(MARKO, shop.statement(*rows))
    assert (done.lines, done.unmatched_lines) == (3_000, 3_000)
    connection = sqlite_module().connect(shop.folder / "statements.db")
    assert connection.execute("SELECT count(*) FROM statement_line").fetchone() == (3_000,)
    connection.close()


def test_a_claim_is_looked_for_as_long_as_it_waits_and_a_line_as_old_finds_old_payments(tmp_path: Path) -> None:
    """A clock a hundred days ahead: approved cards of before are left out, claims are not."""
    ahead = timedelta()

    def clock() -> Instant:
        now = Instant.now()
        return Instant(now.wall + ahead, now.monotonic_ns, now.utc_offset_minutes)

    with reconciling_shop(tmp_path / "shop") as shop:
        shop.clock = clock
        shop.restart()
        claim = shop.paid_by_wallet("12.97", "WX-0001")
        shop.paid(TenderType.CARD, "10.00", details=CARD_SLIP)
        file = shop.statement(("10.00", "734211"))
        ahead = timedelta(days=100)
        found = shop.reconciliation.findings(all_tenders=True)
        assert [each.tender.receipt for each in found if each.tender] == [claim]
        assert len(shop.reconciliation.import_statement(MARKO, file).matched) == 1
