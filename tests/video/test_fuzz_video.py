"""Any damage to a video ends in frames or in one SourceError, never in anything else."""

import contextlib
import itertools
import os
import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from made_videos import make_video

from repsight.core.errors import SourceError
from repsight.video import open_source

Damage = list[tuple[float, bytes]]

damages = st.lists(
    st.tuples(st.floats(0, 1, exclude_max=True), st.binary(min_size=1, max_size=8)), max_size=12
)
"""Where (as a part of the length) to write which bytes over the file."""

cuts = st.none() | st.floats(0, 1)

quick = settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
long = settings(max_examples=3000, deadline=None, suppress_health_check=list(HealthCheck))


def damaged(data: bytes, damage: Damage, cut: float | None) -> bytes:
    """`data` with bytes overwritten and its end cut off."""
    out = bytearray(data)
    for place, new in damage:
        at = int(place * len(data))
        out[at : at + len(new)] = new
    return bytes(out[: len(data) if cut is None else int(cut * len(data))])


def check(data: bytes, suffix: str) -> None:
    """Read such a file to its end."""
    handle, name = tempfile.mkstemp(suffix)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        times = _times(Path(name))
    finally:
        Path(name).unlink()
    assert all(a < b for a, b in itertools.pairwise(times))
    assert len(times) < 1000


def _times(path: Path) -> list[float]:
    times: list[float] = []
    with contextlib.suppress(SourceError), open_source(path) as source:
        for frame in itertools.islice(source, 1000):
            assert frame.image.shape == (source.size[1], source.size[0], 3)
            times.append(frame.t)
    return times


@pytest.fixture(scope="module", params=[".mp4", ".mkv", ".avi", ".ts"])
def video(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small sound video of each kind."""
    path = tmp_path_factory.mktemp("fuzz") / f"a{request.param}"
    avi = {"codec": "mjpeg", "pixels": "yuvj420p"} if request.param == ".avi" else {}
    return make_video(path, [40 * i for i in range(8)], **avi)


@quick
@given(damage=damages, cut=cuts)
def test_some_damage_ends_well(video: Path, damage: Damage, cut: float | None) -> None:
    check(damaged(video.read_bytes(), damage, cut), video.suffix)


@pytest.mark.slow
@long
@given(damage=damages, cut=cuts)
def test_much_damage_ends_well(video: Path, damage: Damage, cut: float | None) -> None:
    check(damaged(video.read_bytes(), damage, cut), video.suffix)
