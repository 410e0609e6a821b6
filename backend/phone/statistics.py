"""Media statistics of a call, from RTCP and our own counts (RFC 3550 section 6.4)."""

from __future__ import annotations

from typing import Any

import pjsua2 as pj

from backend.phone.messages import Statistics


def statistics(call_id: str, call: Any) -> Statistics | None:
    """What pjsua2 counts for the call's audio stream; None without one."""
    info = call.getInfo()
    index = next((media.index for media in info.media if media.type == pj.PJMEDIA_TYPE_AUDIO), None)
    if index is None:
        return None
    stat = call.getStreamStat(index)
    rtcp = stat.rtcp
    expected = rtcp.rxStat.pkt + rtcp.rxStat.loss
    return Statistics(
        call_id=call_id,
        codec=str(call.getStreamInfo(index).codecName),
        rx_packets=int(rtcp.rxStat.pkt),
        rx_lost=int(rtcp.rxStat.loss),
        rx_loss_percent=100.0 * rtcp.rxStat.loss / expected if expected else 0.0,
        rx_jitter_ms=rtcp.rxStat.jitterUsec.mean / 1000.0,
        tx_packets=int(rtcp.txStat.pkt),
        tx_lost=int(rtcp.txStat.loss),
        rtt_ms=rtcp.rttUsec.last / 1000.0,
    )
