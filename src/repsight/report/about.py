"""The head and the foot of a report: what it is about, where it comes from, what it cannot know."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path

from repsight.core.exercise import Exercise
from repsight.core.types import PersonSummary, Provenance, Session
from repsight.kept import Kept
from repsight.report.parts import Facts
from repsight.report.words import clock, exercise_title, number, plural
from repsight.video.expand import RECORDING_SUFFIX


def session_facts(
    kept: Kept,
    people: Sequence[PersonSummary],
    known: Mapping[str, Exercise],
    video: Path | str | None,
) -> Facts:
    """What, how many, how long, by which model."""
    session = kept.session
    sets = [one for person in people for one in person.sets]
    names = dict.fromkeys(exercise_title(one.exercise, known.get(one.exercise)) for one in sets)
    live = session.provenance.options.get("mode") == "live"
    facts = [("Source" if live else "Video", source_name(session, video))]
    if isinstance(video, Path) and (changed := _changed(video)):
        facts.append(("File last changed", changed))
    if kept.recording is not None and len(kept.recording):
        t = kept.recording.t
        facts.append(("Length", f"{clock(float(t[-1] - t[0]))} min"))
    if names:
        facts.append(("Exercise" if len(names) == 1 else "Exercises", ", ".join(names)))
    reps = sum(one.count for one in sets if one.kind == "reps")
    held = [one for one in sets if one.kind == "hold"]
    if reps or not held:
        facts.append(("Repetitions", f"{reps} in {plural(len(sets) - len(held), 'set')}"))
    if held:
        facts.append(("Holds", str(len(held))))
    if len(people) > 1:
        facts.append(("People", str(len(people))))
    facts.append(("Pose model", session.provenance.model))
    return tuple(facts)


def source_name(session: Session, video: Path | str | None) -> str:
    """The video's name; that of its recording where no video is known."""
    if isinstance(video, Path):
        return video.name
    return Path(session.source).name.removesuffix(RECORDING_SUFFIX) or session.source


def _changed(video: Path) -> str:
    try:
        moment = datetime.fromtimestamp(video.stat().st_mtime).astimezone()
    except (OSError, ValueError, OverflowError):
        return ""
    return f"{moment:%Y-%m-%d %H:%M}"


def limits(session: Session) -> tuple[str, ...]:
    """What the numbers cannot know, in plain words."""
    lines = [
        "One camera: angles and distances are those in the picture. A limb that points towards the"
        " camera looks shorter, and a joint seen from another side than its own looks straighter or"
        " more bent than it is. What the camera cannot show from where it stands is left out, not"
        " guessed.",
        "Every value has a standard error, the ± beside it: two times out of three the true value"
        " lies within it, as far as the error is known. It grows where joints are hidden, move fast"
        " or are seen at an angle. The ± of a score is how far such errors move it; it does not say"
        " whether the standard is the right one for you.",
        "The targets are those of the exercise's definition: some from published work, the others"
        " set by hand so that a sound repetition loses little. “Your best” is the best of this set"
        " or of what was kept of you.",
        "A score compares a movement with a standard. It is no medical finding, says nothing about"
        " pain or injury, and does not replace somebody who can see you.",
    ]
    if note := _other_standard(session):
        lines.append(note)
    return tuple(lines)


def _other_standard(session: Session) -> str:
    """That the exercise was changed since the session was counted, where that is so."""
    from repsight.core.errors import RepSightError
    from repsight.exercises import exercise_sha256

    then = session.provenance.exercise_sha256
    if not then:
        return ""
    try:
        now = exercise_sha256(session.provenance.exercise)
    except RepSightError:
        return ""
    if now == then:
        return ""
    return (
        "The exercise's definition was changed after this session was counted. The scores are those"
        " of then; targets in the charts are today's."
    )


def provenance(session: Session) -> Facts:
    """What produced the numbers, so that they can be produced again."""
    made = session.provenance
    facts = [
        ("RepSight", made.version),
        ("Pose model", made.model),
        ("Model's SHA-256", _hash(made.model_sha256)),
        ("Run by", _runtime(made)),
        ("Exercise", "recognised" if made.exercise == "auto" else made.exercise),
        ("Exercise's SHA-256", _hash(made.exercise_sha256)),
    ]
    options = [
        f"{key} {_option(value)}" for key, value in made.options.items() if value is not None
    ]
    facts.append(("Options", ", ".join(options) or "as usual"))
    return tuple(facts)


def _runtime(made: Provenance) -> str:
    if made.runtime == "replay":
        return "nothing: the poses were recorded before"
    return f"{made.runtime} on {made.device}"


def _hash(value: object) -> str:
    return "not known" if not value else str(value)


def _option(value: object) -> str:
    return number(value, 2).rstrip("0").rstrip(".") if isinstance(value, float) else str(value)
