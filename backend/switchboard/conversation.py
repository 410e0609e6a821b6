"""What every call at the switchboard has in common: its legs, its parties, and a place in the list of calls."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from backend.switchboard.audio_call import MediaPlace
from backend.switchboard.media.sources import Captions
from backend.switchboard.parties import Party, Target
from backend.switchboard.ringing import Ringing
from backend.switchboard.routing import ToOutside, ToPerson
from backend.switchboard.sip.endpoint import Endpoint
from backend.switchboard.sip.leg import Leg
from backend.switchboard.sip.server_transaction import ServerTransaction
from backend.switchboard.world import World

OnRefer = Callable[["Conversation", Leg, Leg, ServerTransaction], None]
FindTargets = Callable[[ToPerson | ToOutside], Sequence[Target]]


@dataclass(frozen=True)
class Desk:
    """What a call needs to ring and to speak, and the list of the calls there are.

    `on_refer(call, leg, peer, transaction)` follows a REFER that came from `leg`.
    """

    endpoint: Endpoint
    world: World
    place: MediaPlace
    captions: Captions
    find_targets: FindTargets
    on_refer: OnRefer
    calls: set[Conversation] = field(default_factory=set)

    def to_ring(self, goal: ToPerson | ToOutside, caller: Party) -> list[Target]:
        """Everybody who rings for this goal; the telephone that dials never rings itself."""
        own = caller.login_id
        return [target for target in self.find_targets(goal) if not own or target.login_id != own]

    @property
    def host(self) -> str:
        """Our own address, as it stands in addresses outside."""
        return self.endpoint.address[0]


class Conversation:
    """One phase of a call; `on_over` comes once, when nothing is left of it and of all its successors."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.parties: dict[Leg, Party] = {}
        self.ringing: Ringing | None = None
        self.over = False
        self.on_over: Callable[[str], None] = lambda _: None
        self.on_successor: Callable[[Conversation], None] = lambda _: None
        desk.calls.add(self)

    def end(self, reason: str = "") -> None:
        """Hang up every leg."""
        if self.ringing is not None:
            self.ringing.stop(reason)
        for leg in self.parties:
            leg.hang_up(reason)
        self.finish(reason)

    def check(self) -> None:
        """Ask everybody who takes part whether they still know the call."""
        for leg in tuple(self.parties):
            leg.check()

    def follow(self, target: Target) -> None:
        """A client registered anew: it is reached this way now, and asked whether it still knows its call.

        One that moved goes on talking; one that was started again answers 481, and the other party is released. What
        rings for it goes on ringing, or is offered to it once more.
        """
        for leg, party in self.parties.items():
            if party.login_id == target.login_id:
                leg.flow = target.flow
                leg.check()
        if self.ringing is not None:
            self.ringing.follow(target)

    def abandon(self, login_id: str) -> None:
        """A client was started again: a call it was still dialling is nobody's."""

    def give_way(self, successor: Conversation) -> None:
        """The call goes on as another; nobody is told that it is over."""
        self.over = True
        self.desk.calls.discard(self)
        successor.on_over, successor.on_successor = self.on_over, self.on_successor
        self.on_successor(successor)

    def finish(self, reason: str = "") -> None:
        """Nothing is left."""
        if not self.over:
            self.over = True
            self.desk.calls.discard(self)
            self.on_over(reason)
