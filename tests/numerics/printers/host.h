// What a host compiler must know to take CUDA C of nagi.numerics.printers.cuda for C++, one thread after another.
#include <cmath>
#include <cstring>
using namespace std;
#define __device__
#define __global__
struct Numbers { unsigned x; };
extern "C" { Numbers blockIdx = {0}, blockDim = {1}, threadIdx = {0}; }
static inline double __longlong_as_double(long long bits) { double value; memcpy(&value, &bits, 8); return value; }
