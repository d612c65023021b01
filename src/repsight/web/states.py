"""What a moment looks like on the wire."""

import json
import math
from collections.abc import Mapping
from functools import cache
from typing import Any, Final

import numpy as np

from repsight.core.coaching import Coached, Moment
from repsight.core.coaching.scene import build_coach_scene
from repsight.core.scene import scene_to_list
from repsight.core.types import (
    CueRaised,
    Event,
    PhaseChanged,
    RepCompleted,
    RepMissed,
    RepScored,
    SetFinished,
)
from repsight.exercises import load_all
from repsight.strings import load_strings

_TENTHS: Final = 1
_MILLISECONDS: Final = 3


@cache
def _names() -> Mapping[str, str]:
    """Title of every exercise → its name."""
    return {exercise.title: exercise.name for exercise in load_all()}


class StateWriter:
    """Writes `state` messages for one client; `mirror` is how its picture is shown."""

    def __init__(self, mirror: bool) -> None:
        self.mirror = mirror
        self._words = load_strings()

    def write(
        self,
        seq: int,
        moment: Moment,
        size: tuple[int, int],
        events: Mapping[int, list[Event]],
    ) -> str:
        """The state after input `seq`; `events` are everybody's since the last state, by id."""
        scene = build_coach_scene(moment, size, self._words, mirror=self.mirror)
        here = {coached.view.id for coached in moment.people}
        people = [self._person(one, events.get(one.view.id, [])) for one in moment.people]
        gone = [
            {"id": who, "events": [event_to_dict(event) for event in happened]}
            for who, happened in events.items()
            if who not in here and happened
        ]
        return encode(
            {
                "type": "state",
                "seq": seq,
                "t": moment.t,
                "scene": scene_to_list(scene),
                "hints": [hint.code for hint in moment.hints],
                "people": people,
                "gone": gone,
            }
        )

    def _person(self, coached: Coached, events: list[Event]) -> dict[str, Any]:
        view = coached.view
        return {
            "id": view.id,
            "title": view.title,
            "exercise": _names().get(view.title or ""),
            "stage": coached.stage,
            "hints": [hint.code for hint in coached.hints],
            "seconds": _rounded(coached.seconds, _TENTHS),
            "step": coached.step,
            "set": coached.set_number,
            "sets": coached.sets,
            "target": coached.target,
            "count": view.count,
            "held": _rounded(view.held, _TENTHS),
            "phase": view.phase,
            "progress": _rounded(view.progress, _MILLISECONDS),
            "score": _rounded(view.score, _TENTHS),
            "cue": view.cue,
            "events": [event_to_dict(event) for event in events],
        }


def event_to_dict(event: Event) -> dict[str, Any]:
    """An event as the page hears of it."""
    told: dict[str, Any]
    match event:
        case RepCompleted(_, rep):
            told = {"kind": "rep_completed", "index": rep.index}
        case RepScored(_, rep):
            score = _rounded(rep.score, _TENTHS)
            told = {"kind": "rep_scored", "index": rep.index, "score": score}
        case CueRaised(_, cue, index):
            told = {"kind": "cue_raised", "cue": cue, "index": index}
        case RepMissed(_, reason):
            told = {"kind": "rep_missed", "reason": reason}
        case SetFinished(_, one):
            told = {"kind": "set_finished", "exercise": one.exercise, "count": one.count}
            told |= {"seconds": _rounded(one.end - one.start, _TENTHS)}
            told |= {"score": _rounded(one.score, _TENTHS)}
        case PhaseChanged(_, phase):
            told = {"kind": "phase_changed", "phase": phase}
    return {"t": round(event.t, _MILLISECONDS), **told}


def encode(data: Mapping[str, Any]) -> str:
    """JSON without a space or a NaN in it."""
    return json.dumps(data, separators=(",", ":"), default=_plain)


def _plain(value: object) -> Any:
    if isinstance(value, np.generic):
        return value.item()
    raise TypeError(f"{type(value).__name__} has no place in a message")


def _rounded(value: float | None, digits: int) -> float | None:
    if value is None or not math.isfinite(value):
        return None
    return round(float(value), digits)
