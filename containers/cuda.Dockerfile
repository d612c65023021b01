# RepSight's server on a machine with an NVIDIA GPU: PyTorch, TensorRT, ONNX Runtime with CUDA.
# Ultralytics is in it, which is AGPL-3.0: see "Licence" in the README before you pass it on.
#
#   docker build -f containers/cuda.Dockerfile -t repsight:cuda .
#   docker run --rm --gpus all -p 8765:8765 -v repsight:/data repsight:cuda
#
# The image brings the driver's hooks only; CUDA and cuDNN come with PyTorch's packages.
FROM nvidia/cuda:12.8.1-base-ubuntu24.04

# torchvision belongs to one torch; TensorRT 10 builds half precision by itself, 11 wants ModelOpt.
ARG TORCH=2.13.0
ARG TORCHVISION=0.28.0
ARG TENSORRT=tensorrt-cu12==10.13.0.35

ENV DEBIAN_FRONTEND=noninteractive \
    PIP_NO_CACHE_DIR=1 \
    PIP_DISABLE_PIP_VERSION_CHECK=1 \
    PYTHONUNBUFFERED=1 \
    PATH=/opt/venv/bin:$PATH \
    NVIDIA_VISIBLE_DEVICES=all \
    NVIDIA_DRIVER_CAPABILITIES=compute,utility \
    YOLO_CONFIG_DIR=/data/ultralytics \
    REPSIGHT_CACHE=/data/cache

RUN apt-get update \
    && apt-get install -y --no-install-recommends \
        python3 python3-venv libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 \
    && rm -rf /var/lib/apt/lists/* \
    && python3 -m venv /opt/venv

WORKDIR /opt/repsight
RUN pip install "torch==$TORCH" "torchvision==$TORCHVISION" \
    && python -c "import torch; assert torch.version.cuda, 'this is the CPU build of PyTorch'"
COPY pyproject.toml constraints.txt README.md LICENSE NOTICE ./
COPY src ./src
RUN pip install -c constraints.txt '.[web,yolo]' \
    && pip install "$TENSORRT" onnxruntime-gpu
# Ultralytics brings an OpenCV with windows, which overwrites ours and needs a display's libraries.
RUN pip uninstall -y opencv-python opencv-python-headless \
    && pip install -c constraints.txt --no-deps opencv-python-headless \
    && python -c "import cv2"

RUN useradd --create-home --uid 10001 repsight \
    && install -d -o repsight -g repsight /data
USER repsight
# Models, engines, sessions and videos. No weights are in the image.
VOLUME /data
EXPOSE 8765

HEALTHCHECK --interval=30s --timeout=5s --start-period=120s CMD \
    ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8765/health', timeout=4)"]
CMD ["repsight", "serve", "--host", "0.0.0.0", "--data", "/data/server"]
