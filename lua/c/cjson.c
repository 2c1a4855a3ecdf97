/* The library `cjson`: its functions and options. cjson_encode.c and cjson_decode.c do the work. */
#include "cjson.h"

#include <string.h>

#include "vm.h"

/* The options are the userdata at the first upvalue of each function. */
Options *cjson_options(lua_State *L) {
  return lua_touserdata(L, lua_upvalueindex(1));
}

/* Checks that there is at most one argument, or so many; the options. */
static Options *arguments(lua_State *L, int most) {
  luaL_argcheck(L, lua_gettop(L) <= most, most + 1, "found too many arguments");
  while (lua_gettop(L) < most) lua_pushnil(L);
  return cjson_options(L);
}

/* Sets an integer where the argument is there; leaves it on the stack. */
static int integer(lua_State *L, int index, int *setting, int least, int most) {
  if (!lua_isnil(L, index)) {
    long long value = luaL_checkinteger(L, index);
    char problem[64];
    snprintf(problem, sizeof problem, "expected integer between %d and %d", least, most);
    luaL_argcheck(L, least <= value && value <= most, index, problem);
    *setting = (int)value;
  }
  lua_pushinteger(L, *setting);
  return 1;
}

/* The same of a boolean, or of these words. */
static int choice(lua_State *L, int index, int *setting, const char *const *names, int is_known) {
  static const char *const USUAL[] = {"off", "on", NULL};
  if (names == NULL) names = USUAL;
  if (!lua_isnil(L, index)) {
    if (is_known && lua_isboolean(L, index)) {
      *setting = lua_toboolean(L, index);
    } else {
      *setting = luaL_checkoption(L, index, NULL, names);
    }
  }
  if (is_known && *setting < 2) {
    lua_pushboolean(L, *setting);
  } else {
    lua_pushstring(L, names[*setting]);
  }
  return 1;
}

static int encode_sparse_array(lua_State *L) {
  Options *options = arguments(L, 3);
  choice(L, 1, &options->sparse_convert, NULL, 1);
  integer(L, 2, &options->sparse_ratio, 0, INT_MAX);
  integer(L, 3, &options->sparse_safe, 0, INT_MAX);
  return 3;
}

static int encode_max_depth(lua_State *L) {
  Options *options = arguments(L, 1);
  return integer(L, 1, &options->encode_depth, 1, INT_MAX);
}

static int decode_max_depth(lua_State *L) {
  Options *options = arguments(L, 1);
  return integer(L, 1, &options->decode_depth, 1, INT_MAX);
}

static int encode_number_precision(lua_State *L) {
  Options *options = arguments(L, 1);
  return integer(L, 1, &options->precision, 1, 14);
}

static int encode_keep_buffer(lua_State *L) {
  Options *options = arguments(L, 1);
  return choice(L, 1, &options->keep_buffer, NULL, 1);
}

static int encode_invalid_numbers(lua_State *L) {
  static const char *const NAMES[] = {"off", "on", "null", NULL};
  Options *options = arguments(L, 1);
  return choice(L, 1, &options->encode_invalid, NAMES, 1);
}

static int decode_invalid_numbers(lua_State *L) {
  Options *options = arguments(L, 1);
  return choice(L, 1, &options->decode_invalid, NULL, 1);
}

static int new(lua_State *L) {
  cjson_open(L);
  return 1;
}

void cjson_open(lua_State *L) {
  static const luaL_Reg FUNCTIONS[] = {
      {"encode", cjson_encode},
      {"decode", cjson_decode},
      {"encode_sparse_array", encode_sparse_array},
      {"encode_max_depth", encode_max_depth},
      {"decode_max_depth", decode_max_depth},
      {"encode_number_precision", encode_number_precision},
      {"encode_keep_buffer", encode_keep_buffer},
      {"encode_invalid_numbers", encode_invalid_numbers},
      {"decode_invalid_numbers", decode_invalid_numbers},
      {"new", new},
      {NULL, NULL},
  };
  static const Options USUAL = {0, 2, 10, 1000, 1000, 14, 1, 0, 1};
  const luaL_Reg *function;
  lua_newtable(L);
  memcpy(lua_newuserdata(L, sizeof(Options)), &USUAL, sizeof(Options));
  for (function = FUNCTIONS; function->name; function++) {
    lua_pushvalue(L, -1);
    lua_pushcclosure(L, function->func, 1);
    lua_setfield(L, -3, function->name);
  }
  lua_pop(L, 1);
  lua_pushlightuserdata(L, NULL);
  lua_setfield(L, -2, "null");
  library_text(L, "_NAME", "cjson");
  library_text(L, "_VERSION", "2.1.0");
}
