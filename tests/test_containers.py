"""The container files keep their promises, as far as reading them can tell: none is built here."""

import json
import re
import shlex
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
FILES = sorted((ROOT / "containers").glob("*.Dockerfile"))
KNOWN = {
    "ARG", "CMD", "COPY", "ENV", "EXPOSE", "FROM", "HEALTHCHECK", "RUN", "USER", "VOLUME",
    "WORKDIR",
}  # fmt: skip
WEIGHTS = re.compile(r"\.(pt|onnx|engine|torchscript|task|tflite)\b")


def instructions(path: Path) -> list[tuple[str, str]]:
    """Name and argument of every instruction: comments dropped, continued lines joined."""
    lines = [
        line for line in path.read_text().splitlines() if line.strip() and not line.startswith("#")
    ]
    joined = re.sub(r"\\\n\s*", "", "\n".join(lines) + "\n")
    parts = [line.split(None, 1) for line in joined.splitlines()]
    return [(name, argument.strip()) for name, argument in parts]


def arguments(path: Path, wanted: str) -> list[str]:
    return [argument for name, argument in instructions(path) if name == wanted]


@pytest.fixture(params=FILES, ids=lambda path: path.stem)
def file(request: pytest.FixtureRequest) -> Path:
    found: Path = request.param
    return found


def test_there_is_one_for_each_kind_of_machine() -> None:
    assert [path.stem for path in FILES] == ["cpu", "cuda", "jetson"]


def test_every_instruction_is_one_and_every_command_can_be_split(file: Path) -> None:
    for name, argument in instructions(file):
        assert name in KNOWN
        if name == "RUN":
            assert shlex.split(argument)


def test_the_base_image_is_named_with_a_version(file: Path) -> None:
    (base,) = arguments(file, "FROM")
    name, _, tag = base.rpartition(":")
    assert name
    assert re.search(r"\d+\.\d+", tag), f"{tag} names no version"


def test_it_runs_as_somebody_without_rights_and_last_of_all(file: Path) -> None:
    names = [name for name, _ in instructions(file)]
    (user,) = arguments(file, "USER")
    assert user not in ("root", "0")
    assert any(f" {user} " in f"{run} " for run in arguments(file, "RUN") if "useradd" in run)
    assert "RUN" not in names[names.index("USER") :]
    assert names[-1] == "CMD"


def test_models_and_sessions_lie_in_a_volume_that_the_user_may_write(file: Path) -> None:
    (volume,) = arguments(file, "VOLUME")
    settings = " ".join(arguments(file, "ENV"))
    assert f"REPSIGHT_CACHE={volume}/" in settings
    command = json.loads(arguments(file, "CMD")[0])
    assert command[command.index("--data") + 1].startswith(volume + "/")
    assert any(f"-o repsight -g repsight {volume}" in run for run in arguments(file, "RUN"))


def test_no_weights_are_baked_in(file: Path) -> None:
    for name, argument in instructions(file):
        assert not WEIGHTS.search(argument), f"{name} {argument}"
        assert "models pull" not in argument


def test_what_is_copied_is_in_the_repository(file: Path) -> None:
    for argument in arguments(file, "COPY"):
        *sources, _ = argument.split()
        for source in sources:
            assert (ROOT / source).exists(), source
    copied = " ".join(arguments(file, "COPY"))
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    for needed in (project["readme"], *project["license-files"]):
        assert needed in copied, f"building the package needs {needed}"


def test_the_health_of_the_server_is_asked_at_its_own_port(file: Path) -> None:
    (check,) = arguments(file, "HEALTHCHECK")
    (port,) = arguments(file, "EXPOSE")
    command = json.loads(check[check.index("[") :])
    assert f"http://127.0.0.1:{port}/health" in command[-1]
    compile(command[-1], "healthcheck", "exec")


def test_the_command_is_one_that_repsight_takes(file: Path) -> None:
    from typer.main import get_command

    from repsight.cli.app import app

    program, verb, *options = json.loads(arguments(file, "CMD")[0])
    assert program == "repsight"
    context = get_command(app)
    serve = context.commands[verb]  # type: ignore[attr-defined]
    known = {name for parameter in serve.params for name in parameter.opts}
    assert {option for option in options if option.startswith("--")} <= known
    assert {port.default for port in serve.params if port.name == "port"} == {
        int(arguments(file, "EXPOSE")[0])
    }


def test_extras_that_are_installed_exist(file: Path) -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    runs = " ".join(arguments(file, "RUN"))
    (extras,) = re.findall(r"'\.\[([\w,]+)\]'", runs)
    assert set(extras.split(",")) <= set(project["optional-dependencies"])


def test_where_ultralytics_is_opencv_is_without_windows_again(file: Path) -> None:
    runs = arguments(file, "RUN")
    with_yolo = [place for place, run in enumerate(runs) if "yolo" in run or "ultralytics" in run]
    repaired = [
        place
        for place, run in enumerate(runs)
        if "pip uninstall -y" in run and "--no-deps opencv-python-headless" in run
    ]
    assert bool(with_yolo) == bool(repaired)
    assert not with_yolo or repaired[-1] > with_yolo[-1]


def test_package_lists_are_removed_in_the_layer_that_fetched_them(file: Path) -> None:
    for run in arguments(file, "RUN"):
        if "apt-get update" in run:
            assert "--no-install-recommends" in run
            assert "rm -rf /var/lib/apt/lists/*" in run
