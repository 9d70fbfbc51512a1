"""Build the kiosk's fonts: subsets small enough to ship, so that every machine draws the same picture.

    python scripts/build_fonts.py LUCIDE_STATIC_FOLDER

needs the Debian packages fonts-noto-cjk and fonts-inter and the unpacked npm package lucide-static.
What comes out is in the repository; run it again only to add characters or icons.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont

OUT = Path(__file__).parent.parent / "kiosk" / "design" / "fonts"
NOTO = "/usr/share/fonts/opentype/noto/NotoSansCJK-{}.ttc"
INTER = "/usr/share/fonts/opentype/inter/InterDisplay-{}.otf"
# Face 0 of the collection is the Japanese one; 2 draws the forms of mainland China.
SIMPLIFIED_CHINESE = 2
# Characters of given names that GB2312 does not have.
NAMES = (
    "喆堃镕珺玥昇淼婧璟煊翀甯燚彧暄芃昉祎旻晟昊昀婳妍娅嫄骞骉翯赟頔禤昶暐炜烨焱燊熠犇珂珩珞琰琬瑀璇璐瓒皓睿砚祺禛竑筱筠綦"
    "翊芊芮苒茜荃莙菡萱蔺薇蘅蔚澍淏湉潆滢瀚澄浠沄沁沣泓洺濬曦旸昱晗晔杍杺栩梓梵楠槿樾歆毓煜玙玘玮玹珅珈琦琪瑄瑾瑜璎祜祾稼嫣奕妤"
    "婕娴媛孜嬿宓屹峤嵘巍弋彤悫惇惟愔憬懿戬扆敖斐晞暎枳柠桉榕槊"
)
SIGNS = "–—‘’“”•…‰€™←↑→↓★☆✓✔○●□■△▲▼◆◇¥￥·〓−×÷、。《》【】（），：；！？％～　"
FIGURES = "0123456789,.:;+-−–×%/¥•· *#()&@_'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz…"
ICONS = (
    *("a-large-small", "arrow-left", "arrow-right", "badge-check", "badge-percent", "bell", "cake-slice"),
    *("calendar-check", "check", "chevron-left", "chevron-right", "circle-alert", "circle-check", "circle-x"),
    *("clock", "cloud-off", "coins", "concierge-bell", "credit-card", "crown", "delete", "door-closed", "flame"),
    *("gift", "hand", "heart", "hourglass", "house", "id-card", "inbox", "info", "key-round", "leaf", "lock"),
    *("log-out", "message-square-heart", "moon", "nfc", "package-open", "party-popper", "phone", "plus"),
    *("printer", "qr-code", "receipt-text", "refresh-cw", "rotate-ccw", "scan-line", "send", "server-off"),
    *("shield-check", "smartphone", "soup", "sparkles", "stamp", "star", "sun", "tag", "ticket"),
    *("ticket-percent", "timer", "triangle-alert", "undo-2", "user-plus", "users", "utensils-crossed"),
    *("wallet", "wifi-off", "wrench", "x"),
    *("arrow-down", "award", "bell-ring", "circle-help", "circle-pause", "circle-play", "frown", "hard-drive"),
    *("history", "layout-grid", "meh", "memory-stick", "network", "smile", "trending-up", "trophy"),
    *("accessibility", "contrast", "volume-2", "arrow-down-up", "eye", "eye-off", "languages"),
)


def characters() -> set[str]:
    """Every character the kiosk can draw: GB2312, Latin, punctuation and the rarer name characters."""
    rows = range(0xA1, 0xF8)
    chars = {bytes((high, low)).decode("gb2312", "ignore") for high in rows for low in range(0xA1, 0xFF)} - {""}
    latin = {chr(code) for code in (*range(0x20, 0x7F), *range(0xA0, 0x180))}
    return chars | latin | set(NAMES) | set(SIGNS)


def build(source: str, name: str, wanted: set[int], face: int = -1, features: tuple[str, ...] = ()) -> set[int]:
    """Write one subset; returns the code points it really holds."""
    font = TTFont(source, fontNumber=face, lazy=True)
    options = subset.Options()
    options.hinting = False
    options.layout_features = list(features)
    options.notdef_outline = True
    options.drop_tables += ["vhea", "vmtx", "VORG", "BASE", "DSIG", "STAT"]
    options.name_languages = [0x409]
    maker = subset.Subsetter(options)
    maker.populate(unicodes=wanted)
    maker.subset(font)
    if "glyf" in font:
        # lucide says every glyph begins at 0; drawn so, half of the icons would sit left of their middle.
        outlines, widths = font["glyf"], font["hmtx"].metrics
        for name_of, (width, _) in list(widths.items()):
            outlines[name_of].recalcBounds(outlines)
            widths[name_of] = (width, outlines[name_of].xMin)
    font.save(OUT / name)
    held = set(font.getBestCmap())
    print(f"{name}: {len(held)} characters, {(OUT / name).stat().st_size // 1024} kB")
    return held


def main() -> None:
    lucide = Path(sys.argv[1])
    wanted = {ord(char) for char in characters()}
    held = wanted
    for weight in ("Regular", "Bold"):
        held &= build(NOTO.format(weight), f"NotoSansSC-{weight}.otf", wanted, SIMPLIFIED_CHINESE, ("kern",))
    (OUT / "coverage.txt").write_text("".join(map(chr, sorted(held))), "utf-8")
    (OUT / "figures.txt").write_text(FIGURES, "utf-8")
    for weight in ("SemiBold", "Bold"):
        build(INTER.format(weight), f"InterDisplay-{weight}.otf", {ord(char) for char in FIGURES}, -1, ("kern", "tnum"))
    points = json.loads((lucide / "font" / "codepoints.json").read_text("utf-8"))
    icons = {name: points[name] for name in ICONS}
    build(str(lucide / "font" / "lucide.ttf"), "lucide.ttf", set(icons.values()))
    (OUT / "icons.json").write_text(json.dumps(icons, indent=0) + "\n", "utf-8")
    (OUT / "LICENSE-lucide.txt").write_text((lucide / "LICENSE").read_text("utf-8"), "utf-8")


if __name__ == "__main__":
    main()
