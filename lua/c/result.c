/* What a call gives, as bytes; src/value.rs reads them.

   A value is a letter, as in RESP, and what belongs to it: eight bytes of a number, or a text with its length in four
   bytes before it. The elements of a table follow it, up to a full stop. An error has a byte before its text that
   says whether it was counted. All numbers have their lowest byte first. */
#include <string.h>

#include "vm.h"

/* How deeply tables may stand within each other. */
enum { MOST_NESTED = 1000 };

void result_bytes(Vm *vm, const void *at, size_t length) {
  if (length > vm->result_size - vm->result_length) {
    size_t size = vm->result_length + length;
    void *moved;
    size += size / 2 + 64;
    moved = size < vm->limit ? vm->hooks->resize(vm->result, vm->result_size, size) : NULL;
    if (moved == NULL) {
      vm->ended = VM_MEMORY;
      luaL_error(vm->L, "not enough memory");
      return;
    }
    vm->result = moved;
    vm->result_size = size;
  }
  memcpy(vm->result + vm->result_length, at, length);
  vm->result_length += length;
}

void result_byte(Vm *vm, char byte) {
  result_bytes(vm, &byte, 1);
}

static void result_size(Vm *vm, size_t size) {
  unsigned length = (unsigned)size;
  unsigned char bytes[4] = {length & 255, length >> 8 & 255, length >> 16 & 255, length >> 24};
  result_bytes(vm, bytes, 4);
}

void result_text(Vm *vm, char tag, const char *at, size_t length) {
  result_byte(vm, tag);
  if (tag == '_') return;
  result_size(vm, length);
  result_bytes(vm, at, length);
}

/* The same on one line. */
static void result_line(Vm *vm, char tag, const char *at, size_t length) {
  size_t start;
  result_text(vm, tag, at, length);
  for (start = vm->result_length - length; start < vm->result_length; start++) {
    if (vm->result[start] == '\r' || vm->result[start] == '\n') vm->result[start] = ' ';
  }
}

static void result_integer(Vm *vm, char tag, unsigned long long number) {
  int at;
  result_byte(vm, tag);
  for (at = 0; at < 8; at++) result_byte(vm, (char)(number >> 8 * at & 255));
}

/* The field of the table on the top, where it has this type; else nothing is pushed. */
static int field(lua_State *L, const char *name, int type) {
  lua_pushstring(L, name);
  lua_rawget(L, -2);
  if (lua_type(L, -1) == type) return 1;
  lua_pop(L, 1);
  return 0;
}

static void value(lua_State *L, int depth);

static void string_field(lua_State *L, char tag) {
  size_t length;
  const char *text = lua_tolstring(L, -1, &length);
  result_line(vm_of(L), tag, text, length);
  lua_pop(L, 2);
}

/* A table's keys, with their values where it is a map. Pops the field and its table. */
static void pairs(lua_State *L, char tag, int depth) {
  Vm *vm = vm_of(L);
  result_byte(vm, tag);
  lua_pushnil(L);
  while (lua_next(L, -2)) {
    if (tag == '~') lua_pop(L, 1);
    lua_pushvalue(L, tag == '~' ? -1 : -2);
    value(L, depth + 1);
    if (tag == '%') value(L, depth + 1);
  }
  result_byte(vm, '.');
  lua_pop(L, 2);
}

/* Whether the field is a verbatim string; pops it, and then its table, too. */
static int verbatim(lua_State *L) {
  Vm *vm = vm_of(L);
  size_t length;
  const char *text;
  if (field(L, "string", LUA_TSTRING)) {
    text = lua_tolstring(L, -1, &length);
    lua_pushvalue(L, -2);
    if (field(L, "format", LUA_TSTRING)) {
      size_t format_length;
      const char *format = lua_tolstring(L, -1, &format_length);
      result_text(vm, '=', format, format_length);
      result_text(vm, '$', text, length);
      lua_pop(L, 5);
      return 1;
    }
    lua_pop(L, 2);
  }
  lua_pop(L, 1);
  return 0;
}

static void table(lua_State *L, int depth) {
  Vm *vm = vm_of(L);
  int at;
  if (field(L, "err", LUA_TSTRING)) {
    lua_pop(L, 1);
    result_error(L, NULL);
    return;
  }
  if (field(L, "ok", LUA_TSTRING)) return string_field(L, '+');
  if (field(L, "double", LUA_TNUMBER)) {
    double number = lua_tonumber(L, -1);
    unsigned long long bits;
    memcpy(&bits, &number, 8);
    result_integer(vm, ',', bits);
    lua_pop(L, 2);
    return;
  }
  if (field(L, "map", LUA_TTABLE)) return pairs(L, '%', depth);
  if (field(L, "set", LUA_TTABLE)) return pairs(L, '~', depth);
  if (field(L, "big_number", LUA_TSTRING)) return string_field(L, '(');
  if (field(L, "verbatim_string", LUA_TTABLE) && verbatim(L)) return;
  result_byte(vm, '*');
  for (at = 1;; at++) {
    lua_rawgeti(L, -1, at);
    if (lua_isnil(L, -1)) break;
    value(L, depth + 1);
  }
  result_byte(vm, '.');
  lua_pop(L, 2);
}

/* Writes the value on the top, and pops it. */
static void value(lua_State *L, int depth) {
  Vm *vm = vm_of(L);
  size_t length;
  const char *text;
  if (depth > MOST_NESTED || !lua_checkstack(L, 8)) {
    static const char TOO_DEEP[] = "ERR reached lua stack limit";
    result_byte(vm, '-');
    result_text(vm, 0, TOO_DEEP, sizeof TOO_DEEP - 1);
    lua_pop(L, 1);
    return;
  }
  switch (lua_type(L, -1)) {
    case LUA_TSTRING:
      text = lua_tolstring(L, -1, &length);
      result_text(vm, '$', text, length);
      break;
    case LUA_TNUMBER:
      result_integer(vm, ':', (unsigned long long)lua_tointeger(L, -1));
      break;
    case LUA_TBOOLEAN:
      if (vm->resp == 3) {
        result_byte(vm, lua_toboolean(L, -1) ? 't' : 'f');
      } else if (lua_toboolean(L, -1)) {
        result_integer(vm, ':', 1);
      } else {
        result_byte(vm, '_');
      }
      break;
    case LUA_TTABLE:
      table(L, depth);
      return;
    default:
      result_byte(vm, '_');
  }
  lua_pop(L, 1);
}

void result_value(lua_State *L) {
  value(L, 0);
}

void result_error(lua_State *L, const char *name) {
  Vm *vm = vm_of(L);
  int is_counted = 0;
  const char *text;
  size_t length;
  if (lua_istable(L, -1)) {
    if (field(L, "ignore_error_stats_update", LUA_TBOOLEAN)) {
      is_counted = lua_toboolean(L, -1);
      lua_pop(L, 1);
    }
    if (!field(L, "err", LUA_TSTRING)) lua_pushliteral(L, "ERR unknown error");
    if (name) {
      lua_pushfstring(L, " script: %s", name);
      lua_pushliteral(L, "source");
      lua_rawget(L, -4);
      lua_pushliteral(L, "line");
      lua_rawget(L, -5);
      if (lua_isstring(L, -1) && lua_isstring(L, -2)) {
        lua_pushfstring(L, ", on %s:%s.", lua_tostring(L, -2), lua_tostring(L, -1));
      } else {
        lua_pushliteral(L, "");
      }
      lua_replace(L, -3);
      lua_pop(L, 1);
      lua_concat(L, 3);
    }
    lua_remove(L, -2);
  }
  text = lua_tolstring(L, -1, &length);
  if (text == NULL) text = "", length = 0;
  result_byte(vm, '-');
  result_line(vm, is_counted != 0, text, length);
  lua_pop(L, 1);
}
