/* What the changes of Lua's sources call: limits, and numbers that are the same on every machine.
   Whatever takes long must end in port_spend, or allocate: `memory` in vm.c counts that. */
#include "port.h"

#include <limits.h>
#include <string.h>

/* It comes before Lua's own: they have macros with the names of functions. */
#include "vm.h"

#include "ldebug.h"
#include "ldo.h"
#include "lgc.h"
#include "lobject.h"
#include "lstate.h"

/* So much work passes between two questions whether the script is over: an instruction of Lua is four. */
enum { WORK = 40000 };

int port_int(double number) {
  return number > -2147483649.0 && number < 2147483648.0 ? (int)number : INT_MIN;
}

long long port_integer(double number) {
  return number >= -9223372036854775808.0 && number < 9223372036854775808.0 ? (long long)number : LLONG_MIN;
}

unsigned long long port_unsigned(double number) {
  if (number >= 9223372036854775808.0) {
    return (unsigned long long)port_integer(number - 9223372036854775808.0) + (1ull << 63);
  }
  return (unsigned long long)port_integer(number);
}

void port_refuse_write(lua_State *L) {
  luaG_runerror(L, "Attempt to modify a readonly table");
}

/* Asks whether the script is over, and ends it. */
static void ask(lua_State *L, Vm *vm) {
  vm->fuel = WORK;
  if (vm->ended == 0 && vm->call && vm->hooks->is_over(vm->call, vm->instructions)) vm->ended = VM_OVER;
  port_check_ended(L);
}

void port_spend(lua_State *L, size_t work) {
  Vm *vm = vm_of(L);
  if (work < (size_t)vm->fuel) {
    vm->fuel -= (long)work;
    return;
  }
  vm->instructions += WORK / 4 + work / 4;
  ask(L, vm);
}

/* Called every WORK / 4 instructions. */
void vm_hook(lua_State *L, lua_Debug *where) {
  Vm *vm = vm_of(L);
  (void)where;
  vm->instructions += WORK / 4;
  ask(L, vm);
}

void vm_set_hook(lua_State *L) {
  lua_sethook(L, vm_hook, LUA_MASKCOUNT, WORK / 4);
  vm_of(L)->fuel = WORK;
}

void port_check_ended(lua_State *L) {
  if (!vm_of(L)->ended) return;
  lua_pushliteral(L, "the script was ended");
  /* Thrown, not raised: a message handler would run, and within a hook without hooks. */
  luaD_throw(L, LUA_ERRRUN);
}

void port_flatten(lua_State *L) {
  if (!lua_istable(L, -1)) return;
  lua_getfield(L, -1, "err");
  if (lua_isstring(L, -1)) {
    lua_replace(L, -2);
  } else {
    lua_pop(L, 1);
  }
}

int port_resume(lua_State *L, lua_State *coroutine, int arguments) {
  int status;
  coroutine->hookcount = L->hookcount;
  status = lua_resume(coroutine, arguments);
  L->hookcount = coroutine->hookcount > 0 ? coroutine->hookcount : 1;
  port_check_ended(L);
  return status;
}

size_t port_threshold(void *vm, size_t wanted) {
  size_t limit = ((Vm *)vm)->limit;
  size_t most = limit / 4 * 3;
  /* What is alive is half of what is wanted. */
  if (most < wanted / 2 + limit / 16) most = wanted / 2 + limit / 16;
  return wanted < most ? wanted : most;
}

void port_collect(lua_State *L) {
  global_State *global = G(L);
  if (vm_of(L)->ended || global->totalbytes < vm_of(L)->limit / 2) {
    luaC_step(L);
  } else {
    port_spend(L, global->totalbytes / 8);
    luaC_fullgc(L);
  }
}

int port_compare_bytes(lua_State *L, const char *left, size_t left_length, const char *right, size_t right_length) {
  size_t shorter = left_length < right_length ? left_length : right_length;
  int order = memcmp(left, right, shorter);
  port_spend(L, shorter / 8);
  if (order != 0) return order;
  return left_length < right_length ? -1 : left_length > right_length;
}

/* The generator that POSIX calls lrand48: 48 bits, of which the upper 31 are given. */
int port_random(lua_State *L) {
  Vm *vm = vm_of(L);
  vm->random = (vm->random * 0x5deece66dull + 0xb) & 0xffffffffffffull;
  return (int)(vm->random >> 17);
}

void port_seed(lua_State *L, int seed) {
  vm_of(L)->random = ((unsigned long long)(unsigned)seed << 16) + 0x330e;
}
