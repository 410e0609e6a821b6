"""The link that waits: shown with a name, kept until it is dialled or dismissed, never dialled by itself."""

from __future__ import annotations

from backend.core.events import LinkChanged
from tests.core.conftest import Bench


def _shown(bench: Bench) -> tuple[str, str, str]:
    link = bench.parts.links.state
    assert link is not None
    party = link.party
    return link.text, "" if party is None else f"{party.canonical} {party.name}", link.error


def test_a_link_is_shown_with_the_name_the_directory_has_and_nothing_is_dialled(office: Bench) -> None:
    office.parts.links.open("tel:8014")
    assert _shown(office) == ("tel:8014", "ext:yunfan:8014 林知夏", "")
    assert office.last(LinkChanged).link == office.parts.links.state
    assert office.parts.calls.live() == ()


def test_a_hostile_link_is_shown_as_invalid_and_as_one_line(office: Bench) -> None:
    office.parts.links.open("tel:;rm -rf\n\x00" + "x" * 1_000_000)
    text, party, error = _shown(office)
    assert (len(text), party, error) == (200, "", "invalid_link")
    assert text.isprintable()
    office.parts.links.open("tel:*21#")
    assert _shown(office) == ("tel:*21#", "", "invalid_link")


def test_a_newer_link_replaces_the_one_that_waits(office: Bench) -> None:
    office.parts.links.open("tel:8014")
    office.parts.links.open("sip:8020@yunfan.example")
    assert _shown(office) == ("sip:8020@yunfan.example", "ext:yunfan:8020 ", "")


def test_dialling_its_number_ends_a_link_and_another_number_does_not(office: Bench) -> None:
    office.parts.links.open("tel:8014")
    call_id = office.parts.calls.dial("8020")
    assert office.parts.links.state is not None
    office.end(call_id)
    office.parts.calls.dial("8014")
    assert office.parts.links.state is None
    assert office.last(LinkChanged).link is None


def test_dismissing_ends_it_and_again_changes_nothing(office: Bench) -> None:
    office.parts.links.open("tel:8014")
    office.parts.links.dismiss()
    office.parts.links.dismiss()
    assert office.parts.links.state is None
    assert sum(isinstance(event, LinkChanged) for event in office.events) == 2


def test_a_link_waits_while_somebody_registers_and_then_means_what_it_means_there(bench: Bench) -> None:
    bench.parts.links.open("tel:5799-0000")
    assert _shown(bench) == ("tel:5799-0000", "", "invalid_link")
    bench.log_in()
    assert _shown(bench) == ("tel:5799-0000", "+862557990000 ", "")
    bench.parts.session.log_out()
    assert _shown(bench)[2] == "invalid_link"
