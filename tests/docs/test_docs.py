"""The documents say what is there: every name resolves, and everything a person meets is described."""

from __future__ import annotations

import importlib
import re
from pathlib import Path
from typing import get_args

import pytest

from kiosk import config as kiosk_config
from kiosk.screens import Screen
from kiosk.screens.trouble import TROUBLES
from mqtt_bridge.messages import EVENTS, QUESTIONS
from server import config as server_config

ROOT = Path(__file__).parents[2]
PAGES = sorted([ROOT / "README.md", ROOT / "CHANGELOG.md", *(ROOT / "docs").glob("**/*.md")])
ROOMS = ("loyalty", "drivers", "mqtt_bridge", "kiosk", "server", "staff", "devstack")
DOTTED = re.compile(rf"`((?:{'|'.join(ROOMS)})(?:\.\w+)+)`")
LINK = re.compile(r"\]\(([^)#\s]+)(#[^)]*)?\)")


def text_of(name: str) -> str:
    return (ROOT / "docs" / name).read_text("utf-8")


def resolve(dotted: str) -> object:
    parts = dotted.split(".")
    for cut in range(len(parts), 0, -1):
        try:
            found: object = importlib.import_module(".".join(parts[:cut]))
        except ModuleNotFoundError:
            continue
        for name in parts[cut:]:
            found = getattr(found, name)
        return found
    raise AssertionError(f"no module in {dotted}")


NAMES = sorted({(page.name, name) for page in PAGES for name in DOTTED.findall(page.read_text("utf-8"))})


@pytest.mark.parametrize(("page", "name"), NAMES, ids=[f"{page}:{name}" for page, name in NAMES])
def test_every_name_in_the_documents_is_a_name_in_the_code(page, name):
    if not name.endswith((".kv", ".md", ".py", ".toml")):
        resolve(name)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_link_leads_somewhere(page):
    for target, _anchor in LINK.findall(page.read_text("utf-8")):
        if "://" not in target:
            assert (page.parent / target).exists(), target


@pytest.mark.parametrize("room", ROOMS)
def test_every_room_is_on_the_plan_and_says_what_it_is_for(room):
    assert f"`{room}/`" in text_of("rooms.md")
    assert importlib.import_module(room).__doc__


def test_every_key_of_the_kiosks_configuration_is_described():
    page = text_of("configuration.md")
    missing = [key for key in kiosk_config.known_keys() if f"`{key}`" not in page]

    assert missing == []


def server_keys(part: type = server_config.Config, prefix: str = "") -> list[str]:
    import msgspec

    keys = []
    for field in msgspec.structs.fields(part):
        if isinstance(field.type, type) and issubclass(field.type, msgspec.Struct):
            keys += server_keys(field.type, f"{prefix}{field.name}.")
        else:
            keys.append(prefix + field.name)
    return keys


def test_every_key_of_the_servers_configuration_is_described():
    page = text_of("configuration.md")
    missing = [key for key in server_keys() if f"`{key}`" not in page]

    assert missing == []


def test_every_message_is_described():
    page = text_of("contract.md")
    missing = [name for name in (*QUESTIONS, *EVENTS) if f"`{name}`" not in page]

    assert missing == []


def test_every_screen_and_every_staff_code_is_described():
    page = text_of("screens.md")
    names = [kind.__module__.rpartition(".")[2] for kind in get_args(Screen)]

    assert [name for name in names if f"`{name}`" not in page] == []
    assert [code for code in TROUBLES.values() if code not in page] == []


def test_the_readme_shows_the_two_commands_and_pictures():
    page = (ROOT / "README.md").read_text("utf-8")

    assert "scripts/demo" in page
    assert "scripts/test" in page
    assert page.count("](docs/pictures/") >= 3
