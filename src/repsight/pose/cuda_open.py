"""Opening a model file for the pipeline that runs on the device."""

from pathlib import Path

from repsight.pose.cuda_backend import AUTO_BATCH
from repsight.pose.cuda_network import Device, DeviceNetwork


def open_device_network(
    file: Path, gpu: int | None, *, runtime: str, imgsz: int, half: bool, batch: int | None
) -> DeviceNetwork:
    """The network in a .pt, .torchscript, .engine or .onnx, on a GPU or, for trying, the CPU.

    `half`: a .pt computes in half precision, on a GPU. Raises DeviceError and ModelError.
    """
    device = Device(gpu)
    suffix = file.suffix.lower()
    if suffix == ".engine":
        from repsight.pose.cuda_engine import EngineNetwork

        return EngineNetwork(file, device)
    if suffix == ".onnx":
        from repsight.pose.cuda_onnx import OnnxDeviceNetwork
        from repsight.pose.onnx_runtime import Provider

        provider: Provider = "cuda" if runtime == "onnxruntime" else "tensorrt"
        return OnnxDeviceNetwork(
            file,
            device,
            provider="cpu" if gpu is None else provider,
            imgsz=imgsz,
            batch=batch or AUTO_BATCH,
        )
    from repsight.pose.cuda_torch import ScriptNetwork, WeightsNetwork

    if suffix == ".torchscript":
        return ScriptNetwork(file, device, imgsz=imgsz)
    return WeightsNetwork(file, device, half=half and gpu is not None)
