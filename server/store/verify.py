"""Does the ledger agree with itself? The same check in the tests, the nightly audit and `regulars-server verify`."""

from __future__ import annotations

from loyalty.ledger import replay, verify
from server.store.database import Database
from server.store.ledger import Ledger


def check_ledger(database: Database, ledger: Ledger) -> list[str]:
    """Every disagreement as one sentence; empty: entries, lots, debts, figures and chains all agree (I1-I3)."""
    found: list[str] = []
    with database.reading():
        for account, head, debt, total in ledger.accounts():
            entries, lots = ledger.entries(account), ledger.lots(account)
            fault = verify(entries, head)
            if fault is not None:
                found.append(f"{account}: the chain is {fault.kind.value} at entry {fault.seq}")
            anew = replay(account, entries, ledger.draws(account))
            if anew.lots != tuple(lots):
                found.append(f"{account}: the lots are not what the entries make of them")
            if anew.debt != debt:
                found.append(f"{account}: a debt of {debt} is kept, the entries make {anew.debt}")
            added = sum(entry.points for entry in entries)
            left = sum(lot.remaining for lot in lots) - debt
            if not added == left == total:
                found.append(f"{account}: entries add to {added}, lots and debt to {left}, kept is {total}")
        for (stray,) in database.all("SELECT DISTINCT account FROM entry EXCEPT SELECT account FROM account"):
            found.append(f"{stray}: entries without an account")
        for (reward,) in database.all("SELECT reward FROM stock WHERE pieces < 0"):
            found.append(f"{reward}: fewer than no pieces")
    return found
