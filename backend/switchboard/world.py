"""The world the switchboard serves: enterprises, their people, and telephones outside, and what changes in it."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import Literal, get_args

from backend.switchboard.numbering import is_mobile

log = logging.getLogger(__name__)
Behaviour = Literal["talks", "echo", "busy", "silent", "declines", "calls_back", "offline", "client"]
Permission = Literal["internal", "local", "national", "international"]
Mode = Literal["network", "callback"]
ModeReason = Literal["administration", "mobile_client"]
Policy = Literal["exclusive", "refuse", "shared"]
OutsideKind = Literal["mobile", "landline"]

EnterpriseListener = Callable[["Enterprise", "Enterprise"], None]
BEHAVIOURS: tuple[Behaviour, ...] = get_args(Behaviour)
DEFAULT_WORLD = Path(__file__).with_name("world.toml")


@dataclass(frozen=True)
class Settings:
    """Times and limits of the platform; every time in seconds."""

    code_lifetime_s: float = 300
    code_resend_s: float = 180
    code_tries: int = 5
    guess_pause_s: float = 0.3
    """How long the answer to a wrong code is held back; it doubles with each further one, up to the longest."""
    guess_pause_longest_s: float = 3
    codes_per_hour: int = 20
    """Verification calls that one mobile number gets in an hour."""
    wrong_codes_per_mobile_per_hour: int = 25
    wrong_codes_per_address_per_hour: int = 100
    requests_per_address_per_minute: int = 300
    """Look-ups, verifications and logins together."""
    event_streams_at_most: int = 500
    callbacks_per_person_per_minute: int = 20
    sip_expires_s: int = 300
    digest_algorithms_at_most: int = 2
    """How many a SIP challenge offers: MD5, then SHA-256. Some telephones give up when they do not know one."""
    ring_timeout_s: float = 30
    transfer_timeout_s: float = 30
    """How long the one to whom a call is transferred may let it ring."""
    key_timeout_s: float = 5
    """How long the main number waits for the next key of an extension."""
    extension_tries: int = 3
    """How often a caller may dial an extension that there is not, before the main number says goodbye."""
    answer_after_s: float = 1.5
    """How long a colleague who answers lets it ring."""
    call_back_after_s: float = 3


@dataclass(frozen=True)
class Department:
    """One department; `parent_id` is None directly under the enterprise, `order` counts from 0 among all."""

    id: str
    name: str
    parent_id: str | None
    order: int


@dataclass(frozen=True)
class Person:
    """One person of an enterprise; `id` is unique in the whole world, numbers are canonical."""

    id: str
    name: str
    department_id: str
    order: int
    extension: str | None = None
    mobile: str | None = None
    position: str | None = None
    email: str | None = None
    permission: Permission = "national"
    mode: Mode = "network"
    mode_reason: ModeReason = "administration"
    picture: Path | None = None
    behaviour: Behaviour = "talks"


@dataclass(frozen=True)
class Enterprise:
    """One enterprise with its main number (canonical), SIP domain, client policy and directory."""

    id: str
    name: str
    main_number: str
    area_code: str
    domain: str
    policy: Policy
    departments: tuple[Department, ...]
    people: tuple[Person, ...]
    operator: str | None = None
    """The extension that 0 leads to for a caller of the main number."""
    echo: str | None = None
    """The extension that the clients are told of as one that sends back what it hears."""

    @cached_property
    def _by_extension(self) -> dict[str, Person]:
        return {person.extension: person for person in self.people if person.extension}

    def by_extension(self, extension: str) -> Person | None:
        """The person with this extension."""
        return self._by_extension.get(extension)


@dataclass(frozen=True)
class OutsidePhone:
    """A telephone outside; one that is `shown` stands on the simulator's page from the start."""

    number: str
    name: str
    kind: OutsideKind = "mobile"
    shown: bool = False


@dataclass(eq=False)
class World:
    """Everything that is given. One object, which everybody holds; its enterprises are values that are swapped whole.

    What one got from it before a change stays as it was: ask it again for what is so now. It belongs to the event loop.
    """

    settings: Settings
    enterprises: tuple[Enterprise, ...]
    outside: tuple[OutsidePhone, ...]
    _administered: dict[str, Enterprise] = field(init=False, repr=False)
    _client_modes: dict[str, Mode] = field(init=False, repr=False, default_factory=dict)
    _listeners: list[EnterpriseListener] = field(init=False, repr=False, default_factory=list)

    def __post_init__(self) -> None:
        self._administered = {enterprise.id: enterprise for enterprise in self.enterprises}

    def on_change(self, listener: EnterpriseListener) -> None:
        """Call `listener(before, now)` after an enterprise was swapped."""
        self._listeners.append(listener)

    def off_change(self, listener: EnterpriseListener) -> None:
        """Call it no more."""
        if listener in self._listeners:
            self._listeners.remove(listener)

    def administered(self, enterprise_id: str) -> Enterprise | None:
        """The enterprise as the administration has it, without the modes that mobile clients set."""
        return self._administered.get(enterprise_id)

    def replace_enterprise(self, enterprise: Enterprise) -> None:
        """Put this enterprise, as administered, in the place of the one with its id; raises KeyError."""
        before = self._by_id[enterprise.id]
        self._administered[enterprise.id] = enterprise
        people = tuple(map(self._as_it_applies, enterprise.people))
        self._swap(before, replace(enterprise, people=people))

    def set_client_mode(self, person_id: str, mode: Mode | None) -> None:
        """The mode that the mobile client of a person sets; None when none is logged in (any more)."""
        if mode == self._client_modes.get(person_id):
            return
        if mode is None:
            del self._client_modes[person_id]
        else:
            self._client_modes[person_id] = mode
        if found := self.person(person_id):
            self.replace_enterprise(self._administered[found[0].id])

    def _as_it_applies(self, person: Person) -> Person:
        mode = self._client_modes.get(person.id)
        return person if mode is None else replace(person, mode=mode, mode_reason="mobile_client")

    def _swap(self, before: Enterprise, now: Enterprise) -> None:
        self.enterprises = tuple(now if known is before else known for known in self.enterprises)
        for index in ("_by_domain", "_by_id", "_people", "_by_mobile"):
            self.__dict__.pop(index, None)
        for listener in tuple(self._listeners):
            try:
                listener(before, now)
            except Exception:
                log.exception("a listener failed over a change of %s", now.id)

    @cached_property
    def _by_domain(self) -> dict[str, Enterprise]:
        return {enterprise.domain: enterprise for enterprise in self.enterprises}

    @cached_property
    def _by_id(self) -> dict[str, Enterprise]:
        return {enterprise.id: enterprise for enterprise in self.enterprises}

    @cached_property
    def _people(self) -> dict[str, tuple[Enterprise, Person]]:
        return {person.id: (enterprise, person) for enterprise in self.enterprises for person in enterprise.people}

    @cached_property
    def _by_mobile(self) -> dict[str, tuple[tuple[Enterprise, Person], ...]]:
        found: dict[str, tuple[tuple[Enterprise, Person], ...]] = {}
        for enterprise, person in self._people.values():
            if person.mobile:
                found[person.mobile] = (*found.get(person.mobile, ()), (enterprise, person))
        return found

    @cached_property
    def _outside(self) -> dict[str, OutsidePhone]:
        return {phone.number: phone for phone in self.outside}

    def enterprise(self, enterprise_id: str) -> Enterprise | None:
        """The enterprise with this id."""
        return self._by_id.get(enterprise_id)

    def by_domain(self, domain: str) -> Enterprise | None:
        """The enterprise whose SIP domain this is."""
        return self._by_domain.get(domain.lower())

    def by_main_number(self, number: str) -> Enterprise | None:
        """The enterprise whose main number (canonical) this is."""
        return next((found for found in self.enterprises if found.main_number == number), None)

    def person(self, person_id: str) -> tuple[Enterprise, Person] | None:
        """The person with this id, and the enterprise."""
        return self._people.get(person_id)

    def memberships(self, mobile: str) -> tuple[tuple[Enterprise, Person], ...]:
        """Every enterprise a canonical mobile number belongs to, with the person it is there."""
        return self._by_mobile.get(mobile, ())

    def outside_phone(self, number: str) -> OutsidePhone:
        """The outside telephone with this canonical number; one that the file does not name is a plain one."""
        kind: OutsideKind = "mobile" if is_mobile(number) else "landline"
        return self._outside.get(number) or OutsidePhone(number=number, name="", kind=kind)
