"""The catalogue of movements: what each trains, takes and stresses, and how logs name it."""

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from functools import cached_property
from typing import Any, Final, Literal, get_args

from repsight.core.errors import InvalidInputError
from repsight.core.history.log import Experience

Pattern = Literal[
    "squat", "hinge", "lunge", "horizontal_push", "horizontal_pull", "vertical_push",
    "vertical_pull", "isolation", "core", "carry", "mobility",
]  # fmt: skip

# Everything that a gym has.
GYM: Final = "gym"
_WORDS: Final = re.compile(r"[a-z0-9]+")


@dataclass(frozen=True, slots=True)
class Equipment:
    """One kind of it: `step` between loads and the `lightest`, kg (0: it adds none)."""

    name: str
    step: float = 0.0
    lightest: float = 0.0
    brings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Movement:
    """One movement; `muscles` it trains first, `also` by half; joints it `stresses`.

    `step` and `lightest` (kg) are of the equipment that carries its load; 0 where there is none.
    `body_share` of the body's mass is moved, which `body_source` says. `counted_as` is the
    exercise that RepSight counts it as. `opens` are joints that a mobility movement is for, with
    the usual range `degrees` of `degrees_of`. `heavy` ones are best at few repetitions.
    """

    name: str
    title: str
    pattern: Pattern
    muscles: tuple[str, ...]
    level: Experience
    also: tuple[str, ...] = ()
    equipment: tuple[str, ...] = ()
    stresses: tuple[str, ...] = ()
    counted_as: str | None = None
    aliases: tuple[str, ...] = ()
    unilateral: bool = False
    hold: bool = False
    assisted: bool = False
    added_load: bool = False
    heavy: bool = False
    body_share: float = 0.0
    body_source: str = ""
    opens: tuple[str, ...] = ()
    degrees: int | None = None
    degrees_of: str = ""
    step: float = 0.0
    lightest: float = 0.0

    @property
    def compound(self) -> bool:
        """Whether several joints work."""
        return self.pattern not in ("isolation", "core", "carry", "mobility")


@dataclass(frozen=True)
class Catalogue:
    """Movements in order of preference, and equipment by name."""

    movements: tuple[Movement, ...]
    equipment: Mapping[str, Equipment]

    def named(self, name: str) -> Movement:
        """The movement of that name. Raises InvalidInputError."""
        try:
            return self._by_name[name]
        except KeyError:
            raise InvalidInputError(
                f"there is no movement {name!r}; `repsight plan movements` lists those there are"
            ) from None

    def logged(self, name: str, loaded: bool = False) -> Movement | None:
        """The movement that a log means by `name`; None where it is none of these.

        First the exact alias, then the same words in any order, case and punctuation, then what
        RepSight counts by that name: the first with a load where the set was `loaded`, else the
        first without.
        """
        known = self._by_alias.get(name) or self._by_words.get(_words(name))
        counted = [m for m in self.movements if m.counted_as == name]
        if not counted:
            return known
        fitting = [m for m in counted if bool(m.step or m.added_load) == loaded]
        return (fitting or counted)[0]

    def having(self, equipment: Iterable[str]) -> tuple[Movement, ...]:
        """The movements that can be done with such equipment. Raises InvalidInputError."""
        there = self.expanded(equipment)
        return tuple(m for m in self.movements if set(m.equipment) <= there)

    def expanded(self, equipment: Iterable[str]) -> frozenset[str]:
        """Equipment with what it brings; "gym" is all of it. Raises InvalidInputError."""
        there: set[str] = set()
        for name in equipment:
            if name == GYM:
                there.update(self.equipment)
            elif name in self.equipment:
                there.update((name, *self.equipment[name].brings))
            else:
                allowed = ", ".join((GYM, *self.equipment))
                raise InvalidInputError(f"equipment is {name!r}; allowed: {allowed}")
        return frozenset(there)

    @cached_property
    def joints(self) -> tuple[str, ...]:
        """The places that movements stress or open, sorted."""
        return tuple(sorted({joint for m in self.movements for joint in (*m.stresses, *m.opens)}))

    def joint(self, place: str) -> str | None:
        """The joint that somebody means by "left knee" or "lower back"; None where unknown."""
        words = place.lower().replace("_", " ")
        for joint in self.joints:
            if joint.replace("_", " ") in words:
                return joint
        return "lower_back" if "back" in words or "spine" in words else None

    @cached_property
    def _by_name(self) -> dict[str, Movement]:
        return {m.name: m for m in self.movements}

    @cached_property
    def _by_alias(self) -> dict[str, Movement]:
        return {alias: m for m in self.movements for alias in (m.name, m.title, *m.aliases)}

    @cached_property
    def _by_words(self) -> dict[tuple[str, ...], Movement]:
        pairs = [(_words(a), m) for m in self.movements for a in (m.name, m.title, *m.aliases)]
        return dict(reversed(pairs))  # the first one that claims the words has them


def parse_movements(text: str, source: str = "movements") -> Catalogue:
    """The catalogue in a TOML text; `source` is named in messages. Raises InvalidInputError."""
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise InvalidInputError(f"{source} is not valid TOML: {error}") from None
    equipment = {
        name: Equipment(
            name, row.get("step", 0.0), row.get("lightest", 0.0), tuple(row.get("with", ()))
        )
        for name, row in table.get("equipment", {}).items()
    }
    sources = table.get("sources", {})
    made = tuple(_movement(source, row, equipment, sources) for row in table.get("movement", ()))
    return Catalogue(made, equipment)


def _movement(
    source: str,
    row: dict[str, Any],
    equipment: Mapping[str, Equipment],
    sources: Mapping[str, str],
) -> Movement:
    name = row.get("name", "?")
    known = {field.name for field in fields(Movement)} - {"step", "lightest"}
    if unknown := sorted(set(row) - known):
        raise InvalidInputError(f"{source}, {name}: {unknown[0]!r} is unknown")
    values: dict[str, Any] = {k: tuple(v) if isinstance(v, list) else v for k, v in row.items()}
    if missing := [k for k in ("name", "title", "pattern", "muscles", "level") if k not in values]:
        raise InvalidInputError(f"{source}, {name}: {missing[0]!r} is missing; add it")
    for key, kind in (("pattern", Pattern), ("level", Experience)):
        if values[key] not in get_args(kind):
            raise InvalidInputError(
                f"{source}, {name}: {key} is {values[key]!r}; allowed: {', '.join(get_args(kind))}"
            )
    if absent := [e for e in values.get("equipment", ()) if e not in equipment]:
        raise InvalidInputError(f"{source}, {name}: equipment {absent[0]!r} is not in its table")
    if "body_source" in values:
        values["body_source"] = sources[values["body_source"]]
    carrier = next((equipment[e] for e in values.get("equipment", ()) if equipment[e].step), None)
    step, lightest = (carrier.step, carrier.lightest) if carrier else (0.0, 0.0)
    if values.get("added_load"):
        step = _BELT_STEP
    return Movement(**values, step=step, lightest=lightest)


# Plates on a belt.
_BELT_STEP: Final = 2.5


def _words(name: str) -> tuple[str, ...]:
    """The words of a name, singular and sorted: "Pull Ups" is "pull-up"."""
    found = _WORDS.findall(name.lower().replace("'s", "").replace("’s", ""))
    return tuple(
        sorted(w[:-1] if len(w) > 2 and w.endswith("s") and w[-2] != "s" else w for w in found)
    )
