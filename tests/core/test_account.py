"""A login: what begins and ends with it, and what happens when the disk or the platform does not help."""

from __future__ import annotations

from dataclasses import replace

import pytest

from backend.core.account import OPEN_AGAIN_S, PROFILE_EVERY_S, SAVE_AGAIN_S
from backend.core.errors import NotPossibleNow, PlatformUnreachable, StorageFailed
from backend.core.events import AccountChanged
from backend.core.ports import Profile
from backend.core.registration import RENEW_S
from backend.core.state import DirectoryState, Disposition, Enrolment, Registration
from tests.core.conftest import Bench
from tests.fakes.platform import ACCOUNT, LOGIN


def _codes(bench: Bench) -> list[str]:
    return [notice.code for notice in bench.parts.notices.all()]


def test_the_saved_login_is_taken_up_without_a_new_code(bench: Bench) -> None:
    bench.login.login = LOGIN
    found: list[bool] = []
    bench.parts.session.resume(found.append)
    assert found == [True]
    assert bench.line.names() == ["register"]
    assert bench.parts.session.account == ACCOUNT


def test_without_a_saved_login_nothing_registers(bench: Bench) -> None:
    found: list[bool] = []
    bench.parts.session.resume(found.append)
    assert (found, bench.line.told) == ([False], [])


def test_a_login_is_saved_and_its_data_opened(office: Bench) -> None:
    assert office.login.login == LOGIN
    assert office.data.opened == ACCOUNT
    assert office.parts.download.state.count == 40


def test_a_login_that_cannot_be_saved_works_and_is_told(bench: Bench) -> None:
    bench.login.failure = StorageFailed("disk_full")
    bench.log_in()
    assert _codes(bench) == ["login_not_saved"]
    assert bench.parts.registrant.registered()
    bench.login.failure = None
    bench.loop.advance(SAVE_AGAIN_S)
    assert (_codes(bench), bench.login.login) == ([], LOGIN)


def test_where_the_credentials_are_is_not_told_any_more_when_they_are_gone(office: Bench) -> None:
    office.parts.notices.add("secrets_in_file", path="/data/secrets.bin")
    office.parts.session.log_out()
    assert _codes(office) == []


def test_credentials_that_cannot_be_cleared_are_told_and_cleared_later(office: Bench) -> None:
    office.login.failure = StorageFailed("data_read_only")
    office.parts.session.log_out()
    assert office.parts.session.account is None
    assert _codes(office) == ["login_not_cleared"]
    office.login.failure = None
    office.loop.advance(SAVE_AGAIN_S)
    assert (_codes(office), office.login.login) == ([], None)


def test_a_new_login_is_not_cleared_by_the_end_of_the_old_one(office: Bench) -> None:
    office.login.failure = StorageFailed("data_read_only")
    office.parts.session.log_out()
    office.login.failure = None
    office.parts.session.log_in(LOGIN)
    office.loop.advance(SAVE_AGAIN_S)
    assert (_codes(office), office.login.login) == ([], LOGIN)


def test_data_that_cannot_be_opened_is_told_and_tried_again_and_no_call_is_lost(bench: Bench) -> None:
    bench.data.failure = StorageFailed("data_read_only")
    bench.log_in()
    assert _codes(bench) == ["data_not_opened"]
    assert bench.parts.download.state.error == "data_read_only"
    call_id = bench.established()
    bench.parts.calls.on_phone_died()
    assert bench.data.history.rows == []
    bench.data.failure = None
    bench.loop.advance(OPEN_AGAIN_S)
    assert [row.id for row in bench.data.history.rows] == [call_id]
    assert _codes(bench) == []


def test_what_the_disk_found_wrong_is_told(bench: Bench) -> None:
    bench.data.problems = ("database_set_aside",)
    bench.log_in()
    assert _codes(bench) == ["database_set_aside"]


def test_logging_out_clears_everything_here_and_tells_the_platform(office: Bench) -> None:
    call_id = office.established()
    office.parts.session.log_out()
    assert office.line.told[-2:] == [("hang_up", call_id), ("unregister",)]
    assert [row.id for row in office.data.history.rows] == [call_id]
    assert office.login.login is None
    assert office.data.opened is None
    assert office.last(AccountChanged).account is None
    assert office.parts.enrolling.state == Enrolment()
    assert office.parts.download.state == DirectoryState()
    assert office.parts.registrant.state == Registration()
    office.workers.finish_all()
    assert office.platform.asked[-1] == ("log_out", "token-1")


def test_logging_out_needs_no_platform(office: Bench) -> None:
    office.platform.failure = PlatformUnreachable("platform_unreachable")
    office.parts.session.log_out()
    office.workers.finish_all()
    assert office.parts.session.account is None


def test_nobody_cannot_log_out(bench: Bench) -> None:
    with pytest.raises(NotPossibleNow, match="not_logged_in"):
        bench.parts.session.log_out()


def test_what_arrives_for_a_login_that_ended_is_ignored(office: Bench) -> None:
    office.parts.download.refresh()
    office.parts.registrant.on_failed(408)
    office.parts.session.log_out()
    office.platform.answer = Profile(ACCOUNT, "127.0.0.1:5099")
    office.workers.finish_all()
    assert office.parts.download.state == DirectoryState()
    assert office.parts.session.account is None
    assert office.line.names()[-1] == "unregister"


def test_news_about_the_user_is_shown_and_kept(bench: Bench) -> None:
    bench.login.login = LOGIN
    moved = Profile(replace(ACCOUNT, mode="callback"))
    bench.platform.answer = moved
    bench.parts.session.resume(lambda found: None)
    bench.workers.finish_all()
    assert bench.parts.session.account == moved.account
    assert bench.login.login is not None
    assert bench.login.login.account.mode == "callback"
    assert bench.line.names() == ["register"]


def _rest(bench: Bench, seconds: float) -> None:
    """Nothing happens but the renewals of a line that is well."""
    for _ in range(round(seconds / RENEW_S)):
        bench.loop.advance(RENEW_S)
        bench.parts.registrant.on_registered()


def test_what_an_administrator_changes_is_known_without_a_restart(office: Bench) -> None:
    changed = replace(ACCOUNT, mode="callback", permission="internal", policy="shared")
    office.platform.answer = Profile(changed)
    events = len(office.events)
    _rest(office, PROFILE_EVERY_S)
    office.workers.finish_all()
    assert office.events[events:] == [AccountChanged(changed)]
    assert office.parts.session.account == changed


def test_a_platform_that_does_not_tell_changes_nothing_and_is_asked_at_the_next_turn(office: Bench) -> None:
    office.platform.failure = PlatformUnreachable("platform_timeout")
    events = len(office.events)
    _rest(office, PROFILE_EVERY_S)
    office.workers.finish_all()
    assert office.events[events:] == []
    office.platform.answer = Profile(replace(ACCOUNT, mode="callback"))
    _rest(office, PROFILE_EVERY_S)
    office.workers.finish_all()
    assert office.last(AccountChanged).account.mode == "callback"


def test_a_line_that_is_down_or_a_login_that_ended_is_not_asked_about(office: Bench) -> None:
    asked = len(office.platform.asked)
    office.parts.on_phone_died()
    office.loop.advance(PROFILE_EVERY_S)
    office.workers.finish_all()
    assert office.platform.asked[asked:] == []
    office.parts.session.log_out()
    office.loop.advance(PROFILE_EVERY_S)
    office.workers.finish_all()
    assert office.platform.asked[asked:] == [("log_out", "token-1")]


def test_a_platform_that_moves_during_a_call_is_followed_after_it(office: Bench) -> None:
    call_id = office.established()
    office.platform.answer = Profile(ACCOUNT, "127.0.0.1:5099")
    _rest(office, PROFILE_EVERY_S)
    office.workers.finish_all()
    assert ("register", "127.0.0.1:5099", "何雨桐") not in office.line.told
    office.end(call_id)
    _rest(office, PROFILE_EVERY_S)
    office.workers.finish_all()
    assert office.line.told[-1] == ("register", "127.0.0.1:5099", "何雨桐")


def test_the_question_of_an_old_login_neither_stops_nor_answers_that_of_a_new_one(office: Bench) -> None:
    office.parts.registrant.on_failed(403)
    office.parts.session.log_out()
    office.parts.session.log_in(replace(LOGIN, token="token-2"))
    office.parts.registrant.on_failed(403)
    office.workers.finish()
    waiting = len(office.workers.waiting)
    office.parts.registrant.on_registered()
    office.parts.registrant.on_failed(403)
    assert len(office.workers.waiting) == waiting
    office.workers.finish_all()
    assert ("profile", "token-2") in office.platform.asked


def test_a_second_caller_of_the_last_moment_stands_in_the_history_of_who_was_called(office: Bench) -> None:
    call_id = office.established()
    office.parts.calls.on_incoming("c2", "8015", "", "")
    office.parts.session.log_out()
    rows = {row.id: row.ended.disposition for row in office.data.history.rows if row.ended}
    assert rows == {call_id: Disposition.ANSWERED, "c2": Disposition.MISSED}


def test_a_second_caller_of_the_last_moment_is_not_lost_when_the_program_ends(office: Bench) -> None:
    office.established()
    office.parts.calls.on_incoming("c2", "8015", "", "")
    office.parts.leave()
    assert "c2" in [row.id for row in office.data.history.rows]
