"""Pending prescriptions made anew from what was drawn up, done, felt and noted."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

import numpy as np

from repsight.core.history.findings import Plateau
from repsight.core.programme.choosing import Chooser
from repsight.core.programme.known import Known, known_of
from repsight.core.programme.matching import Log
from repsight.core.programme.movements import Catalogue, Movement
from repsight.core.programme.pain import Pain, level_for, pain_at
from repsight.core.programme.policy import (
    DELOAD_FROM_WEEKS,
    Action,
    Policy,
    ProgressState,
    applied,
    deloaded,
)
from repsight.core.programme.progress import Turn, state_of
from repsight.core.programme.rules import DELOAD_SETS, PAIN_HOLD, RULES
from repsight.core.programme.safety import bounded
from repsight.core.programme.starting import MAX_HOLD_SECONDS, Person, starting, top_of
from repsight.core.programme.types import Phase, Prescription, Reason, Week, Workout
from repsight.core.programme.wording import day_text, kg

# A hold grows by so many seconds once every set reached what was asked.
_HOLD_STEP: Final = 5
# Levers that ask for more work; the others are told, and left to the person and the next phase.
_MORE_SETS: Final = frozenset({"volume", "frequency"})
# The reasons that mark a prescription as an easy one.
EASY_RULES: Final = frozenset({"deload", "bound_deload"})


@dataclass(frozen=True, slots=True)
class Step:
    """What is asked next, sets beyond the drawn ones, and an `easy` one that comes before."""

    asked: Prescription
    extra_sets: int = 0
    easy: Prescription | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Tailor:
    """What pending prescriptions are made from; `turns` by movement, in order of time."""

    catalogue: Catalogue
    person: Person
    policy: Policy
    policy_name: str
    known: Mapping[str, Known]
    log: Log
    turns: Mapping[str, Sequence[Turn]]
    pains: Mapping[str, Pain]
    chooser: Chooser
    plateaus: Mapping[str, Plateau]
    sets_before: Mapping[str, float] | None
    weeks_since_deload: int
    missed: int
    age: int | None
    today: int
    made: dict[tuple[str, Phase], Step] = field(default_factory=dict)

    def workout(self, workout: Workout, week: Week) -> Workout:
        """The workout as it is to be done, from how it was drawn up."""
        day: list[Movement] = []
        asked = []
        for drawn in workout.drawn:
            movement, reasons = self._movement(self.catalogue.named(drawn.exercise), day, workout)
            if movement is None:
                continue
            day.append(movement)
            new = self._next(movement, week, drawn, workout.day)
            if new.load_kg == 0:  # of what is added to the body
                new = replace(new, load_kg=None)
            kept = drawn.reasons[:1] if movement.name == drawn.exercise else ()
            asked.append(replace(new, reasons=(*kept, *reasons, *new.reasons)))
        return replace(workout, prescriptions=tuple(asked))

    def _movement(
        self, movement: Movement, day: Sequence[Movement], workout: Workout
    ) -> tuple[Movement | None, tuple[Reason, ...]]:
        """The movement, or what takes its place where it hurts; None where nothing can."""
        pain = pain_at(movement, self.pains)
        if pain is None or not (pain.substitute or pain.stop):
            return movement, ()
        if pain.stop:
            return None, ()
        target = movement.muscles[0]
        slot = f"isolation:{target}" if movement.pattern == "isolation" else movement.pattern
        if movement.pattern == "mobility":
            slot = f"mobility:{movement.opens[0]}"
        others = [self.catalogue.named(one.exercise) for one in workout.drawn]
        found = self.chooser.best(slot, [*others, *day], {})
        if found is None:
            return None, ()
        return found, (pain.because(f"{movement.title} becomes {found.title}"),)

    def _next(self, movement: Movement, week: Week, drawn: Prescription, day: int) -> Prescription:
        """The next prescription; later ones of the phase are alike until something is done.

        Sets follow the week as it was drawn up; what a policy added or took stays on top.
        """
        key = (movement.name, week.phase)
        if key not in self.made:
            step = self._prescribed(movement, week, drawn, day)
            self.made[key] = step
            if step.easy is not None:
                sets = max(1, math.ceil((drawn.sets + step.extra_sets) * DELOAD_SETS))
                return replace(step.easy, sets=sets)
        step = self.made[key]
        return replace(step.asked, sets=max(1, drawn.sets + step.extra_sets))

    def _prescribed(self, movement: Movement, week: Week, drawn: Prescription, day: int) -> Step:
        turns = [turn for turn in self.turns.get(movement.name, ()) if not turn.easy]
        if movement.hold:
            return Step(self._held(movement, drawn, turns))
        if week.phase == "deload" and turns:
            asked = turns[-1].done
            easy = deloaded(asked, movement.step, movement.lightest)
            reserve = max(easy.reps_in_reserve, drawn.reps_in_reserve)
            why = RULES["deload"].because(_done(turns[-1]), "a later deload week")
            return Step(replace(easy, reps_in_reserve=reserve, reasons=(why,)))
        if turns and turns[-1].phase == week.phase:
            return self._progressed(movement, week, turns, day)
        return Step(self._begun(movement, week, drawn, turns, day))

    def _begun(
        self, movement: Movement, week: Week, drawn: Prescription, turns: Sequence[Turn], day: int
    ) -> Prescription:
        """The first of a phase: from the level now, no more above the last load than allowed."""
        known = self._known(movement, turns)
        fresh = starting(movement, self.person, week.phase, 1, known, self.today)
        reserve = max(fresh.reps_in_reserve, drawn.reps_in_reserve)
        fresh = replace(fresh, reps_in_reserve=reserve)
        if week.phase == "deload" or not turns or fresh.load_kg is None or movement.step <= 0:
            return fresh
        state = self._state(movement, week, turns, day)
        if state.load_kg is None:
            return fresh
        steps = round((fresh.load_kg - state.load_kg) / movement.step)
        action, reasons = bounded(Action(load_steps=steps), state)
        load = min(state.load_kg + action.load_steps * movement.step, fresh.load_kg)
        return replace(fresh, load_kg=load, reasons=(*fresh.reasons, *reasons))

    def _progressed(self, movement: Movement, week: Week, turns: Sequence[Turn], day: int) -> Step:
        """One step on from the last time, as the policy says and the bounds allow."""
        last = turns[-1]
        state = self._state(movement, week, turns, day)
        wanted = self.policy(state)
        extra = last.asked.sets - last.drawn_sets
        plateau = self.plateaus.get(movement.name)
        if plateau is not None:
            wanted = _moving(wanted, plateau, extra, state)
        action, bounds = bounded(wanted, state)
        plain = starting(movement, self.person, week.phase, 1, None, self.today)
        # The first week's extra repetition in reserve ends with the first session.
        asked = replace(last.done, reasons=(), reps_in_reserve=plain.reps_in_reserve)
        kept = applied(replace(action, deload=False), asked, movement.step, movement.lightest)
        if kept.load_kg is not None and movement.step > 0 and not movement.added_load:
            total = kept.load_kg + state.body_kg
            high = top_of(total, movement.step, plain.reps_low, plain.reps_high)
            kept = replace(kept, reps_high=high, aim=min(kept.aim or kept.reps_low, high))
        of_plateau = () if plateau is None else (_of_plateau(plateau),)
        why = self._why(replace(action, deload=False), kept, last, state)
        easy = None
        if action.deload:
            easy = deloaded(kept, movement.step, movement.lightest)
            due = self._why(action, easy, last, state)
            easy = replace(easy, reasons=(*of_plateau, due, *bounds))
        kept = replace(kept, reasons=(*of_plateau, why, *(() if easy else bounds)))
        return Step(kept, extra + action.sets, easy)

    def _known(self, movement: Movement, turns: Sequence[Turn]) -> Known | None:
        """What is known of it: of these turns, or of the history where there are none yet."""
        if not turns:
            return self.known.get(movement.name)
        rows = self.log.rows(movement, [turn.session for turn in turns])
        reserve = turns[-1].asked.reps_in_reserve
        known = known_of(rows, movement, self.person.mass_kg, reserve)
        return replace(known, last=self.turns[movement.name][-1].day)

    def _held(self, movement: Movement, drawn: Prescription, turns: Sequence[Turn]) -> Prescription:
        """A hold: five seconds more once every set reached what was asked, never in pain."""
        if not turns or movement.pattern == "mobility" or drawn.seconds is None:
            return replace(drawn, reasons=drawn.reasons[1:])
        last = turns[-1]
        asked = last.asked.seconds or drawn.seconds
        done = [s for s in last.rows.seconds.tolist() if s == s]
        hurts = level_for(movement, self.pains) > PAIN_HOLD
        reached = len(done) >= last.asked.sets and min(done, default=0) >= asked
        seconds = min(MAX_HOLD_SECONDS, asked + _HOLD_STEP) if reached and not hurts else asked
        name = "bound_pain" if hurts and reached else "double_progression"
        why = RULES[name].because(
            f"{', '.join(f'{s:.0f}' for s in done) or 'no'} s held of {asked} on"
            f" {day_text(last.day)}",
            "what is held next time",
        )
        return replace(drawn, seconds=seconds, reasons=(why,))

    def _state(
        self, movement: Movement, week: Week, turns: Sequence[Turn], day: int
    ) -> ProgressState:
        muscle = movement.muscles[0]
        planned = sum(
            one.sets
            for workout in week.workouts
            for one in workout.drawn
            if self.catalogue.named(one.exercise).muscles[0] == muscle
        )
        easy = [turn.session for turn in self.turns[movement.name] if turn.easy]
        rows = self.log.rows(movement)
        if not len(rows):  # counted by a name that others share
            rows = self.log.rows(movement, [turn.session for turn in turns])
        return state_of(
            turns,
            rows.where(~np.isin(rows.session, easy)),
            movement,
            self.person,
            max(day, self.today),
            weeks_since_deload=self.weeks_since_deload,
            missed=self.missed,
            pain=level_for(movement, self.pains),
            muscle_sets=float(planned),
            muscle_sets_before=None
            if self.sets_before is None
            else self.sets_before.get(muscle, 0.0),
            last_day=self.turns[movement.name][-1].day,
            age=self.age,
        )

    def _why(
        self,
        action: Action,
        new: Prescription,
        last: Turn,
        state: ProgressState,
    ) -> Reason:
        felt = state.felt_in_reserve
        rule = "double_progression"
        if action.deload:
            rule = "deload"
        elif action.load_steps < 0 and state.failed:
            rule = "too_hard"
        data = _done(last) + ("" if felt is None else f", {felt:.1f} felt in reserve")
        load = "" if new.load_kg is None else f" at {kg(new.load_kg)}"
        data += f"; next {new.aim} repetitions{load}"
        if self.policy_name != "double_progression":
            data += f" (policy {self.policy_name})"
        return RULES[rule].because(data, f"all sets at {new.reps_high}, or short of {new.reps_low}")


def _done(turn: Turn) -> str:
    load = turn.done.load_kg
    at = "" if not load else f" at {kg(load)}"
    return f"{', '.join(map(str, turn.reps)) or 'no'} repetitions{at} on {day_text(turn.day)}"


def _moving(wanted: Action, plateau: Plateau, extra: int, state: ProgressState) -> Action:
    """The action with what moves a plateau: an easy time where one is due, else one set more."""
    names = {lever.name for lever in plateau.levers}
    if "deload" in names and state.weeks_since_deload >= DELOAD_FROM_WEEKS:
        return replace(wanted, deload=True)
    if names & _MORE_SETS and extra <= 0:
        return replace(wanted, sets=max(wanted.sets, 1))
    return wanted


def _of_plateau(plateau: Plateau) -> Reason:
    levers = "; ".join(f"{lever.name}: {lever.why}" for lever in plateau.levers)
    return RULES["plateau"].because(
        f"{plateau.measure} of {plateau.exercise} since {day_text(plateau.since)},"
        f" {plateau.weeks:.0f} weeks{'. ' if levers else ''}{levers}",
        "a rise that is larger than chance",
    )
