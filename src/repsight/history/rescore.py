"""Kept sessions scored again, from their poses."""

from collections.abc import Sequence
from dataclasses import replace

from repsight.core.counting.offline import count_sets
from repsight.core.errors import InvalidInputError
from repsight.core.exercise import Exercise
from repsight.core.history.log import LoggedSession, LoggedSet
from repsight.core.scoring.options import ScoreOptions
from repsight.core.scoring.score import score_sets
from repsight.core.types import Repetition, SetSummary
from repsight.history.from_count import Details, logged_set
from repsight.history.recordings import Recordings, track_of


def rescored(
    session: LoggedSession,
    recordings: Recordings,
    exercises: Sequence[Exercise],
    options: ScoreOptions,
    *,
    recount: bool = False,
) -> LoggedSession:
    """The session with the scores that `exercises` give it now; counted anew with `recount`.

    What nobody measured stays: loads, exertion, notes, the kinds of sets; counted anew, of the set
    that a new one overlaps most. Raises InvalidInputError where no poses are kept, SourceError
    where they are gone.
    """
    if session.recording is None:
        raise InvalidInputError(
            f"no poses are kept of session {session.id}, so it cannot be scored again"
        )
    track = track_of(recordings.read(session.recording))
    old = [one for one in session.sets if _span(one) is not None]
    sets = count_sets(track, exercises) if recount else tuple(_summary(one) for one in old)
    scored = score_sets(track, exercises, sets, options)
    if not recount:
        new = iter(_like(one, was) for one, was in zip(scored, old, strict=True))
        # What was added by hand was never in the picture.
        kept = tuple(one if _span(one) is None else next(new) for one in session.sets)
        return replace(session, sets=kept)
    by_hand = tuple(one for one in session.sets if _span(one) is None)
    return replace(session, sets=(*(_like(one, _nearest(one, old)) for one in scored), *by_hand))


def _span(one: LoggedSet) -> tuple[float, float] | None:
    """From when to when in its source a set was, in s; None for one that was not counted."""
    start, end = one.measures.get("start"), one.measures.get("end")
    return None if start is None or end is None else (start, end)


def _summary(one: LoggedSet) -> SetSummary:
    """A kept set as it was when it had been counted, without scores."""
    start, end = _span(one) or (0.0, 0.0)
    reps = tuple(
        Repetition(index, rep.start, rep.turn, rep.end, rep.end, rep.measures.get("confidence", 1))
        for index, rep in enumerate(one.repetitions, 1)
    )
    return SetSummary(one.exercise, start, end, reps, kind="hold" if one.reps is None else "reps")


def _like(one: SetSummary, was: LoggedSet | None) -> LoggedSet:
    """A scored set, with what was noted of an old one."""
    if was is None:
        return logged_set(one, Details())
    new = logged_set(one, Details(was.load_kg, was.rpe))
    return replace(new, kind=was.kind, note=was.note, distance_m=was.distance_m)


def _nearest(one: SetSummary, old: Sequence[LoggedSet]) -> LoggedSet | None:
    """The old set that a new one overlaps most."""

    def overlap(was: LoggedSet) -> float:
        start, end = _span(was) or (0.0, 0.0)
        return min(end, one.end) - max(start, one.start)

    best = max(old, key=overlap, default=None)
    return best if best is not None and overlap(best) > 0 else None
