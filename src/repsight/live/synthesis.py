"""A program that turns lines of text into sound files; it imports nothing of this package.

An engine of the system may hang, print, or need a main thread; none of that may reach the coach.
A line of JSON comes on stdin (`{"text": …, "path": …}`), a line of JSON goes back on stdout: `{}`
when the file is there or `{"error": …}`.
"""

import json
import os
import sys
from typing import Any, TextIO


def main() -> None:
    """Answer until stdin ends. The first line out says whether there is an engine."""
    answers = _own_stdout()
    try:
        import pyttsx3

        engine = pyttsx3.init()
    except Exception as error:  # each driver of each system fails in its own way
        _answer(answers, f"{type(error).__name__}: {error}")
        return
    _answer(answers)
    for line in sys.stdin:
        asked = json.loads(line)
        try:
            _speak(engine, asked["text"], asked["path"])
        except Exception as error:
            _answer(answers, f"{type(error).__name__}: {error}")
        else:
            _answer(answers)


def _own_stdout() -> TextIO:
    """Standard output for the answers alone: drivers print there too."""
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    return answers


def _speak(engine: Any, text: str, path: str) -> None:
    engine.save_to_file(text, path)
    engine.runAndWait()


def _answer(answers: TextIO, error: str | None = None) -> None:
    answers.write(json.dumps({} if error is None else {"error": error}) + "\n")
    answers.flush()


if __name__ == "__main__":
    main()
