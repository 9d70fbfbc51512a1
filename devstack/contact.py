"""The contact sheet of the screen book: one page that shows every picture small, and opens it large."""

from __future__ import annotations

import html
from pathlib import Path
from typing import Any

from PIL import Image

THUMB_HIGH_PX = 200
_STYLE = """
body{margin:0;font:15px/1.5 system-ui,sans-serif;background:#f6f0e7;color:#211a15}
header{position:sticky;top:0;background:#fff;padding:14px 28px;box-shadow:0 2px 12px #40281022;z-index:1}
h1{font-size:20px;margin:0 0 6px}h2{margin:28px 28px 8px;font-size:18px}
fieldset{display:inline-block;border:0;padding:0;margin:0 22px 0 0}label{margin-right:10px;white-space:nowrap}
main{padding-bottom:60px}.row{display:flex;flex-wrap:wrap;gap:14px;padding:0 28px}
figure{margin:0}figure[hidden]{display:none}
img{height:200px;display:block;border-radius:8px;box-shadow:0 4px 14px #40281033;background:#0001}
figcaption{font-size:12px;color:#6a5d52;padding-top:4px}.faulty img{outline:4px solid #bf3417}
"""
# Boxes that are ticked show their pictures; nothing is fetched from anywhere.
_SCRIPT = """
const boxes=[...document.querySelectorAll('input')];
const draw=()=>{const on=n=>boxes.filter(b=>b.name===n&&b.checked).map(b=>b.value);
const want={size:on('size'),language:on('language'),theme:on('theme')};
const wanted=f=>Object.keys(want).every(k=>want[k].includes(f.dataset[k]));
for(const f of document.querySelectorAll('figure'))f.hidden=!wanted(f)};
boxes.forEach(b=>b.addEventListener('change',draw));draw();
"""


def write(folder: Path, index: list[dict[str, Any]]) -> Path:
    """Write `index.html` and the small pictures it shows beside those of `index`; returns the page."""
    small = folder / "small"
    small.mkdir(exist_ok=True)
    for entry in index:
        _shrink(folder / entry["picture"], small / _small_name(entry))
    page = folder / "index.html"
    page.write_text(_page(index), "utf-8")
    return page


def _shrink(picture: Path, to: Path) -> None:
    with Image.open(picture) as image:
        image.thumbnail((10_000, THUMB_HIGH_PX * 2))
        image.convert("RGB").save(to, quality=80)


def _small_name(entry: dict[str, Any]) -> str:
    return Path(entry["picture"]).stem + ".jpg"


def _page(index: list[dict[str, Any]]) -> str:
    screens = list(dict.fromkeys(entry["screen"] for entry in index))
    parts = [
        f"<h2>{html.escape(screen)}</h2><div class=row>"
        + "".join(_figure(entry) for entry in index if entry["screen"] == screen)
        + "</div>"
        for screen in screens
    ]
    filters = "".join(_filter(name, index) for name in ("size", "language", "theme"))
    title = f"{len(screens)} screens, {len(index)} pictures"
    return (
        f"<!doctype html><meta charset=utf-8><title>Screen book</title><style>{_STYLE}</style>"
        f"<header><h1>{title}</h1>{filters}</header><main>{''.join(parts)}</main><script>{_SCRIPT}</script>\n"
    )


def _filter(name: str, index: list[dict[str, Any]]) -> str:
    """Tick boxes for the values of one column; the first size, every language and the usual look are ticked."""
    values = list(dict.fromkeys(str(entry[name]) for entry in index))
    ticked = values if name == "language" else values[:1]
    boxes = "".join(
        f"<label><input type=checkbox name={name} value={html.escape(value)}{' checked' if value in ticked else ''}> "
        f"{html.escape(value)}</label>"
        for value in values
    )
    return f"<fieldset>{boxes}</fieldset>"


def _figure(entry: dict[str, Any]) -> str:
    data = " ".join(f"data-{name}={html.escape(str(entry[name]))}" for name in ("size", "language", "theme"))
    said = f"{entry['example']} · {entry['language']} · {entry['size']} · {entry['theme']}"
    faults = html.escape("; ".join(entry["faults"]))
    name = html.escape(f"{entry['screen']} {said}")
    return (
        f"<figure {data}{' class=faulty' if faults else ''} title='{faults}'><a href='{entry['picture']}'>"
        f"<img loading=lazy src='small/{_small_name(entry)}' alt='{name}'></a>"
        f"<figcaption>{html.escape(said)}</figcaption></figure>"
    )
