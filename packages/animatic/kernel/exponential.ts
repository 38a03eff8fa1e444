// e to a power without tables: those of the language's own lie where the planes do. After fdlibm's (Sun 1993), whose bits V8's
// Math.exp has too.

const LN2_HIGH: f64 = 6.93147180369123816490e-1;
const LN2_LOW: f64 = 1.90821492927058770002e-10;

/** e to a power of 0 or less. */
export function exp(power: f64): f64 {
  if (power < -745.13321910194110842) return 0;
  if (power > -3.725290298461914e-9) return 1 + power;
  let twos = 0;
  let high = power;
  let low: f64 = 0;
  if (power < -0.34657359) {
    twos = power > -1.03972077 ? -1 : <i32>(1.44269504088896338700 * power - 0.5);
    high = power - <f64>twos * LN2_HIGH;
    low = <f64>twos * LN2_LOW;
  }
  const x = high - low;
  const t = x * x;
  let c = 4.13813679705723846039e-8;
  c = -1.65339022054652515390e-6 + t * c;
  c = 6.61375632143793436117e-5 + t * c;
  c = -2.77777777770155933842e-3 + t * c;
  c = x - t * (1.66666666666666019037e-1 + t * c);
  if (twos == 0) return 1 - ((x * c) / (c - 2) - x);
  const y = 1 - (low - (x * c) / (2 - c) - high);
  // Far below one in two steps: the smallest numbers have fewer bits.
  if (twos < -1021) return y * power2(twos + 1000) * power2(-1000);
  return y * power2(twos);
}

@inline
function power2(exponent: i32): f64 {
  return reinterpret<f64>(<i64>(exponent + 1023) << 52);
}
