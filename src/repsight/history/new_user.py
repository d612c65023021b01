"""The user that somebody names, who may be a new one."""

from collections.abc import Callable
from difflib import get_close_matches
from typing import TYPE_CHECKING, Final

from repsight.core.errors import InvalidInputError

if TYPE_CHECKING:
    from repsight.history import Store

_ALIKE: Final = 0.7
"""Names this alike are a slip of the finger: one or two letters of a usual name."""


def ready_user(store: "Store", name: str, tell: Callable[[str], None]) -> str:
    """The user of that name, who is added where nobody has it, or one like it, yet.

    Raises InvalidInputError.
    """
    known = store.users()
    try:
        return store.find_user(name)
    except InvalidInputError:
        alike = [one.casefold() for one in known]
        if get_close_matches(name.strip().casefold(), alike, 1, _ALIKE):
            raise
    store.add_user(name)
    others = f" beside {', '.join(known)}" if known else ""
    tell(f"there was no user {name.strip()} yet; added{others}, in {store.place}")
    return store.find_user(name)
