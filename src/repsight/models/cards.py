"""The pose models RepSight knows, as data: where each comes from and under which licence.

Checksums: BlazePose's were computed from Google's published files. Ultralytics publishes none;
those here are the ones that several independent projects pin for the same release. A card without
one says so: the first download is then trusted and recorded, later ones must be the same.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final, Literal

BLAZEPOSE: Final = "blazepose-full"
_APACHE: Final = "https://www.apache.org/licenses/LICENSE-2.0"
_AGPL: Final = "https://ultralytics.com/license"


@dataclass(frozen=True, slots=True)
class Member:
    """A file inside an archive: its name there, the name it gets in the cache, its sha256."""

    inside: str
    name: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Download:
    """A file behind an address; with `members`, an archive of which only those are kept."""

    url: str
    sha256: str | None
    members: tuple[Member, ...] = ()

    @property
    def file_name(self) -> str:
        """The file's own name: the last part of the address."""
        return self.url.rsplit("/", 1)[-1]


@dataclass(frozen=True, slots=True)
class Wheel:
    """Files inside a wheel of the Python registry, got with pip from the user's own index.

    Any interpreter can unpack the wheel, so one for a fixed interpreter and system is asked for.
    """

    requirement: str
    python: str
    platform: str
    members: tuple[Member, ...]


Source = Download | Wheel


@dataclass(frozen=True, slots=True)
class ModelCard:
    """What there is to know of a model before using it. `megabytes` is what is downloaded."""

    name: str
    title: str
    family: Literal["blazepose", "ultralytics"]
    licence: str
    licence_url: str
    skeleton: str
    megabytes: float
    sources: tuple[Source, ...]
    note: str = ""

    @property
    def licence_line(self) -> str:
        """The licence in one line, as printed on every pull."""
        return f"{self.name}: licence {self.licence} ({self.licence_url}). {self.note}".rstrip()

    @property
    def checksums(self) -> Mapping[str, str | None]:
        """Every file that may be downloaded or unpacked, with its sha256; None: not pinned."""
        files: dict[str, str | None] = {}
        for source in self.sources:
            origin = source.requirement if isinstance(source, Wheel) else source.file_name
            if isinstance(source, Download):
                files[origin] = source.sha256
            files.update({f"{origin}/{m.inside}": m.sha256 for m in source.members})
        return MappingProxyType(files)


def _blazepose() -> ModelCard:
    detector, landmarks = "pose_detector.tflite", "pose_landmarks_detector.tflite"
    task = Download(
        "https://storage.googleapis.com/mediapipe-models/pose_landmarker/"
        "pose_landmarker_full/float16/latest/pose_landmarker_full.task",
        "4eaa5eb7a98365221087693fcc286334cf0858e2eb6e15b506aa4a7ecdcec4ad",
        (
            Member(
                detector,
                detector,
                "04f5a96483f8ce5913f8730ad2aa0c4c999c80a4b75653bc0e4712de18e104b2",
            ),
            Member(
                landmarks,
                landmarks,
                "82be6d591b9dad7d29fe21dc9fd892bf8b9602c458fb05209283de8282a0c488",
            ),
        ),
    )
    # The same weights with other metadata: both give the same numbers to the last bit.
    wheel = Wheel(
        "mediapipe==0.10.21",
        "3.11",
        "manylinux_2_28_x86_64",
        (
            Member(
                "mediapipe/modules/pose_detection/pose_detection.tflite",
                detector,
                "9ba9dd3d42efaaba86b4ff0122b06f29c4122e756b329d89dca1e297fd8f866c",
            ),
            Member(
                "mediapipe/modules/pose_landmark/pose_landmark_full.tflite",
                landmarks,
                "e9a5c5cb17f736fafd4c2ec1da3b3d331d6edbe8a0d32395855aeb2cdfd64b9f",
            ),
        ),
    )
    return ModelCard(
        name=BLAZEPOSE,
        title="BlazePose full, Google's detector and 33-landmark network",
        family="blazepose",
        licence="Apache-2.0",
        licence_url=_APACHE,
        skeleton="COCO-17, mapped from BlazePose's 33 landmarks",
        megabytes=9.4,
        sources=(task, wheel),
        note="Needs nothing but the base package.",
    )


# Release of the weights; the one that Ultralytics 8.4 itself downloads from.
_ULTRALYTICS_ASSETS: Final = "https://github.com/ultralytics/assets/releases/download/v8.4.0"

_PINNED: Final = {
    "yolov8n-pose": "c6fa93dd1ee4a2c18c900a45c1d864a1c6f7aba75d84f91648a30b7fb641d212",
    "yolo11n-pose": "869e83fcdffdc7371fa4e34cd8e51c838cc729571d1635e5141e3075e9319dc0",
    "yolo26n-pose": "eb3bb8268828aeaf515cec23a4bfafd793944a86fe9af94ba7823609c14522a9",
    "yolo26s-pose": "a083adb42303728ae14c4bd6bd56d80da46f82fb2564dbd6f31dcc92ea321646",
}

# Roughly how large the .pt files are, in megabytes: n s m l x.
_FAMILIES: Final = {
    "yolov8": ("YOLOv8", (6.8, 23.5, 53.1, 89.4, 139.5)),
    "yolo11": ("YOLO11", (6.3, 20.3, 42.7, 53.3, 118.7)),
    "yolo26": ("YOLO26", (7.9, 24.2, 49.0, 58.0, 127.0)),
}


def _ultralytics(family: str, size: str, megabytes: float) -> ModelCard:
    name = f"{family}{size}-pose"
    pinned = _PINNED.get(name)
    weights = Download(f"{_ULTRALYTICS_ASSETS}/{name}.pt", pinned)
    note = "Exported to ONNX once, with the [yolo] extra."
    if pinned is None:
        note += " No checksum is published: the first download is trusted and recorded."
    return ModelCard(
        name=name,
        title=f"{_FAMILIES[family][0]}-Pose {size} by Ultralytics",
        family="ultralytics",
        licence="AGPL-3.0",
        licence_url=_AGPL,
        skeleton="COCO-17",
        megabytes=megabytes,
        sources=(weights,),
        note=note,
    )


CARDS: Final[Mapping[str, ModelCard]] = MappingProxyType(
    {
        card.name: card
        for card in (
            _blazepose(),
            *(
                _ultralytics(family, size, megabytes)
                for family, (_, sizes) in _FAMILIES.items()
                for size, megabytes in zip("nsmlx", sizes, strict=True)
            ),
        )
    }
)
