"""A learned recogniser beside the looks of the exercises, each without the source it is tried on.

    python bench/recognise.py ../shared --learned

A network learns from people who never were; for each source of clips it goes on learning from all
other sources. The looks are made anew without the source, too (`tools/fit_looks.py`). What is
learned from the clips stays here: it is for measuring.
"""

import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tools"))

import fit_looks  # noqa: E402
from recognise import NOTHING, labelled_clips, labelled_part  # noqa: E402
from repsight.core.counting.auto import MIN_PROBABILITY, window_chances  # noqa: E402
from repsight.core.counting.traits import pose_traits  # noqa: E402
from repsight.core.exercise import Exercise  # noqa: E402
from repsight.core.types import Track  # noqa: E402
from repsight.exercises import load_all  # noqa: E402
from repsight.recogniser import together  # noqa: E402
from repsight.train.recogniser_data import Windows, windows_of  # noqa: E402
from repsight.train.recogniser_fitting import (  # noqa: E402
    REAL_SHARE,
    Teaching,
    cooled_log_chances,
    joined,
    scores,
    teach,
    weigh,
)
from repsight.train.recogniser_people import synthetic_windows  # noqa: E402

BASE_BATCHES = 800
TUNING_BATCHES = 50
"""For each source."""
SEED = 0


@dataclass(frozen=True)
class Clip:
    """A labelled clip: what may be said of it, where it is from, its windows."""

    file: str
    names: tuple[str, ...]
    source: str
    track: Track
    steps: np.ndarray
    windows: tuple[Track, ...]


def read_clips(folder: Path) -> list[Clip]:
    """Every labelled clip, `none` included, by the windows of its labelled part."""
    found = []
    for row, track in labelled_clips(folder):
        part = labelled_part(track, row["rep_end_times"])
        if row["exercise"] == NOTHING:
            part = np.ones(len(track), bool)
        shown = Track(track.t[part], track.keypoints[part])
        steps, windows = zip(*windows_of(shown), strict=True)
        source = row["file"].split("_")[0]
        names = tuple(row["exercise"].split("+"))
        found.append(Clip(row["file"], names, source, shown, np.stack(steps), windows))
    return found


def without(source: str) -> set[str]:
    """Sources that hold something of `source`: the composite is made of two others."""
    return fit_looks.source_of(source) | ({"comp"} if source in ("joelo", "austin") else set())


def examples(clips: Sequence[Clip], out: set[str], names: Sequence[str]) -> Windows:
    """The windows of the clips of other sources; the composite and one from above are left out."""
    labels = [*names, NOTHING]
    used = [
        (place, clip)
        for place, clip in enumerate(clips)
        if not fit_looks.source_of(clip.source) & out
        and len(clip.names) == 1
        and Path(clip.file).stem not in fit_looks.LEFT_OUT
    ]
    counts = [len(clip.steps) for _, clip in used]
    return Windows(
        np.concatenate([clip.steps for _, clip in used]),
        np.repeat([labels.index(clip.names[0]) for _, clip in used], counts),
        np.repeat([place for place, _ in used], counts),
        np.repeat([clip.source for _, clip in used], counts),
        np.zeros((sum(counts), len(labels))),
    )


class Looks:
    """The exercises with looks made without a source."""

    def __init__(self, folder: Path, clips: Sequence[Clip]) -> None:
        self._pools = fit_looks.stick_pools()
        first = fit_looks.build(self._pools)
        turned = {e.name for e in load_all() if e.alternating and e.name != "lunge"}
        real = [
            fit_looks.Real(c.names[0], c.source, pose_traits(np.asarray(c.track.keypoints, float)))
            for c in clips
            if len(c.names) == 1
            and c.names[0] != NOTHING
            and Path(c.file).stem not in fit_looks.LEFT_OUT
        ]
        self._clips = fit_looks.place(first, real, turned)
        self._singles = fit_looks.place(first, fit_looks.single_poses(folder), turned)

    def without(self, out: set[str]) -> list[Exercise]:
        """The exercises that are recognised unnamed, in order of their names."""
        pools = fit_looks.joined(self._pools, self._clips, self._singles, out)
        return [e for e in fit_looks.with_looks(fit_looks.build(pools)) if e.auto]


def tried(
    folder: Path, clips: Sequence[Clip], kind: str, synthetic: int
) -> dict[str, list[np.ndarray]]:
    """Probabilities (W, K + 1) of the windows of each clip, by each way of recognising."""
    looks = Looks(folder, clips)
    names = [e.name for e in load_all() if e.auto]
    outputs = len(names) + 1
    made = synthetic_windows(names, synthetic, np.random.default_rng(SEED))
    holds = tuple(k for k, e in enumerate(e for e in load_all() if e.auto) if e.kind == "hold")
    first = Teaching(kind, BASE_BATCHES, SEED, holds)
    base = teach(made, weigh(made), outputs, first)
    again = replace(first, batches=TUNING_BATCHES, start=base.state_dict())
    found: dict[str, list[np.ndarray]] = {}
    for clip in clips:
        found.setdefault("learned from made people alone", []).append(_chances(base, clip))
    tuned = {}
    for source in sorted({clip.source for clip in clips}):
        out = without(source)
        everything, weights = joined(examples(clips, out, names), made)
        tuned[source] = teach(everything, weights, outputs, again), looks.without(out)
    for clip, plain in zip(clips, found["learned from made people alone"], strict=True):
        network, exercises = tuned[clip.source]
        own = np.array([window_chances(window, exercises) for window in clip.windows])
        learned = _chances(network, clip)
        for way, chances in (
            ("learned from other sources, too", learned),
            ("looks", np.maximum(own, MIN_PROBABILITY)),
            ("looks and made people", together(plain, own, 1.0)),
            ("looks and other sources", together(learned, own, 1.0)),
        ):
            found.setdefault(way, []).append(chances)
    return found


def _chances(network: object, clip: Clip) -> np.ndarray:
    return np.exp(cooled_log_chances(scores(network, clip.steps), 1.0, 0.0))


def figures(clips: Sequence[Clip], chances: Sequence[np.ndarray]) -> Iterator[str]:
    """Cells of a row: clips right, windows right, log loss, clips of no exercise taken for one."""
    names = [*(e.name for e in load_all() if e.auto), NOTHING]
    right, windows, losses, taken, wrong = 0, [], [], 0, []
    shown = [clip for clip in clips if clip.names[0] != NOTHING]
    for clip, all_chances in zip(clips, chances, strict=True):
        of_clip = all_chances / all_chances.sum(axis=1, keepdims=True)
        said = names[int(np.log(np.maximum(of_clip, 1e-3)).mean(axis=0).argmax())]
        if clip.names[0] == NOTHING:
            taken += said != NOTHING
            continue
        columns = [names.index(name) for name in clip.names]
        best = of_clip[:, columns].max(axis=1)
        windows.append((best == of_clip.max(axis=1)).mean())
        losses.append(-np.log(np.maximum(best, 1e-3)).mean())
        right += said in clip.names
        if said not in clip.names:
            wrong.append(f"{Path(clip.file).stem} as {said}")
    yield f"{right} of {len(shown)}"
    yield f"{np.mean(windows):.3f}"
    yield f"{np.mean(losses):.2f}"
    yield f"{taken} of {len(clips) - len(shown)}"
    yield ", ".join(wrong)


def compare(folder: Path, kind: str, synthetic: int) -> None:
    """Print the table."""
    clips = read_clips(folder)
    print(
        f"\n{kind}, {synthetic} made windows an exercise, {BASE_BATCHES} batches of them, then"
        f" {TUNING_BATCHES} a source, {REAL_SHARE:.0%} of real clips"
    )
    print("| recogniser | clips right | windows right | log loss | none taken for one | wrong |")
    print("| :-- | --: | --: | --: | --: | :-- |")
    for way, chances in tried(folder, clips, kind, synthetic).items():
        print(f"| {way} | " + " | ".join(figures(clips, chances)) + " |", flush=True)
