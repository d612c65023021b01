"""Who may talk to the server: called by its name, from its own page, with the token."""

import ipaddress
import secrets
from collections.abc import Mapping
from http.cookies import CookieError, SimpleCookie
from typing import Final
from urllib.parse import parse_qs, urlsplit

from starlette.datastructures import Headers
from starlette.responses import RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from repsight.web.errors import RefusedError
from repsight.web.headers import security_headers
from repsight.web.refusals import answer, refusal
from repsight.web.settings import Settings

COOKIE: Final = "repsight_token"
_COOKIE_SECONDS: Final = 30 * 86400
_SAFE_METHODS: Final = frozenset({"GET", "HEAD", "OPTIONS"})
# The page itself is open, so that it can say that a token is missing; it holds nobody's data.
_GUARDED: Final = ("/api/", "/metrics", "/engines/")
_PAGES: Final = frozenset({"/", "/dataset"})
_TEXTS: Final = "/api/strings/"
"""Free for all: they say what to do where the token is missing."""


class Guard:
    """Stands before the application: refuses, and gives every answer its security headers."""

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self._app = app
        self._settings = settings

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket"):
            await self._app(scope, receive, send)
            return
        extra = security_headers(scope["path"], secure=self._settings.secure)
        send = _with_headers(send, extra)
        try:
            response = self._checked(scope)
        except RefusedError as error:
            response = answer(error)
        if response is not None:
            await response(scope, receive, send)
        elif scope["type"] == "websocket":
            await self._app(scope, receive, send)
        else:
            await self._run(scope, receive, send)

    async def _run(self, scope: Scope, receive: Receive, send: Send) -> None:
        """The application; where it breaks, the client hears no more than that it did."""
        begun = False

        async def sent(message: Message) -> None:
            nonlocal begun
            begun = True
            await send(message)

        try:
            await self._app(scope, receive, sent)
        except Exception as error:
            if begun:
                raise  # half an answer cannot be taken back
            await answer(refusal(error))(scope, receive, send)

    def _checked(self, scope: Scope) -> Response | None:
        """Something else to answer, or None to go on. Raises RefusedError."""
        headers = Headers(scope=scope)
        host = headers.get("host", "")
        if not self._is_ours(host):
            raise RefusedError("host", "The server has no such name; see --allow-host.", 421)
        web_socket = scope["type"] == "websocket"
        if web_socket or scope["method"] not in _SAFE_METHODS:
            _check_origin(headers, host)
        return self._check_token(scope, headers)

    def _is_ours(self, host: str) -> bool:
        """Whether a Host header names this server: a page of another name must not pose as it."""
        try:
            name = (urlsplit(f"//{host}").hostname or "").rstrip(".")
        except ValueError:
            return False
        if name == "localhost" or name in self._settings.hosts:
            return True
        try:
            address = ipaddress.ip_address(name)
        except ValueError:
            return False
        # A foreign name can be made to lead here; an address cannot be made to mean another.
        return self._settings.exposed or address.is_loopback

    def _check_token(self, scope: Scope, headers: Headers) -> Response | None:
        token = self._settings.token
        if token is None:
            return None
        path, query = scope["path"], parse_qs(scope["query_string"].decode("latin-1"))
        asked = query.get("token", [""])[-1]
        if path in _PAGES and asked and _same(token, asked):
            return self._welcome(path, token, secure=scope["scheme"] == "https")
        known = (_bearer(headers), headers.get("x-repsight-token", ""), _cookie(headers), asked)
        guarded = path.startswith(_GUARDED) and not path.startswith(_TEXTS)
        if guarded and not any(_same(token, one) for one in known):
            raise RefusedError(
                "token", "The token is missing or wrong; open the address the server printed.", 401
            )
        return None

    def _welcome(self, path: str, token: str, *, secure: bool) -> Response:
        """A page's address without the token, which a cookie holds from here on."""
        response = RedirectResponse(path, 303)
        response.set_cookie(
            COOKIE,
            token,
            max_age=_COOKIE_SECONDS,
            secure=secure,
            httponly=True,
            samesite="strict",
        )
        return response


def _check_origin(headers: Headers, host: str) -> None:
    """Raise RefusedError where a page of another origin asks."""
    origin = headers.get("origin")
    foreign = headers.get("sec-fetch-site") in ("cross-site", "same-site")
    if foreign or (origin is not None and urlsplit(origin).netloc.lower() != host.lower()):
        raise RefusedError("origin", "Another page may not use this server.", 403)


def _bearer(headers: Headers) -> str:
    kind, _, value = headers.get("authorization", "").partition(" ")
    return value.strip() if kind.lower() == "bearer" else ""


def _cookie(headers: Headers) -> str:
    try:
        jar = SimpleCookie(headers.get("cookie", ""))
    except CookieError:
        return ""
    return jar[COOKIE].value if COOKIE in jar else ""


def _same(token: str, given: str) -> bool:
    return secrets.compare_digest(token.encode(), given.encode())


def _with_headers(send: Send, extra: Mapping[str, str]) -> Send:
    async def sent(message: Message) -> None:
        if message["type"] in ("http.response.start", "websocket.http.response.start"):
            there = {name for name, _ in message.setdefault("headers", [])}
            message["headers"] = [
                *message["headers"],
                *((k.encode(), v.encode()) for k, v in extra.items() if k.encode() not in there),
            ]
        await send(message)

    return sent
