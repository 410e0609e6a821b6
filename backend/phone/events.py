"""What a pjsua2 event holds."""

from __future__ import annotations

from typing import Any

import pjsua2 as pj

_LOCAL_FAILURES = (pj.PJSIP_EVENT_TIMER, pj.PJSIP_EVENT_TRANSPORT_ERROR)


def received(event: Any) -> str:
    """The message behind the event, "" when it was no message that came in."""
    if event.type == pj.PJSIP_EVENT_TSX_STATE and event.body.tsxState.type == pj.PJSIP_EVENT_RX_MSG:
        return str(event.body.tsxState.src.rdata.wholeMsg)
    if event.type == pj.PJSIP_EVENT_RX_MSG:
        return str(event.body.rxMsg.rdata.wholeMsg)
    return ""


def failed_here(event: Any) -> bool:
    """Whether nobody said no: there was no answer, or no connection."""
    return bool(event.type == pj.PJSIP_EVENT_TSX_STATE and event.body.tsxState.type in _LOCAL_FAILURES)
