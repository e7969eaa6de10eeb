import { unreachable } from '../../../core/errors.ts'
import type { BinaryOp, UnaryOp } from '../../../core/scalar.ts'
import { div, sqrt } from '../lanes/build.ts'
import type { Lane } from '../lanes/lane.ts'
import { cbrt32 } from './cbrt.ts'
import { erf32, erfc32 } from './erf.ts'
import { erfInv32 } from './erf-inv.ts'
import { exp32, exp232, expm132 } from './exp.ts'
import { digamma32, lgamma32, polygamma32 } from './gamma.ts'
import { cosh32, logistic32, sinh32, tanh32 } from './hyperbolic.ts'
import { acosh32, asinh32, atanh32 } from './inverse-hyperbolic.ts'
import { acos32, asin32, atan32, atan232 } from './inverse-trig.ts'
import { log1p32, log32 } from './log.ts'
import { nextAfter32 } from './next-after.ts'
import { pow32 } from './pow.ts'
import { rem32 } from './rem.ts'
import { float64Functions } from './table64.ts'
import { cos32, sin32, tan32 } from './trig.ts'

export type LaneFunction = (...args: Lane[]) => Lane

/** Functions of one dtype that are more than one instruction. */
export type LaneFunctions = Partial<Readonly<Record<UnaryOp | BinaryOp, LaneFunction>>>

const bothFunctions: LaneFunctions = {
  sqrt,
  rsqrt: (x: Lane) => div(1, sqrt(x)),
}

const float32Functions: LaneFunctions = {
  exp: exp32,
  expm1: expm132,
  exp2: exp232,
  log: log32,
  log1p: log1p32,
  cbrt: cbrt32,
  sin: sin32,
  cos: cos32,
  tan: tan32,
  sinh: sinh32,
  cosh: cosh32,
  tanh: tanh32,
  logistic: logistic32,
  erf: erf32,
  erfc: erfc32,
  pow: pow32,
  asin: asin32,
  acos: acos32,
  atan: atan32,
  asinh: asinh32,
  acosh: acosh32,
  atanh: atanh32,
  erfInv: erfInv32,
  lgamma: lgamma32,
  digamma: digamma32,
  rem: rem32,
  atan2: atan232,
  nextAfter: nextAfter32,
  polygamma: polygamma32,
}

const functions = {
  float32: { ...bothFunctions, ...float32Functions },
  float64: { ...bothFunctions, ...float64Functions },
} as const

/** The code of a function of floats that is more than one instruction. */
export const mathFunction = (op: UnaryOp | BinaryOp, dtype: 'float32' | 'float64'): LaneFunction =>
  functions[dtype][op] ?? unreachable(`${op} of ${dtype} in WebAssembly`)
