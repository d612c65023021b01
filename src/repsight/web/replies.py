"""What the addresses of the server answer, for its OpenAPI description."""

from typing import Any, Literal

from pydantic import BaseModel, Field


class Problem(BaseModel):
    """Why something was refused."""

    code: str = Field(description="A word for programs.")
    message: str = Field(description="A sentence that says what to do.")


class ExerciseReply(BaseModel):
    """An exercise that can be trained."""

    name: str
    title: str
    kind: Literal["reps", "hold"]
    tempo: tuple[float, float, float, float] = Field(
        description="Seconds: eccentric, pause at the turn, concentric, pause at the start."
    )
    views: list[str] = Field(description="Where the camera may stand: side, front, back.")
    auto: bool = Field(description="Whether it is recognised without being named.")


class ConfigReply(BaseModel):
    """What the page has to know before it begins."""

    version: str
    protocol: int
    model: str = Field(description="What looks at pictures on the server.")
    modes: list[str]
    engines: list[dict[str, Any]] = Field(description="Networks that the browser can load.")
    languages: list[str]
    token: bool = Field(description="Whether a token is needed.")
    history: bool = Field(description="Whether histories are shown.")
    dataset: bool = Field(description="Whether a data set is corrected here.")
    limits: dict[str, float]


class HealthReply(BaseModel):
    """The server is up."""

    status: Literal["ok"]
    version: str


class VideoReply(BaseModel):
    """An uploaded video and how far it is."""

    id: str
    status: Literal["waiting", "counting", "done", "failed"]
    exercise: str
    done: int = Field(description="Frames looked at.")
    total: int | None = Field(description="Frames of the video, where that is known.")
    message: str | None = Field(description="Why it failed.")
    session: dict[str, Any] | None = Field(description="What was counted, repsight.session/1.")


class HistoryUserReply(BaseModel):
    """Somebody whose history is shown."""

    name: str


class HistoryReply(BaseModel):
    """A history as the page shows it."""

    user: str
    exercises: list[str] = Field(description="All that can be asked for, most frequent first.")
    pending: bool = Field(description="Whether trends are missing; ask again with wait=true.")
    sections: str = Field(description="HTML in the style of /api/history/style.css.")


class UploadReply(BaseModel):
    """Where to ask for an uploaded video."""

    id: str
    key: str = Field(description="Needed to see or remove it; told only once.")
