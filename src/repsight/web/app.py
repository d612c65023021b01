"""The application: all addresses behind one guard, and one way to say no."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final

from fastapi import APIRouter, FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from repsight import __version__
from repsight.core.errors import RepSightError
from repsight.web.dataset.addresses import build_dataset
from repsight.web.dataset.correction import open_correction
from repsight.web.errors import RefusedError
from repsight.web.guard import Guard
from repsight.web.histories import Histories, build_histories
from repsight.web.hub import Hub
from repsight.web.pages import add_page, build_pages
from repsight.web.refusals import answer, refusal
from repsight.web.sessions import build_sessions
from repsight.web.settings import Settings
from repsight.web.videos import build_videos

_ABOUT: Final = (
    "Counts and scores exercise repetitions, live and in videos. The live sessions themselves go"
    " over a WebSocket at /api/live."
)


def create_app(settings: Settings) -> FastAPI:
    """The server as an ASGI application; its hub is `app.state.hub`.

    Raises OutputError, HistoryError where histories are to be shown and cannot be opened, and
    SourceError or InvalidInputError where a data set is to be corrected and cannot be read.
    """
    correction = open_correction(settings.dataset) if settings.dataset else None
    histories = Histories(settings)
    hub = Hub(settings)

    @asynccontextmanager
    async def running(_app: FastAPI) -> AsyncIterator[None]:
        if correction is not None:
            correction.start()
        await hub.start()
        yield
        await hub.close()
        histories.close()
        if correction is not None:
            correction.close()

    app = FastAPI(
        title="RepSight",
        version=__version__,
        summary="Repetitions, live.",
        description=_ABOUT,
        license_info={"name": "Apache-2.0", "identifier": "Apache-2.0"},
        lifespan=running,
        openapi_url="/api/openapi.json",
        docs_url=None,  # both load their scripts from elsewhere, which the page's policy forbids
        redoc_url=None,
    )
    app.state.hub = hub
    routers = (
        build_pages(hub),
        build_sessions(hub),
        build_videos(hub),
        build_histories(histories),
        build_dataset(correction),
    )
    for router in routers:
        app.include_router(router)
    page = APIRouter()
    add_page(page)
    app.include_router(page)
    _answer_errors(app)
    app.add_middleware(Guard, settings=settings)
    return app


def _answer_errors(app: FastAPI) -> None:
    @app.exception_handler(RepSightError)
    async def refused(_request: Request, error: RepSightError) -> JSONResponse:
        return answer(refusal(error))

    @app.exception_handler(RequestValidationError)
    async def invalid(_request: Request, error: RequestValidationError) -> JSONResponse:
        where = ".".join(map(str, error.errors()[0]["loc"][1:])) or "the body"
        return answer(RefusedError("invalid", f"{where} is missing or wrong.", 400))

    @app.exception_handler(HTTPException)
    async def failed(_request: Request, error: HTTPException) -> JSONResponse:
        code = "not_found" if error.status_code == 404 else "refused"
        said = answer(RefusedError(code, f"{error.detail}.", error.status_code))
        said.headers.update(error.headers or {})
        return said
