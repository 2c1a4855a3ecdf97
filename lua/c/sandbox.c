/* The global variables that scripts and functions have: Redis's choice of Lua's libraries, all read-only. */
#include "lualib.h"
#include "lobject.h"
#include "lstate.h"
#include "vm.h"

void redis_open_at_load(lua_State *L, const char *version, int version_number);

static Table *table_at(lua_State *L, int index) {
  return (Table *)lua_topointer(L, index);
}

void sandbox_protect(lua_State *L, int index, int is_readonly) {
  table_at(L, index)->is_readonly = (lu_byte)is_readonly;
}

void sandbox_set_global(lua_State *L, const char *name) {
  sandbox_protect(L, LUA_GLOBALSINDEX, 0);
  lua_setglobal(L, name);
  sandbox_protect(L, LUA_GLOBALSINDEX, 1);
}

/* A variable that is not there. */
static int missing(lua_State *L) {
  const char *name = lua_tostring(L, 2);
  return luaL_error(L, "Script attempted to access nonexistent global variable '%s'", name ? name : "?");
}

static int clock(lua_State *L) {
  Vm *vm = vm_of(L);
  lua_pushnumber(L, vm->call ? vm->hooks->clock(vm->call) : 0);
  return 1;
}

/* Redis has this function for its own use, and scripts see it. */
static int error_handler(lua_State *L) {
  lua_settop(L, 1);
  return 1;
}

void library_add(lua_State *L, const luaL_Reg *functions) {
  for (; functions->name; functions++) {
    lua_pushcfunction(L, functions->func);
    lua_setfield(L, -2, functions->name);
  }
}

void library_text(lua_State *L, const char *name, const char *text) {
  lua_pushstring(L, text);
  lua_setfield(L, -2, name);
}

static void open_library(lua_State *L, lua_CFunction open) {
  lua_pushcfunction(L, open);
  lua_call(L, 0, 0);
}

static void remove_global(lua_State *L, const char *name) {
  lua_pushnil(L);
  lua_setglobal(L, name);
}

/* Sets the table on the top read-only, and the tables in it. */
static void protect_all(lua_State *L) {
  if (table_at(L, -1)->is_readonly) return;
  sandbox_protect(L, -1, 1);
  if (lua_getmetatable(L, -1)) {
    protect_all(L);
    lua_pop(L, 1);
  }
  lua_pushnil(L);
  while (lua_next(L, -2)) {
    if (lua_istable(L, -1)) protect_all(L);
    lua_pop(L, 1);
  }
}

/* A metatable on the stack whose `__index` is the value that was on the top. */
static void push_index(lua_State *L) {
  lua_createtable(L, 0, 1);
  lua_insert(L, -2);
  lua_setfield(L, -2, "__index");
}

/* The globals of libraries: while they are loaded, and while their functions run. */
static void open_for_libraries(lua_State *L, const char *version, int version_number) {
  lua_createtable(L, 0, 1);
  redis_open_at_load(L, version, version_number);
  lua_pushcfunction(L, missing);
  push_index(L);
  lua_setmetatable(L, -2);
  lua_setfield(L, -2, "redis");
  lua_pushcfunction(L, missing);
  push_index(L);
  lua_setmetatable(L, -2);
  push_index(L);
  protect_all(L);
  lua_setfield(L, LUA_REGISTRYINDEX, "globals at load");
  lua_pushvalue(L, LUA_GLOBALSINDEX);
  push_index(L);
  sandbox_protect(L, -1, 1);
  lua_setfield(L, LUA_REGISTRYINDEX, "globals at run");
}

void sandbox_open(lua_State *L, const char *version, int version_number) {
  static const char *const REMOVED[] = {"newproxy", "getfenv", "setfenv"};
  Vm *vm = vm_of(L);
  size_t at;
  open_library(L, luaopen_base);
  open_library(L, luaopen_table);
  open_library(L, luaopen_string);
  open_library(L, luaopen_math);
  for (at = 0; at < sizeof REMOVED / sizeof *REMOVED; at++) remove_global(L, REMOVED[at]);
  lua_createtable(L, 0, 1);
  lua_pushcfunction(L, clock);
  lua_setfield(L, -2, "clock");
  lua_setglobal(L, "os");
  redis_open(L, version, version_number);
  lua_setglobal(L, "redis");
  cjson_open(L);
  lua_setglobal(L, "cjson");
  cmsgpack_open(L);
  lua_setglobal(L, "cmsgpack");
  struct_open(L);
  lua_setglobal(L, "struct");
  bit_open(L);
  lua_setglobal(L, "bit");
  lua_pushvalue(L, LUA_GLOBALSINDEX);
  lua_pushcfunction(L, missing);
  push_index(L);
  lua_setmetatable(L, -2);
  if (vm->is_for_libraries) {
    open_for_libraries(L, version, version_number);
  } else {
    lua_pushcfunction(L, error_handler);
    lua_setglobal(L, "__redis__err__handler");
  }
  protect_all(L);
  lua_pushliteral(L, "");
  if (lua_getmetatable(L, -1)) protect_all(L);
  lua_settop(L, 0);
}
