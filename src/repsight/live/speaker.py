"""Between the coach and the voice: what is said, while it is wanted."""

from collections.abc import Mapping

from repsight.live.saying import Said, decide
from repsight.live.trainer import Look
from repsight.live.voice import Voice


class Speaker:
    """Hears every moment and says what is to be said while `on`."""

    def __init__(self, voice: Voice, words: Mapping[str, str], *, on: bool) -> None:
        self._voice = voice
        self._words = words
        self._said = Said()
        self.on = on

    def hear(self, look: Look) -> None:
        """Decide about one look; it is heard also while silent, so that nothing is said late."""
        saying, self._said = decide(look.moment, self._said, self._words)
        if saying is not None and self.on:
            self._voice.say(saying)

    def toggle(self) -> None:
        """Speak from now on, or be silent at once."""
        self.on = not self.on
        if not self.on:
            self._voice.hush()
