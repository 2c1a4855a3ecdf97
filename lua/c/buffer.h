/* Bytes that grow. They are in a userdata on the stack: it goes with the stack where an error is raised. */
#ifndef BUFFER_H
#define BUFFER_H

#include "lua.h"

typedef struct Buffer {
  lua_State *L;
  int index;
  char *at;
  size_t length;
  size_t size;
} Buffer;

/* Begins an empty one, whose userdata is inserted at this index. */
void buffer_open(Buffer *buffer, lua_State *L, int index);
/* Room for so many bytes more, behind what is there. */
char *buffer_room(Buffer *buffer, size_t length);
void buffer_put(Buffer *buffer, const void *bytes, size_t length);

#endif
