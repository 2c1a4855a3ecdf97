#ifndef STDLIB_H
#define STDLIB_H
#include <stddef.h>
double strtod(const char *, char **);
unsigned long long strtoull(const char *, char **, int);
_Noreturn void abort(void);
int abs(int);
#endif
