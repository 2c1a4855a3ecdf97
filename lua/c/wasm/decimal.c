/* Doubles as decimal digits, exactly: a double is an integer times a power of two, and so a decimal number of finitely
   many digits. */
#include "decimal.h"

#include <string.h>

enum { BASE = 1000000000, LIMBS = 130 };

typedef struct Large {
  unsigned limbs[LIMBS];
  int count;
} Large;

static void multiply(Large *large, unsigned factor) {
  unsigned long long carry = 0;
  int at;
  for (at = 0; at < large->count; at++) {
    carry += (unsigned long long)large->limbs[at] * factor;
    large->limbs[at] = (unsigned)(carry % BASE);
    carry /= BASE;
  }
  if (carry) large->limbs[large->count++] = (unsigned)carry;
}

/* All digits of a positive number, the first of which is not 0; the power of ten of the first is given. */
static int all_digits(double number, char *digits, int *power) {
  Large large;
  unsigned long long bits, mantissa;
  int exponent, at, length = 0;
  int tens = 0;
  memcpy(&bits, &number, 8);
  exponent = (int)(bits >> 52 & 2047);
  mantissa = bits & 0xfffffffffffffull;
  if (exponent) mantissa |= 1ull << 52;
  else exponent = 1;
  exponent -= 1075;
  while ((mantissa & 1) == 0 && exponent < 0) mantissa >>= 1, exponent++;
  large.count = 0;
  for (; mantissa; mantissa /= BASE) large.limbs[large.count++] = (unsigned)(mantissa % BASE);
  for (; exponent >= 29; exponent -= 29) multiply(&large, 1u << 29);
  if (exponent > 0) multiply(&large, 1u << exponent);
  for (; exponent <= -12; exponent += 12, tens -= 12) multiply(&large, 244140625u);
  for (; exponent < 0; exponent++, tens--) multiply(&large, 5);
  for (at = large.count - 1; at >= 0; at--) {
    unsigned limb = large.limbs[at];
    int digit;
    for (digit = 8; digit >= 0; digit--, limb /= 10) digits[length + digit] = (char)('0' + limb % 10);
    length += 9;
  }
  for (at = 0; digits[at] == '0'; at++) continue;
  memmove(digits, digits + at, (size_t)(length - at));
  length -= at;
  *power = length - 1 + tens;
  return length;
}

int decimal_digits(double number, char *digits, int wanted, int is_fixed, int *power) {
  int length, at;
  if (number == 0) {
    *power = 0;
    length = 0;
    digits[0] = '0';
    if (is_fixed) wanted++;
  } else {
    length = all_digits(number, digits, power);
    if (is_fixed) wanted += *power + 1;
  }
  if (wanted < 0) return 0;
  if (length > wanted) {
    /* Half way, the even digit is taken. */
    int is_up = digits[wanted] > '5';
    if (digits[wanted] == '5') {
      for (at = wanted + 1; at < length && digits[at] == '0'; at++) continue;
      is_up = at < length || (wanted > 0 && (digits[wanted - 1] & 1));
    }
    for (at = wanted - 1; is_up && at >= 0; at--) {
      if (digits[at] != '9') {
        digits[at]++;
        is_up = 0;
      } else {
        digits[at] = '0';
      }
    }
    if (is_up) {
      memmove(digits + 1, digits, (size_t)wanted);
      digits[0] = '1';
      ++*power;
      if (is_fixed) wanted++;
    }
  }
  for (at = length; at < wanted; at++) digits[at] = '0';
  return wanted;
}
