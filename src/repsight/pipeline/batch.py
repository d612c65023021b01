"""Many sources one after the other: a failure is remembered and the run goes on."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from repsight.core.errors import DeviceError, ModelError, OutputError, RepSightError
from repsight.export.files import check_folder
from repsight.pipeline.interrupt import Stop
from repsight.pipeline.keep import kept_path, without_kept
from repsight.pipeline.options import ANGLES_FILE, REPS_FILE, Outputs, Source
from repsight.pipeline.run import Outcome, Runner
from repsight.video import expand_sources, is_many, is_recording


class Batch:
    """A file, camera or stream, or all videos of a folder or glob.

    For many sources `save`, `json` and `csv` name folders, in which each source gets a file (or for
    CSV a folder) of its own name. Raises SourceError where there is none, OutputError where the
    folders cannot be written.
    """

    def __init__(self, source: Source, outputs: Outputs) -> None:
        self.many = is_many(source)
        self.failures: list[tuple[str, RepSightError]] = []
        self._sources = without_kept(expand_sources(source))
        self._outputs = outputs
        if self.many:
            for folder in (outputs.save, outputs.json, outputs.csv):
                if folder is not None:
                    _check_is_folder(folder)
        stems = Counter(_stem(each) for each in self._sources)
        self._twice = {stem for stem, count in stems.items() if count > 1}
        self.written: list[Path] = []
        self.stopped = False

    def run(self, runner: Runner, stop: Stop) -> Iterator[Outcome]:
        """The outcome of each source as it is done; those that gave none are in `failures`.

        A single source that fails raises, and so does what would make every source fail.
        """
        for source in self._sources:
            outputs = self.outputs_for(source)
            try:
                outcome = runner.run(source, outputs, stop)
            except KeyboardInterrupt:
                self.stopped = True  # before its first frame: there is nothing of this one to keep
                break
            except (ModelError, DeviceError):
                raise
            except RepSightError as error:
                if not self.many:
                    raise
                self.failures.append((str(source), error))
                continue
            self.written += [path for path in _files(outputs) if path.exists()]
            kept = kept_path(outputs)
            if kept is not None and outcome.session.poses == kept.name and not is_recording(source):
                self.written.append(kept)
            yield outcome
            if outcome.stopped:
                self.stopped = True
                break

    def outputs_for(self, source: Source) -> Outputs:
        """Where the results of one of the sources go."""
        if not self.many:
            return self._outputs
        stem = _stem(source)
        name = Path(str(source)).name if stem in self._twice else stem
        outputs = self._outputs
        return replace(
            outputs,
            save=outputs.save and outputs.save / f"{name}.mp4",
            json=outputs.json and outputs.json / f"{name}.json",
            csv=outputs.csv and outputs.csv / name,
        )


def _stem(source: Source) -> str:
    return Path(str(source)).name.removesuffix(".poses.npz").rsplit(".", 1)[0]


def _check_is_folder(folder: Path) -> None:
    if folder.exists() and not folder.is_dir():
        raise OutputError(f"{folder} is a file; for many videos give the name of a folder")
    check_folder(folder)


def _files(outputs: Outputs) -> Iterator[Path]:
    if outputs.save is not None:
        yield outputs.save
    if outputs.json is not None:
        yield outputs.json
    if outputs.csv is not None:
        yield from (outputs.csv / REPS_FILE, outputs.csv / ANGLES_FILE)
