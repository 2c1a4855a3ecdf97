/* cjson.decode: JSON as a value. */
#include <stdlib.h>
#include <string.h>

#include "cjson.h"
#include "port.h"

/* What a token is; NAMES says it in errors. */
typedef enum Kind {
  OBJECT_BEGIN,
  OBJECT_END,
  ARRAY_BEGIN,
  ARRAY_END,
  STRING,
  NUMBER,
  BOOLEAN,
  NULL_VALUE,
  COLON,
  COMMA,
  END,
  WRONG,
} Kind;
static const char *const NAMES[] = {
    "T_OBJ_BEGIN", "T_OBJ_END", "T_ARR_BEGIN", "T_ARR_END", "T_STRING", "T_NUMBER",
    "T_BOOLEAN",   "T_NULL",    "T_COLON",     "T_COMMA",   "T_END",
};

typedef struct Reader {
  lua_State *L;
  const Options *options;
  const char *start;
  const char *at;
  /* The last token. */
  Kind kind;
  const char *place;
  double number;
  /* What is wrong about it. */
  const char *problem;
  /* The text of a string, in the userdata at 2, with room for all of the source. */
  char *text;
  size_t length;
} Reader;

static void wrong(Reader *reader, const char *problem) {
  reader->kind = WRONG;
  reader->place = reader->at;
  reader->problem = problem;
}

static void expected(Reader *reader, const char *what) {
  const char *found = reader->kind == WRONG ? reader->problem : NAMES[reader->kind];
  luaL_error(reader->L, "Expected %s but found %s at character %d", what, found,
             (int)(reader->place - reader->start) + 1);
}

/* Four hexadecimal digits; -1 where they are none. */
static int code_unit(const char *digits) {
  int value = 0;
  int at;
  for (at = 0; at < 4; at++) {
    char digit = digits[at];
    int part;
    if (digit >= '0' && digit <= '9') part = digit - '0';
    else if (digit >= 'a' && digit <= 'f') part = digit - 'a' + 10;
    else if (digit >= 'A' && digit <= 'F') part = digit - 'A' + 10;
    else return -1;
    value = value << 4 | part;
  }
  return value;
}

/* Reads an escaped character, `\u` at the place, as UTF-8. */
static int escaped_unicode(Reader *reader) {
  int point = code_unit(reader->at + 2);
  size_t used = 6;
  char *to = reader->text + reader->length;
  if (point < 0) return 0;
  if ((point & 0xf800) == 0xd800) {
    int low;
    if (point & 0x400) return 0;
    if (reader->at[6] != '\\' || reader->at[7] != 'u') return 0;
    low = code_unit(reader->at + 8);
    if (low < 0 || (low & 0xfc00) != 0xdc00) return 0;
    point = ((point & 0x3ff) << 10 | (low & 0x3ff)) + 0x10000;
    used = 12;
  }
  if (point < 0x80) {
    *to++ = (char)point;
  } else if (point < 0x800) {
    *to++ = (char)(0xc0 | point >> 6);
    *to++ = (char)(0x80 | (point & 63));
  } else if (point < 0x10000) {
    *to++ = (char)(0xe0 | point >> 12);
    *to++ = (char)(0x80 | (point >> 6 & 63));
    *to++ = (char)(0x80 | (point & 63));
  } else {
    *to++ = (char)(0xf0 | point >> 18);
    *to++ = (char)(0x80 | (point >> 12 & 63));
    *to++ = (char)(0x80 | (point >> 6 & 63));
    *to++ = (char)(0x80 | (point & 63));
  }
  reader->length = (size_t)(to - reader->text);
  reader->at += used;
  return 1;
}

/* Reads a string behind its first quote. */
static void string(Reader *reader) {
  static const char FROM[] = "\"\\/btnfr";
  static const char TO[] = "\"\\/\b\t\n\f\r";
  reader->length = 0;
  for (;;) {
    char byte = *reader->at;
    const char *known;
    if (byte == '"') break;
    if (byte == 0) {
      wrong(reader, "unexpected end of string");
      return;
    }
    if (byte != '\\') {
      reader->text[reader->length++] = byte;
      reader->at++;
      continue;
    }
    byte = reader->at[1];
    if (byte == 'u') {
      if (escaped_unicode(reader)) continue;
      wrong(reader, "invalid unicode escape code");
      return;
    }
    known = byte ? strchr(FROM, byte) : NULL;
    if (known == NULL) {
      wrong(reader, "invalid escape code");
      return;
    }
    reader->text[reader->length++] = TO[known - FROM];
    reader->at += 2;
  }
  reader->at++;
  reader->kind = STRING;
}

/* Whether the word there begins so, in whatever case. */
static int begins(const char *text, const char *word) {
  for (; *word; word++, text++) {
    if ((*text | 32) != *word) return 0;
  }
  return 1;
}

/* Whether a number there is one that JSON does not have. */
static int is_invalid_number(const char *text) {
  if (*text == '+') return 1;
  if (*text == '-') text++;
  if (*text == '0') return (text[1] | 32) == 'x' || (text[1] >= '0' && text[1] <= '9');
  if (*text <= '9') return 0;
  return begins(text, "inf") || begins(text, "nan");
}

static void number(Reader *reader) {
  char *end;
  reader->number = strtod(reader->at, &end);
  if (end == reader->at) {
    wrong(reader, "invalid number");
    return;
  }
  reader->at = end;
  reader->kind = NUMBER;
}

/* A word of JSON, or a number that it does not have. */
static void word(Reader *reader) {
  const char *at = reader->at;
  if (strncmp(at, "true", 4) == 0) {
    reader->at += 4;
    reader->number = 1;
    reader->kind = BOOLEAN;
  } else if (strncmp(at, "false", 5) == 0) {
    reader->at += 5;
    reader->number = 0;
    reader->kind = BOOLEAN;
  } else if (strncmp(at, "null", 4) == 0) {
    reader->at += 4;
    reader->kind = NULL_VALUE;
  } else if (*at && strchr("+iInN", *at) && reader->options->decode_invalid && is_invalid_number(at)) {
    number(reader);
  } else {
    wrong(reader, "invalid token");
  }
}

static void next(Reader *reader) {
  static const char MARKS[] = "{}[]:,";
  static const Kind KINDS[] = {OBJECT_BEGIN, OBJECT_END, ARRAY_BEGIN, ARRAY_END, COLON, COMMA};
  const char *mark;
  char byte;
  while (*reader->at == ' ' || *reader->at == '\t' || *reader->at == '\n' || *reader->at == '\r') reader->at++;
  reader->place = reader->at;
  byte = *reader->at;
  if (byte == 0) {
    reader->kind = END;
    return;
  }
  mark = strchr(MARKS, byte);
  if (mark) {
    reader->at++;
    reader->kind = KINDS[mark - MARKS];
  } else if (byte == '"') {
    reader->at++;
    string(reader);
  } else if (byte == '-' || (byte >= '0' && byte <= '9')) {
    if (!reader->options->decode_invalid && is_invalid_number(reader->at)) {
      wrong(reader, "invalid number");
    } else {
      number(reader);
    }
  } else {
    word(reader);
  }
}

static void value(Reader *reader, int depth);

static void descend(Reader *reader, int depth) {
  if (depth > reader->options->decode_depth || !lua_checkstack(reader->L, 4)) {
    luaL_error(reader->L, "Found too many nested data structures (%d) at character %d", depth,
               (int)(reader->at - reader->start));
  }
}

static void object(Reader *reader, int depth) {
  lua_State *L = reader->L;
  descend(reader, depth);
  lua_newtable(L);
  next(reader);
  if (reader->kind == OBJECT_END) return;
  for (;;) {
    if (reader->kind != STRING) expected(reader, "object key string");
    lua_pushlstring(L, reader->text, reader->length);
    next(reader);
    if (reader->kind != COLON) expected(reader, "colon");
    next(reader);
    value(reader, depth);
    lua_rawset(L, -3);
    next(reader);
    if (reader->kind == OBJECT_END) return;
    if (reader->kind != COMMA) expected(reader, "comma or object end");
    next(reader);
  }
}

static void array(Reader *reader, int depth) {
  int at;
  descend(reader, depth);
  lua_newtable(reader->L);
  next(reader);
  if (reader->kind == ARRAY_END) return;
  for (at = 1;; at++) {
    value(reader, depth);
    lua_rawseti(reader->L, -2, at);
    next(reader);
    if (reader->kind == ARRAY_END) return;
    if (reader->kind != COMMA) expected(reader, "comma or array end");
    next(reader);
  }
}

/* Leaves the value that the last token begins on the stack. */
static void value(Reader *reader, int depth) {
  lua_State *L = reader->L;
  switch (reader->kind) {
    case STRING: lua_pushlstring(L, reader->text, reader->length); break;
    case NUMBER: lua_pushnumber(L, reader->number); break;
    case BOOLEAN: lua_pushboolean(L, reader->number != 0); break;
    case OBJECT_BEGIN: object(reader, depth + 1); break;
    case ARRAY_BEGIN: array(reader, depth + 1); break;
    case NULL_VALUE: lua_pushlightuserdata(L, NULL); break;
    default: expected(reader, "value");
  }
}

int cjson_decode(lua_State *L) {
  Reader reader;
  size_t length;
  luaL_argcheck(L, lua_gettop(L) == 1, 1, "expected 1 argument");
  reader.L = L;
  reader.options = cjson_options(L);
  reader.start = luaL_checklstring(L, 1, &length);
  reader.at = reader.start;
  if (length >= 2 && (reader.start[0] == 0 || reader.start[1] == 0)) {
    luaL_error(L, "JSON parser does not support UTF-16 or UTF-32");
  }
  port_spend(L, length / 8);
  reader.text = lua_newuserdata(L, length + 1);
  next(&reader);
  value(&reader, 0);
  next(&reader);
  if (reader.kind != END) expected(&reader, "the end");
  return 1;
}
