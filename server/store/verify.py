"""Does the ledger agree with itself? The same check in the tests, the nightly audit and `regulars-server verify`."""

from __future__ import annotations

from loyalty.ledger import BadLedger, Head, replay, verify
from server.store.database import Database
from server.store.ledger import Ledger


def check_ledger(database: Database, ledger: Ledger) -> list[str]:
    """Every disagreement as one sentence; empty: entries, lots, debts, figures and chains all agree (I1-I3)."""
    found: list[str] = []
    with database.reading():
        for account, head, debt, total in ledger.accounts():
            found += [f"{account}: {fault}" for fault in _faults(ledger, account, head, debt, total)]
        for (stray,) in database.all("SELECT DISTINCT account FROM entry EXCEPT SELECT account FROM account"):
            found.append(f"{stray}: entries without an account")
    return found


def _faults(ledger: Ledger, account: str, head: Head, debt: int, total: int) -> list[str]:
    entries, lots = ledger.entries(account), tuple(ledger.lots(account))
    found: list[str] = []
    fault = verify(entries, head)
    if fault is not None:
        found.append(f"the chain is {fault.kind.value} at entry {fault.seq}")
    try:
        anew = replay(account, entries, ledger.draws(account))
    except BadLedger as error:
        return [*found, str(error)]
    if anew.lots != lots:
        found.append("the lots are not what the entries make of them")
    if anew.debt != debt:
        found.append(f"a debt of {debt} is kept, the entries make {anew.debt}")
    added = sum(entry.points for entry in entries)
    left = sum(lot.remaining for lot in lots) - debt
    if not added == left == total:
        found.append(f"entries add to {added}, lots and debt to {left}, kept is {total}")
    return found
