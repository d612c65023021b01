"""The colours of a report can be read by everybody, in both themes."""

from importlib import resources

import pytest

from repsight.report.theme import DARK, DRAWN, LIGHT, WRITTEN, Ink, Palette, as_constants, contrast


def test_contrast_is_that_of_wcag() -> None:
    assert contrast("#ffffff", "#000000") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)
    assert contrast("#123456", "#123456") == 1


@pytest.mark.parametrize("palette", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize(("ink", "ground"), WRITTEN)
def test_text_has_a_contrast_of_4_5(palette: Palette, ink: Ink, ground: Ink) -> None:
    assert contrast(palette[ink], palette[ground]) >= 4.5


@pytest.mark.parametrize("palette", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize(("ink", "ground"), DRAWN)
def test_what_is_drawn_has_a_contrast_of_3(palette: Palette, ink: Ink, ground: Ink) -> None:
    assert contrast(palette[ink], palette[ground]) >= 3


@pytest.mark.parametrize("name", ["page.css", "chart.css", "paper.css"])
def test_style_sheets_use_colours_of_the_palette_only(name: str) -> None:
    css = (resources.files("repsight.report") / name).read_text(encoding="utf-8")
    assert "#" not in css
    assert "var(" not in as_constants(css, LIGHT)
