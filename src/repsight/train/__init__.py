"""Learning from labelled data. Needs the extra `ml`; what was learned runs without it."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from repsight.train.form import train_form
    from repsight.train.form_file import read_form_model, write_form_model
    from repsight.train.risk import train_risk

__all__ = ["read_form_model", "train_form", "train_risk", "write_form_model"]


def __getattr__(name: str) -> Any:
    # Loaded when asked for: training needs the whole pipeline, reading a model does not.
    if name == "train_form":
        from repsight.train.form import train_form

        return train_form
    if name in ("read_form_model", "write_form_model"):
        from repsight.train import form_file

        return getattr(form_file, name)
    if name == "train_risk":
        from repsight.train.risk import train_risk

        return train_risk
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
