"""Keeping what is counted in a history: the same for `count` and `live`."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from repsight.core.errors import InvalidInputError

if TYPE_CHECKING:
    from repsight.cli.screen import Screen
    from repsight.history.diary import Diary


@dataclass(frozen=True, slots=True)
class Keep:
    """What was typed of whose history a count is kept in, and what no camera sees of it."""

    user: str | None
    database: str | None = None
    load: float | None = None
    rpe: float | None = None
    note: str | None = None
    when: str | None = None
    poses: bool = True

    @contextmanager
    def diary(self, screen: "Screen") -> "Iterator[Diary | None]":
        """What keeps the counts; None where nobody is named. Opened first, as a count takes long.

        Raises InvalidInputError, HistoryError and OutputError.
        """
        if self.user is None:
            self._check_alone()
            yield None
            return
        from repsight.cli.history.choices import parse_moment
        from repsight.history import open_store

        when = parse_moment(self.when)
        with open_store(self.database) as store:
            from repsight.history.diary import Diary, ready_user
            from repsight.history.from_count import Details

            details = Details(self.load, self.rpe, self.note or "", when)
            user = ready_user(store, self.user, screen.say)
            yield Diary(store, user, details, screen.say, poses=self.poses)

    def height(self, given: float | None) -> float | None:
        """The height that was given, else that in the user's profile, in metres."""
        if given is not None or self.user is None:
            return given
        from repsight.history import open_store

        with open_store(self.database) as store:
            try:
                return store.profile(self.user).height
            except InvalidInputError:  # not there yet
                return None

    def _check_alone(self) -> None:
        said = {
            "--database": self.database,
            "--load": self.load,
            "--rpe": self.rpe,
            "--note": self.note,
            "--when": self.when,
        }
        for option, value in said.items():
            if value is not None:
                raise InvalidInputError(f"{option} is for a history; say whose with --user NAME")
