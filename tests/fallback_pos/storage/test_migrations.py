"""Every file of every earlier form is brought to the newest one with what is in it, or left as it was."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Connection, Engine, event

from fallback_pos.storage import journal_sql, migrate
from fallback_pos.storage.delivery import DeliveryFile, DeliveryView
from fallback_pos.storage.engine import Durability, open_writer
from fallback_pos.storage.journal_guard import assert_guarded
from fallback_pos.storage.migrate import NEWEST, FileIsNewer, bring_up_to_date, current_revision, upgrade
from fallback_pos.storage.staff import Staff
from fallback_pos.storage.statements import Statements
from fallback_pos.storage.till_state import TillState
from tests.support.journals import DAY, note, open_journal

SCRIPTS = Path(migrate.__file__).parent / "migrations"
CHAINS = sorted(NEWEST)

ROWS: dict[tuple[str, str], tuple[str, ...]] = {
    ("journal", "0001"): (
        "INSERT INTO entry VALUES (1, 1, 'id-1', 'sale.completed', '2026-11-22T13:00:00.000Z', '2026-11-22', "
        "CAST('{}' AS BLOB), zeroblob(32), zeroblob(32), zeroblob(64))",
    ),
    ("till", "0001"): (
        "INSERT INTO cart VALUES ('id-1', 'parked', 'Ana', '2026-11-22T13:00:00.000Z', '{}')",
        "INSERT INTO screen VALUES ('language', 'zh')",
    ),
    ("till", "0002"): (
        "INSERT INTO print_job VALUES ('job-1', 'id-1', '03-1-000001', 0, 'queued', 0, 't', 't')",
        "UPDATE print_mark SET seq = 7",
    ),
    ("staff", "0001"): (
        "INSERT INTO operator VALUES ('101', 'Ana', 'cashier', 'zh', 'hash', 1, NULL, NULL, 't', NULL)",
        "INSERT INTO attempts VALUES ('101', 3, 60, 'boot', 5)",
    ),
    ("staff", "0002"): (
        "UPDATE operator SET badge_hash = 'badge', to_review = 1",
        "INSERT INTO one_time_code VALUES ('101', 'hash', '301', 't', 'boot', 5)",
        "INSERT INTO recovery VALUES (1, 'hash', 't')",
        "INSERT INTO believed_moment VALUES (1, '2026-11-22T13:00:00.000Z', 'boot', 5)",
    ),
    ("statements", "0001"): (
        "INSERT INTO statement VALUES ('s-1', 'bank.csv', 'csv', '', '2026-11-22T13:00:00.000Z', '301')",
        "INSERT INTO statement_line VALUES ('l-1', 's-1', 1, 'EUR', 1297, '2026-11-22', NULL, '[]', 'x', NULL)",
    ),
    ("delivery", "0001"): (
        "INSERT INTO mark VALUES ('http', 1, 7, zeroblob(32))",
        "INSERT INTO held VALUES ('http', 1, 3, 'id-3', 'sale.completed', 'set aside', '{}', 't', '[]', '[]')",
        "INSERT INTO attempt VALUES (1, 'http', 't', 1, 1, 1, 7, 7, 7, NULL)",
        "INSERT INTO contact VALUES (1, 'http', 't', 1, NULL)",
    ),
}
"""What a file of each form holds beyond that of the form before. A new revision brings its own rows here."""


def revisions(chain: str) -> list[str]:
    """In order, as the folder of scripts has them."""
    return sorted(path.name[:4] for path in (SCRIPTS / chain / "versions").glob("[0-9]*.py"))


def steps() -> list[tuple[str, str]]:
    return [(chain, revision) for chain in CHAINS for revision in revisions(chain)]


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    opened = open_writer(tmp_path / "file.db", Durability.FULL)
    yield opened
    opened.dispose()


def made(engine: Engine, chain: str, revision: str) -> dict[str, list[tuple[object, ...]]]:
    """A file of this form with rows in every table; what it holds."""
    for step in revisions(chain):
        if step <= revision:
            with engine.connect() as connection:
                connection.exec_driver_sql("BEGIN IMMEDIATE")
                upgrade(connection, chain, step)
                for statement in ROWS[chain, step]:
                    connection.exec_driver_sql(statement)
                connection.commit()
    with engine.connect() as connection:
        return content(connection)


def content(connection: Connection) -> dict[str, list[tuple[object, ...]]]:
    names = connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'table'").scalars().all()
    return {
        name: [tuple(row) for row in connection.exec_driver_sql(f"SELECT * FROM {name}")]
        for name in names
        if name != "alembic_version"
    }


def objects(connection: Connection) -> dict[str, str]:
    rows = connection.exec_driver_sql("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL")
    return {name: sql for name, sql in rows if name != "alembic_version"}


@pytest.mark.parametrize("chain", CHAINS)
def test_the_newest_form_is_the_end_of_the_only_line_of_scripts(chain: str) -> None:
    from alembic.config import Config
    from alembic.script import ScriptDirectory

    config = Config()
    config.set_main_option("script_location", str(SCRIPTS / chain))
    scripts = ScriptDirectory.from_config(config)
    assert scripts.get_heads() == [NEWEST[chain]]
    line = [script.revision for script in scripts.walk_revisions()]
    assert line == [f"{number:04}" for number in range(len(line), 0, -1)]


def test_every_chain_and_every_form_is_tried() -> None:
    assert sorted(path.name for path in SCRIPTS.iterdir() if (path / "versions").is_dir()) == CHAINS
    assert sorted(ROWS) == sorted(steps())


@pytest.mark.parametrize(("chain", "revision"), steps())
def test_a_file_of_an_earlier_form_keeps_what_is_in_it(engine: Engine, chain: str, revision: str) -> None:
    before = made(engine, chain, revision)
    assert all(before.values()), "a table without rows proves nothing"
    bring_up_to_date(engine, chain, "file.db")
    with engine.connect() as connection:
        assert current_revision(connection) == NEWEST[chain]
        after = content(connection)
    for table, rows in before.items():
        assert [row[: len(rows[0])] for row in after[table]] == rows


@pytest.mark.parametrize(("chain", "revision"), steps())
def test_an_old_file_ends_up_like_a_new_one(tmp_path: Path, engine: Engine, chain: str, revision: str) -> None:
    made(engine, chain, revision)
    bring_up_to_date(engine, chain, "file.db")
    fresh = open_writer(tmp_path / "fresh.db", Durability.FULL)
    bring_up_to_date(fresh, chain, "fresh.db")
    with engine.connect() as old, fresh.connect() as new:
        assert objects(old) == objects(new)
    fresh.dispose()


@pytest.mark.parametrize("chain", CHAINS)
def test_a_file_that_is_up_to_date_is_not_touched(tmp_path: Path, engine: Engine, chain: str) -> None:
    bring_up_to_date(engine, chain, "file.db")
    engine.dispose()
    before = (tmp_path / "file.db").read_bytes()
    bring_up_to_date(engine, chain, "file.db")
    engine.dispose()
    assert (tmp_path / "file.db").read_bytes() == before


@pytest.mark.parametrize("found", ["0099", "9999", "0000", "abcd"])
@pytest.mark.parametrize("chain", CHAINS)
def test_a_file_of_another_version_of_the_program_is_refused_untouched(
    tmp_path: Path, engine: Engine, chain: str, found: str
) -> None:
    bring_up_to_date(engine, chain, "file.db")
    with engine.connect() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = ?", (found,))
    engine.dispose()
    before = (tmp_path / "file.db").read_bytes()
    with pytest.raises(FileIsNewer, match=rf"file\.db .*{found}.*{NEWEST[chain]}"):
        bring_up_to_date(engine, chain, "file.db")
    engine.dispose()
    assert (tmp_path / "file.db").read_bytes() == before


@pytest.mark.parametrize("chain", CHAINS)
def test_a_step_that_fails_leaves_the_file_as_it_was(engine: Engine, chain: str) -> None:
    """The power goes out, or the disk is full, within the last step of making the file."""

    def fail(_connection: Connection, _cursor: object, statement: str, *_: object) -> None:
        if "alembic_version" in statement and statement.startswith(("INSERT", "UPDATE")):
            raise OSError("no space left")

    event.listen(engine, "before_cursor_execute", fail)
    with pytest.raises(OSError, match="no space"):
        bring_up_to_date(engine, chain, "file.db")
    event.remove(engine, "before_cursor_execute", fail)
    with engine.connect() as connection:
        assert objects(connection) == {}
    bring_up_to_date(engine, chain, "file.db")


# The journal's chain only adds


_CHANGES_WHAT_IS_THERE = re.compile(r"\b(?:DROP|DELETE|UPDATE|REPLACE|RENAME|VACUUM)\b|writable_schema", re.IGNORECASE)
_OWN_BOOKS = re.compile(r"\balembic_version\b")
_IN_A_TRIGGER = re.compile(r"^CREATE TRIGGER .*", re.IGNORECASE | re.DOTALL)


def test_no_statement_of_the_journals_chain_changes_what_is_there(engine: Engine) -> None:
    said: list[str] = []
    event.listen(engine, "before_cursor_execute", lambda _c, _cur, statement, *_: said.append(statement.strip()))
    bring_up_to_date(engine, "journal", "file.db")
    assert any(statement.startswith("CREATE TABLE entry") for statement in said)
    changes = [
        statement
        for statement in said
        if _CHANGES_WHAT_IS_THERE.search(_IN_A_TRIGGER.sub("", statement)) and not _OWN_BOOKS.search(statement)
    ]
    assert changes == []


def test_the_journals_scripts_use_nothing_that_rebuilds_a_table() -> None:
    """A rebuilt table would have lost its triggers."""
    for script in (SCRIPTS / "journal" / "versions").glob("*.py"):
        source = script.read_text(encoding="utf-8")
        calls = set(re.findall(r"\bop\.(\w+)", source))
        assert calls <= {"execute"}, f"{script.name}: {calls}"
        assert "batch" not in source


@pytest.mark.parametrize("revision", revisions("journal"))
def test_what_an_earlier_form_of_the_journal_consists_of_stays(engine: Engine, revision: str) -> None:
    made(engine, "journal", revision)
    with engine.connect() as connection:
        before = objects(connection)
    bring_up_to_date(engine, "journal", "file.db")
    with engine.connect() as connection:
        after = objects(connection)
    assert before.items() <= after.items()


@pytest.mark.parametrize("revision", revisions("journal"))
def test_the_guard_knows_every_part_of_an_upgraded_journal(engine: Engine, revision: str) -> None:
    made(engine, "journal", revision)
    bring_up_to_date(engine, "journal", "file.db")
    with engine.connect() as connection:
        assert_guarded(connection)
        named = {statement.split()[2] for form in journal_sql.FORMS for statement in form}
        assert objects(connection).keys() == named
    assert len(journal_sql.FORMS) == len(revisions("journal"))


def test_each_file_opens_at_its_newest_form(tmp_path: Path) -> None:
    journal = open_journal(tmp_path)
    journal.append([note(1)], business_date=DAY)
    journal.close()
    TillState(tmp_path / "till.db").close()
    Staff(tmp_path / "staff.db").close()
    DeliveryFile(tmp_path / "delivery.db").close()
    statements = Statements(tmp_path / "statements.db")
    assert statements.known("nobody") is None
    statements.close()
    assert DeliveryView(tmp_path / "delivery.db").anchored_heads() == {}
    for chain in CHAINS:
        engine = open_writer(tmp_path / f"{chain}.db", Durability.FULL)
        with engine.connect() as connection:
            assert current_revision(connection) == NEWEST[chain]
        engine.dispose()
