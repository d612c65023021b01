"""Writing a history to a file, in the form that the ending of its name says."""

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Final

from repsight.core.errors import InvalidInputError, OutputError
from repsight.export.files import check_writable, replacing, write_text
from repsight.history.document import Document, document_lines

if TYPE_CHECKING:
    from repsight.history import Store

FORMATS: Final = ("csv", "parquet", "json", "zip")


def export_history(
    store: "Store", user: str, output: str | Path, since: date | None = None,
    until: date | None = None,
) -> Document:  # fmt: skip
    """Write what is kept of a user to `output` (.csv, .parquet, .json, .zip); what was written.

    `since` and `until` are local dates, both included. Raises OutputError, InvalidInputError for an
    unknown user or where there is nothing, HistoryError.
    """
    output = Path(output)
    form = output.suffix.lower().removeprefix(".")
    if form not in FORMATS:
        raise OutputError(
            f"{output}: the ending says how to write; allowed: .{', .'.join(FORMATS)}"
        )
    check_writable(output)
    document = document_of(store, user, since, until)
    if not document.sessions and form in ("csv", "parquet"):
        raise InvalidInputError(
            f"there is no session of {user} to write; `repsight history list` shows which there are"
        )
    _write(store, document, output, form)
    return document


def document_of(
    store: "Store", user: str, since: date | None = None, until: date | None = None
) -> Document:
    """All that is kept of a user between two local dates. Raises as `export_history` does."""
    history = store.history(user)
    sessions = store.sessions(user, since, until, repetitions=True)

    def within(day: date) -> bool:
        return (since is None or since <= day) and (until is None or day <= until)

    return Document(
        user,
        history.profile,
        sessions,
        tuple(one for one in history.body_weight if within(one.at.date())),
        tuple(one for one in history.pain if within(one.at.date())),
    )


def _write(store: "Store", document: Document, output: Path, form: str) -> None:
    if form == "csv":
        from repsight.history.exporters.sheet import csv_text

        write_text(output, csv_text(document.sessions))
    elif form == "parquet":
        from repsight.export.columns import write_parquet
        from repsight.history.exporters.columns import set_columns

        write_parquet(output, set_columns(document.sessions))
    elif form == "json":
        write_json(output, document)
    else:
        from repsight.history.exporters.archive import write_archive

        write_archive(output, document, _kept(store, document))


def write_json(path: Path, document: Document) -> None:
    """Write a history as `repsight.history/1`, whole or not at all. Raises OutputError."""
    with replacing(path) as part, part.open("w", encoding="utf-8", newline="") as file:
        file.writelines(document_lines(document))


def _kept(store: "Store", document: Document) -> dict[str, Path]:
    """The recordings of the sessions that are still there, by name."""
    names = sorted({one.recording for one in document.sessions if one.recording})
    paths = {name: store.recordings.path(name) for name in names}
    return {name: path for name, path in paths.items() if path.is_file()}
