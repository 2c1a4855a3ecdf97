/* redis.register_function, by which a library says what functions it has.

   While a library is loaded, the registry's `loading` is the table of its functions: by name, a table each with the
   function at 1, its description at 2, and the bits of its flags at 3. */
#include <string.h>

#include "vm.h"

int redis_raise(lua_State *L, const char *text);

/* In the order of the flags in src/interpreter.rs. */
static const char *const FLAGS[] = {
    "no-writes", "allow-oom", "allow-stale", "no-cluster", "allow-cross-slot-keys", "allow-key-locking",
};
enum { FLAG_COUNT = sizeof FLAGS / sizeof *FLAGS };

static int is_name(const char *name, size_t length) {
  size_t at;
  for (at = 0; at < length; at++) {
    char letter = name[at];
    int is_letter = (letter >= 'a' && letter <= 'z') || (letter >= 'A' && letter <= 'Z');
    if (!is_letter && !(letter >= '0' && letter <= '9') && letter != '_') return 0;
  }
  return length > 0;
}

/* The bits of the flags in the table at this place, or -1 where one is unknown. */
static int flags_of(lua_State *L, int index) {
  int bits = 0;
  int at;
  for (at = 1;; at++) {
    int flag;
    lua_rawgeti(L, index, at);
    if (lua_isnil(L, -1)) break;
    if (lua_type(L, -1) != LUA_TSTRING) return -1;
    for (flag = 0; flag < FLAG_COUNT && strcmp(FLAGS[flag], lua_tostring(L, -1)) != 0; flag++) continue;
    if (flag == FLAG_COUNT) return -1;
    bits |= 1 << flag;
    lua_pop(L, 1);
  }
  lua_pop(L, 1);
  return bits;
}

/* What is wrong with the named arguments at 1; else puts name, function, description and bits at 2 to 5. */
static const char *named(lua_State *L) {
  static const char *const NAMES[] = {"function_name", "callback", "description", "flags"};
  lua_settop(L, 1);
  lua_pushnil(L);
  lua_pushnil(L);
  lua_pushnil(L);
  lua_pushinteger(L, 0);
  lua_pushnil(L);
  while (lua_next(L, 1)) {
    int name;
    if (lua_type(L, -2) != LUA_TSTRING) return "named argument key given to redis.register_function is not a string";
    for (name = 0; name < 4 && strcmp(NAMES[name], lua_tostring(L, -2)) != 0; name++) continue;
    if (name == 0 && !lua_isstring(L, -1)) return "function_name argument given to redis.register_function must be a string";
    if (name == 1 && !lua_isfunction(L, -1)) return "callback argument given to redis.register_function must be a function";
    if (name == 2 && !lua_isstring(L, -1)) return "description argument given to redis.register_function must be a string";
    if (name == 3) {
      int bits;
      if (!lua_istable(L, -1)) return "flags argument to redis.register_function must be a table representing function flags";
      bits = flags_of(L, lua_gettop(L));
      if (bits < 0) return "unknown flag given";
      lua_pop(L, 1);
      lua_pushinteger(L, bits);
    }
    if (name == 4) return "unknown argument given to redis.register_function";
    lua_replace(L, 2 + name);
  }
  if (lua_isnil(L, 2)) return "redis.register_function must get a function name argument";
  if (lua_isnil(L, 3)) return "redis.register_function must get a callback argument";
  return NULL;
}

/* The same for a name and a function at 1 and 2. */
static const char *positional(lua_State *L) {
  if (!lua_isstring(L, 1)) return "first argument to redis.register_function must be a string";
  if (!lua_isfunction(L, 2)) return "second argument to redis.register_function must be a function";
  lua_pushvalue(L, 1);
  lua_insert(L, 1);
  lua_pushnil(L);
  lua_pushinteger(L, 0);
  return NULL;
}

int register_function(lua_State *L) {
  int count = lua_gettop(L);
  const char *problem;
  const char *name;
  size_t length;
  if (!vm_of(L)->is_loading) {
    return redis_raise(L, "redis.register_function can only be called on FUNCTION LOAD command");
  }
  if (count < 1 || count > 2) return redis_raise(L, "wrong number of arguments to redis.register_function");
  if (count == 1 && !lua_istable(L, 1)) {
    return redis_raise(L,
                       "calling redis.register_function with a single argument is only applicable to Lua table "
                       "(representing named arguments).");
  }
  problem = count == 1 ? named(L) : positional(L);
  if (problem) return redis_raise(L, problem);
  name = lua_tolstring(L, 2, &length);
  if (!is_name(name, length)) {
    return redis_raise(L,
                       "Library names can only contain letters, numbers, or underscores(_) and must be at least one "
                       "character long");
  }
  lua_getfield(L, LUA_REGISTRYINDEX, "loading");
  lua_pushvalue(L, 2);
  lua_rawget(L, 6);
  if (!lua_isnil(L, -1)) return redis_raise(L, "Function already exists in the library");
  lua_pushvalue(L, 2);
  lua_createtable(L, 3, 0);
  lua_pushvalue(L, 3);
  lua_rawseti(L, -2, 1);
  if (!lua_isnil(L, 4)) {
    lua_tostring(L, 4);
    lua_pushvalue(L, 4);
    lua_rawseti(L, -2, 2);
  }
  lua_pushvalue(L, 5);
  lua_rawseti(L, -2, 3);
  lua_rawset(L, 6);
  return 0;
}

void register_result(lua_State *L) {
  Vm *vm = vm_of(L);
  lua_pushnil(L);
  while (lua_next(L, -2)) {
    size_t length;
    const char *text = lua_tolstring(L, -2, &length);
    result_text(vm, '$', text, length);
    lua_rawgeti(L, -1, 2);
    text = lua_tolstring(L, -1, &length);
    result_text(vm, text ? '$' : '_', text, length);
    lua_rawgeti(L, -2, 3);
    result_byte(vm, (char)lua_tointeger(L, -1));
    lua_pop(L, 3);
  }
}
