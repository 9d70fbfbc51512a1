"""The server's configuration: one clear sentence for each mistake."""

from __future__ import annotations

import socket
from pathlib import Path
from typing import Any

import pytest

from server.app import main
from server.config import Config, ConfigError, check, load


def test_the_least_there_must_be_is_the_data_folder() -> None:
    assert check({"data": "/var/lib/regulars"}) == Config(data="/var/lib/regulars")


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        ({}, "missing required field `data`"),
        ({"data": 5}, "Expected `str`, got `int`"),
        ({"data": "x", "tenat": "a"}, "did you mean `tenant`"),
        ({"data": "x", "broker": {"prot": 1}}, "did you mean `port`"),
        ({"data": "x", "till": {"token": {}}}, "did you mean `tokens`"),
        ({"data": "x", "broker": {"port": "1883"}}, "$.broker.port"),
        ({"data": "x", "zzz": 1}, "known: data, database, tenant"),
        ({"data": "x", "programme": "demoo"}, "demoo"),
    ],
    ids=str,
)
def test_a_mistake_is_named(raw: dict[str, object], said: str) -> None:
    with pytest.raises(ConfigError) as error:
        check(raw)

    assert said in str(error.value)


@pytest.mark.parametrize("text", [b"data = ", b"\xff\xfe", b"[broker", b"data = 1\x00"])
def test_what_is_no_toml_is_refused(tmp_path: Path, text: bytes) -> None:
    (tmp_path / "server.toml").write_bytes(text)

    with pytest.raises(ConfigError):
        load(tmp_path / "server.toml")


def test_the_command_says_what_is_wrong_and_ends_with_2(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--config", str(tmp_path / "none.toml")]) == 2
    assert "cannot be read" in capsys.readouterr().err


def test_the_ledger_can_be_checked_from_the_command_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "server.toml").write_text(f'data = "{tmp_path}/data"\n')

    assert main(["verify", "--config", str(tmp_path / "server.toml")]) == 0
    assert "agrees with itself" in capsys.readouterr().out


def test_a_taken_port_ends_the_server_with_one_sentence(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        (tmp_path / "server.toml").write_text(f'data = "{tmp_path}/data"\n[till]\nport = {port}\n')

        code = main(["--config", str(tmp_path / "server.toml")])

    assert code == 1
    assert f"the till cannot listen on 127.0.0.1:{port}" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("said", "least"),
    [
        ({}, "challenge"),
        ({"demo": True}, "any"),
        ({"cards": {"spend": "any"}}, "any"),
        ({"demo": True, "cards": {"spend": "challenge"}}, "challenge"),
        ({"cards": {"spend": "sun", "keys": "k.toml"}}, "sun"),
    ],
)
def test_a_card_that_can_be_copied_spends_nothing_unless_the_house_says_so(said: dict[str, Any], least: str) -> None:
    assert check({"data": "d", **said}).spend == least


def test_sealed_addresses_need_keys() -> None:
    with pytest.raises(ConfigError, match=r"`cards\.keys` must name the file"):
        check({"data": "d", "cards": {"spend": "sun"}})
