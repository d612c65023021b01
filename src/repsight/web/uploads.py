"""Uploaded videos: onto the disk, counted one after the other, kept for a while."""

import asyncio
import json
import logging
import shutil
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal

from repsight.exercises import exercise_names
from repsight.web.child import ChildError, run_child
from repsight.web.errors import FULL, RefusedError, without_folders
from repsight.web.folders import (
    aged,
    check_id,
    check_key,
    new_id,
    new_key,
    private_folder,
    remove,
    unknown,
)
from repsight.web.metrics import Metrics
from repsight.web.opening import AUTO
from repsight.web.replies import VideoReply
from repsight.web.result import SESSION_FILE
from repsight.web.settings import Settings

_LOG: Final = logging.getLogger("repsight.web")
_JOB_FILE: Final = "job.json"
_VIDEO: Final = "video"
_BROKEN: Final = "This file cannot be counted; is it a video?"


@dataclass(slots=True)
class Job:
    """One video and how far it is."""

    id: str
    key: str
    exercise: str
    folder: Path
    status: Literal["waiting", "counting", "done", "failed"] = "waiting"
    done: int = 0
    total: int | None = None
    message: str | None = None

    @property
    def video(self) -> Path:
        """Where the video is."""
        return self.folder / _VIDEO

    def save(self) -> None:
        """Write what must be known after a restart."""
        names = ("id", "key", "exercise", "status", "message")
        text = json.dumps({name: getattr(self, name) for name in names})
        (self.folder / _JOB_FILE).write_text(text, encoding="utf-8")

    def progress(self, line: str) -> None:
        """Take in a line of the child that counts."""
        done, total = map(int, line.split())
        self.done, self.total = done, total or None


class Videos:
    """Uploaded videos by id; one is counted at a time, so that live sessions go on."""

    def __init__(self, settings: Settings, metrics: Metrics) -> None:
        self._settings = settings
        self._limits = settings.limits
        self._metrics = metrics
        self._folder = private_folder(settings.data / "videos")
        self._jobs: dict[str, Job] = {}
        self._turn = asyncio.Lock()
        self._tasks: dict[str, asyncio.Task[None]] = {}
        self._receiving = 0

    def start(self) -> None:
        """Take up those that a server before this one left."""
        for path in self._folder.iterdir():
            job = _left(path)
            if job is None:
                remove(path)
                continue
            self._jobs[job.id] = job
            if job.status in ("waiting", "counting"):
                job.status = "waiting"
                self._queue(job)

    async def receive(self, exercise: str, length: str | None, body: AsyncIterator[bytes]) -> Job:
        """Store a video and have it counted. Raises RefusedError."""
        if exercise != AUTO and exercise not in exercise_names():
            raise RefusedError("exercise", "exercise is unknown; see /api/exercises")
        size = int(length) if length is not None and length.isdecimal() else 0
        self._check_room(size)
        self._receiving += 1
        folder = private_folder(self._folder / new_id())
        job = Job(folder.name, new_key(), exercise, folder)
        try:
            async with asyncio.timeout(self._limits.upload_seconds):
                await self._store(job.video, body)
            job.save()
        except BaseException as error:
            remove(folder)
            if isinstance(error, TimeoutError):
                raise RefusedError("slow", "The upload took too long; try again.", 408) from None
            raise
        finally:
            self._receiving -= 1
        self._jobs[job.id] = job
        self._queue(job)
        return job

    def find(self, name: object, key: object) -> Job:
        """The job of that id. Raises RefusedError where the id or the key is wrong."""
        job = self._jobs.get(check_id(name))
        if job is None:
            raise unknown()
        check_key(job.key, key)
        return job

    async def tell(self, name: object, key: object) -> VideoReply:
        """How far a video is. Raises RefusedError."""
        job = self.find(name, key)
        session = None
        if job.status == "done":
            text = await asyncio.to_thread((job.folder / SESSION_FILE).read_text, "utf-8")
            session = json.loads(text)
        return VideoReply(
            id=job.id,
            status=job.status,
            exercise=job.exercise,
            done=job.done,
            total=job.total,
            message=job.message,
            session=session,
        )

    async def delete(self, name: object, key: object) -> None:
        """Remove a video; counting it ends. Raises RefusedError."""
        await self._forget(self.find(name, key))

    async def sweep(self) -> None:
        """Remove those that are old."""
        for path in list(aged(self._folder, self._limits.keep_seconds)):
            if path.name in self._jobs:
                await self._forget(self._jobs[path.name])

    async def close(self) -> None:
        """End what is being counted; it is taken up again another time."""
        for task in self._tasks.values():
            task.cancel()
        await asyncio.gather(*self._tasks.values(), return_exceptions=True)

    def _check_room(self, size: int) -> None:
        """Raise RefusedError where a video of that size (0: not known) would be too much."""
        if size > self._limits.video_bytes:
            raise self._too_large()
        if self._receiving + len(self._tasks) >= self._limits.max_videos:
            raise RefusedError("busy", "Too many videos are waiting; try again later.", 429)
        if shutil.disk_usage(self._folder).free - size < self._limits.free_bytes:
            raise FULL

    def _too_large(self) -> RefusedError:
        most = self._limits.video_bytes >> 20
        return RefusedError("large", f"A video may have {most} MB; cut it or shrink it.", 413)

    async def _store(self, path: Path, body: AsyncIterator[bytes]) -> None:
        size = checked = 0
        with path.open("wb") as file:
            async for part in body:
                size += len(part)
                if size > self._limits.video_bytes:
                    raise self._too_large()
                if size - checked > _CHECK_BYTES:
                    checked = size
                    self._check_disk()
                await asyncio.to_thread(file.write, part)
        if size == 0:
            raise RefusedError("empty", "The request has no body; send the video in it.")

    def _check_disk(self) -> None:
        if shutil.disk_usage(self._folder).free < self._limits.free_bytes:
            raise FULL

    def _queue(self, job: Job) -> None:
        task = asyncio.create_task(self._count(job))
        self._tasks[job.id] = task
        task.add_done_callback(lambda _: self._tasks.pop(job.id, None))

    async def _count(self, job: Job) -> None:
        async with self._turn:
            job.status = "counting"
            try:
                await self._run(job)
                job.status = "done"
            except ChildError as error:
                _LOG.info("video %s: %s", job.id, error)
                job.status, job.message = "failed", _reason(str(error))
            self._metrics.videos.labels(job.status).inc()
            job.save()

    async def _run(self, job: Job) -> None:
        settings, limits = self._settings, self._limits
        words = [str(job.video), str(job.folder / SESSION_FILE), job.exercise]
        words += [settings.model or "", settings.device]
        words += [str(int(limits.video_seconds)), str(limits.video_memory_bytes)]
        await run_child("repsight.web.video_child", words, limits.video_seconds, job.progress)

    async def _forget(self, job: Job) -> None:
        self._jobs.pop(job.id, None)
        task = self._tasks.get(job.id)
        if task is not None:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
        await asyncio.to_thread(remove, job.folder)


_CHECK_BYTES: Final = 64 << 20


def _left(folder: Path) -> Job | None:
    """The job in a folder; None where it is none, or was cut off while it came in."""
    try:
        kept = json.loads((folder / _JOB_FILE).read_text(encoding="utf-8"))
        return Job(folder=folder, **kept)
    except (OSError, ValueError, TypeError):
        return None


def _reason(said: str) -> str:
    """What to tell of a failure: the program's own line, without where things are."""
    line = without_folders(said)
    return line if line.startswith(f"{_VIDEO}:") else _BROKEN
