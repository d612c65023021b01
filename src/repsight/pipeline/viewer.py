"""`--show`: the annotated picture in a browser tab, served from this machine to itself.

OpenCV's headless build has no windows and Tk is often missing; a browser is everywhere, and works
through an SSH tunnel too.
"""

import logging
import threading
import time
import webbrowser
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Final, Self

import cv2

from repsight.core.errors import OutputError
from repsight.core.types import Frame

_PAGE: Final = b"""<!doctype html><meta charset="utf-8"><title>RepSight</title>
<style>body{margin:0;background:#10141c;display:grid;place-items:center;height:100vh}
img{max-width:100vw;max-height:100vh}</style><img src="/stream" alt="the annotated video">"""
_JPEG_QUALITY: Final = 85
# A viewer that has not taken a picture for so long asks again, to notice that the run is over.
_WAIT_SECONDS: Final = 1.0


class Viewer:
    """Shows frames no faster than their own times; opens the page in the `with` block.

    Raises OutputError where no port can be opened.
    """

    def __init__(self, *, open_browser: bool = True) -> None:
        self._open_browser = open_browser
        self._latest = b""
        self._number = 0
        self._changed = threading.Condition()
        self._over = False
        self._began: float | None = None
        try:
            self._server = _server(self)
        except OSError as error:
            raise OutputError(
                f"the picture cannot be shown: {error.strerror}; leave out --show"
            ) from None

    @property
    def address(self) -> str:
        """Where the page is."""
        return f"http://127.0.0.1:{self._server.server_port}/"

    def show(self, frame: Frame) -> None:
        """Make this the picture that is seen; waits until its time has come."""
        now = time.monotonic()
        if self._began is None:
            self._began = now - frame.t
        time.sleep(max(0.0, self._began + frame.t - now))
        bgr = cv2.cvtColor(frame.image, cv2.COLOR_RGB2BGR)
        _, jpeg = cv2.imencode(".jpg", bgr, [cv2.IMWRITE_JPEG_QUALITY, _JPEG_QUALITY])
        with self._changed:
            self._latest = jpeg.tobytes()
            self._number += 1
            self._changed.notify_all()

    def wait_for(self, number: int) -> tuple[int, bytes] | None:
        """The newest picture once its number is above `number`; None when the run is over."""
        with self._changed:
            while not self._over and self._number <= number:
                self._changed.wait(_WAIT_SECONDS)
            return None if self._over else (self._number, self._latest)

    def __enter__(self) -> Self:
        threading.Thread(target=self._server.serve_forever, name="viewer", daemon=True).start()
        logging.getLogger("repsight").info("showing the picture at %s", self.address)
        if self._open_browser:
            webbrowser.open(self.address)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        with self._changed:
            self._over = True
            self._changed.notify_all()
        self._server.shutdown()
        self._server.server_close()


def _server(viewer: Viewer) -> ThreadingHTTPServer:
    class Handler(BaseHTTPRequestHandler):
        """The page, and the pictures one after the other (multipart/x-mixed-replace)."""

        def do_GET(self) -> None:
            if self.path == "/":
                self._answer("text/html; charset=utf-8")
                self.wfile.write(_PAGE)
            elif self.path == "/stream":
                self._answer("multipart/x-mixed-replace; boundary=frame")
                self._pictures()
            else:
                self.send_error(HTTPStatus.NOT_FOUND)

        def _answer(self, kind: str) -> None:
            self.send_response(HTTPStatus.OK)
            self.send_header("Content-Type", kind)
            self.send_header("Cache-Control", "no-store")
            self.end_headers()

        def _pictures(self) -> None:
            number = 0
            try:
                while (found := viewer.wait_for(number)) is not None:
                    number, jpeg = found
                    head = f"--frame\r\nContent-Type: image/jpeg\r\nContent-Length: {len(jpeg)}"
                    self.wfile.write(head.encode() + b"\r\n\r\n" + jpeg + b"\r\n")
            except OSError:
                return  # the tab was closed

        def log_message(self, format: str, *args: Any) -> None:
            """Requests are nobody's business on the screen."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    return server
