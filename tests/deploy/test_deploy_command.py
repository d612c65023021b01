"""`repsight export-model` as it is typed."""

import sys
from pathlib import Path

import pytest
from commands import Done, command, refusal
from tiny_weights import pictures
from tiny_yolo import answer, save_network

from repsight.deploy import export, parity
from repsight.deploy.export import Exported
from repsight.deploy.request import Request

run = pytest.fixture(command)


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--half", "--int8"], "exclude each other"),
        (["--no-check", "--keep"], "leave away --check and --keep"),
        (["--format", "onx"], "there is no format 'onx'"),
        (["--format", "ncnn", "--int8"], "not int8"),
        (["640"], "give --imgsz HEIGHT 640"),
        (["--imgsz", "500"], "use 512"),
        ([], "there is no model"),
    ],
)
def test_what_cannot_be_is_refused_in_one_line(run, options: list[str], said: str) -> None:
    assert said in refusal(run("export-model", "gone.pt", *options))


def test_two_numbers_after_imgsz_are_height_and_width(run, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[Request] = []

    def note(model: str, request: Request, **_: object) -> Exported:
        seen.append(request)
        return Exported(None, None, 0)

    monkeypatch.setattr(export, "export_model", note)
    run("export-model", "m.pt", "--format", "openvino", "--imgsz", 384, 640, "--half")
    run("export-model", "m.pt", "--imgsz", 320)
    run("export-model", "m.pt", "--imgsz", 320, "--dynamic", "--batch", 4)
    assert [request.shape for request in seen] == [(384, 640), (320, 320), (320, 320)]
    assert [request.dynamic for request in seen] == [False, False, True]
    assert (seen[0].precision, seen[0].format.name, seen[2].batch) == ("fp16", "openvino", 4)


@pytest.fixture
def tiny_onnx(tmp_path: Path) -> Path:
    """The tiny network that finds one person, as an .onnx."""
    onnx = pytest.importorskip("onnx")
    values = answer()
    helper = onnx.helper
    shapes = [("images", [1, 3, 32, 32]), ("output0", list(values.shape))]
    takes, gives = (
        helper.make_tensor_value_info(name, onnx.TensorProto.FLOAT, shape) for name, shape in shapes
    )
    constant = onnx.numpy_helper.from_array(values, "people")
    nodes = [
        helper.make_node("ReduceMean", ["images"], ["mean"], axes=[1, 2, 3], keepdims=0),
        helper.make_node("Add", ["mean", "people"], ["output0"]),
    ]
    graph = helper.make_graph(nodes, "tiny", [takes], [gives], [constant])
    opsets = [helper.make_opsetid("", 13)]
    path = tmp_path / "tiny.onnx"
    onnx.save(helper.make_model(graph, opset_imports=opsets, ir_version=8), path)
    return path


def test_an_export_tells_what_it_measured_and_where_it_is(
    run, tiny_onnx: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(export, "pictures_for_checking", lambda *_: pictures(2))
    monkeypatch.setitem(sys.modules, "ultralytics", None)
    out = tiny_onnx.parent / "x_openvino_model"
    done: Done = run("export-model", tiny_onnx, "--format", "openvino", "--imgsz", 32, "-o", out)
    assert done.returncode == 0, done.stderr
    assert "against tiny.onnx, openvino f32 on cpu, on 2 pictures" in done.stdout
    assert "0.00 px apart on average" in done.stdout
    assert "people that one of the two did not find: 0" in done.stdout
    assert f"{out}: 0.0 MB" in done.stdout
    assert (out / "model.xml").is_file()


def test_a_wrong_model_is_told_loudly_with_exit_code_1(
    run, tiny_onnx: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(export, "pictures_for_checking", lambda *_: pictures(2))
    monkeypatch.setitem(parity.LIMIT_PX, "fp32", -1.0)
    out = tiny_onnx.parent / "x_openvino_model"
    typed = ("export-model", tiny_onnx, "-f", "openvino", "--imgsz", 32, "-o", out, "--quiet")
    done: Done = run(*typed)
    assert done.returncode == 1
    assert "WRONG: keypoints are 0.00 px apart" in done.stderr
    assert "it is not kept; --keep would" in done.stderr
    assert not out.exists()
    assert run(*typed, "--keep").returncode == 1
    assert out.exists()


def test_a_folder_that_holds_no_model_is_refused(run, tmp_path: Path) -> None:
    made = save_network(tmp_path / "t_openvino_model", answer())
    assert "give the .pt it was made from" in refusal(run("export-model", made))
