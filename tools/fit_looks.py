"""Measures the looks of the bundled exercises and writes them into their TOML files.

    python tools/fit_looks.py ../shared                     # how right, leaving each source out
    python tools/fit_looks.py ../shared --write             # writes the [[look]] tables

Stick figures of many builds do every exercise in front of a camera from all sides; labelled
recordings and single poses of real people join the look that they fit best. A range is the 15th to
the 85th percentile of a trait.
"""

import argparse
import csv
import sys
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import NamedTuple

import numpy as np

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tests" / "core"))
sys.path.insert(0, str(ROOT / "bench"))

from stick_figure import MOVEMENTS, Movement, body, picture, repetitions  # noqa: E402

from recognise import labelled_part, main_tracks  # noqa: E402
from repsight.core.counting import look_fit  # noqa: E402
from repsight.core.counting.recognise import recognise  # noqa: E402
from repsight.core.counting.traits import TRAITS, PoseTraits, pose_traits  # noqa: E402
from repsight.core.exercise import Exercise  # noqa: E402
from repsight.core.look import Look  # noqa: E402
from repsight.exercises import load_all  # noqa: E402

PEOPLE = 24
"""Stick figures per look."""
VIEWS = {
    "from the front or back": (0, 180),
    "from the side": (90,),
    "at an angle": (45, 135),
}
PERCENTILES = (15, 85)
CLIP_WEIGHT = 3
"""A recording counts as so many stick figures."""
MAX_SINGLE_POSES = 12
"""So that half of a look at least is known from all sides."""
MIN_WIDTH = 1.0
"""Narrowest range, in usual deviations: stick figures stand stiller than people."""
MIN_WEIGHT = 0.3
MIN_SEEN = 0.25
"""A trait is stated when this part of the people show it at least this surely."""
MIN_INFORMATION = 0.35
"""Smallest log-likelihood ratio that a trait within its range must give to be worth a line."""
LEFT_OUT = {"jtnic_pushup"}
"""Seen from straight above: no height says anything there."""
LANDMARKS = (0, 2, 5, 7, 8, 11, 12, 13, 14, 15, 16, 23, 24, 25, 26, 27, 28)
"""COCO's points among MediaPipe's 33."""
SINGLE_POSES = {
    "bench_pressing": ("bench_press", "salient1", "salient2"),
    "front_raise": ("front_raise", "salient1", "salient2"),
    "lunge": ("lunge", "salient2", "salient1"),
    "pull_ups": ("pull_up", "salient1", "salient2"),
    "push_up": ("push_up", "salient1", "salient2"),
    "sit_up": ("sit_up", "salient1", "salient2"),
    "squat": ("squat", "salient1", "salient2"),
}
"""Classes of the single poses, and which of their two sets is the start and which the turn."""

ARMS = {
    "arms down": {"upper_arm": (0, 8), "forearm": (8, 5)},
    "arms forward": {"upper_arm": (78, 5), "forearm": (85, -5)},
    "bar on the back": {"upper_arm": (-15, 35), "forearm": (165, 5)},
    "hands at the chest": {"upper_arm": (30, 12), "forearm": (135, -20)},
    "hands on the hips": {"upper_arm": (-15, 40), "forearm": (20, -50)},
}
LYING_ARMS = (
    {"upper_arm": (0, 10), "forearm": (5, 5)},
    {"upper_arm": (150, 45), "forearm": (215, -55)},
    {"upper_arm": (25, 15), "forearm": (110, -60)},
    {"upper_arm": (90, 5), "forearm": (90, 0)},
    {"upper_arm": (160, 10), "forearm": (165, 5)},
)
STANDING_LEGS = (
    {"thigh": (0, 5), "shin": (0, 3)},
    {"thigh": (0, 14), "shin": (0, 8)},
    {"thigh": (10, 6), "shin": (-12, 3)},
)


class Sample(NamedTuple):
    """A typical pose at start and turn (2, K), how surely seen (2, K), and the extremes (2, K)."""

    ends: np.ndarray
    sure: np.ndarray
    extremes: np.ndarray


@dataclass(frozen=True)
class Group:
    """Movements that share a look: their exercise, and what the look is called."""

    exercise: str
    about: str
    names: tuple[str, ...]
    arms: tuple[str, ...] = ()


def groups() -> list[Group]:
    """All groups: one per movement, but for those that differ only in what is left open."""
    squats = [n for n in MOVEMENTS if n.startswith("squat")]
    lunges = tuple(n for n in MOVEMENTS if n.startswith("lunge"))
    together = {
        "deadlift": ("deadlift", "romanian deadlift"),
        "sit-up": ("sit-up", "sit-up, arms crossed"),
        "biceps curl": ("biceps curl", "biceps curl, one arm", "biceps curl, seated"),
        "shoulder press": ("shoulder press", "shoulder press, seated"),
        "pull-up": ("pull-up", "pull-up, knees bent"),
    }
    found = [Group("squat", arm, (squats[0],), (arm,)) for arm in list(ARMS)[:4]]
    found += [
        Group("lunge", "arms down", lunges, ("arms down",)),
        Group("lunge", "arms up", lunges, tuple(ARMS)[2:]),
    ]
    found += [Group(MOVEMENTS[n[0]].exercise, about, n) for about, n in together.items()]
    used = {name for group in found for name in group.names} | set(squats)
    found += [Group(m.exercise, n, (n,)) for n, m in MOVEMENTS.items() if n not in used]
    return found


def _relative(bones: Mapping[str, tuple[float, float]], trunk: float) -> dict:
    return {name: (a - trunk, b) for name, (a, b) in bones.items()}


def _varied(group: Group, name: str, rng: np.random.Generator) -> Movement:
    """The movement with the arms or legs that are left open placed somehow."""
    movement = MOVEMENTS[name]
    start, turn = movement.start, movement.turn
    if group.arms:
        arms = ARMS[group.arms[rng.integers(len(group.arms))]]
        # Hanging and stretched arms keep their direction, others go with the trunk.
        follow = 0.0 if arms["forearm"][0] < 100 else 1.0
        start = replace(start, **_relative(arms, follow * start.trunk))
        turn = replace(turn, **_relative(arms, follow * turn.trunk))
    if group.exercise in ("sit_up", "crunch"):
        arms = LYING_ARMS[rng.integers(len(LYING_ARMS))]
        start = replace(start, **_relative(arms, start.trunk))
        turn = replace(turn, **_relative(arms, turn.trunk))
    upright = ("bicep_curl", "lateral_raise", "front_raise", "shoulder_press")
    if group.exercise in upright and "seated" not in name:
        legs = STANDING_LEGS[rng.integers(len(STANDING_LEGS))]
        start, turn = replace(start, **legs), replace(turn, **legs)
    if name == "push-up" and rng.random() < 0.2:
        start, turn = replace(start, shin=(-110, 3)), replace(turn, shin=(-110, 3))
    if name == "leg raise" and rng.random() < 0.3:
        turn = replace(turn, shin=(145, 2))
    return replace(movement, start=start, turn=turn)


CROPPED = {
    "bicep_curl", "lateral_raise", "front_raise", "shoulder_press",
    "dip", "pull_up", "squat", "bench_press",
}  # fmt: skip
"""Often filmed without the legs."""


def _figure(group: Group, azimuth: float, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Keypoints (T, 17, 3) of one figure and how far along the way it is (T,)."""
    rng = np.random.default_rng([seed, round(azimuth), sum(map(ord, group.about))])
    name = group.names[seed % len(group.names)]
    way = repetitions(3, 12) * rng.uniform(0.7, 1.05)
    points = body(_varied(group, name, rng), way, int(rng.integers(1_000_000)))
    keypoints = picture(
        points,
        azimuth + rng.normal(0, 8),
        rng.uniform(-3, 30),
        distance=rng.uniform(5, 12),
        noise=rng.uniform(0.01, 0.05),
        seed=seed,
    )
    if group.exercise in CROPPED and rng.random() < 0.3:
        keypoints[:, 13:, 2] = 0.05
    elif rng.random() < 0.15:
        keypoints[:, 15:, 2] = 0.05
    return keypoints, way / way.max()


def _sample(traits: PoseTraits, side: int, order: np.ndarray) -> Sample:
    values, weights = traits.values[side], traits.weights[side]
    ends, sure = [], []
    for band in (look_fit.START_BAND, look_fit.TURN_BAND):
        near, used = look_fit.in_band(order[None], band)
        near = near[used]
        ends.append(look_fit.weighted_quantiles(values[near], weights[near], (0.5,))[0])
        sure.append(weights[near].mean(axis=0))
    extremes = look_fit.weighted_quantiles(values, weights, look_fit.STILL_QUANTILES)
    return Sample(np.stack(ends), np.stack(sure), extremes)


Key = tuple[str, str]
Pools = dict[Key, list[Sample]]


def stick_pools() -> Pools:
    """Samples of stick figures by (exercise, about)."""
    pools: Pools = {}
    for group in groups():
        for view, azimuths in VIEWS.items():
            pool = pools.setdefault((group.exercise, f"{group.about}, {view}"), [])
            for seed in range(PEOPLE):
                keypoints, way = _figure(group, azimuths[seed % len(azimuths)], 1000 + seed)
                one_arm = "one arm" in group.names[(1000 + seed) % len(group.names)]
                traits = pose_traits(keypoints)
                pool.append(_sample(traits, int(one_arm), np.argsort(way, kind="stable")))
    return pools


def build(pools: Pools) -> dict[Key, Look]:
    """A look for each pool."""
    return {key: _look(key[1], pool) for key, pool in pools.items()}


def _look(about: str, pool: Sequence[Sample]) -> Look:
    ends, sure, extremes = (np.stack(part) for part in zip(*pool, strict=True))
    start, turn = {}, {}
    for i, (name, trait) in enumerate(TRAITS.items()):
        seen = (sure[:, :, i] > MIN_WEIGHT).all(axis=1)
        if seen.mean() < MIN_SEEN:
            continue
        first, last = ends[seen, 0, i], ends[seen, 1, i]
        if abs(np.median(last) - np.median(first)) > trait.spread * look_fit.MOVING:
            ranges = [_range(name, *np.percentile(x, PERCENTILES)) for x in (first, last)]
        else:
            low, high = PERCENTILES
            both = (
                np.percentile(extremes[seen, 0, i], low),
                np.percentile(extremes[seen, 1, i], high),
            )
            ranges = [_range(name, *both)] * 2
        if max(_information(name, *r) for r in ranges) > MIN_INFORMATION:
            start[name], turn[name] = ranges
    return Look(start, turn, about)


def _range(name: str, low: float, high: float) -> tuple[float, float]:
    trait = TRAITS[name]
    missing = max(MIN_WIDTH * trait.spread - (high - low), 0.0)
    digits = 0 if trait.high == 180 else 2
    low, high = low - missing / 2, high + missing / 2
    if trait.low == 0:
        low = max(low, 0.0)
    return round(float(low), digits), round(float(high), digits)


def _information(name: str, low: float, high: float) -> float:
    trait = TRAITS[name]
    return float(np.log((trait.high - trait.low) / (high - low + trait.spread * np.pi / 2)))


class Real(NamedTuple):
    """Real people: exercise, where from, traits; the order of the poses where it is known."""

    exercise: str
    source: str
    traits: PoseTraits
    order: np.ndarray | None = None


def single_poses(folder: Path) -> list[Real]:
    """Pairs of start and turn poses, one per video."""
    path = folder / "poses" / "countix_fitness" / "salient_train.csv"
    videos: dict = defaultdict(lambda: defaultdict(list))
    with path.open(newline="", encoding="utf-8") as file:
        for row in csv.reader(file):
            _, _, end, video, *_ = row[0].split("/")
            points = np.array(row[2:101], float).reshape(33, 3)[list(LANDMARKS)]
            points[:, 2] = 1.0
            videos[row[1], video][end].append(points)
    found = []
    for (name, _), ends in videos.items():
        if name in SINGLE_POSES and len(ends) == 2:
            exercise, start, turn = SINGLE_POSES[name]
            poses = np.array(ends[start] + ends[turn])
            found.append(Real(exercise, "", pose_traits(poses), np.arange(len(poses))))
    return found


def place(looks: Mapping[Key, Look], real: Iterable[Real], alternating: set[str]) -> list:
    """Source, key of the look that fits best, and the sample, for each."""
    placed = []
    for one in real:
        keys = [key for key in looks if key[0] == one.exercise]
        best = (-np.inf, ("", ""), 0)
        for side in range(3 if one.exercise in alternating else 1):
            fits = look_fit.fit_looks(
                one.traits.values[side], one.traits.weights[side], [looks[k] for k in keys]
            )
            best = max(best, *((f.evidence, k, side) for f, k in zip(fits, keys, strict=True)))
        _, key, side = best
        order = one.order
        if order is None:
            order = look_fit.order_by(one.traits.values[side], one.traits.weights[side], looks[key])
        if (order >= 0).any():
            placed.append((one.source, key, _sample(one.traits, side, order[order >= 0])))
    return placed


def joined(pools: Pools, clips: list, singles: list, without: set[str]) -> Pools:
    """The pools with the real people in them, but for the sources `without`."""
    found = {key: list(pool) for key, pool in pools.items()}
    for source, key, sample in clips:
        if source not in without:
            found[key] += [sample] * CLIP_WEIGHT
    by_key = defaultdict(list)
    for _, key, sample in singles:
        by_key[key].append(sample)
    for key, samples in by_key.items():
        picked = np.linspace(0, len(samples) - 1, min(len(samples), MAX_SINGLE_POSES))
        found[key] += [samples[round(i)] for i in picked]
    return found


def with_looks(looks: Mapping[Key, Look]) -> tuple[Exercise, ...]:
    """The bundled exercises with these looks."""
    return tuple(
        replace(e, looks=tuple(look for key, look in looks.items() if key[0] == e.name))
        for e in load_all()
    )


def write(looks: Mapping[Key, Look]) -> None:
    """Put the looks into the TOML files, in place of those there."""
    for exercise in load_all():
        path = ROOT / "src" / "repsight" / "exercises" / f"{exercise.name}.toml"
        head = path.read_text(encoding="utf-8").split("\n[[look]]")[0].rstrip()
        tables = [_table(look) for key, look in looks.items() if key[0] == exercise.name]
        path.write_text("\n\n".join([head, *tables]) + "\n", encoding="utf-8")


def _table(look: Look) -> str:
    still = [name for name in look.start if look.start[name] == look.turn[name]]
    moving = [name for name in look.start if name not in still]
    lines = ["[[look]]", f'about = "{look.about}"']
    for title, ranges, names in (
        ("always", look.start, still),
        ("start", look.start, moving),
        ("turn", look.turn, moving),
    ):
        if names:
            lines.append(f"[look.{title}]")
            lines += [f"{n} = [{ranges[n][0]:g}, {ranges[n][1]:g}]" for n in names]
    return "\n".join(lines)


def source_of(name: str) -> set[str]:
    """Sources of a clip, by its name; the composite has those of its parts."""
    source = name.split("_")[0]
    return {"comp", "joelo", "austin"} if source == "comp" else {source}


def cross_validate(pools: Pools, clips: list, singles: list, tracks: list) -> None:
    """Print how often clips are recognised by looks made without their source."""
    right, wrong = [0, 0], []
    sources = sorted({row["file"].split("_")[0] for row, _ in tracks})
    for source in sources:
        without = source_of(source) | ({"comp"} if source in ("joelo", "austin") else set())
        exercises = with_looks(build(joined(pools, clips, singles, without)))
        for row, track in tracks:
            if row["file"].split("_")[0] != source:
                continue
            part = labelled_part(track, row["rep_end_times"])
            for i, frames in enumerate((part, np.ones(len(track), bool))):
                best = recognise(track.keypoints[frames], exercises, track.t[frames]).best
                good = best.name in row["exercise"].split("+")
                right[i] += good
                if not good and not i:
                    wrong.append(f"{row['exercise']} as {best.name} ({row['file']})")
    print(f"leaving each source out: labelled repetitions {right[0]} of {len(tracks)},", end=" ")
    print(f"whole tracks {right[1]} of {len(tracks)}\n  " + "\n  ".join(wrong))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--write", action="store_true")
    arguments = parser.parse_args()
    pools = stick_pools()
    looks = build(pools)
    alternating = {e.name for e in load_all() if e.alternating and e.name != "lunge"}
    tracks = list(main_tracks(arguments.folder))
    real = []
    for row, track in tracks:
        stem = Path(row["file"]).stem
        part = labelled_part(track, row["rep_end_times"])
        if stem not in LEFT_OUT and "+" not in row["exercise"]:
            traits = pose_traits(np.asarray(track.keypoints[part], float))
            real.append(Real(row["exercise"], stem.split("_")[0], traits))
    clips = place(looks, real, alternating)
    singles = place(looks, single_poses(arguments.folder), alternating)
    if arguments.write:
        write(build(joined(pools, clips, singles, set())))
    else:
        cross_validate(pools, clips, singles, tracks)


if __name__ == "__main__":
    main()
