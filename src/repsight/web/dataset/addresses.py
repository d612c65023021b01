"""The addresses of a data set that is corrected. There is none unless it was asked for."""

from collections.abc import Mapping
from typing import Annotated, Any, Final

from fastapi import APIRouter, Query, Request
from fastapi.responses import FileResponse, Response

from repsight.core.skeleton import BONES, KEYPOINT_NAMES, MIRRORED
from repsight.data.types import LabelledPicture
from repsight.web.assets import send_asset
from repsight.web.dataset.bodies import SmallBodies
from repsight.web.dataset.checking import checked_people
from repsight.web.dataset.correction import Correction
from repsight.web.dataset.forms import (
    ChangesReply,
    Correcting,
    DatasetReply,
    LabelsReply,
    Marking,
    PictureReply,
    StateReply,
    labels_reply,
    state_reply,
)
from repsight.web.dataset.thumbnails import thumbnail
from repsight.web.errors import RefusedError
from repsight.web.pages import PROBLEMS
from repsight.web.replies import Problem

PAGE: Final = "/dataset"
_FILE: Final = "dataset/index.html"
# Pictures of a data set do not change while people look at them, and the next one is asked for
# ahead; `private`: a proxy must not keep what needed a token.
_CACHE: Final = {"cache-control": "private, max-age=600"}

File = Annotated[str, Query(description="The picture, as in the list.", max_length=1000)]


def build_dataset(correction: Correction | None) -> APIRouter:
    """Those addresses, and that of the page."""
    router = APIRouter()
    router.include_router(_labels(correction))
    router.include_router(_pictures(correction))

    @router.api_route(PAGE, methods=["GET", "HEAD"], include_in_schema=False)
    async def page(request: Request) -> Response:
        return await send_asset(request, _FILE)

    return router


def _router() -> APIRouter:
    return APIRouter(
        prefix="/api/dataset", responses=PROBLEMS, tags=["dataset"], route_class=SmallBodies
    )


def _labels(correction: Correction | None) -> APIRouter:
    router = _router()

    @router.get("", summary="The data set and its pictures")
    def dataset() -> DatasetReply:
        return _reply(_asked(correction))

    @router.get("/changes", summary="Which pictures changed since")
    def changes(cursor: Annotated[str, Query(max_length=64)]) -> ChangesReply:
        now, states = _asked(correction).changes(cursor)
        return ChangesReply(cursor=now, changed=[state_reply(state) for state in states])

    @router.get("/labels", summary="The people of a picture", responses=_problems(409))
    def labels(file: File) -> LabelsReply:
        return labels_reply(file, _asked(correction).labels(file))

    @router.get(
        "/labels/before", summary="The people as they were at first", responses=_problems(409)
    )
    def before(file: File) -> LabelsReply:
        return labels_reply(file, _asked(correction).before(file))

    @router.put("/labels", summary="Correct a picture", responses=_problems(409, 413, 507))
    def correct(file: File, body: Correcting) -> LabelsReply:
        """Refused with 409 where somebody else changed the picture since that version."""
        ours = _asked(correction)
        given = ((person.box, person.keypoints) for person in body.people)
        people = checked_people(given, ours.picture(file).size)
        return labels_reply(file, ours.save(file, people, body.version))

    @router.put("/mark", summary="Say what is to be said of a picture", responses=_problems(413))
    def mark(file: File, body: Marking) -> StateReply:
        ours = _asked(correction)
        return state_reply(ours.mark(file, looked=body.looked, flagged=body.flagged))

    return router


def _pictures(correction: Correction | None) -> APIRouter:
    router = _router()

    @router.get("/picture", summary="A picture", response_class=FileResponse)
    def picture(file: File) -> FileResponse:
        return FileResponse(_asked(correction).path(file), headers=_CACHE)

    @router.get("/thumbnail", summary="A picture for the list", response_class=Response)
    def small(file: File) -> Response:
        data = thumbnail(_asked(correction).path(file))
        return Response(data, media_type="image/jpeg", headers=_CACHE)

    return router


def _asked(correction: Correction | None) -> Correction:
    """The data set. Raises RefusedError where none is corrected here."""
    if correction is None:
        raise RefusedError(
            "dataset", "This server corrects no data set; start it with --dataset.", 404
        )
    return correction


def _problems(*statuses: int) -> dict[int | str, dict[str, Any]]:
    return {status: {"model": Problem} for status in statuses}


def _reply(correction: Correction) -> DatasetReply:
    cursor, states = correction.changes("")
    return DatasetReply(
        name=correction.name,
        points=list(KEYPOINT_NAMES),
        bones=list(BONES),
        mirrored=list(MIRRORED),
        cursor=cursor,
        pictures=[_row(correction.pictures[state.file], state_reply(state)) for state in states],
    )


def _row(picture: LabelledPicture, state: StateReply) -> PictureReply:
    return PictureReply(
        **state.model_dump(),
        split=picture.split,
        group=picture.group,
        why=_why(picture.facts),
        size=picture.size,
    )


def _why(facts: Mapping[str, Any]) -> list[str]:
    """Why a picture was picked: one word or several."""
    why = facts.get("why", [])
    return [str(one) for one in why] if isinstance(why, list | tuple) else [str(why)]
