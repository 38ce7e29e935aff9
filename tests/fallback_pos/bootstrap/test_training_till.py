"""A training till beside a real one: nothing of it reaches the shop's books, and the shop's files are only read."""

from __future__ import annotations

import json
import shutil
import time
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from config.loader import load_settings
from config.training import TRAINING_PREFIX
from config.writer import write_till_settings
from drivers.printers.document import Text
from drivers.printers.paper import paper_text
from drivers.printers.virtual import VirtualPrinter
from drivers.printers.virtual_ways import VirtualPrinterServer
from fallback_pos.access.access import Access
from fallback_pos.access.errors import LockedOut, WrongPin
from fallback_pos.bootstrap.agent import run_agent
from fallback_pos.bootstrap.demo import CASHIER, set_up_demo
from fallback_pos.bootstrap.print_once import SlipNotPrinted, print_slip_once
from fallback_pos.bootstrap.till import Till, open_till, open_training_till
from fallback_pos.bootstrap.training import scores_of, scores_slip
from fallback_pos.bootstrap.training_till import TrainingInsideTraining, ready_training, training_folder
from fallback_pos.checkout.checkout import Completed
from fallback_pos.checkout.errors import TrainingReceipt
from fallback_pos.domain.money import Money
from fallback_pos.domain.receipt_number import TRAINING_SERIES
from fallback_pos.domain.tender import TenderType
from fallback_pos.training.coach import Advice, BasketOpen, Coach, NothingToReturn, WrongChange
from fallback_pos.training.score import Score
from sync import ledger
from sync.faults import TrainingStaysHere

BREAD, SOY_SAUCE, BANANAS = "3850104047015", "6901234000139", "2504011012345"
DEADLINE_SECONDS = 30.0


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("training") / "shop"
    set_up_demo(folder)
    return folder


@pytest.fixture
def shop(template: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(template, tmp_path / "shop"))


def ready(till: Till) -> None:
    operator = till.access.sign_in(CASHIER.code, CASHIER.pin)
    till.signed_in(operator)
    if till.shifts.current is None:
        till.shifts.open(operator, till.checkout.rules.currency.zero())
    if till.outage.current is None:
        till.outage.start(operator, "Drill")


def coach_of(till: Till) -> Coach:
    coach = till.training.coach
    assert coach is not None
    return coach


def waits_for(condition: Callable[[], bool]) -> None:
    end = time.monotonic() + DEADLINE_SECONDS
    while not condition():
        assert time.monotonic() < end, "it never happened"
        time.sleep(0.01)


def pays(till: Till, amount: str | None = None) -> Completed:
    checkout = till.checkout
    if amount is None:
        checkout.exact_cash()
    else:
        checkout.tender(TenderType.CASH, Money.parse(amount, checkout.rules.currency))
    completed = checkout.complete()
    till.hand_over(completed)
    return completed


def contents(shop: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in shop.iterdir() if path.suffix in (".db", ".toml", ".json")}


def test_the_series_is_one_word_in_three_rooms_that_do_not_know_each_other() -> None:
    assert TRAINING_PREFIX == TRAINING_SERIES == ledger.TRAINING_SERIES


def test_a_training_sale_has_its_own_number_a_flag_and_marks_at_both_ends(shop: Path) -> None:
    before = contents(shop)
    till = open_training_till(shop, None)
    try:
        ready(till)
        till.checkout.enter(BREAD)
        completed = pays(till)
        assert completed.receipt == "TR-03-1-000001"
        assert json.loads(completed.entry.body)["training"] is True
        assert not completed.drawer
        entries = list(till._core.journal.entries())
        assert all(json.loads(entry.body)["training"] is True for entry in entries)
        assert "drawer.opened" not in {entry.kind for entry in entries}
        document = till._receipts._style.document(completed.sale)
        lines = ["".join(span.text for span in each.spans) for each in document.elements if isinstance(each, Text)]
        assert lines[0] == lines[-1] == "TRAINING 培训"
        assert till.status().practice == "TRAINING"
        assert till.status().to_send is None
    finally:
        till.close()
    assert before == contents(shop)


def test_what_is_set_up_for_training_stays_so_whatever_the_environment_says(
    shop: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = ready_training(shop, None)
    for name, value in (
        ("SHOP__TILL", "03"),
        ("CENTRAL__ENABLED", "true"),
        ("CENTRAL__URL", "https://central.example"),
        ("DEVICES__DRAWER__ENABLED", "true"),
        ("DEVICES__PRINTER__KIND", "tcp"),
        ("CHECKOUT__FISCAL_HOOK", "shop.fiscal:sign"),
    ):
        monkeypatch.setenv(f"FALLBACK_POS_{name}", value)
    settings = load_settings(None, folder)
    assert settings.shop.till == "TR-03"
    assert settings.shop.is_training
    assert not settings.central.enabled
    assert not settings.devices.drawer.enabled
    assert settings.devices.printer.kind == "virtual"
    assert settings.checkout.fiscal_hook is None


def test_a_real_printer_is_used_only_when_it_is_asked_for(shop: Path) -> None:
    write_till_settings(shop, {"devices": {"printer": {"kind": "tcp", "address": "127.0.0.1:9"}}})
    assert load_settings(None, ready_training(shop, None)).devices.printer.kind == "virtual"
    asked = load_settings(None, ready_training(shop, None, real_printer=True))
    assert (asked.devices.printer.kind, asked.devices.printer.address) == ("tcp", "127.0.0.1:9")
    assert load_settings(None, ready_training(shop, None)).devices.printer.kind == "virtual"


def test_the_agent_refuses_a_training_till(shop: Path) -> None:
    folder = ready_training(shop, None)
    with pytest.raises(TrainingStaysHere):
        run_agent(folder, load_settings(None, folder), once=True)


def test_training_has_no_training_till_of_its_own(shop: Path) -> None:
    with pytest.raises(TrainingInsideTraining):
        ready_training(ready_training(shop, None), None)


def test_a_lock_out_in_training_does_not_lock_the_real_till_and_outlives_the_program(shop: Path) -> None:
    till = open_training_till(shop, None)
    try:
        lock_out(till.access)
    finally:
        till.close()
    till = open_training_till(shop, None)
    try:
        with pytest.raises(LockedOut):
            till.access.sign_in(CASHIER.code, CASHIER.pin)
    finally:
        till.close()
    real = open_till(shop, None)
    try:
        assert real.access.sign_in(CASHIER.code, CASHIER.pin).code == CASHIER.code
    finally:
        real.close()


def lock_out(access: Access) -> None:
    for _ in range(20):
        try:
            access.sign_in(CASHIER.code, "999998")
        except LockedOut:
            return
        except WrongPin:
            continue
    raise AssertionError("nobody was locked out")


def test_an_empty_folder_gets_a_training_till_with_the_people_and_goods_of_the_demo(tmp_path: Path) -> None:
    till = open_training_till(tmp_path / "nothing", None)
    try:
        ready(till)
        assert till.checkout.enter(BREAD).line == 1
        assert till.rules.till_number == "TR-03"
    finally:
        till.close()


def test_the_real_till_says_that_a_receipt_is_from_training(shop: Path) -> None:
    till = open_till(shop, None)
    try:
        ready(till)
        with pytest.raises(TrainingReceipt):
            till.checkout.returnable("TR-03-1-000001")
        assert till.training.coach is None
    finally:
        till.close()


def test_a_first_sale_and_its_return_with_the_coach(shop: Path) -> None:
    till = open_training_till(shop, None)
    try:
        ready(till)
        coach = coach_of(till)
        with pytest.raises(NothingToReturn):
            coach.start("return", till.checkout.operator)
        coach.start("first_sale", till.checkout.operator)
        for code in (BREAD, SOY_SAUCE, BANANAS):
            till.checkout.enter(code)
            coach.look()
        advice = coach.look()
        assert advice.step == 3
        with pytest.raises(BasketOpen):
            coach.start("paper_out", till.checkout.operator)
        completed = pays(till, note_of(advice))
        assert coach.look().change == completed.change
        with pytest.raises(WrongChange):
            coach.change_was(completed.sale.payable)
        coach.change_was(completed.change)
        score = coach.look().finished
        assert score is not None and score.mistakes == 1
        coach.start("return", till.checkout.operator)
        till.checkout.return_line(completed.receipt, 1, Decimal(1), "Faulty")
        assert coach.look().step == 2
        till.checkout.exact_cash()
        till.hand_over(till.checkout.complete())
        assert coach.look().finished is not None
        found = scores_of(shop, load_settings(None, shop))
        assert [each.exercise for each in found] == ["return", "first_sale"]
        assert found == scores_of(training_folder(shop), load_settings(None, training_folder(shop)))
    finally:
        till.close()


def test_paper_that_runs_out_is_refilled_and_somebody_says_what_came_out(shop: Path) -> None:
    till = open_training_till(shop, None)
    try:
        ready(till)
        coach = coach_of(till)
        waits_for(lambda: till.status().printing_is_fine)
        coach.start("paper_out", till.checkout.operator)
        till.checkout.enter(BREAD)
        pays(till)
        waits_for(lambda: coach.look().step == 2)
        coach.new_roll()
        waits_for(lambda: coach.look().step == 3 and bool(till.unsure_prints()))
        [unsure] = till.unsure_prints()
        till.settle_print(unsure.job, printed=False)
        waits_for(lambda: any(each.exercise == "paper_out" for each in finished(coach)))
    finally:
        till.close()


def note_of(advice: Advice) -> str:
    note = advice.params["note"]
    assert isinstance(note, Money)
    return note.text


def finished(coach: Coach) -> list[Score]:
    score = coach.look().finished
    return [score] if score is not None else []


def test_somebody_else_who_signs_in_gets_no_score_of_the_exercise_before(shop: Path) -> None:
    till = open_training_till(shop, None)
    try:
        ready(till)
        coach_of(till).start("first_sale", till.checkout.operator)
        till.signed_in(replace(till.checkout.operator, code="102"))
        assert coach_of(till).exercise is None
    finally:
        till.close()


def test_a_command_prints_the_scores_on_the_shops_printer(shop: Path) -> None:
    paper: list[str] = []
    printer = VirtualPrinter(on_paper=lambda cut: paper.append(paper_text(cut)))
    server = VirtualPrinterServer(printer)
    server.start()
    try:
        write_till_settings(shop, {"devices": {"printer": {"kind": "tcp", "address": f"127.0.0.1:{server.port}"}}})
        score = Score("power_cut", "101", "Ana", "2026-11-22T10:00:00Z", 75, 1, 0, 90)
        assert print_slip_once(load_settings(None, shop), lambda tr: scores_slip([score], tr)) == ""
    finally:
        server.close()
    assert "Training scores" in paper[0] and "90 of 100" in paper[0]


def test_a_printer_that_is_not_there_is_a_sentence_and_no_wait(shop: Path) -> None:
    write_till_settings(shop, {"devices": {"printer": {"kind": "tcp", "address": "127.0.0.1:1"}}})
    with pytest.raises(SlipNotPrinted):
        print_slip_once(load_settings(None, shop), lambda tr: scores_slip([], tr))
