"""The way to the platform, against servers that behave and others that do not."""

from __future__ import annotations

import http.server
import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from backend.diagnostics import network

WELL = b'{"error": {"code": "login_revoked", "detail": {}}}'


@contextmanager
def serving(status: int, content: bytes, tls: ssl.SSLContext | None = None) -> Iterator[int]:
    """A server that has one answer for everything; its port."""

    class Answer(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(status)
            self.send_header("Location", "http://login.example/")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_: object) -> None:
            """Nothing."""

    class Quiet(http.server.ThreadingHTTPServer):
        def handle_error(self, *_: object) -> None:
            """Clients that do not trust it break off."""

    with Quiet(("127.0.0.1", 0), Answer) as server:
        if tls is not None:
            server.socket = tls.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        yield server.server_address[1]
        server.shutdown()


def certified(folder: Path, host: str = "localhost", begins: int = -1, ends: int = 1) -> ssl.SSLContext:
    """A server's certificate, valid from and until so many days from now."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, host)])
    now = datetime.now(timezone.utc)
    made = (
        x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
        .serial_number(x509.random_serial_number()).not_valid_before(now + timedelta(begins))
        .not_valid_after(now + timedelta(ends))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(host)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )  # fmt: skip
    secret = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    (folder / "certificate.pem").write_bytes(made.public_bytes(serialization.Encoding.PEM))
    (folder / "both.pem").write_bytes(secret + made.public_bytes(serialization.Encoding.PEM))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "both.pem")
    return context


def trusting(folder: Path) -> ssl.SSLContext:
    return ssl.create_default_context(cafile=str(folder / "certificate.pem"))


def platform_code(url: str) -> str:
    return network.platform(url, ssl.create_default_context).code


@pytest.mark.parametrize(
    ("status", "content", "code"),
    [
        (401, WELL, "plain"), (200, b"<html>log in here</html>", "another_answers"), (302, b"", "another_answers"),
        (503, WELL, "out_of_order"), (401, b"[" * 50_000, "another_answers"), (404, b'{"error": 1}', "another_answers"),
    ],
)  # fmt: skip
def test_what_answers_is_looked_at(status: int, content: bytes, code: str) -> None:
    with serving(status, content) as port:
        assert platform_code(f"http://127.0.0.1:{port}") == code


@pytest.mark.parametrize(
    ("host", "begins", "ends", "code"),
    [
        ("localhost", -1, 1, "encrypted"), ("localhost", -3, -1, "certificate_expired"),
        ("localhost", 1, 3, "certificate_not_yet"), ("other.example", -1, 1, "certificate_of_another"),
    ],
)  # fmt: skip
def test_a_certificate_is_good_or_what_is_wrong_with_it_is_said(
    tmp_path: Path, host: str, begins: int, ends: int, code: str
) -> None:
    with serving(401, WELL, certified(tmp_path, host, begins, ends)) as port:
        found = network.platform(f"https://localhost:{port}", lambda: trusting(tmp_path))
        assert found.code == code
        assert found.state == ("ok" if code == "encrypted" else "bad")


def test_a_certificate_nobody_vouches_for_and_a_server_without_tls_are_told(tmp_path: Path) -> None:
    with serving(401, WELL, certified(tmp_path)) as port:
        assert platform_code(f"https://localhost:{port}") == "certificate_untrusted"
    with serving(401, WELL) as port:
        assert platform_code(f"https://localhost:{port}") == "tls_failed"


def test_a_platform_that_says_nothing_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(network, "CONNECT_S", 0.1)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        assert platform_code(f"http://127.0.0.1:{silent.getsockname()[1]}") == "no_answer"
    assert platform_code("") == "not_configured"


def test_the_way_to_the_port_is_measured_and_a_closed_one_is_told() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        found = network.network(f"http://127.0.0.1:{port}")
    assert (found.state, found.code) == ("ok", "this_machine")
    assert int(dict(found.detail)["ms"]) >= 1
    found = network.network(f"http://127.0.0.1:{port}")
    assert (found.code, dict(found.detail)["port"]) == ("refused", str(port))


def test_a_machine_without_a_network_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(network, "_own_address", lambda towards: "")
    assert network.network("https://platform.example").code == "no_network"
    assert network.network("").code == "no_network"


def test_a_name_nobody_knows_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(network, "_own_address", lambda towards: "10.0.0.2")
    assert network.network("https://no-such-platform.invalid").code == "name_not_found"


def test_with_a_proxy_the_way_leads_to_the_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("https_proxy", "http://proxy.example:3128")
    monkeypatch.delenv("no_proxy", raising=False)
    monkeypatch.delenv("NO_PROXY", raising=False)
    assert network._door("https://platform.example") == ("proxy.example", 3128)
    assert network._door("http://127.0.0.1:8080") == ("127.0.0.1", 8080)
    assert network._door("") == ("", 80)
