"""A whole program without window: the real core, disk and app, with a fake phone and a fake platform."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

from backend.core.directory import Department, DirectoryContent, Person, Picture
from backend.core.loop import Loop
from backend.core.parts import Parts, Ports
from backend.core.ports import Updater
from backend.core.telephone import Telephone
from backend.core.workers import Workers
from backend.phone.line import PhoneLine, report
from backend.phone.messages import PhoneOptions
from backend.storage.library import Library
from backend.web.app import create_app
from backend.web.bridge import Bridge
from backend.web.events import Pushes
from backend.web.sources import AppInfo, Sources
from tests.fakes.diagnostics import FakeDiagnostics
from tests.fakes.disk import FakeSavedLogin, FakeSavedSettings
from tests.fakes.phone import FakePhone
from tests.fakes.platform import LOGIN, FakePlatform

PNG = Picture("image/png", b"\x89PNG\r\n\x1a\npixels")
DIRECTORY = DirectoryContent(
    "r1",
    (Department("sales", "销售部"), Department("nj", "南京办事处", "sales")),
    (
        Person("p8014", "林知夏", "nj", "经理", "8014", "+8613912345678", picture_etag="e1"),
        Person("p8020", "曾国强", "sales", "", "8020"),
    ),
)


class Offices:
    """The platform's directory and pictures."""

    def directory(self, token: str, etag: str, progress: Callable[[int, int], None]) -> DirectoryContent | None:
        return DIRECTORY

    def picture(self, token: str, person_id: str) -> Picture | None:
        return PNG


class Program:
    """何雨桐 is logged in once it has started, unless `logged_in` is false. `pushed` is what a window was sent."""

    def __init__(self, data: Path, logged_in: bool = True, updater: Updater | None = None) -> None:
        self.loop = Loop()
        self.phone = FakePhone(PhoneOptions(), lambda news: self.loop.post(lambda: report(self.parts, news)))
        self.platform = FakePlatform()
        self.told: list[str] = []
        self.library = Library(data, Offices(), lambda: "token", lambda code, **detail: self.told.append(code))
        self.saved_login = FakeSavedLogin(LOGIN if logged_in else None)
        self.settings = FakeSavedSettings()
        line = PhoneLine(self.phone.send)
        ports = Ports(line, self.platform, self.saved_login, self.settings, self.library, updater)
        self.parts = Parts(ports, self.loop, Workers(self.loop), Workers(self.loop, count=1))
        self.telephone = Telephone(self.parts)
        self.simulator_opened = 0
        self.incoming_shown = 0
        self.sound_settings = True
        shelves = self.library.shelves()
        self.diagnostics = FakeDiagnostics()
        self.sources = Sources(
            self.telephone, shelves.directory, shelves.history, shelves.pictures, AppInfo("0.1.0", "linux"),
            self.diagnostics, self._open_simulator, self._incoming_shown, lambda: self.sound_settings,
        )  # fmt: skip
        self.app = create_app(self.sources)
        self.bridge = Bridge(self.app)
        self.pushes = Pushes()
        self.pushed: list[dict[str, Any]] = []
        self._more = threading.Condition()

    def start(self) -> None:
        """Until somebody is logged in, registered, and has the directory."""
        self.pushes.attach(self._on_push)
        self.loop.post(lambda: self.pushes.follow(self.telephone))
        self.phone.start()
        self.telephone.start()
        if self.saved_login.login is not None:
            self.wait_for("RegistrationChanged", state="registered")
            self.wait_for("DirectoryChanged", state="ready")

    def stop(self) -> None:
        self.telephone.stop()
        self.phone.stop()
        self.library.close()

    def get(self, path: str) -> Any:
        """The body of a GET that goes well."""
        answer = self.bridge.request("GET", path)
        assert answer["status"] == 200, answer
        return answer["body"]

    def post(self, path: str, body: Any = None) -> dict[str, Any]:
        return self.bridge.request("POST", path, body)

    def wait_for(self, kind: str, timeout_s: float = 20.0, **wanted: Any) -> dict[str, Any]:
        """The first push of this kind whose value has these fields."""

        def found() -> dict[str, Any] | None:
            for push in self.pushed:
                if push["type"] == kind and all(push["value"].get(key) == value for key, value in wanted.items()):
                    return push
            return None

        with self._more:
            self._more.wait_for(lambda: found() is not None, timeout_s)
            push = found()
        assert push is not None, f"no {kind} {wanted} among {self.pushed}"
        return push

    def _on_push(self, text: str) -> None:
        with self._more:
            self.pushed.append(json.loads(text))
            self._more.notify_all()

    def _open_simulator(self) -> str:
        self.simulator_opened += 1
        return ""

    def _incoming_shown(self) -> None:
        self.incoming_shown += 1
