"""A far side played by sipp, an independent SIP implementation: every step of a scenario must come in its order."""

from __future__ import annotations

import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_VIA = "[last_Via:]\n[last_From:]\n[last_To:]"
_CONTACT = "Contact: <sip:pbx@[local_ip]:[local_port]>"
_REMEMBER = """<action>
<ereg regexp=".*" search_in="hdr" header="From:" assign_to="from"/>
<ereg regexp=".*" search_in="hdr" header="To:" assign_to="to"/>
<ereg regexp="sip:[^>]+" search_in="hdr" header="Contact:" assign_to="target"/>
</action>"""


def _message(text: str) -> str:
    return f"<send><![CDATA[\n{text}\n]]></send>"


def _answer(status: str, direction: str = "", tag: bool = False) -> str:
    """A response to the last request, with a session description if a direction is given."""
    body = (
        "v=0\no=pbx 1 [call_number] IN IP4 [local_ip]\ns=-\nc=IN IP4 [local_ip]\nt=0 0\n"
        f"m=audio [media_port] RTP/AVP 8\na=rtpmap:8 PCMA/8000\na={direction}\n"
        if direction
        else ""
    )
    head = f"SIP/2.0 {status}\n{_VIA}{';tag=pbx' if tag else ''}\n[last_Call-ID:]\n[last_CSeq:]\n{_CONTACT}\n"
    kind = "Content-Type: application/sdp\n" if body else ""
    return _message(f"{head}{kind}Expires: 300\nContent-Length: [len]\n\n{body}")


def _request(method: str, number: int, more: str = "", body: str = "") -> str:
    """A request in the dialog the phone began, and its 200."""
    lines = [
        f"{method} [$target] SIP/2.0",
        "Via: SIP/2.0/[transport] [local_ip]:[local_port];branch=[branch]",
        "Max-Forwards: 70",
        "From:[$to];tag=pbx",
        "To:[$from]",
        "[last_Call-ID:]",
        f"CSeq: {number} {method}",
        _CONTACT,
        *([more] if more else []),
        "Content-Length: [len]",
        "",
        body,
    ]
    return _message("\n".join(lines)) + '\n<recv response="200"/>'


def expect(method: str) -> str:
    """The phone sends that next."""
    return f'<recv request="{method}"/>'


def reinvite(direction: str) -> str:
    """The phone re-INVITEs, and is answered with that direction."""
    return "\n".join([expect("INVITE"), _answer("200 OK", direction), expect("ACK")])


def refer() -> str:
    """The phone asks for a transfer, which is accepted."""
    return "\n".join([expect("REFER"), _answer("202 Accepted")])


def notify(number: int, status: str, over: bool) -> str:
    """A report on the transfer."""
    state = "terminated;reason=noresource" if over else "active;expires=600"
    more = f"Event: refer\nSubscription-State: {state}\nContent-Type: message/sipfrag;version=2.0"
    return _request("NOTIFY", number, more, f"SIP/2.0 {status}\n")


def bye(number: int) -> str:
    """The far side hangs up."""
    return _request("BYE", number)


def hung_up() -> str:
    """The phone hangs up."""
    return "\n".join([expect("BYE"), _answer("200 OK")])


def pause(milliseconds: int) -> str:
    """Nothing for a while."""
    return f'<pause milliseconds="{milliseconds}"/>'


def _scenario(steps: list[str]) -> str:
    """A registration begins and ends; a call is answered and then goes through the steps."""
    return "\n".join(
        [
            '<?xml version="1.0" encoding="ISO-8859-1"?>\n<scenario name="pbx">',
            '<recv request="REGISTER" optional="true" next="registers"/>',
            f'<recv request="INVITE">{_REMEMBER}</recv>',
            _answer("180 Ringing", tag=True),
            _answer("200 OK", "sendrecv", tag=True),
            expect("ACK"),
            *steps,
            '<nop next="over"/>',
            '<label id="registers"/>',
            _answer("200 OK", tag=True),
            expect("REGISTER"),
            _answer("200 OK", tag=True),
            '<label id="over"/>',
            "</scenario>",
        ]
    )


class SippPeer:
    """The process. It ends by itself when a registration and a call have gone through their steps."""

    def __init__(self, folder: Path, steps: list[str]) -> None:
        script = folder / "scenario.xml"
        script.write_text(_scenario(steps), encoding="iso-8859-1")
        self.port = _free_port()
        self.address = f"127.0.0.1:{self.port}"
        self._errors = folder / "errors.log"
        command = ["sipp", "-sf", str(script), "-i", "127.0.0.1", "-p", str(self.port), "-m", "2", "-nostdin"]
        more = ["-trace_err", "-error_file", str(self._errors)]
        nowhere = subprocess.DEVNULL
        self._process = subprocess.Popen([*command, *more], cwd=folder, stdin=nowhere, stdout=nowhere, stderr=nowhere)

    def wait(self, timeout_s: float = 10.0) -> int:
        """Its exit status: 0 when all went as written."""
        return self._process.wait(timeout_s)

    def errors(self) -> str:
        """What it complained of."""
        return self._errors.read_text(errors="replace") if self._errors.exists() else ""

    def close(self) -> None:
        """End it if it has not ended."""
        self._process.kill()
        self._process.wait()


def _free_port() -> int:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def a_sipp_peer(folder: Path, steps: list[str]) -> Iterator[SippPeer]:
    """A peer that is there until the end of the block."""
    peer = SippPeer(folder, steps)
    try:
        yield peer
    finally:
        peer.close()
