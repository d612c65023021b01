"""Any damage to a recording ends in a recording or in one SourceError, never in anything else."""

import io
import os
import tempfile
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from repsight.core.errors import SourceError
from repsight.core.types import People
from repsight.recording import RecordingBuilder, read_recording, write_recording

Damage = list[tuple[float, bytes]]

damages = st.lists(
    st.tuples(st.floats(0, 1, exclude_max=True), st.binary(min_size=1, max_size=8)), max_size=6
)
cuts = st.none() | st.floats(0, 1)

quick = settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
long = settings(max_examples=4000, deadline=None, suppress_health_check=list(HealthCheck))


@pytest.fixture(scope="module", params=["packed", "plain"])
def sound(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """A recording's bytes, as written by us and as an uncompressed npz."""
    builder = RecordingBuilder((64, 48), "made")
    for i in range(4):
        builder.add(i / 25, People(np.ones((i, 17, 3)), np.ones((i, 4)), np.ones(i)))
    path = tmp_path_factory.mktemp("fuzz") / "a.poses.npz"
    write_recording(path, builder.build())
    if request.param == "packed":
        return path.read_bytes()
    plain = io.BytesIO()
    with np.load(path) as file:
        np.savez(plain, **dict(file))
    return plain.getvalue()


def check(sound: bytes, damage: Damage, cut: float | None) -> None:
    data = bytearray(sound)
    for place, new in damage:
        at = int(place * len(data))
        data[at : at + len(new)] = new
    handle, name = tempfile.mkstemp(".poses.npz")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data[: len(data) if cut is None else int(cut * len(data))])
        recording = read_recording(name)
    except SourceError:
        return
    finally:
        Path(name).unlink()
    assert sum(len(found) for _, found in recording) == len(recording.scores)


@quick
@given(damage=damages, cut=cuts)
def test_some_damage_ends_well(sound: bytes, damage: Damage, cut: float | None) -> None:
    check(sound, damage, cut)


@pytest.mark.slow
@long
@given(damage=damages, cut=cuts)
def test_much_damage_ends_well(sound: bytes, damage: Damage, cut: float | None) -> None:
    check(sound, damage, cut)
