"""What a page of a history is made of, as texts and pictures ready to be set."""

from dataclasses import dataclass
from typing import Literal

from repsight.report.parts import Chart, Facts, Values

State = Literal["done", "missed", "open"]
Tone = Literal["plateau", "waiting"]


@dataclass(frozen=True, slots=True)
class Card:
    """Something to know by itself: `items` are named with their reasons."""

    heading: str
    text: str
    tone: Tone
    items: Facts = ()
    after: str = ""


@dataclass(frozen=True, slots=True)
class Factor:
    """What raises or lowers a risk; `share` is its weight of the largest, 0 to 100, if known."""

    title: str
    value: str
    direction: Literal["raises", "lowers", "neutral"]
    way: str
    share: int | None
    comparison: str
    why: str
    changes: str
    source: str


@dataclass(frozen=True, slots=True)
class WorkItem:
    """One exercise of a planned day, with its reasons: rule, data, what would change it, source."""

    title: str
    dose: str
    whys: tuple[tuple[str, str, str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class WorkDay:
    """A planned day."""

    heading: str
    state: State
    items: tuple[WorkItem, ...]


@dataclass(frozen=True, slots=True)
class Section:
    """One heading with a sentence in plain words, then what shows it."""

    anchor: str
    heading: str
    lead: str
    facts: Facts = ()
    charts: tuple[Chart, ...] = ()
    cards: tuple[Card, ...] = ()
    days: tuple[WorkDay, ...] = ()
    factors: tuple[Factor, ...] = ()
    table: Values | None = None
    more: tuple[tuple[str, Values], ...] = ()
    """Tables that are folded away, each under its own heading."""
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class HistoryPart:
    """The whole page."""

    title: str
    facts: Facts
    notes: tuple[str, ...]
    sections: tuple[Section, ...]
    limits: tuple[str, ...]
    provenance: Facts
