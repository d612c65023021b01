"""Saying no: what a client hears of an error, and what only the log does."""

import errno
import logging
from typing import Final

from starlette.responses import JSONResponse

from repsight.core.errors import RepSightError
from repsight.web.errors import FULL, INTERNAL, RefusedError, as_refusal

_LOG: Final = logging.getLogger("repsight.web")


def answer(error: RefusedError) -> JSONResponse:
    """The answer to a request that is refused."""
    return JSONResponse({"code": error.code, "message": str(error)}, error.status)


def refusal(error: Exception) -> RefusedError:
    """What to tell a client of an error; what is the server's own affair is logged."""
    told = as_refusal(error) if isinstance(error, RepSightError) else None
    if isinstance(error, OSError) and error.errno == errno.ENOSPC:
        told = FULL
    if told is None:
        _LOG.error("%s", error, exc_info=error)
        told = RefusedError("internal", INTERNAL, 500)
    return told
