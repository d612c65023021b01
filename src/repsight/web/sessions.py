"""The addresses of sessions: what was counted, its report, and forgetting it."""

import json
from typing import Any

from fastapi import APIRouter, WebSocket
from fastapi.responses import FileResponse, Response
from starlette.concurrency import run_in_threadpool

from repsight.core.session import session_to_dict
from repsight.web.connection import Connection
from repsight.web.hub import Hub
from repsight.web.pages import PROBLEMS
from repsight.web.replies import Problem
from repsight.web.result import SESSION_FILE, as_session


def build_sessions(hub: Hub) -> APIRouter:
    """Those addresses, and the WebSocket of live sessions."""
    router = APIRouter(prefix="/api", responses=PROBLEMS, tags=["sessions"])

    @router.websocket("/live")
    async def live(socket: WebSocket) -> None:
        await socket.accept()
        await Connection(socket, hub).run()

    @router.get("/sessions/{id}", summary="What was counted, as repsight.session/1")
    async def session(id: str, key: str) -> dict[str, Any]:
        """Of a session that still goes on, what was counted so far."""
        done = hub.sessions.finished(id, key)
        if done is not None:
            text = await run_in_threadpool((done / SESSION_FILE).read_text, "utf-8")
            return dict(json.loads(text))
        one = await hub.sessions.resume(id, key)
        return session_to_dict(as_session(one.folder, one.live))

    @router.get(
        "/sessions/{id}/report",
        summary="The report of a finished session",
        response_class=FileResponse,
        responses={409: {"model": Problem}, 503: {"model": Problem}},
    )
    async def report(id: str, key: str) -> FileResponse:
        path = await hub.reports.path(hub.sessions.folder(id, key), pictures=False)
        return FileResponse(path, media_type="text/html; charset=utf-8")

    @router.delete("/sessions/{id}", summary="Remove all there is of a session", status_code=204)
    async def delete(id: str, key: str) -> Response:
        hub.sessions.delete(id, key)
        return Response(status_code=204)

    return router
