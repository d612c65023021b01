"""What is wanted of an export, checked before anything long begins."""

from dataclasses import dataclass
from pathlib import Path

from repsight.core.errors import InvalidInputError, ModelError
from repsight.deploy.formats import Format, Precision, Tool, check_tools, format_named
from repsight.models import cached_path, find, find_own, is_cached, list_models, pull_weights
from repsight.models.fetch import Say
from repsight.models.own import own_weights
from repsight.pose.letterbox import Shape, check_imgsz

DEFAULT_SIDE = 640
"""What YOLO-Pose is trained with."""

_NNCF = Tool("nncf", "'repsight[edge]'")
_ONNXRUNTIME = Tool("onnxruntime", "'repsight[onnx]'")


@dataclass(frozen=True, slots=True)
class Source:
    """What is exported: `weights` are a .pt or an .onnx; `known_as` has a card, where one is."""

    weights: Path
    name: str
    known_as: Path


@dataclass(frozen=True, slots=True)
class Request:
    """One export. `shape` is height and width; with `dynamic` it is only what is recommended."""

    format: Format
    precision: Precision = "fp32"
    shape: Shape = (DEFAULT_SIDE, DEFAULT_SIDE)
    dynamic: bool = False
    batch: int = 1

    @property
    def side(self) -> int:
        """The longer side in pixels."""
        return max(self.shape)

    @property
    def ending(self) -> str:
        """What the name of the result ends in; an INT8 or FP16 model says so."""
        mark = "" if self.precision == "fp32" else f"_{self.precision}"
        return mark + self.format.ending


def make_request(
    format_name: str,
    *,
    precision: Precision = "fp32",
    shape: Shape | None = None,
    dynamic: bool | None = None,
    batch: int = 1,
) -> Request:
    """The request, with what was left open decided: any shape where the format takes it.

    Raises InvalidInputError for what the format cannot do.
    """
    wanted = format_named(format_name)
    if precision not in wanted.precisions:
        raise InvalidInputError(
            f"{wanted.title} is exported in {', '.join(wanted.precisions)}, not {precision}"
        )
    if dynamic and not (wanted.open_shape or wanted.name in ("engine", "coreml")):
        raise InvalidInputError(
            f"a {wanted.title} model has a fixed input; leave --dynamic away and choose --imgsz"
        )
    if batch < 1:
        raise InvalidInputError(f"batch is {batch}; 1 or more is needed")
    for side in shape or ():
        check_imgsz(side)
    decided = wanted.open_shape and shape is None if dynamic is None else dynamic
    return Request(wanted, precision, shape or (DEFAULT_SIDE, DEFAULT_SIDE), decided, batch)


def check_makeable(request: Request, source: Source) -> None:
    """Raises DeviceError for a package or device that is not here, ModelError for a wrong file."""
    wanted, tools = request.format, request.format.tools
    if source.weights.suffix == ".onnx":
        if wanted.name != "openvino":
            raise ModelError(
                f"{source.weights.name} can be made into OpenVINO only; for {wanted.title} give "
                "the .pt that it was made from"
            )
        tools = ()  # OpenVINO is in the base package
    if wanted.name == "openvino" and request.precision == "int8":
        tools = (*tools, _NNCF)
    if wanted.name == "onnx" and request.precision == "fp16":
        tools = (*tools, _ONNXRUNTIME)
    check_tools(wanted, tools)


def find_source(model: str, say: Say) -> Source:
    """The weights of a model by name or path; those of a known model are pulled where need be.

    Raises ModelError where there are none, or the file is no .pt or .onnx.
    """
    card = next((card for card in list_models() if card.name == model), None)
    if card is not None:
        weights = pull_weights(model, say=say)
        return Source(weights, model, cached_path(card) if is_cached(card) else weights)
    own = find_own(model)
    if own is not None:
        weights = own_weights(model) or own.path
        _check_kind(weights)
        return Source(weights, model, own.path)
    path = Path(model).expanduser()
    if not path.exists():
        find(model)  # says what is known
    _check_kind(path)
    return Source(path, path.stem, path)


def _check_kind(path: Path) -> None:
    if path.suffix.lower() not in (".pt", ".onnx") or not path.is_file():
        raise ModelError(
            f"{path.name} cannot be exported again; give the .pt it was made from, or an .onnx"
        )
    with path.open("rb") as file:
        start = file.read(4)
    # torch.save writes a zip; an ONNX file is a protobuf whose first field is the version.
    expected = b"PK" if path.suffix.lower() == ".pt" else b"\x08"
    if not start.startswith(expected):
        raise ModelError(
            f"{path} is no {path.suffix} model ({path.stat().st_size} bytes); give another file"
        )
