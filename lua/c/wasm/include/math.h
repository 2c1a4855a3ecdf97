#ifndef MATH_H
#define MATH_H
#define HUGE_VAL __builtin_huge_val()
#define isnan(x) __builtin_isnan(x)
#define isinf(x) __builtin_isinf(x)
double fabs(double); double floor(double); double ceil(double); double sqrt(double); double sin(double);
double cos(double); double tan(double); double asin(double); double acos(double); double atan(double);
double atan2(double, double); double sinh(double); double cosh(double); double tanh(double); double exp(double);
double log(double); double log10(double); double pow(double, double); double fmod(double, double);
double modf(double, double *); double frexp(double, int *); double ldexp(double, int);
#endif
