"""What a client may send, to the last number; and what is written of it."""

import json
import math
import struct
from contextlib import suppress
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from repsight.core.errors import RepSightError, SourceError
from repsight.core.types import People
from repsight.web.errors import RefusedError, without_folders
from repsight.web.inbox import Inbox
from repsight.web.journal import Journal, read_about, read_entries
from repsight.web.opening import parse_opening, plan_to_dict
from repsight.web.pace import Pace
from repsight.web.wire import (
    Asked,
    Mirror,
    Ping,
    Poses,
    Turned,
    parse_json,
    parse_message,
    parse_picture,
)
from squatter import squat_recording

POINTS = [[1.5, 2.5, 0.9]] * 16 + [None]
PERSON = {"score": 0.9, "box": [0, 0, 10, 20], "keypoints": POINTS}
GOOD = {"type": "poses", "seq": 3, "t": 1.5, "light": 0.5, "people": [PERSON]}


def parsed(**changes: object) -> Poses:
    message = parse_message(json.dumps({**GOOD, **changes}))
    assert isinstance(message, Poses)
    return message


def test_keypoints_come_as_they_were_sent_and_an_unseen_one_is_nan() -> None:
    poses = parsed()
    assert (poses.seq, poses.t, poses.light) == (3, 1.5, 0.5)
    assert poses.people.keypoints.dtype == np.float32
    assert np.array_equal(poses.people.keypoints[0, 0], np.float32([1.5, 2.5, 0.9]))
    assert np.isnan(poses.people.keypoints[0, 16]).all()
    assert len(parsed(people=[]).people) == 0
    assert parsed(light=None).light is None


@pytest.mark.parametrize(
    "changes",
    [
        {"seq": -1}, {"seq": 1.0}, {"seq": True}, {"seq": "1"}, {"seq": 2**32}, {"seq": None},
        {"t": -1}, {"t": "1"}, {"t": None}, {"t": True}, {"t": 1e300}, {"t": 10**400},
        {"light": 2}, {"light": "a"}, {"light": [0.5]}, {"light": True},
        {"people": None}, {"people": {}}, {"people": [PERSON] * 9}, {"people": [None]},
        {"people": [{}]}, {"people": [{**PERSON, "keypoints": POINTS[:16]}]},
        {"people": [{**PERSON, "keypoints": [[1, 2]] * 17}]},
        {"people": [{**PERSON, "keypoints": [["1", "2", "0.5"]] * 17}]},
        {"people": [{**PERSON, "keypoints": [[1, 2, 1.5]] * 17}]},
        {"people": [{**PERSON, "keypoints": [[1e30, 2, 0.5]] * 17}]},
        {"people": [{**PERSON, "keypoints": [[1, 2, -0.1]] * 17}]},
        {"people": [{**PERSON, "box": [0, 0, 1]}]}, {"people": [{**PERSON, "box": [0, 0, 1, 1e9]}]},
        {"people": [{**PERSON, "score": None}]}, {"people": [{**PERSON, "score": -1}]},
        {"type": "pose"}, {"type": None}, {"type": ["poses"]},
    ],
)  # fmt: skip
def test_anything_else_is_refused(changes: dict[str, object]) -> None:
    with pytest.raises(RefusedError):
        parsed(**changes)


@pytest.mark.parametrize("number", ["NaN", "Infinity", "-Infinity", "1e999"])
def test_what_is_no_number_in_json_is_none_here(number: str) -> None:
    text = json.dumps(GOOD).replace("1.5, 2.5", f"{number}, 2.5")
    with pytest.raises(RefusedError):
        parse_message(text)
    with pytest.raises(RefusedError):
        parse_message(json.dumps(GOOD).replace('"t": 1.5', f'"t": {number}'))


@settings(max_examples=60, deadline=None)
@given(
    st.recursive(
        st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=8),
        lambda inner: (
            st.lists(inner, max_size=4)
            | st.dictionaries(st.sampled_from([*GOOD, *PERSON, "do", "size"]), inner, max_size=6)
        ),
        max_leaves=20,
    )
)
def test_no_json_whatever_gets_past_as_anything_but_a_message_or_a_refusal(data: object) -> None:
    for message in (data, {**GOOD, "people": data}, {**GOOD, "people": [data]}):
        with suppress(RefusedError):
            parse_message(json.dumps(message))


@settings(max_examples=60, deadline=None)
@given(st.dictionaries(
    st.sampled_from(["mode", "size", "plan", "setup", "mirror", "model"]),
    st.none() | st.booleans() | st.integers() | st.text() | st.lists(st.integers(), max_size=3)
    | st.fixed_dictionaries({"steps": st.lists(st.fixed_dictionaries(
        {"exercise": st.sampled_from(["squat", "auto", "x"])},
        optional={"sets": st.integers(), "rest": st.floats(), "target": st.text()},
    ), max_size=3)}),
))  # fmt: skip
def test_no_greeting_does_either(data: dict[str, object]) -> None:
    with suppress(RepSightError):
        parse_opening({"mode": "keypoints", "size": [640, 480], **data})


def test_the_other_messages_are_known() -> None:
    size = {"type": "size", "seq": 1, "t": 0, "size": [720, 1280]}
    assert parse_message(json.dumps(size)) == Turned(1, 0.0, (720, 1280))
    command = {"type": "command", "seq": 2, "t": 0, "do": "pause"}
    assert parse_message(json.dumps(command)) == Asked(2, 0.0, "pause")
    assert parse_message('{"type":"mirror","mirror":true}') == Mirror(True)
    assert parse_message('{"type":"ping"}') == Ping()
    picture = parse_picture(struct.pack("<Id", 7, 2.5) + b"jpeg")
    assert (picture.seq, picture.t, picture.jpeg) == (7, 2.5, b"jpeg")
    for data in (b"", b"short", struct.pack("<Id", 7, math.nan) + b"jpeg"):
        with pytest.raises(RefusedError):
            parse_picture(data)


def test_deeply_nested_json_is_refused() -> None:
    with pytest.raises(RefusedError):
        parse_json("[" * 100_000)


def test_a_plan_comes_back_as_it_was_sent() -> None:
    step = {"exercise": "squat", "sets": 3, "target": 10, "rest": 60, "tempo": [2, 0, 1, 0]}
    opening = parse_opening(
        {"mode": "keypoints", "size": [640, 480], "plan": {"steps": [step]}, "model": "m"}
    )
    told = json.loads(json.dumps(plan_to_dict(opening.plan)))
    assert told == {"steps": [step]}
    assert parse_opening(json.loads(json.dumps(opening.to_dict()))) == opening
    nothing = parse_opening({"mode": "keypoints", "size": [640, 480]})
    assert plan_to_dict(nothing.plan) == {"steps": [{"exercise": "auto"}]}
    assert parse_opening(nothing.to_dict()) == nothing


def journal_of(path: Path, frames: int = 20) -> list[object]:
    inputs: list[object] = [Asked(0, 0.0, "start")]
    for seq, (t, people) in enumerate(list(squat_recording())[:frames], 1):
        inputs.append(Poses(seq, t, people, None if seq % 2 else seq / 100))
    inputs.append(Poses(frames + 1, 99.0, People.empty(), 0.5))
    inputs.append(Turned(frames + 2, 99.1, (720, 1280)))
    journal = Journal(path, {"opening": {}})
    for one in inputs:
        journal.write(one, (1,) * len(one.people) if isinstance(one, Poses) else ())  # type: ignore[arg-type]
    journal.close()
    return inputs


def same(one: object, other: object) -> bool:
    if isinstance(one, Poses) and isinstance(other, Poses):
        return (one.seq, one.t, one.light) == (other.seq, other.t, other.light) and np.array_equal(
            one.people.keypoints, other.people.keypoints, equal_nan=True
        )
    return one == other


def test_a_journal_gives_back_every_input_bit_for_bit(tmp_path: Path) -> None:
    inputs = journal_of(tmp_path / "journal")
    entries = list(read_entries(tmp_path / "journal"))
    assert len(entries) == len(inputs)
    assert all(same(a, b.given) for a, b in zip(inputs, entries, strict=True))
    assert entries[1].identities == (1,)


def test_a_journal_cut_anywhere_gives_the_whole_records_and_can_be_gone_on_with(
    tmp_path: Path,
) -> None:
    path = tmp_path / "journal"
    inputs = journal_of(path, 3)
    whole = path.read_bytes()
    start = whole.index(b"\n") + 1
    before = 0
    for end in range(start, len(whole), 7):
        path.write_bytes(whole[:end])
        count = len(list(read_entries(path)))
        assert before <= count < len(inputs)
        before = count
        journal = Journal(path)
        journal.write(Asked(9, 9.0, "finish"))
        journal.close()
        *_, last = read_entries(path)
        assert last.given == Asked(9, 9.0, "finish")
        assert len(list(read_entries(path))) == count + 1


def test_what_is_no_journal_is_said_to_be_none(tmp_path: Path) -> None:
    for content in (b"", b"{}\n", b"\xff\xfe", b"[1]\n", b"x" * 2_000_000):
        (tmp_path / "journal").write_bytes(content)
        with pytest.raises(SourceError, match="no session's journal"):
            read_about(tmp_path / "journal")
    with pytest.raises(SourceError):
        read_about(tmp_path / "none")


def test_a_journal_is_readable_by_its_owner_only(tmp_path: Path) -> None:
    journal_of(tmp_path / "journal")
    assert (tmp_path / "journal").stat().st_mode & 0o777 == 0o600


def test_who_is_too_fast_has_to_wait_and_who_rests_may_burst() -> None:
    pace = Pace(10.0)
    waits = [pace.wait(1, now=0.0) for _ in range(30)]
    assert waits[:20] == [0.0] * 20
    assert waits[29] == pytest.approx(1.0)
    assert pace.wait(1, now=100.0) == 0.0
    steady = Pace(10.0)
    assert not any(steady.wait(1, now=i / 10) for i in range(1000))


@pytest.mark.parametrize(
    ("text", "told"),
    [("/home/me/data/video: it is broken", "video: it is broken"),
     ("nothing to hide", "nothing to hide"), ("a 3/4 view", "a 3/4 view"),
     ("see https://example.org/a/b", "see https://example.org/a/b"),
     ("'/tmp/x/y.json' is gone", "'y.json' is gone")],
)  # fmt: skip
def test_folders_are_left_out_of_what_is_told(text: str, told: str) -> None:
    assert without_folders(text) == told


def test_an_inbox_hands_out_in_order_and_ends() -> None:
    import asyncio

    async def run() -> list[object]:
        inbox = Inbox()
        await inbox.put(Ping())
        await inbox.put(Mirror(True))
        first = await inbox.take()
        asyncio.get_running_loop().call_later(0.01, inbox.nudge)
        nothing = await inbox.take()
        inbox.end()
        return [[message for _, message in first], nothing, await inbox.take(), inbox.ended]

    assert asyncio.run(run()) == [[Ping(), Mirror(True)], [], [], True]
