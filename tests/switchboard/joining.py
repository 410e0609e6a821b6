"""Two raw clients in one call, message by message."""

from __future__ import annotations

from tests.fakes.sip_client import SipClient
from tests.fakes.sip_dialog import Dialog, invite, refusal_ack, sdp
from tests.fakes.sip_text import Message


async def ring(caller: SipClient, called: SipClient) -> tuple[Message, Message]:
    """The called client rings: the INVITE sent and the INVITE received."""
    sent = await invite(caller, called.user)
    received = await called.request_of("INVITE")
    called.answer(received, 180, "Ringing")
    await caller.status(180)
    return sent, received


async def join(caller: SipClient, called: SipClient) -> tuple[Dialog, Dialog]:
    """Both ends of a call that was answered."""
    sent, received = await ring(caller, called)
    called.answer(received, 200, "OK", sdp(port=40100))
    answer = await caller.final(sent)
    here, there = Dialog.calling(caller, sent, answer), Dialog.called(called, received)
    here.acknowledge(answer)
    await called.request_of("ACK")
    return here, there


async def outcome(caller: SipClient, number: str, timeout_s: float = 5.0, body: str = "") -> Message:
    """Dial a number; the final response, acknowledged as a refusal is."""
    sent = await invite(caller, number, body)
    answer = await caller.final(sent, timeout_s)
    caller.send(refusal_ack(sent, answer))
    return answer


def cancel_of(sent: Message) -> Message:
    """The CANCEL of an INVITE we sent."""
    cancel = refusal_ack(sent, sent)
    cancel.start = cancel.start.replace("ACK", "CANCEL", 1)
    cancel.headers = [(name, value.replace(" ACK", " CANCEL")) for name, value in cancel.headers]
    return cancel
