"""Live sessions against a real server: counted, resumed, killed, finished."""

import asyncio
import csv
import json
import signal
from pathlib import Path

import httpx
import numpy as np
import pytest
from served_app import Served
from web_client import LiveClient, counted

from repsight.recording import Recording, read_recording
from squatter import squat_recording

SQUATS = {"steps": [{"exercise": "squat"}]}
REPS = 4
CLIP = "apurvo_squats.mp4"


def client(served: Served, recording: Recording, **options: object) -> LiveClient:
    return LiveClient(served.ws, size=recording.size, plan=SQUATS, **options)  # type: ignore[arg-type]


async def whole(served: Served, recording: Recording) -> tuple[LiveClient, dict]:
    async with client(served, recording) as one:
        await one.play(recording)
        session = await one.finish(float(recording.t[-1]) + 0.1)
    return one, session


def test_squats_sent_as_keypoints_are_counted_and_every_frame_is_answered(served: Served) -> None:
    recording = squat_recording(reps=REPS)
    one, session = asyncio.run(whole(served, recording))
    assert counted(session) == REPS
    assert not one.errors
    assert session["schema"] == "repsight.session/1"
    assert session["complete"] is True
    assert session["people"][0]["frames_seen"] >= len(recording) - 5  # until it is sure of somebody
    assert one.repetitions == REPS
    assert one.states[-1]["t"] == pytest.approx(recording.t[-1])
    assert any(state["scene"] for state in one.states)


def test_the_session_its_poses_and_its_report_are_kept_under_its_key(served: Served) -> None:
    recording = squat_recording(reps=REPS)
    one, session = asyncio.run(whole(served, recording))
    name, key = one.welcome["session"], {"key": one.welcome["key"]}
    address = f"{served.http}/api/sessions/{name}"
    assert httpx.get(address, params=key).json() == session
    kept = read_recording(served.data / "sessions" / name / session["poses"])
    assert len(kept) == len(recording)
    assert np.allclose(kept.keypoints, recording.keypoints, atol=1e-3)
    (person,) = session["people"]
    assert kept.identity is not None
    assert np.count_nonzero(kept.identity == person["id"]) == person["frames_seen"]
    report = httpx.get(f"{address}/report", params=key, timeout=60)
    assert report.headers["content-type"] == "text/html; charset=utf-8"
    assert "Squat" in report.text
    assert "holds other people" not in report.text
    assert "There are no pictures" not in report.text
    assert httpx.delete(address, params=key).status_code == 204
    assert httpx.get(address, params=key).status_code == 404
    assert not (served.data / "sessions" / name).exists()


def test_a_wrong_key_finds_nothing(served: Served) -> None:
    one, _ = asyncio.run(whole(served, squat_recording(reps=1)))
    address = f"{served.http}/api/sessions/{one.welcome['session']}"
    for key in ("x", "", one.welcome["key"][:-1]):
        assert httpx.get(address, params={"key": key}).status_code == 404
        assert httpx.delete(address, params={"key": key}).status_code == 404
    assert httpx.get(address, params={"key": one.welcome["key"]}).status_code == 200


def test_what_came_before_the_end_can_be_asked_for_while_it_goes_on(served: Served) -> None:
    async def ask() -> dict:
        recording = squat_recording(reps=REPS)
        async with client(served, recording) as one:
            await one.play(recording)
            await one.answered(one.seq - 1)
            address = f"{served.http}/api/sessions/{one.welcome['session']}"
            key = {"key": one.welcome["key"]}
            async with httpx.AsyncClient() as http:
                assert (await http.get(f"{address}/report", params=key)).status_code == 409
                return dict((await http.get(address, params=key)).json())

    session = asyncio.run(ask())
    assert session["complete"] is False
    assert counted(session) >= REPS - 1  # the last may still be under way


async def with_losses(served: Served, recording: Recording, lose: object) -> dict:
    """Play a recording and lose the connection at every third of it."""
    third = len(recording) // 3
    one = client(served, recording)
    await one.connect()
    for place, (t, people) in enumerate(recording):
        if place in (third, 2 * third):
            await lose(one)  # type: ignore[operator]
        await one.poses(float(t), people)
    session = await one.finish(float(recording.t[-1]) + 0.1)
    await one.leave()
    assert not one.errors
    return session


def comparable(session: dict) -> list:
    """What was counted and scored, without when the session was."""
    return session["people"]


def test_a_lost_connection_loses_no_repetition(served: Served) -> None:
    async def lose(one: LiveClient) -> None:
        one.drop()
        await one.connect()

    recording = squat_recording(reps=REPS)
    _, undisturbed = asyncio.run(whole(served, recording))
    disturbed = asyncio.run(with_losses(served, recording, lose))
    assert comparable(disturbed) == comparable(undisturbed)


def test_a_killed_server_goes_on_where_it_was_with_the_very_same_result(
    restartable: Served,
) -> None:
    async def lose(one: LiveClient) -> None:
        restartable.kill()
        restartable.start()
        await one.connect()

    recording = squat_recording(reps=REPS)
    _, undisturbed = asyncio.run(whole(restartable, recording))
    disturbed = asyncio.run(with_losses(restartable, recording, lose))
    assert comparable(disturbed) == comparable(undisturbed)


def test_nothing_that_was_acknowledged_is_lost_when_the_server_is_killed(
    restartable: Served,
) -> None:
    async def run() -> tuple[int, int]:
        recording = squat_recording(reps=2)
        one = client(restartable, recording)
        await one.connect()
        await one.play(recording)
        await one.answered(40)
        acknowledged = one.saved
        restartable.kill()
        restartable.start()
        await one.connect()
        await one.leave()
        return acknowledged, one.welcome["saved"]

    acknowledged, saved = asyncio.run(run())
    assert saved >= acknowledged >= 40


def test_what_comes_twice_counts_once(served: Served) -> None:
    recording = squat_recording(reps=REPS)

    async def run() -> tuple[dict, LiveClient]:
        async with client(served, recording) as one:
            for t, people in recording:
                await one.poses(float(t), people)
                _, message = one._unsaved[-1] if one._unsaved else (0, None)
                if message is not None:
                    await one.raw(message)
            return await one.finish(float(recording.t[-1]) + 0.1), one

    session, one = asyncio.run(run())
    _, once = asyncio.run(whole(served, recording))
    assert comparable(session) == comparable(once)
    assert not one.errors


def test_the_newer_of_two_connections_has_the_session(served: Served) -> None:
    async def run() -> tuple[LiveClient, LiveClient, dict]:
        recording = squat_recording(reps=2)
        first = client(served, recording)
        await first.connect()
        await first.play(recording)
        await first.answered(first.seq - 1)
        second = client(served, recording, welcome=dict(first.welcome), seq=first.seq)
        await second.connect()
        await asyncio.wait_for(first.ended.wait(), 5)
        session = await second.finish(float(recording.t[-1]) + 0.1)
        await second.leave()
        await first.leave()
        return first, second, session

    first, second, session = asyncio.run(run())
    assert [error["code"] for error in first.errors] == ["elsewhere"]
    assert not second.errors
    assert counted(session) == 2


def test_a_session_that_was_finished_is_told_again_to_who_comes_back(served: Served) -> None:
    async def run() -> tuple[dict, LiveClient]:
        recording = squat_recording(reps=2)
        one, session = await whole(served, recording)
        again = client(served, recording, welcome=dict(one.welcome))
        await again.connect()
        await asyncio.wait_for(again.ended.wait(), 5)
        await again.leave()
        return session, again

    session, again = asyncio.run(run())
    assert again.summary is not None
    assert again.summary["session"] == session
    assert again.saved == len(squat_recording(reps=2))


def test_a_turned_phone_goes_on_counting(served: Served) -> None:
    async def run() -> dict:
        recording = squat_recording(reps=2)
        wide, high = recording.size
        async with client(served, recording) as one:
            await one.play(recording)
            at = float(recording.t[-1]) + 0.05
            await one.numbered({"type": "size", "t": at, "size": [high, wide]})
            for t, people in recording:
                await one.poses(at + 0.05 + float(t), people)
            return await one.finish(2 * at + 0.2)

    assert counted(asyncio.run(run())) == 4


def test_a_stopping_server_tells_its_clients_and_keeps_their_sessions(
    restartable: Served,
) -> None:
    async def run() -> tuple[LiveClient, dict]:
        recording = squat_recording(reps=2)
        one = client(restartable, recording)
        await one.connect()
        await one.play(recording)
        await one.answered(one.seq - 1)
        code, said = await asyncio.to_thread(restartable.stop)
        assert code == -signal.SIGTERM
        assert "Traceback" not in said
        await asyncio.wait_for(one.ended.wait(), 5)
        restartable.start()
        await one.connect()
        session = await one.finish(float(recording.t[-1]) + 0.1)
        await one.leave()
        return one, session

    one, session = asyncio.run(run())
    assert [error["code"] for error in one.errors] == ["closing"]
    assert one.errors[0]["fatal"] is True
    assert counted(session) == 2


def test_two_servers_do_not_share_a_folder(restartable: Served, tmp_path: Path) -> None:
    second = Served(restartable.data)
    with pytest.raises(RuntimeError, match="another server uses this folder"):
        second.start()


def test_a_real_recording_is_counted_as_the_live_counter_does(served: Served, shared: Path) -> None:
    recording = read_recording(shared / "recordings" / "apurvo_squats.poses.npz")
    _, session = asyncio.run(whole(served, recording))
    with (shared / "clips" / "labels.csv").open(encoding="utf-8") as file:
        (truth,) = [int(row["true_reps"]) for row in csv.DictReader(file) if row["file"] == CLIP]
    assert abs(max(map(counted_of, session["people"])) - truth) <= 1


def counted_of(person: dict) -> int:
    return sum(one["count"] for one in person["sets"])


def test_states_are_plain_json_without_nan(served: Served) -> None:
    recording = squat_recording(reps=1)
    one, _ = asyncio.run(whole(served, recording))
    assert json.loads(json.dumps(one.states, allow_nan=False)) == one.states


def test_after_an_outage_minutes_are_counted_with_few_states_and_every_event(
    served: Served,
) -> None:
    recording = squat_recording(reps=REPS)
    one, session = asyncio.run(whole(served, recording))  # sent at once, as after an outage
    assert counted(session) == REPS
    assert one.repetitions == REPS
    assert len(one.states) < len(recording)
    assert sum(event["kind"] == "set_finished" for event in one.events) == 1
