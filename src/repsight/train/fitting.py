"""Fitting a form model, and trying it on people it has not seen.

Everything that is chosen (imputation, scales, regularisation, calibration) is chosen anew inside
each fold, from the other subjects alone.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from repsight.core.errors import InvalidInputError
from repsight.core.form.model import FormModel
from repsight.train.metrics import Flags, log_loss

Array = npt.NDArray[np.floating[Any]]

STRENGTHS: Final = (0.003, 0.01, 0.03, 0.1)
"""Inverse strengths of the L2 penalty to choose from; few people call for much of it."""
FIRST_CHOICE: Final = 0.01
"""Where there are too few subjects to choose by."""
MIN_SUBJECTS: Final = 3
MAX_FOLDS: Final = 10
"""With more subjects than this, several are left out at a time."""
MIN_SEEN: Final = 0.5
"""A feature seen in fewer of the repetitions is not learned from."""
PLATT_STRENGTH: Final = 1.0
"""Keeps the calibration finite where the classes separate fully."""


@dataclass(frozen=True, slots=True, eq=False)
class FormSamples:
    """Repetitions to learn from: `values` (N, F) of `names`, `correct` (N,), `subjects` (N,)."""

    names: tuple[str, ...]
    values: Array
    correct: Flags
    subjects: tuple[str, ...]

    def __len__(self) -> int:
        return len(self.correct)

    def take(self, rows: npt.NDArray[Any]) -> "FormSamples":
        """Only these repetitions."""
        chosen = tuple(np.array(self.subjects)[rows].tolist())
        return FormSamples(self.names, self.values[rows], self.correct[rows], chosen)


def subject_folds(subjects: Sequence[str], most: int = MAX_FOLDS) -> list[Flags]:
    """Masks (N,) of what to leave out at a time: whole subjects, one each up to `most` folds.

    With more, those with many repetitions are spread evenly.
    """
    people, counts = np.unique(np.array(subjects), return_counts=True)
    folds: list[set[str]] = [set() for _ in range(min(most, len(people)))]
    sizes = [0] * len(folds)
    for place in np.argsort(-counts, kind="stable"):
        smallest = int(np.argmin(sizes))
        folds[smallest].add(str(people[place]))
        sizes[smallest] += int(counts[place])
    return [np.array([subject in fold for subject in subjects]) for fold in folds]


def check_samples(samples: FormSamples) -> None:
    """Raises InvalidInputError when there is too little to cross-validate over subjects."""
    people = sorted(set(samples.subjects))
    if len(people) < MIN_SUBJECTS:
        raise InvalidInputError(
            f"there are {len(people)} subjects ({', '.join(people)}); {MIN_SUBJECTS} or more are"
            " needed to try the model on people it has not seen"
        )
    good = int(samples.correct.sum())
    if good in (0, len(samples)):
        raise InvalidInputError(
            f"all {len(samples)} repetitions are {'correct' if good else 'incorrect'}; both"
            " correct and incorrect ones are needed"
        )
    for out in subject_folds(samples.subjects):
        if len(set(samples.correct[~out].tolist())) < 2:
            alone = ", ".join(sorted({s for s, o in zip(samples.subjects, out, strict=True) if o}))
            raise InvalidInputError(
                f"only {alone} has one of the two labels; at least two subjects must have it"
            )


def cross_validate(samples: FormSamples, exercise: str) -> Array:
    """Probability of each repetition (N,) from a model that saw none of its subject's."""
    check_samples(samples)
    probabilities = np.full(len(samples), np.nan)
    for out in subject_folds(samples.subjects):
        model = fit_form_model(samples.take(~out), exercise)
        probabilities[out] = predict(model, samples.take(out))
    return probabilities


def predict(model: FormModel, samples: FormSamples) -> Array:
    """Probability of correct form of each repetition (N,)."""
    rows = (dict(zip(samples.names, row, strict=True)) for row in samples.values.tolist())
    return np.array([model.probability(row) for row in rows])


def fit_form_model(samples: FormSamples, exercise: str) -> FormModel:
    """An L2-regularised logistic regression, its strength and calibration chosen over subjects.

    Raises InvalidInputError without scikit-learn, or where no feature was seen.
    """
    seen = np.isfinite(samples.values).mean(axis=0) >= MIN_SEEN
    if not seen.any():
        raise InvalidInputError("no feature was seen in half of the repetitions; film whole bodies")
    values = samples.values[:, seen]
    strength, slope, offset = _choose(values, samples)
    line = _fit_line(values, samples.correct, strength)
    return FormModel(
        exercise=exercise,
        features=tuple(n for n, known in zip(samples.names, seen, strict=True) if known),
        medians=tuple(line.medians.tolist()),
        means=tuple(line.means.tolist()),
        scales=tuple(line.scales.tolist()),
        weights=tuple(line.weights.tolist()),
        intercept=line.intercept,
        slope=slope,
        offset=offset,
        card={"inverse_regularisation": strength},
    )


def _choose(values: Array, samples: FormSamples) -> tuple[float, float, float]:
    """The strength with the least loss on subjects left out, and the calibration of its scores."""
    folds = [
        out
        for out in subject_folds(samples.subjects)
        if len(set(samples.correct[~out].tolist())) == 2
    ]
    tried = np.any(folds, axis=0) if folds else np.zeros(len(samples), bool)
    if len(folds) < 2 or len(set(samples.correct[tried].tolist())) < 2:
        return FIRST_CHOICE, 1.0, 0.0
    best = (np.inf, FIRST_CHOICE, 1.0, 0.0)
    for strength in STRENGTHS:
        scores = np.full(len(samples), np.nan)
        for out in folds:
            scores[out] = _fit_line(values[~out], samples.correct[~out], strength)(values[out])
        slope, offset = _calibrate(scores[tried], samples.correct[tried])
        loss = log_loss(samples.correct[tried], _expit(slope * scores[tried] + offset))
        best = min(best, (loss, strength, slope, offset))
    return best[1:]


@dataclass(frozen=True, slots=True, eq=False)
class _Line:
    medians: Array
    means: Array
    scales: Array
    weights: Array
    intercept: float

    def __call__(self, values: Array) -> Array:
        filled = np.where(np.isfinite(values), values, self.medians)
        return np.asarray((filled - self.means) / self.scales @ self.weights + self.intercept)


def _fit_line(values: Array, correct: Flags, strength: float) -> _Line:
    seen = np.isfinite(values).any(axis=0)
    medians = np.zeros(values.shape[1])
    medians[seen] = np.nanmedian(values[:, seen], axis=0)
    filled = np.where(np.isfinite(values), values, medians)
    means, spread = filled.mean(axis=0), filled.std(axis=0)
    scales = np.where(spread > 1e-9 * (1 + np.abs(means)), spread, 1.0)
    regression = logistic_regression(strength).fit((filled - means) / scales, correct)
    return _Line(medians, means, scales, regression.coef_[0], float(regression.intercept_[0]))


def _calibrate(scores: Array, correct: Flags) -> tuple[float, float]:
    """Slope and offset that make log-odds of scores (Platt 1999); never a falling line."""
    size = float(scores.std()) or 1.0
    fitted = logistic_regression(PLATT_STRENGTH).fit(scores[:, None] / size, correct)
    slope = float(fitted.coef_[0, 0]) / size
    if slope <= 0:  # worse than a coin: only the share of correct ones is known
        share = float(np.clip(correct.mean(), 0.01, 0.99))
        return 0.0, float(np.log(share / (1 - share)))
    return slope, float(fitted.intercept_[0])


def _expit(log_odds: Array) -> Array:
    from scipy.special import expit

    return np.asarray(expit(log_odds))


def logistic_regression(strength: float) -> Any:
    """An L2-regularised logistic regression of that inverse strength, to be fitted.

    Raises InvalidInputError without scikit-learn.
    """
    try:
        from sklearn.linear_model import LogisticRegression
    except ImportError:
        raise InvalidInputError(
            "training needs scikit-learn; install it with: pip install 'repsight[ml]'"
        ) from None
    return LogisticRegression(C=strength, max_iter=1000)
