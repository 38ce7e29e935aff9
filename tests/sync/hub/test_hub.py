"""The hub over a real database, SQLite and PostgreSQL: each entry once and for ever, and an honest account of it."""

from __future__ import annotations

import gzip
import json
import threading
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import httpx
import pytest
from sqlalchemy import select, text

from sync.envelope import BATCH_CONTENT_TYPE, batch_json
from sync.hub import requests
from sync.hub.app import create_app
from sync.hub.database import BadDatabaseUrl, open_database
from sync.hub.tables import FORM, HubIsNewer, conflict, entry, make_tables
from sync.hub.tills import BadTillName, enrol
from sync.ledger import Entry, Kind, Origin, hash_of
from tests.sync.support.hubs import served, token_for
from tests.sync.support.journals import ORIGIN, MemoryJournal, ids_of, sale_body


class Sender:
    """A till at the hub's door."""

    def __init__(self, client: httpx.Client, token: str, origin: Origin = ORIGIN) -> None:
        self.client = client
        self.origin = origin
        self.headers = {"Authorization": f"Bearer {token}", "Content-Type": BATCH_CONTENT_TYPE}

    def post(self, content: bytes, **headers: str) -> Any:
        return self.client.post("/v1/entries", content=content, headers={**self.headers, **headers})

    def send(self, entries: list[Entry]) -> dict[str, Any]:
        answer = self.post(batch_json(entries, self.origin))
        assert answer.status_code == 200, answer.text
        reply: dict[str, Any] = answer.json()
        return reply

    def get(self, path: str) -> Any:
        return self.client.get(f"/v1/tills/{self.origin.store}/{self.origin.till}/{path}", headers=self.headers)


@pytest.fixture
def client(database_url: str) -> Iterator[httpx.Client]:
    with served(database_url) as client:
        yield client


@pytest.fixture
def sender(client: httpx.Client, database_url: str) -> Sender:
    return Sender(client, token_for(database_url))


@pytest.fixture
def journal() -> MemoryJournal:
    return MemoryJournal()


def test_entries_are_taken_once_and_named_as_duplicates_after_that(sender: Sender, journal: MemoryJournal) -> None:
    entries = journal.fill(5)
    head = {"generation": 1, "seq": 5, "hash": entries[-1].hash.hex()}
    assert sender.send(entries) == {"accepted": ids_of(entries), "duplicate": [], "refused": [], "head": head}
    assert sender.send(entries) == {"accepted": [], "duplicate": ids_of(entries), "refused": [], "head": head}


def test_bodies_are_kept_byte_for_byte(sender: Sender, journal: MemoryJournal, database_url: str) -> None:
    sale = journal.append(content={"note": "naranča 橙子 \u2028", "total": "12.90"})
    sender.send([sale])
    engine = open_database(database_url)
    with engine.connect() as connection:
        row = connection.execute(select(entry)).one()
    engine.dispose()
    assert bytes(row.body) == sale.body
    assert (bytes(row.hash), bytes(row.prev_hash), bytes(row.sig)) == (sale.hash, sale.prev_hash, sale.sig)
    assert (row.occurred_at, row.business_date) == (sale.occurred_at, sale.business_date)


def test_a_known_id_with_other_content_is_kept_for_a_person_and_never_overwrites(
    sender: Sender, journal: MemoryJournal, database_url: str
) -> None:
    sale = journal.append()
    sender.send([sale])
    forged = replace(sale, body=b'{"total":"0.01"}')
    forged = replace(forged, hash=hash_of(forged, *ORIGIN))
    for _ in range(2):
        assert [item["id"] for item in sender.send([forged])["refused"]] == [sale.id]
    engine = open_database(database_url)
    with engine.connect() as connection:
        assert bytes(connection.execute(select(entry.c.body)).scalar_one()) == sale.body
        assert bytes(connection.execute(select(conflict.c.body)).scalar_one()) == forged.body
    engine.dispose()
    assert sender.get("head").json()["conflicts"] == 1


def test_a_changed_or_foreign_entry_spoils_nothing_else(sender: Sender, journal: MemoryJournal) -> None:
    first, second, third = journal.fill(3)
    reply = sender.send([first, replace(second, body=b"{}"), third])
    assert reply["accepted"] == [first.id, third.id]
    assert [item["id"] for item in reply["refused"]] == [second.id]
    stranger = MemoryJournal(Origin("0012", "04")).append()
    assert sender.post(batch_json([stranger], Origin("0012", "04"))).json()["refused"][0]["id"] == stranger.id


def test_gaps_are_known_and_closed(sender: Sender, journal: MemoryJournal) -> None:
    entries = journal.fill(10)
    sender.send([entries[2], entries[3], entries[7], entries[9]])
    assert sender.get("head").json()["gaps"] == [
        {"generation": 1, "first_seq": 1, "last_seq": 2},
        {"generation": 1, "first_seq": 5, "last_seq": 7},
        {"generation": 1, "first_seq": 9, "last_seq": 9},
    ]
    sender.send(entries)
    held = sender.get("head").json()
    assert held["gaps"] == []
    assert held["count"] == 10
    assert held["head"] == {"generation": 1, "seq": 10, "hash": entries[-1].hash.hex()}


def test_a_restored_journal_continues_beside_what_was_sent_before(sender: Sender, journal: MemoryJournal) -> None:
    sender.send(journal.fill(10))
    journal.entries = journal.entries[:6]
    journal.generation = 2
    newer = journal.fill(3)
    assert sender.send(newer)["accepted"] == ids_of(newer)
    held = sender.get("head").json()
    assert held["gaps"] == []
    assert held["head"]["generation"] == 2
    assert [(item["first_seq"], item["last_seq"]) for item in held["generations"]] == [(1, 10), (7, 9)]


def test_the_start_of_a_new_generation_may_be_missing_too(sender: Sender, journal: MemoryJournal) -> None:
    sender.send(journal.fill(6))
    journal.generation = 2
    newer = journal.fill(4)
    sender.send(newer[2:])
    assert sender.get("head").json()["gaps"] == [{"generation": 2, "first_seq": 7, "last_seq": 8}]


def test_a_day_adds_up(sender: Sender, journal: MemoryJournal) -> None:
    sale = journal.append()
    journal.append(Kind.RETURN_COMPLETED, sale_body(originals=[sale.id]))
    journal.append(business_date="2026-11-23")
    sender.send(journal.entries)
    assert sender.get("days").json() == {
        "days": [{"business_date": "2026-11-22", "count": 2}, {"business_date": "2026-11-23", "count": 1}]
    }
    (manifest,) = sender.get("days/2026-11-22").json()["manifests"]
    assert (manifest["first_seq"], manifest["last_seq"], manifest["count"]) == (1, 2, 2)
    assert manifest["head"] == journal.entries[1].hash.hex()
    assert manifest["currencies"]["EUR"]["tenders"] == {"cash": "0.00"}
    assert sender.get("days/2026-11-30").json() == {"manifests": []}
    assert sender.get("days/yesterday").status_code == 404


def test_only_a_known_token_gets_in_and_only_to_its_own_till(
    sender: Sender, client: httpx.Client, database_url: str
) -> None:
    for headers in (
        {},
        {"Authorization": "Bearer wrong"},
        {"Authorization": "Basic eA=="},
        {"Authorization": "Bearer"},
    ):
        answer = client.post("/v1/entries", content=b"[]", headers={"Content-Type": BATCH_CONTENT_TYPE, **headers})
        assert answer.status_code == 401
    other = Sender(client, token_for(database_url, "0012", "04"))
    assert other.get("head").status_code == 403
    assert client.get("/v1/tills/0012/03/head").status_code == 401


def test_a_renewed_token_ends_the_old_one_and_keeps_the_entries(
    sender: Sender, client: httpx.Client, journal: MemoryJournal, database_url: str
) -> None:
    entries = journal.fill(2)
    sender.send(entries)
    renewed = Sender(client, token_for(database_url))
    assert sender.post(b"[]").status_code == 401
    assert renewed.send(entries)["duplicate"] == ids_of(entries)


def test_tokens_are_not_in_the_database(sender: Sender, database_url: str) -> None:
    token = sender.headers["Authorization"].removeprefix("Bearer ")
    engine = open_database(database_url)
    with engine.connect() as connection:
        rows = connection.execute(text("SELECT * FROM till")).all()
    engine.dispose()
    assert token not in str(rows)


@pytest.mark.parametrize("name", ["", "a/b", "a\n", "x" * 65])
def test_a_name_that_no_address_could_carry_is_refused(name: str, database_url: str) -> None:
    engine = open_database(database_url)
    with pytest.raises(BadTillName):
        enrol(engine, "0012", name)
    engine.dispose()


def test_compressed_batches_are_taken_and_offered(sender: Sender, journal: MemoryJournal) -> None:
    entries = journal.fill(3)
    answer = sender.post(gzip.compress(batch_json(entries, ORIGIN)), **{"Content-Encoding": "gzip"})
    assert answer.json()["accepted"] == ids_of(entries)
    assert answer.headers["accept-encoding"] == "gzip"


@pytest.mark.parametrize(
    ("content", "headers", "status"),
    [
        (b"not gzip", {"Content-Encoding": "gzip"}, 400),
        (gzip.compress(b"[]", mtime=0)[:-4], {"Content-Encoding": "gzip"}, 400),
        (gzip.compress(b"[]", mtime=0) + b"more", {"Content-Encoding": "gzip"}, 400),
        (b"[]", {"Content-Encoding": "br"}, 415),
        (b"[]", {"Content-Type": "application/json"}, 415),
        (b"{", {}, 400),
        (b"[1]", {}, 400),
        (b"", {}, 400),
    ],
)
def test_what_cannot_be_read_is_refused_with_a_reason(
    sender: Sender, content: bytes, headers: dict[str, str], status: int
) -> None:
    answer = sender.post(content, **headers)
    assert answer.status_code == status
    assert answer.json()["error"]


def test_too_much_is_refused_on_the_wire_and_unpacked(sender: Sender, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(requests, "MOST_BYTES_ON_THE_WIRE", 1_000)
    monkeypatch.setattr(requests, "MOST_BYTES_UNPACKED", 10_000)
    assert sender.post(b" " * 1_001).status_code == 413
    assert sender.post(gzip.compress(b" " * 10_001), **{"Content-Encoding": "gzip"}).status_code == 413


def test_an_unreadable_event_is_refused_alone(sender: Sender, journal: MemoryJournal) -> None:
    good, bad = journal.fill(2)
    events = json.loads(batch_json([bad], ORIGIN))
    events[0]["sequence"] = "one"
    content = batch_json([good], ORIGIN)[:-1] + b"," + json.dumps(events).encode()[1:]
    reply = sender.post(content).json()
    assert reply["accepted"] == [good.id]
    assert [item["id"] for item in reply["refused"]] == [bad.id]


def test_health_and_page_need_no_token(sender: Sender, client: httpx.Client, journal: MemoryJournal) -> None:
    assert client.get("/healthz").json() == {"status": "ok"}
    assert client.get("/readyz").json() == {"status": "ok"}
    entries = journal.fill(3)
    sender.send([entries[0], entries[2]])
    page = client.get("/")
    assert page.headers["content-security-policy"].startswith("default-src 'none'")
    assert "missing: 2" in page.text
    assert entries[2].hash.hex()[:12] in page.text


def test_a_name_on_the_page_is_text_and_never_markup(client: httpx.Client, database_url: str) -> None:
    token_for(database_url, "<b>x", "1")
    assert "&lt;b&gt;x" in client.get("/").text


def test_an_empty_hub_says_how_to_begin(client: httpx.Client) -> None:
    assert "hub till add" in client.get("/").text


def test_the_same_batch_at_the_same_moment_is_stored_once(database_url: str, journal: MemoryJournal) -> None:
    token = token_for(database_url)
    entries = journal.fill(50)
    replies: list[dict[str, Any]] = []
    start = threading.Barrier(4)

    def send() -> None:
        with served(database_url) as client:
            start.wait(30)
            replies.append(Sender(client, token).send(entries))

    threads = [threading.Thread(target=send) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert sorted(len(reply["accepted"]) for reply in replies) == [0, 0, 0, 50]
    assert sorted(len(reply["duplicate"]) for reply in replies) == [0, 50, 50, 50]


def test_two_tills_that_bring_one_id_at_the_same_moment_are_a_conflict(database_url: str) -> None:
    origins = [Origin("0012", "03"), Origin("0012", "04")]
    tokens = [token_for(database_url, *origin) for origin in origins]
    replies: list[dict[str, Any]] = []
    start = threading.Barrier(2)

    def send(origin: Origin, token: str) -> None:
        entries = [MemoryJournal(origin).append(entry_id="same")]
        with served(database_url) as client:
            start.wait(30)
            replies.append(Sender(client, token, origin).send(entries))

    threads = [threading.Thread(target=send, args=pair) for pair in zip(origins, tokens, strict=True)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert sorted((len(reply["accepted"]), len(reply["refused"])) for reply in replies) == [(0, 1), (1, 0)]


def test_the_database_of_a_newer_hub_is_left_alone(database_url: str) -> None:
    engine = open_database(database_url)
    make_tables(engine)
    with engine.begin() as connection:
        connection.execute(text(f"UPDATE hub_form SET form = {FORM + 1}"))
    engine.dispose()
    with pytest.raises(HubIsNewer):
        create_app(database_url)


@pytest.mark.parametrize(
    "url", ["", "hub.db", "mysql://x/y", "sqlite://", "sqlite:///:memory:", "nosuch://user:secret@h/x"]
)
def test_a_database_that_the_hub_cannot_use_is_named_without_its_password(url: str) -> None:
    with pytest.raises(BadDatabaseUrl) as caught:
        open_database(url)
    assert "secret" not in str(caught.value)
