/* Interpreters, and the calls that Rust makes. Every call runs in a protected one of Lua: no error gets out of here.

   The registry has `scripts`, by id, and `libraries`, by id, each a table of functions by name. */
#include "vm.h"

#include <string.h>

#include "port.h"

void vm_set_hook(lua_State *L);

/* Scripts that are kept compiled; beyond it, all are forgotten. */
enum { MOST_KEPT = 1000 };

/* What a protected call is to do. */
typedef struct Request {
  Vm *vm;
  Bytes id;
  Bytes text;
  Bytes function;
  const Bytes *keys;
  size_t key_count;
  const Bytes *arguments;
  size_t argument_count;
  const char *version;
  int version_number;
  /* How it ended. */
  int status;
} Request;

Vm *vm_of(lua_State *L) {
  void *vm;
  lua_getallocf(L, &vm);
  return vm;
}

/* The allocator of Lua. Memory beyond the limit ends the script, and so does work without end that allocates. */
static void *memory(void *data, void *at, size_t old_size, size_t new_size) {
  Vm *vm = data;
  void *moved;
  if (new_size > old_size) {
    size_t more = new_size - old_size;
    if (vm->ended == VM_MEMORY) return NULL;
    if (more > vm->limit || vm->used > vm->limit - more) {
      vm->ended = VM_MEMORY;
      return NULL;
    }
    if (vm->call) {
      size_t work = new_size / 32;
      if (work >= (size_t)vm->fuel) {
        vm->instructions += 10000;
        vm->fuel = 40000;
        if (vm->hooks->is_over(vm->call, vm->instructions)) {
          vm->ended = VM_OVER;
          return NULL;
        }
      } else {
        vm->fuel -= (long)work;
      }
    }
  }
  moved = vm->hooks->resize(at, old_size, new_size);
  if (moved != NULL || new_size == 0) {
    vm->used += new_size;
    vm->used -= old_size;
  } else {
    vm->ended = VM_MEMORY;
  }
  return moved;
}

static int open_all(lua_State *L) {
  Request *request = lua_touserdata(L, 1);
  lua_newtable(L);
  lua_setfield(L, LUA_REGISTRYINDEX, "scripts");
  lua_newtable(L);
  lua_setfield(L, LUA_REGISTRYINDEX, "libraries");
  sandbox_open(L, request->version, request->version_number);
  vm_set_hook(L);
  return 0;
}

Vm *vm_new(const Hooks *hooks, size_t limit, int is_for_libraries, const char *version, int version_number) {
  Request request = {0};
  Vm *vm = hooks->resize(NULL, 0, sizeof(Vm));
  if (vm == NULL) return NULL;
  memset(vm, 0, sizeof(Vm));
  vm->hooks = hooks;
  vm->limit = limit;
  vm->is_for_libraries = is_for_libraries;
  vm->resp = 2;
  vm->random = 0x1234abcd330eull;
  vm->fuel = 40000;
  request.version = version;
  request.version_number = version_number;
  vm->L = lua_newstate(memory, vm);
  if (vm->L == NULL || lua_cpcall(vm->L, open_all, &request) != 0) {
    vm_free(vm);
    return NULL;
  }
  return vm;
}

void vm_free(Vm *vm) {
  const Hooks *hooks = vm->hooks;
  if (vm->L) lua_close(vm->L);
  if (vm->result) hooks->resize(vm->result, vm->result_size, 0);
  hooks->resize(vm, sizeof(Vm), 0);
}

/* Runs one of the functions below, and says how that ended. */
static int protect(Request *request, void *call, lua_CFunction run) {
  Vm *vm = request->vm;
  int status;
  vm->call = call;
  vm->instructions = 0;
  vm->ended = 0;
  vm->resp = 2;
  vm->is_loading = 0;
  vm->result_length = 0;
  vm_set_hook(vm->L);
  request->status = VM_OK;
  status = lua_cpcall(vm->L, run, request);
  vm->call = NULL;
  lua_settop(vm->L, 0);
  if (vm->ended) return vm->ended;
  /* Whatever else is raised outside of a script is that there is no memory. */
  return status == 0 ? request->status : VM_MEMORY;
}

/* Leaves the compiled source on the stack; where it does not compile, its text is the result. */
static int compile(lua_State *L, Request *request, const char *name) {
  size_t length;
  const char *text;
  int status = luaL_loadbuffer(L, request->text.at, request->text.length, name);
  port_check_ended(L);
  if (status == 0) return 1;
  text = lua_tolstring(L, -1, &length);
  result_bytes(request->vm, text, length);
  request->status = VM_COMPILE;
  return 0;
}

/* The message handler of scripts and functions: an error becomes a table that says where it was raised. */
static int locate(lua_State *L) {
  lua_Debug where;
  int is_known = lua_getstack(L, 1, &where) && lua_getinfo(L, "Sl", &where);
  if (is_known && *where.what == 'C') is_known = lua_getstack(L, 2, &where) && lua_getinfo(L, "Sl", &where);
  if (!lua_istable(L, 1)) {
    lua_settop(L, 1);
    lua_newtable(L);
    lua_pushliteral(L, "ERR ");
    lua_getglobal(L, "tostring");
    lua_pushvalue(L, 1);
    lua_call(L, 1, 1);
    lua_concat(L, 2);
    lua_setfield(L, 2, "err");
  }
  if (is_known) {
    lua_pushstring(L, where.source);
    lua_setfield(L, -2, "source");
    lua_pushinteger(L, where.currentline);
    lua_setfield(L, -2, "line");
  }
  return 1;
}

/* Calls what is on the stack above its arguments; makes its value or its error the result. */
static void call(lua_State *L, Request *request, int arguments, const char *name) {
  int base = lua_gettop(L) - arguments;
  int status;
  lua_pushcfunction(L, locate);
  lua_insert(L, base);
  status = lua_pcall(L, arguments, 1, base);
  port_check_ended(L);
  if (status == 0) {
    result_value(L);
  } else {
    request->vm->result_length = 0;
    request->status = VM_RAISED;
    result_error(L, name);
  }
}

/* Pushes words as a table. */
static void push_words(lua_State *L, const Bytes *words, size_t count) {
  size_t at;
  lua_createtable(L, (int)count, 0);
  for (at = 0; at < count; at++) {
    lua_pushlstring(L, words[at].at, words[at].length);
    lua_rawseti(L, -2, (int)at + 1);
  }
}

/* Leaves the compiled script on the stack. */
static int find_script(lua_State *L, Request *request) {
  Vm *vm = request->vm;
  lua_getfield(L, LUA_REGISTRYINDEX, "scripts");
  lua_pushlstring(L, request->id.at, request->id.length);
  lua_rawget(L, -2);
  if (!lua_isnil(L, -1)) return 1;
  lua_pop(L, 1);
  if (!compile(L, request, "@user_script")) return 0;
  if (++vm->kept > MOST_KEPT || vm->used > vm->limit / 2) {
    vm->kept = 1;
    lua_newtable(L);
    lua_replace(L, -3);
    lua_pushvalue(L, -2);
    lua_setfield(L, LUA_REGISTRYINDEX, "scripts");
    lua_gc(L, LUA_GCCOLLECT, 0);
  }
  lua_pushlstring(L, request->id.at, request->id.length);
  lua_pushvalue(L, -2);
  lua_rawset(L, -4);
  return 1;
}

static int run_compile(lua_State *L) {
  find_script(L, lua_touserdata(L, 1));
  return 0;
}

int vm_compile(Vm *vm, Bytes id, Bytes text) {
  Request request = {0};
  request.vm = vm;
  request.id = id;
  request.text = text;
  return protect(&request, NULL, run_compile);
}

static int run_script(lua_State *L) {
  Request *request = lua_touserdata(L, 1);
  if (!find_script(L, request)) return 0;
  push_words(L, request->keys, request->key_count);
  sandbox_set_global(L, "KEYS");
  push_words(L, request->arguments, request->argument_count);
  sandbox_set_global(L, "ARGV");
  lua_pushlstring(L, request->id.at, request->id.length);
  lua_insert(L, 1);
  call(L, request, 0, lua_tostring(L, 1));
  return 0;
}

int vm_run(Vm *vm, void *call, Bytes id, Bytes text, const Bytes *keys, size_t key_count, const Bytes *arguments,
           size_t argument_count) {
  Request request = {0};
  request.vm = vm;
  request.id = id;
  request.text = text;
  request.keys = keys;
  request.key_count = key_count;
  request.arguments = arguments;
  request.argument_count = argument_count;
  return protect(&request, call, run_script);
}

/* Runs a library's code, and keeps what it registered; leaves that table on the stack. */
static int load(lua_State *L, Request *request) {
  Vm *vm = request->vm;
  int base = lua_gettop(L);
  int status;
  lua_newtable(L);
  lua_pushcfunction(L, locate);
  if (!compile(L, request, "@user_function")) return 0;
  /* Its globals: what it may use now, and when its functions run all that scripts have. */
  lua_newtable(L);
  lua_getfield(L, LUA_REGISTRYINDEX, "globals at load");
  lua_setmetatable(L, -2);
  sandbox_protect(L, -1, 1);
  lua_pushvalue(L, -1);
  lua_insert(L, base + 3);
  lua_setfenv(L, -2);
  vm->is_loading = base + 1;
  lua_pushvalue(L, base + 1);
  lua_setfield(L, LUA_REGISTRYINDEX, "loading");
  status = lua_pcall(L, 0, 0, base + 2);
  vm->is_loading = 0;
  port_check_ended(L);
  if (status != 0) {
    request->status = VM_RAISED;
    result_error(L, NULL);
    return 0;
  }
  sandbox_protect(L, base + 3, 0);
  lua_getfield(L, LUA_REGISTRYINDEX, "globals at run");
  lua_setmetatable(L, base + 3);
  sandbox_protect(L, base + 3, 1);
  lua_settop(L, base + 1);
  lua_getfield(L, LUA_REGISTRYINDEX, "libraries");
  lua_pushlstring(L, request->id.at, request->id.length);
  lua_pushvalue(L, base + 1);
  lua_rawset(L, -3);
  lua_settop(L, base + 1);
  return 1;
}

static int run_load(lua_State *L) {
  if (load(L, lua_touserdata(L, 1))) register_result(L);
  return 0;
}

int vm_load(Vm *vm, void *call, Bytes id, Bytes text) {
  Request request = {0};
  request.vm = vm;
  request.id = id;
  request.text = text;
  return protect(&request, call, run_load);
}

static int run_unload(lua_State *L) {
  Request *request = lua_touserdata(L, 1);
  lua_getfield(L, LUA_REGISTRYINDEX, "libraries");
  lua_pushlstring(L, request->id.at, request->id.length);
  lua_pushnil(L);
  lua_rawset(L, -3);
  lua_gc(L, LUA_GCCOLLECT, 0);
  return 0;
}

void vm_unload(Vm *vm, Bytes id) {
  Request request = {0};
  request.vm = vm;
  request.id = id;
  protect(&request, NULL, run_unload);
}

static int run_call(lua_State *L) {
  Request *request = lua_touserdata(L, 1);
  lua_getfield(L, LUA_REGISTRYINDEX, "libraries");
  lua_pushlstring(L, request->id.at, request->id.length);
  lua_rawget(L, -2);
  if (lua_isnil(L, -1)) {
    lua_pop(L, 1);
    if (!load(L, request)) return 0;
  }
  lua_pushlstring(L, request->function.at, request->function.length);
  lua_pushvalue(L, -1);
  lua_insert(L, 1);
  lua_rawget(L, -2);
  lua_rawgeti(L, -1, 1);
  push_words(L, request->keys, request->key_count);
  push_words(L, request->arguments, request->argument_count);
  call(L, request, 2, lua_tostring(L, 1));
  return 0;
}

int vm_call(Vm *vm, void *call, Bytes id, Bytes text, Bytes function, const Bytes *keys, size_t key_count,
            const Bytes *arguments, size_t argument_count) {
  Request request = {0};
  request.vm = vm;
  request.id = id;
  request.text = text;
  request.function = function;
  request.keys = keys;
  request.key_count = key_count;
  request.arguments = arguments;
  request.argument_count = argument_count;
  return protect(&request, call, run_call);
}

Bytes vm_result(const Vm *vm) {
  Bytes result;
  result.at = vm->result;
  result.length = vm->result_length;
  return result;
}

size_t vm_memory(const Vm *vm) {
  return vm->used + vm->result_size;
}
