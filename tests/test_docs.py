"""What README and docs say exists: commands and their options, links, exercises, Python."""

import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer.main

from repsight.cli.app import app
from repsight.exercises import exercise_names
from repsight.models import list_models

ROOT = Path(__file__).parents[1]
PAGES = sorted([ROOT / "README.md", ROOT / "CHANGELOG.md", *(ROOT / "docs").rglob("*.md")])
OURS = re.compile(r"-|repsight |python -m repsight ")
COMMAND_LINE = ROOT / "docs" / "command-line.md"


def _name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def _blocks(text: str, *languages: str) -> Iterator[str]:
    for language, body in re.findall(r"^```(\w*)\n(.*?)^```", text, re.DOTALL | re.MULTILINE):
        if language in languages:
            yield body


def command_lines(page: Path) -> list[str]:
    """Every `repsight …` a page tells its reader to type, in blocks and in the text."""
    text = page.read_text(encoding="utf-8")
    lines = [line for body in _blocks(text, "sh", "bash") for line in body.splitlines()]
    prose = re.sub(r"^```.*?^```", "", text, flags=re.DOTALL | re.MULTILINE)
    lines += re.findall(r"`((?:python -m )?repsight [^`]*)`", prose.replace("\n", " "))
    lines = [line.strip().removeprefix("python -m ") for line in lines]
    return [line for line in lines if line.startswith("repsight ") and "[OPTIONS]" not in line]


def parse(line: str) -> str:
    """Parses a command line as the command would, without running it; the command's name."""
    words = shlex.split(line, comments=True)[1:]
    words = words[: words.index(">")] if ">" in words else words
    command: Any = typer.main.get_command(app)
    name = "repsight"
    while words and words[0] in getattr(command, "commands", {}):
        command, name = command.commands[words[0]], f"{name} {words[0]}"
        words = words[1:]
    if hasattr(command, "commands") and words and not words[0].startswith("-"):
        pytest.fail(f"{line}: there is no command {words[0]!r}")
    if words:  # a bare name, as in "see `repsight count`", need not be complete
        command.make_context(name, [*words], resilient_parsing=words == ["--version"])
    return name


LINES = [(page, line) for page in PAGES for line in command_lines(page)]


@pytest.mark.parametrize(("page", "line"), LINES, ids=[f"{_name(p)}: {s}" for p, s in LINES])
def test_every_command_line_parses(page: Path, line: str) -> None:
    assert parse(line).startswith("repsight")


def test_a_command_line_that_does_not_exist_is_noticed() -> None:
    with pytest.raises(Exception, match="--exercize"):
        parse("repsight count squats.mp4 --exercize squat")
    with pytest.raises(pytest.fail.Exception, match="cuont"):
        parse("repsight cuont squats.mp4")


def _options() -> dict[str, set[str]]:
    """The options of every command, --help apart."""
    waiting: list[tuple[str, Any]] = [("repsight", typer.main.get_command(app))]
    found: dict[str, set[str]] = {}
    while waiting:
        name, command = waiting.pop()
        waiting += [
            (f"{name} {sub}", each) for sub, each in getattr(command, "commands", {}).items()
        ]
        named = [o for p in command.params for o in (*p.opts, *p.secondary_opts)]
        options = {o for o in named if o.startswith("-")}
        found[name] = options - {"--help"}
    return found


def test_the_command_line_page_names_every_command_and_every_option() -> None:
    text = COMMAND_LINE.read_text(encoding="utf-8")
    for name, options in _options().items():
        assert name in text
        missing = {o for o in options - {"--version"} if f"`{o}`" not in text}
        assert not missing, f"{name}: {missing}"


@pytest.mark.parametrize("page", PAGES, ids=_name)
def test_every_option_named_exists(page: Path) -> None:
    known = set().union(*_options().values(), {"--help"})
    # Options of other programs stand in blocks, and in code that begins with their names.
    text = re.sub(r"^```.*?^```", "", page.read_text(encoding="utf-8"), flags=re.S | re.M)
    text = re.sub(r"`([^`]*)`", lambda code: code[1] if OURS.match(code[1]) else "", text)
    assert set(re.findall(r"(?<![\w-])--[a-z][a-z0-9]*(?:-[a-z0-9]+)*", text)) <= known


@pytest.mark.parametrize("page", PAGES, ids=_name)
def test_every_relative_link_leads_somewhere(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    for target in re.findall(r"\]\(([^)\s]+)\)", text):
        if re.match(r"[a-z]+:", target):
            continue
        path, _, anchor = target.partition("#")
        there = page.parent / path if path else page
        assert there.exists(), f"{_name(page)} links to {target}"
        if anchor:
            assert anchor in _anchors(there), f"{_name(page)} links to {target}"


def _anchors(page: Path) -> set[str]:
    titles = re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w]+", "-", title.lower()).strip("-") for title in titles}


def test_the_command_line_page_lists_exactly_the_exercises_there_are() -> None:
    text = COMMAND_LINE.read_text(encoding="utf-8")
    section = text.partition("## repsight exercises")[2].partition("\n## ")[0]
    assert tuple(re.findall(r"^\| `(\w+)`", section, re.MULTILINE)) == exercise_names()


@pytest.mark.parametrize("page", [ROOT / "README.md", ROOT / "docs" / "models.md"], ids=_name)
def test_every_family_of_models_is_named_with_its_licence(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    for card in list_models():
        family = card.name if card.family == "blazepose" else card.name[:-6] + "n-pose"
        rows = [row for row in text.splitlines() if row.startswith("|") and f"`{family}`" in row]
        assert rows, family
        assert all(card.licence in row for row in rows)


PYTHON = [(page, code) for page in PAGES for code in _blocks(page.read_text("utf-8"), "python")]


@pytest.mark.parametrize(("page", "code"), PYTHON, ids=[_name(page) for page, _ in PYTHON])
def test_the_python_shown_uses_names_that_exist(page: Path, code: str) -> None:
    compile(code, _name(page), "exec")
    imports = [line for line in code.splitlines() if re.match(r"(import|from) ", line)]
    used = {f"_ = {name}" for name in re.findall(r"\brepsight(?:\.\w+)+(?=\()", code)}
    done = subprocess.run(
        [sys.executable, "-c", "\n".join(["import repsight", *imports, *sorted(used)])],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr


@pytest.mark.slow
def test_the_readmes_program_prints_what_the_readme_says() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    program, said = next(_blocks(text, "python")), next(_blocks(text, "text"))
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    numbers = r"\d+\.\d"
    assert re.sub(numbers, "#", done.stdout) == re.sub(numbers, "#", said)
    # Processors compute in different precision: a tenth or two of a second is the same.
    for now, then in zip(re.findall(numbers, done.stdout), re.findall(numbers, said), strict=True):
        assert float(now) == pytest.approx(float(then), abs=0.3)
