"""A look at the central says what failed: the name, the network, TLS, the status or the answer."""

import socket

import pytest

from sync.probe import Probe
from sync.wire import BadAddress, WireSettings
from tests.sync.support.servers import Behaviour, Request, answer, raw, raw_server, unused_port


def stage(behaviour: Behaviour, *, expects_json: bool = True) -> str | None:
    with raw_server(behaviour) as server:
        fault = Probe(server.url, expects_json=expects_json).look()
    return None if fault is None else fault.stage


def test_a_health_page_answers() -> None:
    assert stage(answer(200, b'{"status":"ok"}')) is None


@pytest.mark.parametrize(
    ("behaviour", "wanted"),
    [
        (answer(200, b"<html>Please log in"), "answer"),
        (answer(302, Location="http://portal/"), "answer"),
        (answer(503, b"{}"), "http"),
        (answer(404, b"{}"), "http"),
        (raw(b""), "http"),
        (raw(b"SSH-2.0-OpenSSH_9.2\r\n"), "http"),
    ],
)
def test_what_is_no_health_page_says_what_failed(behaviour: Behaviour, wanted: str) -> None:
    assert stage(behaviour) == wanted


def test_a_service_without_a_health_page_counts_when_it_answers_as_itself() -> None:
    assert stage(answer(405), expects_json=False) is None
    assert stage(answer(401), expects_json=False) is None
    assert stage(answer(200, b"{}"), expects_json=False) is None
    assert stage(answer(200, b"<html>"), expects_json=False) == "answer"
    assert stage(answer(502), expects_json=False) == "http"


def test_network_and_name() -> None:
    nobody = Probe(f"http://127.0.0.1:{unused_port()}/healthz").look()
    assert nobody is not None
    assert nobody.stage == "connect"
    unknown = Probe("http://no-such-host.invalid/").look()
    assert unknown is not None
    assert unknown.stage == "dns"


def test_a_server_that_accepts_and_says_nothing() -> None:
    def hang(connection: socket.socket, request: Request) -> None:
        connection.recv(1)

    with raw_server(hang) as server:
        fault = Probe(server.url, settings=WireSettings(total_timeout_seconds=0.3)).look()
    assert fault is not None
    assert fault.stage == "time"


def test_every_look_uses_a_fresh_connection() -> None:
    with raw_server(answer(200, b"{}")) as server:
        probe = Probe(server.url)
        probe.look()
        probe.look()
    assert server.connections == 2


def test_an_address_that_is_none_is_refused_at_once() -> None:
    with pytest.raises(BadAddress):
        Probe("hub")
