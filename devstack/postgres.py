"""A real PostgreSQL in a folder of its own, reached by a socket in it: for the tests, and to try the server on.

with Postgres() as postgres: Store(folder, postgres.new_database())
"""

from __future__ import annotations

import itertools
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import psycopg

DEBIAN = Path("/usr/lib/postgresql")
SUPERUSER = "regulars"
START_S = 30.0
STOP_S = 20.0
SETTINGS = ("-c", "listen_addresses=", "-c", "max_connections=60", "-c", "shared_buffers=64MB")
# `replica`: no trigger fires, so that even what only grows is gone.
WIPE = """
SET LOCAL session_replication_role = replica;
DO $$ DECLARE name text; filled boolean; BEGIN
    FOR name IN SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'migration' LOOP
        EXECUTE format('SELECT EXISTS (SELECT 1 FROM %I)', name) INTO filled;
        IF filled THEN EXECUTE format('DELETE FROM %I', name); END IF;
    END LOOP;
END $$
"""


class PostgresError(Exception):
    """PostgreSQL is missing or did not start; the message says which and what to do."""


def find_programs() -> Path:
    """The folder of `initdb` and `postgres`. Debian keeps them off the PATH. Raises PostgresError."""
    on_path = shutil.which("initdb")
    if on_path is not None:
        return Path(on_path).parent
    versions = sorted(DEBIAN.glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    if not versions:
        raise PostgresError("postgresql is not installed; on Debian: apt-get install postgresql")
    return versions[-1].parent


class Postgres:
    """One PostgreSQL. It refuses to run as root, so root runs it as `postgres` or `nobody`."""

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="regulars-pg-"))
        self._user = _someone_else() if os.geteuid() == 0 else None
        self._process: subprocess.Popen[bytes] | None = None
        self._connection: psycopg.Connection | None = None
        self._numbers = itertools.count(1)

    def __enter__(self) -> Postgres:
        self.start()
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _at: TracebackType | None
    ) -> None:
        self.stop()

    def start(self) -> None:
        """Make a cluster and wait until it answers. Raises PostgresError."""
        programs = find_programs()
        if self._user is not None:
            shutil.chown(self.folder, self._user)
        data = self.folder / "data"
        self._run(programs / "initdb", "-D", data, "-U", SUPERUSER, "-A", "trust", "-E", "UTF8", "--locale=C", "-N")
        with (self.folder / "log").open("wb") as log:
            self._process = subprocess.Popen(
                [programs / "postgres", "-D", data, "-k", self.folder, *SETTINGS],
                stdout=log,
                stderr=log,
                user=self._user,
                cwd=self.folder,
            )
        deadline = time.monotonic() + START_S
        while not self._answers():
            if time.monotonic() > deadline or self._process.poll() is not None:
                self.stop()
                raise PostgresError(f"PostgreSQL did not start: {(self.folder / 'log').read_text()[-500:]}")
            time.sleep(0.05)

    def stop(self) -> None:
        """End it and remove its folder."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None
        if self._process is not None:
            # At once: nobody needs what it holds, and a proper end writes all of it out first.
            self._process.send_signal(signal.SIGQUIT)
            try:
                self._process.wait(STOP_S)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()
            self._process = None
        shutil.rmtree(self.folder, ignore_errors=True)

    def url(self, database: str = "postgres") -> str:
        """How `server.toml` names a database of this PostgreSQL."""
        return f"postgresql:///{database}?host={self.folder}&user={SUPERUSER}"

    def new_database(self) -> str:
        """Make an empty database; its URL."""
        name = f"regulars_{next(self._numbers)}"
        self._admin().execute(f"CREATE DATABASE {name}")
        return self.url(name)

    def idle(self, url: str) -> bool:
        """Whether nobody is connected to this database."""
        name = url.removeprefix("postgresql:///").split("?")[0]
        row = self._admin().execute("SELECT count(*) FROM pg_stat_activity WHERE datname = %s", (name,)).fetchone()
        return row == (0,)

    def wipe(self, url: str) -> None:
        """Remove every row but those of the table `migration`, triggers or not. Making a database takes far longer."""
        import psycopg

        with psycopg.connect(url) as connection:
            connection.execute(WIPE)

    def _admin(self) -> psycopg.Connection:
        import psycopg

        if self._connection is None:
            self._connection = psycopg.connect(self.url(), autocommit=True)
        return self._connection

    def _answers(self) -> bool:
        import psycopg

        try:
            psycopg.connect(self.url(), connect_timeout=2).close()
        except psycopg.OperationalError:
            return False
        return True

    def _run(self, *command: str | Path) -> None:
        done = subprocess.run(command, user=self._user, cwd=self.folder, capture_output=True, text=True, check=False)
        if done.returncode:
            raise PostgresError(f"{command[0]} failed: {done.stderr[-500:]}")


def _someone_else() -> str:
    """A user who is not root."""
    for name in ("postgres", "nobody"):
        try:
            pwd.getpwnam(name)
        except KeyError:
            continue
        return name
    raise PostgresError("PostgreSQL does not run as root, and there is no user postgres or nobody")
