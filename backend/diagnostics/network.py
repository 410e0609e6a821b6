"""The way to the platform: is there a network, of what kind, how far is it, and does the platform answer."""

from __future__ import annotations

import http.client
import json
import socket
import ssl
import struct
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from backend.diagnostics.checks import Item, item

CONNECT_S = 2.5
FAR_MS = 300
SLOW_MS = 2000
LARGEST_ANSWER = 64 * 1024
ASKED = "/v1/profile"  # without a token: the platform says in its own words that one is needed
_LOOPBACK = ("127.0.0.1", "localhost", "::1")
_NOWHERE = "192.0.2.1"  # kept free for documentation (RFC 5737); nothing is sent there
_SIOCGIFADDR = 0x8915
_TUNNELS = (512, 65534)  # ARPHRD_PPP, ARPHRD_NONE
# Results of OpenSSL's verification (X509_verify_cert_error_string).
_CERTIFICATES = {
    9: "certificate_not_yet", 10: "certificate_expired", 18: "certificate_untrusted", 19: "certificate_untrusted",
    20: "certificate_untrusted", 21: "certificate_untrusted", 62: "certificate_of_another",
    64: "certificate_of_another",
}  # fmt: skip


def network(platform_url: str) -> Item:
    """Where this machine stands in the network, and the round trip to the platform's port (or its proxy's)."""
    host, port = _door(platform_url)
    if host not in _LOOPBACK and not (own := _own_address(_NOWHERE)):
        return item("network", "bad", "no_network")
    if not host:
        return item("network", "ok", "no_target", address=own)
    try:
        address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    except OSError:
        return item("network", "bad", "name_not_found", host=host)
    started = time.monotonic()
    try:
        with socket.socket(address[0], address[1]) as connection:
            connection.settimeout(CONNECT_S)
            connection.connect(address[4])
            own = connection.getsockname()[0]
    except TimeoutError:
        return item("network", "bad", "no_answer", host=host, port=port)
    except OSError:
        return item("network", "bad", "refused", host=host, port=port)
    ms = round((time.monotonic() - started) * 1000)
    if ms > FAR_MS:
        return item("network", "warn", "far", address=own, ms=ms)
    return item("network", "ok", _kind(own), address=own, ms=max(ms, 1))


def platform(platform_url: str, tls: Callable[[], ssl.SSLContext]) -> Item:
    """Does the platform answer by HTTP, and is its certificate good? `tls` is how the program trusts."""
    if not platform_url:
        return item("platform", "bad", "not_configured")
    started = time.monotonic()
    try:
        status, content = _ask(platform_url, tls)
    except ssl.SSLCertVerificationError as error:
        return item("platform", "bad", _CERTIFICATES.get(error.verify_code, "certificate_refused"))
    except ssl.SSLError:
        return item("platform", "bad", "tls_failed")
    except TimeoutError:
        return item("platform", "bad", "no_answer")
    except (OSError, http.client.HTTPException, ValueError):
        return item("platform", "bad", "unreachable")
    ms = max(1, round((time.monotonic() - started) * 1000))
    if status >= 500:
        return item("platform", "bad", "out_of_order", status=status)
    if not _is_platforms(content):
        return item("platform", "bad", "another_answers", status=status)
    if ms > SLOW_MS:
        return item("platform", "warn", "slow", ms=ms)
    return item("platform", "ok", "encrypted" if platform_url.startswith("https") else "plain", ms=ms)


def _ask(platform_url: str, tls: Callable[[], ssl.SSLContext]) -> tuple[int, bytes]:
    handlers: list[urllib.request.BaseHandler] = [_NoRedirect()]
    if urlsplit(platform_url).hostname in _LOOPBACK:
        handlers.append(urllib.request.ProxyHandler({}))
    if platform_url.startswith("https"):
        handlers.append(urllib.request.HTTPSHandler(context=tls()))
    opener = urllib.request.build_opener(*handlers)
    request = urllib.request.Request(platform_url.rstrip("/") + ASKED, headers={"Accept": "application/json"})
    try:
        with opener.open(request, timeout=CONNECT_S) as answer:
            return int(answer.status), bytes(answer.read(LARGEST_ANSWER))
    except urllib.error.HTTPError as answer:
        with answer:
            return answer.code, answer.read(LARGEST_ANSWER)
    except urllib.error.URLError as error:
        raise error.reason if isinstance(error.reason, OSError) else OSError(str(error.reason)) from error


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_: Any) -> None:
        """Nobody is followed: the page that wants a login first is not the platform."""


def _is_platforms(content: bytes) -> bool:
    """Is it an error as the provisioning API has them?"""
    try:
        answer = json.loads(content)
        return isinstance(answer["error"]["code"], str)
    except (ValueError, RecursionError, KeyError, TypeError):
        return False


def _door(platform_url: str) -> tuple[str, int]:
    """Host and port that a connection to the platform is made to; "" when there is no platform."""
    parts = urlsplit(platform_url)
    host = parts.hostname or ""
    proxy = urllib.request.getproxies().get(parts.scheme, "")
    if proxy and host and host not in _LOOPBACK and not urllib.request.proxy_bypass(host):
        parts = urlsplit(proxy if "//" in proxy else f"//{proxy}")
    return parts.hostname or "", parts.port or (443 if parts.scheme == "https" else 80)


def _own_address(towards: str) -> str:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as path:
        try:
            path.connect((towards, 9))
        except OSError:
            return ""
        return str(path.getsockname()[0])


def _kind(own: str) -> str:
    """wired, wireless, vpn, this_machine; `connected` where the system does not say."""
    if own in _LOOPBACK:
        return "this_machine"
    interface = _interface(own)
    folder = Path("/sys/class/net") / interface
    if not interface or not folder.is_dir():
        return "connected"
    if (folder / "wireless").exists():
        return "wireless"
    kind = (folder / "type").read_text().strip()
    return "vpn" if kind.isdecimal() and int(kind) in _TUNNELS else "wired"


def _interface(own: str) -> str:
    """The name of the interface with this address, on Linux."""
    if sys.platform != "linux":
        return ""
    import fcntl

    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as any_:
        for _, name in socket.if_nameindex():
            try:
                asked = fcntl.ioctl(any_, _SIOCGIFADDR, struct.pack("256s", name.encode()[:15]))
            except OSError:
                continue
            if socket.inet_ntoa(asked[20:24]) == own:
                return name
    return ""
