#ifndef LOCALE_H
#define LOCALE_H
struct lconv { char *decimal_point; };
static inline struct lconv *localeconv(void) { return 0; }
#endif
