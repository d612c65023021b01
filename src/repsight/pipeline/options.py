"""What a user may choose for a count, checked before anything is opened."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Literal, get_args

from repsight.core.errors import InvalidInputError, OutputError
from repsight.core.exercise import Exercise
from repsight.core.scoring.options import ScoreOptions
from repsight.export import check_writable
from repsight.export.files import check_folder
from repsight.pose.backend import PoseBackend
from repsight.video.writer import SUFFIXES as VIDEO_OUT_SUFFIXES

if TYPE_CHECKING:
    from repsight.recogniser import LearnedRecogniser

Mode = Literal["offline", "live"]
Source = str | int | Path
AUTO = "auto"
REPS_FILE, ANGLES_FILE = "reps.csv", "angles.csv"
# Below this a person is a handful of pixels for any of the networks.
_MIN_IMGSZ = 32


@dataclass(frozen=True, slots=True)
class Options:
    """How to count. `mode` None: offline for files, live for cameras and streams.

    `exercise` is a name, the path of a `.toml` file, or "auto"; `model` a name, a path, a model
    already loaded (for many counts; whoever loaded it closes it), or None for the default; `person`
    is "all", "largest" or an id. `imgsz` is the longer side of the network's input in pixels;
    `stride` 2 looks at every second frame. `score` says how to score; None counts only.
    `recogniser` is a file that `repsight train recognise` wrote, to tell exercises apart by; None
    goes by their looks. Raises InvalidInputError.
    """

    exercise: str | Path = AUTO
    model: str | Path | PoseBackend | None = None
    device: str = "auto"
    mode: Mode | None = None
    person: str | int = "all"
    imgsz: int = 640
    stride: int = 1
    score: ScoreOptions | None = field(default_factory=ScoreOptions)
    recogniser: str | Path | None = None

    def __post_init__(self) -> None:
        if self.mode is not None and self.mode not in get_args(Mode):
            raise InvalidInputError(f"mode is {self.mode!r}; allowed: {', '.join(get_args(Mode))}")
        if self.person not in ("all", "largest") and not str(self.person).isdecimal():
            raise InvalidInputError(
                f"person is {self.person!r}; allowed: all, largest, or a number such as 1"
            )
        if self.stride < 1:
            raise InvalidInputError(f"stride is {self.stride}; use 1 for every frame or more")
        if self.imgsz < _MIN_IMGSZ:
            raise InvalidInputError(f"imgsz is {self.imgsz}; use {_MIN_IMGSZ} or more, as 640")
        if self.recogniser is not None and str(self.exercise) != AUTO:
            raise InvalidInputError(
                f"exercise is {str(self.exercise)!r}, so there is nothing to recognise; leave out"
                " the exercise or the recogniser"
            )

    def load_exercises(self) -> tuple[Exercise, ...]:
        """The one exercise asked for, or all of them for "auto". Raises ExerciseError."""
        from repsight.exercises import load_all, load_exercise

        return load_all() if str(self.exercise) == AUTO else (load_exercise(self.exercise),)

    def load_recogniser(self) -> "LearnedRecogniser | None":
        """The recogniser asked for; None for looks. Raises SourceError, ModelError."""
        if self.recogniser is None:
            return None
        from repsight.recogniser import read_recogniser

        return read_recogniser(self.recogniser)

    def as_mapping(self, mode: Mode) -> Mapping[str, str | int | float | bool | None]:
        """What changes the result, for the provenance."""
        return {
            "mode": mode,
            "person": str(self.person),
            "imgsz": self.imgsz,
            "stride": self.stride,
            **self._scoring(),
        }

    def _scoring(self) -> Mapping[str, str | float]:
        """How was scored, where it is not what the exercises say."""
        if self.score is None:
            return {"scores": "none"}
        chosen = self.score
        named: dict[str, str | float] = {}
        if chosen.weights is not None:
            named["weights"] = ",".join(f"{name}={w:.4g}" for name, w in chosen.weights.items())
        if chosen.tempo is not None:
            named["tempo"] = "-".join(f"{seconds:g}" for seconds in chosen.tempo)
        if chosen.height is not None:
            named["height"] = chosen.height
        return named


@dataclass(frozen=True, slots=True)
class Outputs:
    """Where the results of one source go; None for not wanted. `csv` is a folder.

    `poses` keeps the poses of a video that is counted offline beside its `json`; `profile` is the
    file of the person whose best ranges are kept.
    """

    save: Path | None = None
    json: Path | None = None
    csv: Path | None = None
    show: bool = False
    poses: bool = True
    profile: Path | None = None

    @property
    def draws(self) -> bool:
        """Whether pictures are needed after counting."""
        return self.save is not None or self.show

    def check(self, source: Source) -> None:
        """Raise OutputError now for what could not be written at the end of a long run."""
        for path in (self.save, self.json, self.profile):
            if path is not None:
                check_writable(path)
                if not isinstance(source, int) and path.exists() and _same(path, source):
                    raise OutputError(f"{path} is the source itself; choose another name")
        if self.save is not None and self.save.suffix.lower() not in VIDEO_OUT_SUFFIXES:
            raise OutputError(f"{self.save}: video is written as MP4; end the name in .mp4")
        if self.csv is not None:
            check_folder(self.csv)
        if self.save is not None and self.json is not None and _alike(self.save, self.json):
            raise OutputError(
                f"{self.save} is named for the video and for the JSON; name two files"
            )


def _same(path: Path, source: str | Path) -> bool:
    return Path(source).exists() and path.samefile(source)


def _alike(one: Path, other: Path) -> bool:
    return one.resolve() == other.resolve()


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a run is: `done` of `total` frames (None: not known) of one `stage`.

    `fps` is the mean speed of this stage in frames per second so far.
    """

    source: str
    stage: Literal["counting", "drawing", "looking", "writing"]
    done: int
    total: int | None
    fps: float = field(default=0.0)
