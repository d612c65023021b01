"""Scores of repetitions and sets, from tracks and counted sets."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final

from repsight.core.assessment import Assessment
from repsight.core.counting.offline import count_sets
from repsight.core.exercise import Exercise
from repsight.core.form import form_opinion
from repsight.core.scoring.assess import assess, mean_assessment, not_measurable
from repsight.core.scoring.body import Body
from repsight.core.scoring.cues import give_cues, set_cues
from repsight.core.scoring.examine import Examination, examine_set
from repsight.core.scoring.holds import score_hold
from repsight.core.scoring.options import ScoreOptions
from repsight.core.scoring.weights import Component
from repsight.core.types import SetSummary, Track

MARGIN_SECONDS: Final = 2.0
"""What lies this close before and after a set is looked at too: filters and phases need it."""


def score_exercise(
    track: Track, exercise: Exercise, options: ScoreOptions | None = None
) -> tuple[SetSummary, ...]:
    """Count `exercise` in one person's track, and score every repetition, set and hold."""
    return score_sets(track, [exercise], count_sets(track, [exercise]), options)


def score_sets(
    track: Track,
    exercises: Sequence[Exercise],
    sets: Sequence[SetSummary],
    options: ScoreOptions | None = None,
) -> tuple[SetSummary, ...]:
    """The same sets with scores; a set whose exercise is not among `exercises` has none."""
    known = {exercise.name: exercise for exercise in exercises}
    chosen = options or ScoreOptions()
    return tuple(
        _score(track, known[one.exercise], one, chosen) if one.exercise in known else one
        for one in sets
    )


def _score(track: Track, exercise: Exercise, one: SetSummary, options: ScoreOptions) -> SetSummary:
    inside = (track.t >= one.start - MARGIN_SECONDS) & (track.t <= one.end + MARGIN_SECONDS)
    near = Track(track.t[inside], track.keypoints[inside], track.id)
    body = Body(near, level=exercise.standard.level)
    weights = options.weights or exercise.standard.weights
    if one.kind == "hold":
        return score_hold(exercise, one, body, weights)
    if not one.reps:
        return one
    whole = examine_set(near, exercise, one.reps, body, options)
    parts = give_cues([_assess(each, weights) for each in whole.repetitions])
    if (model := options.form.get(exercise.name)) is not None:
        parts = [
            replace(part, learned=form_opinion(model, near, rep))
            for part, rep in zip(parts, one.reps, strict=True)
        ]
    reps = tuple(
        replace(rep, assessment=part, measures={**rep.measures, **each.measures})
        for rep, part, each in zip(one.reps, parts, whole.repetitions, strict=True)
    )
    of_set = set_cues(mean_assessment(parts, body.view.name))
    return replace(one, reps=reps, assessment=of_set, measures={**one.measures, **whole.measures})


def _assess(each: Examination, weights: Mapping[Component, float]) -> Assessment:
    if not each.findings:
        return not_measurable(weights, each.reason, each.view)
    return assess(each.findings, weights, each.view)
