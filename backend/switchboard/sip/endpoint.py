"""One SIP agent: its sockets, its transactions, its dialogs, and where each message belongs."""

from __future__ import annotations

import asyncio
import logging
import secrets
from collections.abc import Callable
from typing import Protocol

from backend.switchboard.sip.client_transaction import ClientTransaction, OnResponse
from backend.switchboard.sip.headers import NameAddr, Via
from backend.switchboard.sip.message import MAGIC_COOKIE, Request, Response, bad_request, parse_message, response_to
from backend.switchboard.sip.server_transaction import Key, ServerTransaction, transaction_key
from backend.switchboard.sip.timers import Timers
from backend.switchboard.sip.transport import Flow, Transport
from backend.switchboard.sip.uri import MalformedMessageError, SipUri
from backend.switchboard.udp import Address

log = logging.getLogger(__name__)
ALLOW = "INVITE, ACK, CANCEL, BYE, OPTIONS"
MOST_TRANSACTIONS = 20_000
OnRequest = Callable[[ServerTransaction], None]


class DialogUser(Protocol):
    """Who takes the requests of one dialog."""

    def receive(self, transaction: ServerTransaction) -> None:
        """A request other than ACK came in for the dialog."""

    def acknowledge(self, request: Request) -> None:
        """An ACK came in for the dialog."""


class Endpoint:
    """A user agent core; `on_request` gets every new request outside a dialog except OPTIONS, CANCEL and ACK."""

    def __init__(self, name: str, on_request: OnRequest, timers: Timers | None = None) -> None:
        self.name = name
        self.timers = timers or Timers()
        self.allow = ALLOW
        self._on_request = on_request
        self._transport = Transport(self._receive)
        self._servers: dict[Key, ServerTransaction] = {}
        self._clients: dict[tuple[str, str], ClientTransaction] = {}
        self._dialogs: dict[tuple[str, str], DialogUser] = {}

    @property
    def address(self) -> Address:
        """Where this agent listens."""
        return self._transport.address

    def open(self, host: str, port: int = 0) -> None:
        """Listen on UDP; raises OSError when the port is taken."""
        self._transport.open(host, port)

    async def listen(self) -> None:
        """Listen on TCP too, on the same port; raises OSError when it is taken."""
        await self._transport.listen()

    async def close(self, patience_s: float) -> None:
        """Wait a little for what is under way to be answered, then close every socket."""
        deadline = asyncio.get_running_loop().time() + patience_s
        while self._pending() and asyncio.get_running_loop().time() < deadline:
            await asyncio.sleep(0.02)
        self.shut()

    def shut(self) -> None:
        """Close every socket at once."""
        for client in list(self._clients.values()):
            client.stop()
        for server in list(self._servers.values()):
            server.stop()
        self._transport.close()

    def _pending(self) -> bool:
        return any(not client.finished for client in self._clients.values())

    def uri(self, user: str, flow: Flow) -> SipUri:
        """Our own contact address towards an agent on this flow."""
        return SipUri(user, *self.address, params="transport=tcp" if flow.reliable else "")

    def request(self, request: Request, flow: Flow, on_response: OnResponse) -> ClientTransaction:
        """Send a request in a transaction of its own."""
        self._stamp(request, flow)
        return self._start(request, flow, on_response)

    def cancel(self, invite: ClientTransaction, flow: Flow, reason: str = "") -> None:
        """Send the CANCEL of an INVITE to where its agent is now; its own answer is of no interest."""
        self._start(invite.cancel(reason), flow, lambda _: None)

    def send_ack(self, request: Request, flow: Flow) -> bytes:
        """Send the ACK to a 2xx, which has no transaction; returns what was sent."""
        self._stamp(request, flow)
        wire = bytes(request)
        self._transport.send(wire, flow)
        return wire

    def send_again(self, wire: bytes, flow: Flow) -> None:
        """Repeat what `send_ack` sent."""
        self._transport.send(wire, flow)

    def join(self, call_id: str, tag: str, user: DialogUser) -> None:
        """Let `user` take the requests of the dialog with this Call-ID and local tag."""
        self._dialogs[(call_id, tag)] = user

    def leave(self, call_id: str, tag: str) -> None:
        """The dialog is over."""
        self._dialogs.pop((call_id, tag), None)

    def reply(self, transaction: ServerTransaction, status: int, phrase: str = "", **headers: str) -> None:
        """Answer a request outside a dialog; header names are given with underscores."""
        response = response_to(transaction.request, status, phrase, new_tag())
        response.headers.add("server", self.name)
        for name, value in headers.items():
            response.headers.add(name.replace("_", "-"), value)
        transaction.respond(response)

    def _start(self, request: Request, flow: Flow, on_response: OnResponse) -> ClientTransaction:
        key = (request.via.branch, request.method)
        send, timers = self._transport.send, self.timers
        transaction = ClientTransaction(request, flow, send, timers, on_response, lambda: self._clients.pop(key, None))
        self._clients[key] = transaction
        transaction.start()
        return transaction

    def _stamp(self, request: Request, flow: Flow) -> None:
        branch = MAGIC_COOKIE + secrets.token_hex(10)
        via = Via(flow.transport, *self.address, params=(("branch", branch), ("rport", "")))
        fields = [*request.headers]
        request.headers = type(request.headers)([("via", str(via)), ("max-forwards", "70"), *fields])
        request.headers.put("user-agent", self.name)

    def _receive(self, data: bytes, flow: Flow) -> None:
        data = data.lstrip(b"\r\n")
        if not data.strip(b" \t\r\n\0"):
            return
        try:
            message = parse_message(data)
            if isinstance(message, Request):
                message.headers.replace_first("via", str(message.via.received_from(flow.remote)))
                self._take_request(message, flow)
            else:
                self._take_response(message)
        except MalformedMessageError as error:
            log.info("%s: malformed message: %s", self.name, error)
            if refusal := bad_request(data):
                self._transport.send(bytes(refusal), flow)

    def _take_response(self, response: Response) -> None:
        transaction = self._clients.get((response.via.branch, response.cseq.method))
        if transaction is not None:
            transaction.receive(response)

    def _take_request(self, request: Request, flow: Flow) -> None:
        key = transaction_key(request)
        known = self._servers.get(key)
        if known is not None:
            known.receive(request)
        elif request.method == "ACK":
            user = self._dialogs.get((request.call_id, request.to.tag))
            if user is not None:
                user.acknowledge(request)
        elif len(self._servers) < MOST_TRANSACTIONS:
            send, back = self._transport.send, answer_flow(request, flow)
            transaction = ServerTransaction(request, back, send, self.timers, lambda: self._servers.pop(key, None))
            self._servers[key] = transaction
            self._serve(transaction)

    def _serve(self, transaction: ServerTransaction) -> None:
        request = transaction.request
        try:
            if request.method == "CANCEL":
                self._cancelled(transaction)
            elif request.headers.tokens("require"):
                self.reply(transaction, 420, unsupported=", ".join(sorted(request.headers.tokens("require"))))
            elif request.to.tag:
                self._in_dialog(transaction)
            elif request.method == "OPTIONS":
                self.reply(transaction, 200, allow=self.allow, accept="application/sdp")
            else:
                self._on_request(transaction)
        except MalformedMessageError:
            self.reply(transaction, 400)
        except Exception:
            log.exception("%s: a %s could not be served", self.name, request.method)
            self.reply(transaction, 500)

    def _in_dialog(self, transaction: ServerTransaction) -> None:
        request = transaction.request
        user = self._dialogs.get((request.call_id, request.to.tag))
        if user is None:
            self.reply(transaction, 481)
        else:
            user.receive(transaction)

    def _cancelled(self, transaction: ServerTransaction) -> None:
        key = (*transaction_key(transaction.request)[:-1], "INVITE")
        invite = self._servers.get(key)
        if invite is None:
            self.reply(transaction, 481)
            return
        self.reply(transaction, 200)
        if invite.on_cancel is not None and not invite.answered:
            invite.on_cancel(transaction.request)


def answer_flow(request: Request, flow: Flow) -> Flow:
    """Where responses go: the source, or the Via's port when it asks for no rport (RFC 3581 section 4)."""
    via = request.via
    if flow.reliable or via.param("rport") is not None:
        return flow
    return Flow((flow.remote[0], via.port or 5060))


def new_tag() -> str:
    """A dialog tag nobody can guess."""
    return secrets.token_hex(8)


def new_call_id() -> str:
    """A Call-ID nobody can guess."""
    return secrets.token_hex(16)


def address_of(user: str, host: str, name: str = "", user_is_phone: bool = False) -> NameAddr:
    """A From, To or P-Asserted-Identity address."""
    return NameAddr(SipUri(user, host, params="user=phone" if user_is_phone else ""), name)
