"""`fallback-pos journal verify` over a journal that somebody has tampered with: what it says, and how it ends."""

from __future__ import annotations

import json
import shutil
import sqlite3
import subprocess
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from fallback_pos.storage.delivery import DeliveryFile
from fallback_pos.storage.engine import sqlite_module
from fallback_pos.storage.index import Index
from fallback_pos.storage.journal_reader import JournalReader
from sync.ledger import Entry, Origin, hash_of
from sync.protocols import Settlement
from tests.crash.program import run, shop_with_sales

SALES = 6
INTACT, TAMPERED, NOTHING_DONE = 0, 1, 3
PAGE_BYTES = 4096


@pytest.fixture(scope="module")
def sold(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return shop_with_sales(tmp_path_factory.mktemp("sold") / "data", SALES)


@pytest.fixture
def shop(sold: Path, tmp_path: Path) -> Path:
    shutil.copytree(sold, tmp_path / "data")
    return tmp_path / "data"


def verify(folder: Path, *options: str) -> subprocess.CompletedProcess[str]:
    return run("journal", "verify", "--data", folder, *options)


def entries(folder: Path) -> list[Entry]:
    with closing(JournalReader(folder / "journal.db")) as reader:
        return list(reader.entries())


def origin(folder: Path) -> Origin:
    fact = json.loads(run("journal", "show", "1", "--json", "--data", folder).stdout)
    return Origin(fact["store"], fact["till"])


def tampering(folder: Path) -> closing[sqlite3.Connection]:
    """Somebody with a database tool and time, who has taken the triggers off."""
    connection: sqlite3.Connection = sqlite_module().connect(folder / "journal.db", isolation_level=None)
    for trigger in ("entry_no_update", "entry_no_delete", "entry_append_only"):
        connection.execute(f"DROP TRIGGER {trigger}")
    return closing(connection)


def rewrite(folder: Path, changed: list[Entry]) -> None:
    with tampering(folder) as connection:
        connection.execute("DELETE FROM entry")
        rows = [[getattr(entry, name) for name in Entry.__slots__] for entry in changed]
        connection.executemany("INSERT INTO entry VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", rows)


def anchor(folder: Path, seq: int) -> None:
    """What the agent notes once a central has confirmed everything up to an entry."""
    head = next(entry.head for entry in entries(folder) if entry.seq == seq)
    log = DeliveryFile(folder / "delivery.db")
    log.settle("http", Settlement(head))
    log.close()


def sales_of(folder: Path) -> list[Entry]:
    return [entry for entry in entries(folder) if entry.kind == "sale.completed"]


def test_an_untouched_journal_is_intact_and_its_sales_are_listed(shop: Path) -> None:
    done = verify(shop, "--ids")
    assert done.returncode == INTACT, done.stderr
    assert [line[3:] for line in done.stdout.splitlines() if line.startswith("ID ")] == [
        entry.id for entry in sales_of(shop)
    ]
    assert f"{len(entries(shop))} entries, intact" in done.stdout
    assert "this check could not know" in done.stdout


def test_a_changed_amount_is_found_and_the_entry_named(shop: Path) -> None:
    victim = sales_of(shop)[2]
    with tampering(shop) as connection:
        body = victim.body.replace(b'"total":"', b'"total":"0', 1)
        assert body != victim.body
        connection.execute("UPDATE entry SET body = ? WHERE seq = ?", (body, victim.seq))
    done = verify(shop, "--ids")
    assert done.returncode == TAMPERED
    assert f"Entry {victim.seq} ({victim.id})" in done.stderr
    assert "changed after it was written" in done.stderr
    assert f"ID {victim.id}" in done.stdout


def test_who_hashes_everything_again_lacks_the_key(shop: Path) -> None:
    whose, forged = origin(shop), list[Entry]()
    victim = sales_of(shop)[1]
    for entry in entries(shop):
        body = entry.body.replace(b'"total":"', b'"total":"0', 1) if entry.seq == victim.seq else entry.body
        draft = replace(entry, body=body, prev_hash=forged[-1].hash if forged else entry.prev_hash)
        forged.append(replace(draft, hash=hash_of(draft, *whose)))
    rewrite(shop, forged)
    done = verify(shop)
    assert done.returncode == TAMPERED
    assert f"Entry {victim.seq} ({victim.id}): its signature is not this till's" in done.stderr
    assert "changed after" not in done.stderr


def test_a_removed_sale_is_missed(shop: Path) -> None:
    victim = sales_of(shop)[1]
    with tampering(shop) as connection:
        connection.execute("DELETE FROM entry WHERE seq = ?", (victim.seq,))
    done = verify(shop, "--ids")
    assert done.returncode == TAMPERED
    assert f"Entries {victim.seq} to {victim.seq} are missing" in done.stderr
    assert victim.id not in done.stdout


def test_a_gap_that_was_closed_by_new_numbers_is_found(shop: Path) -> None:
    victim = sales_of(shop)[1]
    left = [entry for entry in entries(shop) if entry.seq != victim.seq]
    rewrite(shop, [replace(entry, seq=number) for number, entry in enumerate(left, 1)])
    done = verify(shop)
    assert done.returncode == TAMPERED
    assert f"Entry {victim.seq} (" in done.stderr
    assert "does not follow the entry before it" in done.stderr


def test_two_sales_that_changed_places_are_found(shop: Path) -> None:
    one, other = sales_of(shop)[1:3]
    swap = {one.seq: replace(other, seq=one.seq), other.seq: replace(one, seq=other.seq)}
    rewrite(shop, [swap.get(entry.seq, entry) for entry in entries(shop)])
    done = verify(shop)
    assert done.returncode == TAMPERED
    assert "does not follow" in done.stderr


def test_a_tail_cut_below_what_the_central_confirmed_is_found(shop: Path) -> None:
    whole = entries(shop)
    anchor(shop, whole[-2].seq)
    with tampering(shop) as connection:
        connection.execute("DELETE FROM entry WHERE seq > ?", (whole[-5].seq,))
    done = verify(shop)
    assert done.returncode == TAMPERED
    assert f"ends at entry {whole[-5].seq}" in done.stderr
    assert "3 entries were cut off" in done.stderr


def test_a_tail_cut_above_it_lies_beyond_proof_and_that_is_said(shop: Path) -> None:
    whole = entries(shop)
    anchor(shop, whole[-5].seq)
    with tampering(shop) as connection:
        connection.execute("DELETE FROM entry WHERE seq > ?", (whole[-3].seq,))
    done = verify(shop)
    assert done.returncode == INTACT
    assert f"Up to entry {whole[-5].seq} somebody else holds the same journal" in done.stdout
    assert "2 entries at the end" in done.stdout
    facts = json.loads(verify(shop, "--json").stdout)
    assert (facts["intact"], facts["anchored_seq"], facts["beyond_proof"]) == (True, whole[-5].seq, 2)


def test_another_journal_than_the_central_has_seen_is_found(shop: Path, tmp_path: Path) -> None:
    anchor(shop, entries(shop)[-1].seq)
    other = shop_with_sales(tmp_path / "other", SALES)
    for name in ("journal.db", "keys"):
        shutil.rmtree(shop / name) if (shop / name).is_dir() else (shop / name).unlink()
    shutil.copytree(other / "keys", shop / "keys")
    shutil.copy(other / "journal.db", shop / "journal.db")
    done = verify(shop)
    assert done.returncode == TAMPERED
    assert "is not the one that the central (http) has seen" in done.stderr


def test_a_damaged_page_is_a_finding_and_the_rest_is_read(shop: Path) -> None:
    victim, known = sales_of(shop)[3], {entry.id for entry in sales_of(shop)}
    page = (shop / "journal.db").read_bytes().index(victim.body[:80]) // PAGE_BYTES
    with (shop / "journal.db").open("r+b") as file:
        file.seek(page * PAGE_BYTES)
        file.write(bytes([255]) * PAGE_BYTES)
    done = verify(shop, "--ids")
    assert done.returncode == TAMPERED
    assert "cannot be read" in done.stderr
    found = {line[3:] for line in done.stdout.splitlines() if line.startswith("ID ")}
    assert found and found < known
    assert victim.id not in found


def write(content: bytes, name: str) -> Callable[[Path], object]:
    return lambda folder: (folder / name).write_bytes(content)


@pytest.mark.parametrize(
    ("damage", "sentence"),
    [
        (lambda folder: (folder / "journal.db").unlink(), "There is no journal"),
        (write(b"not a database " * 500, "journal.db"), "cannot be opened"),
        (write(b"not a database " * 500, "delivery.db"), "The delivery log"),
        (lambda folder: (folder / "keys" / "till.key").unlink(), "signing key"),
    ],
)
def test_what_cannot_be_checked_at_all_is_a_sentence(
    shop: Path, damage: Callable[[Path], object], sentence: str
) -> None:
    damage(shop)
    done = verify(shop)
    assert (done.returncode, done.stdout) == (NOTHING_DONE, "")
    assert sentence in done.stderr


@pytest.mark.parametrize("damage", [lambda path: path.unlink(), lambda path: path.write_bytes(b"")])
def test_a_till_whose_journal_is_gone_does_not_begin_a_new_one(shop: Path, damage: Callable[[Path], object]) -> None:
    damage(shop / "journal.db")
    done = run("simulate", "--sales", "1", "--data", shop)
    assert done.returncode == NOTHING_DONE
    assert "is gone or empty" in done.stderr


def test_a_till_whose_journal_was_replaced_by_an_older_copy_does_not_sell(shop: Path) -> None:
    shutil.copy(shop / "journal.db", shop / "copy.db")
    assert run("simulate", "--sales", "2", "--data", shop).returncode == INTACT
    with closing(Index(shop / "index.db", shop / "journal.db")) as index:
        index.catch_up()
    (shop / "copy.db").replace(shop / "journal.db")
    done = run("simulate", "--sales", "1", "--data", shop)
    assert done.returncode == NOTHING_DONE
    assert "index.db has seen entry" in done.stderr
