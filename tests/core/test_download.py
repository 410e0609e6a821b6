"""The directory's download as the page sees it."""

from __future__ import annotations

from backend.core.errors import PlatformUnreachable
from backend.core.events import DirectoryChanged
from tests.core.conftest import Bench


def test_progress_is_counted_and_ends_with_the_whole_directory(bench: Bench) -> None:
    bench.log_in()
    seen = [event.directory for event in bench.events if isinstance(event, DirectoryChanged)]
    assert [state.state for state in seen] == ["loading", "loading", "ready"]
    assert (seen[1].done, seen[1].total, seen[2].count) == (40, 40, 40)


def test_a_failure_keeps_the_old_directory_and_says_why(office: Bench) -> None:
    office.data.source.failure = PlatformUnreachable("platform_timeout")
    office.parts.refresh_directory()
    office.workers.finish_all()
    state = office.parts.download.state
    assert (state.state, state.error, state.count, state.revision) == ("failed", "platform_timeout", 40, "r-token-1")


def test_it_can_be_asked_for_again_after_a_failure(office: Bench) -> None:
    office.data.source.failure = PlatformUnreachable("platform_timeout")
    office.parts.refresh_directory()
    office.workers.finish_all()
    office.data.source.failure = None
    office.parts.refresh_directory()
    office.workers.finish_all()
    assert (office.parts.download.state.state, office.parts.download.state.error) == ("ready", "")


def test_asking_twice_downloads_once(office: Bench) -> None:
    office.parts.refresh_directory()
    office.parts.refresh_directory()
    assert len(office.workers.waiting) == 1
