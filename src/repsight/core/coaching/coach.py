"""Everybody in one stream, coached: identities, counters, scores and guidance."""

from collections import deque
from collections.abc import Mapping, Sequence
from typing import Final

import numpy as np

from repsight.core.coaching.framing import Framing, clean
from repsight.core.coaching.moment import Coached, Hint, HintCode, Moment, Stage
from repsight.core.coaching.plan import Command, Plan
from repsight.core.coaching.readiness import DARK, SLOW, Lamp
from repsight.core.coaching.rules import Picture, Rules, choose
from repsight.core.coaching.trainee import GAP_SECONDS, LEFT_SECONDS, Trainee
from repsight.core.counting.auto import Recogniser, window_chances
from repsight.core.errors import InvalidInputError
from repsight.core.exercise import Exercise
from repsight.core.scoring.options import ScoreOptions
from repsight.core.tracking import Tracker
from repsight.core.types import People, PersonSummary, Pose

GONE_SECONDS: Final = 60.0
"""Whoever is gone for longer is closed, so that a camera in a street can run for weeks."""
BACK_SECONDS: Final = 600.0
"""Who gets ready after somebody has been missing for no longer is that person, come back."""
MAX_STRANGERS: Final = 64
"""Remembered at most of those of whom nothing was counted; the tracker knows no more either."""
RATE_FRAMES: Final = 20
_NEWCOMERS: Final[Mapping[Command, Stage | None]] = {
    "start": None, "pause": "paused", "resume": None, "skip": None, "finish": "done",
}  # fmt: skip
_GENERAL: Final[tuple[HintCode, ...]] = ("nobody", "more_light", "low_frame_rate")


class Coach:
    """Coaches everybody in one stream of poses. Bounded memory; can be pickled; the same input
    gives the same moments.

    `exercises` are those the plan names, or all to choose from. `person` is whom to show: all, the
    largest, or an identity. `score` says how to score; without it repetitions are only counted.
    `setup` waits until the person is well in the picture and a countdown is over; without it
    everybody counts at once. `guided` says where to move; `recogniser` tells exercises apart.
    Raises InvalidInputError where a step's exercise is not among `exercises`.
    """

    def __init__(
        self,
        exercises: Sequence[Exercise],
        *,
        plan: Plan | None = None,
        person: str | int = "all",
        score: ScoreOptions | None = None,
        setup: bool = True,
        guided: bool = True,
        recogniser: Recogniser = window_chances,
    ) -> None:
        for step in plan.steps if plan else ():
            if not choose(exercises, step.exercise):
                known = ", ".join(each.name for each in exercises)
                raise InvalidInputError(
                    f"the plan names {step.exercise!r}; the coach was given {known or 'none'}"
                )
        if not exercises:
            raise InvalidInputError("no exercise was given; give one, or several to choose from")
        self._rules = Rules(tuple(exercises), plan, score, setup, guided, recogniser)
        self._wanted = person
        self._tracker = Tracker()
        self._framing = Framing()
        self._trainees: dict[int, Trainee] = {}
        self._whose: dict[int, int] = {}
        """Who the tracker's identities are, where it took somebody who came back for another."""
        self._t = -np.inf
        self._steps: deque[float] = deque(maxlen=RATE_FRAMES)
        self._present: tuple[int, ...] = ()
        self._general: dict[HintCode, Lamp] = {code: Lamp() for code in _GENERAL}
        self._newcomers: Stage | None = None
        """The stage of whoever comes now, where it is not that in which everybody begins."""

    def update(
        self, t: float, people: People, size: tuple[int, int], light: float | None = None
    ) -> Moment:
        """What to show and say at `t` seconds, not before the last frame.

        `size` is the picture's width and height in pixels (it may change when a phone is turned),
        `light` its mean brightness 0..1, None where it is not known. Points and boxes that make no
        sense are ignored. Raises InvalidInputError where time goes back.
        """
        self._pass_time(t)
        seen, rows = clean(people, size)
        steady = self._framing.update(seen, size)
        identities = [self._whose.get(i, i) for i in self._tracker.update(t, steady)]
        picture = Picture(size, light, self._rate())
        coached: dict[int, Coached] = {}
        for row, identity in enumerate(identities):
            if identity == 0:
                continue
            trainee = self._trainee(identity)
            left, top, right, bottom = seen.boxes[row].tolist()
            trainee.area += (right - left) * (bottom - top)
            poses = Pose(t, steady.keypoints[row]), Pose(t, seen.keypoints[row])
            coached[identity] = trainee.update(*poses, picture)
        names = {identity: self._welcome_back(t, identity, coached) for identity in list(coached)}
        self._present = tuple(coached)
        named = np.zeros(len(people), np.intp)
        named[rows] = [names.get(identity, 0) for identity in identities]
        hints = self._hints(t, len(people) > 0, picture)
        shown = self._ordered(coached)
        return Moment(t, shown, tuple(named.tolist()), () if coached else hints)

    def command(self, t: float, command: Command) -> Moment:
        """Do what the person asks for at `t` seconds; for everybody."""
        now = max(t, self._t) if np.isfinite(t) else self._t
        self._newcomers = _NEWCOMERS[command]
        coached: dict[int, Coached] = {}
        for identity, trainee in self._trainees.items():
            if identity in self._present:
                events = trainee.obey(command, now)
                coached[identity] = trainee.coached(now, events)
            elif trainee.begun and command != "start":
                trainee.obey(command, now)
        return Moment(now, self._ordered(coached))

    def finish(self) -> Moment:
        """Close all sets; what they led to. A repetition that was under way is not counted."""
        events = {identity: trainee.finish() for identity, trainee in self._trainees.items()}
        self._tracker.finish()
        t = self._t if np.isfinite(self._t) else 0.0
        coached = {i: self._trainees[i].coached(t, events[i]) for i in self._present}
        return Moment(t, self._ordered(coached))

    @property
    def people(self) -> tuple[PersonSummary, ...]:
        """Everybody so far with their sets, scored where they have ended; who fills most first."""
        wanted = self._chosen()
        order = sorted(self._trainees.values(), key=lambda each: -each.area)
        return tuple(each.summary for each in order if wanted is None or each.id == wanted)

    def _ordered(self, coached: dict[int, Coached]) -> tuple[Coached, ...]:
        """Who is wanted, those who exercise first, then who fills most."""
        wanted = self._chosen()
        shown = [self._trainees[i] for i in coached if wanted is None or i == wanted]
        shown.sort(key=lambda each: (not each.begun, -each.area))
        return tuple(coached[each.id] for each in shown)

    def _chosen(self) -> int | None:
        if self._wanted == "all":
            return None
        if self._wanted != "largest":
            return int(self._wanted)
        return max(self._trainees, key=lambda i: self._trainees[i].area, default=None)

    def _pass_time(self, t: float) -> None:
        """Close who is gone; a gap without any frames is nobody's absence."""
        if not np.isfinite(t) or t < self._t:
            raise InvalidInputError(
                f"a frame at {t:g} s came after one at {self._t:g} s; give frames in order of time"
            )
        step, self._t = t - self._t, t
        if np.isfinite(step):
            self._steps.append(step)
        for trainee in self._trainees.values():
            if GAP_SECONDS < step <= GONE_SECONDS:
                trainee.skip_gap(step, t)
            elif trainee.is_open and t - trainee.last > GONE_SECONDS:
                trainee.retire(t)

    def _rate(self) -> float | None:
        """Frames a second; None while that is not known."""
        if len(self._steps) < RATE_FRAMES // 2:
            return None
        step = float(np.median(self._steps))
        return 1 / step if step > 0 else None

    def _trainee(self, identity: int) -> Trainee:
        if identity not in self._trainees:
            strangers = [
                each
                for each in self._trainees.values()
                if each.last < self._t and not each.has_sets
            ]
            if len(strangers) >= MAX_STRANGERS:
                del self._trainees[min(strangers, key=lambda each: each.last).id]
            self._trainees[identity] = Trainee(identity, self._rules, self._newcomers)
        return self._trainees[identity]

    def _welcome_back(self, t: float, identity: int, coached: dict[int, Coached]) -> int:
        """Who somebody is: a newcomer who is ready is the one who is missing, if anybody is."""
        newcomer = self._trainees[identity]
        if not self._rules.setup or newcomer.began != t or newcomer.has_sets:
            return identity
        missing = [
            each
            for each in self._trainees.values()
            if each.begun and each.stage != "done" and each.id not in coached
            and LEFT_SECONDS < t - each.last <= BACK_SECONDS
        ]  # fmt: skip
        if not missing:
            return identity
        back = max(missing, key=lambda each: each.last)
        events = back.take_over(newcomer, t)
        del self._trainees[identity], coached[identity]
        coached[back.id] = back.coached(t, events)
        for known in (identity, back.id):
            self._whose.setdefault(known, known)
        swapped = {identity: back.id, back.id: identity}
        self._whose = {known: swapped.get(who, who) for known, who in self._whose.items()}
        return back.id

    def _hints(self, t: float, anybody: bool, picture: Picture) -> tuple[Hint, ...]:
        """What would help whoever is to come; nothing while they rest or have paused."""
        light, rate = picture.light, picture.rate
        wrong: dict[HintCode, bool] = {
            "nobody": not anybody,
            "more_light": light is not None and light < DARK[0],
            "low_frame_rate": rate is not None and rate < SLOW[0],
        }
        for code, lamp in self._general.items():
            lamp.update(t, wrong[code])
        if not self._rules.setup or self._newcomers is not None:
            return ()
        if any(each.is_resting(t) for each in self._trainees.values()):
            return ()
        lit = [code for code in _GENERAL if self._general[code].on_since is not None]
        return tuple(Hint(code, blocking=code == "nobody") for code in lit)
