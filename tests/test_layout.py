"""The shape of the package: what may import what, how long modules are, what they are called."""

import ast
import importlib
import subprocess
import sys
from pathlib import Path

import pytest

import repsight

PACKAGE = Path(repsight.__file__).parent
MODULES = sorted(PACKAGE.rglob("*.py"))
CORE = sorted((PACKAGE / "core").rglob("*.py"))

MAX_LINES = 300
FORBIDDEN_NAMES = {"utils", "helpers", "common", "base", "manager"}
CORE_MAY_IMPORT = {"numpy", "scipy", "repsight"} | set(sys.stdlib_module_names)
# What does input or output, tells the time or draws has no place in the core.
CORE_MAY_NOT_IMPORT = {
    "asyncio", "ctypes", "glob", "http", "io", "logging", "multiprocessing", "os", "pathlib",
    "random", "shutil", "socket", "sqlite3", "subprocess", "sys", "tempfile", "threading", "time",
    "urllib",
}  # fmt: skip
HEAVY = {
    "alembic",
    "anny",
    "av",
    "cv2",
    "ezc3d",
    "fastapi",
    "fit_tool",
    "fitdecode",
    "gymnasium",
    "jinja2",
    "lightgbm",
    "matplotlib",
    "moderngl",
    "ncnn",
    "nncf",
    "numpy",
    "onnx",
    "onnxruntime",
    "openvino",
    "pandas",
    "PIL",
    "plotly",
    "prometheus_client",
    "psycopg",
    "pyarrow",
    "pygame",
    "pyttsx3",
    "ruptures",
    "scipy",
    "segno",
    "sklearn",
    "sqlalchemy",
    "stable_baselines3",
    "statsforecast",
    "torch",
    "torchvision",
    "ultralytics",
    "uvicorn",
    "weasyprint",
    "yaml",
}


def _name(path: Path) -> str:
    return str(path.relative_to(PACKAGE))


def _imports(path: Path) -> list[str]:
    """Dotted names of everything a module imports, wherever in it."""
    found = []
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{_name(path)} imports relatively"
            found.append(node.module or "")
    return found


def test_there_is_a_core_to_look_at() -> None:
    assert {"types.py", "errors.py", "session.py", "scene.py"} <= {path.name for path in CORE}


@pytest.mark.parametrize("path", CORE, ids=_name)
def test_the_core_imports_numpy_scipy_and_the_standard_library_only(path: Path) -> None:
    for name in _imports(path):
        top = name.split(".")[0]
        assert top in CORE_MAY_IMPORT, f"{_name(path)} imports {name}"
        assert top not in CORE_MAY_NOT_IMPORT, f"{_name(path)} imports {name}, which is I/O"
        if top == "repsight":
            assert name.startswith("repsight.core"), f"{_name(path)} imports {name}"


@pytest.mark.parametrize("path", CORE, ids=_name)
def test_the_core_neither_opens_nor_prints(path: Path) -> None:
    called = {
        node.func.id
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
    }
    assert not called & {"open", "print", "input", "exec", "eval"}


@pytest.mark.parametrize("path", MODULES, ids=_name)
def test_a_module_has_at_most_300_lines_and_a_name_that_says_something(path: Path) -> None:
    lines = len(path.read_text(encoding="utf-8").splitlines())
    assert lines <= MAX_LINES, f"{_name(path)} has {lines} lines; split it"
    assert path.stem not in FORBIDDEN_NAMES


@pytest.mark.parametrize("path", MODULES, ids=_name)
def test_ultralytics_is_imported_inside_a_function_only(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    tops = [node for node in tree.body if isinstance(node, ast.Import | ast.ImportFrom)]
    names = [ast.unparse(node) for node in tops]
    assert not [name for name in names if "ultralytics" in name and "repsight" not in name]


@pytest.mark.parametrize("path", MODULES, ids=_name)
def test_every_public_name_resolves(path: Path) -> None:
    dotted = ".".join(("repsight", *path.relative_to(PACKAGE).with_suffix("").parts))
    if dotted.endswith("__main__"):
        return  # importing it runs the command
    module = importlib.import_module(dotted.removesuffix(".__init__"))
    public = getattr(module, "__all__", [])
    for name in public:
        assert getattr(module, name) is not None, f"{dotted}.{name}"


def _loaded_by(code: str) -> set[str]:
    """Top-level modules that a fresh interpreter has loaded after running `code`."""
    script = f"{code}\nimport sys; sys.stderr.write(' '.join(sys.modules))"
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    return {name.split(".")[0] for name in done.stderr.split()}


def test_importing_the_package_loads_nothing_heavy() -> None:
    loaded = _loaded_by("import repsight")
    assert "repsight" in loaded
    assert not loaded & (HEAVY | {"rich", "typer"})


@pytest.mark.parametrize(
    "arguments",
    [
        ["--help"],
        ["count", "--help"],
        ["data", "--help"],
        ["data", "synth", "--help"],
        ["export", "--help"],
        ["export-model", "--help"],
        ["history", "--help"],
        ["live", "--help"],
        ["plan", "--help"],
        ["report", "--help"],
        ["serve", "--help"],
        ["train", "pose", "--help"],
        ["--version"],
    ],
)
def test_help_and_version_load_nothing_heavy(arguments: list[str]) -> None:
    code = (
        f"import sys; sys.argv = ['repsight', *{arguments!r}]\n"
        "from repsight.cli import main\n"
        "try: main()\n"
        "except SystemExit as end: assert not end.code"
    )
    loaded = _loaded_by(code)
    assert "typer" in loaded
    assert not loaded & HEAVY


def test_an_unknown_public_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="no attribute 'cuont'"):
        _ = repsight.cuont


def test_the_public_names_are_those_listed() -> None:
    assert set(repsight.__all__) <= set(dir(repsight))
    assert repsight.count.__module__ == "repsight.pipeline"
