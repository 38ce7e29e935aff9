"""The HTTP target on real sockets: what each kind of answer, silence and nonsense becomes."""

from __future__ import annotations

import gzip
import json
import socket
import ssl
import threading
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

import pytest

from sync.faults import WireFault
from sync.ledger import Entry, Head
from sync.outcomes import Denied, InDoubt, Outcome, Rejected, Settled
from sync.targets.http import HttpTarget, read_reply
from sync.wire import BadAddress, BadTlsFile, WireSettings
from tests.sync.support.certificates import Authority
from tests.sync.support.journals import ORIGIN, MemoryJournal
from tests.sync.support.servers import Behaviour, Request, answer, raw, raw_server, unused_port

QUICK = WireSettings(
    connect_timeout_seconds=5, read_timeout_seconds=5, total_timeout_seconds=10, max_answer_bytes=10_000
)
ENTRIES = MemoryJournal().fill(2)
OK = json.dumps({"accepted": [entry.id for entry in ENTRIES]}).encode()


def send(
    url: str, settings: WireSettings = QUICK, token: str | None = "secret", entries: list[Entry] | None = None
) -> Outcome:
    target = HttpTarget(url, token=lambda: token, settings=settings)
    try:
        return target.deliver(ORIGIN, entries or ENTRIES)
    finally:
        target.close()


def outcome_of(behaviour: Behaviour, settings: WireSettings = QUICK) -> Outcome:
    with raw_server(behaviour) as server:
        return send(server.url, settings)


def fault_of(behaviour: Behaviour, settings: WireSettings = QUICK) -> WireFault:
    outcome = outcome_of(behaviour, settings)
    assert isinstance(outcome, InDoubt)
    return outcome.fault


def test_the_request_is_a_cloudevents_batch_with_the_token() -> None:
    with raw_server(answer(200, OK)) as server:
        assert send(server.url) == Settled(frozenset(entry.id for entry in ENTRIES))
    (request,) = server.requests
    assert request.line == "POST /v1/entries HTTP/1.1"
    assert request.headers["content-type"] == "application/cloudevents-batch+json"
    assert request.headers["authorization"] == "Bearer secret"
    assert "content-encoding" not in request.headers
    assert [event["id"] for event in json.loads(request.body)] == [entry.id for entry in ENTRIES]


def test_a_token_file_ends_with_a_line_break_and_a_broken_one_is_named() -> None:
    with raw_server(answer(200, OK)) as server:
        assert isinstance(send(server.url, token=" secret\n"), Settled)
        outcome = send(server.url, token="žeton")
        assert isinstance(outcome, Denied)
        assert "enter the token again" in str(outcome.fault)
        send(server.url, token=None)
    assert [request.headers.get("authorization") for request in server.requests] == ["Bearer secret", None]


def test_the_same_entries_are_sent_as_the_same_bytes_every_time() -> None:
    with raw_server(answer(500)) as server:
        send(server.url)
        send(server.url)
    assert server.requests[0].body == server.requests[1].body


def test_the_whole_reply_is_read() -> None:
    head = {"generation": 1, "seq": 2, "hash": "ab" * 32}
    reply = {
        "accepted": ["a"],
        "duplicate": ["b"],
        "refused": [{"id": "c", "reason": "no\nsuch  product"}],
        "head": head,
    }
    assert read_reply(json.dumps(reply).encode()) == Settled(
        frozenset("a"), frozenset("b"), {"c": "no such product"}, Head(1, 2, b"\xab" * 32)
    )


@pytest.mark.parametrize(
    "extra",
    [
        {"duplicate": True}, {"duplicate": "abc"}, {"duplicate": [1, None]}, {"refused": {"id": "a"}},
        {"refused": [1, {"id": 5}, {"reason": "x"}]}, {"head": []}, {"head": {"generation": "1"}},
        {"head": {"generation": True, "seq": 1, "hash": "00" * 32}}, {"what": "ever"},
        {"head": {"generation": 1, "seq": 1, "hash": "zz"}}, {"head": {"generation": 1, "seq": 1, "hash": "00"}},
    ],
)  # fmt: skip
def test_optional_members_of_another_type_are_ignored(extra: dict[str, object]) -> None:
    assert read_reply(json.dumps({"accepted": ["a", 5, None], **extra}).encode()) == Settled(frozenset("a"))


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<html>log in</html>",
        b"[]",
        b"null",
        b'{"accepted":true}',
        b"{}",
        b'{"accepted":["a"',
        b"\xff\xfe",
        b"[" * 9**6,
    ],
)
def test_what_is_no_reply_confirms_nothing(body: bytes) -> None:
    assert read_reply(body) is None


@pytest.mark.parametrize("status", [400, 413, 422])
def test_a_refused_batch_says_why(status: int) -> None:
    outcome = outcome_of(answer(status, b"unknown\x00 field \x1b[31m"))
    assert isinstance(outcome, Rejected)
    assert str(outcome.fault) == f"127.0.0.1 refused what was sent (status {status}): unknown field [31m"


@pytest.mark.parametrize("status", [401, 403])
def test_a_wrong_token_is_no_doubt(status: int) -> None:
    assert isinstance(outcome_of(answer(status)), Denied)


@pytest.mark.parametrize("status", [429, 503])
def test_a_busy_server_says_how_long(status: int) -> None:
    outcome = outcome_of(answer(status, Retry_After="17"))
    assert isinstance(outcome, InDoubt)
    assert outcome.wait_seconds == 17.0
    silent = outcome_of(answer(status))
    assert isinstance(silent, InDoubt)
    assert silent.wait_seconds is None


def test_a_retry_date_is_read_by_the_servers_clock_not_the_tills() -> None:
    wrong = datetime(2031, 1, 1, tzinfo=UTC)
    outcome = outcome_of(
        answer(
            503,
            Date=format_datetime(wrong, usegmt=True),
            Retry_After=format_datetime(wrong + timedelta(seconds=25), usegmt=True),
        )
    )
    assert isinstance(outcome, InDoubt)
    assert outcome.wait_seconds == 25.0


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_is_not_followed(status: int) -> None:
    with raw_server(answer(200, OK)) as elsewhere, raw_server(answer(status, Location=elsewhere.url)) as server:
        outcome = send(server.url)
    assert isinstance(outcome, InDoubt)
    assert elsewhere.url in str(outcome.fault)
    assert elsewhere.requests == []


@pytest.mark.parametrize("status", [201, 202, 204, 404, 409, 418, 500, 502, 504])
def test_any_other_status_is_doubt(status: int) -> None:
    assert fault_of(answer(status, b"" if status == 204 else OK)).stage == "http"


def test_a_captive_portal_is_named() -> None:
    assert "Wi-Fi log-in page" in str(fault_of(answer(200, b"<html>Please log in</html>", Content_Type="text/html")))


@pytest.mark.parametrize(
    "data",
    [
        b"", b"\x00\x01garbage", b"HTTP/1.1 200 X\r\nContent-Length: 100\r\n\r\n{", b"HTTP/1.1 200 X\r\nContent-",
        b"HTTP/9.9 200 X\r\n\r\n", b"HTTP/1.1 abc\r\n\r\n", b"HTTP/1.1 200 X\r\nContent-Length: -1\r\n\r\n",
        b"HTTP/1.1 200 X\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", b"HTTP/1.1 200 X\r\n" + b"A: b\r\n" * 200_000,
    ],
)  # fmt: skip
def test_broken_answers_are_doubt(data: bytes) -> None:
    assert fault_of(raw(data)).stage in {"http", "answer", "connect"}


def test_a_reset_in_the_middle_is_doubt() -> None:
    def reset(connection: socket.socket, request: Request) -> None:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\x01\x00\x00\x00\x00\x00\x00\x00")
        connection.close()

    assert fault_of(reset).stage == "http"


def test_an_endless_answer_is_cut_off() -> None:
    def endless(connection: socket.socket, request: Request) -> None:
        connection.sendall(b"HTTP/1.1 200 X\r\n\r\n")
        while True:
            connection.sendall(b" " * 65536)

    assert "more than 10000 bytes" in str(fault_of(endless))


def test_a_compressed_answer_that_nobody_asked_for_is_not_unpacked() -> None:
    bomb = gzip.compress(b" " * 5_000_000)
    assert fault_of(answer(200, bomb, Content_Encoding="gzip")).stage == "answer"


def hang(connection: socket.socket, request: Request) -> None:
    connection.recv(1)


def drip(connection: socket.socket, request: Request) -> None:
    pause = threading.Event()
    for byte in b"HTTP/1.1 200 X\r\nContent-Length: 100000\r\n\r\n" + b" " * 100_000:
        connection.sendall(bytes([byte]))
        pause.wait(0.02)


@pytest.mark.parametrize("behaviour", [hang, drip])
def test_silence_and_single_bytes_end_with_the_time_allowed(behaviour: Behaviour) -> None:
    fault = fault_of(behaviour, WireSettings(read_timeout_seconds=30, total_timeout_seconds=0.5))
    assert str(fault) == "127.0.0.1 did not answer within 0.5 seconds. It is tried again."


def test_silence_ends_with_the_read_timeout() -> None:
    fault = fault_of(hang, WireSettings(read_timeout_seconds=0.3))
    assert "within 0.3 seconds" in str(fault)


def test_an_abort_ends_a_running_delivery() -> None:
    started = threading.Event()

    def wait(connection: socket.socket, request: Request) -> None:
        started.set()
        connection.recv(1)

    outcomes: list[Outcome] = []
    with raw_server(wait) as server:
        target = HttpTarget(server.url, token=lambda: None, settings=WireSettings(read_timeout_seconds=60))
        target.abort()
        thread = threading.Thread(target=lambda: outcomes.append(target.deliver(ORIGIN, ENTRIES)))
        thread.start()
        assert started.wait(10)
        target.abort()
        thread.join(10)
        target.close()
    assert isinstance(outcomes[0], InDoubt)


def test_after_a_broken_connection_the_next_delivery_opens_a_new_one() -> None:
    with raw_server(raw(b""), answer(200, OK)) as server:
        target = HttpTarget(server.url, token=lambda: None, settings=QUICK)
        assert isinstance(target.deliver(ORIGIN, ENTRIES), InDoubt)
        assert isinstance(target.deliver(ORIGIN, ENTRIES), Settled)
        assert isinstance(target.deliver(ORIGIN, ENTRIES), Settled)
        target.close()
    assert server.connections == 2


def test_nobody_listening_and_no_such_name() -> None:
    port = unused_port()
    nobody = send(f"http://127.0.0.1:{port}/")
    assert isinstance(nobody, InDoubt)
    assert str(nobody.fault).startswith(f"127.0.0.1 cannot be reached on port {port}.")
    unknown = send("http://no-such-host.invalid/")
    assert isinstance(unknown, InDoubt)
    assert str(unknown.fault).startswith("The name no-such-host.invalid was not found.")


@pytest.mark.parametrize("url", ["", "ftp://hub/", "hub:80", "http://", "/v1/entries", "http://hub:99999/"])
def test_an_address_that_is_none_is_refused_at_once(url: str) -> None:
    with pytest.raises(BadAddress):
        HttpTarget(url, token=lambda: None)


# Compression, RFC 7694


def sent_encodings(*behaviours: Behaviour, deliveries: int) -> list[str | None]:
    with raw_server(*behaviours) as server:
        target = HttpTarget(server.url, token=lambda: None, settings=QUICK)
        for _ in range(deliveries):
            target.deliver(ORIGIN, ENTRIES)
        target.close()
    for request in server.requests:
        if request.headers.get("content-encoding") == "gzip":
            request.body = gzip.decompress(request.body)
    assert len({request.body for request in server.requests}) == 1
    return [request.headers.get("content-encoding") for request in server.requests]


def test_bodies_are_compressed_only_once_the_server_has_said_so() -> None:
    says_so = answer(200, OK, Accept_Encoding="br, gzip;q=0.5")
    assert sent_encodings(says_so, deliveries=3) == [None, "gzip", "gzip"]
    assert sent_encodings(answer(200, OK), deliveries=2) == [None, None]
    assert sent_encodings(answer(200, OK, Accept_Encoding="gzip;q=0"), deliveries=2) == [None, None]


def test_compression_ends_when_the_server_takes_it_back() -> None:
    says_so = answer(200, OK, Accept_Encoding="gzip")
    assert sent_encodings(says_so, answer(415), answer(200, OK), deliveries=3) == [None, "gzip", None]


# TLS


def tls_server(certificate: tuple[Path, Path], client_authority: Path | None = None) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*certificate)
    if client_authority:
        context.verify_mode = ssl.CERT_REQUIRED
        context.load_verify_locations(client_authority)
    return context


def test_a_pinned_authority_is_trusted_and_a_stranger_is_not(tmp_path: Path) -> None:
    ours, stranger = Authority(tmp_path, "ours"), Authority(tmp_path, "stranger")
    with raw_server(answer(200, OK), tls=tls_server(ours.issue("server"))) as server:
        assert isinstance(send(server.url, WireSettings(ca_file=ours.file)), Settled)
        refused = send(server.url, WireSettings(ca_file=stranger.file))
        unpinned = send(server.url)
    assert isinstance(refused, InDoubt)
    assert isinstance(unpinned, InDoubt)
    assert refused.fault.stage == unpinned.fault.stage == "tls"
    assert len(server.requests) == 1


def test_a_certificate_out_of_time_hints_at_the_clock(tmp_path: Path) -> None:
    ours = Authority(tmp_path)
    with raw_server(answer(200, OK), tls=tls_server(ours.issue("server", days_left=-1))) as server:
        outcome = send(server.url, WireSettings(ca_file=ours.file))
    assert isinstance(outcome, InDoubt)
    assert "Check the clock" in str(outcome.fault)


def test_a_certificate_for_another_name_is_refused(tmp_path: Path) -> None:
    ours = Authority(tmp_path)
    with raw_server(answer(200, OK), tls=tls_server(ours.issue("server", address="10.0.0.1"))) as server:
        outcome = send(server.url, WireSettings(ca_file=ours.file))
    assert isinstance(outcome, InDoubt)
    assert "could not prove who it is" in str(outcome.fault)


def test_a_client_certificate_is_shown_where_it_is_asked_for(tmp_path: Path) -> None:
    ours = Authority(tmp_path)
    certificate, key = ours.issue("till")
    with_one = WireSettings(ca_file=ours.file, client_certificate_file=certificate, client_key_file=key)
    with raw_server(answer(200, OK), tls=tls_server(ours.issue("server"), ours.file)) as server:
        assert isinstance(send(server.url, with_one), Settled)
        assert isinstance(send(server.url, WireSettings(ca_file=ours.file)), InDoubt)


def test_plain_text_behind_https_is_a_tls_fault() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def speak_plainly() -> None:
            connection, _ = listener.accept()
            with connection:
                connection.recv(1)
                connection.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")

        thread = threading.Thread(target=speak_plainly)
        thread.start()
        outcome = send(f"https://127.0.0.1:{listener.getsockname()[1]}/")
        thread.join()
    assert isinstance(outcome, InDoubt)
    assert outcome.fault.stage == "tls"


def test_certificate_files_that_cannot_be_read_are_named(tmp_path: Path) -> None:
    missing = tmp_path / "missing.pem"
    with pytest.raises(BadTlsFile, match=r"missing\.pem"):
        HttpTarget("https://hub/", token=lambda: None, settings=WireSettings(ca_file=missing))
    broken = tmp_path / "broken.pem"
    broken.write_text("not a certificate")
    with pytest.raises(BadTlsFile, match=r"broken\.pem"):
        HttpTarget("https://hub/", token=lambda: None, settings=WireSettings(client_certificate_file=broken))


def test_proxies_and_passwords_of_the_environment_are_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", f"http://127.0.0.1:{unused_port()}")
    monkeypatch.setenv("http_proxy", f"http://127.0.0.1:{unused_port()}")
    assert isinstance(outcome_of(answer(200, OK)), Settled)
