"""WeChat's web authorisation, as its documentation describes it for official accounts.

`connect/oauth2/authorize` (opened inside WeChat, scope snsapi_base: no question is asked) leads back to us with a
`code` that is good once and for five minutes; `sns/oauth2/access_token` turns it into an openid.
"""

from __future__ import annotations

import http.client
import json
import re
import urllib.error
import urllib.parse
import urllib.request

AUTHORIZE = "https://open.weixin.qq.com/connect/oauth2/authorize"
API = "https://api.weixin.qq.com"
TIMEOUT_S = 5.0
LARGEST = 64 * 1024
_OPENID = re.compile(r"[A-Za-z0-9_-]{1,64}")
# The code is wrong, used up or too old: whoever scanned has to scan again.
_SCAN_AGAIN = (40029, 40163, 42003)


class IdentityError(Exception):
    """WeChat did not say who it is. `again`: the code is used up, scanning anew helps. No secret is in the message."""

    def __init__(self, words: str, again: bool = False) -> None:
        super().__init__(words)
        self.again = again


class WeChat:
    """One official account. `authorize` and `api` are WeChat's, or those of a stand-in."""

    def __init__(self, app_id: str, secret: str, authorize: str = AUTHORIZE, api: str = API) -> None:
        self._app_id, self._secret = app_id, secret
        self._authorize, self._api = authorize, api.rstrip("/")

    def address(self, back: str, state: str) -> str:
        """Where to send the diner's telephone; it comes back to `back` with a `code` and this `state`."""
        asked = urllib.parse.urlencode(
            {
                "appid": self._app_id,
                "redirect_uri": back,
                "response_type": "code",
                "scope": "snsapi_base",
                "state": state,
            }
        )
        return f"{self._authorize}?{asked}#wechat_redirect"

    def openid(self, code: str) -> str:
        """Who came back with this code. Blocks for some seconds at most. Raises IdentityError."""
        asked = urllib.parse.urlencode(
            {"appid": self._app_id, "secret": self._secret, "code": code, "grant_type": "authorization_code"}
        )
        try:
            with urllib.request.urlopen(f"{self._api}/sns/oauth2/access_token?{asked}", timeout=TIMEOUT_S) as answer:
                said = json.loads(answer.read(LARGEST))
        except (OSError, ValueError, http.client.HTTPException) as error:
            # The address holds our secret, and urllib's errors may repeat it.
            raise IdentityError(f"WeChat does not answer: {type(error).__name__}") from None
        if not isinstance(said, dict):
            raise IdentityError("WeChat's answer is no object")
        if said.get("errcode"):
            raise IdentityError(f"WeChat refused with {said['errcode']!r:.40}", said["errcode"] in _SCAN_AGAIN)
        openid = said.get("openid")
        if not isinstance(openid, str) or not _OPENID.fullmatch(openid):
            raise IdentityError("WeChat's answer names nobody")
        return openid
