"""The explanation of one score in a session: as text, as data, with pictures."""

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from repsight.core.assessment import Assessment, assessment_to_dict
from repsight.core.errors import InvalidInputError
from repsight.core.scoring.explain import explain
from repsight.core.types import PersonSummary, Repetition, SetSummary
from repsight.kept import Kept, read_kept


@dataclass(frozen=True, slots=True, eq=False)
class Explanation:
    """Whose score it is, the assessment, and pictures of its deductions, in their order."""

    kept: Kept
    person: PersonSummary
    set_number: int
    rep: Repetition | None
    assessment: Assessment
    pictures: tuple[Path | None, ...] = ()

    @property
    def one(self) -> SetSummary:
        """The set."""
        return self.person.sets[self.set_number - 1]

    @property
    def title(self) -> str:
        """What is explained."""
        where = f"{self.kept.session.source}, person {self.person.id}, set {self.set_number}"
        which = f"{self.one.exercise}, {where}"
        return which if self.rep is None else f"repetition {self.rep.index} of {which}"

    def lines(self) -> list[str]:
        """The explanation for people."""
        shown = [f"picture: {path}" for path in self.pictures if path is not None]
        return [self.title, *explain(self.assessment), *shown]

    def as_data(self) -> dict[str, Any]:
        """The same for programs: the assessment as in the session, and what it is of."""
        data = assessment_to_dict(self.assessment)
        for deduction, path in zip(data["deductions"], self.pictures, strict=False):
            deduction["picture"] = None if path is None else str(path)
        return {
            "source": self.kept.session.source,
            "person": self.person.id,
            "set": self.set_number,
            "rep": None if self.rep is None else self.rep.index,
            "exercise": self.one.exercise,
            **data,
            "text": self.lines(),
        }

    def with_pictures(self, folder: Path, video: Path | None = None) -> "Explanation":
        """The same, with a picture of each deduction's moment written to `folder`.

        Raises InvalidInputError where poses or video are missing, and OutputError.
        """
        from repsight.report.evidence import write_evidence

        return replace(self, pictures=write_evidence(self, folder, video))


def explain_session(
    path: str | Path, *, rep: int | None = None, set_number: int = 1, person: int | None = None
) -> Explanation:
    """Why a repetition, or a set where `rep` is None, of the session in a file got its score.

    Raises SourceError where the file is no session, InvalidInputError where there is no such
    person, set or repetition, or it was not scored.
    """
    kept = read_kept(path)
    who = _person(kept, person)
    if not 1 <= set_number <= len(who.sets):
        raise InvalidInputError(
            f"{path}: person {who.id} has {_count(len(who.sets), 'set')}, there is no set"
            f" {set_number}; choose with --set"
        )
    one = who.sets[set_number - 1]
    found = None if rep is None else _repetition(path, one, rep)
    assessment = one.assessment if found is None else found.assessment
    if assessment is None:
        raise InvalidInputError(
            f"{path}: {one.exercise} was not scored; "
            + (
                "an unknown movement has no standard to be scored by"
                if one.exercise == "unknown"
                else "count it again without --no-scores"
            )
        )
    return Explanation(kept, who, set_number, found, assessment)


def _person(kept: Kept, wanted: int | None) -> PersonSummary:
    people = kept.session.people
    with_sets = [one for one in people if one.sets]
    if wanted is None and not with_sets:
        raise InvalidInputError(f"{kept.path}: nobody exercises in it, so there is no score")
    chosen = with_sets if wanted is None else [one for one in people if one.id == wanted]
    if not chosen:
        ids = ", ".join(str(one.id) for one in people) or "none"
        raise InvalidInputError(f"{kept.path}: there is no person {wanted}; its people: {ids}")
    return chosen[0]


def _repetition(path: str | Path, one: SetSummary, index: int) -> Repetition:
    for each in one.reps:
        if each.index == index:
            return each
    raise InvalidInputError(
        f"{path}: this set has {_count(one.count, 'repetition')}, there is no repetition {index}"
    )


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"
