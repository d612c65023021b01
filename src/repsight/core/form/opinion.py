"""What a learned form model thinks of one repetition, with its reasons in words."""

import math
from typing import Final

from repsight.core.assessment import LearnedForm, Reason
from repsight.core.form.features import describe, repetition_features
from repsight.core.form.model import FormModel
from repsight.core.types import Repetition, Track

MAX_REASONS: Final = 5
"""Nobody reads more; what the other features say is added up."""
MIN_SEEN: Final = 0.7
"""Where fewer of the model's features were seen, its opinion would be that of their medians."""


def form_opinion(model: FormModel, track: Track, repetition: Repetition) -> LearnedForm | None:
    """The model's opinion of a repetition; None where too little of it was seen."""
    features = repetition_features(track, repetition)
    seen = [name for name in model.features if math.isfinite(features.get(name, math.nan))]
    if len(seen) < MIN_SEEN * len(model.features):
        return None
    shares = model.contributions(features)
    strongest = sorted(seen, key=lambda name: -abs(shares[name]))[:MAX_REASONS]
    reasons = tuple(
        Reason(name, describe(name, features[name]), shares[name]) for name in strongest
    )
    rest = math.fsum(share for name, share in shares.items() if name not in strongest)
    return LearnedForm(model.probability(features), model.threshold, model.base, reasons, rest)
