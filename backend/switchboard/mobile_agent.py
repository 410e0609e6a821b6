"""The SIP side of a simulated mobile client: registers with its digest like every client, takes and makes one call."""

from __future__ import annotations

import asyncio
import hashlib
import logging
import secrets
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Literal

from backend.switchboard.announcements import samples_of, speech_file
from backend.switchboard.audio_call import AudioCall, MediaPlace
from backend.switchboard.media.sources import Loop
from backend.switchboard.sip.digest import digest_response
from backend.switchboard.sip.endpoint import Endpoint, address_of, new_call_id, new_tag
from backend.switchboard.sip.headers import Headers, parse_name_addr, parse_params, split_list
from backend.switchboard.sip.leg import Failure
from backend.switchboard.sip.message import Request, Response
from backend.switchboard.sip.server_transaction import ServerTransaction
from backend.switchboard.sip.transport import Flow

log = logging.getLogger(__name__)
State = Literal["idle", "ringing", "calling", "talking"]
EXPIRES_S = 300  # a registration is renewed long before
RENEW_S = 60
RETRY_S = 2.0
ELSEWHERE = "cause=200"


@dataclass(frozen=True)
class SipAccount:
    """What a login gives a client to register with; `proxy` is host and port."""

    domain: str
    username: str
    auth_username: str
    password: str = field(repr=False)
    proxy: tuple[str, int]


@dataclass(frozen=True)
class AgentCall:
    """The present or last call as the page sees it; `since` is a Unix time, `status` that of a call that failed."""

    state: State = "idle"
    direction: str = ""
    peer: str = ""
    since: float = 0
    status: int = 0
    elsewhere: bool = False


class MobileAgent:
    """One registered agent with a socket of its own; `on_change` is called after every change of it."""

    def __init__(self, account: SipAccount, place: MediaPlace, on_change: Callable[[], None]) -> None:
        self.account = account
        self.call = AgentCall()
        self.registered = False
        self._on_change = on_change
        self._place = place
        self._flow = Flow(account.proxy)
        self._endpoint = Endpoint("MobileClient", self._invited)
        self._endpoint.open(place.host)
        self._audio: AudioCall | None = None
        self._wanted = False
        self._call_id, self._tag, self._sequence = new_call_id(), new_tag(), 0
        self._challenge: Mapping[str, str] = {}
        self._count = 0
        self._timer: asyncio.TimerHandle | None = None
        self._dialling = ""

    def register(self) -> None:
        """Register, and stay so; again with the account as it is now."""
        self._wanted = True
        self._send_register(EXPIRES_S)

    def unregister(self) -> None:
        """Be reachable no more."""
        self._wanted = False
        self._alarm(None)
        if self.registered:
            self.registered = False
            self._send_register(0)
            self._on_change()

    async def close(self) -> None:
        """Hang up, unregister and close the socket."""
        self.hang_up()
        self.unregister()
        self._on_change = lambda: None
        await self._endpoint.close(0.3)
        self._alarm(None)

    def heard_wav(self) -> bytes:
        """What was heard in the present or last call; b"" before the first."""
        return self._audio.recording.wav() if self._audio else b""

    def heard_since(self) -> float:
        """The Unix time of the first sample of `heard_wav()`."""
        return self._audio.recording.wav_started_at if self._audio else 0.0

    def answer(self) -> bool:
        """Take the call that rings."""
        if self.call.state != "ringing" or self._audio is None:
            return False
        self._audio.accept()
        return True

    def decline(self) -> bool:
        """Refuse the call that rings with 603."""
        if self.call.state != "ringing" or self._audio is None:
            return False
        self._audio.refuse(603)
        self._over()
        return True

    def hang_up(self) -> bool:
        """End the call in whatever phase; a ringing one is declined."""
        if self.call.state == "ringing":
            return self.decline()
        if self.call.state == "idle":
            return False
        self._dialling = ""
        if self._audio is not None:
            self._audio.hang_up()
        self._over()
        return True

    def dial(self, number: str) -> bool:
        """Call a number as the user's extension; a new challenge is asked for first, for the INVITE to answer."""
        if not self.registered or self.call.state != "idle":
            return False
        self._dialling, self._audio, self._challenge = number, None, {}
        self._enter(AgentCall("calling", "out", number, time.time()))
        self._send_register(EXPIRES_S)
        return True

    # Registration.

    def _send_register(self, expires_s: int) -> None:
        self._alarm(None)
        account, uri = self.account, f"sip:{self.account.domain}"
        self._sequence += 1
        own = address_of(account.username, account.domain)
        contact = self._endpoint.uri(account.username, self._flow)
        headers = Headers(
            [
                ("from", str(own.with_tag(self._tag))),
                ("to", str(own)),
                ("call-id", self._call_id),
                ("cseq", f"{self._sequence} REGISTER"),
                ("contact", f"<{contact}>;expires={expires_s}"),
                ("expires", str(expires_s)),
            ]
        )
        if self._challenge:
            headers.add("authorization", self._authorization("REGISTER", uri))
        answered = bool(self._challenge)
        request = Request("REGISTER", uri, headers=headers)
        self._endpoint.request(request, self._flow, lambda response: self._told(response, expires_s, answered))

    def _told(self, response: Response, expires_s: int, answered: bool) -> None:
        if response.status < 200:
            return
        challenge = response.headers.all("www-authenticate")
        if response.status == 401 and challenge and not (answered and "stale=true" not in challenge[0]):
            rest = challenge[0].partition(" ")[2]
            self._challenge, self._count = parse_params(";".join(split_list(rest))), 0
            self._send_register(expires_s)
        elif response.status == 200 and expires_s:
            self._confirmed()
        elif expires_s:
            self._refused(response.status)

    def _confirmed(self) -> None:
        if not self._wanted:
            return
        self._alarm(RENEW_S)
        if not self.registered:
            self.registered = True
            self._on_change()
        if self._dialling:
            self._invite(self._dialling)

    def _refused(self, status: int) -> None:
        log.info("a mobile client is not registered: %d", status)
        self._challenge = {}
        if self.registered:
            self.registered = False
            self._on_change()
        if self._dialling:
            self._dialling = ""
            self._over(status)
        if self._wanted and status != 403:
            self._alarm(RETRY_S)

    def _alarm(self, seconds: float | None) -> None:
        if self._timer is not None:
            self._timer.cancel()
        loop = asyncio.get_running_loop()
        self._timer = loop.call_later(seconds, self._send_register, EXPIRES_S) if seconds else None

    def _authorization(self, method: str, uri: str) -> str:
        """An Authorization for the challenge we have, with the next count of its nonce (RFC 7616 section 3.4)."""
        account, given = self.account, self._challenge
        self._count += 1
        params = {"uri": uri, "nonce": given["nonce"], "nc": f"{self._count:08x}", "cnonce": secrets.token_hex(8)}
        params["qop"] = "auth"
        realm = given["realm"]
        secret = f"{account.auth_username}:{realm}:{account.password}".encode()
        ha1 = hashlib.md5(secret, usedforsecurity=False).hexdigest()
        response = digest_response("MD5", ha1, method, params)
        return (
            f'Digest username="{account.auth_username}", realm="{realm}", nonce="{params["nonce"]}", uri="{uri}", '
            f'response="{response}", algorithm=MD5, qop=auth, nc={params["nc"]}, cnonce="{params["cnonce"]}"'
        )

    # Calls.

    def _invite(self, number: str) -> None:
        self._dialling = ""
        account = self.account
        callee = address_of(number, account.domain)
        authorization = self._authorization("INVITE", str(callee.uri))
        audio = self._new_audio()
        audio.dial(self._flow, address_of(account.username, account.domain), callee, [("authorization", authorization)])

    def _invited(self, transaction: ServerTransaction) -> None:
        request = transaction.request
        if request.method != "INVITE":
            self._endpoint.reply(transaction, 405)
        elif self.call.state != "idle":
            self._endpoint.reply(transaction, 486)
        else:
            audio = self._new_audio()
            if audio.take(transaction, self.account.username):
                audio.ring()
                asserted = request.headers.get("p-asserted-identity")
                peer = parse_name_addr(asserted) if asserted else request.from_
                self._enter(AgentCall("ringing", "in", peer.uri.user, time.time()))

    def _new_audio(self) -> AudioCall:
        audio = AudioCall(self._endpoint, self._place)
        audio.on_established = self._established
        audio.on_ended = self._ended
        self._audio = audio
        return audio

    def _established(self) -> None:
        if self._audio is not None:
            self._audio.stream.source = Loop(samples_of(speech_file(self.account.username)))
        self._enter(replace(self.call, state="talking", since=time.time()))

    def _ended(self, failure: Failure) -> None:
        elsewhere = self.call.state == "ringing" and ELSEWHERE in failure.reason
        self._over(failure.status if failure.status >= 300 else 0, elsewhere)

    def _over(self, status: int = 0, elsewhere: bool = False) -> None:
        self._enter(replace(self.call, state="idle", since=time.time(), status=status, elsewhere=elsewhere))

    def _enter(self, call: AgentCall) -> None:
        self.call = call
        self._on_change()
