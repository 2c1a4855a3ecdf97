// Which commands run in the first part of the engine: those with which pages begin. A batch that names another waits for
// the rest. The splitter takes the engine apart by these lists, and they go into the worker.

const NAMES = `
  PING SELECT CLIENT GET SET MGET MSET GETEX INCR INCRBY DECR DECRBY
  DEL UNLINK EXISTS TYPE SCAN DBSIZE EXPIRE PEXPIRE TTL PTTL PERSIST
  HGET HSET HMGET HDEL HGETALL HEXISTS HINCRBY HKEYS HVALS HLEN HSETNX
  LPUSH RPUSH LPOP RPOP LRANGE LLEN
  SADD SREM SMEMBERS SISMEMBER SCARD
  ZADD ZREM ZRANGE ZSCORE ZCARD
  MULTI ATOMIC EXEC DISCARD PUBLISH SUBSCRIBE UNSUBSCRIBE`;

/** Commands of the first part, with their subcommands; of CONFIG, what opening a database with settings sends. */
export const FIRST = [...NAMES.match(/\S+/g), "CONFIG DEFAULT"];

/** Subcommands of them that are in the rest: HELP reads the descriptions, and RESUME goes on with any command. */
export const NOT_FIRST = ["CLIENT HELP", "CLIENT RESUME"];
