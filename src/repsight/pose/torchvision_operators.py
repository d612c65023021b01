"""Letting torchvision start beside a PyTorch that its compiled operators were not built for.

Python registries carry torchvision built for CUDA. Beside a CPU-only PyTorch its library cannot be
loaded, and `import torchvision` then fails on an operator that the library would have declared.
Ultralytics needs one thing of it, non-maximum suppression, so that operator is declared here, in
PyTorch, in this process only. Where torchvision starts by itself nothing is touched.
"""

import importlib
import sys
from types import ModuleType
from typing import Any

from repsight.pose.yolo_decode import suppress

_PACKAGE = "torchvision"
# The operators whose shape torchvision registers at import whether or not its library was loaded.
_SCHEMAS = {
    "nms": "(Tensor dets, Tensor scores, float iou_threshold) -> Tensor",
    "qnms": "(Tensor dets, Tensor scores, float iou_threshold) -> Tensor",
}
_MISSING = "operator torchvision::"


def import_torchvision() -> ModuleType:
    """torchvision, with its operators declared in PyTorch where its own library does not load.

    Raises whatever importing it raises for another reason than a missing operator.
    """
    try:
        return importlib.import_module(_PACKAGE)
    except RuntimeError as error:
        if _MISSING not in str(error):
            raise
    for name in [name for name in sys.modules if name.split(".")[0] == _PACKAGE]:
        del sys.modules[name]  # the half that was imported
    torch = importlib.import_module("torch")
    for name, schema in _SCHEMAS.items():
        torch.library.define(f"{_PACKAGE}::{name}", schema)
    torch.library.impl(f"{_PACKAGE}::nms", "default", _suppress)
    torchvision = importlib.import_module(_PACKAGE)
    # Its own function refuses to run without the compiled library.
    torchvision.ops.nms = torch.ops.torchvision.nms
    return torchvision


def _suppress(dets: Any, scores: Any, iou_threshold: float) -> Any:
    """Indices (K,) of the boxes (N, 4) xyxy that greedy suppression keeps, best score first."""
    order = scores.argsort(descending=True, stable=True)
    kept = suppress(dets[order].cpu().float().numpy(), iou_threshold)
    return order[order.new_tensor(kept)]
