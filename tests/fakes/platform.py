"""The operator's platform for core: answers from values, fails on command."""

from __future__ import annotations

from collections.abc import Callable

from backend.core.errors import PlatformRefused, TelephoneError
from backend.core.ports import Login, PlatformNews, Profile, SipCredentials, Verification
from backend.core.state import Account, DirectoryState, EnterpriseChoice

YUNFAN = EnterpriseChoice("yunfan", "江苏云帆科技有限公司", "+862557990000")
HAIYUE = EnterpriseChoice("haiyue", "南京海岳贸易有限公司", "+862584326600")
ACCOUNT = Account(
    enterprise_id="yunfan",
    enterprise_name=YUNFAN.name,
    main_number=YUNFAN.main_number,
    user_id="p8057",
    name="何雨桐",
    extension="8057",
    mobile="+8613800008057",
    permission="national",
    mode="network",
    area_code="025",
)
SIP = SipCredentials("yunfan.example", "8057", "8057", "secret", "127.0.0.1:5060")
LOGIN = Login("token-1", SIP, ACCOUNT)
CODE = "4711"


class FakeStream:
    """Core's port Stream: `tell` is the platform speaking, heard as long as nobody stopped it."""

    def __init__(self, token: str, tell: Callable[[PlatformNews], None]) -> None:
        self.token, self.stopped = token, False
        self._tell = tell

    def tell(self, *news: PlatformNews) -> None:
        for one in news:
            if not self.stopped:
                self._tell(one)

    def stop(self) -> None:
        self.stopped = True


class FakePlatform:
    """Core's port Platform. `failure`, when set, is raised by whatever is asked next; `streams` are those that were
    opened."""

    def __init__(self) -> None:
        self.failure: TelephoneError | None = None
        self.asked: list[tuple[str, ...]] = []
        self.answer = Profile(ACCOUNT)
        self.verifications = 0
        self.callbacks = 0
        self.streams: list[FakeStream] = []

    def look_up(self, mobile: str) -> tuple[EnterpriseChoice, ...]:
        self._note("look_up", mobile)
        return (YUNFAN, HAIYUE)

    def ask_code(self, mobile: str, enterprise_id: str) -> Verification:
        self._note("ask_code", mobile, enterprise_id)
        self.verifications += 1
        number = {one.id: one.main_number for one in (YUNFAN, HAIYUE)}[enterprise_id]
        return Verification(f"v{self.verifications}", number, 300, 180, 5)

    def log_in(self, verification_id: str, code: str) -> Login:
        self._note("log_in", verification_id, code)
        if code != CODE:
            raise PlatformRefused("code_wrong", 403, tries_left=4)
        return LOGIN

    def profile(self, token: str) -> Profile:
        self._note("profile", token)
        return self.answer

    def log_out(self, token: str) -> None:
        self._note("log_out", token)

    def call_back(self, token: str, number: str) -> str:
        self._note("call_back", token, number)
        self.callbacks += 1
        return f"cb{self.callbacks}"

    def end_call_back(self, token: str, callback_id: str) -> None:
        self._note("end_call_back", token, callback_id)

    def follow(self, token: str, tell: Callable[[PlatformNews], None]) -> FakeStream:
        self.streams.append(FakeStream(token, tell))
        return self.streams[-1]

    def _note(self, *what: str) -> None:
        self.asked.append(what)
        if (failure := self.failure) is not None:
            self.failure = None
            raise failure


class FakeSource:
    """Core's port DirectorySource."""

    def __init__(self, people: int = 40) -> None:
        self.people = people
        self.failure: TelephoneError | None = None
        self.downloads = 0

    def download(self, token: str, progress: Callable[[int, int], None]) -> DirectoryState:
        self.downloads += 1
        if (failure := self.failure) is not None:
            raise failure
        progress(self.people, self.people)
        return DirectoryState("ready", f"r-{token}", self.people, self.people, self.people)
