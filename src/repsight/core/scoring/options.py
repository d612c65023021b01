"""What a user may choose for the scores."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from repsight.core.body_scale import check_height
from repsight.core.errors import ExerciseError, InvalidInputError
from repsight.core.form import FormModel
from repsight.core.scoring.standard import check_tempo
from repsight.core.scoring.weights import Component, check_weights


@dataclass(frozen=True, slots=True)
class ScoreOptions:
    """How to score; None takes what the exercise says.

    `weights` per component (scaled to sum to 1), `tempo` in seconds (eccentric, pause at the turn,
    concentric, pause at the start), `height` of the person in metres for speeds, `best` the
    person's own best ranges as `best_ranges` in `core/scoring/best.py` gives them, `form` a learned
    form model per exercise, whose opinion is given beside the score.
    Raises InvalidInputError.
    """

    weights: Mapping[Component, float] | None = None
    tempo: tuple[float, float, float, float] | None = None
    height: float | None = None
    best: Mapping[str, float] = field(default_factory=dict)
    form: Mapping[str, FormModel] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if self.weights is not None:
            checked = check_weights(self.weights, "weights", InvalidInputError)
            object.__setattr__(self, "weights", checked)
        if self.tempo is not None:
            try:
                object.__setattr__(self, "tempo", check_tempo(self.tempo, "tempo"))
            except ExerciseError as error:
                raise InvalidInputError(str(error)) from None
        if self.height is not None:
            check_height(self.height)


def parse_weights(text: str) -> dict[Component, float]:
    """The weights in a text such as `rom=0.5,stability=0.2,tempo=0.3`. Raises InvalidInputError."""
    weights: dict[str, float] = {}
    for part in text.split(","):
        name, _, number = (piece.strip() for piece in part.partition("="))
        try:
            if name in weights:
                raise ValueError
            weights[name] = float(number)
        except ValueError:
            raise InvalidInputError(
                f"weights are {text!r}; write each once, as rom=0.5,stability=0.2,tempo=0.3"
            ) from None
    return check_weights(weights, "weights", InvalidInputError)


def parse_tempo(text: str) -> tuple[float, float, float, float]:
    """The tempo in a text such as `3-1-1-0`. Raises InvalidInputError."""
    try:
        parts = [float(part) for part in text.split("-")]
        return check_tempo(parts, "tempo")
    except (ValueError, ExerciseError):
        raise InvalidInputError(
            f"tempo is {text!r}; write seconds as 3-1-1-0: eccentric, pause at the turn,"
            " concentric, pause at the start (phases above 0)"
        ) from None
