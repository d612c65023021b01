"""Every text of the live programs in one file a language: the window's and the page's."""

import json
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Final

from repsight.core.errors import InvalidInputError

LANGUAGE: Final = "en"


@cache
def load_strings(language: str = LANGUAGE) -> MappingProxyType[str, str]:
    """The texts by key. Raises InvalidInputError where there is no such language."""
    path = files(__name__) / f"{language}.json"
    if not language.isalpha() or not path.is_file():
        raise InvalidInputError(f"there are no texts in {language!r}; there are: {LANGUAGE}")
    return MappingProxyType(json.loads(path.read_text(encoding="utf-8")))
