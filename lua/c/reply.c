/* Replies of commands as values of Lua, by Redis's conversions. The replies are the engine's own: they are whole. */
#include <stdlib.h>
#include <string.h>

#include "vm.h"

typedef struct Reader {
  lua_State *L;
  const char *at;
  const char *end;
} Reader;

static void push(Reader *reader);

/* The rest of the line, without its end. */
static Bytes line(Reader *reader) {
  const char *end = memchr(reader->at, '\r', (size_t)(reader->end - reader->at));
  Bytes text;
  if (end == NULL) luaL_error(reader->L, "a malformed reply");
  text.at = reader->at;
  text.length = (size_t)(end - reader->at);
  reader->at = end + 2 < reader->end ? end + 2 : reader->end;
  return text;
}

/* The rest of the line as a number. */
static long long number(Reader *reader) {
  Bytes text = line(reader);
  unsigned long long value = 0;
  int is_negative = text.length > 0 && *text.at == '-';
  size_t at;
  for (at = is_negative; at < text.length; at++) value = value * 10 + (unsigned long long)(text.at[at] - '0');
  return (long long)(is_negative ? 0 - value : value);
}

/* So many bytes, and the line end behind them. */
static Bytes bulk(Reader *reader, long long length) {
  Bytes text;
  text.at = reader->at;
  text.length = (size_t)length;
  if (length + 2 > reader->end - reader->at) luaL_error(reader->L, "a malformed reply");
  reader->at += length + 2;
  return text;
}

/* A table with the text as its one field. */
static void push_field(Reader *reader, const char *name, Bytes text) {
  lua_createtable(reader->L, 0, 1);
  lua_pushlstring(reader->L, text.at, text.length);
  lua_setfield(reader->L, -2, name);
}

static void push_verbatim(Reader *reader) {
  lua_State *L = reader->L;
  Bytes text = bulk(reader, number(reader));
  lua_createtable(L, 0, 1);
  lua_createtable(L, 0, 2);
  lua_pushlstring(L, text.at + 4, text.length - 4);
  lua_setfield(L, -2, "string");
  lua_pushlstring(L, text.at, 3);
  lua_setfield(L, -2, "format");
  lua_setfield(L, -2, "verbatim_string");
}

static void push_array(Reader *reader) {
  lua_State *L = reader->L;
  long long count = number(reader);
  int at;
  if (count < 0) {
    lua_pushboolean(L, 0);
    return;
  }
  lua_createtable(L, (int)count, 0);
  for (at = 1; at <= count; at++) {
    push(reader);
    lua_rawseti(L, -2, at);
  }
}

/* A map, or a set, whose members are the keys of a table. */
static void push_pairs(Reader *reader, const char *name, int is_map) {
  lua_State *L = reader->L;
  long long count = number(reader);
  lua_createtable(L, 0, 1);
  lua_createtable(L, 0, (int)count);
  while (count-- > 0) {
    push(reader);
    if (is_map) {
      push(reader);
    } else {
      lua_pushboolean(L, 1);
    }
    if (lua_isnil(L, -2)) {
      lua_pop(L, 2);
    } else {
      lua_rawset(L, -3);
    }
  }
  lua_setfield(L, -2, name);
}

static void push_double(Reader *reader) {
  Bytes text = line(reader);
  lua_createtable(reader->L, 0, 1);
  lua_pushlstring(reader->L, text.at, text.length);
  lua_pushnumber(reader->L, lua_tonumber(reader->L, -1));
  lua_setfield(reader->L, -3, "double");
  lua_pop(reader->L, 1);
}

static void push_error(Reader *reader) {
  push_field(reader, "err", line(reader));
  lua_pushboolean(reader->L, 1);
  lua_setfield(reader->L, -2, "ignore_error_stats_update");
}

static void push(Reader *reader) {
  lua_State *L = reader->L;
  long long length;
  Bytes text;
  luaL_checkstack(L, 8, "a reply is nested too deeply");
  if (reader->at == reader->end) luaL_error(L, "a malformed reply");
  switch (*reader->at++) {
    case ':':
      lua_pushnumber(L, (double)number(reader));
      return;
    case '$':
      length = number(reader);
      if (length < 0) {
        lua_pushboolean(L, 0);
        return;
      }
      text = bulk(reader, length);
      lua_pushlstring(L, text.at, text.length);
      return;
    case '+':
      push_field(reader, "ok", line(reader));
      return;
    case '-':
      push_error(reader);
      return;
    case '*':
    case '>':
      push_array(reader);
      return;
    case '%':
      push_pairs(reader, "map", 1);
      return;
    case '~':
      push_pairs(reader, "set", 0);
      return;
    case '_':
      line(reader);
      lua_pushnil(L);
      return;
    case '#':
      lua_pushboolean(L, *line(reader).at == 't');
      return;
    case ',':
      push_double(reader);
      return;
    case '(':
      push_field(reader, "big_number", line(reader));
      return;
    case '=':
      push_verbatim(reader);
      return;
    default:
      luaL_error(L, "a malformed reply");
  }
}

void reply_push(lua_State *L, Bytes reply) {
  Reader reader;
  reader.L = L;
  reader.at = reply.at;
  reader.end = reply.at + reply.length;
  push(&reader);
}
