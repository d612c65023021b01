"""How much each component counts."""

from collections.abc import Mapping
from typing import Any, Final, get_args

from repsight.core.assessment import Component
from repsight.core.errors import RepSightError

__all__ = ["COMPONENTS", "DEFAULT_WEIGHTS", "TITLES", "Component", "check_weights"]

COMPONENTS: Final[tuple[Component, ...]] = get_args(Component)
TITLES: Final[Mapping[Component, str]] = {
    "rom": "range of motion",
    "stability": "stability",
    "tempo": "tempo",
}
DEFAULT_WEIGHTS: Final[Mapping[Component, float]] = {"rom": 0.4, "stability": 0.3, "tempo": 0.3}
MAX_WEIGHT: Final = 1000


def check_weights(value: Any, source: str, error: type[RepSightError]) -> dict[Component, float]:
    """Weights that sum to 1; a component that is not named keeps its usual weight beside them.

    Raises `error` for unknown names, numbers that no weight has, and weights that are all 0.
    """
    if not isinstance(value, Mapping):
        raise error(f"{source}: weights are {value!r}; a table such as rom = 0.5 is needed")
    for name, weight in value.items():
        if name not in COMPONENTS:
            raise error(
                f"{source}: there is no component {name!r} to weigh;"
                f" allowed: {', '.join(COMPONENTS)}"
            )
        number = isinstance(weight, int | float) and not isinstance(weight, bool)
        if not number or not 0 <= weight <= MAX_WEIGHT:
            raise error(
                f"{source}: the weight of {name} is {weight!r}; 0 to {MAX_WEIGHT} is allowed"
            )
    full = {**DEFAULT_WEIGHTS, **value}
    total = sum(full.values())
    if not total:
        raise error(f"{source}: the weights are all 0; one must be more")
    return {name: float(full[name]) / total for name in COMPONENTS}
