"""`kioskctl`: what staff type on the kiosk, over SSH or at its keyboard.

`cli` is the door with the global options; one module a command. A command imports what it needs when it runs,
so that `kioskctl status`, the login banner, answers in well under 300 ms. It finds the kiosk by its data folder
(`place`) and speaks to it over the local socket (`talk`).
"""

from __future__ import annotations


def main() -> None:
    """The entry point. Leaves with 0 fine, 1 problem found, 2 usage, 3 not running, 4 needs root, 5 refused."""
    from staff.kioskctl.cli import kioskctl

    kioskctl(prog_name="kioskctl")
