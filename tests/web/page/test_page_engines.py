"""The networks in the browser find what the same networks find here."""

import base64
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest

from repsight.core.types import Image
from repsight.demo import demo_video
from repsight.models import find
from repsight.pose.letterbox import fit_letterbox
from repsight.pose.yolo_decode import decode_people
from repsight.web.engines import write_task
from web_page import LiveServer, Visit

SECONDS = 3.0
SHAPES = [(640, 480), (480, 640), (1280, 720), (361, 203), (33, 777)]

ESTIMATE = """
async ([kind, options, picture, times]) => {
  const { openEngine } = await import("./engine.mjs");
  const image = new Image();
  image.src = `data:image/png;base64,${picture}`;
  await image.decode();
  const engine = await openEngine(kind, options);
  let answer;
  for (let i = 0; i < times; i += 1) {
    answer = await engine.estimate(image, i / 30, [image.naturalWidth, image.naturalHeight]);
  }
  engine.close();
  return { ...answer, info: engine.info };
}
"""


@pytest.fixture
def visit(browser: Any, server: LiveServer) -> Iterator[Visit]:
    """Without the service worker, so that the tests can hand out networks of their own."""
    visiting = Visit(browser, server.address, (390, 844), service_workers="block")
    yield visiting
    visiting.close()
    ours = [words for words in visiting.complaints if "blocked by Playwright" not in words]
    assert ours == []
    assert visiting.foreign == []


def demo_frame() -> Image:
    video = cv2.VideoCapture(str(demo_video()))
    video.set(cv2.CAP_PROP_POS_MSEC, 1000 * SECONDS)
    return cv2.cvtColor(cv2.resize(video.read()[1], (640, 360)), cv2.COLOR_BGR2RGB)


def estimate(visit, kind: str, url: str, image: Image, times: int = 1, **options):
    if visit.page.url == "about:blank":
        visit.open()
    png = cv2.imencode(".png", cv2.cvtColor(image, cv2.COLOR_RGB2BGR))[1].tobytes()
    picture = base64.b64encode(png).decode()
    return visit.run(ESTIMATE, [kind, {"url": url, **options}, picture, times])


def serve_file(visit, address: str, path: Path) -> None:
    visit.page.route(f"**{address}", lambda route: route.fulfill(body=path.read_bytes()))


def keypoints(person) -> np.ndarray:
    return np.array(person["keypoints"], float)


def test_blazepose_in_the_browser_agrees_with_blazepose_here(visit):
    from repsight.pose.blazepose import load_blazepose

    image = demo_frame()
    answer = estimate(visit, "mediapipe", "/engines/blazepose-full.task", image, 4)
    assert len(answer["people"]) == 1
    there = keypoints(answer["people"][0])
    here = load_blazepose(find("blazepose-full")).estimate(image).keypoints[0]
    body = np.ptp(here[:, 1])
    assert np.abs(there[5:, :2] - here[5:, :2]).max() < 0.05 * body
    assert np.abs(there[5:, 2] - here[5:, 2]).mean() < 0.1
    assert answer["light"] == pytest.approx(image.mean() / 255, abs=0.05)


@pytest.mark.slow
def test_both_sources_of_blazepose_give_the_same_keypoints(visit, shared, tmp_path):
    """Google's own `.task`, and one made of networks that say nothing of their input."""
    made, image = tmp_path / "made.task", demo_frame()
    write_task(find("blazepose-full"), made)
    published = shared / "models" / "pose_landmarker_full.task"
    answers = []
    for address, path in (("/made.task", made), ("/published.task", published)):
        serve_file(visit, address, path)
        answers.append(estimate(visit, "mediapipe", address, image, 4, delegate="CPU"))
    first, second = (keypoints(answer["people"][0]) for answer in answers)
    np.testing.assert_allclose(first, second, atol=1e-3)


def test_a_missing_model_is_told_as_such(visit):
    visit.open()
    visit.page.route("**/gone.task", lambda route: route.fulfill(status=404))
    with pytest.raises(Exception, match="model_missing"):
        estimate(visit, "mediapipe", "/gone.task", demo_frame())
    visit.complaints.clear()  # the browser logs every 404


@pytest.mark.slow
@pytest.mark.parametrize("imgsz", [384, 640])
def test_yolo_in_the_browser_agrees_with_yolo_here(visit, shared, imgsz):
    from repsight.pose.yolo import load_yolo

    model = shared / "models" / "yolov8n-pose.onnx"
    serve_file(visit, "/yolo.onnx", model)
    image = demo_frame()
    answer = estimate(visit, "onnx", "/yolo.onnx", image, imgsz=imgsz, provider="wasm")
    here = load_yolo(model, imgsz=imgsz).estimate(image)
    assert len(answer["people"]) == len(here) == 1
    apart = np.abs(keypoints(answer["people"][0]) - here.keypoints[0])
    assert apart[5:, :2].max() < 3.0, "pixels"
    assert apart[:, 2].max() < 0.05
    np.testing.assert_allclose(answer["people"][0]["box"], here.boxes[0], atol=3)


def test_letterboxes_are_laid_out_alike(visit):
    visit.open()
    script = """async ([shapes, sizes]) => {
      const { fitLetterbox } = await import("./networks/yolo_decode.mjs");
      return shapes.flatMap(([w, h]) => sizes.map((size) => fitLetterbox(w, h, size)));
    }"""
    sizes = [384, 448, 640]
    there = iter(visit.run(script, [SHAPES, sizes]))
    for width, height in SHAPES:
        for size in sizes:
            box, other = fit_letterbox((height, width), size), next(there)
            assert (other["canvasHeight"], other["canvasWidth"]) == box.canvas
            assert (other["rows"], other["columns"]) == box.resized
            assert (other["top"], other["left"]) == (box.top, box.left)


@pytest.mark.parametrize("layout", ["dense", "final"])
def test_raw_outputs_are_decoded_alike(visit, layout):
    """Made-up outputs with many overlapping boxes, the hardest case for suppression."""
    random = np.random.default_rng(7)
    shape = (56, 300) if layout == "dense" else (60, 57)
    raw = (random.random(shape) * 200).astype(np.float32)
    score = random.random(max(shape) if layout == "dense" else shape[0]).astype(np.float32)
    if layout == "dense":
        raw[4] = score
        raw[:2] = 100 + 60 * random.random((2, 300))
    else:
        raw[:, 4], raw[:, 2:4] = score, raw[:, :2] + 50
    box = fit_letterbox((360, 640), 640)
    here = decode_people(raw.copy(), layout, box)
    visit.open()
    script = """async ([values, dims]) => {
      const { decodePeople, fitLetterbox } = await import("./networks/yolo_decode.mjs");
      return decodePeople(new Float32Array(values), dims, fitLetterbox(640, 360, 640));
    }"""
    there = visit.run(script, [raw.ravel().tolist(), [1, *shape]])
    assert len(there) == len(here) > 5
    for person, points, corners, sure in zip(
        there, here.keypoints, here.boxes, here.scores, strict=True
    ):
        assert person["score"] == pytest.approx(float(sure), abs=1e-6)
        np.testing.assert_allclose(person["box"], corners, atol=1e-2)
        np.testing.assert_allclose(keypoints(person), points, atol=1e-2)


def test_the_server_offers_the_engine_it_can_serve(visit):
    page = visit.open()
    config = json.loads(page.request.get(visit.address + "api/config").text())
    (engine,) = config["engines"]
    assert engine["kind"] == "mediapipe"
    assert page.request.get(visit.address + engine["url"].lstrip("/")).ok
