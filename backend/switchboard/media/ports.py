"""Pairs of UDP ports for RTP and RTCP (RFC 3550 section 11): an even one and the next."""

from __future__ import annotations

import random
import socket


def bind_pair(host: str, first: int, last: int) -> tuple[socket.socket, socket.socket]:
    """Two bound sockets from the range, last included; raises OSError when none is free."""
    ports = list(range(first + first % 2, last, 2))
    start = random.randrange(len(ports))
    for port in ports[start:] + ports[:start]:
        media = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        control = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        try:
            media.bind((host, port))
            control.bind((host, port + 1))
        except OSError:
            media.close()
            control.close()
            continue
        media.setblocking(False)
        control.setblocking(False)
        return media, control
    raise OSError("no free RTP port")
