/* cjson.encode: a value as JSON. */
#include <math.h>
#include <string.h>

#include "buffer.h"
#include "cjson.h"

typedef struct Writer {
  Buffer out;
  const Options *options;
} Writer;

static void put_byte(Writer *writer, char byte) {
  *buffer_room(&writer->out, 1) = byte;
  writer->out.length++;
}

static int refuse(lua_State *L, int index, const char *why) {
  return luaL_error(L, "Cannot serialise %s: %s", luaL_typename(L, index), why);
}

static void put_string(Writer *writer, int index) {
  size_t length;
  const char *text = lua_tolstring(writer->out.L, index, &length);
  char *at = buffer_room(&writer->out, length * 6 + 2);
  char *start = at;
  *at++ = '"';
  for (; length > 0; length--, text++) {
    unsigned char byte = (unsigned char)*text;
    const char *escape = NULL;
    switch (byte) {
      case '"': escape = "\\\""; break;
      case '\\': escape = "\\\\"; break;
      case '/': escape = "\\/"; break;
      case '\b': escape = "\\b"; break;
      case '\t': escape = "\\t"; break;
      case '\n': escape = "\\n"; break;
      case '\f': escape = "\\f"; break;
      case '\r': escape = "\\r"; break;
    }
    if (escape) {
      *at++ = escape[0];
      *at++ = escape[1];
    } else if (byte < 32 || byte == 127) {
      static const char DIGITS[] = "0123456789abcdef";
      memcpy(at, "\\u00", 4);
      at[4] = DIGITS[byte >> 4];
      at[5] = DIGITS[byte & 15];
      at += 6;
    } else {
      *at++ = (char)byte;
    }
  }
  *at++ = '"';
  writer->out.length += (size_t)(at - start);
}

static void put_number(Writer *writer, int index) {
  double number = lua_tonumber(writer->out.L, index);
  char text[40];
  if (isinf(number) || isnan(number)) {
    if (writer->options->encode_invalid == 0) refuse(writer->out.L, index, "must not be NaN or Inf");
    if (writer->options->encode_invalid == 2) {
      buffer_put(&writer->out, "null", 4);
      return;
    }
    if (isnan(number)) {
      buffer_put(&writer->out, "nan", 3);
      return;
    }
  }
  buffer_put(&writer->out, text, (size_t)snprintf(text, sizeof text, "%.*g", writer->options->precision, number));
}

/* The length of the table at the top as an array; -1 where it is an object. */
static int array_length(Writer *writer) {
  lua_State *L = writer->out.L;
  const Options *options = writer->options;
  int most = 0;
  int items = 0;
  lua_pushnil(L);
  while (lua_next(L, -2)) {
    double key = lua_type(L, -2) == LUA_TNUMBER ? lua_tonumber(L, -2) : 0;
    lua_pop(L, 1);
    if (key >= 1 && floor(key) == key) {
      if (key > most) most = key > INT_MAX ? INT_MAX : (int)key;
      items++;
    } else {
      lua_pop(L, 1);
      return -1;
    }
  }
  if (options->sparse_ratio > 0 && most > (long long)items * options->sparse_ratio && most > options->sparse_safe) {
    if (!options->sparse_convert) refuse(L, -1, "excessively sparse array");
    return -1;
  }
  return most;
}

static void put_value(Writer *writer, int depth);

static void put_array(Writer *writer, int length, int depth) {
  int at;
  put_byte(writer, '[');
  for (at = 1; at <= length; at++) {
    if (at > 1) put_byte(writer, ',');
    lua_rawgeti(writer->out.L, -1, at);
    put_value(writer, depth);
    lua_pop(writer->out.L, 1);
  }
  put_byte(writer, ']');
}

static void put_object(Writer *writer, int depth) {
  lua_State *L = writer->out.L;
  int is_first = 1;
  put_byte(writer, '{');
  lua_pushnil(L);
  while (lua_next(L, -2)) {
    int type = lua_type(L, -2);
    if (!is_first) put_byte(writer, ',');
    is_first = 0;
    if (type == LUA_TNUMBER) {
      put_byte(writer, '"');
      put_number(writer, -2);
      put_byte(writer, '"');
    } else if (type == LUA_TSTRING) {
      put_string(writer, -2);
    } else {
      refuse(L, -2, "table key must be a number or string");
    }
    put_byte(writer, ':');
    put_value(writer, depth);
    lua_pop(L, 1);
  }
  put_byte(writer, '}');
}

/* Writes the value at the top. */
static void put_value(Writer *writer, int depth) {
  lua_State *L = writer->out.L;
  int length;
  switch (lua_type(L, -1)) {
    case LUA_TSTRING:
      put_string(writer, -1);
      return;
    case LUA_TNUMBER:
      put_number(writer, -1);
      return;
    case LUA_TBOOLEAN:
      if (lua_toboolean(L, -1)) buffer_put(&writer->out, "true", 4);
      else buffer_put(&writer->out, "false", 5);
      return;
    case LUA_TNIL:
      buffer_put(&writer->out, "null", 4);
      return;
    case LUA_TTABLE:
      depth++;
      if (depth > writer->options->encode_depth || !lua_checkstack(L, 6)) {
        luaL_error(L, "Cannot serialise, excessive nesting (%d)", depth);
      }
      length = array_length(writer);
      if (length > 0) put_array(writer, length, depth);
      else put_object(writer, depth);
      return;
    case LUA_TLIGHTUSERDATA:
      if (lua_touserdata(L, -1) == NULL) {
        buffer_put(&writer->out, "null", 4);
        return;
      }
      /* fall through */
    default:
      refuse(L, -1, "type not supported");
  }
}

int cjson_encode(lua_State *L) {
  Writer writer;
  luaL_argcheck(L, lua_gettop(L) == 1, 1, "expected 1 argument");
  writer.options = cjson_options(L);
  buffer_open(&writer.out, L, 2);
  lua_pushvalue(L, 1);
  put_value(&writer, 0);
  lua_pushlstring(L, writer.out.at, writer.out.length);
  return 1;
}
