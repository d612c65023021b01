"""The addresses of uploaded videos."""

from typing import Annotated, Any, Final

from fastapi import APIRouter, Query, Request
from fastapi.responses import FileResponse, Response

from repsight.exercises import exercise_names
from repsight.web.hub import Hub
from repsight.web.opening import AUTO
from repsight.web.pages import PROBLEMS
from repsight.web.replies import Problem, UploadReply, VideoReply

_EXERCISES: Final[list[Any]] = [AUTO, *exercise_names()]
_BODY: Final = {"type": "string", "format": "binary", "minLength": 1}


def build_videos(hub: Hub) -> APIRouter:
    """Those addresses."""
    router = APIRouter(prefix="/api/videos", responses=PROBLEMS, tags=["videos"])

    @router.post(
        "",
        summary="Count the video in the body of the request",
        status_code=202,
        responses={s: {"model": Problem} for s in (408, 413, 429, 507)},
        openapi_extra={
            "requestBody": {
                "required": True,
                "content": {"application/octet-stream": {"schema": _BODY}},
            }
        },
    )
    async def upload(
        request: Request,
        exercise: Annotated[
            str, Query(description="A name, or auto.", json_schema_extra={"enum": _EXERCISES})
        ] = AUTO,
    ) -> UploadReply:
        """The file as it is, not as a form. It is counted when its turn comes."""
        job = await hub.videos.receive(
            exercise, request.headers.get("content-length"), request.stream()
        )
        return UploadReply(id=job.id, key=job.key)

    @router.get("/{id}", summary="How far a video is, and what was counted")
    async def video(id: str, key: str) -> VideoReply:
        return await hub.videos.tell(id, key)

    @router.get(
        "/{id}/report",
        summary="The report of a counted video",
        response_class=FileResponse,
        responses={409: {"model": Problem}, 503: {"model": Problem}},
    )
    async def report(id: str, key: str) -> FileResponse:
        path = await hub.reports.path(hub.videos.find(id, key).folder, pictures=True)
        return FileResponse(path, media_type="text/html; charset=utf-8")

    @router.delete("/{id}", summary="Remove a video and all that came of it", status_code=204)
    async def delete(id: str, key: str) -> Response:
        await hub.videos.delete(id, key)
        return Response(status_code=204)

    return router
