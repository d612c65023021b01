"""A text file as rows of cells: whatever its encoding, separator and line ends are."""

import codecs
import csv
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final, TextIO

from repsight.core.errors import SourceError

# A cell, a line: notes are short, and a file without line ends must not fill the memory.
MAX_LINE: Final = 1_000_000
# A note may have paragraphs; a quotation mark that nobody closed swallows the rest of the file.
MAX_LINES_A_ROW: Final = 200
SEPARATORS: Final = ",;\t"

_CHUNK: Final = 1 << 20
_HEAD: Final = 4096
_BOMS: Final = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)

Row = tuple[int, list[str] | None]
"""The line a row starts in, and its cells: None where a quotation mark is never closed."""


def encoding_of(path: Path) -> str:
    """The encoding of a text file: by its mark, UTF-8 where it is valid, else Western European.

    Raises SourceError for a file that is no text.
    """
    with path.open("rb") as file:
        head = file.read(_HEAD)
        for mark, name in _BOMS:
            if head.startswith(mark):
                return name
        if b"\0" in head:
            return _utf_16(path, head)
        decoder = codecs.getincrementaldecoder("utf-8")()
        try:
            chunk = head
            while chunk:
                decoder.decode(chunk)
                chunk = file.read(_CHUNK)
        except UnicodeDecodeError:
            return "latin-1" if _undefined_in_cp1252(path) else "cp1252"
    return "utf-8"


def _utf_16(path: Path, head: bytes) -> str:
    """UTF-16 without a mark: the header is ASCII, so every other byte of it is 0."""
    line = head[:64]
    for name, zeros, letters in (
        ("utf-16-le", line[1::2], line[::2]),
        ("utf-16-be", line[::2], line[1::2]),
    ):
        if not any(zeros) and all(letters):
            return name
    raise SourceError(f"{path} is no training log: it is neither text nor a FIT activity")


def _undefined_in_cp1252(path: Path) -> bool:
    with path.open("rb") as file:
        return any(
            set(chunk) & {0x81, 0x8D, 0x8F, 0x90, 0x9D}
            for chunk in iter(lambda: file.read(_CHUNK), b"")
        )


class Table:
    """The rows of an open file after its header.

    After the last row `ends` says whether the last line has a line end, as a program that finished
    writing leaves it, and `open_quote` whether the file ends within quotation marks.
    """

    def __init__(self, path: Path, file: TextIO, encoding: str) -> None:
        self.path = path
        self.encoding = encoding
        self.ends = True
        self.open_quote = False
        self._lines = _Lines(path, file)
        self.separator = ","
        self.header: list[str] = []
        self._read_header()

    def _read_header(self) -> None:
        for _, line in self._lines:
            text = line.strip("\ufeff \t\r\n")
            if text.lower().startswith("sep=") and len(text) == 5:  # Excel's own first line
                continue
            if text:
                self.separator = max(SEPARATORS, key=line.count)
                self.header = [name.strip() for name in next(self._reader([line.lstrip("\ufeff")]))]
                return
        raise SourceError(f"{self.path} is empty; export the log again")

    def rows(self) -> Iterator[Row]:
        """Every row that has anything in it."""
        while True:
            record = _Record(self._lines)
            row = self._next(record)
            if row is None:
                return
            if any(row):
                yield record.first, row
            elif record.broken:
                yield record.first, None

    def _next(self, record: "_Record") -> list[str] | None:
        """The cells of the next row, empty where it is broken; None at the end of the file."""
        before = csv.field_size_limit(MAX_LINE)  # which is everybody's
        try:
            cells = next(self._reader(record), None)
        except csv.Error:  # a cell without end
            return record.give_up(self._lines)
        finally:
            csv.field_size_limit(before)
        if cells is None:
            return None
        self.ends = record.taken[-1][1].endswith(("\n", "\r"))
        if record.at_end and self._is_open(record):
            if len(record.taken) > 1:
                return record.give_up(self._lines)
            self.open_quote = True
        return [cell.strip() for cell in cells]

    def _is_open(self, record: "_Record") -> bool:
        """Whether a quotation mark is open: the reader closes it at the end, a strict one tells."""
        lines = [line for _, line in record.taken]
        try:
            next(csv.reader(lines, delimiter=self.separator, strict=True), None)
        except csv.Error as error:
            return "unexpected end" in str(error)
        return False

    def _reader(self, lines: "Iterator[str] | list[str] | _Record") -> "Iterator[list[str]]":
        return iter(csv.reader(lines, delimiter=self.separator))


class _Lines:
    """Numbered lines of a file, some of which may be given back."""

    def __init__(self, path: Path, file: TextIO) -> None:
        self._path = path
        self._file = file
        self._number = 0
        self._again: deque[tuple[int, str]] = deque()

    def __iter__(self) -> Iterator[tuple[int, str]]:
        return self

    def __next__(self) -> tuple[int, str]:
        if self._again:
            return self._again.popleft()
        line = self._file.readline(MAX_LINE)
        if not line:
            raise StopIteration
        self._number += 1
        if len(line) == MAX_LINE:
            raise SourceError(
                f"{self._path} has a line of more than {MAX_LINE:,} characters (line"
                f" {self._number}): it is no training log"
            )
        return self._number, line.replace("\0", "")

    def give_back(self, lines: list[tuple[int, str]]) -> None:
        self._again.extendleft(reversed(lines))


class _Record:
    """The lines that one row takes; at most MAX_LINES_A_ROW."""

    def __init__(self, lines: _Lines) -> None:
        self._lines = lines
        self.taken: list[tuple[int, str]] = []
        self.at_end = False
        self.broken = False

    @property
    def first(self) -> int:
        """The line it starts in."""
        return self.taken[0][0]

    def give_up(self, lines: _Lines) -> list[str]:
        """No cells: the first line is lost, those after it are rows of their own."""
        lines.give_back(self.taken[1:])
        self.broken = True
        return []

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        if len(self.taken) < MAX_LINES_A_ROW:
            for numbered in self._lines:
                self.taken.append(numbered)
                return numbered[1]
        self.at_end = True
        raise StopIteration


@contextmanager
def opened(path: Path) -> Iterator[Table]:
    """The table in a file, while it is open. Raises SourceError."""
    encoding = encoding_of(path)
    # A file cut off within a letter is still one to read.
    with path.open(encoding=encoding, errors="replace", newline="") as file:
        yield Table(path, file, encoding)
