/* The library `bit`: 32-bit arithmetic on numbers. */
#include <string.h>

#include "vm.h"

/* The lowest 32 bits of a number, rounded to an integer. */
static unsigned bits_of(double number) {
  /* 2^52 + 2^51: what is added to it has its units in the lowest bit. */
  unsigned long long bits;
  number += 6755399441055744.0;
  memcpy(&bits, &number, 8);
  return (unsigned)bits;
}

static unsigned argument(lua_State *L, int index) {
  return bits_of(luaL_checknumber(L, index));
}

static int give(lua_State *L, unsigned bits) {
  lua_pushnumber(L, (double)(int)bits);
  return 1;
}

static int tobit(lua_State *L) {
  return give(L, argument(L, 1));
}

static int bnot(lua_State *L) {
  return give(L, ~argument(L, 1));
}

static int band(lua_State *L) {
  unsigned all = argument(L, 1);
  int at;
  for (at = 2; at <= lua_gettop(L); at++) all &= argument(L, at);
  return give(L, all);
}

static int bor(lua_State *L) {
  unsigned all = argument(L, 1);
  int at;
  for (at = 2; at <= lua_gettop(L); at++) all |= argument(L, at);
  return give(L, all);
}

static int bxor(lua_State *L) {
  unsigned all = argument(L, 1);
  int at;
  for (at = 2; at <= lua_gettop(L); at++) all ^= argument(L, at);
  return give(L, all);
}

static int lshift(lua_State *L) {
  unsigned bits = argument(L, 1);
  return give(L, bits << (argument(L, 2) & 31));
}

static int rshift(lua_State *L) {
  unsigned bits = argument(L, 1);
  return give(L, bits >> (argument(L, 2) & 31));
}

static int arshift(lua_State *L) {
  int bits = (int)argument(L, 1);
  return give(L, (unsigned)(bits >> (argument(L, 2) & 31)));
}

static int rotate(lua_State *L, unsigned bits, unsigned by) {
  by &= 31;
  return give(L, by == 0 ? bits : bits << by | bits >> (32 - by));
}

static int rol(lua_State *L) {
  unsigned bits = argument(L, 1);
  return rotate(L, bits, argument(L, 2));
}

static int ror(lua_State *L) {
  unsigned bits = argument(L, 1);
  return rotate(L, bits, 0u - argument(L, 2));
}

static int bswap(lua_State *L) {
  return give(L, __builtin_bswap32(argument(L, 1)));
}

static int tohex(lua_State *L) {
  unsigned bits = argument(L, 1);
  int digits = lua_isnone(L, 2) ? 8 : (int)argument(L, 2);
  const char *all = digits < 0 ? "0123456789ABCDEF" : "0123456789abcdef";
  char text[8];
  int at;
  if (digits < 0) digits = digits < -8 ? 8 : -digits;
  if (digits > 8) digits = 8;
  for (at = digits; --at >= 0; bits >>= 4) text[at] = all[bits & 15];
  lua_pushlstring(L, text, (size_t)digits);
  return 1;
}

static const luaL_Reg FUNCTIONS[] = {
    {"tobit", tobit},     {"bnot", bnot}, {"band", band}, {"bor", bor},     {"bxor", bxor},   {"lshift", lshift},
    {"rshift", rshift},   {"arshift", arshift}, {"rol", rol}, {"ror", ror}, {"bswap", bswap}, {"tohex", tohex},
    {NULL, NULL},
};

void bit_open(lua_State *L) {
  lua_newtable(L);
  library_add(L, FUNCTIONS);
}
