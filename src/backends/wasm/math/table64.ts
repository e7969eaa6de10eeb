import { cbrt64 } from './cbrt64.ts'
import { erfInv64 } from './erf-inv64.ts'
import { erf64, erfc64 } from './erf64.ts'
import { cosh64, exp64, exp264, expm164, logistic64, sinh64, tanh64 } from './exp64.ts'
import { digamma64 } from './gamma-digamma64.ts'
import { polygamma64 } from './gamma-polygamma64.ts'
import { lgamma64 } from './gamma64.ts'
import { acosh64, asinh64, atanh64 } from './inverse-hyperbolic64.ts'
import { acos64, asin64, atan64, atan264 } from './inverse-trig64.ts'
import { log1p64, log64 } from './log64.ts'
import { nextAfter64 } from './next-after.ts'
import { pow64 } from './pow64.ts'
import { rem64 } from './rem.ts'
import type { LaneFunctions } from './table.ts'
import { cos64, sin64, tan64 } from './trig64.ts'

/** The functions of float64 that are more than one instruction. */
export const float64Functions: LaneFunctions = {
  exp: exp64,
  expm1: expm164,
  exp2: exp264,
  log: log64,
  log1p: log1p64,
  cbrt: cbrt64,
  sin: sin64,
  cos: cos64,
  tan: tan64,
  asin: asin64,
  acos: acos64,
  atan: atan64,
  sinh: sinh64,
  cosh: cosh64,
  tanh: tanh64,
  asinh: asinh64,
  acosh: acosh64,
  atanh: atanh64,
  logistic: logistic64,
  erf: erf64,
  erfc: erfc64,
  erfInv: erfInv64,
  lgamma: lgamma64,
  digamma: digamma64,
  rem: rem64,
  pow: pow64,
  atan2: atan264,
  nextAfter: nextAfter64,
  polygamma: polygamma64,
}
