"""`repsight info`: versions, devices and runtimes, for a bug report."""

import typer

_PACKAGES = (
    "numpy", "scipy", "av", "opencv-python-headless", "opencv-python", "openvino", "onnxruntime",
    "onnxruntime-gpu", "torch", "torchvision", "ultralytics", "tensorrt", "typer", "rich",
    "pyarrow", "fit-tool", "ezc3d",
)  # fmt: skip


def info() -> None:
    """Print versions, devices, runtimes and models, for a bug report."""
    import os
    import platform
    import sys

    from repsight import __version__

    typer.echo(f"repsight {__version__}")
    typer.echo(f"python {sys.version.split()[0]} on {platform.platform()}")
    typer.echo(f"processor cores: {os.cpu_count()}")
    for name, version in _versions():
        typer.echo(f"{name} {version}")
    for line in (*_devices(), *_models()):
        typer.echo(line)


def _versions() -> list[tuple[str, str]]:
    from importlib import metadata

    found = []
    for name in _PACKAGES:
        try:
            found.append((name, metadata.version(name)))
        except metadata.PackageNotFoundError:
            continue
    return found


def _devices() -> list[str]:
    import openvino

    core = openvino.Core()
    lines = [
        f"openvino device {name}: {core.get_property(name, 'FULL_DEVICE_NAME')}"
        for name in core.available_devices
    ]
    return [*lines, *_gpus(), *_runtimes()]


def _gpus() -> list[str]:
    """NVIDIA GPUs and their driver, asked of the driver itself."""
    from repsight.pose.devices import gpus, nvidia_driver

    found = gpus()
    lines = [f"CUDA devices: {len(found)}"]
    if found:
        lines.append(f"NVIDIA driver: {nvidia_driver() or 'unknown'}")
    return [*lines, *(f"cuda:{index}: {gpu}" for index, gpu in enumerate(found))]


def _runtimes() -> list[str]:
    """What the libraries that can use a GPU were built for; PyTorch is looked at, not loaded."""
    from importlib.util import find_spec

    from repsight.pose.torch_runtime import torch_build

    built = torch_build()
    lines = [f"torch: built for {built}" if built else "torch: not installed"]
    lines.append(f"tensorrt: {'installed' if find_spec('tensorrt') else 'not installed'}")
    try:
        import onnxruntime
    except ImportError:
        return [*lines, "onnxruntime: not installed"]
    return [*lines, f"onnxruntime providers: {', '.join(onnxruntime.get_available_providers())}"]


def _models() -> list[str]:
    from repsight.models import default_model, is_cached, list_models, models_dir

    here = [card.name for card in list_models() if is_cached(card)]
    return [
        f"models in {models_dir()}: {', '.join(here) or 'none'}",
        f"default model: {default_model()}",
    ]
