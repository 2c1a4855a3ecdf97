/* One interpreter: its limits, and what runs in it. src/vm/ffi.rs has the same declarations for Rust. */
#ifndef VM_H
#define VM_H

#include <limits.h>

#include "lauxlib.h"
#include "lua.h"

typedef struct Bytes {
  const char *at;
  size_t length;
} Bytes;

/* What Rust does for the interpreter. None of these raises an error of Lua: it would skip Rust's destructors.
   `call` is Rust's own of the call that runs. */
typedef struct Hooks {
  /* Memory as lua_Alloc has it; the old size is exact. */
  void *(*resize)(void *at, size_t old_size, size_t new_size);
  /* Runs a command; the reply's bytes stay until the next one. */
  void (*command)(void *call, const Bytes *words, size_t count, int resp, Bytes *reply);
  /* Whether the user may run it: 1 or 0, or -1 where there is no such command. */
  int (*may_run)(void *call, const Bytes *words, size_t count);
  void (*log)(void *call, int level, const char *text, size_t length);
  double (*clock)(void *call);
  /* Whether the script is to be ended. */
  int (*is_over)(void *call, unsigned long long instructions);
  /* Writes 40 digits. */
  void (*sha1hex)(const char *at, size_t length, char *digits);
  /* Writes a number as Redis does, in at most 40 bytes; their count. */
  size_t (*write_number)(double number, char *to);
} Hooks;

/* How a call ended. */
enum { VM_OK, VM_COMPILE, VM_RAISED, VM_OVER, VM_MEMORY };

typedef struct Vm {
  lua_State *L;
  const Hooks *hooks;
  void *call;
  size_t used;
  size_t limit;
  /* The instructions that were run in this call, and the work that may be done until they are counted next. */
  unsigned long long instructions;
  long fuel;
  /* VM_OVER or VM_MEMORY once the script was ended, else 0. */
  int ended;
  /* The protocol that redis.setresp set. */
  int resp;
  /* It runs libraries, not scripts. */
  int is_for_libraries;
  /* While a library is loaded, the table of its functions is at this place of the stack; else 0. */
  int is_loading;
  /* How many scripts are kept. */
  int kept;
  unsigned long long random;
  /* What the call gives: a value or an error. */
  char *result;
  size_t result_length;
  size_t result_size;
} Vm;

Vm *vm_of(lua_State *L);

/* For Rust. */
Vm *vm_new(const Hooks *hooks, size_t limit, int is_for_libraries, const char *version, int version_number);
void vm_free(Vm *vm);
int vm_compile(Vm *vm, Bytes id, Bytes text);
int vm_run(Vm *vm, void *call, Bytes id, Bytes text, const Bytes *keys, size_t key_count, const Bytes *arguments,
           size_t argument_count);
int vm_load(Vm *vm, void *call, Bytes id, Bytes text);
void vm_unload(Vm *vm, Bytes id);
Bytes vm_result(const Vm *vm);
size_t vm_memory(const Vm *vm);
int vm_call(Vm *vm, void *call, Bytes id, Bytes text, Bytes function, const Bytes *keys, size_t key_count,
            const Bytes *arguments, size_t argument_count);

/* Bytes of the result (result.c). They raise where there is no memory. */
void result_bytes(Vm *vm, const void *at, size_t length);
void result_byte(Vm *vm, char byte);
void result_text(Vm *vm, char tag, const char *at, size_t length);
/* The value on the top of the stack as a reply; pops it. */
void result_value(lua_State *L);
/* The error on the top of the stack; pops it. `name` is what ran. */
void result_error(lua_State *L, const char *name);

/* The reply of a command as a value on the stack (reply.c). */
void reply_push(lua_State *L, Bytes reply);

/* The libraries. Each leaves its table on the stack. */
void redis_open(lua_State *L, const char *version, int version_number);
void cjson_open(lua_State *L);
void cmsgpack_open(lua_State *L);
void struct_open(lua_State *L);
void bit_open(lua_State *L);
/* Adds functions to the table on the top of the stack, and a text. */
void library_add(lua_State *L, const luaL_Reg *functions);
void library_text(lua_State *L, const char *name, const char *text);

/* The functions that a library registers (register.c). */
int register_function(lua_State *L);
/* Writes those of the table on the top of the stack as the result. */
void register_result(lua_State *L);

/* The global variables of a new interpreter (sandbox.c). */
void sandbox_open(lua_State *L, const char *version, int version_number);
/* Sets a global variable, though they are read-only; pops its value. */
void sandbox_set_global(lua_State *L, const char *name);
/* Makes the table at this place read-only, or writable. */
void sandbox_protect(lua_State *L, int index, int is_readonly);

#endif
