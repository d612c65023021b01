"""The description of the addresses is true: schemathesis calls them all, as described and not."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from made_dataset import made_dataset
from schemathesis.schemas import BaseSchema
from starlette.testclient import TestClient

from repsight.web.app import create_app
from repsight.web.settings import Limits, Settings

HOST = {"host": "localhost"}
EXAMPLES = 12


@pytest.fixture
def client(tmp_path: Path) -> Iterator[TestClient]:
    limits = Limits(max_videos=0)  # so that no upload is ever counted
    dataset = made_dataset(tmp_path / "set").root
    app = create_app(Settings(tmp_path, limits=limits, dataset=dataset))
    with TestClient(app, base_url="http://localhost") as opened:
        yield opened


def call_all(schema: BaseSchema, examples: int) -> int:
    """Call every operation with that many cases and check the answers; how many operations."""
    operations = [found.ok() for found in schema.get_all_operations()]
    for operation in operations:

        @settings(
            max_examples=examples,
            deadline=None,
            phases=[Phase.explicit, Phase.generate],
            suppress_health_check=list(HealthCheck),
            derandomize=True,
            database=None,
        )
        @given(case=operation.as_strategy())
        def check(case: schemathesis.Case) -> None:
            case.call_and_validate(headers=HOST)

        check()
    return len(operations)


def test_every_address_does_what_its_description_says(client: TestClient) -> None:
    schema = schemathesis.openapi.from_asgi("/api/openapi.json", client.app, headers=HOST)
    assert call_all(schema, EXAMPLES) >= 21


@pytest.mark.slow
def test_it_does_so_for_many_more_requests(client: TestClient) -> None:
    schema = schemathesis.openapi.from_asgi("/api/openapi.json", client.app, headers=HOST)
    assert call_all(schema, 150) >= 21


def test_every_address_is_described_with_a_summary_and_its_refusals(client: TestClient) -> None:
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
