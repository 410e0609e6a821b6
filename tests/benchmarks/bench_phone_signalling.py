"""How fast the phone process speaks SIP: from a command to the wire, and from the wire to the wire."""

from __future__ import annotations

import gc
import time

from backend.phone.messages import Answer, Dial, Ended, Established, HangUp, Incoming
from tests.audio import as_first
from tests.benchmarks.result import Result, percentile
from tests.fakes.sip_text import Message
from tests.phone.line import Line, a_line

CALLS = 200
PAUSE_S = 0.06  # no person calls more often, and pjlib frees a call's sockets only half a second later


def run() -> list[Result]:
    """Outgoing and incoming calls, one after the other. Our own garbage collection would count as the phone's time."""
    gc.collect()
    gc.disable()
    try:
        return _measure()
    finally:
        gc.enable()


def _measure() -> list[Result]:
    with as_first(), a_line() as line:
        for _ in range(3):
            _outgoing(line, "warm")
            _incoming(line)
        dials, byes = zip(*(_outgoing(line, f"call-{number}") for number in range(CALLS)), strict=True)
        rings, answers = zip(*(_incoming(line) for _ in range(CALLS)), strict=True)
    return [
        *_results("dial to INVITE", dials, 15.0),
        *_results("INVITE in to 180", rings, 10.0),
        *_results("answer to 200 OK", answers, 15.0),
        *_results("hang up to BYE", byes, 15.0),
    ]


def _results(name: str, seconds: tuple[float, ...], goal: float) -> list[Result]:
    milliseconds = [value * 1000 for value in seconds]
    note = f"p50 {percentile(milliseconds, 50):.1f}, worst {max(milliseconds):.1f}"
    return [Result(f"phone: {name} p99", "ms", goal, percentile(milliseconds, 99), len(milliseconds), note)]


def _outgoing(line: Line, call_id: str) -> tuple[float, float]:
    """Seconds from dialling to the INVITE's arrival, and from hanging up to the BYE's."""
    dialled = time.monotonic()
    line.phone.send(Dial(call_id, "8014"))
    call = line.peer.next_call()
    call.answer()
    line.book.wait(Established, call_id=call_id)
    left = time.monotonic()
    line.phone.send(HangUp(call_id))
    bye = call.wait_request("BYE")
    line.book.wait(Ended, call_id=call_id)
    time.sleep(PAUSE_S)
    return call.invited_at - dialled, bye.at - left


def _incoming(line: Line) -> tuple[float, float]:
    """Seconds from sending INVITE to the 180's arrival, and from the answer command to the 200's."""
    call = line.peer.call("8015")
    ringing: Message = call.wait_status(180)
    incoming = line.book.wait(Incoming)
    answered = time.monotonic()
    line.phone.send(Answer(incoming.call_id))
    accepted = call.wait_status(200)
    line.book.wait(Established, call_id=incoming.call_id)
    call.hang_up()
    line.book.wait(Ended, call_id=incoming.call_id)
    time.sleep(PAUSE_S)
    return ringing.at - call.invited_at, accepted.at - answered
