"""`repsight serve`: the coach as a page, for this machine or for a phone."""

import secrets
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from repsight.cli.choices import Database, Device, HistoryUser, Model
from repsight.core.errors import InvalidInputError, OutputError

if TYPE_CHECKING:
    from repsight.web.serve import Endpoint
    from repsight.web.settings import Settings

_TOKEN_BYTES = 18
_MIN_TOKEN = 12
_STOPPED = 130


def serve(
    host: Annotated[
        str, typer.Option("--host", help="Where to listen; 0.0.0.0 for the whole network.")
    ] = "127.0.0.1",
    port: Annotated[int, typer.Option("--port", help="0 takes a free one.")] = 8765,
    https: Annotated[
        bool,
        typer.Option("--https", help="With a certificate of one's own; phones need it."),
    ] = False,
    certfile: Annotated[
        Path | None,
        typer.Option("--certfile", metavar="PEM", help="A certificate.", show_default=False),
    ] = None,
    keyfile: Annotated[
        Path | None, typer.Option("--keyfile", metavar="PEM", help="Its key.", show_default=False)
    ] = None,
    token: Annotated[
        str | None,
        typer.Option(
            "--token",
            metavar="TEXT",
            help="What clients must know. Unset: made up when others can reach the server.",
            show_default=False,
        ),
    ] = None,
    allow_host: Annotated[
        list[str] | None,
        typer.Option(
            "--allow-host",
            metavar="NAME",
            help="A name the server goes by, behind a proxy; may be repeated.",
            show_default=False,
        ),
    ] = None,
    data: Annotated[
        Path | None,
        typer.Option("--data", metavar="DIR", help="Sessions and videos.", show_default=False),
    ] = None,
    keep_days: Annotated[
        float, typer.Option("--keep-days", help="Sessions and videos are removed after this.")
    ] = 7.0,
    max_sessions: Annotated[
        int, typer.Option("--max-sessions", help="Live sessions at a time.")
    ] = 100,
    max_video_mb: Annotated[
        int, typer.Option("--max-video-mb", help="Size of one uploaded video.")
    ] = 2048,
    model: Model = None,
    device: Device = "auto",
    user: HistoryUser = None,
    history: Annotated[
        bool,
        typer.Option(
            "--history",
            help="Show everybody's history on the page. Unset: only that of --user, if any.",
        ),
    ] = False,
    database: Database = None,
    dataset: Annotated[
        Path | None,
        typer.Option(
            "--dataset",
            metavar="DATASET",
            help="Correct the keypoints of this data set in the browser, at /dataset.",
            show_default=False,
        ),
    ] = None,
    open_page: Annotated[bool, typer.Option("--open", help="Open the page in a browser.")] = False,
) -> None:
    """Serve the live coach: a page with the camera, sessions that survive, videos to upload.

    Ctrl-C ends it; sessions are kept and go on when it runs again.
    """
    _need_web()
    from repsight.web.addresses import is_loopback, own_names
    from repsight.web.app import create_app
    from repsight.web.serve import Endpoint, listen
    from repsight.web.serve import serve as run
    from repsight.web.settings import Limits, Settings

    exposed = not is_loopback(host)
    names = frozenset(name.lower() for name in allow_host or ())
    days, videos = _at_least(0, keep_days, "keep-days"), _at_least(1, max_video_mb, "max-video-mb")
    settings = Settings(
        data=data or _data_folder(),
        token=_token(token, exposed or bool(names)),
        exposed=exposed,
        secure=https or certfile is not None,
        hosts=names | (own_names() if exposed else frozenset()),
        model=_known_model(model),
        device=device,
        history=history,
        limits=Limits(
            keep_seconds=days * 86400,
            max_sessions=int(_at_least(1, max_sessions, "max-sessions")),
            video_bytes=int(videos) << 20,
        ),
        user=_ready_user(user, database),
        database=database,
        dataset=dataset,
    )
    certificate, key = _certificate(settings, host, https=https, given=(certfile, keyfile))
    application = create_app(settings)
    listener = listen(Endpoint(host, port, certificate, key))
    endpoint = Endpoint(host, listener.getsockname()[1], certificate, key)
    _announce(settings, endpoint, own=certfile is None, open_page=open_page)
    try:
        run(application, endpoint, listener)
    except KeyboardInterrupt:  # which uvicorn raises again when it has ended in order
        raise typer.Exit(_STOPPED) from None


def _need_web() -> None:
    try:
        import fastapi  # noqa: F401
        import prometheus_client  # noqa: F401
        import uvicorn  # noqa: F401
        import websockets  # noqa: F401
    except ImportError as error:
        raise OutputError(f"the server needs {error.name}; pip install 'repsight[web]'") from None


def _data_folder() -> Path:
    import platformdirs

    return platformdirs.user_data_path("repsight")


def _token(token: str | None, exposed: bool) -> str | None:
    if token is not None and (len(token) < _MIN_TOKEN or not token.isascii() or " " in token):
        raise InvalidInputError(
            f"the token has {len(token)} characters; {_MIN_TOKEN} letters or more are needed,"
            " without spaces"
        )
    return token or (secrets.token_urlsafe(_TOKEN_BYTES) if exposed else None)


def _ready_user(user: str | None, database: str | None) -> str | None:
    """In whose history sessions are kept; added where nobody has such a name yet."""
    if user is None:
        return None
    from repsight.history import open_store
    from repsight.history.new_user import ready_user

    with open_store(database) as store:
        return ready_user(store, user, typer.echo)


def _at_least(least: float, value: float, name: str) -> float:
    if not value >= least:
        raise InvalidInputError(f"--{name} is {value:g}; {least:g} or more is needed")
    return value


def _known_model(model: str | None) -> str | None:
    """The model, which may still have to be pulled. Raises ModelError where there is none."""
    from repsight.models import find, list_models

    if model is None or model in {card.name for card in list_models()}:
        return model
    return str(find(model).resolve())  # videos are counted from their own folders


def _certificate(
    settings: "Settings", host: str, *, https: bool, given: tuple[Path | None, Path | None]
) -> tuple[Path | None, Path | None]:
    from repsight.web.addresses import own_addresses
    from repsight.web.certificate import own_certificate

    if (given[0] is None) != (given[1] is None):
        raise InvalidInputError("--certfile and --keyfile belong together; give both")
    for path in given:
        if path is not None and not path.is_file():
            raise InvalidInputError(f"{path} is not there; name a PEM file")
    if given[0] is not None or not https:
        return given
    hosts = {"localhost", "127.0.0.1", *settings.hosts, *own_addresses()}
    any_host = host in ("0.0.0.0", "::")
    return own_certificate(settings.data / "tls", hosts if any_host else hosts | {host})


def _announce(settings: "Settings", endpoint: "Endpoint", *, own: bool, open_page: bool) -> None:
    """Say where the page is, as an address and, for a phone, as a picture of one."""
    from repsight.web.addresses import own_addresses

    scheme = "https" if settings.secure else "http"
    everywhere = endpoint.host in ("0.0.0.0", "::")
    hosts = own_addresses()[:1] or ["127.0.0.1"] if everywhere else [endpoint.host]
    host = f"[{hosts[0]}]" if ":" in hosts[0] else hosts[0]
    query = f"?token={settings.token}" if settings.token else ""
    server = f"{scheme}://{host}:{endpoint.port}/"
    address = f"{server}{query}"
    typer.echo(f"RepSight is at {address}")
    if settings.dataset is not None:
        correcting = f"{server}dataset{query}"
        typer.echo(f"The data set is corrected at {correcting}")
    if settings.exposed:
        _print_code(address)
        if not settings.secure:
            typer.echo("A phone gives its camera to secure pages only: add --https.", err=True)
    if settings.secure and own:
        typer.echo(
            "The certificate is this machine's own: the browser will warn once; go on anyway.",
            err=True,
        )
    typer.echo("Ctrl-C stops it.")
    if open_page:
        import webbrowser

        webbrowser.open(address if settings.dataset is None else correcting)


def _print_code(address: str) -> None:
    import sys

    import segno

    if sys.stdout.isatty():
        segno.make(address, error="l").terminal(compact=True)
