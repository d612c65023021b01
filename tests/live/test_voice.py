"""The voice: never late, never in the way, and one line where there is none."""

import logging
import shutil
import sys
import time
import wave
from pathlib import Path

import numpy as np
import pygame
import pytest

from repsight.core.coaching import Coached, Moment
from repsight.core.shapes import PersonView
from repsight.core.types import Frame, People, RepCompleted, Repetition
from repsight.live import voice as voices
from repsight.live.saying import Saying
from repsight.live.speaker import Speaker
from repsight.live.trainer import Look
from repsight.live.voice import Synthesis, Voice, VoiceError
from repsight.strings import load_strings

SLOW = str(Path(__file__).with_name("slow_voice.py"))


def engine(log: Path, seconds: float = 0.6, wrong: str = "nothing") -> tuple[str, ...]:
    return (sys.executable, SLOW, str(log), str(seconds), wrong)


def wait(until: object, seconds: float = 5.0) -> None:
    end = time.monotonic() + seconds
    while not until():  # type: ignore[operator]
        assert time.monotonic() < end, "it never came"
        time.sleep(0.01)


def sounding() -> bool:
    return bool(pygame.mixer.get_init()) and pygame.mixer.Channel(0).get_busy()


@pytest.mark.skipif(shutil.which("espeak-ng") is None, reason="espeak-ng is not here")
def test_the_real_engine_makes_sound_of_words() -> None:
    pytest.importorskip("pyttsx3")
    synthesis = Synthesis()
    try:
        lengths = []
        for text in ("5.", "Keep your chest up, and push your knees out."):
            with wave.open(str(synthesis.make(text))) as sound:
                samples = np.frombuffer(sound.readframes(sound.getnframes()), np.int16)
                lengths.append(len(samples) / sound.getframerate())
            assert np.abs(samples).max() > 1000
    finally:
        synthesis.close()
    assert 0.2 < lengths[0] < 1.5 < lengths[1] < 6


def test_a_count_cuts_off_a_cue(tmp_path: Path) -> None:
    log = tmp_path / "log"
    with Voice(engine(log, 5.0)) as voice:
        voice.say(Saying("Keep your chest up."))
        wait(sounding)
        first = pygame.mixer.Channel(0).get_sound()
        start = time.monotonic()
        voice.say(Saying("5.", urgent=True))
        wait(lambda: pygame.mixer.Channel(0).get_sound() not in (None, first))
        assert time.monotonic() - start < 0.5
    assert log.read_text().split("\n")[:2] == ["Keep your chest up.", "5."]


def test_a_cue_waits_for_the_end_of_the_count_and_only_the_newest_waits(tmp_path: Path) -> None:
    log = tmp_path / "log"
    with Voice(engine(log)) as voice:
        voice.say(Saying("5.", urgent=True))
        wait(sounding)
        first = pygame.mixer.Channel(0).get_sound()
        start = time.monotonic()
        for text in ("one", "two", "three"):
            voice.say(Saying(text))
        wait(lambda: pygame.mixer.Channel(0).get_sound() not in (None, first))
        assert time.monotonic() - start > 0.3
        time.sleep(0.2)
    said = log.read_text().split()
    assert said[0] == "5."
    assert said[-1] == "three"


def test_old_words_are_forgotten_when_a_new_count_comes(tmp_path: Path) -> None:
    log = tmp_path / "log"
    with Voice(engine(log, 5.0)) as voice:
        voice.say(Saying("5.", urgent=True))
        wait(sounding)
        for i in range(6, 30):
            voice.say(Saying(f"{i}.", urgent=True))
        wait(lambda: log.read_text().split()[-1] == "29.")
    assert len(log.read_text().split()) < 20


def test_what_was_said_before_is_not_made_again(tmp_path: Path) -> None:
    log = tmp_path / "log"
    with Voice(engine(log, 0.05)) as voice:
        for _ in range(3):
            voice.say(Saying("1.", urgent=True))
            wait(sounding)
            wait(lambda: not sounding())
    assert log.read_text() == "1.\n"


def test_hushing_breaks_off_at_once(tmp_path: Path) -> None:
    with Voice(engine(tmp_path / "log", 5.0)) as voice:
        voice.say(Saying("a long story"))
        wait(sounding)
        voice.hush()
        wait(lambda: not sounding(), 1)


def test_a_voice_that_never_spoke_costs_nothing() -> None:
    start = time.monotonic()
    with Voice(("this is no program",)) as voice:
        voice.hush()
    assert time.monotonic() - start < 0.5


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ("error", "there is no voice (no voice is installed)"),
        ("silent", "says nothing for"),
        ("ends", "it ended"),
    ],
)
def test_an_engine_that_is_missing_or_hangs_is_one_warning_and_nothing_waits(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch,
    wrong: str, says: str,
) -> None:  # fmt: skip
    monkeypatch.setattr(voices, "_PATIENCE", 0.8)
    with (
        caplog.at_level(logging.WARNING, "repsight"),
        Voice(engine(tmp_path / "log", wrong=wrong)) as voice,
    ):
        voice.say(Saying("1.", urgent=True))
        wait(lambda: caplog.records)
        start = time.monotonic()
        for i in range(100):
            voice.say(Saying(str(i), urgent=True))
        assert time.monotonic() - start < 0.1
    (record,) = caplog.records
    message = record.getMessage()
    assert says in message
    assert "\n" not in message
    if sys.platform.startswith("linux"):
        assert "espeak-ng" in message


def test_without_a_sound_output_the_warning_says_so(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SDL_AUDIODRIVER", "no_such_driver")
    with caplog.at_level(logging.WARNING, "repsight"), Voice(engine(tmp_path / "log")) as voice:
        voice.say(Saying("1.", urgent=True))
        wait(lambda: caplog.records)
    assert "no sound output" in caplog.text


def test_a_missing_library_names_its_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(voices.importlib.util, "find_spec", lambda name: None)
    assert voices._install() == "pip install 'repsight[live]'"


@pytest.mark.parametrize(
    "command", [(sys.executable, "-c", "raise SystemExit(3)"), ("there is no such program",)]
)
def test_a_program_that_does_not_run_is_a_voice_that_is_missing(command: tuple[str, ...]) -> None:
    with pytest.raises(VoiceError):
        Synthesis(command)


def test_the_speaker_says_what_is_decided_while_it_is_on(tmp_path: Path) -> None:
    log = tmp_path / "log"

    def counted(index: int) -> Look:
        event = RepCompleted(index, Repetition(index, 0.0, 0.5, 1.0, 1.0))
        view = PersonView(1, np.zeros((17, 3), np.float32), "Squat")
        moment = Moment(index, (Coached(view, events=(event,)),), (1,))
        picture = Frame(index, np.zeros((4, 4, 3), np.uint8))
        return Look(picture, People.empty(), moment, 0.0)

    with Voice(engine(log, 0.05)) as voice:
        speaker = Speaker(voice, load_strings(), on=False)
        speaker.hear(counted(1))
        speaker.toggle()
        speaker.hear(counted(2))
        wait(log.exists)
        wait(lambda: "2." in log.read_text())
        speaker.toggle()
        speaker.hear(counted(3))
        time.sleep(0.1)
    assert log.read_text() == "2.\n"
