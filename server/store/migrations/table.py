"""What a migration is written with: peewee's tables, made in the database's own transaction, in its own dialect."""

from __future__ import annotations

from typing import Any

from peewee import BigIntegerField, Model, PostgresqlDatabase, SqliteDatabase

from server.store.database import Database


def moment(**more: Any) -> Any:
    """A column of microseconds since 1970 in UTC."""
    return BigIntegerField(**more)


def whole(**more: Any) -> Any:
    """A column of whole numbers: points, fen, sequence numbers, yes and no."""
    return BigIntegerField(**more)


class Table(Model):
    """Base of all tables; bound to a database only while the tables are made."""


class Schema:
    """Makes and changes tables. Everything goes through `database`, so that it is part of its transaction."""

    def __init__(self, database: Database) -> None:
        self._db = database
        self._maker = (_SqliteMaker if database.dialect == "sqlite" else _PostgresMaker)(database)

    def create_tables(self, *tables: type[Table]) -> None:
        """Make the tables and the indexes of their columns."""
        with self._maker.bind_ctx(tables):
            for table in tables:
                table.create_table(safe=False)

    def add_column(self, table: str, column: str, what: str) -> None:
        self.run(f"ALTER TABLE {table} ADD COLUMN {column} {what}")

    def only_grow(self, table: str) -> None:
        """Refuse every update and delete of this table (and in PostgreSQL every truncation), for whoever asks."""
        says = f"{table} only grows"
        if self._db.dialect == "sqlite":
            for action in ("UPDATE", "DELETE"):
                self.run(
                    f"CREATE TRIGGER {table}_no_{action.lower()} BEFORE {action} ON {table} "
                    f"BEGIN SELECT RAISE(ABORT, '{says}'); END"
                )
            return
        self.run(
            f"CREATE FUNCTION {table}_only_grows() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$ BEGIN RAISE EXCEPTION '{says}'; END $$"
        )
        for action in ("UPDATE", "DELETE", "TRUNCATE"):
            self.run(
                f"CREATE TRIGGER {table}_no_{action.lower()} BEFORE {action} ON {table} "
                f"FOR EACH STATEMENT EXECUTE FUNCTION {table}_only_grows()"
            )

    def run(self, sql: str) -> None:
        self._db.run(sql)


class _SqliteMaker(SqliteDatabase):
    """Peewee's words for SQLite, said over our own connection."""

    def __init__(self, ours: Database) -> None:
        super().__init__(None)
        self._ours = ours

    def execute_sql(self, sql: str, params: Any = None) -> None:
        self._ours.run(sql, *(params or ()))


class _PostgresMaker(PostgresqlDatabase):
    """Peewee's words for PostgreSQL, said over our own connection."""

    def __init__(self, ours: Database) -> None:
        super().__init__(None)
        self._ours = ours

    def execute_sql(self, sql: str, params: Any = None) -> None:
        self._ours.run(sql, *(params or ()))
