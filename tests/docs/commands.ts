/**
 * An example of every method of the core; those of a module's are in its folder, in `examples.ts`. The first line that
 * calls a method is the example in its documentation, which is generated from here; `commands.test.mjs` runs them all,
 * one after the other, and compares what they give.
 */

import { Redlet } from "redlet";

const r = await Redlet.open("./commands.db");

// Strings
await r.set("visits", 41); // "OK"
await r.set("session", "ann", { ex: 3600, nx: true }); // "OK"
await r.get("session"); // "ann"
await r.append("log", "started;"); // 8
await r.strlen("log"); // 8
await r.incr("visits"); // 42
await r.incrby("visits", 8); // 50
await r.decr("visits"); // 49
await r.decrby("visits", 9); // 40
await r.incrbyfloat("price", 1.5); // "1.5"
await r.mset({ red: 1, green: 2 }); // "OK"
await r.mget("red", "green", "blue"); // ["1", "2", null]
await r.msetnx({ blue: 3, red: 4 }); // 0
await r.msetex({ code: 1234, mail: "ann@example.com" }, { ex: 60 }); // 1
await r.setex("otp", 60, 1234); // "OK"
await r.psetex("otp", 60_000, 1234); // "OK"
await r.setnx("lock", "tab 1"); // 1
await r.getset("lock", "tab 2"); // "tab 1"
await r.delex("lock", { ifeq: "tab 1" }); // 0
await r.getdel("lock"); // "tab 2"
await r.getex("session", { ex: 7200 }); // "ann"
await r.setrange("log", 0, "S"); // 8
await r.getrange("log", 0, 6); // "Started"
await r.substr("log", 0, 2); // "Sta"
await r.lcs("log", "log", { len: true }); // 8
await r.digest("log"); // "c5166d6243bed019"

// Bits
await r.setbit("days", 3, 1); // 0
await r.getbit("days", 3); // 1
await r.bitcount("days"); // 1
await r.bitpos("days", 1); // 3
await r.bitop("OR", "all-days", "days", "other-days"); // 1
await r.bitfield("levels", { incrby: ["u8", 0, 5] }); // [5]
await r.bitfield_ro("levels", "GET", "u8", 0); // [5]

// Keys
await r.exists("session", "nothing"); // 1
await r.type("session"); // "string"
await r.expire("session", 60); // 1
await r.ttl("session"); // seconds
await r.pexpire("session", 90_000, { gt: true }); // 1
await r.pttl("session"); // milliseconds
await r.expireat("session", 4102444800); // 1
await r.expiretime("session"); // 4102444800
await r.pexpireat("session", 4102444800000); // 1
await r.pexpiretime("session"); // 4102444800000
await r.persist("session"); // 1
await r.rename("session", "user"); // "OK"
await r.renamenx("user", "visits"); // 0
await r.copy("user", "visitor", { replace: true }); // 1
await r.touch("user", "visitor"); // 2
await r.keys("*-days"); // ["all-days"]
await r.scan(0, { match: "visit*", count: 100 }); // ["0", ["visitor", "visits"]]
await r.randomkey(); // the name of a key
await r.del("red", "green"); // 2
await r.unlink("otp"); // 1
await r.dump("user"); // bytes for restore
await r.restore("guest", 0, (await r.dump("user")) ?? ""); // "OK"
await r.objectEncoding("visits"); // "int"
await r.objectIdletime("visits"); // seconds
await r.objectRefcount("user"); // 1
await r.object("ENCODING", "user"); // "embstr"
await r.dbsize(); // the number of keys
await r.select(1); // "OK"
await r.select(0); // "OK"
await r.move("guest", 1); // 1
await r.swapdb(1, 2); // "OK"

// Hashes
await r.hset("user:1", { name: "Ann", age: 41 }); // 2
await r.hget("user:1", "name"); // "Ann"
await r.hgetall("user:1"); // { name: "Ann", age: "41" }
await r.hmget("user:1", "name", "city"); // ["Ann", null]
await r.hmset("user:2", { name: "Bob" }); // "OK"
await r.hsetnx("user:2", "name", "Carl"); // 0
await r.hexists("user:2", "name"); // 1
await r.hlen("user:1"); // 2
await r.hkeys("user:1"); // ["name", "age"]
await r.hvals("user:1"); // ["Ann", "41"]
await r.hstrlen("user:1", "name"); // 3
await r.hincrby("user:1", "age", 1); // 42
await r.hincrbyfloat("user:1", "score", 0.5); // "0.5"
await r.hrandfield("user:2", 1, { withvalues: true }); // [["name", "Bob"]]
await r.hscan("user:2", 0); // ["0", ["name", "Bob"]]
await r.hexpire("user:1", 60, ["age", "city"]); // [1, -2]
await r.httl("user:1", ["age", "score"]); // seconds of each, -1 for ever
await r.hpexpire("user:1", 60_000, ["score"]); // [1]
await r.hpttl("user:1", ["score"]); // milliseconds
await r.hexpireat("user:1", 4102444800, ["age"]); // [1]
await r.hexpiretime("user:1", ["age"]); // [4102444800]
await r.hpexpireat("user:1", 4102444800000, ["age"]); // [1]
await r.hpexpiretime("user:1", ["age"]); // [4102444800000]
await r.hpersist("user:1", ["age"]); // [1]
await r.hsetex("user:2", { code: 1234 }, { ex: 60 }); // 1
await r.hgetex("user:2", ["code"], { persist: true }); // ["1234"]
await r.hgetdel("user:2", ["code"]); // ["1234"]
await r.hdel("user:2", "name"); // 1

// Lists
await r.rpush("jobs", "a", "b", "c", "d"); // 4
await r.lpush("jobs", "first"); // 5
await r.lpushx("no-jobs", "a"); // 0
await r.rpushx("jobs", "e"); // 6
await r.llen("jobs"); // 6
await r.lrange("jobs", 0, -1); // ["first", "a", "b", "c", "d", "e"]
await r.lindex("jobs", -1); // "e"
await r.lpos("jobs", "b"); // 2
await r.linsert("jobs", "AFTER", "b", "b2"); // 7
await r.lset("jobs", 0, "zero"); // "OK"
await r.lrem("jobs", 1, "b2"); // 1
await r.ltrim("jobs", 1, -1); // "OK"
await r.lpop("jobs"); // "a"
await r.lpop("jobs", 2); // ["b", "c"]
await r.rpop("jobs"); // "e"
await r.lmove("jobs", "done", "LEFT", "RIGHT"); // "d"
await r.rpoplpush("done", "jobs"); // "d"
await r.lmpop(["none", "jobs"], "LEFT"); // ["jobs", ["d"]]
await r.rpush("jobs", "f", "g", "h", "i", "j", "k"); // 6
await r.blpop("jobs", 5); // ["jobs", "f"]
await r.brpop(["none", "jobs"], 5); // ["jobs", "k"]
await r.blmove("jobs", "done", "LEFT", "RIGHT", 5); // "g"
await r.brpoplpush("jobs", "done", 5); // "j"
await r.blmpop(5, ["none", "jobs"], "LEFT", { count: 2 }); // ["jobs", ["h", "i"]]
await r.rpush("sizes", 30, 4, 100); // 3
await r.sort("sizes"); // ["4", "30", "100"]
await r.sort_ro("sizes", { desc: true, limit: [0, 2] }); // ["100", "30"]

// Sets
await r.sadd("tags", "red", "green", "blue"); // 3
await r.scard("tags"); // 3
await r.sismember("tags", "red"); // 1
await r.smismember("tags", "red", "pink"); // [1, 0]
await r.smembers("tags"); // ["red", "green", "blue"]
await r.smove("tags", "others", "blue"); // 1
await r.sunion("tags", "others"); // ["blue", "green", "red"]
await r.sunionstore("all", "tags", "others"); // 3
await r.sinter("all", "tags"); // ["red", "green"]
await r.sintercard(["all", "tags"], { limit: 1 }); // 1
await r.sinterstore("both", "all", "tags"); // 2
await r.sdiff("all", "tags"); // ["blue"]
await r.sdiffstore("rest", "all", "tags"); // 1
await r.srem("all", "blue"); // 1
await r.sscan("rest", 0); // ["0", ["blue"]]
await r.srandmember("rest"); // "blue"
await r.spop("rest", 2); // ["blue"]

// Sorted sets
await r.zadd("board", { score: 10, member: "ann" }); // 1
await r.zadd("board", 20, "bob"); // 1
await r.zincrby("board", 15, "ann"); // 25
await r.zscore("board", "ann"); // 25
await r.zmscore("board", "ann", "eve"); // [25, null]
await r.zrank("board", "ann"); // 1
await r.zrevrank("board", "ann", { withscore: true }); // [0, 25]
await r.zcard("board"); // 2
await r.zcount("board", 20, "+inf"); // 2
await r.zrange("board", 0, 9, { rev: true, withscores: true }); // [{ member: "ann", score: 25 }, { member: "bob", score: 20 }]
await r.zrangebyscore("board", 20, 30); // ["bob", "ann"]
await r.zrevrange("board", 0, 0); // ["ann"]
await r.zrevrangebyscore("board", "+inf", 0, { limit: [0, 1] }); // ["ann"]
await r.zrangestore("top", "board", 0, 9, { rev: true }); // 2
await r.zunion(["board", "top"], { weights: [1, 2], withscores: true }); // [{ member: "bob", score: 60 }, { member: "ann", score: 75 }]
await r.zunionstore("sum", ["board", "top"]); // 2
await r.zinter(["board", "top"], { aggregate: "MAX" }); // ["bob", "ann"]
await r.zinterstore("common", ["board", "top"]); // 2
await r.zintercard(["board", "top"]); // 2
await r.zdiff(["board", "none"]); // ["bob", "ann"]
await r.zdiffstore("left", ["board", "none"]); // 2
await r.zscan("board", 0); // ["0", ["bob", "20", "ann", "25"]]
await r.zadd("words", 0, "a", 0, "b", 0, "c"); // 3
await r.zlexcount("words", "[a", "(c"); // 2
await r.zrangebylex("words", "[b", "+"); // ["b", "c"]
await r.zrevrangebylex("words", "+", "[b"); // ["c", "b"]
await r.zremrangebylex("words", "[a", "[a"); // 1
await r.zremrangebyrank("top", 0, 0); // 1
await r.zremrangebyscore("sum", 0, 40); // 1
await r.zrandmember("top", 1, { withscores: true }); // [{ member: "ann", score: 25 }]
await r.zrem("common", "bob"); // 1
await r.zpopmin("board"); // [{ member: "bob", score: 20 }]
await r.zpopmax("board", 2); // [{ member: "ann", score: 25 }]
await r.zmpop(["board", "words"], "MIN"); // ["words", [{ member: "b", score: 0 }]]
await r.bzpopmin("left", 5); // ["left", "bob", 20]
await r.bzpopmax(["none", "left"], 5); // ["left", "ann", 25]
await r.bzmpop(5, ["none", "words"], "MAX"); // ["words", [{ member: "c", score: 0 }]]

// Counts of different things
await r.pfadd("visitors", "ann", "bob", "ann"); // 1
await r.pfcount("visitors"); // 2
await r.pfmerge("all-visitors", "visitors"); // "OK"

// Streams
await r.xadd("events", "1-0", { type: "click", x: 10 }); // "1-0"
await r.xadd("events", "2-0", { type: "key" }, { maxlen: 1000 }); // "2-0"
await r.xlen("events"); // 2
await r.xrange("events", "-", "+", { count: 1 }); // [{ id: "1-0", fields: { type: "click", x: "10" } }]
await r.xrevrange("events", "+", "-", { count: 1 }); // [{ id: "2-0", fields: { type: "key" } }]
await r.xread({ events: "1-0" }); // { events: [{ id: "2-0", fields: { type: "key" } }] }
await r.xgroupCreate("events", "workers", "0"); // "OK"
await r.xgroup("CREATE", "events", "others", "$"); // "OK"
await r.xgroupCreateconsumer("events", "workers", "ann"); // 1
await r.xreadgroup("workers", "ann", { events: ">" }, { count: 1 }); // { events: [{ id: "1-0", fields: { type: "click", x: "10" } }] }
await r.xreadgroup("workers", "ann", { events: ">" }); // { events: [{ id: "2-0", fields: { type: "key" } }] }
await r.xpending("events", "workers"); // [2, "1-0", "2-0", [["ann", "2"]]]
await r.xclaim("events", "workers", "bob", 0, "1-0"); // [{ id: "1-0", fields: { type: "click", x: "10" } }]
await r.xautoclaim("events", "workers", "bob", 0, "0", { justid: true }); // ["0-0", ["1-0", "2-0"], []]
await r.xack("events", "workers", "1-0"); // 1
await r.xackdel("events", "workers", ["2-0"], { delref: true }); // [1]
await r.xinfoStream("events"); // its length, first and last entry, ...
await r.xinfoGroups("events"); // the name, consumers, lag, ... of each
await r.xinfoConsumers("events", "workers"); // the name, pending, idle, ... of each
await r.xinfo("CONSUMERS", "events", "others"); // []
await r.xgroupSetid("events", "workers", "$"); // "OK"
await r.xgroupDelconsumer("events", "workers", "ann"); // 0
await r.xgroupDestroy("events", "others"); // 1
await r.xdelex("events", ["1-0"], { keepref: true }); // [1]
await r.xadd("events", "3-0", { type: "key" }); // "3-0"
await r.xdel("events", "3-0"); // 1
await r.xtrim("events", { maxlen: 100 }); // 0
await r.xsetid("events", "9-0"); // "OK"

// Messages
await r.publish("news", "hello"); // 0
await r.spublish("news", "hello"); // 0
await r.pubsubChannels("n*"); // []
await r.pubsubNumsub("news"); // ["news", 0]
await r.pubsubNumpat(); // 0
await r.pubsubShardchannels(); // []
await r.pubsubShardnumsub("news"); // ["news", 0]
await r.pubsub("NUMPAT"); // 0

// Transactions: what else they take is in docs/transactions.md
await r.watch("visits"); // "OK"
await r.unwatch(); // "OK"

// The session
await r.ping(); // "PONG"
await r.echo("hello"); // "hello"
await r.hello(3); // the server, its version, ...
await r.clientSetname("importer"); // "OK"
await r.clientGetname(); // "importer"
await r.clientId(); // a number
await r.clientInfo(); // a line of names and values
await r.clientList({ type: "normal" }); // a line a client
await r.clientSetinfo({ libName: "my-app" }); // "OK"
await r.clientNoEvict("ON"); // "OK"
await r.clientNoTouch("OFF"); // "OK"
await r.clientPause(0); // "OK"
await r.clientUnpause(); // "OK"
await r.clientReply("ON"); // "OK"
await r.clientTracking("OFF"); // "OK"
await r.clientTrackinginfo(); // { flags: ["off"], redirect: -1, prefixes: [] }
await r.clientGetredir(); // -1
await r.clientCaching("YES").catch((error) => error.code); // "ERR"
await r.clientUnblock(7); // 0
await r.clientKill({ id: 7 }); // 0
await r.client("GETNAME"); // "importer"
await r.aclWhoami(); // "default"
await r.aclUsers(); // ["default"]
await r.aclList(); // the rules of each user
await r.aclCat(); // the names of all categories
await r.acl("WHOAMI"); // "default"

// The database
await r.time(); // seconds and microseconds
await r.info("memory"); // lines of names and values
await r.configGet("maxmemory"); // { maxmemory: "0" }
await r.configSet({ maxmemory: "100mb" }); // "OK"
await r.configRewrite(); // "OK"
await r.configResetstat(); // "OK"
await r.config("GET", "maxmemory"); // { maxmemory: "104857600" }
await r.configSet({ "maxmemory-policy": "allkeys-lfu" }); // "OK"
await r.objectFreq("visits"); // a number from 0 to 255
await r.memoryUsage("visits"); // bytes
await r.memoryPurge(); // "OK"
await r.memoryDoctor(); // advice
await r.memory("PURGE"); // "OK"
await r.slowlogGet(10); // the time, microseconds, words, ... of each
await r.slowlogLen(); // a number
await r.slowlogReset(); // "OK"
await r.slowlog("LEN"); // a number
await r.latencyLatest(); // []
await r.latencyHistory("command"); // []
await r.latencyHistogram("set"); // how many calls took how long
await r.latencyReset(); // 0
await r.latencyDoctor(); // advice
await r.latency("RESET"); // 0
await r.commandCount(); // a number
await r.commandDocs("get"); // the summary, arguments, ... of each
await r.commandInfo("get"); // the arity, flags, ... of each
await r.commandList({ filterby: ["PATTERN", "xgroup"] }); // ["xgroup"]
await r.commandGetkeys("mset", "a", 1, "b", 2); // ["a", "b"]
await r.commandGetkeysandflags("get", "a"); // [["a", ["RO", "access"]]]
await r.command("GETKEYS", "get", "a"); // ["a"]
await r.lastsave(); // seconds since 1970
await r.save(); // "OK"
await r.bgsave(); // "Background saving started"
await r.wait(0, 100); // 0
await r.waitaof(1, 0, 5000); // [1, 0]
await r.debug("SLEEP", 0); // "OK"
await r.lolwut(); // a drawing
await r.flushdb(); // "OK"
await r.flushall({ async: true }); // "OK"

// What the subcommands do
await r.aclHelp(); // lines of text
await r.clientHelp(); // lines of text
await r.commandHelp(); // lines of text
await r.configHelp(); // lines of text
await r.latencyHelp(); // lines of text
await r.memoryHelp(); // lines of text
await r.objectHelp(); // lines of text
await r.pubsubHelp(); // lines of text
await r.slowlogHelp(); // lines of text
await r.xgroupHelp(); // lines of text
await r.xinfoHelp(); // lines of text

// The end of the session
await r.configSet({ requirepass: "secret" }); // "OK"
await r.auth("secret"); // "OK"
await r.reset(); // "RESET"
await r.quit(); // "OK"
await r.close();
