"""Where a pose backend's time goes, always on: three clock readings a frame cost nothing."""

from dataclasses import dataclass


@dataclass(slots=True)
class StageSeconds:
    """Seconds spent since the backend was loaded, and for how many frames.

    `pre` is making the network's input and `post` is decoding its output, both in the caller's
    thread. `network` is wall time during which the network was at work on at least one frame:
    requests that overlap are not counted twice, so `frames / network` is its own speed.
    """

    pre: float = 0.0
    network: float = 0.0
    post: float = 0.0
    frames: int = 0
