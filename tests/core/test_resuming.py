"""The saved login behind a keychain that is locked, or a disk that does not help."""

from __future__ import annotations

from dataclasses import replace

import pytest

from backend.core.errors import StorageFailed
from backend.core.resuming import LOAD_AGAIN_S
from tests.core.conftest import Bench
from tests.fakes.clockwork import ManualWorkers
from tests.fakes.platform import ACCOUNT, LOGIN

OTHER = replace(LOGIN, token="token-2", account=replace(ACCOUNT, name="林知夏"))


def _codes(bench: Bench) -> list[str]:
    return [notice.code for notice in bench.parts.notices.all()]


def _start(bench: Bench, code: str = "keychain_unavailable") -> list[bool]:
    """The program starts and the login of the last time cannot be read."""
    bench.login.login, bench.login.failure = LOGIN, StorageFailed(code)
    found: list[bool] = []
    bench.parts.session.resume(found.append)
    return found


@pytest.mark.parametrize(
    ("code", "notice"), [("keychain_unavailable", "login_locked"), ("storage_failed", "login_not_read")]
)
def test_a_login_that_cannot_be_read_now_is_told_and_read_later_without_a_new_code(
    bench: Bench, code: str, notice: str
) -> None:
    found = _start(bench, code)
    assert (found, _codes(bench), bench.login.login) == ([False], [notice], LOGIN)
    bench.login.failure = None
    bench.loop.advance(LOAD_AGAIN_S)
    assert (found, _codes(bench)) == ([False, True], [])
    assert bench.parts.session.account == ACCOUNT
    assert bench.line.names() == ["register"]


def test_a_locked_keychain_is_told_once_and_not_again_to_who_has_read_it(bench: Bench) -> None:
    _start(bench)
    bench.parts.notices.dismiss(bench.parts.notices.all()[0].id)
    bench.loop.advance(3 * LOAD_AGAIN_S)
    assert _codes(bench) == []
    bench.login.failure = None
    bench.loop.advance(LOAD_AGAIN_S)
    assert bench.parts.session.account == ACCOUNT


def test_who_registers_meanwhile_is_told_no_more_and_stays_logged_in(bench: Bench) -> None:
    _start(bench)
    bench.parts.session.log_in(OTHER)
    assert _codes(bench) == ["login_not_saved"]
    bench.login.login, bench.login.failure = LOGIN, None
    bench.loop.advance(LOAD_AGAIN_S)
    assert bench.parts.session.account == OTHER.account


def test_a_keychain_that_opens_after_somebody_registered_and_left_brings_nobody_back(bench: Bench) -> None:
    bench.login.login = LOGIN
    slow = ManualWorkers(bench.loop)
    bench.keeper.do = slow.do  # type: ignore[method-assign]
    bench.parts.session.resume(lambda found: None)
    bench.parts.session.log_in(OTHER)
    bench.parts.session.log_out()
    slow.finish_all()
    assert bench.parts.session.account is None


def test_a_keychain_that_opens_while_the_program_ends_registers_nothing(bench: Bench) -> None:
    _start(bench)
    bench.parts.leave()
    bench.login.failure = None
    bench.loop.advance(LOAD_AGAIN_S)
    assert bench.line.names() == ["unregister"]
