"""How to score, from what a user named: numbers, a profile, learned form models."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from repsight.core.assessment import Component
from repsight.core.scoring.options import ScoreOptions
from repsight.profile import read_profile

Tempo = tuple[float, float, float, float]


def score_options(
    weights: Mapping[Component, float] | None = None,
    tempo: Tempo | None = None,
    height: float | None = None,
    profile: Path | None = None,
    form_models: Sequence[Path] = (),
) -> ScoreOptions:
    """The options for scoring; a height that is given goes before the profile's.

    Of two form models for one exercise the later one counts. Raises InvalidInputError, SourceError
    and ModelError.
    """
    from repsight.train.form_file import read_form_model

    kept = None if profile is None else read_profile(profile)
    models = [read_form_model(path) for path in form_models]
    return ScoreOptions(
        weights=weights,
        tempo=tempo,
        height=kept.height if kept is not None and height is None else height,
        best={} if kept is None else kept.best,
        form={model.exercise: model for model in models},
    )
