"""The registration: one account, refreshed by pjsip. After a failure core decides when to say Register again."""

from __future__ import annotations

import logging
import random
import secrets
import threading
from collections import deque
from typing import Any

import pjsua2 as pj

from backend.phone.desk import Desk
from backend.phone.facts import Facts
from backend.phone.guard import guarded
from backend.phone.messages import PhoneOptions, Registered, RegistrationFailed, SipAccount, Unregistered
from backend.phone.timers import Timer
from backend.phone.transports import Transports, is_address, look_up, split_proxy

NO_ANSWER_S = 8.0
FORGET_S = 2.0
RECONNECT_S = 0.2
_STRANGERS = 16


class SipLogin(pj.Account):  # type: ignore[misc]
    """The pjsua2 account; copies what happens into values and hands them on."""

    def __init__(self, registration: Registration, desk: Desk) -> None:
        super().__init__()
        self._registration = registration
        self._desk = desk
        self._strangers: deque[Any] = deque(maxlen=_STRANGERS)  # pjsua2 needs the object until the call is over

    @guarded
    def onRegStarted(self, prm: Any) -> None:  # noqa: N802 - pjsua2's name
        """A REGISTER of ours goes out."""
        self._registration.facts.asked()

    @guarded
    def onRegState(self, prm: Any) -> None:  # noqa: N802 - pjsua2's name
        """A REGISTER was answered, or will not be."""
        if int(prm.code) // 100 == 2 and int(prm.expiration) > 0:
            self._registration.facts.answered(str(prm.rdata.wholeMsg), int(prm.expiration))
        self._registration.answered(self, int(prm.code), str(prm.reason), int(prm.expiration))

    @guarded
    def onIncomingCall(self, prm: Any) -> None:  # noqa: N802 - pjsua2's name
        """An INVITE came in."""
        if self._registration.expects(str(prm.rdata.srcAddress), str(prm.rdata.wholeMsg)):
            self._desk.incoming(int(prm.callId), str(prm.rdata.wholeMsg))
            return
        stranger = pj.Call(self, int(prm.callId))
        self._strangers.append(stranger)
        self._desk.post(lambda: self._refuse(stranger))  # within this callback pjsip would abort

    @staticmethod
    def _refuse(stranger: Any) -> None:
        refusal = pj.CallOpParam()
        refusal.statusCode = pj.PJSIP_SC_FORBIDDEN
        if stranger.isActive():
            stranger.hangup(refusal)


class Registration:
    """Keeps one account registered. Lives on the owner thread."""

    def __init__(self, desk: Desk, transports: Transports, options: PhoneOptions) -> None:
        self.login: SipLogin | None = None
        self.account: SipAccount | None = None
        self.facts = Facts()
        self._desk = desk
        self._transports = transports
        self._options = options
        self._local = ""
        self._proxy = ""
        self._mark = f";cs={secrets.token_hex(8)}"
        self._under_way = False
        self._leaving = False
        self._broken = False
        self._reconnect: Timer | None = None
        self._patience: Timer | None = None

    def expects(self, source: str, message: str) -> bool:
        """Whether this INVITE comes from the platform: from its address and port, or to the Contact that only it was
        told, which it repeats as it is (RFC 3261 section 16.6)."""
        return source == self._proxy or self._mark in message.split("\n", 1)[0]

    def register(self, account: SipAccount) -> None:
        """Register this account instead of any other; the same one again registers at once."""
        if account != self.account:
            self._drop()
        self.account = account
        self._leaving = False
        self._attempt()

    def unregister(self) -> None:
        """Remove the binding and forget the account, also when the registrar no longer answers."""
        if self._leaving:
            return
        self._cancel_timers()
        if self.login is None or not self._registered():
            self._forget()
            return
        self._leaving = True
        self._patience = self._desk.timers.later(FORGET_S, self._forget)
        try:
            self.login.setRegistration(False)
        except pj.Error:
            self._forget()

    def answered(self, login: SipLogin, status: int, phrase: str, expires_s: int) -> None:
        """What pjsip reports of the account's REGISTER."""
        if login is not self.login:
            return
        self._cancel_timers()
        self._under_way = False
        if self._leaving:
            self._desk.post(self._forget)
        elif status // 100 == 2:
            if expires_s > 0:
                reconnected, self._broken = self._broken, False
                self._desk.tell(Registered(expires_s, reconnected))
        else:
            self._failed(status, phrase)

    def connection_lost(self) -> None:
        """The connection to the platform broke: register over a new one."""
        if self.account is not None and self.account.transport == "tcp" and not self._leaving and not self._reconnect:
            self._broken = True
            self._reconnect = self._desk.timers.later(RECONNECT_S, self._attempt)

    def close(self) -> None:
        """Forget the account without waiting for any answer."""
        self._drop()

    def _attempt(self) -> None:
        self._cancel_timers()
        account = self.account
        if account is None:
            return
        try:
            host, port = split_proxy(account.proxy)
        except ValueError:
            self._failed(503, "invalid proxy address")
            return
        if is_address(host):
            self._attempt_at(account, host, port)
        else:
            threading.Thread(target=self._look_up, args=(account, host, port), name="look-up", daemon=True).start()

    def _look_up(self, account: SipAccount, host: str, port: int) -> None:
        try:
            address = look_up(host)
        except OSError:
            self._desk.post(lambda: self._failed_for(account, 503, "unknown host"))
        else:
            self._desk.post(lambda: self._attempt_at(account, address, port))

    def _attempt_at(self, account: SipAccount, host: str, port: int) -> None:
        if account is not self.account:
            return
        self._cancel_timers()
        self._patience = self._desk.timers.later(NO_ANSWER_S, self._unanswered)
        try:
            self._proxy = f"{host}:{port}"
            transport, local = self._transports.towards(account.transport, host, port)
            self.facts.way(account.transport, local, self._proxy)
            config = configuration(account, self._options, (host, port), local, transport)
            if self.login is None:
                config.sipConfig.contactUriParams = self._mark
                self.login = SipLogin(self, self._desk)
                self.login.create(config)
            elif local != self._local:
                self.login.modify(config)
            elif not self._under_way:  # pjsip sends one REGISTER at a time, and repeats it every 4 s at least
                self.login.setRegistration(True)
            self._local = local
            self._under_way = True
        except (pj.Error, OSError) as error:
            logging.getLogger("phone").warning("REGISTER not sent: %s", getattr(error, "reason", error))
            self._failed(503, "not sent")

    def _unanswered(self) -> None:
        """Told early; pjsip goes on sending REGISTER until its own 32 s are over (RFC 3261 timer F)."""
        self._desk.tell(RegistrationFailed(408, "no answer"))

    def _failed_for(self, account: SipAccount, status: int, phrase: str) -> None:
        if account is self.account:
            self._failed(status, phrase)

    def _failed(self, status: int, phrase: str) -> None:
        self._cancel_timers()
        self._under_way = False
        self._desk.tell(RegistrationFailed(status, phrase))

    def _registered(self) -> bool:
        return self.login is not None and bool(self.login.getInfo().regIsActive)

    def _forget(self) -> None:
        self._drop()
        self._desk.tell(Unregistered())

    def _drop(self) -> None:
        self._cancel_timers()
        login, self.login, self.account = self.login, None, None
        self.facts.forget_binding()
        self._leaving = self._under_way = self._broken = False
        if login is not None:
            login.shutdown()

    def _cancel_timers(self) -> None:
        for timer in (self._reconnect, self._patience):
            if timer is not None:
                timer.cancel()
        self._reconnect = self._patience = None


def first_port(first: int, last: int) -> int:
    """An even port in the lower three quarters of the range. By chance: after a crash somebody may still be talking to
    the ports of the last call, and pjmedia follows whoever sends to it."""
    return first + first % 2 + 2 * random.randrange(max(1, (last - first) * 3 // 8))


def configuration(
    account: SipAccount, options: PhoneOptions, proxy: tuple[str, int], local: str, transport: int
) -> Any:
    """The account as pjsua2 wants it: everything through the outbound proxy, media from our own address and ports."""
    config = pj.AccountConfig()
    over = ";transport=tcp" if account.transport == "tcp" else ""
    name = account.display_name.replace("\\", "").replace('"', "")
    config.idUri = f'"{name}" <sip:{account.username}@{account.domain}>'
    config.regConfig.registrarUri = f"sip:{account.domain}{over}"
    config.regConfig.timeoutSec = account.expires_s
    config.regConfig.retryIntervalSec = 0  # trying again is core's
    config.regConfig.unregWaitMsec = 200
    config.sipConfig.authCreds.append(pj.AuthCredInfo("digest", "*", account.auth_username, 0, account.password))
    config.callConfig.holdType = pj.PJSUA_CALL_HOLD_TYPE_RFC2543  # `inactive`: see backend/phone/hold.py
    config.sipConfig.proxies.append(f"sip:{proxy[0]}:{proxy[1]}{over};lr")
    if not over:
        config.sipConfig.transportId = transport
    media = config.mediaConfig.transportConfig
    media.port = first_port(options.rtp_port_first, options.rtp_port_last)
    media.portRange = options.rtp_port_last - media.port
    media.boundAddress = options.bind_address
    media.publicAddress = local
    return config
