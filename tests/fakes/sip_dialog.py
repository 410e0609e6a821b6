"""A call of the raw SIP client, either way, message by message."""

from __future__ import annotations

from tests.fakes.sip_client import SipClient, branch
from tests.fakes.sip_text import Message, description


class Dialog:
    """The two ends of one call as the client sees them; `offer` is a description on a port nobody listens at."""

    def __init__(self, client: SipClient, local: str, remote: str, call_id: str, target: str) -> None:
        self.client = client
        self.local, self.remote, self.call_id, self.target = local, remote, call_id, target
        self.cseq = 100

    @classmethod
    def calling(cls, client: SipClient, invite: Message, answer: Message) -> Dialog:
        """Of a call we made: our INVITE and its 200."""
        target = answer.get("contact").strip("<>")
        return cls(client, answer.get("from"), answer.get("to"), invite.get("call-id"), target)

    @classmethod
    def called(cls, client: SipClient, invite: Message) -> Dialog:
        """Of a call that came to us and that we answered with the tag `mine`."""
        target = invite.get("contact").strip("<>")
        return cls(client, invite.get("to") + ";tag=mine", invite.get("from"), invite.get("call-id"), target)

    def request(self, method: str, body: str = "", cseq: int = 0) -> Message:
        """A request in the dialog."""
        if method != "ACK" and not cseq:
            self.cseq += 1
        client = self.client
        headers = [
            ("via", f"SIP/2.0/{client.transport.upper()} {client.address[0]}:{client.address[1]};{branch()};rport"),
            ("max-forwards", "70"),
            ("from", self.local),
            ("to", self.remote),
            ("call-id", self.call_id),
            ("cseq", f"{cseq or self.cseq} {method}"),
            ("contact", client.contact),
        ]
        if body:
            headers.append(("content-type", "application/sdp"))
        return Message(f"{method} {self.target} SIP/2.0", headers, body)

    def acknowledge(self, answer: Message) -> None:
        """Send the ACK to a 200."""
        self.client.send(self.request("ACK", cseq=int(answer.get("cseq").split()[0])))

    async def reinvite(self, body: str, timeout_s: float = 5.0) -> Message:
        """Send a re-INVITE, acknowledge what comes; the final response."""
        request = self.request("INVITE", body)
        self.client.send(request)
        answer = await self.client.final(request, timeout_s)
        if answer.status < 300:
            self.acknowledge(answer)
        else:
            self.client.send(refusal_ack(request, answer))
        return answer

    async def bye(self) -> Message:
        """Hang up; the answer."""
        request = self.request("BYE")
        self.client.send(request)
        return await self.client.final(request)


def sdp(direction: str = "sendrecv", version: int = 1, codecs: str = "9 8 0 101", port: int = 40000) -> str:
    """An offer or answer of ours."""
    return description("127.0.0.1", port, direction, version, codecs)


def refusal_ack(invite: Message, answer: Message) -> Message:
    """The ACK to a refusal: it belongs to the INVITE's transaction."""
    headers = [(name, value) for name, value in invite.headers if name in ("via", "from", "call-id", "max-forwards")]
    headers += [("to", answer.get("to")), ("cseq", invite.get("cseq").replace("INVITE", "ACK"))]
    return Message(invite.start.replace("INVITE", "ACK", 1), headers)


async def invite(client: SipClient, number: str, body: str = "") -> Message:
    """Call a number, through the challenge; returns the INVITE that passed."""
    first = client.request("INVITE", f"sip:{number}@{client.domain}", body or sdp())
    client.send(first)
    challenge = await client.final(first)
    client.send(refusal_ack(first, challenge))
    second = client.authorized(first, challenge)
    client.send(second)
    return second


async def call(client: SipClient, number: str, body: str = "", timeout_s: float = 8.0) -> tuple[Dialog, Message]:
    """Call a number and wait until it answers; the dialog and the 200."""
    request = await invite(client, number, body)
    answer = await client.final(request, timeout_s)
    assert answer.status == 200, answer.start
    dialog = Dialog.calling(client, request, answer)
    dialog.acknowledge(answer)
    return dialog, answer
