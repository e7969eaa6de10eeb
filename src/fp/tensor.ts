import type { eq, monoid, show } from 'fp-ts'
import { sameShape } from '../core/aval.ts'
import { scalar } from '../core/convert.ts'
import type { Tensor } from '../core/tensor.ts'
import { add, logicalAnd, logicalOr, maximum, minimum, multiply } from '../numpy/index.ts'

/** Whether two elements are the same; NaN is the same as NaN, or equality would not be reflexive. */
const same = (x: number, y: number): boolean => x === y || (Number.isNaN(x) && Number.isNaN(y))

/**
 * Equal shapes, dtypes and elements, NaN equal to itself. Reads values, so it throws `TracerError` on
 * traced tensors: there use `np.arrayEqual`.
 *
 * @example
 * fp.tensor.Eq.equals(np.array([1, 2]), np.array([1, 2])) // => true
 */
export const Eq: eq.Eq<Tensor> = {
  equals: (x, y) => {
    if (x === y) return true
    if (x.dtype !== y.dtype || !sameShape(x.shape, y.shape)) return false
    const others = y.data()
    return x.data().every((value, i) => same(value, others[i] as number))
  },
}

/** Prints values and dtype. */
export const Show: show.Show<Tensor> = { show: String }

// Weakly typed, so that they give way to the dtype of what they are combined with.
const weakInteger = (value: number): Tensor => scalar(value, 'int32', true)
const weakFloat = (value: number): Tensor => scalar(value, 'float32', true)

/** Sums of numeric tensors, by broadcasting: what metrics are accumulated with. */
export const MonoidSum: monoid.Monoid<Tensor> = {
  concat: (x, y) => add(x, y),
  get empty() {
    return weakInteger(0)
  },
}

/** Products of numeric tensors, by broadcasting. */
export const MonoidProduct: monoid.Monoid<Tensor> = {
  concat: (x, y) => multiply(x, y),
  get empty() {
    return weakInteger(1)
  },
}

/** Greatest elements of floating point tensors, by broadcasting; NaN stays. */
export const MonoidMax: monoid.Monoid<Tensor> = {
  concat: (x, y) => maximum(x, y),
  get empty() {
    return weakFloat(-Infinity)
  },
}

/** Least elements of floating point tensors, by broadcasting; NaN stays. */
export const MonoidMin: monoid.Monoid<Tensor> = {
  concat: (x, y) => minimum(x, y),
  get empty() {
    return weakFloat(Infinity)
  },
}

/** Conjunction of bool tensors, by broadcasting. */
export const MonoidAll: monoid.Monoid<Tensor> = {
  concat: (x, y) => logicalAnd(x, y),
  get empty() {
    return scalar(1, 'bool')
  },
}

/** Disjunction of bool tensors, by broadcasting. */
export const MonoidAny: monoid.Monoid<Tensor> = {
  concat: (x, y) => logicalOr(x, y),
  get empty() {
    return scalar(0, 'bool')
  },
}
