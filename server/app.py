"""`regulars-server`: the whole life of the centre on one page. Started top down, stopped bottom up."""

from __future__ import annotations

import argparse
import gc
import json
import logging
import signal
import sys
import threading
import time
from collections.abc import Iterable
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path

from mqtt_bridge.backoff import Backoff
from mqtt_bridge.link import Link
from mqtt_bridge.topics import ALL_BIRTHS, ALL_EVENTS, ALL_QUESTIONS, ROOT
from server import auditing, demo, granting, showcase, verifying
from server.config import Config, ConfigError, load
from server.desk import Desk
from server.following import Follower
from server.identity.serve import identity_server
from server.listening import ListenError
from server.nightly import command as nightly_command
from server.nightly.watch import night_watch
from server.notices.postman import Postman
from server.notices.setup import delivery
from server.opening import open_house
from server.outgoing import Outgoing
from server.presence import Announcer
from server.privacy import command as member_command
from server.privacy import identity_command
from server.programme import command as programme_command
from server.reports import leaderboard, lifetime, settlement
from server.showcase import Showcase
from server.store.errors import StoreError
from server.store.migrations import SchemaError
from server.till.serve import TillServer
from server.worker import Worker

log = logging.getLogger(__name__)
# A kiosk needs one message at a time; here many kiosks' come together, and waiting for receipts would be idle time.
WINDOW = 1000
COMMANDS = {
    "verify": verifying.main,
    "nightly": nightly_command.main,
    "member": member_command.main,
    "programme": programme_command.main,
    "settlement": settlement.main,
    "grant": granting.main,
    "leaderboard": leaderboard.main,
    "lifetime": lifetime.main,
    "identity": identity_command.main,
    "audit": auditing.main,
}


def main(arguments: list[str] | None = None) -> int:
    """The command, or one beside it: 0 fine, 1 it could not run or found a problem, 2 the configuration is wrong."""
    given_words = sys.argv[1:] if arguments is None else arguments
    beside = COMMANDS.get(given_words[0]) if given_words else None
    if beside is not None:
        return beside(given_words[1:])
    parser = argparse.ArgumentParser(prog="regulars-server", description="The centre of the loyalty programme.")
    parser.add_argument("action", nargs="?", choices=("run",), default="run", help=f"or first: {', '.join(COMMANDS)}")
    parser.add_argument("--config", type=Path, required=True, help="server.toml")
    parser.add_argument("--demo", action="store_true", help="add the members of the demo")
    given = parser.parse_args(given_words)
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s: %(message)s", stream=sys.stderr)
    try:
        config = load(given.config)
    except ConfigError as error:
        sys.stderr.write(f"regulars-server: {error}\n")
        return 2
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    try:
        return 0 if run(config, stop, with_demo=given.demo or config.demo) else 1
    except (ListenError, SchemaError, StoreError, ValueError, OSError) as error:
        sys.stderr.write(f"regulars-server: {error}\n")
        return 1
    except ConfigError as error:
        sys.stderr.write(f"regulars-server: {error}\n")
        return 2


def run(config: Config, stop: threading.Event, with_demo: bool = False) -> bool:
    """Store, till, worker, links; until `stop` is set; then all of it in reverse.

    False: a part of it failed while running. Raises ListenError, SchemaError, OSError when it cannot start.
    """
    broken = threading.Event()

    def failed() -> None:
        broken.set()
        stop.set()

    with ExitStack() as life:
        folder = Path(config.data)
        house = open_house(config, _now())
        store = house.store
        life.callback(store.close)
        store.make_room()
        if with_demo:
            demo.seed(house, _now())

        till = TillServer(house, config.till, _now)
        till.start()
        life.callback(till.stop)

        if config.wechat.app_id:
            public = identity_server(house, config.wechat, _now)
            public.start()
            life.callback(public.stop)

        postman = Postman(delivery(config.notices, house.programme, folder, _now), store, _now, failed)
        postman.start()
        life.callback(postman.stop)

        presence = Announcer(config.tenant, config.joins, lambda: house.number, _now)
        showcases = tuple(
            Showcase(config.tenant, doc, make, lambda: (house.number, house.programme), _now)
            for doc, make in (("offers", showcase.offers), ("programme", showcase.rules))
        )

        def after(wrote: bool = True) -> None:
            if wrote:
                postman.wake()
            presence.look()
            for one in showcases:
                one.look()

        watch = night_watch(house, config.nightly, _now, after, failed)
        if watch is not None:
            watch.start()
            life.callback(watch.stop)

        post = Post()
        worker = Worker(Desk(house, time.monotonic), post.say, _now, after, failed)
        worker.start()
        life.callback(worker.stop)

        follower = Follower(house, _now, lambda: after(wrote=False), failed)
        follower.start()
        life.callback(follower.stop)

        post.events, post.questions = _links(config, worker, presence, showcases)
        presence.link = post.events
        for one in showcases:
            one.link = post.events
        # What was built to stay is looked through no more: a tenth of the time of an event went into that.
        gc.freeze()
        for link in (post.events, post.questions):
            link.open(config.broker.host, config.broker.port, config.broker.tls())
            life.callback(link.close)

        _say_ready(folder, till.port)
        stop.wait()
        log.info("stopping")
    return not broken.is_set()


class Post:
    """Sends each message over the link it belongs to: acknowledgements over that of the events."""

    def __init__(self) -> None:
        self.events: Link | None = None
        self.questions: Link | None = None

    def say(self, outgoing: Outgoing) -> bool:
        link = self.questions if outgoing.expiry_s is not None else self.events
        return link is not None and link.publish(
            outgoing.topic, outgoing.payload, qos=1, correlation=outgoing.correlation, expiry_s=outgoing.expiry_s
        )


def _links(config: Config, worker: Worker, presence: Announcer, showcases: Iterable[Showcase]) -> tuple[Link, Link]:
    """Events keep a session, so that the broker holds them while we are away; questions do not: a dead worker
    with a session would keep its share of them."""
    broker = config.broker

    def own(pattern: str) -> str:
        return pattern.replace(f"{ROOT}/+/", f"{ROOT}/{config.tenant}/", 1)

    def backoff() -> Backoff:
        return Backoff(base_s=broker.reconnect_base_s, cap_s=broker.reconnect_cap_s)

    def came(up: bool) -> None:
        presence.changed(up)
        for one in showcases:
            one.changed(up)

    happened, asked = worker.door(), worker.door()
    events = Link(
        *(broker.username, broker.username, broker.password, presence.will, (own(ALL_EVENTS), own(ALL_BIRTHS))),
        *(happened.put, came),
        backoff=backoff(),
        will_delay_s=5,
        window=WINDOW,
        settled=happened.settled,
    )
    questions = Link(
        *(broker.questions_username, broker.questions_username, broker.questions_password, None, (own(ALL_QUESTIONS),)),
        *(asked.put, lambda up: None),
        session_expiry_s=0,
        backoff=backoff(),
        window=WINDOW,
        settled=asked.settled,
    )
    return events, questions


def _say_ready(folder: Path, till_port: int) -> None:
    """One line on the standard output for whoever started us."""
    sys.stdout.write("ready " + json.dumps({"data": str(folder), "till_port": till_port}) + "\n")
    sys.stdout.flush()


def _now() -> datetime:
    return datetime.now(UTC)


if __name__ == "__main__":
    sys.exit(main())
