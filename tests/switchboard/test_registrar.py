"""Registration: digest, bindings, and what is refused (RFC 3261 section 10)."""

from __future__ import annotations

import logging

import pytest

from tests.fakes.sip_client import SipClient
from tests.fakes.sip_text import Message
from tests.switchboard.room import YOU, Room


async def first_answer(client: SipClient, request: Message) -> Message:
    client.send(request)
    return await client.final(request)


def register_of(client: SipClient, expires_s: int = 300, domain: str = "") -> Message:
    host = domain or client.domain
    return client.request("REGISTER", f"sip:{host}", to=f"<sip:{client.user}@{host}>", expires=str(expires_s))


async def test_a_client_with_the_right_password_is_registered(room: Room) -> None:
    client = await room.client()
    answer = await client.register()
    assert answer.status == 200
    assert answer.get("contact") == f"{client.contact};expires=300"
    assert [binding.contact for binding in room.exchange.bindings()] == [client.contact.strip("<>")]


async def test_a_client_is_challenged_with_md5_before_sha256(room: Room) -> None:
    client = await room.client()
    challenge = await first_answer(client, register_of(client))
    assert challenge.status == 401
    offered = challenge.all("www-authenticate")
    assert ["algorithm=MD5" in offered[0], "algorithm=SHA-256" in offered[1]] == [True, True]
    assert f'realm="{client.domain}"' in offered[0]


async def test_sha256_is_as_good(room: Room) -> None:
    client = await room.client()
    client.algorithm = "SHA-256"
    assert (await client.register()).status == 200


async def test_a_wrong_password_is_refused(room: Room) -> None:
    client = await room.client()
    client.password = "guessed"
    assert (await client.register()).status == 403
    assert room.exchange.bindings() == []


async def test_an_unknown_user_is_refused_like_a_wrong_password(room: Room) -> None:
    client = await room.client()
    client.auth_user = "8057-nobody"
    assert (await client.register()).status == 403


async def test_another_extension_than_ones_own_is_refused(room: Room) -> None:
    client = await room.client()
    client.user = "8014"
    assert (await client.register()).status == 403


async def test_an_unknown_domain_is_not_found(room: Room) -> None:
    client = await room.client()
    assert (await first_answer(client, register_of(client, domain="elsewhere.example"))).status == 404


async def test_a_used_nonce_is_stale_and_a_new_one_comes_with_the_answer(room: Room) -> None:
    client = await room.client()
    challenge = await first_answer(client, register_of(client))
    assert (await first_answer(client, client.authorized(register_of(client), challenge))).status == 200
    again = await first_answer(client, client.authorized(register_of(client), challenge))
    assert again.status == 401
    assert "stale=true" in again.get("www-authenticate")
    assert (await first_answer(client, client.authorized(register_of(client), again))).status == 200


async def test_a_forged_nonce_is_stale_however_right_the_digest(room: Room) -> None:
    client = await room.client()
    challenge = await first_answer(client, register_of(client))
    forged = Message(
        challenge.start,
        [("www-authenticate", f'Digest realm="{client.domain}", nonce="made-up", algorithm=MD5, qop="auth"')],
    )
    answer = await first_answer(client, client.authorized(register_of(client), forged))
    assert answer.status == 401
    assert "stale=true" in answer.get("www-authenticate")


async def test_zero_expiry_removes_the_binding(room: Room) -> None:
    client = await room.registered()
    assert (await client.register(expires_s=0)).status == 200
    assert room.exchange.bindings() == []


async def test_the_star_removes_the_binding(room: Room) -> None:
    client = await room.registered()
    assert (await client.register(expires_s=0, contact="*")).status == 200
    assert room.exchange.bindings() == []


async def test_a_binding_that_would_live_too_short_is_refused(room: Room) -> None:
    client = await room.client()
    answer = await client.register(expires_s=3)
    assert (answer.status, answer.get("min-expires")) == (423, "10")


async def test_a_long_wish_is_shortened(room: Room) -> None:
    client = await room.client()
    assert (await client.register(expires_s=86400)).get("contact").endswith(";expires=300")


async def test_a_new_contact_of_a_login_replaces_the_old_one(room: Room) -> None:
    client = await room.registered()
    client.user = YOU
    answer = await client.register(contact="<sip:8057@127.0.0.1:9>")
    assert answer.status == 200
    assert [binding.contact for binding in room.exchange.bindings()] == ["sip:8057@127.0.0.1:9"]


async def test_a_client_that_moved_removes_its_old_contact_with_the_same_request(room: Room) -> None:
    client = await room.registered()
    old = client.contact
    await client.register(contact=f"<sip:8057@127.0.0.1:9>, {old};expires=0")
    assert [binding.contact for binding in room.exchange.bindings()] == ["sip:8057@127.0.0.1:9"]


async def test_a_login_that_is_void_loses_its_binding_and_is_refused(room: Room) -> None:
    person = room.enterprise.by_extension(YOU)
    assert person is not None
    first = await room.registered()
    second = await room.client()
    assert room.exchange.bindings() == []
    assert (await first.register()).status == 403
    assert (await second.register()).status == 200


async def test_options_are_answered_without_a_password(room: Room) -> None:
    client = await room.client()
    answer = await first_answer(client, client.request("OPTIONS", f"sip:{client.domain}"))
    assert answer.status == 200
    assert "INVITE" in answer.get("allow")


async def test_an_unknown_method_is_not_allowed(room: Room) -> None:
    client = await room.client()
    assert (await first_answer(client, client.request("PUBLISH", f"sip:{client.domain}"))).status == 405


async def test_an_extension_that_is_required_but_unknown_is_refused(room: Room) -> None:
    client = await room.client()
    answer = await first_answer(client, client.request("OPTIONS", f"sip:{client.domain}", require="100rel, gruu"))
    assert (answer.status, answer.get("unsupported")) == (420, "100rel, gruu")


async def test_no_secret_reaches_the_log(room: Room, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    client = await room.registered()
    wrong = await room.client("8004")
    right, wrong.password = wrong.password, "guessed"
    await wrong.register()
    assert "wrong credentials" in caplog.text
    for secret in (client.password, right, "guessed", "response="):
        assert secret not in caplog.text
