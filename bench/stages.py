"""What each stage costs by itself, in milliseconds a frame."""

from pathlib import Path
from time import perf_counter

from excerpts import Clip
from repsight.core.playback import Playback
from repsight.core.scene import build_scene
from repsight.core.types import Frame
from repsight.draw import paint
from repsight.exercises import load_exercise
from repsight.pipeline.offline import count_recording
from repsight.pose.backend import PoseBackend
from repsight.recording import Recording, RecordingBuilder
from repsight.strings import load_strings
from repsight.video import VideoWriter, open_source

Split = dict[str, float]


def network_alone(backend: PoseBackend, clip: Clip) -> float:
    """Seconds the network is at work on as many frames as the clip has, fed from memory."""
    stages = getattr(backend, "stages", None)
    for _ in backend.stream(clip.held[:4]):  # compiles, warms caches
        pass
    before = stages.network if stages else 0.0
    began = perf_counter()
    for _ in backend.stream(clip.held):
        pass
    busy = stages.network - before if stages else perf_counter() - began
    return busy / len(clip.held) * clip.frames


def split(backend: PoseBackend, clip: Clip, exercise: str, folder: Path) -> Split:
    """Each stage run alone, one after the other; together more than the overlapped whole."""
    recording, of_network = _watched(backend, clip)
    chosen = (load_exercise(exercise),)
    began = perf_counter()
    people, tracks = count_recording(recording, chosen)
    counting = (perf_counter() - began) * 1000 / len(recording)
    playback = Playback(tracks, people, chosen)
    began = perf_counter()
    drawn = [
        Frame(
            frame.t,
            paint(frame.image, build_scene(playback.at(frame.t), clip.size, load_strings(), 30.0)),
        )
        for frame in clip.held
    ]
    drawing = (perf_counter() - began) * 1000 / len(drawn)
    began = perf_counter()
    with VideoWriter(folder / "split.mp4", clip.size) as writer:
        for frame in drawn:
            writer.write(frame)
    encoding = (perf_counter() - began) * 1000 / len(drawn)
    return {
        "decode": _decoding(clip),
        **of_network,
        "track+count": counting,
        "draw": drawing,
        "encode": encoding,
    }


def _decoding(clip: Clip) -> float:
    began = perf_counter()
    with open_source(clip.path) as source:
        frames = sum(1 for _ in source)
    return (perf_counter() - began) * 1000 / frames


def _watched(backend: PoseBackend, clip: Clip) -> tuple[Recording, Split]:
    stages = getattr(backend, "stages", None)
    names = ("pre", "network", "post")
    before = [getattr(stages, name) for name in names] if stages else []
    builder = RecordingBuilder(clip.size, backend.info.model)
    began = perf_counter()
    for frame, people in backend.stream(clip.held):
        builder.add(frame.t, people)
    whole = (perf_counter() - began) * 1000 / len(clip.held)
    if stages is None:
        return builder.build(), {"pre+network+post": whole}
    spent = [(getattr(stages, n) - b) * 1000 for n, b in zip(names, before, strict=True)]
    return builder.build(), {n: s / len(clip.held) for n, s in zip(names, spent, strict=True)}
