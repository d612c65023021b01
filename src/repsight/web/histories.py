"""The addresses of histories: who has one, and what it shows. There is none unless asked for."""

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING, Annotated, TypeVar

from fastapi import APIRouter, Query
from fastapi.responses import HTMLResponse, Response
from starlette.concurrency import run_in_threadpool

from repsight.web.errors import RefusedError
from repsight.web.pages import PROBLEMS
from repsight.web.replies import HistoryReply, HistoryUserReply
from repsight.web.settings import Settings

if TYPE_CHECKING:
    from repsight.history import Store
    from repsight.history.report.view import HistoryView

T = TypeVar("T")
Since = Annotated[date | None, Query(description="The first day that is shown.")]
Wait = Annotated[bool, Query(description="Whether to wait for what takes some seconds.")]
Exercise = Annotated[str | None, Query(description="Only this one.", max_length=200)]


class Histories:
    """The histories that a server shows, and to whom they belong. Raises HistoryError."""

    def __init__(self, settings: Settings) -> None:
        from repsight.history import open_store

        self._store = open_store(settings.database) if settings.shows_history else None
        self._only: str | None = None
        if self._store is not None and settings.user is not None and not settings.history:
            self._only = self._store.find_user(settings.user)

    def close(self) -> None:
        """Let go of the database."""
        if self._store is not None:
            self._store.close()

    def users(self) -> tuple[str, ...]:
        """Whose histories are shown. Raises RefusedError where none is."""
        if self._store is None:
            raise RefusedError(
                "history", "This server shows no history; start it with --history.", 404
            )
        return self._store.users() if self._only is None else (self._only,)

    async def ask(self, user: str, what: "Callable[[Store], T]") -> T:
        """What a function of the store gives for a user who is shown. Raises RefusedError."""

        def answer() -> T:
            if user not in self.users() or self._store is None:
                raise RefusedError("unknown", "This server shows no history of that name.", 404)
            return what(self._store)

        return await run_in_threadpool(answer)


def build_histories(histories: Histories) -> APIRouter:
    """Those addresses."""
    router = APIRouter(prefix="/api/history", responses=PROBLEMS, tags=["history"])

    @router.get("/style.css", summary="The style of a history's sections", response_class=Response)
    async def style() -> Response:
        from repsight.history.report.page import sections_style

        return Response(sections_style(), media_type="text/css; charset=utf-8")

    @router.get("/users", summary="Whose histories are shown")
    async def users() -> list[HistoryUserReply]:
        return [HistoryUserReply(name=name) for name in await run_in_threadpool(histories.users)]

    @router.get("/users/{user}", summary="A history as sections of a page")
    async def history(
        user: str, since: Since = None, exercise: Exercise = None, wait: Wait = True
    ) -> HistoryReply:
        def reply(store: "Store") -> HistoryReply:
            return _reply(_view(store, user, since, exercise, wait=wait))

        return await histories.ask(user, reply)

    @router.get(
        "/users/{user}/report",
        summary="A history as a page of its own",
        response_class=Response,
    )
    async def report(user: str, since: Since = None, exercise: Exercise = None) -> HTMLResponse:
        page = await histories.ask(user, lambda store: _page(_view(store, user, since, exercise)))
        return HTMLResponse(page)

    return router


def _reply(view: "HistoryView") -> HistoryReply:
    from repsight.history.report.build import build_page
    from repsight.history.report.page import render_sections

    return HistoryReply(
        user=view.history.user,
        exercises=list(view.every),
        pending=view.pending,
        sections=render_sections(build_page(view)),
    )


def _page(view: "HistoryView") -> str:
    from repsight.history.report.build import build_page
    from repsight.history.report.page import render_page

    return render_page(build_page(view))


def _view(
    store: "Store", user: str, since: date | None, exercise: str | None, *, wait: bool = True
) -> "HistoryView":
    from repsight.history.report.dates import day_number
    from repsight.history.report.gather import gather

    first = None if since is None else day_number(since)
    return gather(store, user, day_number(date.today()), first, exercise, wait=wait)
