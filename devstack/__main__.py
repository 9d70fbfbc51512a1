"""`scripts/demo`: the whole restaurant on this machine, in one command."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from devstack.broker import BrokerError
from devstack.places import Ports, data_folder, run_folder
from devstack.restaurant import SIZES, Plan, Restaurant
from devstack.supervisor import StartError, Stopped, Supervisor
from devstack.welcome import welcome

ROOT = Path(__file__).resolve().parents[1]
FINE, PROBLEM = 0, 1


def main(arguments: list[str] | None = None) -> int:
    """Exit codes: 0 stopped as asked or all journeys passed, 1 a problem (one sentence on stderr), 2 usage."""
    options = _parser().parse_args(arguments)
    if options.book is not None:
        from devstack.book import main as draw_book

        return draw_book([str(options.book)])
    if options.tour:
        from devstack.tour.run import tour

        return tour(options.out or ROOT / "var" / "tour", options.only)
    try:
        return _run(options)
    except (StartError, BrokerError) as error:
        _say(str(error))
        return PROBLEM


def _run(options: argparse.Namespace) -> int:
    """Start everything, say so, and keep it running until a signal comes."""
    wanted = options.dir or (None if options.headless else ROOT / "var" / "demo")
    with data_folder(wanted) as data, run_folder(data) as run:
        ports = _ports(options)
        ports.check()
        window = "offscreen" if options.headless else "auto"
        restaurant = Restaurant(Plan(data, run, ports, options.kiosks, options.size, window))
        supervisor = Supervisor(restaurant.children, data / "logs", data / "pids", _say)
        with supervisor.signals():
            try:
                supervisor.start()
            except Stopped:
                return FINE
            try:
                if options.headless:
                    print(f"ready {json.dumps(restaurant.ready())}", flush=True)
                else:
                    welcome(restaurant.ready())
                supervisor.watch()
            finally:
                supervisor.stop()
            if not options.headless:
                _say("everything is stopped")
    return FINE


def _ports(options: argparse.Namespace) -> Ports:
    free = Ports.free()
    usual = free if options.headless else Ports(bench=8700, till=8701, mqtt=18830)
    return Ports(
        options.bench_port or usual.bench,
        options.till_port or usual.till,
        options.mqtt_port or usual.mqtt,
    )


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="scripts/demo", description="The whole restaurant on this machine.")
    how = parser.add_mutually_exclusive_group()
    how.add_argument("--headless", action="store_true", help="no window, free ports; prints one line: ready {json}")
    how.add_argument("--tour", action="store_true", help="walk the scripted journeys and exit 0 when all pass")
    how.add_argument("--book", type=Path, metavar="DIR", help="draw every screen into DIR")
    parser.add_argument("--dir", type=Path, help="where its files are kept (headless: a temporary folder)")
    parser.add_argument("--kiosks", type=_few, default=1, metavar="N", help="how many kiosks, 1 to 9")
    parser.add_argument("--size", choices=tuple(SIZES), default="1280x800", help="the kiosk's screen")
    parser.add_argument("--out", type=Path, metavar="DIR", help="where the tour writes (var/tour)")
    parser.add_argument("--only", metavar="ID", help="walk this journey only")
    for name in ("bench", "till", "mqtt"):
        parser.add_argument(f"--{name}-port", type=int, metavar="PORT", help=f"the port of the {name}")
    return parser


def _few(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text) <= 9:
        raise argparse.ArgumentTypeError(f"1 to 9 kiosks, not {text!r}")
    return int(text)


def _say(words: str) -> None:
    print(f"demo: {words}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
