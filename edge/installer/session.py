"""Who has given the PIN: one browser at a time, by a cookie that no other page can use."""

import hmac
import secrets
from http.cookies import CookieError, SimpleCookie
from typing import Final

# The prefix makes browsers insist on Secure, on Path=/ and on no Domain (RFC 6265bis, 4.1.3.2).
COOKIE: Final = "__Host-installer"
_TOKEN_BYTES: Final = 32
# The phone went into a pocket: it has to give the PIN again.
IDLE_S: Final = 600.0


class Session:
    """The last one who gave the PIN; whoever gave it before has to give it anew."""

    def __init__(self) -> None:
        self._token = ""
        self._end_s = 0.0

    def begin(self, mono_s: float) -> str:
        """The Set-Cookie of a new session."""
        self._token = secrets.token_urlsafe(_TOKEN_BYTES)
        self._end_s = mono_s + IDLE_S
        return f"{COOKIE}={self._token}; Path=/; Secure; HttpOnly; SameSite=Strict"

    def admits(self, cookies: str, mono_s: float) -> bool:
        """Whether a request with this Cookie header is of the session; it goes on then."""
        if not self._token or mono_s >= self._end_s:
            return False
        try:
            given = SimpleCookie(cookies).get(COOKIE)
        except CookieError:
            return False
        if given is None or not hmac.compare_digest(given.value.encode(), self._token.encode()):
            return False
        self._end_s = mono_s + IDLE_S
        return True

    def end(self) -> None:
        self._token = ""
