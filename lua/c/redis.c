/* The table `redis`: what scripts ask of Redis.

   Its own errors are tables with `err`, raised or returned. */
#include <stdio.h>
#include <string.h>

#include "vm.h"

/* So many words need no memory of their own. */
enum { FEW = 32 };

static void push_error(lua_State *L, const char *text) {
  lua_createtable(L, 0, 1);
  lua_pushfstring(L, "ERR %s", text);
  lua_setfield(L, -2, "err");
}

int redis_raise(lua_State *L, const char *text) {
  push_error(L, text);
  return lua_error(L);
}

/* A number as a word: an integer where it is one that is not too large. */
static void stringify(lua_State *L, int index) {
  double number = lua_tonumber(L, index);
  char text[40];
  size_t length;
  if (number >= -4611686018427387904.0 && number <= 4611686018427387904.0 && (double)(long long)number == number) {
    length = (size_t)snprintf(text, sizeof text, "%lld", (long long)number);
  } else {
    length = vm_of(L)->hooks->write_number(number, text);
  }
  lua_pushlstring(L, text, length);
  lua_replace(L, index);
}

/* The arguments as words, in `few` or in a new userdata; what is wrong with them otherwise. */
static const char *words(lua_State *L, Bytes *few, Bytes **all, int *count) {
  int at;
  *count = lua_gettop(L);
  if (*count == 0) return "Please specify at least one argument for this redis lib call";
  for (at = 1; at <= *count; at++) {
    int type = lua_type(L, at);
    if (type == LUA_TNUMBER) {
      stringify(L, at);
    } else if (type != LUA_TSTRING) {
      return "Lua redis lib command arguments must be strings or integers";
    }
  }
  *all = *count <= FEW ? few : lua_newuserdata(L, sizeof(Bytes) * (size_t)*count);
  for (at = 0; at < *count; at++) (*all)[at].at = lua_tolstring(L, at + 1, &(*all)[at].length);
  return NULL;
}

/* Runs a command; leaves its reply on the stack. Says whether that is an error. */
static int command(lua_State *L) {
  Vm *vm = vm_of(L);
  Bytes few[FEW];
  Bytes *all;
  Bytes reply;
  int count;
  const char *problem = words(L, few, &all, &count);
  if (problem) {
    push_error(L, problem);
    return 1;
  }
  vm->hooks->command(vm->call, all, (size_t)count, vm->resp, &reply);
  if (reply.length == 0) {
    push_error(L, "the command gave no reply");
    return 1;
  }
  reply_push(L, reply);
  return *reply.at == '-';
}

static int redis_call(lua_State *L) {
  return command(L) ? lua_error(L) : 1;
}

static int redis_pcall(lua_State *L) {
  command(L);
  return 1;
}

static int acl_check_cmd(lua_State *L) {
  Vm *vm = vm_of(L);
  Bytes few[FEW];
  Bytes *all;
  int count;
  int may;
  const char *problem = words(L, few, &all, &count);
  if (problem) return redis_raise(L, problem);
  may = vm->hooks->may_run(vm->call, all, (size_t)count);
  if (may < 0) return redis_raise(L, "Invalid command passed to redis.acl_check_cmd()");
  lua_pushboolean(L, may);
  return 1;
}

/* A table with the one argument as this field. */
static int single(lua_State *L, const char *name) {
  if (lua_gettop(L) != 1 || lua_type(L, 1) != LUA_TSTRING) {
    push_error(L, "wrong number or type of arguments");
    return 1;
  }
  lua_createtable(L, 0, 1);
  lua_pushvalue(L, 1);
  lua_setfield(L, -2, name);
  return 1;
}

static int status_reply(lua_State *L) {
  return single(L, "ok");
}

static int error_reply(lua_State *L) {
  size_t length;
  const char *text;
  if (lua_gettop(L) == 1 && lua_type(L, 1) == LUA_TSTRING) {
    text = lua_tolstring(L, 1, &length);
    if (*text == '-') text++, length--;
    if (length == 0 || memchr(text, ' ', length) == NULL) {
      lua_pushliteral(L, "ERR ");
      lua_pushlstring(L, text, length);
      lua_concat(L, 2);
    } else {
      lua_pushlstring(L, text, length);
    }
    lua_replace(L, 1);
  }
  return single(L, "err");
}

static int sha1hex(lua_State *L) {
  char digits[40];
  size_t length;
  const char *text;
  if (lua_gettop(L) != 1) return redis_raise(L, "wrong number of arguments");
  text = lua_tolstring(L, 1, &length);
  vm_of(L)->hooks->sha1hex(text ? text : "", text ? length : 0, digits);
  lua_pushlstring(L, digits, sizeof digits);
  return 1;
}

static int log_line(lua_State *L) {
  Vm *vm = vm_of(L);
  int count = lua_gettop(L);
  double level;
  size_t length;
  const char *text;
  luaL_Buffer line;
  int at;
  if (count < 2) return redis_raise(L, "redis.log() requires two arguments or more.");
  if (!lua_isnumber(L, 1)) return redis_raise(L, "First argument must be a number (log level).");
  level = lua_tonumber(L, 1);
  if (!(level >= 0 && level < 4)) return redis_raise(L, "Invalid log level.");
  luaL_buffinit(L, &line);
  for (at = 2; at <= count; at++) {
    text = lua_tolstring(L, at, &length);
    if (text == NULL) continue;
    if (at > 2) luaL_addchar(&line, ' ');
    luaL_addlstring(&line, text, length);
  }
  luaL_pushresult(&line);
  text = lua_tolstring(L, -1, &length);
  vm->hooks->log(vm->call, (int)level, text, length);
  return 0;
}

static int setresp(lua_State *L) {
  int resp;
  if (lua_gettop(L) != 1) return redis_raise(L, "redis.setresp() requires one argument.");
  resp = (int)lua_tointeger(L, 1);
  if (resp != 2 && resp != 3) return redis_raise(L, "RESP version must be 2 or 3.");
  vm_of(L)->resp = resp;
  return 0;
}

/* What is written is written as a whole: the flags are checked, and change nothing. */
static int set_repl(lua_State *L) {
  double flags;
  if (lua_gettop(L) != 1) return redis_raise(L, "redis.set_repl() requires one argument.");
  flags = lua_tonumber(L, 1);
  if (!(flags >= 0 && flags < 4)) {
    return redis_raise(L, "Invalid replication flags. Use REPL_AOF, REPL_REPLICA, REPL_ALL or REPL_NONE.");
  }
  return 0;
}

static int replicate_commands(lua_State *L) {
  lua_pushboolean(L, 1);
  return 1;
}

/* There is no debugger. */
static int breakpoint(lua_State *L) {
  lua_pushboolean(L, 0);
  return 1;
}

static int debug(lua_State *L) {
  (void)L;
  return 0;
}

static const luaL_Reg FUNCTIONS[] = {
    {"call", redis_call},       {"pcall", redis_pcall},       {"acl_check_cmd", acl_check_cmd},
    {"sha1hex", sha1hex},       {"error_reply", error_reply}, {"status_reply", status_reply},
    {"set_repl", set_repl},     {"setresp", setresp},         {NULL, NULL},
};
/* What scripts have, and functions have not. */
static const luaL_Reg OF_SCRIPTS[] = {
    {"replicate_commands", replicate_commands},
    {"breakpoint", breakpoint},
    {"debug", debug},
    {NULL, NULL},
};

static void add_constants(lua_State *L, const char *version, int version_number) {
  static const struct {
    const char *name;
    int value;
  } NUMBERS[] = {
      {"LOG_DEBUG", 0}, {"LOG_VERBOSE", 1}, {"LOG_NOTICE", 2},    {"LOG_WARNING", 3}, {"REPL_NONE", 0},
      {"REPL_AOF", 1},  {"REPL_SLAVE", 2},  {"REPL_REPLICA", 2}, {"REPL_ALL", 3},
  };
  size_t at;
  for (at = 0; at < sizeof NUMBERS / sizeof *NUMBERS; at++) {
    lua_pushinteger(L, NUMBERS[at].value);
    lua_setfield(L, -2, NUMBERS[at].name);
  }
  lua_pushstring(L, version);
  lua_setfield(L, -2, "REDIS_VERSION");
  lua_pushinteger(L, version_number);
  lua_setfield(L, -2, "REDIS_VERSION_NUM");
  lua_pushcfunction(L, log_line);
  lua_setfield(L, -2, "log");
}

void redis_open(lua_State *L, const char *version, int version_number) {
  lua_newtable(L);
  add_constants(L, version, version_number);
  library_add(L, FUNCTIONS);
  if (!vm_of(L)->is_for_libraries) library_add(L, OF_SCRIPTS);
}

/* The table `redis` that a library has while it is loaded. */
void redis_open_at_load(lua_State *L, const char *version, int version_number) {
  lua_newtable(L);
  add_constants(L, version, version_number);
  lua_pushcfunction(L, register_function);
  lua_setfield(L, -2, "register_function");
}
