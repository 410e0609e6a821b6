"""How the switchboard stands twenty new calls a second, made by sipp: an INVITE in, a telephone rung, both answered."""

from __future__ import annotations

import asyncio
import csv
import tempfile
from pathlib import Path

from tests.benchmarks.result import Result, percentile
from tests.switchboard.room import Room, open_room

CALLER, CALLED = "8002", "8014"
RATE_PER_S, CALLS, TALK_MS = 20, 400, 1000
LONGEST_S = 120
_SDP = """v=0
o=user1 53655765 2353687637 IN IP[local_ip_type] [local_ip]
s=-
c=IN IP[media_ip_type] [media_ip]
t=0 0
m=audio 9 RTP/AVP 8
a=rtpmap:8 PCMA/8000
a=inactive
"""


def _request(method: str, number: int, to: str = "", more: str = "", body: str = "") -> str:
    kind = "Content-Type: application/sdp\n" if body else ""
    return f"""{method} sip:{CALLED}@[field0] SIP/2.0
Via: SIP/2.0/[transport] [local_ip]:[local_port];branch=[branch]
From: <sip:{CALLER}@[field0]>;tag=[call_number]
To: <sip:{CALLED}@[field0]>{to}
Call-ID: [call_id]
CSeq: {number} {method}
Contact: <sip:{CALLER}@[local_ip]:[local_port]>
Max-Forwards: 70
{more}{kind}Content-Length: [len]

{body}"""


def _send(text: str, attributes: str = "") -> str:
    return f"<send {attributes}><![CDATA[\n{text}\n]]></send>"


def _scenario() -> str:
    """INVITE, challenge, INVITE, answer, a second of call, BYE; the time from the second INVITE to its 200 is kept."""
    to_tag = "[peer_tag_param]"
    login = "[field1]\n"
    return "\n".join(
        [
            '<?xml version="1.0" encoding="ISO-8859-1" ?>\n<scenario name="calls">',
            _send(_request("INVITE", 1, body=_SDP), 'retrans="500"'),
            '<recv response="401" auth="true"/>',
            _send(_request("ACK", 1, to_tag)),
            _send(_request("INVITE", 2, more=login, body=_SDP), 'retrans="500" start_rtd="1"'),
            '<recv response="100" optional="true"/><recv response="180" optional="true"/>',
            '<recv response="200" rtd="1"/>',
            _send(_request("ACK", 2, to_tag)),
            f'<pause milliseconds="{TALK_MS}"/>',
            _send(_request("BYE", 3, to_tag), 'retrans="500"'),
            '<recv response="200"/>\n</scenario>',
        ]
    )


def run() -> list[Result]:
    """Twenty calls a second for twenty seconds; a telephone answers at once."""
    with tempfile.TemporaryDirectory() as folder:
        failed, milliseconds = asyncio.run(_measure(Path(folder)))
    note = f"p50 {percentile(milliseconds, 50):.1f}, worst {max(milliseconds):.1f}"
    return [
        Result("switchboard: failed calls at 20 a second", "calls", 0, failed, CALLS),
        Result("switchboard: INVITE to 200 OK p99", "ms", 100, percentile(milliseconds, 99), len(milliseconds), note),
    ]


async def _measure(folder: Path) -> tuple[int, list[float]]:
    async with open_room(answer_after_s=0.0) as room:
        return await _sipp(room, folder)


async def _sipp(room: Room, folder: Path) -> tuple[int, list[float]]:
    enterprise = room.enterprise
    person = enterprise.by_extension(CALLER)
    assert person is not None
    made = room.accounts.log_in(enterprise, person, "pc")
    login = f"[authentication username={made.login.auth_username} password={made.sip_password}]"
    (folder / "calls.xml").write_text(_scenario())
    (folder / "callers.csv").write_text(f"SEQUENTIAL\n{enterprise.domain};{login}\n")
    arguments = (
        f"127.0.0.1:{room.exchange.port}", "-sf", "calls.xml", "-inf", "callers.csv", "-i", "127.0.0.1",
        "-r", str(RATE_PER_S), "-m", str(CALLS), "-nostdin", "-trace_rtt", "-rtt_freq", "1", "-timeout", str(LONGEST_S),
    )  # fmt: skip
    sipp = await asyncio.create_subprocess_exec("sipp", *arguments, cwd=folder, stdout=-3, stderr=-3)
    await asyncio.wait_for(sipp.wait(), LONGEST_S + 10)
    rows = [row for path in folder.glob("*_rtt.csv") for row in csv.reader(path.open(), delimiter=";")]
    times = [float(row[1]) for row in rows if len(row) > 1 and row[1].replace(".", "").isdigit()]
    return CALLS - len(times), times or [float("inf")]
