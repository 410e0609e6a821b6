"""SIP sockets: a loopback one that wakes the owner thread, and the one the account is reached through."""

from __future__ import annotations

import ipaddress
import socket
from typing import Any

import pjsua2 as pj


class Waker:
    """Ends the owner thread's wait in pjsua2 from any other thread: a datagram of two bytes to a SIP socket on
    loopback, which pjsip takes for a keep-alive and drops."""

    def __init__(self, endpoint: Any) -> None:
        config = pj.TransportConfig()
        config.boundAddress = "127.0.0.1"
        config.port = 0
        name = endpoint.transportGetInfo(endpoint.transportCreate(pj.PJSIP_TRANSPORT_UDP, config)).localName
        self._address = ("127.0.0.1", int(name.rsplit(":", 1)[1]))
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._socket.setblocking(False)

    def wake(self) -> None:
        """End the wait now; a full socket buffer means that it is ending anyway."""
        try:
            self._socket.sendto(b"\r\n", self._address)
        except OSError:
            pass


class Transports:
    """The account's own socket, made anew when the way to the platform leaves through another address."""

    def __init__(self, endpoint: Any, bind_address: str) -> None:
        self._endpoint = endpoint
        self._bind = bind_address
        self._current: tuple[str, str] | None = None
        self._id = -1

    def towards(self, kind: str, host: str, port: int) -> tuple[int, str]:
        """The id of a socket of `kind` ("udp" or "tcp") and our own address on the way to `host`."""
        local = self._bind or local_address(host, port)
        if self._current != (kind, local):
            config = pj.TransportConfig()
            config.port = 0
            config.boundAddress = self._bind
            config.publicAddress = local
            native = pj.PJSIP_TRANSPORT_TCP if kind == "tcp" else pj.PJSIP_TRANSPORT_UDP
            if kind == "tcp":  # an INVITE would wait 40 ms for the other end to acknowledge the ACK before it
                config.sockOptParams.sockOpts.append(pj.SockOpt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1))
            self._id = self._endpoint.transportCreate(native, config)
            self._current = (kind, local)
        return self._id, local


def local_address(host: str, port: int) -> str:
    """The address this machine has on the way to `host`; sends nothing. OSError when there is no way."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.connect((host, port))
        return str(probe.getsockname()[0])


def split_proxy(proxy: str) -> tuple[str, int]:
    """Host and port of `host[:port]`, 5060 without one. ValueError when it is neither."""
    host, _, port = proxy.partition(":")
    number = int(port) if port else 5060
    if not host or not 0 < number < 65536:
        raise ValueError(proxy)
    return host, number


def is_address(host: str) -> bool:
    """Whether `host` is an IPv4 address, which needs no look-up."""
    try:
        ipaddress.IPv4Address(host)
    except ValueError:
        return False
    return True


def look_up(host: str) -> str:
    """The IPv4 address of `host`; blocks. OSError when nobody knows it."""
    found = socket.getaddrinfo(host, None, socket.AF_INET, socket.SOCK_DGRAM)
    return str(found[0][4][0])
