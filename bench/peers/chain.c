/* The chain of ten operations on a million numbers, for bench/peers/build-wasm.sh. */
#define COUNT 1000000
#define EXPORT(name) __attribute__((export_name(#name)))
static float x[COUNT], y[COUNT], result[COUNT];

EXPORT(get_x) float *get_x(void) { return x; }
EXPORT(get_y) float *get_y(void) { return y; }
EXPORT(get_result) float *get_result(void) { return result; }
EXPORT(chain) void chain(void) {
  for (int i = 0; i < COUNT; i++) {
    float t = x[i] * y[i] + x[i];
    t = __builtin_sqrtf(t > 0.1f ? t : 0.1f);
    t = __builtin_fabsf(t * 0.5f + y[i]) - x[i];
    result[i] = t * t + 1;
  }
}
