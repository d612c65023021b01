"""Everything RepSight raises on purpose.

RepSightError
├── SourceError         a video, camera, stream or recording cannot be read
├── OutputError         a result cannot be written
├── ModelError          a pose or form model is missing, wrong or damaged
├── ExerciseError       an exercise is unknown or its TOML is wrong
├── DeviceError         the device or runtime asked for is not here
├── HistoryError        the history cannot be opened, read or written
└── InvalidInputError   a value or array handed to a public function is wrong

Each message says what came, what is allowed and what to do, in one line. The command line
catches `RepSightError` once, prints that line and exits with 2.
"""

__all__ = [
    "DeviceError",
    "ExerciseError",
    "HistoryError",
    "InvalidInputError",
    "ModelError",
    "OutputError",
    "RepSightError",
    "SourceError",
]


class RepSightError(Exception):
    """Any error that a user can do something about."""


class SourceError(RepSightError):
    """A video, camera, stream or recording cannot be read."""


class OutputError(RepSightError):
    """A result cannot be written."""


class ModelError(RepSightError):
    """A pose or form model is missing, wrong or damaged."""


class ExerciseError(RepSightError):
    """An exercise is unknown or its TOML is wrong."""


class DeviceError(RepSightError):
    """The device or runtime asked for is not here."""


class HistoryError(RepSightError):
    """The history cannot be opened, read or written."""


class InvalidInputError(RepSightError, ValueError):
    """A value or an array handed to a public function is wrong."""
