/* The rest of C's library that Lua and our C use: characters and strings, and numbers in texts. memcpy and its like, and
   the functions of math.h, are Rust's. */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

int isdigit(int c) { return c >= '0' && c <= '9'; }
int islower(int c) { return c >= 'a' && c <= 'z'; }
int isupper(int c) { return c >= 'A' && c <= 'Z'; }
int isalpha(int c) { return islower(c | 32); }
int isalnum(int c) { return isalpha(c) || isdigit(c); }
int isxdigit(int c) { return isdigit(c) || ((c | 32) >= 'a' && (c | 32) <= 'f'); }
int isspace(int c) { return c == ' ' || (c >= '\t' && c <= '\r'); }
int iscntrl(int c) { return (c >= 0 && c < 32) || c == 127; }
int isprint(int c) { return c >= 32 && c < 127; }
int ispunct(int c) { return c > 32 && c < 127 && !isalnum(c); }
int tolower(int c) { return isupper(c) ? c | 32 : c; }
int toupper(int c) { return islower(c) ? c & ~32 : c; }
int abs(int number) { return number < 0 ? -number : number; }
void abort(void) { __builtin_trap(); }

void *memchr(const void *at, int byte, size_t length) {
  const unsigned char *bytes = at;
  for (; length > 0; length--, bytes++) {
    if (*bytes == (unsigned char)byte) return (void *)bytes;
  }
  return NULL;
}

int strncmp(const char *left, const char *right, size_t length) {
  for (; length > 0; length--, left++, right++) {
    if (*left != *right) return (unsigned char)*left - (unsigned char)*right;
    if (*left == 0) return 0;
  }
  return 0;
}

int strcmp(const char *left, const char *right) {
  return strncmp(left, right, (size_t)-1);
}

char *strchr(const char *text, int byte) {
  for (; *text != (char)byte; text++) {
    if (*text == 0) return NULL;
  }
  return (char *)text;
}

size_t strspn(const char *text, const char *set) {
  size_t length = 0;
  while (text[length] && strchr(set, text[length])) length++;
  return length;
}

size_t strcspn(const char *text, const char *set) {
  size_t length = 0;
  while (text[length] && !strchr(set, text[length])) length++;
  return length;
}

char *strpbrk(const char *text, const char *set) {
  text += strcspn(text, set);
  return *text ? (char *)text : NULL;
}

char *strstr(const char *text, const char *wanted) {
  size_t length = strlen(wanted);
  for (; strncmp(text, wanted, length) != 0; text++) {
    if (*text == 0) return NULL;
  }
  return (char *)text;
}

char *strcpy(char *to, const char *from) {
  memcpy(to, from, strlen(from) + 1);
  return to;
}

char *strcat(char *to, const char *from) {
  strcpy(to + strlen(to), from);
  return to;
}

char *strncpy(char *to, const char *from, size_t length) {
  size_t at = 0;
  for (; at < length && from[at]; at++) to[at] = from[at];
  memset(to + at, 0, length - at);
  return to;
}

char *strncat(char *to, const char *from, size_t length) {
  char *end = to + strlen(to);
  while (length-- > 0 && *from) *end++ = *from++;
  *end = 0;
  return to;
}

static int digit_of(int c) {
  return isdigit(c) ? c - '0' : isalpha(c) ? (c | 32) - 'a' + 10 : 99;
}

unsigned long long strtoull(const char *text, char **end, int base) {
  const char *at = text;
  unsigned long long value = 0;
  int is_negative, is_too_large = 0;
  const char *first;
  while (isspace((unsigned char)*at)) at++;
  is_negative = *at == '-';
  if (*at == '-' || *at == '+') at++;
  if (base == 16 && at[0] == '0' && (at[1] | 32) == 'x' && isxdigit((unsigned char)at[2])) at += 2;
  first = at;
  for (; digit_of((unsigned char)*at) < base; at++) {
    unsigned digit = (unsigned)digit_of((unsigned char)*at);
    if (value > (~0ull - digit) / (unsigned)base) is_too_large = 1;
    value = value * (unsigned)base + digit;
  }
  if (end) *end = (char *)(at == first ? text : at);
  if (is_too_large) return ~0ull;
  return is_negative ? 0 - value : value;
}
