"""A report as a reader takes it: its text, its elements, its mistakes."""

import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Final

VOID: Final = {"area", "br", "col", "hr", "img", "input", "link", "meta"}
NO_NUMBER: Final = re.compile(r"\b(nan|NaN|None|inf|Infinity|null|undefined)\b")
LOADS: Final = ("src", "href", "srcset", "poster", "action", "xlink:href")


class Page(HTMLParser):
    """Every element with its attributes, the text that is shown, and what is not well formed."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.mistakes: list[str] = []
        self._open: list[str] = []
        self._texts: list[str] = []
        self.feed(html)
        self.close()
        self.mistakes += [f"<{tag}> is not closed" for tag in self._open]
        ids = [attributes["id"] for _, attributes in self.elements if "id" in attributes]
        self.mistakes += [f"id {each} twice" for each in set(ids) if ids.count(each) > 1]
        self.ids = set(ids)

    @classmethod
    def of(cls, path: Path) -> "Page":
        return cls(path.read_text(encoding="utf-8"))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = [name for name, _ in attrs]
        if len(set(names)) < len(names):
            self.mistakes.append(f"<{tag}> has an attribute twice")
        self.elements.append((tag, {name: value or "" for name, value in attrs}))
        if tag not in VOID:
            self._open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, {name: value or "" for name, value in attrs}))

    def handle_endtag(self, tag: str) -> None:
        if not self._open or self._open[-1] != tag:
            self.mistakes.append(f"</{tag}> closes {self._open[-1:]}")
        elif self._open:
            self._open.pop()

    def handle_data(self, data: str) -> None:
        if not {"style", "script"} & set(self._open):
            self._texts.append(data)

    @property
    def text(self) -> str:
        """What is shown, and what is said of pictures."""
        said = [a[key] for _, a in self.elements for key in ("alt", "aria-label") if key in a]
        return " ".join(" ".join([*self._texts, *said]).split())

    def all(self, tag: str) -> list[dict[str, str]]:
        """The attributes of every such element."""
        return [attributes for name, attributes in self.elements if name == tag]

    def addresses(self) -> list[str]:
        """Whatever the page could load or lead to, data and its own parts apart."""
        found = [a[key] for _, a in self.elements for key in LOADS if key in a]
        return [each for each in found if not each.startswith(("data:", "#"))]


def check(page: Page) -> None:
    """What is true of every report."""
    assert page.mistakes == []
    assert page.addresses() == []
    assert NO_NUMBER.search(page.text) is None, NO_NUMBER.search(page.text)
    assert all(a.get("alt") for a in page.all("img"))
    assert all(a.get("aria-label") for a in page.all("svg"))
    assert all(a.get("scope") for a in page.all("th"))
    assert not any("style" in a for _, a in page.elements)
    targets = [a["href"][1:] for a in page.all("a")]
    assert set(targets) <= page.ids
