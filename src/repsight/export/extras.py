"""Libraries that only some formats need, loaded when asked for."""

from importlib import import_module
from typing import Any

from repsight.core.errors import OutputError


def import_extra(module: str, what: str, extra: str = "export") -> Any:
    """The module, for writing `what`. Raises OutputError naming the install where it is missing."""
    try:
        return import_module(module)
    except ImportError as error:
        library = module.partition(".")[0].replace("_", "-")
        raise OutputError(
            f"{what} needs {library} ({error}); pip install 'repsight[{extra}]'"
        ) from None
