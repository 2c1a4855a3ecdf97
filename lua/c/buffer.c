#include "buffer.h"

#include <string.h>

void buffer_open(Buffer *buffer, lua_State *L, int index) {
  buffer->L = L;
  buffer->index = index;
  buffer->length = 0;
  buffer->size = 256;
  buffer->at = lua_newuserdata(L, buffer->size);
  lua_insert(L, index);
}

char *buffer_room(Buffer *buffer, size_t length) {
  if (length > buffer->size - buffer->length) {
    size_t size = (buffer->length + length) * 2 + 64;
    char *at = lua_newuserdata(buffer->L, size);
    memcpy(at, buffer->at, buffer->length);
    buffer->at = at;
    buffer->size = size;
    lua_replace(buffer->L, buffer->index);
  }
  return buffer->at + buffer->length;
}

void buffer_put(Buffer *buffer, const void *bytes, size_t length) {
  memcpy(buffer_room(buffer, length), bytes, length);
  buffer->length += length;
}
