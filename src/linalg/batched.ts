import type { Tensor } from '../core/tensor.ts'
import { reshape } from '../primitives/structural.ts'
import { vmap } from '../transforms/vmap.ts'

/** Applies a function of one matrix to all in the last two axes. */
export const eachMatrix = (f: (x: Tensor) => readonly Tensor[], x: Tensor): readonly Tensor[] => {
  if (x.ndim === 2) return f(x)
  const lead = x.shape.slice(0, -2)
  const count = lead.reduce((product, n) => product * n, 1)
  const flat = reshape(x, [count, ...x.shape.slice(-2)])
  const results = vmap(f)(flat) as unknown as readonly Tensor[]
  return results.map((t) => reshape(t, [...lead, ...t.shape.slice(1)]))
}
