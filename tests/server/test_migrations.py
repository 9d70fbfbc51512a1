"""The tables are made and changed step by step; whatever kills a step, the next start goes on from a whole one."""

from __future__ import annotations

import os
import signal
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from devstack.postgres import Postgres
from server.store import Store
from server.store.database import Database
from server.store.migrations import STEPS, VERSION, SchemaError, migrate
from server.store.migrations.table import Schema
from server.store.sqlite import SqliteDatabase

STATEMENTS = 240


def opened(path: Path, url: str) -> Database:
    if not url:
        return SqliteDatabase(path)
    from server.store.postgres import PostgresDatabase

    return PostgresDatabase(url)


def shape(database: Database) -> list[tuple[Any, ...]]:
    """Every table, column, index and trigger."""
    if database.dialect == "sqlite":
        return database.all("SELECT type, name, tbl_name, sql FROM sqlite_master ORDER BY type, name")
    columns = database.all(
        "SELECT table_name, column_name, data_type, is_nullable FROM information_schema.columns "
        "WHERE table_schema = 'public' ORDER BY 1, 2"
    )
    indexes = database.all(
        "SELECT tablename, indexname, indexdef FROM pg_indexes WHERE schemaname = 'public' ORDER BY 2"
    )
    triggers = database.all(
        "SELECT tgrelid::regclass::text, tgname FROM pg_trigger WHERE NOT tgisinternal ORDER BY 1, 2"
    )
    return [*columns, *indexes, *triggers]


def in_a_process(do: Callable[[], None]) -> int:
    """Do it in a child that nothing is expected of; how it ended (a signal's number, negative)."""
    child = os.fork()
    if child == 0:
        try:
            do()
        finally:
            os._exit(0)
    _, status = os.waitpid(child, 0)
    return os.waitstatus_to_exitcode(status)


def killed_at(path: Path, url: str, statement: int) -> bool:
    """Migrate in a process that is killed right before its so manieth statement. False: it needed fewer."""

    def do() -> None:
        database, count = opened(path, url), 0
        plain = database.run

        def counted(sql: str, *values: Any) -> int:
            nonlocal count
            count += 1
            if count == statement:
                os.kill(os.getpid(), signal.SIGKILL)
            return plain(sql, *values)

        database.run = counted  # type: ignore[method-assign]
        migrate(database)

    return in_a_process(do) == -signal.SIGKILL


def every_kill_heals(path_of: Callable[[int], Path], url_of: Callable[[], str], every: int) -> int:
    """Kill at every nth statement, finish, compare; how many kills there were."""
    whole = opened(path_of(0), url_of())
    migrate(whole)
    expected = shape(whole)
    whole.close()
    for statement in range(1, STATEMENTS, every):
        path, url = path_of(statement), url_of()
        if not killed_at(path, url, statement):
            return statement // every
        healed = opened(path, url)
        migrate(healed)
        assert shape(healed) == expected, f"killed at statement {statement}"
        healed.close()
    raise AssertionError("more statements than were reckoned with")


def test_a_step_killed_at_any_statement_has_not_begun(tmp_path: Path) -> None:
    assert every_kill_heals(lambda n: tmp_path / f"{n}.db", lambda: "", every=5) > 15


@pytest.mark.slow
def test_a_step_killed_at_every_statement_has_not_begun_in_either_database(tmp_path: Path) -> None:
    assert every_kill_heals(lambda n: tmp_path / f"{n}.db", lambda: "", every=1) > 75
    with Postgres() as postgres:
        assert every_kill_heals(lambda n: tmp_path, postgres.new_database, every=4) > 20


@pytest.mark.parametrize("version", range(VERSION + 1))
def test_a_database_of_any_version_becomes_a_new_one_and_keeps_its_rows(tmp_path: Path, version: int) -> None:
    """As a server of that version left it: before there was a table of steps, only the file said which."""
    old = SqliteDatabase(tmp_path / "server.db")
    for step in STEPS[:version]:
        with old.transaction():
            step(Schema(old))
    old.run(f"PRAGMA user_version = {version}")
    if version:
        old.run(
            "INSERT INTO member (member, name, phone, language, marketing, code, joined_at) "
            "VALUES ('m-1', '林', '', 'zh', 0, 'RGM-00000001', 0)"
        )
    old.close()
    new = Store(tmp_path / "other")
    expected = shape(new.database)
    new.close()

    store = Store(tmp_path)

    without_steps = [row for row in shape(store.database) if row[1] != "migration"]
    assert sorted(row[:3] for row in without_steps) == sorted(row[:3] for row in expected if row[1] != "migration")
    assert store.database.one("SELECT count(*) FROM member") == (1 if version else 0,)
    if version:
        assert store.database.one("SELECT count(*) FROM account") == (1 if version < 4 else 0,)
    store.close()


def test_servers_that_start_at_once_make_the_tables_once(tmp_path: Path) -> None:
    children = []
    for _ in range(4):
        child = os.fork()
        if child == 0:
            code = 1
            try:
                Store(tmp_path).close()
                code = 0
            finally:
                os._exit(code)
        children.append(child)

    assert [os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) for child in children] == [0] * 4
    with sqlite3.connect(tmp_path / "server.db") as file:
        assert file.execute("SELECT count(*) FROM migration").fetchone() == (VERSION,)
    file.close()


def test_a_newer_database_is_refused_in_either(centre: Any) -> None:
    db = centre.store.database
    db.run("INSERT INTO migration (version, step) VALUES (99, 'of the future')")

    with pytest.raises(SchemaError, match="newer server"):
        migrate(db)
    db.run("DELETE FROM migration WHERE version = 99")
