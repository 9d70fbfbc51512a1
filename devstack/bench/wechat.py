"""A telephone with WeChat in it: reads the code on the kiosk's screen, follows it, and presses the one button."""

from __future__ import annotations

import http
import http.client
import io
import re
import urllib.error
import urllib.parse
import urllib.request
from typing import Any

from PIL import Image

from devstack.bench.refused import Refused

TIMEOUT_S = 10.0
LARGEST = 64 * 1024
_WORD = re.compile(r'name="word" value="([^"]+)"')


class Telephone:
    """One telephone. `pages` is where the house's sign-in pages are: it opens nothing else."""

    def __init__(self, pages: str) -> None:
        self._pages = pages
        self._opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        self._word = ""

    def scan(self, picture: bytes, who: str) -> None:
        """Open what the screen shows, as this WeChat user. Raises Refused."""
        url = self._code_in(picture)
        if not url.startswith(self._pages + "/"):
            raise Refused(409, "the code on the screen does not lead to this house's sign-in pages")
        away = self._location(url)
        # Who holds the telephone is who the stand-in says; the real WeChat knows.
        asked, _, fragment = away.partition("#")
        page = self._open(f"{asked}&{urllib.parse.urlencode({'as': who})}#{fragment}")
        found = _WORD.search(page)
        if found is None:
            raise Refused(409, "the page on the telephone has no button: the code is over")
        self._word = found[1]

    def confirm(self) -> None:
        """Press the button of the page that is open. Raises Refused."""
        if not self._word:
            raise Refused(409, "no page is open on the telephone: scan first")
        form = urllib.parse.urlencode({"word": self._word}).encode()
        self._word = ""
        self._open(f"{self._pages}/wechat/confirm", form)

    def _code_in(self, picture: bytes) -> str:
        try:
            import zxingcpp
        except ImportError as error:
            raise Refused(501, "reading the screen needs zxing-cpp: pip install regulars[demo]") from error
        reader: Any = zxingcpp
        found = reader.read_barcodes(Image.open(io.BytesIO(picture)), formats=reader.BarcodeFormat.QRCode)
        if not found:
            raise Refused(409, "there is no code on the screen")
        text: str = found[0].text
        return text

    def _location(self, url: str) -> str:
        """Where the first page sends the telephone."""

        class Stay(urllib.request.HTTPRedirectHandler):
            def redirect_request(self, *_: Any) -> None:
                return None

        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}), Stay)
        try:
            opener.open(url, timeout=TIMEOUT_S).close()
        except urllib.error.HTTPError as answer:
            with answer:
                if answer.code == http.HTTPStatus.FOUND:
                    return str(answer.headers["Location"])
        except OSError as error:
            raise Refused(502, f"the sign-in pages do not answer: {error}") from error
        raise Refused(409, "the code on the screen is over")

    def _open(self, url: str, form: bytes | None = None) -> str:
        try:
            with self._opener.open(urllib.request.Request(url, form), timeout=TIMEOUT_S) as answer:
                said: bytes = answer.read(LARGEST)
                return said.decode("utf-8", "replace")
        except (OSError, http.client.HTTPException) as error:
            raise Refused(409, f"the telephone's page says no: {error}") from error
