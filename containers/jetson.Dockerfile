# RepSight's server on an NVIDIA Jetson (Orin) with JetPack 6: NVIDIA's PyTorch and TensorRT.
# Ultralytics is in it, which is AGPL-3.0: see "Licence" in the README before you pass it on.
#
#   docker build -f containers/jetson.Dockerfile -t repsight:jetson .
#   docker run --rm --runtime nvidia -p 8765:8765 -v repsight:/data repsight:jetson
#
# JetPack 6 itself has Python 3.10, which is too old; this image has 3.12, with a PyTorch for the
# Jetson's GPU (igpu) and TensorRT's Python package.
FROM nvcr.io/nvidia/pytorch:25.06-py3-igpu

ENV DEBIAN_FRONTEND=noninteractive \
    PIP_NO_CACHE_DIR=1 \
    PIP_DISABLE_PIP_VERSION_CHECK=1 \
    PYTHONUNBUFFERED=1 \
    YOLO_CONFIG_DIR=/data/ultralytics \
    REPSIGHT_CACHE=/data/cache

RUN apt-get update \
    && apt-get install -y --no-install-recommends \
        libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 \
    && rm -rf /var/lib/apt/lists/*

WORKDIR /opt/repsight
COPY pyproject.toml constraints.txt README.md LICENSE NOTICE ./
COPY src ./src
# NVIDIA's own constraints hold back packages that RepSight needs newer. PyTorch must stay theirs:
# another one has no code for this GPU. So Ultralytics comes without what it asks for, then the rest.
RUN unset PIP_CONSTRAINT \
    && pip install '.[web]' 'onnx>=1.17,<2' \
    && pip install --no-deps 'ultralytics>=8.4' ultralytics-thop \
    && pip install matplotlib pillow polars psutil pyyaml requests
# Whatever brought an OpenCV with windows: it needs a display's libraries.
RUN pip uninstall -y opencv opencv-python opencv-python-headless \
    && unset PIP_CONSTRAINT \
    && pip install --no-deps opencv-python-headless \
    && python -c "import cv2, tensorrt, torch; assert torch.version.cuda; torch.zeros(1).numpy()"

RUN useradd --create-home --uid 10001 repsight \
    && install -d -o repsight -g repsight /data
USER repsight
# Models, engines, sessions and videos. No weights are in the image.
VOLUME /data
EXPOSE 8765

HEALTHCHECK --interval=30s --timeout=5s --start-period=180s CMD \
    ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8765/health', timeout=4)"]
CMD ["repsight", "serve", "--host", "0.0.0.0", "--data", "/data/server"]
