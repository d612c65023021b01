"""Everything of one person in a zip: to keep, to take elsewhere, or to read back."""

import csv
import io
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from repsight.export.files import replacing
from repsight.history.document import Document, document_lines
from repsight.history.exporters.sheet import csv_text
from repsight.history.formulas import guarded
from repsight.history.importers.archive import HISTORY, RECORDINGS

# Zip knows no year before.
_DATE: Final = (1980, 1, 1, 0, 0, 0)
_ABOUT: Final = """\
Everything that RepSight keeps of one person.

history.json      all of it, for `repsight history import` and other programs (repsight.history/1)
sets.csv          one row a set, with the columns of Strong's export
repetitions.csv   one row a counted repetition; times are seconds from the start of its session
body_weight.csv   kilograms
pain.csv          0 to 10
profile.csv       what you said of yourself
recordings/       the poses that sessions were counted from
"""


def write_archive(path: Path, document: Document, recordings: Mapping[str, Path]) -> None:
    """Write the zip, whole or not at all; `recordings` by name. Raises OutputError."""
    with replacing(path) as part, zipfile.ZipFile(part, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in _texts(document):
            archive.writestr(_entry(name), text)
        with archive.open(_entry(HISTORY), "w", force_zip64=True) as file:
            for line in document_lines(document):
                file.write(line.encode("utf-8"))
        for name, kept in recordings.items():  # compressed already
            archive.write(kept, RECORDINGS + name, zipfile.ZIP_STORED)


def _texts(document: Document) -> Iterable[tuple[str, str]]:
    yield "README.txt", _ABOUT
    yield "sets.csv", csv_text(document.sessions)
    yield "repetitions.csv", _repetitions(document)
    weights = [(one.at.isoformat(), one.mass_kg) for one in document.body_weight]
    yield "body_weight.csv", _table(("at", "mass_kg"), weights)
    pain = [(one.at.isoformat(), one.place, one.level, one.note) for one in document.pain]
    yield "pain.csv", _table(("at", "place", "level", "note"), pain)
    profile = document.profile
    said = {
        "user": document.user, "height_m": profile.height, "mass_kg": profile.mass_kg,
        "sex": profile.sex, "birth_year": profile.birth_year, "experience": profile.experience,
        "goals": " ".join(profile.goals), "equipment": ", ".join(profile.equipment),
        "injuries": ", ".join(profile.injuries),
    }  # fmt: skip
    yield "profile.csv", _table(("what", "value"), list(said.items()))


def _repetitions(document: Document) -> str:
    fixed = ("started", "exercise", "set", "rep", "start", "turn", "end", "score")
    sets = [(session, *one) for session in document.sessions for one in enumerate(session.sets, 1)]
    # Of the many repetitions few sets of names are different.
    known = {tuple(rep.measures) for *_, one in sets for rep in one.repetitions}
    measures = sorted({name for names in known for name in names})
    started = {id(session): session.started.isoformat() for session in document.sessions}
    rows = (
        (started[id(session)], one.exercise, n, r, rep.start, rep.turn, rep.end, rep.score,
         *map(rep.measures.get, measures))
        for session, n, one in sets
        for r, rep in enumerate(one.repetitions, 1)
    )  # fmt: skip
    return _table((*fixed, *measures), rows)


def _table(header: Sequence[str], rows: Iterable[Sequence[Any]]) -> str:
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(header)
    writer.writerows([guarded(c) if isinstance(c, str) else c for c in row] for row in rows)
    return text.getvalue()


def _entry(name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, _DATE)
    entry.compress_type = zipfile.ZIP_DEFLATED
    return entry
