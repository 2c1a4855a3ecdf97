"""Plays the scenarios with redis-py; prints what it gives as JSON. Started by resp.test.mjs."""

import json
import sys
import threading
import time

import redis

protocol, kind, place = sys.argv[1:]
where = {"port": int(place)} if kind == "port" else {"unix_socket_path": place}
asked = json.load(sys.stdin)


def connect():
    return redis.Redis(protocol=int(protocol), decode_responses=True, socket_timeout=20, **where)


def plain(reply):
    """What JSON can hold of a reply."""
    if isinstance(reply, Exception):
        return {"error": str(reply)}
    if isinstance(reply, dict):
        return [[plain(key), plain(value)] for key, value in reply.items()]
    if isinstance(reply, set):
        return sorted(map(plain, reply))
    if isinstance(reply, (list, tuple)):
        return [plain(each) for each in reply]
    if isinstance(reply, float):
        return repr(reply)
    return reply


said = []


def tell(call, *args, **kwargs):
    try:
        said.append(plain(call(*args, **kwargs)))
    # Its own readers of replies stumble over some that were asked for by execute_command.
    except Exception as error:
        said.append(plain(error))


r = connect()
# A command on a connection of the pool may be on another one than that before.
single = r.client()
for words in asked["commands"]:
    tell(single.execute_command, *words)
tell(r.pipeline(transaction=False).set("p", 1).incr("p").lpush("p", "x").execute, raise_on_error=False)
tell(r.pipeline().set("m", 1).incr("m").hgetall("h").execute)
with r.pipeline() as pipe:
    pipe.watch("m")
    r.set("m", 5)
    pipe.multi()
    pipe.get("m")
    tell(pipe.execute)
r.flushall()
r.mset({f"key{n}": n for n in range(asked["scanned"])})
said.append(len(set(r.scan_iter(match="key*", count=100))))
waited = []
waiting = threading.Thread(target=lambda: waited.append(plain(connect().blpop("queue", 5))))
waiting.start()
time.sleep(0.05)
tell(r.rpush, "queue", "job")
waiting.join()
said.append(waited)
messages = connect().pubsub()
messages.subscribe("news")
messages.psubscribe("n*")
for _ in range(2):
    said.append(plain(messages.get_message(timeout=5)))
tell(r.publish, "news", "hello")
for _ in range(2):
    said.append(plain(messages.get_message(timeout=5)))
messages.close()
print(json.dumps(said))
