"""One screen is two files: what it shows (`<name>.py`, plain Python) and how it looks (`<name>.kv`)."""

from __future__ import annotations

from kiosk.screens.attract import Attract
from kiosk.screens.catalogue import Catalogue
from kiosk.screens.checked_in import CheckedIn
from kiosk.screens.confirm import Confirm
from kiosk.screens.finished import Finished
from kiosk.screens.greeting import Greeting
from kiosk.screens.holding import Holding
from kiosk.screens.invite import Invite
from kiosk.screens.join_code import JoinCode
from kiosk.screens.join_phone import JoinPhone
from kiosk.screens.out_of_service import OutOfService
from kiosk.screens.printer_trouble import PrinterTrouble
from kiosk.screens.printing import Printing
from kiosk.screens.reading import Reading
from kiosk.screens.scan import Scan
from kiosk.screens.trouble import Trouble

Screen = (
    Attract
    | Reading
    | Greeting
    | Invite
    | JoinPhone
    | JoinCode
    | Scan
    | Trouble
    | CheckedIn
    | Catalogue
    | Confirm
    | Holding
    | Printing
    | PrinterTrouble
    | Finished
    | OutOfService
)

__all__ = [
    "Attract",
    "Catalogue",
    "CheckedIn",
    "Confirm",
    "Finished",
    "Greeting",
    "Holding",
    "Invite",
    "JoinCode",
    "JoinPhone",
    "OutOfService",
    "PrinterTrouble",
    "Printing",
    "Reading",
    "Scan",
    "Screen",
    "Trouble",
]
