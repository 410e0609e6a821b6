"""The user, everybody else and the phone's own commands in any order: no call gets stuck, each stands in the history
once, and nothing is left of them in core, phone or switchboard."""

from __future__ import annotations

import contextlib
import logging
import os
import random
from collections.abc import Callable
from pathlib import Path

import pytest

from backend.core.errors import TelephoneError
from backend.core.state import CallState
from backend.phone.messages import (
    Answer,
    CancelTransfer,
    CheckCall,
    Command,
    Decline,
    Dial,
    HangUp,
    Hold,
    Mute,
    SendDtmf,
    SilenceRing,
    Transfer,
)
from backend.switchboard.sip.timers import Timers
from tests.phone.office import PATIENCE_S, Office, open_office
from tests.switchboard.room import LANDLINE, YOU, becomes
from tests.switchboard.test_soak import at_rest, endpoints, holdings

pytestmark = pytest.mark.usefixtures("no_card")

BRIEF = Timers(t1=0.05, t2=0.4, t4=0.4)
STEPS = 50
LONGEST_PAUSES_S = (0.02, 0.1, 0.3)
COLLEAGUES = ("8014", "8018", "8007", "8005")
OUTSIDE = ("02557995555", "13900001234", "13912345678")
NUMBERS = (*COLLEAGUES, "8014", "8018", "8999", *OUTSIDE, YOU, "110", "nonsense")
BEHAVIOURS = ("talks", "talks", "talks", "echo", "busy", "declines", "silent", "calls_back", "offline")
MAIN_NUMBER = "02557990000"


class Chaos:
    """One round of whatever may happen."""

    def __init__(self, office: Office, seed: int) -> None:
        self._office = office
        self._chance = random.Random(seed)
        handsets = office.room.exchange.handsets
        self._outside = [handsets.get(number) for number in (LANDLINE, "13900001234")]
        self._reached = [handsets.get(number) for number in (*OUTSIDE, "110")]  # made now, for they keep their sockets

    def happens(self) -> None:
        """One thing or another, some of it twice."""
        if self._live():
            user = [self._dial, self._bare, *[self._in_call] * 9]
            others = [self._behave, self._presses, self._leaves, self._calls_in, *[self._picks_up] * 3]
        else:
            user = [self._in_call, self._bare, *[self._dial] * 6]
            others = [self._behave, self._presses, self._leaves, *[self._calls_in] * 6]
        step = self._chance.choice([*user, *others])
        again = self._chance.getstate()
        step()
        if self._chance.random() < 0.15:
            self._chance.setstate(again)
            step()

    async def goes_on(self) -> None:
        """At once, or when something has happened."""
        if self._chance.random() < 0.75:
            await self._office.something_happens(self._chance.uniform(0, self._chance.choice(LONGEST_PAUSES_S)))

    # The user, through core. A refusal is an answer too.

    def _dial(self) -> None:
        number = self._chance.choice(NUMBERS)
        self._office.note(f"dial {number}")
        with contextlib.suppress(TelephoneError):
            self._office.calls.add(self._office.telephone.dial(number))

    def _in_call(self) -> None:
        """Mostly what the state of a call suggests, and mostly not its end."""
        call = self._chance.choice([*self._office.telephone.snapshot().calls, None])
        call_id = call.id if call is not None else self._call()
        state = call.state if call is not None and self._chance.random() < 0.8 else self._chance.choice(list(CallState))
        name, command = self._chance.choice(self._commands(call_id)[state])
        self._office.note(f"{name} {call_id}")
        with contextlib.suppress(TelephoneError):
            command()

    def _commands(self, call_id: str) -> dict[CallState, list[tuple[str, Callable[[], None]]]]:
        telephone, number, on = self._office.telephone, self._number(), self._on()
        end = [("hang up", lambda: telephone.hang_up(call_id)), ("decline", lambda: telephone.decline(call_id))]
        mute = (f"mute {on}", lambda: telephone.mute(call_id, on))
        answer = ("answer", lambda: telephone.answer(call_id))
        transfer = (f"transfer to {number}", lambda: telephone.transfer(call_id, number))
        waits = [("wait", lambda: None)] * 6
        talking = [
            mute, *[transfer] * 6,
            (f"hold {on}", lambda: telephone.hold(call_id, on)),
            (f"hold {not on}", lambda: telephone.hold(call_id, not on)),
            ("dtmf", lambda: telephone.send_dtmf(call_id, "12#")),
            ("cancel transfer", lambda: telephone.cancel_transfer(call_id)),
            ("cancel transfer", lambda: telephone.cancel_transfer(call_id)),
            ("dismiss transfer", lambda: telephone.dismiss_transfer(call_id)),
            ("answer", lambda: telephone.answer(call_id)),
            *waits, *end[:1],
        ]  # fmt: skip
        return {
            CallState.INCOMING: [answer] * 8 + [("silence", lambda: telephone.silence(call_id)), *end],
            CallState.CALLING: [mute, mute, *waits, *end[:1]],
            CallState.RINGING: [mute, mute, *waits, *end[:1]],
            CallState.ESTABLISHED: talking,
            CallState.ENDED: [*talking, answer, *end],
        }

    def _bare(self) -> None:
        """What core would not send in this state, or not now."""
        call_id, number, on = self._call(), self._number(), self._on()
        often: list[Command] = [
            Answer(call_id), Hold(call_id, on), Hold(call_id, not on), Transfer(call_id, number),
        ]  # fmt: skip
        seldom: list[Command] = [
            Mute(call_id, on), CancelTransfer(call_id), SendDtmf(call_id, "*0"), SilenceRing(call_id),
            Decline(call_id), HangUp(call_id), CheckCall(call_id),
        ]  # fmt: skip
        if call_id in self._live():  # another call would be one that core knows nothing of
            seldom.append(Dial(call_id, number))
        self._office.tell(self._chance.choice([*often, *often, *seldom]))

    def _live(self) -> list[str]:
        return [call.id for call in self._office.telephone.snapshot().calls]

    def _call(self) -> str:
        """A live call; now and then one that is over, or none."""
        live = self._live()
        past = sorted(self._office.calls)[-1:]
        return self._chance.choice([*live * 8, *past, "none"])

    def _number(self) -> str:
        return self._chance.choice(NUMBERS)

    def _on(self) -> bool:
        return self._chance.random() < 0.5

    # Everybody else.

    def _behave(self) -> None:
        extension, behaviour = self._chance.choice(COLLEAGUES), self._chance.choice(BEHAVIOURS)
        self._office.note(f"{extension} {behaviour}")
        self._office.room.behave(extension, behaviour)

    def _calls_in(self) -> None:
        one, number = self._chance.choice(self._outside), self._chance.choice((YOU, YOU, YOU, MAIN_NUMBER, "8014"))
        if one.dial(number):
            self._office.note(f"{one.number} dials {number}")

    def _picks_up(self) -> None:
        for one in (*self._outside, *self._reached):
            if one.answer():
                self._office.note(f"{one.number} answers")

    def _presses(self) -> None:
        one, keys = self._chance.choice(self._outside), self._chance.choice((YOU, "8014", "0", "8999"))
        if one.dtmf(keys):
            self._office.note(f"{one.number} presses {keys}")

    def _leaves(self) -> None:
        exchange = self._office.room.exchange
        self._office.note("somebody leaves")
        one = self._chance.choice(self._outside)
        self._chance.choice((one.hang_up, exchange.colleagues.hang_up, exchange.check_calls, exchange.check_calls))()


async def hang_up_everywhere(office: Office, we_too: bool) -> None:
    """Everybody once, and then everything must come to its end; or only the others, also who is reached just then."""
    office.note("everybody hangs up" if we_too else "everybody else hangs up")
    exchange = office.room.exchange

    def others_hang_up() -> None:
        for handset in exchange.handsets.all():
            handset.hang_up()
        exchange.colleagues.hang_up()

    def all_is_over() -> bool:
        if not we_too:
            others_hang_up()
        return exchange.calls == 0 and not office.telephone.snapshot().calls and not office.parts.calls._turned_away

    for extension in COLLEAGUES:
        office.room.behave(extension, "talks")  # who is called in this moment would call back when all is over
    for call in office.telephone.snapshot().calls if we_too else ():
        with contextlib.suppress(TelephoneError):
            office.telephone.hang_up(call.id)
    others_hang_up()
    await becomes(all_is_over, PATIENCE_S)
    await becomes(lambda: not any(agent._dialogs for agent in endpoints(office.room)), PATIENCE_S)
    for call_id in tuple(office.calls):
        await office.phone_forgets(call_id)
    office.note("quiet")


async def one_round(office: Office, seed: int) -> None:
    """A failing one prints all that happened."""
    first, before, past = len(office.notes), len(office.calls), len(office.ended)
    chaos = Chaos(office, seed)
    try:
        for _ in range(STEPS):
            chaos.happens()
            await chaos.goes_on()
        await hang_up_everywhere(office, we_too=seed % 2 == 0)
        assert len(office.ended) - past == len(office.calls) - before, "a call ended twice, or never"
        assert sorted(call.id for call in office.ended) == sorted(office.calls)
        rows = office.rows()
        assert sorted(row.call_id for row in rows) == sorted(office.calls)
        assert office.invited() == sum(row.direction == "incoming" for row in rows)
    except BaseException:
        print(f"seed {seed}", *office.notes[first:], sep="\n")
        raise


def descriptors(office: Office) -> tuple[int, int]:
    """How many are open here, and in the phone process."""
    return holdings()[0], len(os.listdir(f"/proc/{office.phone.pid}/fd"))


@pytest.mark.timeout(600)
@pytest.mark.parametrize(
    ("transport", "seeds"),
    [
        ("udp", range(2)),
        pytest.param("udp", range(100, 135), marks=pytest.mark.long),
        pytest.param("tcp", range(200, 235), marks=pytest.mark.long),
    ],
)
async def test_whatever_is_done_at_the_telephone_nothing_is_left_of_it(
    transport: str, seeds: range, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.ERROR)
    times = {"ring_timeout_s": 1.5, "transfer_timeout_s": 1.0, "key_timeout_s": 0.5}
    async with open_office(tmp_path, transport, BRIEF, **times) as office:
        await one_round(office, seeds[0])
        open_before = descriptors(office)
        for seed in seeds[1:]:
            await one_round(office, seed)
        await becomes(lambda: at_rest(office.room), PATIENCE_S, every_s=0.05)
        await becomes(lambda: all(now <= then for now, then in zip(descriptors(office), open_before, strict=True)))
        _, tasks, timers = holdings()
        assert (tasks, timers) == (1, 1), "this test, and the regular check of calls"
        assert office.telephone.snapshot().registration.state == "registered"
    assert "Traceback" not in office.phone_log()
    assert caplog.text == ""
