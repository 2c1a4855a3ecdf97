/* What Lua's sources need of ours. They include it through luaconf.h; build/changes.rs says where it is used. */
#ifndef PORT_H
#define PORT_H

#include <stddef.h>

struct lua_State;

/* The deepest recursion of a pattern: as many items as may be tried within each other. */
#define PORT_PATTERN_DEPTH 1000

#ifdef __wasm__
/* How errors are raised: c/wasm/raise.s. */
void port_raise(int) __attribute__((noreturn));
int port_try(void (*run)(struct lua_State *, void *), struct lua_State *, void *);
#define LUAI_THROW(L, c) port_raise(1)
#define LUAI_TRY(L, c, a) port_try(f, L, ud);
#define luai_jmpbuf int
#endif

/* A number as an integer: what does not fit is the smallest one, as on x86-64. */
int port_int(double number);
long long port_integer(double number);
unsigned long long port_unsigned(double number);

/* Raises where the table is read-only. */
#define port_check_writable(L, table) \
  do { if ((table)->is_readonly) port_refuse_write(L); } while (0)
void port_refuse_write(struct lua_State *L);

/* Counts work that is no instruction of Lua; raises where the script is over. */
void port_spend(struct lua_State *L, size_t work);
/* Raises again where the script was ended, whatever was caught. */
void port_check_ended(struct lua_State *L);
/* Puts the text of an error that is a table with `err` in its place, on the top of the stack. */
void port_flatten(struct lua_State *L);
/* Resumes a coroutine, which spends of its parent's instructions. */
int port_resume(struct lua_State *L, struct lua_State *coroutine, int arguments);
/* Collects some garbage; all of it, where there is little memory left. */
void port_collect(struct lua_State *L);
/* Where the collector begins: below the limit of the memory. */
size_t port_threshold(void *vm, size_t wanted);
/* Compares two strings by their bytes. */
#define port_compare(L, l, r) port_compare_bytes(L, getstr(l), (l)->tsv.len, getstr(r), (r)->tsv.len)
int port_compare_bytes(struct lua_State *L, const char *left, size_t left_length, const char *right,
                       size_t right_length);

/* Random numbers: 31 bits each. */
int port_random(struct lua_State *L);
void port_seed(struct lua_State *L, int seed);

#endif
