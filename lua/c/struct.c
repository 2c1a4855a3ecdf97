/* The library `struct`: values as the bytes of C's types, and back. The sizes are those of a 64-bit machine. */
#include <ctype.h>
#include <string.h>

#include "port.h"
#include "vm.h"

enum { MOST_BYTES = 32, LONG = 8, NATIVE_ALIGNMENT = 8 };

/* What a format says beside its items. */
typedef struct Layout {
  int is_big;
  int alignment;
} Layout;

static int digits(const char **format, int usual) {
  unsigned number = 0;
  if (!isdigit((unsigned char)**format)) return usual;
  while (isdigit((unsigned char)**format)) {
    unsigned digit = (unsigned)(*(*format)++ - '0');
    if (number > (0x7fffffffu - digit) / 10) return -1;
    number = number * 10 + digit;
  }
  return (int)number;
}

static int number_after(lua_State *L, const char **format, int usual) {
  int number = digits(format, usual);
  if (number < 0) luaL_error(L, "integral size overflow");
  return number;
}

/* The size of an option's item; what follows the option is read. */
static size_t size_of(lua_State *L, char option, const char **format) {
  int size;
  switch (option) {
    case 'B': case 'b': return 1;
    case 'H': case 'h': return 2;
    case 'L': case 'l': case 'T': return LONG;
    case 'f': return 4;
    case 'd': return 8;
    case 'x': return 1;
    case 'c': return (size_t)number_after(L, format, 1);
    case 'i': case 'I':
      size = number_after(L, format, 4);
      if (size > MOST_BYTES) luaL_error(L, "integral size %d is larger than limit of %d", size, MOST_BYTES);
      return (size_t)size;
    default: return 0;
  }
}

/* How many bytes stand before an item, so that it is aligned. */
static size_t padding(size_t at, size_t size, char option, const Layout *layout) {
  if (size == 0 || option == 'c') return 0;
  if (size > (size_t)layout->alignment) size = (size_t)layout->alignment;
  if (size <= 1) return 0;
  return (size - (at & (size - 1))) & (size - 1);
}

/* An option that has no item. */
static void control(lua_State *L, char option, const char **format, Layout *layout) {
  switch (option) {
    case ' ': return;
    case '>': layout->is_big = 1; return;
    case '<': layout->is_big = 0; return;
    case '!': {
      int alignment = number_after(L, format, NATIVE_ALIGNMENT);
      if (alignment == 0 || (alignment & (alignment - 1)) != 0) luaL_error(L, "alignment %d is not a power of 2", alignment);
      layout->alignment = alignment;
      return;
    }
    default: {
      const char *text = lua_pushfstring(L, "invalid format option '%c'", option);
      luaL_argerror(L, 1, text);
    }
  }
}

static void put_integer(lua_State *L, luaL_Buffer *buffer, int index, const Layout *layout, int size) {
  double number = luaL_checknumber(L, index);
  unsigned long long value =
      number < 0 ? (unsigned long long)port_integer(number) : port_unsigned(number);
  char bytes[MOST_BYTES];
  int at;
  for (at = 0; at < size; at++, value >>= 8) bytes[layout->is_big ? size - 1 - at : at] = (char)(value & 255);
  luaL_addlstring(buffer, bytes, (size_t)size);
}

static void put_float(luaL_Buffer *buffer, const void *number, int size, const Layout *layout) {
  char bytes[8];
  int at;
  memcpy(bytes, number, (size_t)size);
  for (at = 0; layout->is_big && at < size / 2; at++) {
    char byte = bytes[at];
    bytes[at] = bytes[size - 1 - at];
    bytes[size - 1 - at] = byte;
  }
  luaL_addlstring(buffer, bytes, (size_t)size);
}

static int pack(lua_State *L) {
  luaL_Buffer buffer;
  const char *format = luaL_checkstring(L, 1);
  Layout layout = {0, 1};
  int index = 2;
  size_t total = 0;
  lua_pushnil(L);
  luaL_buffinit(L, &buffer);
  while (*format) {
    char option = *format++;
    size_t size = size_of(L, option, &format);
    size_t before = padding(total, size, option, &layout);
    total += before;
    while (before-- > 0) luaL_addchar(&buffer, 0);
    switch (option) {
      case 'b': case 'B': case 'h': case 'H': case 'l': case 'L': case 'T': case 'i': case 'I':
        put_integer(L, &buffer, index++, &layout, (int)size);
        break;
      case 'x':
        luaL_addchar(&buffer, 0);
        break;
      case 'f': {
        float number = (float)luaL_checknumber(L, index++);
        put_float(&buffer, &number, 4, &layout);
        break;
      }
      case 'd': {
        double number = luaL_checknumber(L, index++);
        put_float(&buffer, &number, 8, &layout);
        break;
      }
      case 'c': case 's': {
        size_t length;
        const char *text = luaL_checklstring(L, index++, &length);
        if (size == 0) size = length;
        luaL_argcheck(L, length >= size, index, "string too short");
        luaL_addlstring(&buffer, text, size);
        if (option == 's') {
          luaL_addchar(&buffer, 0);
          size++;
        }
        break;
      }
      default:
        control(L, option, &format, &layout);
    }
    total += size;
  }
  luaL_pushresult(&buffer);
  return 1;
}

static double get_integer(const char *at, const Layout *layout, int size, int is_signed) {
  unsigned long long value = 0;
  int byte;
  for (byte = 0; byte < size; byte++) {
    int place = layout->is_big ? byte : size - 1 - byte;
    value = value << 8 | (unsigned char)at[place];
  }
  if (!is_signed) return (double)value;
  if (size < 8) {
    unsigned long long sign = 1ull << (size * 8 - 1);
    value = (value ^ sign) - sign;
  }
  return (double)(long long)value;
}

static double get_float(const char *at, int size, const Layout *layout) {
  char bytes[8];
  int byte;
  float single;
  double number;
  for (byte = 0; byte < size; byte++) bytes[byte] = at[layout->is_big ? size - 1 - byte : byte];
  if (size == 4) {
    memcpy(&single, bytes, 4);
    return single;
  }
  memcpy(&number, bytes, 8);
  return number;
}

static int unpack(lua_State *L) {
  const char *format = luaL_checkstring(L, 1);
  size_t length;
  const char *data = luaL_checklstring(L, 2, &length);
  size_t at = (size_t)(luaL_optinteger(L, 3, 1) - 1);
  Layout layout = {0, 1};
  int count = 0;
  if (luaL_optinteger(L, 3, 1) == 0) luaL_argerror(L, 3, "offset must be 1 or greater");
  lua_settop(L, 2);
  while (*format) {
    char option = *format++;
    size_t size = size_of(L, option, &format);
    at += padding(at, size, option, &layout);
    luaL_argcheck(L, at <= length && size <= length - at, 2, "data string too short");
    luaL_checkstack(L, 2, "too many results");
    switch (option) {
      case 'b': case 'B': case 'h': case 'H': case 'l': case 'L': case 'T': case 'i': case 'I':
        lua_pushnumber(L, get_integer(data + at, &layout, (int)size, islower((unsigned char)option)));
        count++;
        break;
      case 'x':
        break;
      case 'f': case 'd':
        lua_pushnumber(L, get_float(data + at, (int)size, &layout));
        count++;
        break;
      case 'c':
        if (size == 0) {
          if (count == 0 || !lua_isnumber(L, -1)) luaL_error(L, "format 'c0' needs a previous size");
          size = (size_t)port_integer(lua_tonumber(L, -1));
          lua_pop(L, 1);
          count--;
          luaL_argcheck(L, size <= length - at, 2, "data string too short");
        }
        lua_pushlstring(L, data + at, size);
        count++;
        break;
      case 's': {
        const char *end = memchr(data + at, 0, length - at);
        if (end == NULL) luaL_error(L, "unfinished string in data");
        size = (size_t)(end - (data + at)) + 1;
        lua_pushlstring(L, data + at, size - 1);
        count++;
        break;
      }
      default:
        control(L, option, &format, &layout);
    }
    at += size;
  }
  lua_pushinteger(L, (lua_Integer)at + 1);
  return count + 1;
}

static int size(lua_State *L) {
  const char *format = luaL_checkstring(L, 1);
  Layout layout = {0, 1};
  size_t at = 0;
  while (*format) {
    char option = *format++;
    size_t bytes = size_of(L, option, &format);
    at += padding(at, bytes, option, &layout);
    if (option == 's') luaL_argerror(L, 1, "option 's' has no fixed size");
    if (option == 'c' && bytes == 0) luaL_argerror(L, 1, "option 'c0' has no fixed size");
    if (!isalnum((unsigned char)option)) control(L, option, &format, &layout);
    at += bytes;
  }
  lua_pushinteger(L, (lua_Integer)at);
  return 1;
}

static const luaL_Reg FUNCTIONS[] = {{"pack", pack}, {"unpack", unpack}, {"size", size}, {NULL, NULL}};

void struct_open(lua_State *L) {
  lua_newtable(L);
  library_add(L, FUNCTIONS);
}
