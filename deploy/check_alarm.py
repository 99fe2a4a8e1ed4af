#!/usr/bin/python3
"""A dashboard without a screen: waits for an alarm that a monitor's message raised, acknowledges it over the same stream,
and waits until the stream says so.

    deploy/check_alarm.py ws://HOST:PORT/v1/wards/WARD/stream BY

Prints `acknowledged ALARM` last. Written against proto/asyncapi.yaml with a WebSocket library that shares nothing with the
server."""

import asyncio
import json
import sys

import websockets

ALARM_WITHIN_S = 90
ANSWER_WITHIN_S = 5


async def objects(stream):
    """Each text frame holds one or more JSON objects, one a line."""
    async for frame in stream:
        for line in frame.splitlines():
            yield json.loads(line)


async def first(messages, wanted):
    """What `wanted` makes of the first message that it makes something of."""
    async for message in messages:
        if message["type"] == "closing":
            raise SystemExit(f"the server closes the stream: {message['reason']}")
        found = wanted(message)
        if found:
            return found
    raise SystemExit("the server ended the stream")


async def within(seconds, what, waiting):
    try:
        return await asyncio.wait_for(waiting, seconds)
    except asyncio.TimeoutError:
        raise SystemExit(f"{what}: not within {seconds} s") from None


def raised_by_message(message):
    """An alarm event whose evidence is a reading, and that nobody has acknowledged."""
    alarm = message.get("alarm") if message["type"] == "alarm" else None
    if alarm and alarm["evidence"] and alarm["phase"] != "cleared" and not alarm["acknowledged"]:
        return alarm
    return None


def acknowledged(alarm, by):
    """Satisfied by the command's result and the alarm's next revision together, in either order."""
    seen = set()

    def wanted(message):
        if message["type"] == "result" and message["request"] == "check-1":
            if not message["ok"]:
                raise SystemExit(f"the server refuses: {message['reason']}")
            seen.add("result")
        if message["type"] == "alarm" and message["alarm"]["id"] == alarm["id"]:
            said = message["alarm"]["acknowledged"]
            if said and said["by"] == by and message["alarm"]["revision"] > alarm["revision"]:
                seen.add("event")
        return len(seen) == 2

    return wanted


async def main(address, by):
    async with websockets.connect(address, subprotocols=["vigil.v1"], max_size=None) as stream:
        if stream.subprotocol != "vigil.v1":
            raise SystemExit(f"subprotocol {stream.subprotocol} instead of vigil.v1")
        await stream.send(json.dumps({"type": "subscribe", "resume": None}))
        messages = objects(stream)
        is_snapshot = lambda message: message["type"] == "snapshot" and message
        snapshot = await within(ANSWER_WITHIN_S, "a snapshot", first(messages, is_snapshot))
        print(f"snapshot of {snapshot['ward']}: {len(snapshot['beds'])} of the beds so far, {len(snapshot['alarms'])} alarms")

        alarm = await within(ALARM_WITHIN_S, "an alarm", first(messages, raised_by_message))
        print(f"alarm at {alarm['bed']}: {alarm['priority']} priority, {alarm['message']}")

        command = {"type": "acknowledge", "request": "check-1", "alarm": alarm["id"], "by": by}
        await stream.send(json.dumps(command))
        await within(ANSWER_WITHIN_S, "the acknowledgement", first(messages, acknowledged(alarm, by)))
        print(f"acknowledged {alarm['id']}")


if __name__ == "__main__":
    if len(sys.argv) != 3:
        raise SystemExit(__doc__)
    try:
        asyncio.run(main(sys.argv[1], sys.argv[2]))
    except (OSError, websockets.WebSocketException) as error:
        raise SystemExit(f"{type(error).__name__}: {error}") from None
