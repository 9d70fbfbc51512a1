"""The two pages a telephone sees, in both languages. Nothing from outside is in them but what is escaped."""

from __future__ import annotations

from html import escape

HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}
_PAGE = """<!doctype html><html lang="zh"><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1"><title>{title}</title>
<style>body{{font:18px/1.6 system-ui,sans-serif;margin:12vh 8vw;color:#211a15;background:#fbf7f1;text-align:center}}
h1{{font-size:26px}}button{{font:700 20px system-ui;padding:16px 40px;border:0;border-radius:14px;color:#fff;
background:#b3261e}}p{{color:#5b5048}}</style><h1>{title}</h1>{body}</html>"""


def confirm(house: str, kiosk: str, word: str) -> str:
    """Asks before anything happens: who is sent a picture of somebody else's code must be able to say no."""
    body = (
        f"<p>{escape(kiosk)}</p><p>站在这台屏幕前的人会看到您的积分。<br>Whoever stands there will see your points.</p>"
        f'<form method="post" action="/wechat/confirm"><input type="hidden" name="word" value="{escape(word)}">'
        "<button>是我，继续 · It is me</button></form>"
    )
    return _PAGE.format(title=escape(f"{house} · 登录 Sign in"), body=body)


def said(zh: str, en: str) -> str:
    """One sentence."""
    return _PAGE.format(title=escape(zh), body=f"<p>{escape(en)}</p>")
