/* What the files of `cjson` share. */
#ifndef CJSON_H
#define CJSON_H

#include <stdio.h>

#include "lauxlib.h"

typedef struct Options {
  int sparse_convert;
  int sparse_ratio;
  int sparse_safe;
  int encode_depth;
  int decode_depth;
  int precision;
  int keep_buffer;
  /* 0 is off, 1 on, 2 null. */
  int encode_invalid;
  int decode_invalid;
} Options;

Options *cjson_options(lua_State *L);
int cjson_encode(lua_State *L);
int cjson_decode(lua_State *L);

#endif
