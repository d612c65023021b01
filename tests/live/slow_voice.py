"""Makes sounds as `repsight.live.synthesis` does, of a known length; writes down what was asked.

Run with the file to write to, the seconds of a sound, and what is to go wrong.
"""

import json
import sys
import time
import wave

RATE = 22050


def main(log: str, seconds: float, wrong: str) -> None:
    if wrong == "silent":
        time.sleep(60)
    print(json.dumps({"error": "no voice is installed"} if wrong == "error" else {}), flush=True)
    for line in sys.stdin:
        if wrong == "ends":
            return
        asked = json.loads(line)
        with open(log, "a", encoding="utf-8") as file:  # noqa: PTH123
            file.write(asked["text"] + "\n")
        with wave.open(asked["path"], "wb") as sound:
            sound.setparams((1, 2, RATE, 0, "NONE", ""))
            sound.writeframes(b"\x00\x20" * round(seconds * RATE))
        print(json.dumps({}), flush=True)


if __name__ == "__main__":
    main(sys.argv[1], float(sys.argv[2]), sys.argv[3])
