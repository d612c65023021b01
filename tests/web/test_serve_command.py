"""`repsight serve`: what it says, what it refuses, and TLS."""

import ipaddress
import os
import re
import signal
import socket
import ssl
import subprocess
import sys
from pathlib import Path

import httpx
import pytest
from cryptography import x509
from served_app import Served
from typer.testing import CliRunner

from repsight.cli.app import app
from repsight.core.errors import RepSightError
from repsight.web.addresses import is_loopback, own_addresses
from repsight.web.certificate import own_certificate

TOKEN = "a-token-for-tests"


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--token", "short"], "the token has 5 characters"),
        (["--token", "with a space in it"], "without spaces"),
        (["--certfile", "nowhere.pem"], "belong together"),
        (["--certfile", "nowhere.pem", "--keyfile", "nowhere.pem"], "nowhere.pem is not there"),
        (["--host", "999.1.1.1"], "nothing can listen at 999.1.1.1"),
        (["--port", "99999"], "nothing can listen"),
        (["--model", "nonsense"], "there is no model 'nonsense'"),
        (["--keep-days", "-1"], "--keep-days is -1"),
        (["--max-sessions", "0"], "--max-sessions is 0"),
        (["--dataset", "nowhere"], "nowhere"),
    ],
)
def test_what_makes_no_sense_is_refused_in_one_line(
    tmp_path: Path, options: list[str], said: str
) -> None:
    result = CliRunner().invoke(app, ["serve", "--data", str(tmp_path), *options])
    assert isinstance(result.exception, RepSightError)
    assert said in str(result.exception)
    assert "\n" not in str(result.exception)


def test_a_port_that_is_taken_is_said_to_be(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        result = CliRunner().invoke(app, ["serve", "--data", str(tmp_path), "--port", port])
    assert "already in use" in str(result.exception)


def test_ctrl_c_ends_it_with_130_and_without_a_traceback(restartable: Served) -> None:
    assert restartable.process is not None
    restartable.process.send_signal(signal.SIGINT)
    out, said = restartable.process.communicate(timeout=20)
    assert restartable.process.returncode == 130
    assert "Traceback" not in said
    assert f"RepSight is at {restartable.http}/" in out


def test_an_exposed_server_speaks_tls_with_its_own_certificate_and_wants_the_token(
    tmp_path: Path,
) -> None:
    command = [sys.executable, "-m", "repsight", "serve", "--host", "0.0.0.0", "--port", "0"]
    server = subprocess.Popen(
        [*command, "--https", "--data", str(tmp_path)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONUNBUFFERED": "1"},
    )
    assert server.stdout is not None
    address = re.search(r"https://\S+", server.stdout.readline())
    assert address is not None
    port, token = re.search(r":(\d+)/\?token=(\S+)", address[0]).groups()  # type: ignore[union-attr]
    trusted = ssl.create_default_context(cafile=str(tmp_path / "tls" / "certificate.pem"))
    trusted.verify_flags &= ~ssl.VERIFY_X509_STRICT
    local = f"https://localhost:{port}"
    transport = httpx.HTTPTransport(verify=trusted, retries=5)
    try:
        with httpx.Client(transport=transport, timeout=20) as client:
            assert client.get(f"{local}/health").status_code == 200
            assert client.get(f"{local}/api/config").status_code == 401
            page = client.get(f"{local}/?token={token}", follow_redirects=False)
            assert page.status_code == 303
            assert "strict-transport-security" in page.headers
            assert client.get(f"{local}/api/config").status_code == 200
    finally:
        server.send_signal(signal.SIGTERM)
        _, said = server.communicate(timeout=20)
    assert "the browser will warn once" in said
    assert "Traceback" not in said


def test_a_certificate_is_for_the_hosts_and_is_kept_while_it_fits(tmp_path: Path) -> None:
    certificate, key = own_certificate(tmp_path / "tls", ["localhost", "192.168.1.7"])
    made = x509.load_pem_x509_certificate(certificate.read_bytes())
    names = made.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    assert names.get_values_for_type(x509.DNSName) == ["localhost"]
    assert names.get_values_for_type(x509.IPAddress) == [ipaddress.ip_address("192.168.1.7")]
    assert key.stat().st_mode & 0o777 == 0o600
    before = certificate.read_bytes()
    own_certificate(tmp_path / "tls", ["192.168.1.7"])
    assert certificate.read_bytes() == before
    own_certificate(tmp_path / "tls", ["192.168.1.8"])
    assert certificate.read_bytes() != before
    certificate.write_text("broken")
    own_certificate(tmp_path / "tls", ["192.168.1.8"])
    assert b"BEGIN CERTIFICATE" in certificate.read_bytes()


@pytest.mark.parametrize(
    ("host", "is_so"),
    [("127.0.0.1", True), ("::1", True), ("localhost", True), ("127.8.8.8", True),
     ("0.0.0.0", False), ("192.168.1.7", False), ("::", False), ("gym.local", False)],
)  # fmt: skip
def test_only_loopback_addresses_are_private(host: str, is_so: bool) -> None:
    assert is_loopback(host) is is_so


def test_own_addresses_are_addresses_that_others_could_use() -> None:
    for address in own_addresses():
        assert not ipaddress.ip_address(address).is_loopback
