"""The addresses that say what there is: exercises, texts, networks, health."""

from collections import Counter
from pathlib import Path
from typing import Any, Final, get_args

from fastapi import APIRouter, Request
from fastapi.responses import FileResponse, Response
from prometheus_client import CONTENT_TYPE_LATEST
from starlette.concurrency import run_in_threadpool

from repsight import __version__
from repsight.core.errors import InvalidInputError, ModelError
from repsight.core.exercise import Exercise
from repsight.core.scoring.standard import ViewName
from repsight.exercises import load_all
from repsight.models import default_model
from repsight.strings import LANGUAGE, load_strings
from repsight.web.assets import send_asset
from repsight.web.engines import Engine, engine_path, find_engines
from repsight.web.errors import NOT_HERE, RefusedError
from repsight.web.hub import Hub
from repsight.web.replies import ConfigReply, ExerciseReply, HealthReply, Problem
from repsight.web.settings import PROTOCOL

PROBLEMS: Final[dict[int | str, dict[str, Any]]] = {
    status: {"model": Problem, "description": words}
    for status, words in (
        (400, "The request makes no sense."),
        (401, "The token is missing or wrong."),
        (404, "There is nothing of that name and key."),
    )
}


def build_pages(hub: Hub) -> APIRouter:
    """Those addresses."""
    router = APIRouter(responses=PROBLEMS)
    model = Path(hub.settings.model or default_model()).name

    async def engines() -> tuple[Engine, ...]:
        return await run_in_threadpool(find_engines, hub.settings.model or default_model())

    @router.get("/health", summary="Whether the server is up", tags=["watching"])
    async def health() -> HealthReply:
        return HealthReply(status="ok", version=__version__)

    @router.get(
        "/metrics", summary="Numbers for Prometheus", tags=["watching"], response_class=Response
    )
    async def metrics() -> Response:
        return Response(hub.metrics.text(), media_type=CONTENT_TYPE_LATEST)

    @router.get("/api/config", summary="What the page has to know", tags=["page"])
    async def config() -> ConfigReply:
        return ConfigReply(
            version=__version__,
            protocol=PROTOCOL,
            model=model,
            modes=["keypoints", "frames"],
            engines=[engine.as_json() for engine in await engines()],
            languages=[LANGUAGE],
            token=hub.settings.token is not None,
            history=hub.settings.shows_history,
            dataset=hub.settings.dataset is not None,
            limits=hub.settings.limits.told(),
        )

    @router.get("/api/exercises", summary="What can be trained", tags=["page"])
    async def exercises() -> list[ExerciseReply]:
        return [
            ExerciseReply(
                name=one.name,
                title=one.title,
                kind=one.kind,
                tempo=one.standard.tempo,
                views=_views(one),
                auto=one.auto,
            )
            for one in load_all()
        ]

    @router.get("/api/strings/{language}", summary="The texts of a language", tags=["page"])
    async def strings(language: str) -> dict[str, str]:
        try:
            return dict(load_strings(language))
        except InvalidInputError as error:
            raise RefusedError("not_found", str(error), 404) from None

    @router.get(
        "/engines/{name}",
        summary="A network for the browser",
        tags=["page"],
        response_class=FileResponse,
    )
    async def engine(name: str) -> Response:
        for one in await engines():
            if one.file == name:
                return await _send_engine(one, hub.settings.model or default_model())
        raise NOT_HERE

    return router


def _views(exercise: Exercise) -> list[str]:
    """Where the camera may stand for everything to be judged; for the most, where nowhere does."""
    seen = Counter(view for one in exercise.standard.criteria for view in one.views)
    most = max(seen.values(), default=0)
    return [view for view in get_args(ViewName) if seen[view] == most]


async def _send_engine(engine: Engine, model: str) -> FileResponse:
    try:
        path = await run_in_threadpool(engine_path, engine, model)
    except ModelError:
        raise RefusedError("not_found", "That network is not here; pull the model.", 404) from None
    headers = {"cache-control": "no-cache"}
    return FileResponse(path, media_type="application/octet-stream", headers=headers)


def add_page(router: APIRouter) -> None:
    """The page's own files, at every address that nothing else has."""

    @router.api_route("/{name:path}", methods=["GET", "HEAD"], include_in_schema=False)
    async def asset(name: str, request: Request) -> Response:
        return await send_asset(request, name)
