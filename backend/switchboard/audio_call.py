"""A call whose sound ends here: a SIP leg with an audio stream, as a simulated telephone or an announcement has it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from backend.switchboard.media.codecs import NAMES
from backend.switchboard.media.recording import Recording
from backend.switchboard.media.stream import AudioStream, Heard, Path
from backend.switchboard.move import Renewal
from backend.switchboard.sip.endpoint import Endpoint
from backend.switchboard.sip.headers import NameAddr
from backend.switchboard.sip.incoming_leg import IncomingLeg
from backend.switchboard.sip.leg import Failure, Leg, Reply
from backend.switchboard.sip.message import Response
from backend.switchboard.sip.outgoing_leg import OutgoingLeg
from backend.switchboard.sip.sdp import Format, Session, answer, describe, parse_session
from backend.switchboard.sip.server_transaction import ServerTransaction
from backend.switchboard.sip.transport import Flow
from backend.switchboard.sip.uri import MalformedMessageError

_PAYLOAD_TYPES = {"G722": 9, "PCMA": 8, "PCMU": 0}
_EVENTS = Format(101, "telephone-event")
FORMATS = (*(Format(_PAYLOAD_TYPES[name], name) for name in NAMES), _EVENTS)


@dataclass(frozen=True)
class MediaPlace:
    """Where audio streams may be opened: an address and a range of ports, both ends included."""

    host: str
    ports: tuple[int, int] = (50_000, 54_000)


class AudioCall:
    """One call; the callbacks are set before it starts, `on_ended` comes once, unless we hang up ourselves."""

    def __init__(self, endpoint: Endpoint, place: MediaPlace) -> None:
        self.leg: Leg | None = None
        self.stream = AudioStream()
        self.recording = Recording(asyncio.get_running_loop().time())
        self.on_established: Callable[[], None] = lambda: None
        self.on_ended: Callable[[Failure], None] = lambda _: None
        self.on_heard: Callable[[Heard], None] = lambda _: None
        self._endpoint = endpoint
        self._own = Session(place.host, 0, FORMATS)
        self._place = place
        self._offer: Session | None = None
        self.stream.on_heard = self._heard

    def take(self, transaction: ServerTransaction, user: str) -> bool:
        """Take an INVITE without answering yet; false when it was refused because no sound could be agreed."""
        leg = IncomingLeg(self._endpoint, self, transaction, user)
        self.leg = leg
        try:
            self._offer = parse_session(leg.last_received)
        except MalformedMessageError:
            leg.refuse(Failure(488))
            return False
        if answer(self._offer, self._own) is None:
            leg.refuse(Failure(488))
            return False
        return True

    def ring(self) -> None:
        """Send 180."""
        if isinstance(self.leg, IncomingLeg):
            self.leg.progress(180)

    def accept(self) -> None:
        """Answer with 200 and start the stream."""
        if isinstance(self.leg, IncomingLeg) and self._offer and not self.leg.ended and self._open():
            self.leg.answer(self._agree(self._offer) or b"")
            self._established()

    def refuse(self, status: int) -> None:
        """Refuse with this status."""
        if isinstance(self.leg, IncomingLeg):
            self.leg.refuse(Failure(status))

    def dial(self, flow: Flow, caller: NameAddr, callee: NameAddr, headers: Iterable[tuple[str, str]] = ()) -> None:
        """Call `callee` through the agent at `flow`."""
        leg = OutgoingLeg(self._endpoint, self, flow, caller, callee, caller.uri.user)
        self.leg = leg
        if self._open():
            leg.invite(str(callee.uri), describe(self._own), headers)

    def adopt(self, leg: Leg) -> None:
        """Take over an answered leg of another call: its sound comes here from now on."""
        self.leg = leg
        leg.owner = self
        leg.on_refer = None
        if self._open():
            Renewal(leg, describe(self._own), lambda reply: self._adopted(leg, reply))

    def hang_up(self, reason: str = "") -> None:
        """End the call in whatever phase it is; `on_ended` is not called."""
        if self.leg is not None:
            self.leg.hang_up(reason)
        self.stream.close()

    def release(self) -> None:
        """The leg belongs to another call now; our own sound ends."""
        self.leg = None
        self.stream.close()

    # What the leg tells.

    def leg_ringing(self, leg: Leg, response: Response) -> None:
        """The other side rings; a handset shows `calling` until it is answered."""

    def leg_answered(self, leg: Leg, sdp: bytes) -> None:
        """The other side answered our offer."""
        try:
            self._connect(parse_session(sdp))
        except MalformedMessageError:
            self._lost(Failure(488))
            return
        self._established()

    def leg_refused(self, leg: Leg, failure: Failure) -> None:
        """The other side did not take our call."""
        self.stream.close()
        self.on_ended(failure)

    def leg_offered(self, leg: Leg, offer: bytes) -> None:
        """The other side holds us, takes us back, or moves its sound elsewhere."""
        try:
            agreed = self._agree(parse_session(offer))
        except MalformedMessageError:
            agreed = None
        if agreed is None:
            leg.refuse_offer(Failure(488))
        else:
            leg.accept_offer(agreed)

    def leg_ended(self, leg: Leg, reason: str) -> None:
        """The other side hung up."""
        self.stream.close()
        self.on_ended(Failure(200, reason=reason))

    def _adopted(self, leg: Leg, reply: Reply) -> None:
        if leg.ended:
            return
        if isinstance(reply, Failure):
            self._lost(reply)
        else:
            self.leg_answered(leg, reply or leg.last_received)

    # Sound.

    def _open(self) -> bool:
        try:
            self.stream.open(self._place.host, self._place.ports)
        except OSError:
            self._lost(Failure(503))
            return False
        self._own = replace(self._own, port=self.stream.port)
        return True

    def _lost(self, failure: Failure) -> None:
        self.hang_up()
        self.on_ended(failure)

    def _agree(self, offer: Session) -> bytes | None:
        agreed = answer(offer, self._own)
        if agreed is None:
            return None
        self._connect(replace(offer, formats=agreed.formats))
        return describe(agreed)

    def _connect(self, remote: Session) -> None:
        self.stream.connect(path_of(remote))

    def _established(self) -> None:
        self.recording = Recording(asyncio.get_running_loop().time())
        self.on_established()

    def _heard(self, heard: Heard) -> None:
        self.recording.add(heard.ssrc, heard.timestamp, heard.samples, heard.at)
        self.on_heard(heard)


def path_of(remote: Session) -> Path:
    """How the describer is sent sound; raises MalformedMessageError when none of its codecs is ours."""
    codec = next((item for item in remote.formats if item.name.upper() in NAMES), None)
    if codec is None:
        raise MalformedMessageError("no codec of ours")
    events = remote.find("telephone-event")
    return Path(
        remote=(remote.host, remote.port),
        codec=codec.name,
        payload_type=codec.payload_type,
        events=events.payload_type if events else None,
        sending=remote.audible,
    )
