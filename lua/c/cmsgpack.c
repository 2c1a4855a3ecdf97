/* The library `cmsgpack`: values as MessagePack, and back. */
#include <string.h>

#include "buffer.h"
#include "vm.h"

/* Tables within each other: deeper ones are written as nil. */
enum { MOST_NESTED = 16, MOST_NESTED_READ = 1000 };

/* A byte, and a number of so many bytes, the highest first. */
static void put_number(Buffer *out, int tag, unsigned long long number, int size) {
  unsigned char bytes[9];
  int at;
  bytes[0] = (unsigned char)tag;
  for (at = size; at > 0; at--, number >>= 8) bytes[at] = (unsigned char)number;
  buffer_put(out, bytes, (size_t)size + 1);
}

static void put_integer(Buffer *out, long long number) {
  unsigned long long bits = (unsigned long long)number;
  if (number >= 0) {
    if (number <= 127) put_number(out, (int)number, 0, 0);
    else if (number <= 0xff) put_number(out, 0xcc, bits, 1);
    else if (number <= 0xffff) put_number(out, 0xcd, bits, 2);
    else if (number <= 0xffffffffll) put_number(out, 0xce, bits, 4);
    else put_number(out, 0xcf, bits, 8);
  } else if (number >= -32) put_number(out, (int)(bits & 0xff), 0, 0);
  else if (number >= -128) put_number(out, 0xd0, bits, 1);
  else if (number >= -32768) put_number(out, 0xd1, bits, 2);
  else if (number >= -2147483648ll) put_number(out, 0xd2, bits, 4);
  else put_number(out, 0xd3, bits, 8);
}

static void put_float(Buffer *out, double number) {
  float single = (float)number;
  if ((double)single == number) {
    unsigned bits;
    memcpy(&bits, &single, 4);
    put_number(out, 0xca, bits, 4);
  } else {
    unsigned long long bits;
    memcpy(&bits, &number, 8);
    put_number(out, 0xcb, bits, 8);
  }
}

static void put_string(Buffer *out, const char *text, size_t length) {
  if (length < 32) put_number(out, (int)(0xa0 | length), 0, 0);
  else if (length <= 0xff) put_number(out, 0xd9, length, 1);
  else if (length <= 0xffff) put_number(out, 0xda, length, 2);
  else put_number(out, 0xdb, length, 4);
  buffer_put(out, text, length);
}

/* Where a table, at the top, has the keys 1 to n alone. */
static int is_array(lua_State *L, size_t *count) {
  double most = 0;
  *count = 0;
  lua_pushnil(L);
  while (lua_next(L, -2)) {
    double key = lua_type(L, -2) == LUA_TNUMBER ? lua_tonumber(L, -2) : 0;
    lua_pop(L, 1);
    if (key <= 0 || key != (double)(long long)key) {
      lua_pop(L, 1);
      return 0;
    }
    if (key > most) most = key;
    ++*count;
  }
  return most == (double)*count;
}

static void put_value(Buffer *out, int depth);

static void put_table(Buffer *out, int depth) {
  lua_State *L = out->L;
  size_t count;
  size_t at;
  if (is_array(L, &count)) {
    if (count < 16) put_number(out, (int)(0x90 | count), 0, 0);
    else if (count <= 0xffff) put_number(out, 0xdc, count, 2);
    else put_number(out, 0xdd, count, 4);
    for (at = 1; at <= count; at++) {
      lua_rawgeti(L, -1, (int)at);
      put_value(out, depth + 1);
    }
    return;
  }
  count = 0;
  for (lua_pushnil(L); lua_next(L, -2); lua_pop(L, 1)) count++;
  if (count < 16) put_number(out, (int)(0x80 | count), 0, 0);
  else if (count <= 0xffff) put_number(out, 0xde, count, 2);
  else put_number(out, 0xdf, count, 4);
  lua_pushnil(L);
  while (lua_next(L, -2)) {
    lua_pushvalue(L, -2);
    put_value(out, depth + 1);
    put_value(out, depth + 1);
  }
}

/* Writes the value at the top, and pops it. */
static void put_value(Buffer *out, int depth) {
  lua_State *L = out->L;
  double number;
  size_t length;
  const char *text;
  luaL_checkstack(L, 6, "in function mp_encode_lua_type");
  switch (lua_type(L, -1)) {
    case LUA_TSTRING:
      text = lua_tolstring(L, -1, &length);
      put_string(out, text, length);
      break;
    case LUA_TBOOLEAN:
      put_number(out, lua_toboolean(L, -1) ? 0xc3 : 0xc2, 0, 0);
      break;
    case LUA_TNUMBER:
      number = lua_tonumber(L, -1);
      if (number >= -9223372036854775808.0 && number < 9223372036854775808.0 && (double)(long long)number == number) {
        put_integer(out, (long long)number);
      } else {
        put_float(out, number);
      }
      break;
    case LUA_TTABLE:
      if (depth < MOST_NESTED) {
        put_table(out, depth);
        break;
      }
      /* fall through */
    default:
      put_number(out, 0xc0, 0, 0);
  }
  lua_pop(L, 1);
}

static int pack(lua_State *L) {
  Buffer out;
  int count = lua_gettop(L);
  int at;
  if (count == 0) return luaL_argerror(L, 0, "MessagePack pack needs input.");
  if (!lua_checkstack(L, count + 2)) return luaL_argerror(L, 0, "Too many arguments for MessagePack pack.");
  buffer_open(&out, L, 1);
  for (at = 2; at <= count + 1; at++) {
    lua_pushvalue(L, at);
    put_value(&out, 0);
  }
  lua_pushlstring(L, out.at, out.length);
  return 1;
}

typedef struct Reader {
  lua_State *L;
  const unsigned char *at;
  size_t left;
} Reader;

/* So many bytes. */
static const unsigned char *get(Reader *reader, size_t length) {
  const unsigned char *at = reader->at;
  if (length > reader->left) luaL_error(reader->L, "Missing bytes in input.");
  reader->at += length;
  reader->left -= length;
  return at;
}

static unsigned long long get_number(Reader *reader, int size) {
  const unsigned char *at = get(reader, (size_t)size);
  unsigned long long number = 0;
  for (; size > 0; size--) number = number << 8 | *at++;
  return number;
}

static void get_string(Reader *reader, size_t length) {
  const unsigned char *at = get(reader, length);
  lua_pushlstring(reader->L, (const char *)at, length);
}

static void get_value(Reader *reader, int depth);

static void get_array(Reader *reader, unsigned long long count, int depth) {
  int at;
  lua_newtable(reader->L);
  for (at = 1; count > 0; count--, at++) {
    get_value(reader, depth + 1);
    lua_rawseti(reader->L, -2, at);
  }
}

static void get_map(Reader *reader, unsigned long long count, int depth) {
  lua_newtable(reader->L);
  for (; count > 0; count--) {
    get_value(reader, depth + 1);
    get_value(reader, depth + 1);
    lua_settable(reader->L, -3);
  }
}

static void get_float(Reader *reader, int size) {
  unsigned long long bits = get_number(reader, size);
  if (size == 4) {
    unsigned low = (unsigned)bits;
    float number;
    memcpy(&number, &low, 4);
    lua_pushnumber(reader->L, number);
  } else {
    double number;
    memcpy(&number, &bits, 8);
    lua_pushnumber(reader->L, number);
  }
}

/* Leaves the next value on the stack. */
static void get_value(Reader *reader, int depth) {
  lua_State *L = reader->L;
  int tag = *get(reader, 1);
  luaL_checkstack(L, 4, "too many return values at once; use unpack_one or unpack_limit instead.");
  if (depth > MOST_NESTED_READ) luaL_error(L, "Bad data format in input.");
  if (tag < 0x80) lua_pushinteger(L, tag);
  else if (tag < 0x90) get_map(reader, tag & 15, depth);
  else if (tag < 0xa0) get_array(reader, tag & 15, depth);
  else if (tag < 0xc0) get_string(reader, tag & 31);
  else if (tag >= 0xe0) lua_pushinteger(L, (signed char)tag);
  else switch (tag) {
    case 0xc0: lua_pushnil(L); break;
    case 0xc2: lua_pushboolean(L, 0); break;
    case 0xc3: lua_pushboolean(L, 1); break;
    case 0xd9: get_string(reader, (size_t)get_number(reader, 1)); break;
    case 0xda: get_string(reader, (size_t)get_number(reader, 2)); break;
    case 0xdb: get_string(reader, (size_t)get_number(reader, 4)); break;
    case 0xca: get_float(reader, 4); break;
    case 0xcb: get_float(reader, 8); break;
    case 0xcc: lua_pushnumber(L, (double)get_number(reader, 1)); break;
    case 0xcd: lua_pushnumber(L, (double)get_number(reader, 2)); break;
    case 0xce: lua_pushnumber(L, (double)get_number(reader, 4)); break;
    /* Signed, as Redis has it. */
    case 0xcf: lua_pushnumber(L, (double)(long long)get_number(reader, 8)); break;
    case 0xd0: lua_pushnumber(L, (signed char)get_number(reader, 1)); break;
    case 0xd1: lua_pushnumber(L, (short)get_number(reader, 2)); break;
    case 0xd2: lua_pushnumber(L, (int)get_number(reader, 4)); break;
    case 0xd3: lua_pushnumber(L, (double)(long long)get_number(reader, 8)); break;
    case 0xdc: get_array(reader, get_number(reader, 2), depth); break;
    case 0xdd: get_array(reader, get_number(reader, 4), depth); break;
    case 0xde: get_map(reader, get_number(reader, 2), depth); break;
    case 0xdf: get_map(reader, get_number(reader, 4), depth); break;
    default: luaL_error(L, "Bad data format in input.");
  }
}

/* Reads the string at 1 from an offset on: so many values, or all where the limit is 0. */
static int read_values(lua_State *L, long long limit, long long offset) {
  size_t length;
  const char *text = luaL_checklstring(L, 1, &length);
  Reader reader;
  int count = 0;
  if (offset < 0 || limit < 0) {
    return luaL_error(L, "Invalid request to unpack with offset of %d and limit of %d.", (int)offset, (int)length);
  }
  if ((size_t)offset > length) {
    return luaL_error(L, "Start offset %d greater than input length %d.", (int)offset, (int)length);
  }
  reader.L = L;
  reader.at = (const unsigned char *)text + offset;
  reader.left = length - (size_t)offset;
  for (; reader.left > 0 && (limit == 0 || count < limit); count++) {
    luaL_checkstack(L, 1, "too many return values at once; use unpack_one or unpack_limit instead.");
    get_value(&reader, 0);
  }
  if (limit == 0) return count;
  lua_pushinteger(L, reader.left == 0 ? -1 : (lua_Integer)(length - reader.left));
  lua_insert(L, lua_gettop(L) - count);
  return count + 1;
}

static int unpack(lua_State *L) {
  return read_values(L, 0, 0);
}

static int unpack_one(lua_State *L) {
  long long offset = luaL_optinteger(L, 2, 0);
  lua_settop(L, 1);
  return read_values(L, 1, offset);
}

static int unpack_limit(lua_State *L) {
  long long limit = luaL_checkinteger(L, 2);
  long long offset = luaL_optinteger(L, 3, 0);
  lua_settop(L, 1);
  return read_values(L, limit, offset);
}

static const luaL_Reg FUNCTIONS[] = {
    {"pack", pack}, {"unpack", unpack}, {"unpack_one", unpack_one}, {"unpack_limit", unpack_limit}, {NULL, NULL},
};

void cmsgpack_open(lua_State *L) {
  lua_newtable(L);
  library_add(L, FUNCTIONS);
  library_text(L, "_NAME", "cmsgpack");
  library_text(L, "_VERSION", "lua-cmsgpack 0.4.0");
  library_text(L, "_COPYRIGHT", "Copyright (C) 2012, Salvatore Sanfilippo");
  library_text(L, "_DESCRIPTION", "MessagePack C implementation for Lua");
}
