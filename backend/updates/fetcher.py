"""HTTP for updates: time limits, no redirects, and a download that goes on where it stopped."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import httpx
from tuf.api.exceptions import DownloadError, DownloadHTTPError, SlowRetrievalError
from tuf.ngclient.fetcher import FetcherInterface

CONNECT_S = 5.0
READ_S = 15.0  # the longest silence of the server, and thereby the longest wait for a download to be given up
LIST_WITHIN_S = 60.0
_LOOPBACK = ("127.0.0.1", "localhost", "::1")
# What is stored is what is signed: no coding on the way may change it.
_PLAIN = {"Accept-Encoding": "identity"}


class Fetcher(FetcherInterface):
    """Fetches metadata for TUF, and parts of archives. Raises DownloadError and DownloadHTTPError only. A proxy of the
    environment is for what lies outside this machine."""

    def __init__(self, address: str) -> None:
        outside = httpx.URL(address).host not in _LOOPBACK
        timeout = httpx.Timeout(READ_S, connect=CONNECT_S)
        self._client = httpx.Client(trust_env=outside, follow_redirects=False, timeout=timeout, headers=_PLAIN)

    def close(self) -> None:
        """Let go of the connection."""
        self._client.close()

    def fetch_bytes(self, url: str, largest: int) -> bytes:
        """A small file as a whole."""
        return bytes(self.download_bytes(url, largest))

    def fetch_from(self, url: str, offset: int) -> Iterator[tuple[int, bytes]]:
        """The pieces of a file from `offset` on, each with where it belongs; a server that knows no ranges begins at 0,
        and so does one whose file is shorter."""
        with self._get(url, {"Range": f"bytes={offset}-"} if offset else {}) as response:
            usable = response.status_code == 200 or (response.status_code == 206 and _begins_at(response, offset))
            at = offset if response.status_code == 206 else 0
            for piece in response.iter_raw() if usable else ():
                yield at, piece
                at += len(piece)
        if not usable:
            yield from self._again(url, offset)

    def _again(self, url: str, offset: int) -> Iterator[tuple[int, bytes]]:
        if not offset:
            raise DownloadError("another part than was asked for")
        yield from self.fetch_from(url, 0)

    def _fetch(self, url: str) -> Iterator[bytes]:
        """For TUF: the pieces of a list, which is small; a server that drips is given up."""
        deadline = time.monotonic() + LIST_WITHIN_S
        for _, piece in self.fetch_from(url, 0):
            if time.monotonic() > deadline:
                raise SlowRetrievalError
            yield piece

    @contextmanager
    def _get(self, url: str, headers: dict[str, str]) -> Iterator[httpx.Response]:
        try:
            with self._client.stream("GET", url, headers=headers) as response:
                if response.status_code not in (200, 206, 416):
                    raise DownloadHTTPError(f"{response.status_code}", response.status_code)
                if response.headers.get("content-encoding", "identity") != "identity":
                    raise DownloadError("a coding that was not asked for")
                yield response
        except (httpx.HTTPError, httpx.InvalidURL, httpx.StreamError) as error:
            raise DownloadError(type(error).__name__) from error


def _begins_at(response: Any, offset: int) -> bool:
    return str(response.headers.get("content-range", "")).startswith(f"bytes {offset}-")
