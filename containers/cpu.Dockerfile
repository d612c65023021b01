# RepSight's server on a plain CPU: OpenVINO and BlazePose, nothing under the AGPL.
#
#   docker build -f containers/cpu.Dockerfile -t repsight:cpu .
#   docker run --rm -p 8765:8765 -v repsight:/data repsight:cpu
FROM python:3.11-slim-bookworm

ENV PIP_NO_CACHE_DIR=1 \
    PIP_DISABLE_PIP_VERSION_CHECK=1 \
    PYTHONUNBUFFERED=1 \
    REPSIGHT_CACHE=/data/cache

# What WeasyPrint needs to write PDF reports.
RUN apt-get update \
    && apt-get install -y --no-install-recommends \
        libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 \
    && rm -rf /var/lib/apt/lists/*

WORKDIR /opt/repsight
COPY pyproject.toml constraints.txt README.md LICENSE NOTICE ./
COPY src ./src
RUN pip install -c constraints.txt '.[web]'

RUN useradd --create-home --uid 10001 repsight \
    && install -d -o repsight -g repsight /data
USER repsight
# Models, sessions and videos. No model is in the image: the first start fetches one.
VOLUME /data
EXPOSE 8765

HEALTHCHECK --interval=30s --timeout=5s --start-period=120s CMD \
    ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8765/health', timeout=4)"]
CMD ["repsight", "serve", "--host", "0.0.0.0", "--data", "/data/server"]
