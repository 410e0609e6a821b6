"""New versions of the program for core: found and fetched on command."""

from __future__ import annotations

from collections.abc import Callable

from backend.core.errors import TelephoneError
from backend.core.ports import Release

RELEASE = Release("2.0.0", 1_000, (("en", "- Better"), ("zh-CN", "- 更好")))


class FakeUpdater:
    """Core's port Updater. `newest` is what there is; `failure`, when set, is raised by whatever is asked next;
    `pieces` are the counts a download tells before it ends."""

    def __init__(self, way: str = "self", rolled_back: str = "") -> None:
        self.way, self.rolled_back = way, rolled_back
        self.newest: Release | None = None
        self.failure: TelephoneError | None = None
        self.pieces: list[int] = []
        self.asked: list[str] = []

    def check(self) -> Release | None:
        self._note("check")
        return self.newest

    def download(self, release: Release, progress: Callable[[int, int], bool]) -> None:
        self._note(f"download {release.version}")
        for done in self.pieces:
            if not progress(done, release.size):
                self.asked.append("stopped")
                return

    def apply(self, release: Release) -> None:
        self._note(f"apply {release.version}")

    def forget_roll_back(self) -> None:
        self._note("forget_roll_back")

    def _note(self, what: str) -> None:
        self.asked.append(what)
        if (failure := self.failure) is not None:
            self.failure = None
            raise failure
