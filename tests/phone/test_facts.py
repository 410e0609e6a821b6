"""What the phone tells of its way to the platform, for whoever looks for a trouble."""

from __future__ import annotations

import time

import pytest

from backend.core.state import LineFacts
from backend.phone.facts import Facts
from backend.phone.messages import HangUp, Statistics, Unregister, Unregistered
from tests.phone.line import a_line

pytestmark = pytest.mark.usefixtures("no_card")


def answer(sequence: int) -> str:
    """A registrar's 200."""
    return f"SIP/2.0 200 OK\r\nCSeq: {sequence} REGISTER\r\n\r\n"


@pytest.fixture
def facts(monkeypatch: pytest.MonkeyPatch) -> Facts:
    """Every look at the clock is 0.1 s after the last."""
    moments = iter(range(100))
    monkeypatch.setattr(time, "monotonic", lambda: 50 + next(moments) / 10)
    return Facts()


def test_the_round_trip_of_a_registration_is_that_of_one_request(facts: Facts) -> None:
    for sequence, trip_ms in ((7, 50), (8, 100), (10, 50)):  # with a challenge, without one, with one
        facts.asked()
        facts.answered(answer(sequence), 300)
        assert facts.now.round_trip_ms == pytest.approx(trip_ms)
    facts.answered(answer(11), 300)
    assert facts.now.round_trip_ms == pytest.approx(50), "a refresh by the library leaves it as it was"


def test_a_call_knows_its_round_trip_better_than_the_registration(facts: Facts) -> None:
    facts.asked()
    facts.answered(answer(7), 300)
    facts.measured(Statistics("a", "PCMA", 99, 1, 1.0, 3.5, 100, 0, 20.0))
    facts.measured(None)
    facts.answered(answer(8), 300)
    found = facts.now
    assert (found.codec, found.loss_percent, found.jitter_ms, found.round_trip_ms) == ("PCMA", 1.0, 3.5, 20.0)


def test_the_phone_tells_how_it_reaches_the_platform_and_how_the_last_call_sounded() -> None:
    with a_line() as line:
        found = line.book.wait(LineFacts, expires_s=300)
        assert (found.transport, found.local_address, found.proxy) == ("udp", "127.0.0.1", line.peer.address)
        assert abs(found.registered_at / 1000 - time.time()) < 60
        assert 0 < found.round_trip_ms < 5000
        assert found.codec == ""
        call = line.dial()
        call.ear.wait(20)
        line.phone.send(HangUp("a"))
        assert line.book.wait(LineFacts, codec="G722").loss_percent == 0.0
        line.phone.send(Unregister())
        line.book.wait(Unregistered)
        line.book.wait(LineFacts, proxy="")
