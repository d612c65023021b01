"""Counts a video and says when each repetition began, turned and ended.

    python examples/count_a_video.py squats.mp4
    python examples/count_a_video.py squats.mp4 squat annotated.mp4

Without an exercise it is recognised. A pose recording (NAME.poses.npz) works as well, but has no
pictures to annotate.
"""

import sys

import repsight


def describe(session: repsight.Session) -> list[str]:
    """One line per set and one per repetition."""
    lines = []
    for person in session.people:
        for one in person.sets:
            if one.kind == "hold":
                lines.append(f"person {person.id}: {one.exercise} for {one.end - one.start:.1f} s")
                continue
            lines.append(f"person {person.id}: {one.count} x {one.exercise}")
            for rep in one.reps:
                lines.append(f"  {rep.index}: {rep.start:.1f} .. {rep.turn:.1f} .. {rep.end:.1f} s")
    return lines or ["nobody exercised"]


def main() -> None:
    """Count the video named on the command line."""
    if len(sys.argv) < 2:
        raise SystemExit("usage: count_a_video.py VIDEO [EXERCISE] [ANNOTATED.mp4]")
    source, exercise, save = (*sys.argv[1:4], *(None,) * 3)[:3]
    try:
        session = repsight.count(source, exercise=exercise or "auto", save=save)
    except repsight.RepSightError as error:
        raise SystemExit(str(error)) from None
    print("\n".join(describe(session)))


if __name__ == "__main__":
    main()
