"""`python -m benchmarks [--json FILE] [NAME…]`. Exit codes: 0 all were measured, 1 one could not be, 2 usage."""

from __future__ import annotations

import argparse
import json
import os
import platform
import signal
import sys
import traceback
from pathlib import Path

from rich.console import Console
from rich.table import Table

from benchmarks.catalog import Benchmark, UnknownName, choose
from benchmarks.rows import Row, Say

WIDE = 200


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="scripts/bench", description="Measure, each against something plain.")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the rows there too")
    parser.add_argument("names", nargs="*", metavar="NAME", help="only rows in whose name this occurs")
    options = parser.parse_args(arguments)
    try:
        chosen = choose(options.names)
    except UnknownName as error:
        parser.error(str(error))
    # Ended from outside: leave through every `finally`, so that no broker, server or kiosk is left behind.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    rows, failed = _measure(chosen)
    console = Console()
    # In a pipe no line is broken.
    (console if console.is_terminal else Console(width=WIDE)).print(_table(rows))
    if options.json is not None:
        options.json.write_text(json.dumps(_report(rows), ensure_ascii=False, indent=1) + "\n", "utf-8")
    return 1 if failed else 0


def _measure(chosen: list[Benchmark]) -> tuple[list[Row], int]:
    rows: list[Row] = []
    failed = 0
    console = Console(stderr=True)
    with console.status("") as status:
        for number, benchmark in enumerate(chosen, start=1):
            head = f"[{number}/{len(chosen)}] {benchmark.rows[0]}"
            if not console.is_terminal:
                console.print(head, highlight=False, markup=False)
            try:
                rows += benchmark.run(_sayer(head, status.update))
            except Exception:
                failed += 1
                console.print(f"{head} could not be measured:", highlight=False, markup=False)
                console.print(traceback.format_exc(), highlight=False, markup=False)
    return rows, failed


def _sayer(head: str, update: Say) -> Say:
    return lambda words: update(f"{head}: {words}".replace("[", "\\["))


def _table(rows: list[Row]) -> Table:
    table = Table(header_style="bold")
    for column in ("name", "unit", "median", "p99", "baseline", "baseline median", "ratio", "goal", ""):
        table.add_column(column, justify="right" if column in ("median", "p99", "baseline median", "ratio") else "left")
    for row in rows:
        mark = {True: "[green]met[/]", False: "[red]missed[/]", None: ""}[row.met]
        figures = (_figure(value) for value in (row.median, row.p99))
        table.add_row(
            *(row.name, row.unit, *figures, row.baseline, _figure(row.baseline_median), f"{row.ratio:.2f}"),
            *(str(row.goal or ""), mark),
        )
    return table


def _figure(value: float) -> str:
    """Three significant digits."""
    return f"{value:.0f}" if abs(value) >= 100 else f"{value:#.3g}"


def _report(rows: list[Row]) -> dict[str, object]:
    """What the figures belong to: they say nothing without the machine."""
    return {
        "machine": platform.machine(),
        "cores": os.cpu_count(),
        "load_1m": round(os.getloadavg()[0], 2),
        "python": platform.python_version(),
        "rows": [row.plain() for row in rows],
    }


if __name__ == "__main__":
    sys.exit(main())
