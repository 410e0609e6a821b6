"""The telephone of 8057 without its window: the real core with a history on the disk, and the real phone process, at a
local switchboard in this very process."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

from backend.core.events import CallChanged, CallEnded, Event
from backend.core.loop import Loop
from backend.core.parts import Parts, Ports
from backend.core.ports import Login, OpenedData, SipCredentials
from backend.core.state import Account, Call, DirectoryState
from backend.core.telephone import Telephone
from backend.core.workers import Workers
from backend.phone.line import PhoneLine, report
from backend.phone.messages import Calling, Command, Dial, Ended, Incoming, News, PhoneOptions
from backend.phone.process import PhoneProcess
from backend.storage.history import LONGEST_PAGE, History, HistoryRow
from backend.switchboard.sip.timers import Timers
from tests.fakes.disk import FakeCallers, FakeSavedLogin, FakeSavedSettings
from tests.fakes.platform import ACCOUNT, FakePlatform, FakeSource
from tests.switchboard.room import YOU, Room, becomes, open_room

PATIENCE_S = 20.0
_INVITED = re.compile(r"RX \d+ bytes Request msg INVITE/cseq=1 .*?^Call-ID: (\S+)", re.MULTILINE | re.DOTALL)


class HistoryOnDisk:
    """Core's port AccountData."""

    def __init__(self, folder: Path) -> None:
        self.history = History(lambda code, **detail: None)
        self._folder = folder

    def open(self, account: Account) -> OpenedData:
        self.history.open(self._folder)
        return OpenedData(self.history, FakeCallers(), FakeSource(), DirectoryState("ready", "r-token-1"))

    def close(self) -> None:
        self.history.close()

    def erase(self, account: Account) -> None:
        """Nobody asks for it here."""


class Office:
    """Who sits at the telephone, and what was told; `notes` is all of it in order."""

    def __init__(self, room: Room, login: Login, folder: Path) -> None:
        self.room = room
        self.notes: list[str] = []
        self.calls: set[str] = set()
        self.ended: list[Call] = []
        self.history = HistoryOnDisk(folder / "account")
        self._folder = folder
        self._invited: set[str] = set()
        self.phone = PhoneProcess(PhoneOptions(log_path=str(folder / "phone.log"), transfer_patience_s=3.0), self._news)
        self._here = asyncio.get_running_loop()
        self._happened = asyncio.Event()
        self._forgotten: set[str] = set()
        loop = Loop()
        ports = Ports(
            PhoneLine(self.phone.send), FakePlatform(), FakeSavedLogin(login), FakeSavedSettings(), self.history
        )
        self.parts = Parts(ports, loop, Workers(loop), Workers(loop, count=1))
        self.telephone = Telephone(self.parts)

    async def open(self) -> None:
        """Until the line is there."""
        self.phone.start()
        self.telephone.start()
        self.telephone.subscribe(self._event)
        await becomes(lambda: self.telephone.snapshot().registration.state == "registered", PATIENCE_S)

    async def close(self) -> bool:
        """Whether the phone process left by itself."""
        await asyncio.to_thread(self.telephone.stop)
        left = await asyncio.to_thread(self.phone.stop, PATIENCE_S)
        self.history.close()
        return left

    def tell(self, command: Command) -> None:
        """A command to the phone that core knows nothing of."""
        self.note(f"to the phone: {command}")
        self.phone.send(command)

    def note(self, what: str) -> None:
        """For whoever has to find out what happened."""
        self.notes.append(f"{self._here.time():.3f} {what}")

    async def something_happens(self, longest_s: float) -> None:
        """Wait for the next news, which need not come."""
        self._happened.clear()
        try:
            await asyncio.wait_for(self._happened.wait(), longest_s)
        except asyncio.TimeoutError:
            return

    async def phone_forgets(self, call_id: str) -> None:
        """Wait until the phone process knows no such call: it would refuse to dial another one of that id."""

        def forgotten() -> bool:
            self.phone.send(Dial(call_id, ""))
            return call_id in self._forgotten

        await becomes(forgotten, PATIENCE_S, every_s=0.02)

    def rows(self) -> list[HistoryRow]:
        """Everything in the history."""
        rows: list[HistoryRow] = []
        before = ""
        while True:
            page = self.history.history.page("all", before, LONGEST_PAGE)
            rows += page.rows
            if not (before := page.next):
                return rows

    def phone_log(self) -> str:
        """What the phone process noted lately; what is older than a few megabytes is gone."""
        return "\n".join(log.read_text("utf-8", "replace") for log in self._folder.glob("phone.log*"))

    def invited(self) -> int:
        """How many calls have reached the phone's socket, if this is asked often enough."""
        self._invited.update(_INVITED.findall(self.phone_log()))
        return len(self._invited)

    def _news(self, news: News) -> None:
        """On the supervisor's thread."""
        if isinstance(news, Ended) and news.phrase == "invalid_number":
            self._forgotten.add(news.call_id)
            return
        if isinstance(news, Incoming | Calling):
            self.calls.add(news.call_id)
        self.note(f"the phone: {news}")
        self.parts.loop.post(lambda: report(self.parts, news))
        self._here.call_soon_threadsafe(self._happened.set)

    def _event(self, _seq: int, event: Event) -> None:
        """On the core thread, which takes a failure here for a failed subscriber: it is told in the notes instead."""
        if isinstance(event, CallEnded):
            self.ended.append(event.call)
            self.note(f"core: ended {event.call.id} {event.call.ended}")
        elif isinstance(event, CallChanged):
            self.calls.add(event.call.id)
            if any(call.id == event.call.id for call in self.ended):
                self.ended.append(event.call)


@asynccontextmanager
async def open_office(folder: Path, transport: str, timers: Timers, **settings: Any) -> AsyncIterator[Office]:
    """何雨桐 at her telephone, registered; the phone process must leave by itself in the end."""
    async with open_room(timers, **settings) as room:
        person = room.enterprise.by_extension(YOU)
        assert person is not None
        made = room.accounts.log_in(room.enterprise, person, "pc")
        sip = SipCredentials(
            room.enterprise.domain,
            YOU,
            made.login.auth_username,
            made.sip_password,
            f"127.0.0.1:{room.exchange.port}",
            transport,
        )
        account = replace(ACCOUNT, user_id=person.id, main_number=room.enterprise.main_number)
        office = Office(room, Login("token-1", sip, account), folder)
        await office.open()
        left = False
        try:
            yield office
        finally:
            left = await office.close()
        assert left, "the phone process had to be ended"
