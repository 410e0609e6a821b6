"""How the switchboard, on one core, stands twenty new calls a second: one sipp calls, another one answers."""

from __future__ import annotations

import asyncio
import csv
import os
import re
import sys
import tempfile
from asyncio.subprocess import DEVNULL, Process
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from backend.switchboard.sip.timers import Timers
from tests.benchmarks.result import Result, percentile
from tests.switchboard.room import Room, open_room

CALLER, CALLED = "8002", "8014"
RATE_PER_S, CALLS, TALK_MS = 20, 2000, 1000
LONGEST_S = 180
TRACES = ("-trace_stat", "-trace_err")
ANSWER_CHECKS = "-aa"  # the switchboard asks now and then whether a call is still known (OPTIONS), also during its BYE
_SDP = """v=0
o=user1 53655765 2353687637 IN IP[local_ip_type] [local_ip]
s=-
c=IN IP[media_ip_type] [media_ip]
t=0 0
m=audio 9 RTP/AVP 8
a=rtpmap:8 PCMA/8000
a=inactive
"""


_KEEP_TO = '<ereg regexp=".*" search_in="hdr" header="To:" assign_to="1"/>'
_NOBODY_YET = f" <sip:{CALLED}@[field0]>"


def _request(
    method: str, number: int, to: str = _NOBODY_YET, more: str = "", body: str = "", branch: str = "[branch]"
) -> str:
    kind = "Content-Type: application/sdp\n" if body else ""
    return f"""{method} sip:{CALLED}@[field0] SIP/2.0
Via: SIP/2.0/[transport] [local_ip]:[local_port];branch={branch}
From: <sip:{CALLER}@[field0]>;tag=[call_number]
To:{to}
Call-ID: [call_id]
CSeq: {number} {method}
Contact: <sip:{CALLER}@[local_ip]:[local_port]>
Max-Forwards: 70
{more}{kind}Content-Length: [len]

{body}"""


def _response(status: str, to: str = "", body: str = "") -> str:
    kind = "Content-Type: application/sdp\n" if body else ""
    return f"""SIP/2.0 {status}
[last_Via:]
[last_From:]
[last_To:]{to}
[last_Call-ID:]
[last_CSeq:]
Contact: <sip:{CALLED}@[local_ip]:[local_port]>
{kind}Content-Length: [len]

{body}"""


def _send(text: str, attributes: str = "") -> str:
    return f"<send {attributes}><![CDATA[\n{text}\n]]></send>"


def _scenario(*steps: str) -> str:
    head = '<?xml version="1.0" encoding="ISO-8859-1" ?>\n<scenario name="calls">'
    return "\n".join([head, *steps, "</scenario>"])


def _calling() -> str:
    """INVITE, challenge, INVITE, answer, a second of call, BYE; the time from the second INVITE to its 200 is kept."""
    challenger, called = _NOBODY_YET + "[peer_tag_param]", "[$1]"
    login = "[field1]\n"
    return _scenario(
        _send(_request("INVITE", 1, body=_SDP), 'retrans="500"'),
        '<recv response="401" auth="true"/>',
        _send(_request("ACK", 1, challenger, branch="[branch-2]")),  # that of the INVITE (RFC 3261 section 17.1.1.3)
        _send(_request("INVITE", 2, more=login, body=_SDP), 'retrans="500" start_rtd="1"'),
        '<recv response="100" optional="true"/><recv response="180" optional="true"/>',
        f'<recv response="200" rtd="1"><action>{_KEEP_TO}</action></recv>',
        _send(_request("ACK", 2, called)),
        f'<pause milliseconds="{TALK_MS}"/>',
        _send(_request("BYE", 3, called), 'retrans="500"'),
        '<recv response="200"/>',
    )


def _answering() -> str:
    """180 and 200 at once, then BYE."""
    tag = ";tag=[call_number]"
    return _scenario(
        '<recv request="INVITE"/>',
        _send(_response("180 Ringing", tag)),
        _send(_response("200 OK", tag, _SDP), 'retrans="500"'),
        '<recv request="ACK"/>',
        '<recv request="BYE"/>',
        _send(_response("200 OK")),
    )


def run() -> list[Result]:
    """Twenty calls a second for a hundred seconds."""
    with tempfile.TemporaryDirectory() as folder, _one_core() as cores:
        lost, milliseconds = asyncio.run(_measure(Path(folder), cores))
    note = f"p50 {percentile(milliseconds, 50):.1f}, worst {max(milliseconds):.1f}"
    return [
        Result(f"switchboard: lost of {CALLS} calls, {RATE_PER_S} a second", "calls", 0, lost, CALLS),
        Result("switchboard: INVITE to 200 OK p99", "ms", 100, percentile(milliseconds, 99), len(milliseconds), note),
    ]


@contextmanager
def _one_core() -> Iterator[str]:
    """This process, with the switchboard in it, stays on one core; all cores, as a list for taskset."""
    cores = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {max(cores)})
    try:
        yield ",".join(map(str, cores))
    finally:
        os.sched_setaffinity(0, cores)


async def _measure(folder: Path, cores: str) -> tuple[int, list[float]]:
    async with open_room(Timers()) as room:
        port = await _register(room)
        _write(room, folder)
        limits = ("-m", str(CALLS), "-nostdin", "-i", "127.0.0.1", "-timeout", str(LONGEST_S), ANSWER_CHECKS, *TRACES)
        called = await _sipp(folder, cores, "-sf", "answering.xml", "-p", str(port), *limits)
        caller = await _sipp(
            folder, cores, f"127.0.0.1:{room.exchange.port}", "-sf", "calling.xml", "-inf", "callers.csv",
            "-r", str(RATE_PER_S), "-trace_rtt", "-rtt_freq", "1", *limits,
        )  # fmt: skip
        await asyncio.wait_for(asyncio.gather(caller.wait(), called.wait()), LONGEST_S + 10)
    succeeded = [int(list(_rows(path))[-1]["SuccessfulCall(C)"]) for path in folder.glob("*ing_*_.csv")]
    for path in folder.glob("*_errors.log"):
        print(*_unexpected(path.read_text("utf-8", "replace")), sep="\n", file=sys.stderr)
    times = [float(row["response_time_ms"]) for path in folder.glob("*_rtt.csv") for row in _rows(path)]
    return CALLS - min(*succeeded), times or [float("inf")]


async def _register(room: Room) -> int:
    """The port at which the called one is registered; it is free again for the sipp that answers."""
    client = await room.registered(CALLED)
    client.close()
    return client.address[1]


def _write(room: Room, folder: Path) -> None:
    enterprise = room.enterprise
    person = enterprise.by_extension(CALLER)
    assert person is not None
    made = room.accounts.log_in(enterprise, person, "pc")
    login = f"[authentication username={made.login.auth_username} password={made.sip_password}]"
    (folder / "calling.xml").write_text(_calling())
    (folder / "answering.xml").write_text(_answering())
    (folder / "callers.csv").write_text(f"SEQUENTIAL\n{enterprise.domain};{login}\n")


async def _sipp(folder: Path, cores: str, *arguments: str) -> Process:
    return await asyncio.create_subprocess_exec(
        "taskset", "--cpu-list", cores, "sipp", *arguments, cwd=folder, stdout=DEVNULL, stderr=DEVNULL
    )


def _unexpected(errors: str) -> list[str]:
    """What sipp gave calls up for: each event of its error log begins with the date."""
    events = re.split(r"(?=\d{4}-\d\d-\d\d\t)", errors)
    return [event for event in events if "Aborting" in event]


def _rows(path: Path) -> Iterator[dict[str, str]]:
    with path.open() as lines:
        yield from csv.DictReader(lines, delimiter=";")
