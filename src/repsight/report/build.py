"""From a session with its poses to the parts of a report."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final

from repsight.core.exercise import Exercise
from repsight.core.types import PersonSummary, SetSummary, Track
from repsight.kept import Kept
from repsight.report import figures
from repsight.report.about import limits, provenance, session_facts, source_name
from repsight.report.curves import read_curves
from repsight.report.parts import PersonPart, ReportPart, SetPart, Shot
from repsight.report.pictures import Picture, take_pictures
from repsight.report.rows import (
    best_and_worst,
    column_heads,
    component_names,
    tell_measures,
    tell_reps,
)
from repsight.report.scores import tell_score
from repsight.report.sets import set_facts, tell_hold, why_unscored
from repsight.report.shots import Planned, Planner
from repsight.report.words import exercise_title, plural

MAX_PICTURES: Final = 24
"""A report must fit in a mail: about 2 MB of pictures."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What is wanted of a report."""

    title: str | None = None
    person: int | None = None
    pictures: bool = True


@dataclass(slots=True)
class _Album:
    """Pictures planned while the report is built, then taken in one go through the video."""

    planned: list[Planned] = field(default_factory=list)
    left_out: int = 0

    def add(self, some: Sequence[Planned]) -> list[int]:
        """Places of the pictures; none where the report has enough already."""
        if len(self.planned) + len(some) > MAX_PICTURES:
            self.left_out += len(some)
            return []
        first = len(self.planned)
        self.planned += some
        return list(range(first, len(self.planned)))


def build_report(
    kept: Kept, known: Sequence[Exercise], video: Path | str | None, asked: Asked
) -> ReportPart:
    """The parts of the report; `video` is the file, or why there is none, or None if not wanted."""
    by_name = {exercise.name: exercise for exercise in known}
    chosen = [p for p in kept.session.people if asked.person is None or p.id == asked.person]
    active = [person for person in chosen if person.sets]
    tracks = {track.id: track for track in kept.tracks}
    album = _Album()
    drafts = [
        (person, _draft(person, tracks.get(person.id), by_name, known, kept, album, video))
        for person in active
    ]
    taken, missing = _take(kept, album, video)
    people = tuple(
        PersonPart(
            f"Person {person.id}" if len(active) > 1 else "",
            tuple(draft.finished(taken) for draft in sets),
        )
        for person, sets in drafts
    )
    name = source_name(kept.session, video)
    return ReportPart(
        title=asked.title or f"Training report: {name}",
        facts=session_facts(kept, active, by_name, video),
        notes=_notes(kept, chosen, missing),
        people=people,
        limits=limits(kept.session),
        provenance=provenance(kept.session),
    )


@dataclass(frozen=True, slots=True)
class _Draft:
    """A set without its pictures, and which ones it gets."""

    part: SetPart
    places: list[int]
    album: _Album

    def finished(self, taken: Mapping[int, Picture]) -> SetPart:
        """The set with the pictures that could be taken."""
        shots = [
            Shot(taken[place], plan.alt, plan.heading, plan.caption)
            for place in self.places
            if place in taken
            for plan in (self.album.planned[place],)
        ]
        return replace(self.part, shots=tuple(shots))


def _draft(
    person: PersonSummary,
    track: Track | None,
    by_name: Mapping[str, Exercise],
    known: Sequence[Exercise],
    kept: Kept,
    album: _Album,
    video: Path | str | None,
) -> list[_Draft]:
    planner = None
    if track is not None and kept.recording is not None and isinstance(video, Path):
        planner = Planner(track, person, known, kept.recording.size)
    drafts = []
    for place, one in enumerate(person.sets):
        exercise = by_name.get(one.exercise)
        marked = best_and_worst(one)
        planned = planner.plan(one, exercise, marked) if planner is not None else []
        anchor = f"p{person.id}-s{place + 1}"
        part = _set_part(one, exercise, track, kept, anchor, _number(place, person))
        drafts.append(_Draft(part, album.add(planned), album))
    return drafts


def _number(place: int, person: PersonSummary) -> str:
    return f"Set {place + 1}: " if len(person.sets) > 1 else ""


def _set_part(
    one: SetSummary,
    exercise: Exercise | None,
    track: Track | None,
    kept: Kept,
    anchor: str,
    prefix: str,
) -> SetPart:
    marked = best_and_worst(one)
    curves = None
    if track is not None and exercise is not None:
        curves = read_curves(track, one, exercise)
    tempo, asked = _tempo(kept, exercise)
    range_head, speed_head = column_heads(one, exercise)
    amount = plural(one.count, "repetition") if one.kind == "reps" else "hold"
    return SetPart(
        anchor=anchor,
        heading=f"{prefix}{exercise_title(one.exercise, exercise)}, {amount}",
        facts=set_facts(one, exercise),
        hold=tell_hold(one) if one.kind == "hold" else (),
        score=None if one.assessment is None else tell_score(one.assessment, exercise, one.reps),
        unscored=why_unscored(one, exercise, kept.session),
        components=component_names(one),
        range_head=range_head,
        speed_head=speed_head,
        reps=tell_reps(one, exercise, anchor, marked),
        time_chart=None if curves is None else figures.time_chart(one, curves, marked),
        cycle_charts=() if curves is None else figures.cycle_charts(one, curves, marked),
        trends=figures.trend_charts(one, exercise, tempo, asked=asked),
        measures=tell_measures(one.measures, exercise),
        notes=_set_notes(exercise, track, curves is not None),
    )


def _set_notes(exercise: Exercise | None, track: Track | None, drawn: bool) -> tuple[str, ...]:
    if track is None or drawn:
        return ()
    if exercise is None:
        return ("There is no curve of the movement: which joint works is not known.",)
    return ("There is no curve of the movement: the body was hardly seen.",)


def _tempo(kept: Kept, exercise: Exercise | None) -> tuple[Sequence[float] | None, bool]:
    """The tempo to compare with, and whether it was asked for."""
    from repsight.core.errors import RepSightError
    from repsight.core.scoring.options import parse_tempo

    asked = kept.session.provenance.options.get("tempo")
    if isinstance(asked, str):
        try:
            return parse_tempo(asked), True
        except RepSightError:
            return None, False
    return (None if exercise is None else exercise.standard.tempo), False


def _take(
    kept: Kept, album: _Album, video: Path | str | None
) -> tuple[Mapping[int, Picture], str | None]:
    if video is None:
        return {}, None
    if isinstance(video, str):
        return {}, f"There are no pictures: {video}."
    if kept.recording is None:
        return {}, "There are no pictures with the skeleton: the poses are missing."
    if not album.planned:
        return {}, None
    taken, missing = take_pictures(video, [p.wanted for p in album.planned], kept.recording.size)
    if missing is None and album.left_out:
        missing = f"{album.left_out} more pictures were left out: {MAX_PICTURES} are the most"
    return taken, None if missing is None else f"{missing[0].upper()}{missing[1:]}."


def _notes(kept: Kept, chosen: Sequence[PersonSummary], missing: str | None) -> tuple[str, ...]:
    notes = []
    if not kept.session.complete:
        notes.append("The video broke off, or the count was stopped: this is what came before.")
    if not kept.session.people:
        notes.append("Nobody was found in this video.")
    elif not any(person.sets for person in chosen):
        notes.append(f"{plural(len(chosen), 'person', 'people')} found, but no exercise.")
    else:
        idle = sum(not person.sets for person in chosen)
        if idle:
            notes.append(
                f"{plural(idle, 'other person', 'other people')} seen, without an exercise."
            )
        if kept.missing is not None:
            notes.append(f"There are no curves and no pictures: {kept.missing}.")
            missing = None
    return (*notes, missing) if missing else tuple(notes)
