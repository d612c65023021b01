"""Numbers for whoever watches the server, as Prometheus reads them."""

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

_SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.15, 0.2, 0.3, 0.5, 1.0, 2.5)


class Metrics:
    """Everything counted by one server."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        at = self.registry
        self.connections = Gauge("repsight_connections", "Open WebSockets.", registry=at)
        self.sessions = Gauge("repsight_sessions", "Sessions in memory.", registry=at)
        self.lag = Gauge("repsight_lag_seconds", "How late the server's timers are.", registry=at)
        self.opened = Counter("repsight_sessions_opened", "Sessions begun.", ["mode"], registry=at)
        self.resumed = Counter("repsight_sessions_resumed", "Sessions gone on with.", registry=at)
        self.finished = Counter("repsight_sessions_finished", "Sessions finished.", registry=at)
        self.frames = Counter("repsight_frames", "Frames counted.", ["mode"], registry=at)
        self.skipped = Counter(
            "repsight_pictures_skipped", "Pictures that a newer one replaced.", registry=at
        )
        self.repetitions = Counter("repsight_repetitions", "Repetitions counted.", registry=at)
        self.rejected = Counter(
            "repsight_messages_rejected", "Messages refused.", ["code"], registry=at
        )
        self.answer = Histogram(
            "repsight_answer_seconds",
            "From a frame's arrival to its state on the way.",
            ["mode"],
            buckets=_SECONDS,
            registry=at,
        )
        self.coach = Histogram(
            "repsight_coach_seconds", "Counting one frame.", buckets=_SECONDS, registry=at
        )
        self.pose = Histogram(
            "repsight_pose_seconds", "Looking at one picture.", buckets=_SECONDS, registry=at
        )
        self.pose_restarts = Counter(
            "repsight_pose_restarts", "Times the pose process was started again.", registry=at
        )
        self.videos = Counter(
            "repsight_videos", "Uploaded videos by outcome.", ["outcome"], registry=at
        )

    def text(self) -> bytes:
        """All of it in Prometheus' text format."""
        return generate_latest(self.registry)
