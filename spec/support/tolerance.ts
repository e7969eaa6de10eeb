type FloatDType = 'float32' | 'float64'

interface Tolerance {
  readonly rtol: number
  readonly atol: number
}

/**
 * How far two computations of one value may lie apart, by what is compared. `equal`: the same
 * operations in another order or on another backend. `grad`: chains of derivatives. `numeric`: against
 * central finite differences. Integers and booleans are always exact.
 */
const table: Readonly<Record<'equal' | 'grad' | 'numeric', Record<FloatDType, Tolerance>>> = {
  equal: { float32: { rtol: 1e-5, atol: 1e-6 }, float64: { rtol: 1e-12, atol: 1e-13 } },
  grad: { float32: { rtol: 1e-4, atol: 1e-5 }, float64: { rtol: 1e-10, atol: 1e-11 } },
  numeric: { float32: { rtol: 1e-2, atol: 1e-3 }, float64: { rtol: 1e-5, atol: 1e-6 } },
}

export type Comparison = keyof typeof table

const exact: Tolerance = { rtol: 0, atol: 0 }

/** The tolerance of a comparison for a dtype. */
export const tolerance = (dtype: string, comparison: Comparison = 'equal'): Tolerance =>
  dtype === 'float32' || dtype === 'float64' ? table[comparison][dtype] : exact

/** Whether `actual` equals `expected` within the tolerance; NaN equals NaN and infinities equal themselves. */
export function isClose(
  actual: number,
  expected: number,
  dtype: string,
  comparison: Comparison = 'equal',
): boolean {
  const { rtol, atol } = tolerance(dtype, comparison)
  if (actual === expected || Object.is(actual, expected)) return true
  if (!Number.isFinite(expected)) return false
  return Math.abs(actual - expected) <= atol + rtol * Math.abs(expected)
}
