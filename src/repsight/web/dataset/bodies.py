"""Requests whose bodies may not be larger than a limit."""

from collections.abc import Callable, Coroutine
from typing import Any, Final

from fastapi import Request, Response
from fastapi.routing import APIRoute
from starlette.exceptions import HTTPException
from starlette.types import Message

MOST_BYTES: Final = 1 << 20
"""Two hundred people take 0.2 MB."""
_TOO_LARGE: Final = f"A body may have {MOST_BYTES >> 20} MB"


class SmallBodies(APIRoute):
    """A route that reads no more than that; what is larger is refused with 413."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """The handler behind the limit."""
        handle = super().get_route_handler()

        async def limited(request: Request) -> Response:
            size = 0

            async def receive() -> Message:
                nonlocal size
                message = await request.receive()
                size += len(message.get("body", b""))
                if size > MOST_BYTES:
                    raise HTTPException(413, _TOO_LARGE)
                return message

            return await handle(Request(request.scope, receive))

        return limited
