"""A raw client that transfers: the landline calls it, it sends REFER, and it is told how that goes."""

from __future__ import annotations

from backend.switchboard.handsets import Handset
from tests.fakes.sip_client import SipClient
from tests.fakes.sip_dialog import Dialog, sdp
from tests.fakes.sip_text import Message
from tests.switchboard.room import LANDLINE, YOU, Room, enters


async def called_by_landline(room: Room, client: SipClient, port: int = 40100) -> tuple[Handset, Dialog]:
    """The landline, which speaks, in a call with this client, whose sound is at `port`."""
    handset = room.exchange.handsets.get(LANDLINE)
    handset.speak(True)
    assert handset.dial(client.user)
    received = await client.request_of("INVITE")
    client.answer(received, 180, "Ringing")
    client.answer(received, 200, "OK", sdp(port=port))
    await client.request_of("ACK")
    await enters(handset, "talking")
    return handset, Dialog.called(client, received)


async def held(room: Room, transport: str = "udp", port: int = 0) -> tuple[Handset, Dialog]:
    """The landline put on hold by 8057, which is about to transfer it."""
    handset, dialog = await called_by_landline(room, await room.registered(YOU, transport, port))
    assert (await dialog.reinvite(sdp("sendonly", 2, port=40100))).status == 200
    return handset, dialog


async def refer(dialog: Dialog, number: str, **more: str) -> Message:
    """Send a REFER to this number; the final response."""
    request = dialog.request("REFER")
    request.headers.append(("refer-to", f"<sip:{number}@{dialog.client.domain}>"))
    request.headers += [(name.replace("_", "-"), value) for name, value in more.items()]
    dialog.client.send(request)
    return await dialog.client.final(request)


async def told(client: SipClient, timeout_s: float = 5.0) -> tuple[int, str]:
    """The next report to a client, answered with 200: its status and the state of the subscription."""
    report = await client.request_of("NOTIFY", timeout_s)
    client.answer(report, 200, "OK")
    assert report.get("content-type").startswith("message/sipfrag")
    assert report.get("event").startswith("refer")
    return int(report.body.split()[1]), report.get("subscription-state").partition(";")[0]


async def told_in_the_end(client: SipClient, timeout_s: float = 5.0) -> int:
    """The final status of a transfer; what is told before it is answered and passed over."""
    while True:
        status, state = await told(client, timeout_s)
        if state == "terminated":
            return status


async def transfer_in_spite_of_loss(dialog: Dialog, number: str) -> list[int]:
    """As a real client does it: repeat the REFER until it is answered, answer every copy of what comes, until BYE."""
    client = dialog.client
    request = dialog.request("REFER")
    request.headers.append(("refer-to", f"<sip:{number}@{client.domain}>"))
    statuses: list[int] = []
    while True:
        client.send(request)
        try:
            assert (await client.final(request, 0.1)).status == 202
            break
        except TimeoutError:
            continue
    while True:
        received = await client.expect(lambda message: message.start.startswith(("NOTIFY ", "BYE ")), 10)
        client.answer(received, 200, "OK")
        if received.method == "BYE":
            return statuses
        statuses.append(int(received.body.split()[1]))
