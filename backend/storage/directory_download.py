"""Brings the directory from the platform to the disk: the port core downloads through."""

from __future__ import annotations

from collections.abc import Callable

from backend.core.directory import DirectoryPlatform
from backend.core.state import DirectoryState
from backend.storage.directory import Directory


class DirectoryDownload:
    """Blocks, for a worker. What is shown changes only when the new directory is whole."""

    def __init__(self, platform: DirectoryPlatform, directory: Directory) -> None:
        self._platform = platform
        self._directory = directory

    def download(self, token: str, progress: Callable[[int, int], None]) -> DirectoryState:
        """Fetch it if it changed and swap it in. Errors: PlatformRefused, PlatformUnreachable, StorageFailed; the old
        directory then stays."""
        folder = self._directory.folder()
        content = self._platform.directory(token, self._directory.etag(), progress)
        if content is None:
            return self._directory.state()
        return self._directory.replace(content, folder)
