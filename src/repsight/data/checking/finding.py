"""One thing that is wrong with a data set."""

from dataclasses import dataclass
from typing import Literal

Level = Literal["error", "warning"]
"""An error spoils training or measuring; a warning is worth a look."""


@dataclass(frozen=True, slots=True)
class Finding:
    """`code` names the kind of finding, `file` is relative to the data set's folder."""

    level: Level
    code: str
    file: str
    text: str

    def __str__(self) -> str:
        return f"{self.level}: {self.file}: {self.text} [{self.code}]"
