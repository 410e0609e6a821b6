"""Registration of a person in three steps (M2): mobile number, enterprise, the code a voice reads on the mobile."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TypeVar

from backend.core.bus import Bus
from backend.core.errors import InvalidInput, NotPossibleNow, TelephoneError
from backend.core.events import EnrolmentChanged
from backend.core.loop import Loop
from backend.core.number import parse_mobile
from backend.core.ports import Login, Platform, Verification
from backend.core.state import Enrolment, EnterpriseChoice
from backend.core.workers import Workers

T = TypeVar("T")

NO_ERROR: tuple[tuple[str, str], ...] = ()


def _nothing(_: object) -> None:
    """Nobody waits for it."""


@dataclass(frozen=True)
class _Asked:
    """A verification call that was asked for: it may be asked for again at `again_ms` (monotonic)."""

    verification: Verification
    enterprise_id: str
    mobile: str
    again_ms: int
    shown: Enrolment


class Enrolling:
    """Belongs to the core thread. A second click while the platform is asked changes nothing; a reply to a step that
    was left is ignored."""

    def __init__(
        self,
        loop: Loop,
        bus: Bus,
        workers: Workers,
        platform: Platform,
        logged_in: Callable[[Login], None],
    ) -> None:
        self._loop, self._bus, self._workers, self._platform = loop, bus, workers, platform
        self._logged_in = logged_in
        self.state = Enrolment()
        self._ticket = 0
        self._asked: _Asked | None = None

    # Commands of the user.

    def look_up(self, mobile: str) -> None:
        """校验手机号码. Errors now: invalid_mobile, wrong_step."""
        if not self._may("number"):
            return
        canonical = parse_mobile(mobile)
        self._ask(
            Enrolment("number", busy=True, mobile=canonical),
            lambda: self._platform.look_up(canonical),
            lambda found: self._become(replace(self.state, step="enterprise", busy=False, enterprises=found)),
        )

    def choose(self, enterprise_id: str) -> None:
        """确定: the code page opens at once, and the call is placed unless one for it is still fresh.
        Errors now: unknown_enterprise, wrong_step."""
        if not self._may("enterprise"):
            return
        choice = next((one for one in self.state.enterprises if one.id == enterprise_id), None)
        if choice is None:
            raise InvalidInput("unknown_enterprise")
        asked = self._asked_of(choice.id)
        if asked is not None and asked.again_ms > self._loop.now().monotonic_ms:
            self._become(asked.shown)
        else:
            self._place_call(choice)

    def resend(self) -> None:
        """重新获取验证码: the old code is void. Errors now: code_too_soon, wrong_step."""
        if not self._may("code"):
            return
        asked = self._asked_of(self.state.enterprise_id)
        if asked is not None and (left := asked.again_ms - self._loop.now().monotonic_ms) > 0:
            raise NotPossibleNow("code_too_soon", retry_after_s=-(-left // 1000))
        self._place_call(next(one for one in self.state.enterprises if one.id == self.state.enterprise_id))

    def enter_code(self, code: str) -> None:
        """The fourth digit submits it. Errors now: invalid_code, no_code_asked, wrong_step."""
        if not self._may("code"):
            return
        if not re.fullmatch(r"[0-9]{4}", code):
            raise InvalidInput("invalid_code")
        if (asked := self._asked_of(self.state.enterprise_id)) is None:
            raise NotPossibleNow("no_code_asked")
        self._ask(
            replace(self.state, busy=True, error="", error_detail=NO_ERROR),
            lambda: self._platform.log_in(asked.verification.id, code),
            self._right_code,
            self._wrong_code,
            self._unwanted_login,
        )

    def back(self) -> None:
        """One step back; what was asked of the platform is abandoned. Error now: wrong_step."""
        if self.state.step not in ("number", "enterprise", "code"):
            raise NotPossibleNow("wrong_step", step=self.state.step)
        self._ticket += 1
        if self.state.step == "code":
            self._become(Enrolment("enterprise", mobile=self.state.mobile, enterprises=self.state.enterprises))
        else:
            self._become(Enrolment("number", mobile=self.state.mobile))

    # What happens around it.

    def restart(self) -> None:
        """Nobody is logged in: the mobile number must be typed again."""
        self._ticket += 1
        self._asked = None
        self._become(Enrolment())

    def finish(self) -> None:
        """The login stands and the directory is there or has failed to come."""
        self._ticket += 1
        self._become(Enrolment("done"))

    def _place_call(self, choice: EnterpriseChoice) -> None:
        before = self.state
        self._asked = None
        meanwhile = Enrolment("code", True, before.mobile, before.enterprises, choice.id, choice.main_number)
        self._ask(
            meanwhile,
            lambda: self._platform.ask_code(before.mobile, choice.id),
            lambda verification: self._become(self._remember(verification, meanwhile)),
            self._call_refused,
            lambda verification: self._remember_late(verification, meanwhile),
        )

    def _remember(self, verification: Verification, page: Enrolment) -> Enrolment:
        moment = self._loop.now()
        again_ms = round(verification.resend_after_s * 1000)
        shown = replace(
            page,
            busy=False,
            main_number=verification.main_number,
            resend_at=moment.utc_ms + again_ms,
            expires_at=moment.utc_ms + round(verification.lifetime_s * 1000),
            tries_left=verification.tries,
        )
        self._asked = _Asked(verification, page.enterprise_id, page.mobile, moment.monotonic_ms + again_ms, shown)
        return shown

    def _remember_late(self, verification: Verification, page: Enrolment) -> None:
        """The user went back while the call was being placed; the mobile rings all the same, and its code is good."""
        if self._asked is None:
            self._remember(verification, page)

    def _call_refused(self, error: TelephoneError) -> None:
        wait_s = _seconds(error.detail.get("retry_after_s"))
        resend_at = self._loop.now().utc_ms + round(wait_s * 1000) if wait_s else 0
        self._become(replace(_failed(self.state, error), resend_at=resend_at))

    def _right_code(self, login: Login) -> None:
        self._asked = None
        self._become(Enrolment("download", mobile=self.state.mobile))
        self._logged_in(login)

    def _wrong_code(self, error: TelephoneError) -> None:
        state = _failed(self.state, error)
        dead = error.code in ("code_void", "code_expired")
        if error.code == "code_wrong":
            state = replace(state, tries_left=int(_seconds(error.detail.get("tries_left"))))
        elif dead:
            state = replace(state, tries_left=0)
        if self._asked is not None:  # who comes back to this page must see that the code is dead, not an old slip
            shown = state if dead else replace(state, error="", error_detail=NO_ERROR)
            self._asked = replace(self._asked, shown=shown)
        self._become(state)

    def _unwanted_login(self, login: Login) -> None:
        """The code was right, but the user had left the step: give the place back."""
        self._workers.do(lambda: self._platform.log_out(login.token), _nothing, _nothing)

    def _ask(
        self,
        meanwhile: Enrolment,
        work: Callable[[], T],
        done: Callable[[T], None],
        failed: Callable[[TelephoneError], None] | None = None,
        too_late: Callable[[T], None] = _nothing,
    ) -> None:
        """Show `meanwhile`, do `work` on a worker, take its outcome unless the step was left."""
        self._ticket += 1
        ticket = self._ticket
        self._become(meanwhile)

        def finished(result: T) -> None:
            (done if ticket == self._ticket else too_late)(result)

        def refused(error: TelephoneError) -> None:
            if ticket == self._ticket:
                (failed or self._fail)(error)

        self._workers.do(work, finished, refused)

    def _fail(self, error: TelephoneError) -> None:
        self._become(_failed(self.state, error))

    def _may(self, step: str) -> bool:
        """False while the platform is asked something: the click that asked it was one too many."""
        if not self.state.busy and self.state.step != step:
            raise NotPossibleNow("wrong_step", step=self.state.step)
        return not self.state.busy

    def _asked_of(self, enterprise_id: str) -> _Asked | None:
        """The verification call that was placed for this enterprise and the mobile number on the page."""
        asked = self._asked
        same = asked is not None and asked.enterprise_id == enterprise_id and asked.mobile == self.state.mobile
        return asked if same else None

    def _become(self, state: Enrolment) -> None:
        if state != self.state:
            self.state = state
            self._bus.publish(EnrolmentChanged(state))


def _failed(state: Enrolment, error: TelephoneError) -> Enrolment:
    detail = tuple(sorted((key, str(value)) for key, value in error.detail.items()))
    return replace(state, busy=False, error=error.code, error_detail=detail)


def _seconds(value: object) -> float:
    """A number of the platform's detail, 0 when it is none."""
    try:
        return max(0.0, float(str(value)))
    except ValueError:
        return 0.0
