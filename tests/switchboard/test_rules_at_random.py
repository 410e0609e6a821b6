"""The platform's rules (PRODUCT M12) over random logins, log-outs, policies, modes and removals."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from backend.switchboard.logins import Accounts, LoginRevoked, NewLogin, RefusedByPolicy
from backend.switchboard.world import Enterprise, Person
from backend.switchboard.world_file import load_world

ENTERPRISE = "lanjing"
PEOPLE = st.sampled_from(["lj201", "lj257"])
KINDS: Any = st.sampled_from(["pc", "mobile"])
MODES: Any = st.sampled_from(["network", "callback"])


class Rules(RuleBasedStateMachine):
    """One enterprise with two people who log in and out as they like, and an administration that changes its mind."""

    def __init__(self) -> None:
        super().__init__()
        self.world = load_world()
        self.accounts = Accounts(self.world, ":memory:")
        self.told: list[str] = []
        self.accounts.on_void(self.told.append)
        self.made: list[NewLogin] = []
        self.set: dict[str, str] = {}

    def teardown(self) -> None:
        self.accounts.close()

    def administered(self) -> Enterprise:
        found = self.world.administered(ENTERPRISE)
        assert found is not None
        return found

    def there(self, person_id: str) -> Person | None:
        found = self.world.person(person_id)
        return found[1] if found else None

    def living(self, person_id: str) -> list[NewLogin]:
        ids = [login.id for login in self.accounts.of_person(person_id)]
        return [one for one in self.made if one.login.id in ids]

    def reason(self, made: NewLogin) -> str:
        """Why a token opens nothing any more, "" when it does."""
        try:
            self.accounts.by_token(made.token)
        except LoginRevoked as revoked:
            return revoked.reason
        return ""

    @rule(person_id=PEOPLE, kind=KINDS)
    def log_in(self, person_id: str, kind: Any) -> None:
        found = self.world.person(person_id)
        if found is None or not found[1].extension:
            return
        before = self.living(person_id)
        try:
            made = self.accounts.log_in(*found, kind)
        except RefusedByPolicy:
            assert found[0].policy == "refuse"
            assert before
            assert self.living(person_id) == before
            return
        if kind == "mobile":
            self.set[made.login.id] = found[1].mode
        self.made.append(made)
        stays = [one for one in before if found[0].policy == "shared" and one.login.kind != kind]
        assert self.living(person_id) == [*stays, made]

    @precondition(lambda self: self.made)
    @rule(data=st.data())
    def log_out(self, data: st.DataObject) -> None:
        one = data.draw(st.sampled_from(self.made))
        self.accounts.log_out(one.token)
        assert one not in self.living(one.login.person.id)

    @precondition(lambda self: self.made)
    @rule(data=st.data(), mode=MODES)
    def set_mode(self, data: st.DataObject, mode: Any) -> None:
        living = [one for one in self.made if one.login.id in self.set and self.accounts.by_id(one.login.id)]
        if living:
            one = data.draw(st.sampled_from(living))
            self.accounts.set_mode(one.login, mode)
            self.set[one.login.id] = mode

    @rule(policy=st.sampled_from(["exclusive", "refuse", "shared"]))
    def change_policy(self, policy: Any) -> None:
        self.world.replace_enterprise(replace(self.administered(), policy=policy))

    @rule(person_id=PEOPLE, mode=MODES)
    def change_mode(self, person_id: str, mode: Any) -> None:
        people = [replace(one, mode=mode) if one.id == person_id else one for one in self.administered().people]
        self.world.replace_enterprise(replace(self.administered(), people=tuple(people)))

    @rule(person_id=PEOPLE)
    def remove_or_bring_back(self, person_id: str) -> None:
        enterprise = self.administered()
        people = [one for one in enterprise.people if one.id != person_id]
        if self.there(person_id) is None:
            given = load_world().person(person_id)
            assert given is not None
            people.append(given[1])
        self.world.replace_enterprise(replace(enterprise, people=tuple(people)))

    @invariant()
    def nobody_has_a_client_too_many(self) -> None:
        policy = self.administered().policy
        for person_id in ("lj201", "lj257"):
            kinds = [one.login.kind for one in self.living(person_id)]
            assert len(kinds) == len(set(kinds)) if policy == "shared" else len(kinds) <= 1

    @invariant()
    def who_is_not_there_has_no_client(self) -> None:
        assert all(self.there(one) or not self.accounts.of_person(one) for one in ("lj201", "lj257"))

    @invariant()
    def a_login_opens_api_and_sip_or_neither_and_its_end_was_told_once(self) -> None:
        domain = self.administered().domain
        for one in self.made:
            opens = self.accounts.by_id(one.login.id) is not None
            assert opens == (self.reason(one) == "")
            assert (self.accounts.find(domain, one.login.auth_username) is not None) == opens
            assert self.told.count(one.login.id) == (0 if opens else 1)

    @invariant()
    def the_mobile_clients_mode_rules_and_without_one_the_administrations(self) -> None:
        administered = {one.id: one for one in self.administered().people}
        for person_id in ("lj201", "lj257"):
            person = self.there(person_id)
            if person is None:
                continue
            mobile = [one for one in self.living(person_id) if one.login.kind == "mobile"]
            wanted = (self.set[mobile[0].login.id], "mobile_client") if mobile else None
            assert (person.mode, person.mode_reason) == (wanted or (administered[person_id].mode, "administration"))


Rules.TestCase.settings = settings(max_examples=40, stateful_step_count=25, deadline=None)
TestRules = Rules.TestCase
