"""A person and a renderer for all tests here; without anny or OpenGL they are skipped."""

from collections.abc import Iterator

import pytest

from repsight.core.errors import DeviceError


@pytest.fixture(scope="session")
def person() -> object:
    """An average adult. The first time on a machine anny's shapes are read: about a minute."""
    pytest.importorskip("anny", reason="the body is anny's: pip install 'repsight[synth]'")
    from repsight.synth.body import make_body
    from repsight.synth.people import Person
    from repsight.synth.surface import body_surface

    body = make_body({"gender": 0.2, "age": 0.67})
    return Person(body, body_surface(body), "adult", 5, (0.5, 0.3, 0.2), (0.05,) * 3, 1, (0.1,) * 3)


@pytest.fixture(scope="session")
def gl() -> Iterator[object]:
    pytest.importorskip("moderngl", reason="rendering needs moderngl: 'repsight[synth]'")
    from repsight.synth.context import gl_context

    try:
        yield gl_context()
    except DeviceError as error:
        pytest.skip(str(error))
