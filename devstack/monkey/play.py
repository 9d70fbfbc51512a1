"""One play from a seed; when it breaks something, the shortest trail found that breaks it again, and a journal."""

from __future__ import annotations

import json
import random
import sys
import tempfile
import time
import traceback
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path

from devstack.monkey.acts import SILENCE, Act, draw
from devstack.monkey.face import Face
from devstack.monkey.watch import Watch
from devstack.monkey.world import World
from kiosk import journal
from server.house import House

# Silence, and a look at the books, after so many things.
ROUND = 100
Watching = Callable[[House], Watch]
# Opens a world in this folder.
Begin = Callable[[Path], World]
# How long a shorter trail is looked for.
SEARCH_S = 120.0


@dataclass(frozen=True)
class Broken:
    """What broke after which acts. `where` is the line that noticed: two trails break the same thing or not."""

    why: str
    where: str
    trail: tuple[Act, ...]
    report: str


def play(seed: int, steps: int, size: str, language: str, out: Path, watching: Watching = Watch) -> int:
    """Play, say how it went; 0 or 1."""
    begin: Begin = partial(World, Face(size), language=language, watching=watching)
    began_s = time.monotonic()
    broken, watch = _wander(begin, seed, steps, out / f"monkey-{seed}.jsonl")
    took_s = time.monotonic() - began_s
    if broken is None:
        screens, homes = len(watch.seen), sum(watch.left.values())
        _say(
            f"seed {seed}: {steps} things in {took_s:.0f} s, {screens} screens, {homes} silences from {len(watch.left)}"
        )
        _say(f"redemptions: {len(watch.redemptions)}; screens: {dict(watch.seen.most_common())}")
        return 0
    _say(f"seed {seed} broke it after {len(broken.trail)} things: {broken.why}\n{broken.report}")
    shorter = _shorter(begin, broken)
    trail = out / f"monkey-{seed}-trail.json"
    trail.write_text(json.dumps([asdict(act) for act in shorter.trail], ensure_ascii=False, indent=1) + "\n", "utf-8")
    _say(f"{len(shorter.trail)} things do it again, in {trail}:")
    for act in shorter.trail[-40:]:
        _say(f"  {act}")
    _say(f"the flow's last turns: kioskctl replay {out / f'monkey-{seed}.jsonl'}")
    return 1


def _wander(begin: Begin, seed: int, steps: int, kept: Path) -> tuple[Broken | None, Watch]:
    chance, trail = random.Random(seed), list[Act]()
    with tempfile.TemporaryDirectory(prefix="monkey-") as folder:
        world = begin(Path(folder))
        try:
            for number in range(steps):
                controls, size = world.face.ui.controls(), world.face.size
                act = SILENCE if number % ROUND == ROUND - 1 else draw(chance, controls, size)
                trail.append(act)
                world.do(act)
            trail.append(SILENCE)
            world.do(SILENCE)
        except Exception as error:
            journal.write(world.machine.loop.journal, kept, f"{type(error).__name__}: {error}")
            return _broken(error, trail), world.watch
        finally:
            world.close()
    return None, world.watch


def walk(begin: Begin, trail: Sequence[Act]) -> Broken | None:
    """Do these acts again from the beginning; what broke, or None."""
    done = list[Act]()
    with tempfile.TemporaryDirectory(prefix="monkey-") as folder:
        world = begin(Path(folder))
        try:
            for act in trail:
                done.append(act)
                world.do(act)
        except Exception as error:
            return _broken(error, done)
        finally:
            world.close()
    return None


def _broken(error: Exception, trail: list[Act]) -> Broken:
    last = [frame for frame in traceback.extract_tb(error.__traceback__) if frame.name != "wrong"][-1]
    report = "".join(traceback.format_exception(error, limit=-8))
    return Broken(f"{type(error).__name__}: {error}", f"{last.filename}:{last.lineno}", tuple(trail), report)


def _shorter(begin: Begin, broken: Broken) -> Broken:
    """Leave out ever smaller pieces as long as the same thing breaks (Zeller and Hildebrandt, 2002: ddmin)."""
    best, ends_s = broken, time.monotonic() + SEARCH_S
    piece = len(best.trail) // 2
    while piece and time.monotonic() < ends_s:
        at = 0
        while at < len(best.trail) and time.monotonic() < ends_s:
            found = walk(begin, best.trail[:at] + best.trail[at + piece :])
            if found is not None and found.where == best.where and len(found.trail) < len(best.trail):
                best = found
            else:
                at += piece
        piece //= 2
    return best


def _say(words: str) -> None:
    print(words, file=sys.stderr, flush=True)
