"""The zip of everything that is kept of one person, as `repsight history export` writes it."""

import zipfile
import zlib
from dataclasses import replace
from pathlib import Path
from typing import Final

from repsight.core.errors import InvalidInputError, SourceError
from repsight.history.importers.imported import Imported
from repsight.history.importers.own import MAX_BYTES, parse_json

HISTORY: Final = "history.json"
RECORDINGS: Final = "recordings/"


def read_archive(path: Path) -> Imported:
    """The history in such a zip, and which recordings are in it. Raises SourceError."""
    try:
        with zipfile.ZipFile(path) as archive:
            names = archive.namelist()
            if HISTORY not in names:
                raise SourceError(
                    f"{path} is a zip without {HISTORY}; those of `repsight history export` have"
                    " it: unpack another program's, and import the file in it"
                )
            if archive.getinfo(HISTORY).file_size > MAX_BYTES:
                raise SourceError(
                    f"{path}: {HISTORY} is too large; {MAX_BYTES >> 20} MiB are allowed"
                )
            text = archive.read(HISTORY).decode("utf-8-sig")
        imported = parse_json(text, path)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as error:
        raise SourceError(f"{path} is a damaged zip ({error}); export it again") from None
    except UnicodeDecodeError:
        raise SourceError(f"{path}: {HISTORY} is no JSON: it is not in UTF-8") from None
    except InvalidInputError as error:
        raise SourceError(f"{path}: {HISTORY}: {error}") from None
    kept = tuple(name for name in names if name.startswith(RECORDINGS) and name != RECORDINGS)
    return replace(imported, recordings=kept)
