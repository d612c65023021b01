"""What a report is made of, as texts and pictures ready to be set: HTML and PDF share it."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from repsight.report.pictures import Picture

Facts = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Bar:
    """A component: its value 0..100 as text and number, or why there is none."""

    title: str
    weight: str
    value: float | None
    text: str
    why: str = ""


@dataclass(frozen=True, slots=True)
class Lost:
    """One deduction as a row; `of` says what was measured, `inferred` what was not."""

    title: str
    fault: str
    points: str
    seen: str
    target: str
    change: str
    component: str
    where: str = ""
    inferred: str = ""
    of: str = ""


@dataclass(frozen=True, slots=True)
class Score:
    """A total in words and numbers, and what it is made of."""

    total: str
    margin: str
    sure: str
    bars: tuple[Bar, ...]
    lost: tuple[Lost, ...]
    gaps: Facts
    cues: tuple[str, ...]
    learned: tuple[str, ...] = ()
    sum_line: str = ""


@dataclass(frozen=True, slots=True)
class Legend:
    """How something is drawn and what it stands for; `swatch` is an SVG element."""

    swatch: str
    text: str


@dataclass(frozen=True, slots=True)
class Values:
    """What a chart shows as a table; a row's first cell is its head."""

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart in one or two sizes, with what it says."""

    title: str
    message: str
    pictures: tuple[str, ...]
    legend: tuple[Legend, ...] = ()
    kind: Literal["time", "half", "third"] = "half"
    plot: str = ""
    """The same chart for plotly, as JSON."""
    values: Values | None = None


@dataclass(frozen=True, slots=True)
class Shot:
    """A picture from the video with its caption."""

    picture: "Picture"
    alt: str
    heading: str
    caption: str


@dataclass(frozen=True, slots=True)
class RepPart:
    """One repetition: a row of the table, and its explanation."""

    anchor: str
    number: str
    said: str
    score: str
    components: tuple[str, ...]
    times: tuple[str, ...]
    range: str
    speed: str
    main: str
    cue: str
    when: str
    explained: Score | None
    rank: int = 0
    """0 has the lowest score."""
    measures: Facts = ()


@dataclass(frozen=True, slots=True)
class SetPart:
    """One set or hold."""

    anchor: str
    heading: str
    facts: Facts
    hold: Facts = ()
    score: Score | None = None
    unscored: str = ""
    components: tuple[str, ...] = ()
    range_head: str = "Range"
    speed_head: str = "Speed"
    reps: tuple[RepPart, ...] = ()
    time_chart: Chart | None = None
    cycle_charts: tuple[Chart, ...] = ()
    measures: Facts = ()
    trends: tuple[Chart, ...] = ()
    shots: tuple[Shot, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PersonPart:
    """One person with their sets."""

    heading: str
    sets: tuple[SetPart, ...]


@dataclass(frozen=True, slots=True)
class ReportPart:
    """The whole report."""

    title: str
    facts: Facts
    notes: tuple[str, ...]
    people: tuple[PersonPart, ...]
    limits: tuple[str, ...]
    provenance: Facts
