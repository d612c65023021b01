"""The description of the addresses is true: schemathesis calls them all, as described and not."""

from pathlib import Path

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, settings
from starlette.testclient import TestClient

from repsight.web.app import create_app
from repsight.web.settings import Limits, Settings


@pytest.fixture(scope="session")
def described(tmp_path_factory: pytest.TempPathFactory) -> object:
    limits = Limits(free_bytes=1 << 60)  # so that no upload is ever counted
    app = create_app(Settings(tmp_path_factory.mktemp("described"), limits=limits))
    return schemathesis.openapi.from_asgi("/api/openapi.json", app, headers={"host": "localhost"})


schema = schemathesis.pytest.from_fixture("described")


@schema.parametrize()
@settings(
    max_examples=15,
    deadline=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
def test_every_address_does_what_its_description_says(case: schemathesis.Case) -> None:
    case.call_and_validate(headers={"host": "localhost"})


def test_every_address_is_described_with_a_summary_and_its_refusals(tmp_path: Path) -> None:
    with TestClient(create_app(Settings(tmp_path)), base_url="http://localhost") as client:
        told = client.get("/api/openapi.json").json()
    assert {"/api/config", "/api/exercises", "/api/sessions/{id}", "/api/videos"} <= set(
        told["paths"]
    )
    for path, operations in told["paths"].items():
        for operation in operations.values():
            assert operation["summary"], path
            assert "400" in operation["responses"], path
            problem = operation["responses"]["400"]["content"]["application/json"]["schema"]
            assert problem["$ref"].endswith("/Problem")
