"""Exporters print on whatever they find, from C++ and from processes of their own; not here."""

import os
import sys
import warnings
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from pathlib import Path


@contextmanager
def quietly(folder: Path) -> Iterator[None]:
    """Inside, this process is in `folder`; what it prints, and warnings, go nowhere.

    stdout may be where somebody waits for JSON, and some exporters leave files where they are
    started.
    """
    sys.stdout.flush()
    sys.stderr.flush()
    before = Path.cwd()
    kept = [(number, os.dup(number)) for number in (1, 2)]
    try:
        with (
            Path(os.devnull).open("w", encoding="utf-8") as nowhere,
            redirect_stdout(nowhere),
            redirect_stderr(nowhere),
            warnings.catch_warnings(),
        ):
            warnings.simplefilter("ignore")
            for number, _ in kept:
                os.dup2(nowhere.fileno(), number)
            os.chdir(folder)
            yield
    finally:
        os.chdir(before)
        for number, copy in kept:
            os.dup2(copy, number)
            os.close(copy)
