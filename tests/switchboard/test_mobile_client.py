"""The mobile client of the simulator: a second client that logs in by API and SIP like every other."""

from __future__ import annotations

import contextlib
import json
import stat
import sys
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest_asyncio
from aiohttp.test_utils import TestClient, TestServer

from backend.switchboard.admin.administration import Administration
from backend.switchboard.api import create_api
from backend.switchboard.audio_call import MediaPlace
from backend.switchboard.handsets import Handset
from backend.switchboard.mobile_client import Kept, MobileClient
from backend.switchboard.mobile_clients import FILE, MobileClients
from backend.switchboard.simulator import Simulator
from backend.switchboard.simulator_api import create_simulator_page
from backend.switchboard.world import Policy
from tests.fakes.sip_dialog import invite, sdp
from tests.switchboard.room import YOU, YOUR_MOBILE, Room, becomes, enters, open_room

TOKEN = "the-token-of-the-page-0123456789abcdef"
YUNFAN = "yunfan"


@dataclass
class Street:
    """The whole platform with its simulator's page, and your mobile on it."""

    room: Room
    clients: MobileClients
    page: Any

    @property
    def handset(self) -> Handset:
        """Your mobile."""
        return self.room.exchange.handsets.get(YOUR_MOBILE)

    @property
    def mobile(self) -> MobileClient:
        """The client on it."""
        client = self.clients.of(self.handset)
        assert client is not None
        return client

    async def ask(self, command: str, **body: Any) -> tuple[int, Any]:
        """A command of the page: status and body."""
        headers = {"Authorization": f"Bearer {TOKEN}"}
        path = f"/api/handsets/{YOUR_MOBILE}/client/{command}"
        response = await self.page.post(path, json=body or None, headers=headers)
        raw = await response.read()
        return response.status, json.loads(raw) if raw else None

    async def shown(self) -> Any:
        """The client as the page shows it."""
        response = await self.page.get("/api/state", headers={"Authorization": f"Bearer {TOKEN}"})
        state = await response.json()
        return next(one["client"] for one in state["handsets"] if one["number"] == YOUR_MOBILE)

    async def login(self) -> None:
        """Be logged in and registered, without waiting for a voice to read a code."""
        enterprise = self.room.enterprise
        person = enterprise.by_extension(YOU)
        assert person is not None
        made = self.room.accounts.log_in(enterprise, person, "mobile")
        account = {"domain": enterprise.domain, "username": YOU, "auth_username": made.login.auth_username}
        sip = {**account, "password": made.sip_password, "proxy": f"127.0.0.1:{self.room.exchange.port}"}
        self.mobile.restore(Kept(YUNFAN, made.token, sip))
        await becomes(lambda: bool(self.mobile.describe()["registered"]))

    async def hear_code(self) -> None:
        """Log in as somebody does who holds the mobile, up to the code."""
        assert await self.ask("log_in", enterprise_id=YUNFAN) == (204, None)
        await enters(self.handset, "ringing")
        assert self.handset.answer()
        await becomes(lambda: self.mobile.state != "verifying", 30)


@contextlib.asynccontextmanager
async def open_street(policy: Policy = "shared", folder: Path | None = None, **settings: Any) -> AsyncIterator[Street]:
    async with open_room(policy=policy, **settings) as room:
        api = create_api(
            room.world,
            room.accounts,
            room.exchange,
            lambda: f"127.0.0.1:{room.exchange.port}",
        )
        async with TestClient(TestServer(api)) as platform:
            url, place = f"http://127.0.0.1:{platform.server.port}", MediaPlace("127.0.0.1")
            handsets, colleagues = room.exchange.handsets, room.exchange.colleagues
            clients = MobileClients(room.world, handsets, lambda: url, place, folder)
            clients.start()
            simulator = Simulator(room.world, room.behaviours, handsets, colleagues, clients)
            administration = Administration(room.world, folder or Path())  # nothing is administered here
            app = create_simulator_page(simulator, room.exchange, TOKEN, administration)
            async with TestClient(TestServer(app)) as page:
                yield Street(room, clients, page)
            await clients.close()


@pytest_asyncio.fixture
async def street() -> AsyncIterator[Street]:
    async with open_street() as opened:
        yield opened


async def test_the_mobile_client_logs_in_with_the_code_that_its_mobile_heard(street: Street) -> None:
    shown = await street.shown()
    assert (shown["state"], shown["registered"], shown["call"]["state"]) == ("out", False, "idle")
    assert [one["id"] for one in shown["enterprises"]] == ["yunfan", "qinghe", "lanjing"]
    await street.hear_code()
    await becomes(lambda: bool(street.mobile.describe()["registered"]))
    shown = await street.shown()
    assert (shown["state"], shown["enterprise_id"], shown["extension"]) == ("in", YUNFAN, YOU)
    assert (shown["mode"], shown["registered"], shown["reason"]) == ("network", True, "")
    (login,) = street.room.accounts.of_person("yf8057")
    assert login.kind == "mobile"
    assert await street.ask("log_out") == (204, None)
    await becomes(lambda: not street.room.accounts.of_person("yf8057"))
    assert (await street.shown())["reason"] == "logged_out"


async def test_while_it_verifies_it_says_where_and_as_which_extension(street: Street) -> None:
    assert await street.ask("log_in", enterprise_id="lanjing") == (204, None)
    shown = await street.shown()
    assert (shown["state"], shown["enterprise_id"], shown["extension"]) == ("verifying", "lanjing", "257")


async def test_m8_where_the_policy_is_shared_pc_and_mobile_client_are_logged_in_together(street: Street) -> None:
    await street.room.registered(YOU)
    await street.login()
    assert {one.kind for one in street.room.accounts.of_person("yf8057")} == {"pc", "mobile"}
    assert len(street.room.exchange.bindings()) == 2


async def test_m12_where_the_policy_is_exclusive_a_pc_client_replaces_the_mobile_client() -> None:
    async with open_street("exclusive") as strict:
        await strict.login()
        await strict.room.registered(YOU)
        await becomes(lambda: strict.mobile.state == "out")
        assert (await strict.shown())["reason"] == "replaced"
        assert [one.kind for one in strict.room.exchange.bindings()] == ["pc"]


async def test_m12_where_the_policy_is_refuse_the_mobile_client_is_refused() -> None:
    async with open_street("refuse") as strict:
        await strict.room.registered(YOU)
        await strict.hear_code()
        assert (await strict.shown())["reason"] == "refused_by_policy"


async def test_a_call_that_is_not_answered_ends_the_attempt(street: Street) -> None:
    await street.ask("log_in", enterprise_id=YUNFAN)
    await enters(street.handset, "ringing")
    street.handset.decline()
    await becomes(lambda: street.mobile.state == "out")
    assert (await street.shown())["reason"] == "code_missed"
    await street.ask("log_in", enterprise_id=YUNFAN)
    await becomes(lambda: street.mobile.state == "out")
    shown = await street.shown()
    assert shown["reason"] == "code_too_soon"
    assert 170 < shown["retry_after_s"] <= 180


async def test_m12_the_mode_set_on_the_mobile_client_rules(street: Street) -> None:
    await street.login()
    assert (await street.ask("mode", mode="callback"))[0] == 204
    await becomes(lambda: street.mobile.profile.get("mode") == "callback")
    await becomes(lambda: not street.room.exchange.bindings())
    person = street.room.world.person("yf8057")
    assert person is not None
    assert (person[1].mode, person[1].mode_reason) == ("callback", "mobile_client")
    assert (await street.ask("mode", mode="network"))[0] == 204
    await becomes(lambda: len(street.room.exchange.bindings()) == 1)


async def test_m8_in_network_mode_the_mobile_client_rings_and_answers(street: Street) -> None:
    await street.login()
    caller = await street.room.registered("8014")
    sent = await invite(caller, YOU, sdp())
    await becomes(lambda: street.mobile.describe()["call"]["state"] == "ringing")
    shown = (await street.shown())["call"]
    assert (shown["direction"], shown["peer"], shown["peer_name"]) == ("in", "8014", "张珊")
    assert (await street.ask("answer"))[0] == 204
    assert (await caller.final(sent)).status == 200
    assert (await street.shown())["call"]["state"] == "talking"
    assert (await street.ask("answer"))[1]["error"]["code"] == "not_now"
    assert (await street.ask("hang_up"))[0] == 204
    assert (await street.shown())["call"]["state"] == "idle"


async def test_m8_where_the_pc_client_answers_the_mobile_client_stops_ringing_as_answered_elsewhere(
    street: Street,
) -> None:
    await street.login()
    here, caller = await street.room.registered(YOU), await street.room.registered("8014")
    sent = await invite(caller, YOU, sdp())
    await becomes(lambda: street.mobile.describe()["call"]["state"] == "ringing")
    here.answer(await here.request_of("INVITE"), 200, "OK", sdp())
    assert (await caller.final(sent)).status == 200
    await becomes(lambda: street.mobile.describe()["call"]["state"] == "idle")
    assert street.mobile.describe()["call"]["elsewhere"] is True


async def test_a_caller_who_gives_up_stops_the_ringing_and_one_who_is_declined_is_told(street: Street) -> None:
    await street.login()
    caller = await street.room.registered("8014")
    sent = await invite(caller, YOU, sdp())
    await becomes(lambda: street.mobile.describe()["call"]["state"] == "ringing")
    assert (await street.ask("decline"))[0] == 204
    assert (await caller.final(sent)).status == 603


async def test_the_mobile_client_dials_as_the_extension(street: Street) -> None:
    await street.login()
    called = await street.room.registered("8014")
    assert (await street.ask("dial", number="8014"))[0] == 204
    received = await called.request_of("INVITE")
    assert f"<sip:{YOU}@" in received.get("p-asserted-identity")
    called.answer(received, 486, "Busy Here")
    await becomes(lambda: street.mobile.describe()["call"]["status"] == 486)
    assert (await street.ask("dial", number="8014"))[0] == 204
    called.answer(await called.request_of("INVITE"), 200, "OK", sdp())
    await becomes(lambda: street.mobile.describe()["call"]["state"] == "talking")
    assert (await street.ask("hang_up"))[0] == 204
    await called.request_of("BYE")


async def test_a_changed_extension_is_registered_anew(street: Street) -> None:
    await street.login()
    enterprise = street.room.world.administered(YUNFAN)
    assert enterprise is not None
    people = [replace(one, extension="8157") if one.id == "yf8057" else one for one in enterprise.people]
    street.room.world.replace_enterprise(replace(enterprise, people=tuple(people)))
    await becomes(lambda: [one.username for one in street.room.exchange.bindings()] == ["8157"])


async def test_a_mobile_client_stays_logged_in_over_a_restart(tmp_path: Path) -> None:
    async with open_street(folder=tmp_path) as street:
        await street.login()
        street.clients._keep()
        mode = stat.S_IMODE((tmp_path / FILE).stat().st_mode)
        assert mode == (0o666 if sys.platform == "win32" else 0o600)
        again = MobileClients(
            street.room.world, street.room.exchange.handsets, street.clients._api, MediaPlace("127.0.0.1"), tmp_path
        )
        await street.clients.close()
        await becomes(lambda: not street.room.exchange.bindings())
        again.start()
        await becomes(lambda: len(street.room.exchange.bindings()) == 1)
        assert again._clients[YOUR_MOBILE].log_out()
        await becomes(lambda: not street.room.accounts.of_person("yf8057"))
        assert json.loads((tmp_path / FILE).read_text()) == {}
        await again.close()


async def test_commands_that_do_not_apply_are_refused(street: Street) -> None:
    for name, body in {"log_out": {}, "mode": {"mode": "callback"}, "dial": {"number": "8014"}, "answer": {}}.items():
        status, answer = await street.ask(name, **body)
        assert (status, answer["error"]["code"]) == (409, "not_now"), name
    assert (await street.ask("log_in", enterprise_id="nowhere"))[0] == 404
    assert (await street.ask("mode", mode="fast"))[0] == 400
    assert (await street.ask("dial", number="a friend"))[0] == 400
    assert (await street.ask("sing"))[0] == 404


async def test_a_telephone_that_no_enterprise_knows_has_no_client(street: Street) -> None:
    headers = {"Authorization": f"Bearer {TOKEN}"}
    response = await street.page.post("/api/handsets/+862557995555/client/log_out", headers=headers)
    assert (response.status, (await response.json())["error"]["code"]) == (404, "no_client")


async def test_no_secret_of_the_mobile_client_is_shown(street: Street) -> None:
    await street.login()
    kept = street.mobile.kept
    assert kept is not None
    assert kept.token not in repr(kept)
    shown = json.dumps(await street.shown())
    assert kept.token not in shown
    assert kept.sip["password"] not in shown + repr(street.mobile.agent.account if street.mobile.agent else "")
