"""Commands and news in any order: no call gets stuck, none is lost to the history, and none stands there twice."""

from __future__ import annotations

import contextlib
from dataclasses import replace

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from backend.core import transfer
from backend.core.call import LIVE, ImpossibleError
from backend.core.ending import End
from backend.core.errors import PlatformRefused, PlatformUnreachable, TelephoneError
from backend.core.events import CallChanged, CallEnded, Event
from backend.core.ports import CallbackNews, Profile, ProfileNews, RevokedNews, StreamDown, StreamUp
from backend.core.state import Call, CallState, EndedBy
from tests.core.conftest import Bench
from tests.fakes.platform import ACCOUNT, LOGIN

NUMBERS = ["8014", "8015", "13800138000", "110", "120", "+12125551234", "025-5579 9985 转 8057", "8057", "nonsense"]
COMMANDS = ["answer", "decline", "hang_up", "silence"]
STATUSES = [0, 200, 403, 404, 408, 480, 486, 487, 500, 503, 603]


class Telephone(RuleBasedStateMachine):
    """One telephone, from a login on, whose user, phone and platform do whatever occurs to them."""

    def __init__(self) -> None:
        super().__init__()
        self.bench = Bench()
        self.bench.log_in()
        self.shown: dict[str, Call] = {}
        self.ended: dict[str, Call] = {}
        self.incoming = self.logins = 0
        self.bench.parts.bus.subscribe(self._on_event)

    def _on_event(self, _seq: int, event: Event) -> None:
        if isinstance(event, CallChanged):
            assert event.call.id not in self.ended, "a call that is over came back to life"
            self.shown[event.call.id] = event.call
        elif isinstance(event, CallEnded):
            assert event.call.id not in self.ended, "a call ended twice"
            self.ended[event.call.id] = event.call

    # The user. A refusal is an answer too.

    @rule(number=st.sampled_from(NUMBERS))
    def dial(self, number: str) -> None:
        with contextlib.suppress(TelephoneError):
            self.bench.parts.calls.dial(number)

    @rule(command=st.sampled_from(COMMANDS), data=st.data())
    def command(self, command: str, data: st.DataObject) -> None:
        with contextlib.suppress(TelephoneError):
            getattr(self.bench.parts.calls, command)(self._some_call(data))

    @rule(command=st.sampled_from(["mute", "hold"]), on=st.booleans(), data=st.data())
    def switch(self, command: str, on: bool, data: st.DataObject) -> None:
        with contextlib.suppress(TelephoneError):
            getattr(self.bench.parts.calls, command)(self._some_call(data), on)

    @rule(number=st.sampled_from(NUMBERS), data=st.data())
    def transfer(self, number: str, data: st.DataObject) -> None:
        with contextlib.suppress(TelephoneError):
            self.bench.parts.calls.transfers.start(self._some_call(data), number)

    @rule(command=st.sampled_from(["cancel", "dismiss"]), data=st.data())
    def after_transfer(self, command: str, data: st.DataObject) -> None:
        with contextlib.suppress(TelephoneError):
            getattr(self.bench.parts.calls.transfers, command)(self._some_call(data))

    @rule()
    def log_out_and_in(self) -> None:
        with contextlib.suppress(TelephoneError):
            self.bench.parts.session.log_out()
        assert self.bench.parts.calls.live() == ()
        self.logins += 1
        self.bench.parts.session.log_in(replace(LOGIN, token=f"again-{self.logins}"))
        self.bench.parts.registrant.on_registered()

    # The phone. What cannot follow is logged and changes nothing.

    @rule(number=st.sampled_from(NUMBERS))
    def comes_in(self, number: str) -> None:
        self.incoming += 1
        self.bench.parts.calls.on_incoming(f"in-{self.incoming}", number, "", "")

    @rule(what=st.sampled_from(["established", "ringing", "muted", "held", "remote", "refused"]), data=st.data())
    def phone_says(self, what: str, data: st.DataObject) -> None:
        calls, call_id = self.bench.parts.calls, self._some_call(data, "network")
        code = data.draw(st.sampled_from(["wrong_call_state", "no_such_call"]))
        with contextlib.suppress(ImpossibleError):
            {
                "established": lambda: calls.on_established(call_id),
                "ringing": lambda: calls.on_ringing(call_id, True),
                "muted": lambda: calls.on_muted(call_id, True),
                "held": lambda: calls.on_held(call_id, True, False),
                "remote": lambda: calls.on_remote_changed(call_id, "8014", ""),
                "refused": lambda: calls.on_refused(call_id, code, "Transfer"),
            }[what]()

    @rule(status=st.sampled_from([100, 180, 200, 403, 480, 486, 487]), data=st.data())
    def transfer_goes_on(self, status: int, data: st.DataObject) -> None:
        self.bench.parts.calls.on_transfer_progress(self._some_call(data, "network"), status, status >= 200)

    @rule(status=st.sampled_from(STATUSES), by=st.sampled_from(EndedBy), data=st.data())
    def phone_ends(self, status: int, by: EndedBy, data: st.DataObject) -> None:
        self.bench.parts.calls.on_ended(self._some_call(data, "network"), End(status, by))

    @rule()
    def phone_dies(self) -> None:
        self.bench.parts.on_phone_died()
        assert all(call.mode == "callback" for call in self.bench.parts.calls.live())
        self.bench.parts.registrant.on_registered()

    @rule(status=st.sampled_from([403, 408, 503]))
    def line_fails(self, status: int) -> None:
        self.bench.parts.registrant.on_failed(status)

    @rule()
    def line_is_well(self) -> None:
        self.bench.parts.registrant.on_registered()

    # The platform.

    @rule(mode=st.sampled_from(["network", "callback"]), permission=st.sampled_from(["internal", "national"]))
    def profile_changes(self, mode: str, permission: str) -> None:
        account = replace(ACCOUNT, mode=mode, permission=permission)
        self.bench.platform.answer = Profile(account)
        self._tell(ProfileNews(Profile(account)))

    @rule(state=st.sampled_from(["calling_mobile", "calling_party", "established", "ended"]), data=st.data())
    def callback_goes_on(self, state: str, data: st.DataObject) -> None:
        known = [call.callback_id for call in self.bench.parts.calls.live() if call.callback_id]
        id_ = data.draw(st.sampled_from([*known, f"cb{self.bench.platform.callbacks}", "cb-of-before"]))
        reason = data.draw(st.sampled_from(["hung_up", "cancelled", "mobile_busy", "party_declined", "failed"]))
        self._tell(CallbackNews(id_, "8014", state, 0, reason if state == "ended" else ""))

    @rule(news=st.sampled_from([StreamUp(), StreamDown(), RevokedNews("replaced")]))
    def stream_says(self, news: StreamUp | StreamDown | RevokedNews) -> None:
        followed = not self.bench.platform.streams[-1].stopped
        self._tell(news)
        if isinstance(news, RevokedNews) and followed and not self.bench.parts.calls.in_emergency():
            assert self.bench.parts.calls.live() == ()

    @rule(data=st.data())
    def platform_answers(self, data: st.DataObject) -> None:
        if waiting := len(self.bench.workers.waiting):
            failures = [None, None, PlatformUnreachable("platform_timeout"), PlatformRefused("wrong_mode")]
            self.bench.platform.failure = data.draw(st.sampled_from(failures))
            self.bench.workers.finish(data.draw(st.integers(0, waiting - 1)))
            self.bench.platform.failure = None

    @rule(seconds=st.sampled_from([0.5, 3.0, 80.0]))
    def time_passes(self, seconds: float) -> None:
        self.bench.loop.advance(seconds)

    @invariant()
    def every_call_that_is_shown_is_live_or_over(self) -> None:
        live = {call.id: call for call in self.bench.parts.calls.live()}
        assert {id_: call for id_, call in self.shown.items() if id_ not in self.ended} == live
        assert all(call.state in LIVE and call.ended is None for call in live.values())

    @invariant()
    def every_call_that_is_over_stands_in_the_history_once(self) -> None:
        rows = [row.callback_id or row.id for row in self.bench.data.history.rows]
        over = {call.callback_id or call.id for call in self.ended.values()}
        assert sorted(rows) == sorted(over)
        assert all(call.ended and call.state is CallState.ENDED for call in self.ended.values())

    @invariant()
    def a_transfer_belongs_to_a_conversation(self) -> None:
        for call in self.bench.parts.calls.live():
            assert call.transfer is None or call.state is CallState.ESTABLISHED
            assert not transfer.under_way(call) or call.mode == "network"

    def teardown(self) -> None:
        """However it went, hanging up ends every call within the limit."""
        for call in self.bench.parts.calls.live():
            self.bench.parts.calls.hang_up(call.id)
        self.bench.loop.advance(10)
        assert self.bench.parts.calls.live() == ()
        self.every_call_that_is_over_stands_in_the_history_once()

    def _tell(self, news: ProfileNews | CallbackNews | StreamUp | StreamDown | RevokedNews) -> None:
        self.bench.platform.streams[-1].tell(news)

    def _some_call(self, data: st.DataObject, mode: str = "") -> str:
        live = [call.id for call in self.bench.parts.calls.live() if mode in ("", call.mode)]
        turned_away = list(self.bench.parts.calls._turned_away)
        return data.draw(st.sampled_from([*live, *live, *turned_away, *list(self.ended)[-2:], "nobody"]))


TestTelephone = Telephone.TestCase
TestTelephone.settings = settings(
    max_examples=60, stateful_step_count=40, deadline=None, suppress_health_check=list(HealthCheck)
)
