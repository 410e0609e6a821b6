"""Registration: growing pauses, an end at refused credentials, a new start after the phone's death."""

from __future__ import annotations

import pytest

from backend.core.errors import PlatformRefused, PlatformUnreachable
from backend.core.ports import PlatformNews, Profile, StreamDown, StreamUp
from backend.core.registration import JITTER, LONGEST_PAUSE_S, RENEW_S, pause_s, reason_of
from backend.core.state import Registration
from tests.core.conftest import Bench
from tests.fakes.platform import ACCOUNT


def test_pauses_grow_to_a_limit() -> None:
    assert [pause_s(attempt, 0.5) for attempt in range(8)] == [1, 2, 4, 5, 5, 5, 5, 5]


@pytest.mark.parametrize("chance", [0.0, 0.3, 1.0])
def test_chance_spreads_many_clients_out(chance: float) -> None:
    for attempt in range(2000):
        middle = pause_s(attempt, 0.5)
        assert abs(pause_s(attempt, chance) - middle) <= middle * JITTER


@pytest.mark.parametrize(
    ("status", "reason"),
    [
        (401, "credentials_refused"),
        (403, "credentials_refused"),
        (407, "credentials_refused"),
        (0, "platform_unreachable"),
        (408, "platform_unreachable"),
        (503, "platform_unreachable"),
        (404, "registration_refused"),
        (423, "registration_refused"),
    ],
)
def test_every_failure_has_a_reason(status: int, reason: str) -> None:
    assert reason_of(status) == reason


def test_an_account_registers_at_once(bench: Bench) -> None:
    bench.log_in()
    assert bench.line.told[0] == ("register", "127.0.0.1:5060", "何雨桐")
    assert bench.parts.registrant.state == Registration("registered")


def test_a_failure_is_tried_again_and_says_when(office: Bench) -> None:
    office.parts.registrant.on_failed(503)
    state = office.parts.registrant.state
    assert (state.state, state.reason, state.status) == ("failed", "platform_unreachable", 503)
    wait_ms = state.retry_at - office.loop.now().utc_ms
    assert 750 <= wait_ms <= 1250
    told = len(office.line.told)
    office.loop.advance(wait_ms / 1000 + 0.001)
    assert office.line.names()[told:] == ["register"]
    assert office.parts.registrant.state.state == "registering"


def test_failures_in_a_row_wait_longer_and_a_success_starts_afresh(office: Bench) -> None:
    waits = []
    for _ in range(6):
        office.parts.registrant.on_failed(408)
        waits.append(office.parts.registrant.state.retry_at - office.loop.now().utc_ms)
        office.loop.advance(LONGEST_PAUSE_S * (1 + JITTER))
        office.workers.finish_all()
    assert waits[5] >= 3 * waits[0]
    office.parts.registrant.on_registered()
    office.parts.registrant.on_failed(408)
    assert office.parts.registrant.state.retry_at - office.loop.now().utc_ms <= 1250


@pytest.mark.parametrize("news", [StreamUp(), StreamDown()])
def test_a_platform_that_leaves_or_returns_is_asked_for_the_line_at_once(office: Bench, news: PlatformNews) -> None:
    told = len(office.line.told)
    office.platform.streams[-1].tell(news)
    assert office.line.names()[told:] == ["register"]
    assert office.parts.registrant.state.state == "registered"
    office.parts.registrant.on_failed(408)
    office.platform.streams[-1].tell(news)
    assert office.line.names()[told:] == ["register", "register"]
    assert office.parts.registrant.state.state == "registering"


def test_refused_credentials_are_not_tried_again_until_the_platform_was_asked(office: Bench) -> None:
    office.parts.registrant.on_failed(403)
    told = len(office.line.told)
    office.loop.advance(3600)
    assert office.line.names()[told:] == []
    office.workers.finish_all()
    assert office.platform.asked[-1] == ("profile", "token-1")
    office.loop.advance(2)
    assert office.line.names()[told:] == ["register"]


def test_a_revoked_login_is_replaced_and_rings_no_more(office: Bench) -> None:
    call_id = office.established()
    office.parts.registrant.on_failed(401)
    office.platform.failure = PlatformRefused("login_revoked", 401)
    office.workers.finish_all()
    assert office.parts.registrant.state == Registration("replaced", "login_revoked")
    assert office.line.told[-2:] == [("hang_up", call_id), ("unregister",)]
    assert [row.ended.code for row in office.data.history.rows if row.ended] == ["login_revoked"]
    told = len(office.line.told)
    office.parts.registrant.on_failed(503)
    office.loop.advance(3600)
    assert len(office.line.told) == told


def test_a_revoked_login_waits_for_the_end_of_an_emergency_call(office: Bench) -> None:
    call_id = office.parts.calls.dial("120")
    office.parts.calls.on_established(call_id)
    office.parts.registrant.on_failed(401)
    office.platform.failure = PlatformRefused("login_revoked", 401)
    office.workers.finish_all()
    assert [call.id for call in office.parts.calls.live()] == [call_id]
    assert "hang_up" not in office.line.names()
    office.end(call_id)
    assert office.parts.registrant.state == Registration("replaced", "login_revoked")
    assert office.line.names()[-1] == "unregister"


def test_refused_credentials_and_a_silent_platform_are_tried_again_later(office: Bench) -> None:
    office.parts.registrant.on_failed(403)
    office.platform.failure = PlatformUnreachable("platform_timeout")
    office.workers.finish_all()
    assert office.parts.registrant.state.retry_at > 0


def test_a_platform_that_moved_is_found_again(office: Bench) -> None:
    office.parts.registrant.on_failed(408)
    office.platform.answer = Profile(ACCOUNT, "127.0.0.1:5099", "tcp")
    office.workers.finish_all()
    assert office.line.told[-1] == ("register", "127.0.0.1:5099", "何雨桐")
    assert office.login.login is not None
    assert office.login.login.sip.proxy == "127.0.0.1:5099"


def test_the_phone_process_coming_back_registered_is_all_it_takes(office: Bench) -> None:
    told = len(office.line.told)
    office.parts.on_phone_died()
    office.parts.registrant.on_registered()
    assert office.parts.registrant.state == Registration("registered")
    assert len(office.line.told) == told


def test_a_line_whose_phone_process_does_not_answer_is_down_until_it_has_registered_again(office: Bench) -> None:
    told = len(office.line.told)
    office.parts.registrant.on_phone_silent()
    office.parts.registrant.on_phone_silent()
    assert office.parts.registrant.state == Registration("registering")
    assert office.line.names()[told:] == ["register"]
    office.parts.registrant.on_registered()
    assert office.parts.registrant.state == Registration("registered")


def test_nothing_registers_by_itself_after_log_out(office: Bench) -> None:
    office.parts.registrant.on_failed(503)
    office.parts.session.log_out()
    told = len(office.line.told)
    office.loop.advance(3600)
    office.parts.registrant.on_registered()
    assert len(office.line.told) == told
    assert office.parts.registrant.state == Registration()


def test_a_registration_is_renewed_quietly(office: Bench) -> None:
    events, told = len(office.events), len(office.line.told)
    for _ in range(3):
        office.loop.advance(RENEW_S)
        office.parts.registrant.on_registered()
    assert office.line.names()[told:] == ["register"] * 3
    assert len(office.events) == events


def test_a_platform_that_went_away_is_noticed_at_the_next_renewal(office: Bench) -> None:
    office.loop.advance(RENEW_S)
    office.parts.registrant.on_failed(408)
    assert office.parts.registrant.state.reason == "platform_unreachable"
