"""Who the parties of a call are, and what each of them is shown of the other."""

from __future__ import annotations

from dataclasses import dataclass, replace

from backend.switchboard.routing import Caller, ToOutside, ToPerson
from backend.switchboard.sip.endpoint import address_of
from backend.switchboard.sip.headers import NameAddr
from backend.switchboard.sip.transport import Flow
from backend.switchboard.world import Enterprise


@dataclass(frozen=True)
class Faces:
    """What the called side is shown: who calls (From and P-Asserted-Identity), who is called, through which number, and
    who handed the call on."""

    caller: NameAddr
    callee: NameAddr
    via: str = ""
    referred_by: str = ""

    def headers(self) -> list[tuple[str, str]]:
        """The identity headers of the INVITE (RFC 3325, RFC 7315 section 4.2, RFC 3892)."""
        found = identity(self.caller)
        if self.via:
            found.append(("p-called-party-id", self.via))
        if self.referred_by:
            found.append(("referred-by", self.referred_by))
        return found


@dataclass(frozen=True)
class Target:
    """One agent to ring: its request URI, the way to it, and the login it registered with, "" for our own.

    `registration` is the Call-ID of its REGISTER, which stays the same until the agent is started again (RFC 3261
    section 10.2.4). `faces` is what this agent alone is shown, where it differs from what the others are.
    """

    uri: str
    flow: Flow
    login_id: str = ""
    registration: str = ""
    faces: Faces | None = None


@dataclass(frozen=True)
class Party:
    """One end of a call; `through` is the enterprise in whose call a number outside takes part."""

    who: Caller
    login_id: str = ""
    through: Enterprise | None = None

    @property
    def enterprise(self) -> Enterprise | None:
        """The enterprise this call is one of."""
        return self.who.enterprise or self.through


def identity(shown: NameAddr) -> list[tuple[str, str]]:
    """The header that tells a trusted agent whom it talks to (RFC 3325)."""
    return [("p-asserted-identity", str(shown))]


def called(goal: ToPerson | ToOutside, target: Target, enterprise: Enterprise | None) -> Party:
    """The party that answered at this target."""
    if isinstance(goal, ToOutside):
        return Party(Caller(goal.number), target.login_id, enterprise)
    return Party(Caller(goal.person.extension or "", goal.enterprise, goal.person), target.login_id)


def faces(caller: Caller, goal: ToPerson | ToOutside, host: str) -> Faces:
    """What the called side sees: colleagues by extension and name, the outside only the main number (PRODUCT M5)."""
    if isinstance(goal, ToOutside):
        shown = caller.enterprise.main_number if caller.enterprise else caller.number
        return Faces(outside(shown, host), outside(goal.number, host))
    domain = goal.enterprise.domain
    callee = address_of(goal.person.extension or "", domain, goal.person.name)
    via = str(outside(goal.via, domain)) if goal.via else ""
    return Faces(_shown(caller, goal.enterprise), callee, via)


def introduced(staying: Party, goal: ToPerson | ToOutside, host: str, transferor: Party) -> Faces:
    """What a party is shown that a call is transferred to: whom it will talk to, that one's main number, and who hands
    it on. The outside learns nothing of colleagues."""
    enterprise = staying.enterprise
    if isinstance(goal, ToOutside):
        return faces(replace(staying.who, enterprise=enterprise), goal, host)
    if staying.who.person is None and enterprise is not None:
        goal = replace(goal, via=enterprise.main_number)
    shown = faces(replace(staying.who, enterprise=enterprise), goal, host)
    return replace(shown, referred_by=str(_shown(transferor.who, goal.enterprise)))


def seen(party: Party, by: Party, host: str) -> NameAddr:
    """How one party of a call is shown to the other while they talk."""
    if by.who.person is None or by.enterprise is None:
        enterprise = party.enterprise or by.enterprise
        return outside(enterprise.main_number if enterprise else party.who.number, host)
    return _shown(party.who, by.enterprise)


def _shown(who: Caller, to: Enterprise) -> NameAddr:
    """How a party is shown to people of an enterprise: a colleague by extension and name, everybody else by number."""
    if who.person is None or who.enterprise is None:
        return outside(who.number, to.domain)
    if who.enterprise.id != to.id:
        return outside(who.enterprise.main_number, to.domain)
    return address_of(who.number, to.domain, who.person.name)


def outside(number: str, host: str) -> NameAddr:
    """The address of a public number."""
    return address_of(number, host, user_is_phone=True)


def colleague(enterprise: Enterprise, extension: str) -> Caller | None:
    """The person of an enterprise as a caller."""
    person = enterprise.by_extension(extension)
    return Caller(extension, enterprise, person) if person else None
