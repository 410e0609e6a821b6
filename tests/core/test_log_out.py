"""注销 ends a login here and at the platform; what was kept of the account goes along when asked."""

from __future__ import annotations

from dataclasses import replace

from backend.core.account import ERASE_AGAIN_S
from backend.core.errors import PlatformUnreachable, StorageFailed
from backend.core.state import Enrolment, Registration
from tests.core.conftest import Bench
from tests.fakes.platform import ACCOUNT, LOGIN


def test_m10_logging_out_shows_the_registration_at_once_and_clears_the_credentials(office: Bench) -> None:
    office.parts.session.log_out()
    assert (office.parts.session.account, office.parts.enrolling.state) == (None, Enrolment())
    assert (office.parts.registrant.state, office.line.names()[-1]) == (Registration(), "unregister")
    assert office.login.login is None


def test_m10_logging_out_revokes_the_login_at_the_platform(office: Bench) -> None:
    office.parts.session.log_out()
    office.workers.finish_all()
    assert office.platform.asked[-1] == ("log_out", LOGIN.token)


def test_m10_logging_out_works_also_when_the_platform_cannot_be_told(office: Bench) -> None:
    office.platform.failure = PlatformUnreachable("platform_unreachable")
    office.parts.session.log_out()
    office.workers.finish_all()
    assert (office.login.login, office.parts.enrolling.state.step) == (None, "number")


def test_m10_a_call_is_ended_properly_and_recorded_by_logging_out(office: Bench) -> None:
    call_id = office.established()
    office.parts.session.log_out()
    assert office.line.told[-2:] == [("hang_up", call_id), ("unregister",)]
    (row,) = office.data.history.rows
    assert row.ended is not None
    assert row.ended.code == "hung_up"


def test_m10_the_history_stays_unless_it_is_to_go(office: Bench) -> None:
    office.parts.session.log_out()
    assert (office.data.erased, office.data.opened) == ([], None)
    assert "empty_log" not in office.line.names()
    office.log_in()
    office.parts.session.log_out(erase=True)
    assert office.line.names()[-2:] == ["unregister", "empty_log"]
    assert (office.data.erased, office.data.opened, office.codes()) == ([ACCOUNT], None, [])


def test_what_cannot_be_erased_is_told_and_tried_again(office: Bench) -> None:
    office.data.failure = StorageFailed("data_read_only")
    office.parts.session.log_out(erase=True)
    office.loop.advance(ERASE_AGAIN_S)
    assert (office.data.erased, office.codes()) == ([], ["data_not_erased"])
    office.data.failure = None
    office.loop.advance(ERASE_AGAIN_S)
    assert (office.data.erased, office.codes()) == ([ACCOUNT], [])


def test_nothing_is_erased_of_who_is_back_meanwhile_but_of_who_is_not(office: Bench) -> None:
    office.data.failure = StorageFailed("data_read_only")
    office.parts.session.log_out(erase=True)
    office.data.failure = None
    office.log_in()
    office.loop.advance(ERASE_AGAIN_S)
    assert (office.data.erased, office.codes()) == ([], [])
    office.data.failure = StorageFailed("data_read_only")
    office.parts.session.log_out(erase=True)
    office.data.failure = None
    office.parts.session.log_in(replace(LOGIN, account=replace(ACCOUNT, user_id="p8014")))
    office.loop.advance(ERASE_AGAIN_S)
    assert office.data.erased == [ACCOUNT]


def test_m11_leaving_ends_calls_properly_removes_the_registration_and_keeps_the_login(office: Bench) -> None:
    talking = office.established()
    office.parts.leave()
    assert office.line.told[-2:] == [("hang_up", talking), ("unregister",)]
    assert [(row.id, row.ended.code) for row in office.data.history.rows if row.ended] == [(talking, "hung_up")]
    assert office.login.login == LOGIN


def test_m11_leaving_while_it_rings_refuses_the_call(office: Bench) -> None:
    office.parts.calls.on_incoming("in-1", "8014", "", "")
    office.parts.leave()
    assert office.line.told[-2:] == [("hang_up", "in-1"), ("unregister",)]
    assert office.parts.calls.live() == ()


def test_an_update_or_a_sound_test_on_its_way_does_not_keep_the_program(office: Bench) -> None:
    office.parts.sound_tests.begin("ring")
    office.parts.updates.check()
    office.parts.leave()
    assert office.line.names()[-1] == "unregister"
