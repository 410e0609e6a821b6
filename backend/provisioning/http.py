"""HTTP to the platform: one exchange with limits on time and size, never following a redirect."""

from __future__ import annotations

import threading
import time
import zlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from backend.core.errors import PlatformUnreachable
from backend.provisioning.replies import nonsense

if TYPE_CHECKING:
    import httpx

CONNECT_S = 5.0
READ_S = 10.0
TOTAL_S = 15.0
LARGEST_BODY = 256 * 1024
_LOOPBACK = ("127.0.0.1", "localhost", "::1")


@dataclass(frozen=True)
class Request:
    """What is asked. `largest` is the most bytes the body may have once unpacked, `total_s` the most it may take."""

    method: str
    path: str
    token: str = ""
    body: Mapping[str, str] | None = None
    etag: str = ""
    largest: int = LARGEST_BODY
    total_s: float = TOTAL_S
    read_s: float = READ_S


@dataclass(frozen=True)
class Answer:
    """What came back. `content_type` without parameters."""

    status: int
    content_type: str
    etag: str
    body: bytes


# Told of every piece that arrives (unpacked) and of the number of people the platform announced, 0 when it did not.
OnPiece = Callable[[bytes, int], None]


class Http:
    """Keeps connections open between exchanges; may be used by several workers at once."""

    def __init__(self, base_url: str) -> None:
        self._base_url = base_url.rstrip("/")
        self._lock = threading.Lock()
        self._client: httpx.Client | None = None

    def exchange(self, request: Request, on_piece: OnPiece | None = None) -> Answer:
        """Ask and read the whole answer, whatever its status. Errors: PlatformUnreachable `platform_unreachable`,
        `platform_timeout`, `platform_nonsense`, `platform_not_configured`."""
        if not self._base_url:
            raise PlatformUnreachable("platform_not_configured")
        deadline = time.monotonic() + request.total_s
        with _http_errors(), self._send(request) as response:
            if 300 <= response.status_code < 400 and response.status_code != 304:
                raise nonsense("redirect")
            body = _read(response, request, deadline, on_piece)
            content_type = response.headers.get("content-type", "").partition(";")[0].strip().lower()
            return Answer(response.status_code, content_type, response.headers.get("etag", "")[:256], body)

    def close(self) -> None:
        """Let go of the connections."""
        with self._lock:
            client, self._client = self._client, None
        if client is not None:
            client.close()

    @contextmanager
    def _send(self, request: Request) -> Iterator[httpx.Response]:
        import httpx

        headers = {"Accept-Encoding": "gzip"}
        if request.token:
            headers["Authorization"] = f"Bearer {request.token}"
        if request.etag:
            headers["If-None-Match"] = request.etag
        timeout = httpx.Timeout(request.read_s, connect=CONNECT_S)
        with self._open_client().stream(
            request.method, self._base_url + request.path, headers=headers, json=request.body, timeout=timeout
        ) as response:
            yield response

    def _open_client(self) -> httpx.Client:
        import httpx  # slow to import, and only workers need it

        with self._lock:
            if self._client is None:
                self._client = httpx.Client(trust_env=is_outside(self._base_url), follow_redirects=False)
            return self._client


def is_outside(url: str) -> bool:
    """Does it lie outside this machine? A proxy of the environment is for what does."""
    import httpx

    return httpx.URL(url).host not in _LOOPBACK


def _read(response: httpx.Response, request: Request, deadline: float, on_piece: OnPiece | None) -> bytes:
    """Read and unpack within the limits: neither a slow drip nor a packed mountain gets further."""
    body = bytearray()
    people = _announced(response)
    for piece in _unpacked(response, request.largest):
        if time.monotonic() > deadline:
            raise PlatformUnreachable("platform_timeout")
        body += piece
        if len(body) > request.largest:
            raise nonsense("size")
        if on_piece is not None:
            on_piece(piece, people)
    return bytes(body)


def _unpacked(response: httpx.Response, largest: int) -> Iterator[bytes]:
    coding = response.headers.get("content-encoding", "identity").strip().lower()
    if coding in ("identity", ""):
        yield from response.iter_raw()
        return
    if coding not in ("gzip", "x-gzip"):
        raise nonsense("content-encoding")
    unpacker = zlib.decompressobj(wbits=31)
    for packed in response.iter_raw():
        yield unpacker.decompress(packed, largest + 1)
        if unpacker.unconsumed_tail or unpacker.unused_data:
            raise nonsense("size")
    if not unpacker.eof:
        raise nonsense("gzip")


def _announced(response: httpx.Response) -> int:
    text = response.headers.get("x-people-count", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 8 else 0


@contextmanager
def _http_errors() -> Iterator[None]:
    import httpx

    try:
        yield
    except httpx.TimeoutException:
        raise PlatformUnreachable("platform_timeout") from None
    except (httpx.RemoteProtocolError, httpx.DecodingError, zlib.error):
        raise nonsense("http") from None
    except (httpx.HTTPError, httpx.InvalidURL, OSError) as error:
        raise PlatformUnreachable("platform_unreachable", cause=type(error).__name__) from None
