"""What pain notes mean for a programme: hold, substitute, stop."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from repsight.core.history.table import EPOCH, History
from repsight.core.programme.movements import Catalogue, Movement
from repsight.core.programme.rules import PAIN_HOLD, PAIN_STOP, RULES
from repsight.core.programme.types import Reason

# Pain counts for two weeks after it was noted; what is above the bar twice, two weeks apart and
# within four, persists.
PAIN_DAYS: Final = 14
PERSISTING_DAYS: Final = 28
# A rise by less is within what people report from day to day (two points of eleven is the least
# change that matters: Farrar et al., Pain 94:149-158, 2001).
RISE: Final = 2.0
# A place that is no joint of the catalogue, as the chest or the head: it holds everything, and
# severe pain there stops everything.
ANYWHERE: Final = ""


@dataclass(frozen=True, slots=True)
class Pain:
    """Pain at a joint: the highest `level` of two weeks, whether it is `rising` or `persisting`."""

    joint: str
    level: float
    rising: bool
    persisting: bool

    @property
    def substitute(self) -> bool:
        """Whether what stresses the joint is replaced."""
        return self.level > PAIN_HOLD or self.rising

    @property
    def stop(self) -> bool:
        """Whether what stresses the joint is left out until a professional has seen it."""
        return self.level >= PAIN_STOP or self.persisting

    def because(self, what: str) -> Reason:
        """The reason for what is done about it."""
        more = ", rising" * self.rising + ", for two weeks or more" * self.persisting
        where = self.joint.replace("_", " ") or "a place that no movement is known for"
        rule = RULES["stop" if self.stop else "substitute"]
        see = " See a professional before training it again." * self.stop
        return rule.because(
            f"pain {self.level:g} of 10 at {where}{more}: {what}.{see}",
            f"pain of {PAIN_HOLD:g} or less for two weeks",
        )


def pains_of(history: History, catalogue: Catalogue, today: int) -> dict[str, Pain]:
    """The pain of the last two weeks by joint; at `ANYWHERE` where the place is no known joint."""
    notes: dict[str, list[tuple[int, float]]] = {}
    for note in sorted(history.pain, key=lambda one: one.at):
        day = (note.at.date() - EPOCH).days
        if today - PERSISTING_DAYS < day <= today:
            joint = catalogue.joint(note.place) or ANYWHERE
            notes.setdefault(joint, []).append((day, note.level))
    found = {}
    for joint, levels in notes.items():
        recent = [level for day, level in levels if day > today - PAIN_DAYS]
        if recent:
            high = [day for day, level in levels if level > PAIN_HOLD]
            found[joint] = Pain(
                joint,
                max(recent),
                recent[-1] - recent[0] >= RISE,
                len(high) > 1 and high[-1] - high[0] >= PAIN_DAYS,
            )
    return found


def pain_at(movement: Movement, pains: Mapping[str, Pain]) -> Pain | None:
    """The worst pain that bears on a movement: at a joint it stresses, or severe at no joint."""
    there = [pains[joint] for joint in movement.stresses if joint in pains]
    anywhere = pains.get(ANYWHERE)
    if anywhere is not None and anywhere.level >= PAIN_STOP:
        there.append(anywhere)
    return max(there, key=lambda pain: (pain.stop, pain.substitute, pain.level), default=None)


def level_for(movement: Movement, pains: Mapping[str, Pain]) -> float:
    """The level of pain that holds a movement, 0 to 10; unknown places hold every one."""
    places = (*movement.stresses, ANYWHERE)
    return max((pains[joint].level for joint in places if joint in pains), default=0.0)
