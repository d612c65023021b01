"""What the server refuses, as one sentence with a code; anything else stays on the server."""

import re
from typing import Final

from repsight.core.errors import ExerciseError, InvalidInputError, RepSightError

# A path of two parts or more; what is left of it is its last part.
_FOLDERS: Final = re.compile(r"(?<![\w.:/])/(?:[^\s/:'\"]+/)+")
INTERNAL: Final = "Something went wrong on the server; try again."


class RefusedError(RepSightError):
    """Something that a client asked for is not given; `status` is that of HTTP."""

    def __init__(self, code: str, message: str, status: int = 400) -> None:
        super().__init__(message)
        self.code = code
        self.status = status


NOT_HERE: Final = RefusedError("not_found", "There is nothing at this address.", 404)
FULL: Final = RefusedError("full", "The server's disk is full; try again later.", 507)


def as_refusal(error: RepSightError) -> RefusedError | None:
    """What a client is told of an error; None where it is the server's own affair."""
    if isinstance(error, RefusedError):
        return error
    if isinstance(error, InvalidInputError | ExerciseError):
        return RefusedError("invalid", without_folders(str(error)))
    return None


def without_folders(text: str) -> str:
    """The text with paths cut down to the names of their files."""
    return _FOLDERS.sub("", text)
