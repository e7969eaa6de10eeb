import { lax, np, type Tensor } from '../../src/index.ts'
import type { RandomOp } from './random-ops.ts'
import { choices } from './random-programs-fit.ts'

type Pick = (n: number) => number

const op = (name: string, apply: (x: Tensor, y: Tensor, pick: Pick) => Tensor): RandomOp => ({
  name,
  arity: 2,
  apply: (x, y, _, k) => apply(x, y, choices(k)),
  smooth: false,
})

const vector = (x: Tensor): Tensor => np.ravel(x)
/** Few different values, so that some of them are equal. */
const coarse = (x: Tensor): Tensor => np.floor(x.mul(2))
/** From one to more than there are. */
const sizeFor = (x: Tensor, pick: Pick): number => 1 + pick(x.size + 2)
const orderOf = (pick: Pick): 'C' | 'F' => (pick(2) === 0 ? 'C' : 'F')

/** Operations whose results have a size that an option gives, and others that options change. */
export const sizeOps: readonly RandomOp[] = [
  op('unique', (x, _, pick) =>
    np.unique(coarse(x), { size: sizeFor(x, pick), fillValue: pick(3) }),
  ),
  op('unique counts', (x, _, pick) => {
    const [values, index, inverse, counts] = np.unique(coarse(x), {
      size: sizeFor(x, pick),
      fillValue: 1,
      returnIndex: true,
      returnInverse: true,
      returnCounts: true,
    }) as readonly [Tensor, Tensor, Tensor, Tensor]
    return np.concatenate([values, index, vector(inverse), counts]).astype(x.dtype)
  }),
  op('unique slices', (x, _, pick) =>
    x.ndim === 0
      ? x
      : np.unique(coarse(x), { axis: pick(x.ndim), size: 1 + pick(3), fillValue: pick(3) }),
  ),
  op('nonzero', (x, _, pick) =>
    np
      .stack(np.nonzero(coarse(x), { size: sizeFor(x, pick), fillValue: -pick(2) }))
      .astype(x.dtype),
  ),
  op('argwhere', (x, _, pick) =>
    np.argwhere(x.gt(0), { size: sizeFor(x, pick), fillValue: pick(2) }).astype(x.dtype),
  ),
  op('selected', (x, y, pick) => {
    const at = np.flatnonzero(x.gt(0), { size: sizeFor(x, pick), fillValue: pick(2) })
    return np.take(vector(y), at, { mode: 'wrap' })
  }),
  op('union', (x, y, pick) =>
    np.union1d(coarse(x), coarse(y), { size: 1 + pick(8), fillValue: 2 }),
  ),
  op('intersection', (x, y, pick) => {
    const [values, inX, inY] = np.intersect1d(coarse(x), coarse(y), {
      size: 1 + pick(8),
      returnIndices: true,
    }) as readonly [Tensor, Tensor, Tensor]
    return np.concatenate([values, inX, inY]).astype(x.dtype)
  }),
  op('difference', (x, y, pick) =>
    np.setdiff1d(coarse(x), coarse(y), { size: 1 + pick(8), assumeUnique: pick(2) === 0 }),
  ),
  op('reshape', (x, _, pick) =>
    np.reshape(x, pick(2) === 0 ? [-1] : [1, -1], { order: orderOf(pick) }),
  ),
  op('ravel', (x, _, pick) => np.ravel(x, { order: orderOf(pick) })),
  op('topK', (x, _, pick) => {
    if (x.ndim === 0) return x
    const axis = pick(x.ndim)
    return lax.topK(x, 1 + pick(x.shape[axis] as number), { axis })[0]
  }),
  op('batches', (x, _, pick) =>
    x.ndim === 0 ? x : lax.map((row: Tensor) => np.sin(row), x, { batchSize: 1 + pick(3) }),
  ),
]
