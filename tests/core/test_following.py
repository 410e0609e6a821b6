"""What the platform tells of itself: profile, directory, the end of the login."""

from __future__ import annotations

from dataclasses import replace

import pytest

from backend.core.account import PROFILE_EVERY_S
from backend.core.errors import NotPossibleNow
from backend.core.events import AccountChanged
from backend.core.ports import DirectoryNews, Profile, ProfileNews, RevokedNews, StreamDown, StreamUp
from backend.core.registration import RENEW_S
from backend.core.state import Registration
from tests.core.conftest import Bench
from tests.fakes.platform import ACCOUNT, LOGIN, FakeStream


def _stream(bench: Bench) -> FakeStream:
    return bench.platform.streams[-1]


def _profile(**changes: str) -> ProfileNews:
    return ProfileNews(Profile(replace(ACCOUNT, **changes)))


def _rest(bench: Bench, seconds: float) -> None:
    for _ in range(round(seconds / RENEW_S)):
        bench.loop.advance(RENEW_S)
        bench.parts.registrant.on_registered()


def test_a_login_is_followed_with_its_token_until_it_ends(office: Bench) -> None:
    assert [stream.token for stream in office.platform.streams] == ["token-1"]
    office.parts.session.log_out()
    assert _stream(office).stopped
    office.parts.session.log_in(replace(LOGIN, token="token-2"))
    assert [stream.token for stream in office.platform.streams] == ["token-1", "token-2"]


def test_the_end_of_the_program_ends_the_stream(office: Bench) -> None:
    office.parts.leave()
    assert _stream(office).stopped


@pytest.mark.parametrize(
    "change",
    [{"permission": "internal"}, {"mode": "callback"}, {"mode_reason": "mobile_client"}, {"policy": "shared"}],
)
def test_what_an_administrator_changes_is_in_force_at_once(office: Bench, change: dict[str, str]) -> None:
    _stream(office).tell(StreamUp(), _profile(**change))
    assert office.last(AccountChanged).account == replace(ACCOUNT, **change)
    assert office.login.login is not None
    assert office.login.login.account == office.parts.session.account


def test_a_profile_that_says_nothing_new_is_no_event(office: Bench) -> None:
    events = len(office.events)
    _stream(office).tell(StreamUp(), _profile())
    assert office.events[events:] == []


def test_a_permission_that_is_withdrawn_counts_for_the_next_call(office: Bench) -> None:
    _stream(office).tell(_profile(permission="internal"))
    with pytest.raises(NotPossibleNow, match="not_permitted"):
        office.parts.calls.dial("13800138000")


def test_a_new_extension_registers_again(office: Bench) -> None:
    told = len(office.line.told)
    _stream(office).tell(ProfileNews(Profile(replace(ACCOUNT, extension="8058"), username="8058")))
    assert office.line.told[told:] == [("register", "127.0.0.1:5060", "何雨桐")]
    assert office.login.login is not None
    assert office.login.login.sip.username == "8058"


def test_a_platform_that_moves_during_a_call_is_followed_right_after_it(office: Bench) -> None:
    call_id = office.established()
    _stream(office).tell(StreamUp(), ProfileNews(Profile(ACCOUNT, "127.0.0.1:5099")))
    assert ("register", "127.0.0.1:5099", "何雨桐") not in office.line.told
    office.end(call_id)
    assert office.line.told[-1] == ("register", "127.0.0.1:5099", "何雨桐")


def test_a_platform_that_moved_is_no_matter_for_a_login_that_ends(office: Bench) -> None:
    office.established()
    _stream(office).tell(ProfileNews(Profile(ACCOUNT, "127.0.0.1:5099")))
    office.parts.session.log_out()
    assert office.line.names()[-1] == "unregister"


def test_the_platform_is_asked_only_while_it_does_not_tell(office: Bench) -> None:
    asked = len(office.platform.asked)
    _stream(office).tell(StreamUp())
    _rest(office, 2 * PROFILE_EVERY_S)
    office.workers.finish_all()
    assert office.platform.asked[asked:] == []
    _stream(office).tell(StreamDown())
    _rest(office, PROFILE_EVERY_S)
    office.workers.finish_all()
    assert office.platform.asked[asked:] == [("profile", "token-1")]


def test_another_revision_of_the_directory_is_downloaded_in_the_background(office: Bench) -> None:
    downloads = office.data.source.downloads
    _stream(office).tell(StreamUp(), DirectoryNews("r2"))
    assert office.parts.download.state.state == "loading"
    office.workers.finish_all()
    assert office.data.source.downloads == downloads + 1
    assert office.parts.enrolling.state.step == "done"


def test_the_revision_at_hand_is_not_downloaded_again(office: Bench) -> None:
    downloads = office.data.source.downloads
    _stream(office).tell(DirectoryNews(office.parts.download.state.revision))
    office.workers.finish_all()
    assert office.data.source.downloads == downloads


def test_a_revision_told_of_during_a_download_is_downloaded_after_it_once(office: Bench) -> None:
    downloads = office.data.source.downloads
    office.parts.download.refresh()
    _stream(office).tell(DirectoryNews("r2"), DirectoryNews("r3"))
    office.workers.finish_all()
    assert office.data.source.downloads == downloads + 2


def test_a_revoked_login_shows_that_it_was_replaced_and_does_not_register_again(office: Bench) -> None:
    call_id = office.established()
    _stream(office).tell(StreamUp(), RevokedNews("replaced"))
    assert office.parts.registrant.state == Registration("replaced", "login_revoked")
    assert [row.id for row in office.data.history.rows] == [call_id]
    told = len(office.line.told)
    office.parts.on_phone_died()
    office.parts.session.on_profile(Profile(ACCOUNT, "127.0.0.1:5099"))
    office.loop.advance(PROFILE_EVERY_S)
    office.workers.finish_all()
    assert office.line.told[told:] == []
    assert _stream(office).stopped


@pytest.mark.parametrize(
    ("reason", "code"),
    [("replaced", "login_revoked"), ("logged_out", "login_revoked"), ("unknown", "login_revoked"),
     ("removed", "login_removed")],
)  # fmt: skip
def test_who_was_removed_is_not_told_of_another_device(office: Bench, reason: str, code: str) -> None:
    _stream(office).tell(RevokedNews(reason))
    assert office.parts.registrant.state == Registration("replaced", code)


def test_a_removed_user_learns_it_after_an_emergency_call_too(office: Bench) -> None:
    call_id = office.parts.calls.dial("120")
    _stream(office).tell(RevokedNews("removed"))
    office.end(call_id)
    assert office.parts.registrant.state == Registration("replaced", "login_removed")


def test_a_revoked_login_still_finishes_an_emergency_call(office: Bench) -> None:
    call_id = office.parts.calls.dial("120")
    office.parts.calls.on_established(call_id)
    _stream(office).tell(RevokedNews("replaced"))
    assert [call.id for call in office.parts.calls.live()] == [call_id]
    assert office.parts.registrant.registered()
    office.end(call_id)
    assert office.parts.registrant.state.state == "replaced"


def test_news_of_an_ended_login_are_ignored(office: Bench) -> None:
    old = _stream(office)
    office.parts.session.log_out()
    office.parts.session.log_in(replace(LOGIN, token="token-2"))
    old._tell(RevokedNews("replaced"))
    old._tell(_profile(permission="internal"))
    assert office.parts.session.account == ACCOUNT
    assert office.parts.registrant.state.state != "replaced"
