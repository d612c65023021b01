"""How a session begins: what the first message of a client asks for."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from functools import cache
from typing import Any, Literal

from repsight.core.coaching import Coach, Plan, Step
from repsight.core.errors import InvalidInputError
from repsight.core.exercise import Exercise
from repsight.core.scoring.options import ScoreOptions
from repsight.exercises import exercise_names, load_all, load_exercise
from repsight.web.errors import RefusedError
from repsight.web.settings import PROTOCOL
from repsight.web.wire import flag, parse_size

Mode = Literal["keypoints", "frames"]
AUTO = "auto"
_MAX_NAME = 80


@dataclass(frozen=True, slots=True)
class Opening:
    """What a session was opened with; `plan` None recognises what is done."""

    mode: Mode
    size: tuple[int, int]
    plan: Plan | None
    setup: bool
    model: str
    mirror: bool = False

    def exercises(self) -> tuple[Exercise, ...]:
        """What may be counted."""
        if self.plan is None:
            return _all()
        return tuple(load_exercise(n) for n in dict.fromkeys(s.exercise for s in self.plan.steps))

    def coach(self) -> Coach:
        """A coach that has seen nothing yet."""
        return Coach(self.exercises(), plan=self.plan, score=ScoreOptions(), setup=self.setup)

    @property
    def exercise(self) -> str:
        """What is trained, for the provenance: one name, or "auto" for anything else."""
        names = {step.exercise for step in self.plan.steps} if self.plan else set()
        return names.pop() if len(names) == 1 else AUTO

    def to_dict(self) -> dict[str, Any]:
        """As plain data, which `parse_opening` reads again."""
        return {
            "protocol": PROTOCOL,
            "mode": self.mode,
            "size": list(self.size),
            "mirror": self.mirror,
            "plan": plan_to_dict(self.plan),
            "setup": self.setup,
            "model": self.model,
        }


@cache
def _all() -> tuple[Exercise, ...]:
    return load_all()  # 22 files: too long to read for each session


def plan_to_dict(plan: Plan | None) -> dict[str, Any]:
    """The plan as a client sent it."""
    if plan is None:
        return {"steps": [{"exercise": AUTO}]}
    return {"steps": [asdict(step) for step in plan.steps]}


def check_protocol(data: Mapping[str, Any]) -> None:
    """Raise RefusedError unless this is a greeting in the version spoken here."""
    if data.get("type", "hello") != "hello":
        raise RefusedError("hello", "The first message must be hello.")
    if data.get("protocol") != PROTOCOL:
        raise RefusedError("protocol", f"protocol must be {PROTOCOL}; load the page again")


def parse_opening(data: Mapping[str, Any]) -> Opening:
    """What a `hello` without a session asks for. Raises RefusedError or InvalidInputError."""
    mode = data.get("mode")
    if mode not in ("keypoints", "frames"):
        raise RefusedError("mode", "mode must be keypoints or frames")
    model = data.get("model") or "unknown"
    if not isinstance(model, str) or len(model) > _MAX_NAME or not model.isprintable():
        raise RefusedError("model", f"model must be a name of at most {_MAX_NAME} letters")
    return Opening(
        mode=mode,
        size=parse_size(data.get("size")),
        plan=_parse_plan(data.get("plan")),
        setup=flag("setup", data.get("setup", True)),
        model=model,
        mirror=flag("mirror", data.get("mirror", False)),
    )


def _parse_plan(value: object) -> Plan | None:
    if value is None:
        return None
    steps = value.get("steps") if isinstance(value, dict) else None
    if not isinstance(steps, list) or not steps or not all(isinstance(s, dict) for s in steps):
        raise RefusedError("plan", "plan must be {steps: [{exercise, …}, …]}")
    if any(step.get("exercise") == AUTO for step in steps):
        if len(steps) > 1:
            raise RefusedError("plan", "auto must be the only step of a plan")
        return None
    return Plan(tuple(_parse_step(step) for step in steps))


def _parse_step(step: dict[str, Any]) -> Step:
    name = step.get("exercise")
    if name not in exercise_names():
        raise RefusedError("exercise", "exercise is unknown; see /api/exercises for the names")
    tempo, rest = step.get("tempo"), step.get("rest", 60.0)
    if tempo is not None and not (
        isinstance(tempo, list) and len(tempo) == 4 and all(map(_is_number, tempo))
    ):
        raise RefusedError("tempo", "tempo must be four numbers of seconds, or null")
    if not _is_number(rest):
        raise RefusedError("rest", "rest must be a number of seconds")
    for key in ("sets", "target"):
        if step.get(key) is not None and type(step[key]) is not int:
            raise InvalidInputError(f"{key} must be a whole number, or null")
    times = None if tempo is None else (tempo[0], tempo[1], tempo[2], tempo[3])
    return Step(str(name), step.get("sets"), step.get("target"), float(rest), times)


def _is_number(value: object) -> bool:
    return type(value) in (int, float)
