"""`python -m server` is `regulars-server`."""

from __future__ import annotations

from server.app import main

if __name__ == "__main__":
    raise SystemExit(main())
