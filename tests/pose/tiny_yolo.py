"""Networks of a few bytes that answer like YOLO-Pose, for tests that need no weights.

The first keypoint's x is the mean of the picture (0..1 inside the network) times 100, so that a
result tells which picture it came from.
"""

from pathlib import Path

import numpy as np
import openvino as ov
import openvino.opset13 as op

ANCHORS = 21  # of a 32 x 32 input: 4 x 4 + 2 x 2 + 1


def answer(channels: int = 56) -> np.ndarray:
    """An output (1, channels, ANCHORS) with one person: box 8..24 x 4..28, score 0.9."""
    values = np.zeros((1, channels, ANCHORS), np.float32)
    values[0, :5, 7] = 16, 16, 16, 24, 0.9
    values[0, 5:, 7] = 0.5
    return values


def save_network(
    folder: Path,
    output: np.ndarray,
    *,
    height: int = -1,
    width: int = -1,
    channels: int = 3,
    metadata: str | None = None,
    only_32: bool = False,
) -> Path:
    """An OpenVINO folder whose network gives `output` for any picture; returns the folder.

    `only_32` has a constant of 32 x 32 inside although the input is declared open.
    """
    picture = op.parameter([-1, channels, height, width], np.float32, name="images")
    inside = picture
    if only_32:
        inside = op.add(picture, op.constant(np.zeros((1, 1, 32, 32), np.float32)))
    mean = op.reduce_mean(inside, np.array([1, 2, 3]), keep_dims=False)
    place = np.zeros(output.shape, np.float32)
    if output.shape[1:] == (56, ANCHORS):
        place[0, 5, 7] = 100.0
    shaped = op.reshape(mean, np.array([-1, *[1] * (output.ndim - 1)]), special_zero=False)
    result = op.add(op.multiply(shaped, op.constant(place)), op.constant(output))
    folder.mkdir(parents=True, exist_ok=True)
    ov.save_model(ov.Model([result], [picture]), folder / "tiny.xml", compress_to_fp16=False)
    if metadata is not None:
        (folder / "metadata.yaml").write_text(metadata)
    return folder
