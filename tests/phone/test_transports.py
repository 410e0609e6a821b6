"""The sockets that SIP goes through."""

from __future__ import annotations

import socket
from typing import Any

import pjsua2 as pj
import pytest

from backend.phone.transports import Transports


class Sockets:
    """In place of pjsua2's Endpoint; `options` are those of every socket that was asked for."""

    def __init__(self) -> None:
        self.options: list[list[tuple[int, int]]] = []

    def transportCreate(self, kind: int, config: Any) -> int:  # noqa: N802 - pjsua2's name
        assert kind in (pj.PJSIP_TRANSPORT_TCP, pj.PJSIP_TRANSPORT_UDP)
        self.options.append([(option.level, option.optName) for option in config.sockOptParams.sockOpts])
        return len(self.options)


@pytest.mark.parametrize(("kind", "options"), [("tcp", [(socket.IPPROTO_TCP, socket.TCP_NODELAY)]), ("udp", [])])
def test_over_tcp_a_message_does_not_wait_for_the_one_before_it_to_be_acknowledged(
    kind: str, options: list[tuple[int, int]]
) -> None:
    sockets = Sockets()
    transports = Transports(sockets, "127.0.0.1")
    assert transports.towards(kind, "127.0.0.1", 5060) == (1, "127.0.0.1")
    assert sockets.options == [options]
