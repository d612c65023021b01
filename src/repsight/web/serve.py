"""Running the server until it is told to stop."""

import logging
import socket
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import uvicorn
from fastapi import FastAPI

from repsight.core.errors import InvalidInputError
from repsight.web.hub import Hub
from repsight.web.punctual import PunctualProtocol

_PING_SECONDS: Final = 20.0
_PONG_SECONDS: Final = 120.0
"""A pong waits behind all that its client sent before, which may be much after an outage."""
_FAREWELL_SECONDS: Final = 5
_BACKLOG: Final = 256


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Where to listen, and the files of certificate and key for TLS."""

    host: str = "127.0.0.1"
    port: int = 8765
    certificate: Path | None = None
    key: Path | None = None


class Server(uvicorn.Server):
    """uvicorn, which tells the live clients before it closes their connections."""

    def __init__(self, config: uvicorn.Config, hub: Hub) -> None:
        super().__init__(config)
        self._hub = hub

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """End in order."""
        await self._hub.dismiss()
        await super().shutdown(sockets)


def serve(app: FastAPI, endpoint: Endpoint, listener: socket.socket) -> None:
    """Serve what `create_app` made on a bound socket until Ctrl-C or SIGTERM."""
    hub: Hub = app.state.hub
    limits = hub.settings.limits
    tls: dict[str, Any] = {}
    if endpoint.certificate is not None:
        tls = {"ssl_certfile": str(endpoint.certificate), "ssl_keyfile": str(endpoint.key)}
    config = uvicorn.Config(
        app,
        http=PunctualProtocol,
        ws="websockets-sansio",
        ws_max_size=limits.message_bytes,
        ws_ping_interval=_PING_SECONDS,
        ws_ping_timeout=_PONG_SECONDS,
        # A state is sent 30 times a second, mostly nearby: packing it costs more than it saves.
        ws_per_message_deflate=False,
        limit_concurrency=limits.max_connections,
        timeout_graceful_shutdown=_FAREWELL_SECONDS,
        server_header=False,
        access_log=False,
        log_level=logging.WARNING,
        **tls,
    )
    Server(config, hub).run([listener])


def listen(endpoint: Endpoint) -> socket.socket:
    """A socket bound there. Raises InvalidInputError where that is not possible."""
    family = socket.AF_INET6 if ":" in endpoint.host else socket.AF_INET
    # With the protocol named: asyncio turns Nagle's algorithm off for such sockets only, and with
    # it on every answer waited for the next frame.
    listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((endpoint.host, endpoint.port))
        listener.listen(_BACKLOG)
    except (OSError, OverflowError) as error:
        listener.close()
        why = getattr(error, "strerror", None) or str(error)
        raise InvalidInputError(
            f"nothing can listen at {endpoint.host} port {endpoint.port} ({why}); choose another"
            " --host or --port"
        ) from None
    listener.set_inheritable(True)
    return listener
