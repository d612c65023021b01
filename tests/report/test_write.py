"""Reports of all kinds of sessions, as files."""

import math
import re
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import repsight
from counted import counted, empty_room
from report.pages import Page, check
from report.sessions import REPS, edited, filmed
from repsight.core.errors import InvalidInputError, OutputError, SourceError
from repsight.core.types import Frame
from repsight.recording import write_recording
from repsight.report import write_report
from repsight.video import VideoWriter
from squatter import KnownPoses, squat_recording, write_video


def report(source: Path, **options: Any) -> Page:
    output = source.with_name("report.html")
    write_report(source, output, **options)
    page = Page.of(output)
    check(page)
    return page


def test_a_report_tells_score_cues_repetitions_charts_pictures_limits_and_provenance(
    session: Path,
) -> None:
    page = report(session)
    for said in (
        "Training report: squats.mp4", f"Squat, {REPS} repetitions", "of 100, ±",
        "Range of motion", "Stability", "Tempo", "What took points away", "Together −",
        "Knee angle over time", "All repetitions over each other", "Speed against position",
        "Lifting speed", "Key moments", "Every repetition explained",
        "It is no medical finding", "One camera", "Pose model", "SHA-256",
    ):  # fmt: skip
        assert said in page.text, said
    assert len(page.all("details")) >= REPS
    assert page.all("img")
    assert all(a["src"].startswith("data:image/jpeg;base64,") for a in page.all("img"))
    landmarks = {tag for tag, _ in page.elements} & {"header", "main", "footer", "section"}
    assert landmarks == {"header", "main", "footer", "section"}


def test_every_repetitions_deductions_sum_to_what_is_missing(session: Path) -> None:
    page = report(session)
    sums = re.findall(r"Together −([\d.]+)(?: on average)?: 100 − ([\d.]+) = ([\d.]+)", page.text)
    assert sums
    for lost, same, left in sums:
        assert lost == same
        assert float(lost) + float(left) == pytest.approx(100)


def test_the_policy_names_style_and_script_by_hash_and_allows_nothing_else(session: Path) -> None:
    page = report(session)
    (policy,) = (
        a["content"] for a in page.all("meta") if a.get("http-equiv") == "Content-Security-Policy"
    )
    assert policy.startswith("default-src 'none'; img-src data:; style-src 'sha256-")
    assert "unsafe" not in policy
    assert "http" not in policy


def test_without_pictures_there_is_none_and_no_word_of_it(session: Path) -> None:
    page = report(session, pictures=False)
    assert page.all("img") == []
    assert "Key moments" not in page.text


def test_a_video_that_was_moved_is_found_where_it_is_said_to_be(tmp_path: Path) -> None:
    session = filmed(tmp_path / "a")
    moved = (tmp_path / "a" / "squats.mp4").rename(tmp_path / "elsewhere.mp4")
    lost = report(session)
    assert lost.all("img") == []
    assert "is not here; say where it is with --video" in lost.text
    assert report(session, video=moved).all("img")
    assert "is no video file" in report(session, video=tmp_path / "gone.mp4").text


def test_another_video_is_not_drawn_on(session: Path, tmp_path: Path) -> None:
    page = report(session, video=_black(tmp_path / "other.mp4", (160, 120)))
    assert page.all("img") == []
    assert "160×120 and the poses are of 320×240" in page.text
    short = _black(tmp_path / "short.mp4", (320, 240))
    assert "is shorter than what was counted" in report(session, video=short).text


def _black(path: Path, size: tuple[int, int]) -> Path:
    """Half a second of nothing."""
    with VideoWriter(path, size, fps=20) as writer:
        for index in range(10):
            writer.write(Frame(index / 20, np.zeros((size[1], size[0], 3), np.uint8)))
    return path


def test_a_video_that_is_none_leaves_the_rest_of_the_report(session: Path, tmp_path: Path) -> None:
    (tmp_path / "broken.mp4").write_bytes(b"no video at all")
    page = report(session, video=tmp_path / "broken.mp4")
    assert "Pictures are missing" in page.text
    assert "Knee angle over time" in page.text


def test_without_poses_the_report_says_why_and_still_has_the_trends(tmp_path: Path) -> None:
    session = filmed(tmp_path, poses=False)
    page = report(session)
    assert "There are no curves and no pictures: squats.json names no poses" in page.text
    assert "Knee angle over time" not in page.text
    assert "Lifting speed" in page.text
    assert page.all("img") == []


def test_a_session_without_scores_says_so(tmp_path: Path) -> None:
    page = report(filmed(tmp_path, score=False))
    assert "counted with --no-scores" in page.text
    assert "Knee angle over time" in page.text


def test_a_session_with_nobody_and_one_without_exercise_are_short_reports(tmp_path: Path) -> None:
    assert "Nobody was found" in report(counted(tmp_path / "a", empty_room())).text
    page = report(counted(tmp_path / "b", squat_recording(0)))
    assert "1 person found, but no exercise" in page.text


def test_one_repetition_has_no_best_no_worst_and_nothing_to_compare(tmp_path: Path) -> None:
    page = report(filmed(tmp_path, squat_recording(1)))
    assert "Squat, 1 repetition" in page.text
    assert "lowest" not in page.text
    assert "over each other" not in page.text
    assert page.all("img")


def test_an_unknown_movement_has_no_score_and_says_why(session: Path) -> None:
    def change(data: Any) -> None:
        one = data["people"][0]["sets"][0]
        one["exercise"] = "unknown"
        for part in (one, *one["reps"]):
            part["assessment"] = part["score"] = None
            part["measures"] = {}

    page = report(edited(session, change))
    assert "Unknown movement" in page.text
    assert "no standard to score it by" in page.text


def test_a_hold_tells_seconds_held_and_seconds_in_good_form(session: Path) -> None:
    def change(data: Any) -> None:
        one = data["people"][0]["sets"][0]
        one |= {"exercise": "plank", "kind": "hold", "reps": [], "count": 0}
        one["measures"] = {"good_form_seconds": 4.0, "sway": 0.4}

    page = report(edited(session, change))
    assert "Plank, hold" in page.text
    assert "In good form 4.0 s" in page.text
    assert "Repetitions" not in page.text


def test_several_sets_are_listed_first(session: Path) -> None:
    def change(data: Any) -> None:
        sets = data["people"][0]["sets"]
        sets.append({**sets[0], "exercise": "push_up"})

    page = report(edited(session, change))
    assert len([a for a in page.all("a") if a["href"] in ("#p1-s1", "#p1-s2")]) == 2


HOSTILE = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)>{{ 7*7 }}"


def test_texts_of_a_hostile_session_are_texts(session: Path) -> None:
    def spoil(data: Any) -> None:
        data["source"] = HOSTILE
        for key in ("version", "model", "runtime", "device"):
            data["provenance"][key] = HOSTILE
        data["provenance"]["options"][HOSTILE] = HOSTILE
        one = data["people"][0]["sets"][0]
        for part in (one, *one["reps"]):
            part["measures"][HOSTILE] = 1.0
            part["assessment"]["cues"] = [HOSTILE]
            part["assessment"]["view"] = HOSTILE
            part["assessment"]["unmeasured"] = [{"what": HOSTILE, "why": HOSTILE}]
            for deduction in part["assessment"]["deductions"]:
                for key in ("name", "title", "unit", "fault", "change", "cue", "proxy"):
                    deduction[key] = HOSTILE
        data["people"][0]["sets"].append({**one, "exercise": HOSTILE})

    page = report(edited(session, spoil), title=HOSTILE)
    kinds = [a.get("type", "") for a in page.all("script")]
    assert kinds.count("") == 2
    assert set(kinds) == {"", "application/json"}
    assert not any(a["src"] == "x" for a in page.all("img"))
    assert not any(name.startswith("on") for _, a in page.elements for name in a)
    assert "{{ 7*7 }}" in page.text


@pytest.mark.parametrize("odd", [math.nan, math.inf, None, 1e300, -5.0])
def test_odd_numbers_in_a_session_show_as_dashes_or_are_refused_in_one_line(
    session: Path, odd: float | None
) -> None:
    places: list[Callable[[Any], dict[str, Any]]] = [
        lambda s: s,
        lambda s: s["measures"],
        lambda s: s["reps"][1],
        lambda s: s["reps"][1]["measures"],
        lambda s: s["assessment"],
        lambda s: s["reps"][1]["assessment"],
        lambda s: s["reps"][1]["assessment"]["components"],
        lambda s: s["reps"][1]["assessment"]["deductions"][0],
    ]
    for place in places:

        def change(data: Any, place: Callable[[Any], dict[str, Any]] = place) -> None:
            part = place(data["people"][0]["sets"][0])
            for key, value in part.items():
                if isinstance(value, float):
                    part[key] = odd

        copy = edited(session, change)
        with suppress(SourceError):
            report(copy)


def test_deductions_that_do_not_sum_are_noticed(session: Path) -> None:
    def change(data: Any) -> None:
        data["people"][0]["sets"][0]["reps"][0]["assessment"]["total"] = 12.0

    assert "the file was changed" in report(edited(session, change)).text


def test_a_video_and_a_recording_are_counted_first(tmp_path: Path) -> None:
    recording = squat_recording(REPS)
    video = write_video(tmp_path / "v.mp4", recording)
    notes = write_report(
        video, tmp_path / "v.html", exercise="squat", model=KnownPoses(recording), height=1.8
    )
    assert notes == ()
    page = Page.of(tmp_path / "v.html")
    check(page)
    assert page.all("img")
    assert "m/s" in page.text
    write_recording(tmp_path / "r.poses.npz", recording)
    (note,) = write_report(tmp_path / "r.poses.npz", tmp_path / "r.html", exercise="squat")
    assert "name its video with --video" in note
    assert "Training report: r " in Page.of(tmp_path / "r.html").text
    assert sorted(p.name for p in tmp_path.iterdir()) == [
        "r.html", "r.poses.npz", "v.html", "v.mp4",
    ]  # fmt: skip


def test_a_learned_models_opinion_stands_beside_the_score(session: Path) -> None:
    def change(data: Any) -> None:
        data["people"][0]["sets"][0]["reps"][0]["assessment"]["learned"] = {
            "probability": 0.83,
            "threshold": 0.5,
            "base": 0.1,
            "reasons": [{"name": "a", "said": "knee 80° at the turn", "log_odds": -0.4}],
            "rest": 0.0,
        }

    text = report(edited(session, change)).text
    assert "correct (83 % likely correct). It changes no score." in text
    assert "against: knee 80° at the turn (−0.40 log-odds)" in text


@pytest.mark.parametrize(
    ("source", "output", "options", "error", "says"),
    [
        ("squats.json", "r.docx", {}, OutputError, "end the name in .html or .pdf"),
        ("squats.json", "r", {}, OutputError, "end the name in .html or .pdf"),
        ("squats.json", "r.html", {"exercise": "squat"}, InvalidInputError, "counted and scored"),
        ("squats.json", "r.html", {"person": 7}, InvalidInputError, "there is no person 7"),
        ("gone.json", "r.html", {}, SourceError, "cannot be read"),
        ("gone.mp4", "r.html", {}, SourceError, "no such file"),
        ("0", "r.html", {}, SourceError, "camera or stream"),
        ("rtsp://here/stream", "r.html", {}, SourceError, "camera or stream"),
        (".", "r.html", {}, InvalidInputError, "a report is of one video"),
    ],
)
def test_what_cannot_be_reported_is_refused_in_one_line(
    session: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
    source: str, output: str, options: dict[str, Any], error: type[Exception], says: str,
) -> None:  # fmt: skip
    monkeypatch.chdir(session.parent)
    with pytest.raises(error, match=re.escape(says)) as caught:
        write_report(source, tmp_path / output, **options)
    assert "\n" not in str(caught.value)
    assert list(tmp_path.iterdir()) == []


def test_the_report_is_not_written_over_its_source(tmp_path: Path) -> None:
    page = tmp_path / "video.html"
    page.write_bytes(b"x")
    with pytest.raises(OutputError, match="the source itself"):
        write_report(page, page)


def test_pictures_of_everything_that_took_points_are_written(session: Path, tmp_path: Path) -> None:
    from repsight.explanation import explain_session

    found = explain_session(session, rep=2).with_pictures(tmp_path / "out")
    shown = [d.unit in ("°", "torso", "x") for d in found.assessment.deductions]
    assert any(shown)
    assert [path is not None for path in found.pictures] == shown
    assert all(p is None or p.read_bytes()[:2] == b"\xff\xd8" for p in found.pictures)


def test_a_pdf_of_the_same_is_made_without_asking_anybody(session: Path, tmp_path: Path) -> None:
    try:
        import weasyprint  # noqa: F401
    except OSError as error:
        pytest.skip(f"the Pango libraries are not here: {error}")
    write_report(session, tmp_path / "r.pdf")
    data = (tmp_path / "r.pdf").read_bytes()
    assert data.startswith(b"%PDF-")
    assert b"/Image" in data
    assert [p.name for p in tmp_path.iterdir()] == ["r.pdf"]


def test_a_library_that_is_missing_is_named_with_its_install(
    session: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import sys

    for library in ("plotly.offline", "jinja2"):
        monkeypatch.setitem(sys.modules, library, None)
        with pytest.raises(OutputError, match=re.escape("pip install 'repsight[report]'")):
            write_report(session, tmp_path / "r.html")


def test_a_static_report_needs_no_plotly_and_has_no_script_but_the_same_charts_and_values(
    session: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import sys

    whole = report(session)
    monkeypatch.setitem(sys.modules, "plotly.offline", None)
    page = report(session, static=True)
    assert page.all("script") == []
    assert page.text == whole.text
    assert len(page.all("figure")) == len(whole.all("figure"))
    (policy,) = (a["content"] for a in page.all("meta") if "http-equiv" in a)
    assert "script-src 'none'" in policy
    assert session.with_name("report.html").stat().st_size < 250_000


def test_plotly_is_in_the_file_once_however_many_sets_there_are(session: Path) -> None:
    def twice(data: Any) -> None:
        data["people"][0]["sets"] *= 2

    page = report(edited(session, twice))
    kinds = [a.get("type") for a in page.all("script")]
    assert kinds.count(None) == 2
    assert kinds.count("application/json") == 12
    assert session.with_name("report.html").stat().st_size < 6_500_000


def test_the_same_is_a_public_function_of_the_package() -> None:
    import repsight.report as package

    assert package.write_report is write_report
    assert repsight.__version__
    with pytest.raises(AttributeError):
        _ = package.nothing
