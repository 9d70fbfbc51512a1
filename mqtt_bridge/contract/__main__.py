"""`python -m mqtt_bridge.contract docs/contract` writes the contract's files."""

from __future__ import annotations

import sys
from pathlib import Path

from mqtt_bridge.contract.publish import publish

if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("usage: python -m mqtt_bridge.contract DIR")
    publish(Path(sys.argv[1]))
