"""What whoever runs the server may choose, and the limits that keep it up."""

from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Final

PROTOCOL: Final = 1
"""Version of what page and server say to each other; see docs/live-protocol.md."""

_MB: Final = 1 << 20


@dataclass(frozen=True, slots=True)
class Limits:
    """What the server takes at most; seconds, bytes and numbers.

    The defaults leave an honest page ten times what it needs, and a laptop standing.
    """

    hello_seconds: float = 10.0
    """From opening a connection to having said something of sense."""
    idle_seconds: float = 900.0
    """How long a session whose client vanished stays in memory; it can be resumed after, too."""
    silence_seconds: float = 120.0
    """How long a connection may say nothing at all."""
    session_seconds: float = 4 * 3600.0
    """How long one session may last, by its own clock and by the server's."""
    keep_seconds: float = 7 * 86400.0
    """How long sessions and videos stay on disk."""
    max_connections: int = 512
    """Sockets open at a time; more are told to come back."""
    max_sessions: int = 100
    """Sessions in memory."""
    max_sessions_per_client: int = 40
    """Of them, those of one address; a gym behind one router is one address."""
    message_bytes: int = 1 * _MB
    """One message; a picture of 1280 by 720 takes 0.2 MB."""
    text_bytes: int = 64 * 1024
    """One message of text; eight people take 12 KB."""
    messages_per_second: float = 300.0
    """Of one connection; a page that was away hands over ten minutes in one."""
    bytes_per_second: float = 8.0 * _MB
    """Of one connection."""
    picture_pixels: int = 1920 * 1920
    """Width times height of one picture, from its header."""
    video_bytes: int = 2048 * _MB
    """One uploaded video."""
    video_seconds: float = 3600.0
    """Counting one video may take so long, and so much processor time per core."""
    video_memory_bytes: int = 6144 * _MB
    """Address space in use by the process that counts a video."""
    upload_seconds: float = 1800.0
    """An upload may take so long."""
    max_videos: int = 8
    """Videos waiting or being counted; they are counted one after the other."""
    free_bytes: int = 512 * _MB
    """What must stay free on the disk."""
    report_seconds: float = 120.0
    """Building a report may take so long."""

    def told(self) -> dict[str, Any]:
        """Those that a client should know."""
        names = (
            "hello_seconds", "session_seconds", "keep_seconds", "message_bytes", "text_bytes",
            "messages_per_second", "bytes_per_second", "picture_pixels", "video_bytes",
        )  # fmt: skip
        every = asdict(self)
        return {name: every[name] for name in names}


@dataclass(frozen=True, slots=True)
class Settings:
    """How one server runs.

    `data` is the folder for sessions and videos; `token` what a client must know, None for none;
    `hosts` the names it may be called by besides addresses, which must be loopback ones unless it
    is `exposed`; `model` finds people in pictures, None takes the default. With `history`
    everybody's history is shown.
    """

    data: Path
    token: str | None = None
    exposed: bool = False
    secure: bool = False
    hosts: frozenset[str] = frozenset()
    model: str | None = None
    device: str = "auto"
    history: bool = False
    limits: Limits = field(default_factory=Limits)
    user: str | None = None
    """In whose history live sessions are kept; it is shown, too."""
    database: str | None = None
    """Where that is."""

    dataset: Path | None = None
    """The data set whose labels are corrected in the browser."""

    @property
    def shows_history(self) -> bool:
        """Whether anybody's history is shown."""
        return self.history or self.user is not None
