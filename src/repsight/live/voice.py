"""Saying words aloud, the newest at once and old ones never.

pyttsx3 makes the sound in a process of its own, pygame plays it: so it can be cut off at once,
which pyttsx3's own players cannot, and a driver that hangs takes nothing with it.
"""

import importlib.util
import json
import logging
import queue
import subprocess
import sys
import tempfile
import threading
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Self

from repsight.live.mailbox import Mailbox
from repsight.live.saying import Saying

_PATIENCE: Final = 10.0
"""Seconds for the engine to start or to make one sound; they take 0.05 and 0.01."""

_PROGRAM: Final = Path(__file__).with_name("synthesis.py")
"""Run as a file, not as a module: importing this package would take a second."""

_POLL_SECONDS: Final = 0.02
"""How often the end of a sound is looked for: a delay nobody hears."""

_MAX_SOUNDS: Final = 200
"""Sounds kept for the next time: numbers and cues come again. One is about 0.2 MB."""

_SILENCE: Final = Saying("", urgent=True)


class VoiceError(Exception):
    """There is no voice; the text says why."""


class Synthesis:
    """Makes sound files of texts in a process of its own. Raises VoiceError."""

    def __init__(self, command: tuple[str, ...] = ()) -> None:
        arguments = command or (sys.executable, "-P", str(_PROGRAM))
        try:
            self._process = subprocess.Popen(
                arguments,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                text=True,
                encoding="utf-8",
            )
        except OSError as error:
            raise VoiceError(f"it cannot be started: {error.strerror}") from None
        self._folder = tempfile.TemporaryDirectory(prefix="repsight-voice-")
        self._answers: queue.Queue[str] = queue.Queue()
        threading.Thread(target=self._listen, name="voice answers", daemon=True).start()
        self._made = 0
        try:
            self._wait()
        except VoiceError:
            self.close()
            raise

    def _listen(self) -> None:
        assert self._process.stdout is not None
        for line in self._process.stdout:
            self._answers.put(line)
        self._answers.put("")

    def _wait(self) -> None:
        try:
            line = self._answers.get(timeout=_PATIENCE)
        except queue.Empty:
            raise VoiceError(f"it says nothing for {_PATIENCE:.0f} s") from None
        answer: dict[str, str] = json.loads(line) if line else {"error": "it ended"}
        if "error" in answer:
            raise VoiceError(answer["error"])

    def make(self, text: str) -> Path:
        """A sound file of `text`."""
        self._made += 1
        path = Path(self._folder.name) / f"{self._made}.wav"
        assert self._process.stdin is not None
        try:
            self._process.stdin.write(json.dumps({"text": text, "path": str(path)}) + "\n")
            self._process.stdin.flush()
        except OSError:
            raise VoiceError("it ended") from None
        self._wait()
        if not path.is_file():
            raise VoiceError("it makes no sound")
        return path

    def close(self) -> None:
        """End the process and remove its files."""
        self._process.kill()
        self._process.communicate()
        self._folder.cleanup()


class Voice:
    """Speaks in a thread that begins with the first word; says once in the log where it cannot.

    To be left by a `with` block. `command` makes the sounds in the place of this program's own.
    """

    def __init__(self, command: tuple[str, ...] = ()) -> None:
        self._command = command
        self._waiting: Mailbox[Saying] = Mailbox()
        self._sounds: dict[str, Any] = {}
        self._thread: threading.Thread | None = None

    def say(self, saying: Saying) -> None:
        """Say it as soon as it may be said; what was waiting is forgotten."""
        if self._thread is None:
            self._thread = threading.Thread(target=self._run, name="voice", daemon=True)
            self._thread.start()
        self._waiting.put(saying)

    def hush(self) -> None:
        """Break off what is being said, if anything is."""
        if self._thread is not None:
            self._waiting.put(_SILENCE)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._waiting.close()
        if self._thread is not None:
            self._thread.join(_PATIENCE)

    def _run(self) -> None:
        try:
            self._speak_all()
        except VoiceError as error:
            logging.getLogger("repsight").warning("there is no voice (%s); %s", error, _install())
            self._waiting.close()

    def _speak_all(self) -> None:
        import pygame

        synthesis = Synthesis(self._command)
        try:
            pygame.mixer.init()
            channel = pygame.mixer.Channel(0)
            for saying in self._waiting:
                self._speak(saying, synthesis, channel)
        except pygame.error as error:
            raise VoiceError(f"no sound output: {error}") from None
        finally:
            synthesis.close()
            pygame.mixer.quit()

    def _speak(self, saying: Saying, synthesis: Synthesis, channel: Any) -> None:
        sound = self._sound(saying.text, synthesis)
        while channel.get_busy() and not saying.urgent:
            newer = self._waiting.take(_POLL_SECONDS)
            if newer is not None:
                saying, sound = newer, self._sound(newer.text, synthesis)
            elif self._waiting.closed:
                return
        if sound is None:
            channel.stop()
        else:
            channel.play(sound)  # cuts off what is being said

    def _sound(self, text: str, synthesis: Synthesis) -> Any:
        import pygame

        if not text:
            return None
        if text not in self._sounds:
            if len(self._sounds) >= _MAX_SOUNDS:
                self._sounds.clear()
            path = synthesis.make(text)
            self._sounds[text] = pygame.mixer.Sound(path)
            path.unlink()
        return self._sounds[text]


def _install() -> str:
    if importlib.util.find_spec("pyttsx3") is None:
        return "pip install 'repsight[live]'"
    if sys.platform.startswith("linux"):
        return "install espeak-ng (as `sudo apt install espeak-ng`) and check the sound output"
    return "check the voices and the sound output in the system's settings"
