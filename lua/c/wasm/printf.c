/* sprintf, as far as Lua and our C use it: d i u x X o c s p e E f g G, with flags, width and precision. */
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "decimal.h"

/* What stands between `%` and the letter. */
typedef struct Format {
  int is_left, has_plus, has_space, is_alternate, has_zeros;
  int width;
  int precision;
} Format;

typedef struct Output {
  char *at;
  size_t length;
  size_t size;
} Output;

static void put(Output *output, const char *text, size_t length) {
  for (; length > 0; length--, text++) {
    if (output->length + 1 < output->size) output->at[output->length] = *text;
    output->length++;
  }
}

static void repeat(Output *output, char byte, long count) {
  for (; count > 0; count--) put(output, &byte, 1);
}

/* A number: its sign or mark, zeros, and its text, within the width. */
static void put_number(Output *output, const Format *format, const char *mark, long zeros, const char *text,
                       size_t length, int may_pad) {
  long pad = (long)format->width - (long)strlen(mark) - zeros - (long)length;
  int is_padded = format->has_zeros && !format->is_left && may_pad;
  if (!format->is_left && !is_padded) repeat(output, ' ', pad);
  put(output, mark, strlen(mark));
  if (is_padded) repeat(output, '0', pad);
  repeat(output, '0', zeros);
  put(output, text, length);
  if (format->is_left) repeat(output, ' ', pad);
}

static const char *sign(const Format *format, int is_negative) {
  return is_negative ? "-" : format->has_plus ? "+" : format->has_space ? " " : "";
}

static void put_integer(Output *output, const Format *format, char letter, unsigned long long value) {
  const char *digits = letter == 'X' ? "0123456789ABCDEF" : "0123456789abcdef";
  unsigned base = letter == 'o' ? 8 : letter == 'x' || letter == 'X' || letter == 'p' ? 16 : 10;
  int is_signed = letter == 'd' || letter == 'i';
  int is_negative = is_signed && (long long)value < 0;
  const char *mark = is_signed ? sign(format, is_negative) : "";
  char text[24];
  int at = sizeof text;
  long zeros;
  if (is_negative) value = 0 - value;
  if (value != 0 && format->is_alternate && base == 16) mark = letter == 'X' ? "0X" : "0x";
  if (letter == 'p') mark = "0x";
  for (; value; value /= base) text[--at] = digits[value % base];
  zeros = (format->precision < 0 ? 1 : format->precision) - (long)(sizeof text - at);
  if (letter == 'o' && format->is_alternate && zeros <= 0 && (at == sizeof text || text[at] != '0')) zeros = 1;
  put_number(output, format, mark, zeros > 0 ? zeros : 0, text + at, sizeof text - at, format->precision < 0);
}

/* Digits with a point behind so many of them, which may be before the first. */
static size_t with_point(char *to, const char *digits, int count, int before, int is_alternate) {
  size_t length = 0;
  int at = 0;
  if (before <= 0) to[length++] = '0';
  for (; at < before; at++) to[length++] = at < count ? digits[at] : '0';
  if (count > before || is_alternate) to[length++] = '.';
  for (at = before; at < 0 && before < 0; at++) to[length++] = '0';
  for (at = before > 0 ? before : 0; at < count; at++) to[length++] = digits[at];
  return length;
}

static size_t with_exponent(char *to, const char *digits, int count, int power, char letter, int is_alternate) {
  size_t length = with_point(to, digits, count, 1, is_alternate);
  unsigned exponent = (unsigned)(power < 0 ? -power : power);
  to[length++] = letter;
  to[length++] = power < 0 ? '-' : '+';
  if (exponent >= 100) to[length++] = (char)('0' + exponent / 100);
  to[length++] = (char)('0' + exponent / 10 % 10);
  to[length++] = (char)('0' + exponent % 10);
  return length;
}

static void put_double(Output *output, const Format *format, char letter, double number) {
  char digits[DECIMAL_DIGITS];
  char text[DECIMAL_DIGITS + 16];
  int precision = format->precision < 0 ? 6 : format->precision;
  int is_negative = __builtin_signbit(number) != 0;
  const char *mark = sign(format, is_negative);
  size_t length;
  int power, count;
  if (isnan(number) || isinf(number)) {
    const char *word = letter < 'a' ? isnan(number) ? "NAN" : "INF" : isnan(number) ? "nan" : "inf";
    put_number(output, format, mark, 0, word, 3, 0);
    return;
  }
  if (is_negative) number = -number;
  if (letter == 'f' || letter == 'F') {
    count = decimal_digits(number, digits, precision, 1, &power);
    /* What is rounded to nothing has zeros alone. */
    if (count == 0) power = -precision - 1;
    length = with_point(text, digits, count, power + 1, format->is_alternate);
    if (count == 0 && precision == 0) length = format->is_alternate ? 2 : 1;
  } else if (letter == 'e' || letter == 'E') {
    count = decimal_digits(number, digits, precision + 1, 0, &power);
    length = with_exponent(text, digits, count, power, letter, format->is_alternate);
  } else {
    if (precision == 0) precision = 1;
    count = decimal_digits(number, digits, precision, 0, &power);
    while (!format->is_alternate && count > 1 && digits[count - 1] == '0') count--;
    if (power < -4 || power >= precision) {
      length = with_exponent(text, digits, count, power, letter == 'G' ? 'E' : 'e', format->is_alternate);
    } else {
      length = with_point(text, digits, count, power + 1, format->is_alternate);
    }
  }
  put_number(output, format, mark, 0, text, length, 1);
}

static void put_text(Output *output, const Format *format, const char *text, size_t length) {
  long pad = (long)format->width - (long)length;
  if (!format->is_left) repeat(output, ' ', pad);
  put(output, text, length);
  if (format->is_left) repeat(output, ' ', pad);
}

static int number_in(const char **at, va_list *arguments) {
  int number = 0;
  if (**at == '*') {
    ++*at;
    return va_arg(*arguments, int);
  }
  for (; **at >= '0' && **at <= '9'; ++*at) number = number * 10 + (**at - '0');
  return number;
}

/* What is behind `%`; moves to the letter, and gives how many `l` there are. */
static int read_format(const char **at, Format *format, va_list *arguments) {
  int longs = 0;
  memset(format, 0, sizeof *format);
  format->precision = -1;
  for (;; ++*at) {
    if (**at == '-') format->is_left = 1;
    else if (**at == '+') format->has_plus = 1;
    else if (**at == ' ') format->has_space = 1;
    else if (**at == '#') format->is_alternate = 1;
    else if (**at == '0') format->has_zeros = 1;
    else break;
  }
  format->width = number_in(at, arguments);
  if (**at == '.') {
    ++*at;
    format->precision = number_in(at, arguments);
  }
  for (; **at == 'l'; ++*at) longs++;
  return longs;
}

static int print(Output *output, const char *at, va_list *arguments) {
  for (; *at; at++) {
    Format format;
    int longs;
    if (*at != '%') {
      put(output, at, 1);
      continue;
    }
    at++;
    longs = read_format(&at, &format, arguments);
    switch (*at) {
      case 'd': case 'i':
        put_integer(output, &format, *at,
                    (unsigned long long)(longs == 2 ? va_arg(*arguments, long long) : va_arg(*arguments, int)));
        break;
      case 'u': case 'x': case 'X': case 'o':
        put_integer(output, &format, *at,
                    longs == 2 ? va_arg(*arguments, unsigned long long) : va_arg(*arguments, unsigned));
        break;
      case 'p':
        put_integer(output, &format, *at, (unsigned long long)(size_t)va_arg(*arguments, void *));
        break;
      case 'c': {
        char byte = (char)va_arg(*arguments, int);
        put_text(output, &format, &byte, 1);
        break;
      }
      case 's': {
        const char *text = va_arg(*arguments, const char *);
        size_t length = 0;
        while ((format.precision < 0 || length < (size_t)format.precision) && text[length]) length++;
        put_text(output, &format, text, length);
        break;
      }
      case 'e': case 'E': case 'f': case 'F': case 'g': case 'G':
        put_double(output, &format, *at, va_arg(*arguments, double));
        break;
      default:
        put(output, at, 1);
    }
  }
  if (output->size > 0) output->at[output->length < output->size ? output->length : output->size - 1] = 0;
  return (int)output->length;
}

int snprintf(char *to, size_t size, const char *format, ...) {
  Output output = {to, 0, size};
  va_list arguments;
  int length;
  va_start(arguments, format);
  length = print(&output, format, &arguments);
  va_end(arguments);
  return length;
}

int sprintf(char *to, const char *format, ...) {
  Output output = {to, 0, (size_t)-1 / 2};
  va_list arguments;
  int length;
  va_start(arguments, format);
  length = print(&output, format, &arguments);
  va_end(arguments);
  return length;
}
