"""What the simulator's page can see and do, over HTTP: telephones, colleagues, and a stream of changes."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from typing import Any

from aiohttp import web

from backend.switchboard import api_bodies as bodies
from backend.switchboard import simulator_bodies
from backend.switchboard.admin.administration import Administration
from backend.switchboard.api_errors import Answering, ApiError, errors_as_json
from backend.switchboard.exchange import Exchange
from backend.switchboard.handsets import Handset
from backend.switchboard.simulator import EVERYTHING, UPDATES, Simulator
from backend.switchboard.simulator_client_api import CLIENTS, ClientCommands
from backend.switchboard.simulator_files import page, part
from backend.switchboard.simulator_guard import TOKEN, guard
from backend.switchboard.simulator_rules_api import ADMINISTRATION, switch_policy, switch_rules
from backend.switchboard.updates_api import control_updates
from backend.switchboard.world import BEHAVIOURS, Person

SIMULATOR: web.AppKey[Simulator] = web.AppKey("simulator", Simulator)
EXCHANGE: web.AppKey[Exchange] = web.AppKey("exchange", Exchange)
STREAMS: web.AppKey[list[asyncio.Task[Any]]] = web.AppKey("streams", list)
HEARTBEAT_S = 10
WAV_HEADER = 44  # bytes: a recording of this length holds no sound
COMMANDS: dict[str, Callable[[Handset], bool]] = {
    "answer": Handset.answer,
    "decline": Handset.decline,
    "hang_up": Handset.hang_up,
}


def create_simulator_page(
    simulator: Simulator, exchange: Exchange, token: str, administration: Administration
) -> web.Application:
    """The application behind its own token."""
    app = web.Application(middlewares=[errors_as_json, guard], client_max_size=bodies.BODY_LIMIT)
    app[SIMULATOR], app[EXCHANGE], app[TOKEN], app[STREAMS] = simulator, exchange, token, []
    app[CLIENTS], app[ADMINISTRATION] = simulator.clients, administration
    clients = ClientCommands(_handset)
    app.router.add_get("/", page)
    app.router.add_get("/api/state", state)
    app.router.add_get("/api/events", events)
    app.router.add_post("/api/restart", restart)
    app.router.add_get("/api/handsets/{number}/heard.wav", handset_heard)
    app.router.add_post("/api/handsets/{number}/{command}", command)
    app.router.add_post("/api/handsets/{number}/client/{command}", clients.command)
    app.router.add_get("/api/handsets/{number}/client/heard.wav", client_heard(clients))
    app.router.add_get("/api/people/{extension}/behaviour", behaviour)
    app.router.add_put("/api/people/{extension}/behaviour", switch_behaviour)
    app.router.add_put("/api/people/{extension}/rules", switch_rules)
    app.router.add_put("/api/enterprises/{id}/policy", switch_policy)
    app.router.add_get("/api/people/{extension}/heard.wav", person_heard)
    if simulator.updates is not None:
        control_updates(app, simulator.updates)
    app.router.add_get("/{name:[a-z/.0-9-]+}", part)
    app.on_shutdown.append(_end_streams)
    return app


async def state(request: web.Request) -> web.Response:
    """Everything the page shows."""
    return web.json_response(request.app[SIMULATOR].describe())


async def events(request: web.Request) -> web.StreamResponse:
    """Server-sent events: `state` first and after a fresh start, then `handset` and `person` as they change."""
    simulator = request.app[SIMULATOR]
    response = web.StreamResponse(headers={"Content-Type": "text/event-stream", "Cache-Control": "no-store"})
    task = asyncio.current_task()
    changes = simulator.subscribe()
    if task:
        request.app[STREAMS].append(task)
    try:
        await response.prepare(request)
        while True:
            keys = await changes.take(HEARTBEAT_S)
            news = [_news(simulator, key) for key in keys]
            await response.write("".join(news).encode() if keys else b": still here\n\n")
    except ConnectionError:
        return response
    finally:
        simulator.unsubscribe(changes)
        if task:
            request.app[STREAMS].remove(task)


async def command(request: web.Request) -> web.Response:
    """Answer, decline, hang up, dial, press keys, speak or fall silent; 409 `not_now` when it does not apply."""
    handset, name = _handset(request), request.match_info["command"]
    if name in COMMANDS:
        done = COMMANDS[name](handset)
    elif name == "dial":
        done = handset.dial(simulator_bodies.number(await bodies.read_object(request, ("number",))))
    elif name == "dtmf":
        digits = simulator_bodies.keys(await bodies.read_object(request, ("digit",)))
        done = handset.dtmf(digits)
        if done:
            request.app[SIMULATOR].pressed(handset, digits)
    elif name == "speak":
        handset.speak(bodies.switch(await bodies.read_object(request, ("on",)), "on"))
        done = True
    else:
        raise ApiError(404, "not_found")
    if not done:
        raise ApiError(409, "not_now", state=handset.state)
    return web.Response(status=204)


async def restart(request: web.Request) -> web.Response:
    """Start over: hang up everywhere, forget the last calls, behaviours as the world has them."""
    request.app[SIMULATOR].reset()
    return web.Response(status=204)


async def handset_heard(request: web.Request) -> web.Response:
    """What a telephone heard."""
    handset = _handset(request)
    return _sound(handset.heard_wav(), handset.heard_since())


def client_heard(clients: ClientCommands) -> Answering:
    """What a mobile client heard."""

    async def heard(request: web.Request) -> web.Response:
        agent = clients.client(request).agent
        return _sound(agent.heard_wav() if agent else b"", agent.heard_since() if agent else 0)

    return heard


async def behaviour(request: web.Request) -> web.Response:
    """How a colleague's telephone behaves now, and what else it could do."""
    now = request.app[SIMULATOR].behaviours.of(_person(request).id)
    return web.json_response({"behaviour": now, "choices": BEHAVIOURS})


async def switch_behaviour(request: web.Request) -> web.Response:
    """Let a colleague's telephone behave so from now on."""
    person = _person(request)
    body = await bodies.read_object(request, ("behaviour",))
    request.app[SIMULATOR].behaviours.switch(person.id, bodies.one_of(body, "behaviour", BEHAVIOURS, ""))
    return web.Response(status=204)


async def person_heard(request: web.Request) -> web.Response:
    """What a colleague's telephone heard."""
    colleagues, person = request.app[EXCHANGE].colleagues, _person(request)
    return _sound(colleagues.heard_wav(person.id), colleagues.heard_since(person.id))


def _news(simulator: Simulator, key: str) -> str:
    kind, _, name = key.partition(":")
    if key == EVERYTHING:
        return _event("state", simulator.describe())
    if key == UPDATES:
        return _event("updates", simulator.updates.describe()) if simulator.updates else ""
    if kind == "handset":
        handset = simulator.handset(name)
        return _event("handset", simulator.describe_handset(handset)) if handset else ""
    found = simulator.world.person(name)
    return _event("person", simulator.describe_person(*found)) if found and found[1].extension else ""


def _event(name: str, value: object) -> str:
    return f"event: {name}\ndata: {json.dumps(value)}\n\n"


def _handset(request: web.Request) -> Handset:
    handset = request.app[SIMULATOR].handset(request.match_info["number"])
    if handset is None:
        raise ApiError(404, "no_such_handset")
    return handset


def _person(request: web.Request) -> Person:
    person = request.app[SIMULATOR].person(request.match_info["extension"], request.query.get("enterprise"))
    if person is None:
        raise ApiError(404, "no_such_person")
    return person


def _sound(wav: bytes, since: float) -> web.Response:
    if len(wav) <= WAV_HEADER:
        raise ApiError(404, "no_sound")
    return web.Response(body=wav, content_type="audio/wav", headers={"X-Sound-Since": f"{since:.3f}"})


async def _end_streams(app: web.Application) -> None:
    streams = app[STREAMS]
    for task in tuple(streams):
        task.cancel()
