"""`python -m devstack.monkey`: let it play, and say what it broke."""

from __future__ import annotations

import argparse
import logging
import sys
from pathlib import Path

from devstack.book import SIZES
from devstack.monkey.play import play


def main(arguments: list[str] | None = None) -> int:
    """Exit codes: 0 nothing broke, 1 something did, 2 usage."""
    parser = argparse.ArgumentParser(
        prog="python -m devstack.monkey", description="Random fingers, cards, codes, faults and cut cables."
    )
    parser.add_argument("--seed", type=int, default=1, help="the same seed does the same again")
    parser.add_argument("--steps", type=int, default=1000, metavar="N", help="how many things happen")
    parser.add_argument("--size", choices=tuple(SIZES), default="1280x800", help="the kiosk's screen")
    parser.add_argument("--language", default="zh", help="the language the kiosk rests in")
    parser.add_argument("--out", type=Path, default=Path("."), metavar="DIR", help="where a journal goes")
    options = parser.parse_args(arguments)
    # Every cut cable would be a line.
    logging.disable(logging.ERROR)
    return play(options.seed, options.steps, options.size, options.language, options.out)


if __name__ == "__main__":
    sys.exit(main())
