"""A call of the scripted peer, from its side: what it does, and what it waits for."""

from __future__ import annotations

import re
import threading
import time
import uuid
from collections.abc import Callable
from typing import TYPE_CHECKING

from tests.fakes.rtp_ear import RtpEar
from tests.fakes.sip_text import Message, description, media_of, response

if TYPE_CHECKING:
    from tests.fakes.sip_peer import SipPeer

# What is answered to the direction of an offer, by what this party itself wants (RFC 3264 section 6.1).
_ANSWERS = {
    ("sendonly", "sendrecv"): "recvonly",
    ("sendonly", "sendonly"): "inactive",
    ("sendrecv", "sendonly"): "sendonly",
    ("inactive", "sendrecv"): "inactive",
    ("inactive", "sendonly"): "inactive",
}
_PHRASES = {100: "Trying", 180: "Ringing", 183: "Session Progress", 200: "OK", 202: "Accepted", 404: "Not Found",
            480: "Unavailable", 486: "Busy Here", 487: "Terminated", 491: "Request Pending",
            603: "Decline"}  # fmt: skip


class PeerCall:
    """One dialog. `seen` holds every message the phone sent in it."""

    def __init__(self, peer: SipPeer, call_id: str) -> None:
        self.call_id = call_id
        self.ear = RtpEar()
        self.seen: list[Message] = []
        self.media: tuple[str, int] = ("127.0.0.1", 9)
        self.direction = ""  # as the phone last described its own
        self.reinvite_status = 200
        self.refer_status = 202
        self.options_status = 200
        self.challenges_refer = False
        self.codec = "9"
        self._peer = peer
        self._news = threading.Condition()
        self._tag = uuid.uuid4().hex[:8]
        self._invite: Message | None = None  # the one that set the call up
        self._incoming = False
        self._remote, self._local, self._target = "", "", ""
        self._cseq = 1
        self._version = 1
        self._open = False  # an INVITE of either side that has no final answer or no ACK yet
        self._my_direction = "sendrecv"

    # As the called party.

    @property
    def number(self) -> str:
        """The user part the phone dialled."""
        return (self._invite or Message("")).start.split(":", 1)[1].split("@")[0]

    @property
    def invited_at(self) -> float:
        """time.monotonic() at which the first INVITE arrived, or just before our own went out."""
        return (self._invite or Message("")).at

    def ring(self, early_media: bool = False) -> None:
        """180, or 183 with a session description."""
        self._reply(183 if early_media else 180, self._describe() if early_media else "")

    def answer(self) -> None:
        """200 with a session description."""
        self._reply(200, self._describe())

    def refuse(self, status: int, **more: str) -> None:
        """A final refusal; `more` are further headers."""
        self._reply(status, "", **more)

    # As the calling party.

    def invite(self, number: str, name: str, body: str | None, more: dict[str, str]) -> None:
        """Send the first INVITE."""
        uri = re.search(r"sip:[^>;]+", self._peer.contact)
        self._target = uri.group(0) if uri else "sip:phone"
        self._local = f'"{name}" <sip:{number}@peer.example>;tag={self._tag}'
        self._remote = "<sip:8057@peer.example>"
        self._invite = self._request("INVITE", self._describe() if body is None else body, **more)

    def cancel(self, **more: str) -> None:
        """Withdraw the INVITE."""
        self._request("CANCEL", **more)

    # Either.

    def hang_up(self, **more: str) -> None:
        """BYE; `more` are further headers."""
        self._request("BYE", **more)

    def refer(self, target: str) -> None:
        """Ask the phone to call `target` (RFC 3515)."""
        self._request("REFER", Refer_To=f"<{target}>")

    def notify(self, status: int, terminated: bool | None = None) -> Message:
        """Report on the transfer the phone asked for (RFC 3515 section 2.4.4); a final status ends the subscription."""
        over = status >= 200 if terminated is None else terminated
        return self.notify_fragment(f"SIP/2.0 {status} {_PHRASES.get(status, 'Status')}\r\n", over)

    def notify_fragment(self, fragment: str, over: bool) -> Message:
        """The same with any body; the phone's answer."""
        state = "terminated;reason=noresource" if over else "active;expires=60"
        self._request("NOTIFY", fragment, Event="refer", Subscription_State=state)
        cseq = f"{self._cseq} NOTIFY"
        return self.wait(lambda message: message.status > 0 and message.get("cseq") == cseq)

    def hold(self, on: bool) -> None:
        """Re-INVITE with `sendonly`, or `sendrecv` again."""
        self.reinvite("sendonly" if on else "sendrecv")

    def reinvite(self, direction: str = "sendrecv", **more: str) -> None:
        """Re-INVITE; `more` are further headers, such as P_Asserted_Identity."""
        self._my_direction = direction
        with self._news:
            self._news.wait_for(lambda: not self._open, 5.0)  # RFC 3261 section 14.1: one INVITE at a time
        self._request("INVITE", self._describe(), **more)

    def wait(self, what: Callable[[Message], bool], timeout_s: float = 5.0) -> Message:
        """The first message of the phone that is so. TimeoutError without one."""

        def found() -> Message | None:
            return next((message for message in self.seen if what(message)), None)

        with self._news:
            message = self._news.wait_for(found, timeout_s)
        if message is None:
            raise TimeoutError([message.start for message in self.seen])
        return message

    def wait_status(self, status: int, method: str = "INVITE") -> Message:
        """The phone's response of that status."""
        return self.wait(lambda message: message.status == status and message.method == method)

    def wait_request(self, method: str, count: int = 1) -> Message:
        """The `count`-th request of that method (the INVITE that set up an outgoing call counts)."""

        def enough(message: Message) -> bool:
            same = {m.get("cseq") for m in self.seen if not m.status and m.method == method}
            return not message.status and message.method == method and len(same) >= count

        self.wait(enough)
        return [m for m in self.seen if not m.status and m.method == method][-1]

    # What comes in.

    def requested(self, message: Message) -> None:
        """A request of the phone in this dialog."""
        if message.method == "INVITE":
            self._invited(message)
        elif message.method == "CANCEL":
            self._peer.send(response(message, 200, "OK", self._tag))
            self._reply(487)
        elif message.method == "ACK":
            self._open = False
        elif message.method == "REFER":
            self._referred(message)
        else:
            self._peer.send(self._response(message, self.options_status if message.method == "OPTIONS" else 200))
        self._note(message)

    def answered(self, message: Message) -> None:
        """A response of the phone in this dialog."""
        if message.method == "INVITE" and message.status >= 180:
            self._remote = message.get("to")
            if message.body:
                self._learn_media(message.body)
            if contact := re.search(r"sip:[^>]+", message.get("contact")):
                self._target = contact.group(0)
            if message.status >= 200:
                self._acknowledge(message)
                self._open = False
        self._note(message)

    def _referred(self, message: Message) -> None:
        if self.challenges_refer and not message.get("proxy-authorization"):
            challenge = f'Digest realm="peer", nonce="{uuid.uuid4().hex}", algorithm=MD5, qop="auth"'
            self._peer.send(self._response(message, 407, proxy_authenticate=challenge))
        else:
            self._peer.send(self._response(message, self.refer_status))

    def _invited(self, message: Message) -> None:
        self._open = True
        again = self._invite is not None
        if message.body:
            self._learn_media(message.body)
        if contact := re.search(r"sip:[^>]+", message.get("contact")):
            self._target = contact.group(0)
        if again:
            answer = _ANSWERS.get((self.direction, self._my_direction), "sendrecv")
            status = self.reinvite_status
            body = self._describe(answer) if status == 200 else ""
            self._peer.send(self._response(message, status, body))
            return
        self._incoming = True
        self._invite = message
        self._remote, self._local = message.get("from"), f"{message.get('to')};tag={self._tag}"
        self._peer.send(response(message, 100, "Trying"))

    def _learn_media(self, body: str) -> None:
        host, port, self.direction, self.ear.event_type = media_of(body)
        self.media = (host, port)

    def _note(self, message: Message) -> None:
        with self._news:
            self.seen.append(message)
            self._news.notify_all()

    # What goes out.

    def _describe(self, direction: str = "") -> str:
        self._version += 1
        codecs = f"{self.codec} {self.ear.event_type}"
        return description("127.0.0.1", self.ear.port, direction or self._my_direction, self._version, codecs)

    def _reply(self, status: int, body: str = "", **more: str) -> None:
        if self._invite is not None:
            self._peer.send(self._response(self._invite, status, body, **more))

    def _response(self, request: Message, status: int, body: str = "", **more: str) -> Message:
        phrase = _PHRASES.get(status, "Status")
        return response(request, status, phrase, self._tag, body, contact=self._peer.own_contact, **more)

    def _acknowledge(self, answer: Message) -> None:
        cseq = answer.get("cseq").split()[0]
        own = "a" if answer.status == 200 else ""  # an ACK for 2xx is a transaction of its own
        self._send("ACK", cseq, f"z9hG4bK{cseq}{self._tag}{own}", "", {})

    def _request(self, method: str, body: str = "", **more: str) -> Message:
        if method in ("INVITE", "BYE", "UPDATE", "NOTIFY"):
            self._cseq += 1
        self._open = self._open or method == "INVITE"
        return self._send(method, str(self._cseq), f"z9hG4bK{self._cseq}{self._tag}", body, more)

    def _send(self, method: str, cseq: str, branch: str, body: str, more: dict[str, str]) -> Message:
        transport = "TCP" if self._peer.over_tcp else "UDP"
        headers = [
            ("via", f"SIP/2.0/{transport} {self._peer.address};rport;branch={branch}"),
            ("max-forwards", "70"),
            ("from", self._local),
            ("to", self._remote),
            ("call-id", self.call_id),
            ("cseq", f"{cseq} {method}"),
            ("contact", self._peer.own_contact),
            *((name.replace("_", "-").lower(), value) for name, value in more.items()),
        ]
        if body:
            kind = "message/sipfrag;version=2.0" if method == "NOTIFY" else "application/sdp"
            headers.append(("content-type", kind))
        message = Message(f"{method} {self._target} SIP/2.0", headers, body)
        message.at = time.monotonic()
        self._peer.send(message)
        return message
