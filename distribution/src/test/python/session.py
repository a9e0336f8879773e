"""A session of Python's package websockets with a server: python3 session.py ws://127.0.0.1:8080/ws

Prints one line for each thing it saw to be so; ends with an AssertionError where one is not.
"""

import asyncio
import json
import sys
import uuid

import websockets
from websockets.exceptions import ConnectionClosedError, InvalidStatusCode

URL = sys.argv[1]
WAIT_SECONDS = 60


async def receive(socket, *tags):
    """The next message with one of these tags; batches are taken apart."""
    while True:
        while socket.ahead:
            message = socket.ahead.pop(0)
            if message[0] in tags:
                return message
        content = json.loads(await asyncio.wait_for(socket.recv(), WAIT_SECONDS))
        socket.ahead += [content] if isinstance(content[0], str) else content


def connect(parameters="", subprotocols=("ringfold.json",)):
    return websockets.connect(URL + parameters, subprotocols=list(subprotocols) or None, max_size=None)


def command(client, seq, name, **data):
    return ["cmd", client, seq, {"name": name, "data": data}]


async def acknowledged(client):
    async with connect() as socket:
        socket.ahead = []
        assert socket.subprotocol == "ringfold.json"
        batch = [command(client, seq, "visit-page", url=f"/{seq}") for seq in range(1, 101)]
        await socket.send(json.dumps(batch))
        acks = [await receive(socket, "cmd-ack", "error") for _ in batch]
        assert [ack[:3] for ack in acks] == [["cmd-ack", client, seq] for seq in range(1, 101)], acks
        await socket.send(json.dumps(batch[0]))
        again = await receive(socket, "cmd-ack", "error")
        assert again[3] == {**acks[0][3], "duplicate": True}, again
        await (await socket.ping())
        print("a batch is acknowledged in the order sent, a resend like the first time, a ping with a pong")
        return [ack[3]["seq"] for ack in acks]


async def caught_up(seqs):
    async with connect(f"?updates=all&from={seqs[0] - 1}&events=page-view&batch=false") as socket:
        socket.ahead = []
        updates = [await receive(socket, "update", "gap") for _ in seqs]
        assert [update[3]["seq"] for update in updates] == seqs, updates
        await socket.send(json.dumps(["subscribe", "second", {"updates": "all", "from": seqs[89]}]))
        rest = [await receive(socket, "update", "gap") for _ in seqs[90:]]
        assert [(one[1], one[2], one[3]["seq"]) for one in rest] == [("second", None, seq) for seq in seqs[90:]], rest
        print("the past is told from any sequence, by parameter and by subscription")


async def one_in_each_format(client):
    async with connect(subprotocols=("unheard.of", "ringfold.edn")) as socket:
        assert socket.subprotocol == "ringfold.edn"
        await socket.send('[:cmd "%s" 201 {:name :visit-page :data {:url "/edn"}}]' % client)
        ack = await asyncio.wait_for(socket.recv(), WAIT_SECONDS)
        assert ":cmd-ack" in ack and "#uuid" in ack, ack
    async with connect(subprotocols=("ringfold.transit+json",)) as socket:
        body = ["^ ", "name", "visit-page", "data", ["^ ", "url", "/transit"]]
        await socket.send(json.dumps(["cmd", client, 202, body]))
        ack = await asyncio.wait_for(socket.recv(), WAIT_SECONDS)
        assert "cmd-ack" in ack and "~u" in ack, ack
    async with connect(subprotocols=()) as socket:
        assert socket.subprotocol is None
        await socket.send(json.dumps(command(client, 203, "visit-page", url="/none")))
        assert json.loads(await asyncio.wait_for(socket.recv(), WAIT_SECONDS))
    try:
        async with connect(subprotocols=("unheard.of",)):
            raise AssertionError("a subprotocol that nobody knows was taken")
    except InvalidStatusCode as refused:
        assert refused.status_code == 400, refused
    print("EDN, transit and JSON are spoken, an unknown subprotocol is refused with 400")


async def survives_what_is_wrong(client):
    async with connect() as socket:
        socket.ahead = []
        for wrong in ["", "nonsense", "[]", '["what"]', "[" * 100_000, '["cmd",1,2,{}]', '["cmd","a",1,{"name":"visit-page"}]']:
            await socket.send(wrong)
            error = await receive(socket, "error")
            assert error[3] == "malformed-message", (wrong[:40], error)
        await socket.send(json.dumps(command(client, 301, "visit-page", url="/still/here")))
        assert (await receive(socket, "cmd-ack"))[2] == 301
    for frame, code in [("x" * (2 << 20), 1009), (b"bytes", 1003)]:
        async with connect() as socket:
            try:
                await socket.send(frame)
                while True:
                    await asyncio.wait_for(socket.recv(), WAIT_SECONDS)
            except ConnectionClosedError as closed:
                assert closed.rcvd.code == code, closed
    print("malformed messages are answered, too large and binary frames close with 1009 and 1003")


async def main():
    client = str(uuid.uuid4())
    seqs = await acknowledged(client)
    await caught_up(seqs)
    await one_in_each_format(client)
    await survives_what_is_wrong(client)


asyncio.run(main())
