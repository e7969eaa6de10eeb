import { isFloat } from '../core/dtype.ts'
import type { Tensor } from '../core/tensor.ts'
import { zerosLike } from '../primitives/structural.ts'
import { makeRandom } from './random.ts'
import { type Subject, tensorLike } from './subject.ts'

/**
 * The elements of a list of tensors, as one vector: derivatives are compared in host memory, where no
 * transform under test takes part.
 */
export type Vector = readonly (Float64Array | null)[]

/** The floating elements; `null` for tensors of another dtype, which have no tangents. */
export const vectorOf = (tensors: readonly Tensor[]): Vector =>
  tensors.map((x) => (isFloat(x.dtype) ? Float64Array.from(x.data()) : null))

/** Standard normal tangents or cotangents of `tensors`; zeros where the dtype is not floating. */
export const randomLike = (tensors: readonly Tensor[], seed: number): readonly Tensor[] => {
  const random = makeRandom(seed)
  return tensors.map((x) =>
    isFloat(x.dtype)
      ? tensorLike(x, Float64Array.from({ length: x.size }, random.normal))
      : zerosLike(x),
  )
}

/** `x + step · dx`. */
const moved = (x: readonly Tensor[], dx: readonly Tensor[], step: number): readonly Tensor[] => {
  const by = vectorOf(dx)
  return x.map((tensor, i) => {
    const direction = by[i]
    if (!direction) return tensor
    const from = tensor.data()
    return tensorLike(
      tensor,
      direction.map((d, k) => Number(from[k]) + step * d),
    )
  })
}

/** The inner product. */
export const inner = (a: Vector, b: Vector): number => {
  let sum = 0
  a.forEach((xs, i) => {
    xs?.forEach((x, k) => {
      sum += x * (b[i]?.[k] ?? 0)
    })
  })
  return sum
}

/**
 * The derivative of the subject along `dx` by central differences with steps `eps` and `2 eps`, whose
 * error is of fourth order.
 */
export const finiteDifference = (
  { run, inputs }: Pick<Subject, 'run' | 'inputs'>,
  dx: readonly Tensor[],
  eps: number,
): Vector => {
  const at = (step: number): Vector => vectorOf(run(moved(inputs, dx, step)))
  const [near, before] = [at(eps), at(-eps)]
  const [far, farBefore] = [at(2 * eps), at(-2 * eps)]
  const value = (vector: Vector, i: number, k: number): number => vector[i]?.[k] ?? 0
  return near.map(
    (ys, i) =>
      ys?.map((y, k) => {
        const inside = y - value(before, i, k)
        const outside = value(far, i, k) - value(farBefore, i, k)
        return (8 * inside - outside) / (12 * eps)
      }) ?? null,
  )
}
