"""`python -m staff.kioskctl`: the same as `kioskctl`."""

from __future__ import annotations

from staff.kioskctl import main

if __name__ == "__main__":
    main()
