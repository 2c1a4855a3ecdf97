/* Doubles as decimal digits. */
#ifndef DECIMAL_H
#define DECIMAL_H

/* More than any double has, with as many zeros as a format may ask for. */
enum { DECIMAL_DIGITS = 1300 };

/* So many digits of a number that is not negative, rounded; where `is_fixed`, so many behind the point. Gives their
   count, which may be 0, and the power of ten of the first. */
int decimal_digits(double number, char *digits, int wanted, int is_fixed, int *power);

#endif
