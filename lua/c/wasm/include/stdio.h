#ifndef STDIO_H
#define STDIO_H
#include <stddef.h>
int sprintf(char *, const char *, ...);
int snprintf(char *, size_t, const char *, ...);
#endif
