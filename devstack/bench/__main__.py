"""The bench's own process: `python -m devstack.bench FILE`."""

from __future__ import annotations

import logging
import sys
from pathlib import Path

import uvicorn

from devstack.bench.app import build
from devstack.bench.settings import load


def main(arguments: list[str]) -> None:
    """Serve on loopback until SIGTERM."""
    logging.basicConfig(format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    settings = load(Path(arguments[0]))
    config = uvicorn.Config(
        build(settings),
        host="127.0.0.1",
        port=settings.port,
        log_level="warning",
        access_log=False,
        # An open page keeps a connection; it must not keep the bench from ending.
        timeout_graceful_shutdown=1,
    )
    uvicorn.Server(config).run()


if __name__ == "__main__":
    main(sys.argv[1:])
