"""The Mosquitto that the restaurant on one machine and the tests run on."""

from __future__ import annotations

import socket
from pathlib import Path

import pytest

from devstack.broker import HOST, Broker, BrokerError


def test_a_taken_port_is_one_clear_sentence(tmp_path: Path) -> None:
    with socket.create_server((HOST, 0)) as taken:
        port = taken.getsockname()[1]

        with pytest.raises(BrokerError, match=f"port {port} is taken"):
            Broker(tmp_path, port=port).start()


def test_what_mosquitto_cannot_read_is_quoted(tmp_path: Path) -> None:
    class Misconfigured(Broker):
        def write(self) -> None:
            super().write()
            self.config.write_text("no_such_setting true\n")

    with pytest.raises(BrokerError, match="no_such_setting"):
        Misconfigured(tmp_path).start()


def test_passwords_and_rights_are_for_their_owner_and_never_in_clear(tmp_path: Path) -> None:
    broker = Broker(tmp_path, users={"kiosk-1": "very-secret"})
    broker.write()

    for name in ("passwords", "acl"):
        assert oct((tmp_path / name).stat().st_mode & 0o777) == "0o600"
    assert "very-secret" not in (tmp_path / "passwords").read_text()
    assert "set_tcp_nodelay true" in broker.config.read_text()
    assert "max_queued_messages 0" in broker.config.read_text()


def test_it_stops_and_starts_on_its_port_again(tmp_path: Path) -> None:
    broker = Broker(tmp_path)
    broker.start()
    port, first = broker.port, broker.pid

    broker.restart()

    assert broker.port == port
    assert broker.pid not in (None, first)
    broker.stop()
    broker.stop()
    assert broker.pid is None
