import { logistic, pow, powInteger, roundAway, roundEven } from './arithmetic.ts'
import { bitsToFloat, floatToBits, nextAfter, nextAfter32, popcount } from './bits.ts'
import { erf, erfc } from './erf.ts'
import { erfInv, erfInv32 } from './erf-inv.ts'
import { digamma, lgamma } from './gamma.ts'
import { polygamma } from './polygamma.ts'

/** Functions that JavaScript's `Math` lacks, under the names that generated code calls. */
export const intrinsics = {
  bitsToFloat,
  digamma,
  erf,
  erfInv,
  erfInv32,
  erfc,
  floatToBits,
  lgamma,
  logistic,
  nextAfter,
  nextAfter32,
  polygamma,
  popcount,
  pow,
  powInteger,
  roundAway,
  roundEven,
} as const
