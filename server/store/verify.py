"""Does the ledger agree with itself? The same check in the tests, the nightly audit and `regulars-server verify`."""

from __future__ import annotations

from dataclasses import dataclass, field

from loyalty.ledger import Entry, Head, replay, verify
from server.store.database import Database
from server.store.ledger import Ledger
from server.store.witness import Head as Witnessed


@dataclass(slots=True)
class Checked:
    """What was looked at, and every disagreement as one sentence. `points` and `debt` are those of all accounts."""

    accounts: int = 0
    entries: int = 0
    lots: int = 0
    points: int = 0
    debt: int = 0
    witnessed: int = 0
    faults: list[str] = field(default_factory=list)


def check_ledger(database: Database, ledger: Ledger, witnessed: dict[str, Witnessed]) -> Checked:
    """Entries, lots, debts, figures, chains and the heads in the witness file all agree (I1-I3), or say what not."""
    found = Checked(witnessed=len(witnessed))
    with database.reading():
        missing = set(witnessed)
        for account, head, debt, total in ledger.accounts():
            missing.discard(account)
            found.accounts += 1
            found.points += total
            found.debt += debt
            seen = witnessed.get(account)
            found.faults += [
                f"{account}: {fault}" for fault in _faults(found, ledger, account, (head, debt, total), seen)
            ]
        for (stray,) in database.all("SELECT DISTINCT account FROM entry EXCEPT SELECT account FROM account"):
            found.faults.append(f"{stray}: entries without an account")
        found.faults += [f"{account}: the account is gone" for account in sorted(missing)]
    return found


def _faults(
    found: Checked, ledger: Ledger, account: str, kept: tuple[Head, int, int], seen: Witnessed | None
) -> list[str]:
    head, debt, total = kept
    faults: list[str] = []
    try:
        entries, lots = ledger.entries(account), tuple(ledger.lots(account))
        found.entries += len(entries)
        found.lots += len(lots)
        broken = verify(entries, head)
        if broken is not None:
            faults.append(f"the chain is {broken.kind.value} at entry {broken.seq}")
        anew = replay(account, entries, ledger.draws(account))
    except ValueError as error:
        # BadLedger, or a row that no entry or lot can be made of.
        return [*faults, str(error)]
    if seen is not None and not _is_part(entries, seen):
        faults.append(f"entry {seen[0]} was written once and is not there any more")
    if anew.lots != lots:
        faults.append("the lots are not what the entries make of them")
    if anew.debt != debt:
        faults.append(f"a debt of {debt} is kept, the entries make {anew.debt}")
    added = sum(entry.points for entry in entries)
    left = sum(lot.remaining for lot in lots) - debt
    if not added == left == total:
        faults.append(f"entries add to {added}, lots and debt to {left}, kept is {total}")
    return faults


def _is_part(entries: list[Entry], seen: Witnessed) -> bool:
    seq, hash_ = seen
    return len(entries) >= seq and entries[seq - 1].hash == hash_
