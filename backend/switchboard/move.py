"""The one primitive behind transfer, second dialling and callback: a party leaves its peer for another.

The new peer was called with the staying party's last description, forced to `sendrecv` (`offer_of`); when it has
answered, `move` offers that answer to the staying party in a re-INVITE. Each leg keeps its own origin and version.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable

from backend.switchboard.parties import identity
from backend.switchboard.sip.headers import NameAddr
from backend.switchboard.sip.leg import Failure, Leg, LegState, Reply
from backend.switchboard.sip.sdp import directed, parse_session
from backend.switchboard.sip.timers import Alarm
from backend.switchboard.sip.uri import MalformedMessageError

REPEATS = 6
_TURN_S = 0.02
_PAUSE_T1 = 4  # a refused offer is repeated within so many T1, 2 s as RFC 3261 section 14.1 has it


class Renewal:
    """A re-INVITE that waits for its turn and is repeated after 491; `on_reply` comes once, never at once."""

    def __init__(
        self,
        leg: Leg,
        sdp: bytes,
        on_reply: Callable[[Reply], None],
        headers: Iterable[tuple[str, str]] = (),
        repeats: int = REPEATS,
    ) -> None:
        self._leg = leg
        self._sdp = sdp
        self._on_reply = on_reply
        self._headers = tuple(headers)
        self._repeats = repeats
        self._alarm = Alarm()
        self._alarm.set(0, self._try)

    def stop(self) -> None:
        """It is no longer wanted: what has not been sent is not sent, and what was refused is not repeated."""
        self._repeats = 0
        self._alarm.stop()

    def _try(self) -> None:
        leg = self._leg
        if leg.state is not LegState.ESTABLISHED:
            self._on_reply(Failure(481))
        elif leg.asked:
            self._replied(Failure(491))
        elif leg.busy:
            self._alarm.set(_TURN_S, self._try)
        else:
            leg.offer(self._sdp, self._replied, self._headers)

    def _replied(self, reply: Reply) -> None:
        if isinstance(reply, Failure) and reply.status == 491 and self._repeats > 0:
            self._repeats -= 1
            longest = _PAUSE_T1 * self._leg.endpoint.timers.t1
            self._alarm.set(random.uniform(_TURN_S, longest), self._try)
        else:
            self._on_reply(reply)


def offer_of(staying: Leg) -> bytes:
    """What the new peer of a party is offered; raises MalformedMessageError when the party has no audio."""
    return directed(staying.last_received, "sendrecv")


def move(
    staying: Leg, peer: Leg, peer_seen: NameAddr, seen: NameAddr, on_done: Callable[[Failure | None], None]
) -> None:
    """Join the staying party with a peer that knows its description; `on_done` comes once, with what went wrong.

    `peer_seen` is the peer as the staying party is to see it, `seen` the other way round. A party that answers with
    something else than the peer was told, another port for instance, has the peer told in turn.
    """

    def replied(reply: Reply) -> None:
        if isinstance(reply, Failure):
            on_done(reply)
        elif fits(reply, peer.last_sent):
            on_done(None)
        else:
            Renewal(peer, reply, told, identity(seen), repeats=0)

    def told(reply: Reply) -> None:
        # A peer that offers something itself meanwhile is answered by what it then gets from the other side.
        on_done(reply if isinstance(reply, Failure) and reply.status != 491 else None)

    Renewal(staying, peer.last_received, replied, identity(peer_seen))


def fits(reply: bytes, told: bytes) -> bool:
    """Whether an answer describes the same stream as the other side was told of it; an empty one changes nothing."""
    try:
        now, before = parse_session(reply), parse_session(told)
    except MalformedMessageError:
        return True
    same = (now.host, now.port, now.direction) == (before.host, before.port, before.direction)
    return same and set(now.formats) <= set(before.formats)
