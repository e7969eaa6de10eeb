import { describe, it } from 'vitest'
import { grad, jvp, np, type Tensor } from '../../src/index.ts'
import { abs, max, min } from '../../src/primitives/arithmetic.ts'
import { cummax, cummin, cumprod } from '../../src/primitives/cumulative.ts'
import { clamp, integerPow, pow } from '../../src/primitives/elementwise.ts'
import { reduceMax, reduceMin, reduceProd } from '../../src/primitives/reduction.ts'
import { scatterMax } from '../../src/primitives/scatter.ts'
import { sort } from '../../src/primitives/sort.ts'
import { expectClose } from '../support/expect-close.ts'

const slopes = (f: (...xs: Tensor[]) => Tensor, ...xs: Tensor[]): readonly Tensor[] =>
  grad((...args: Tensor[]) => np.sum(f(...args)), { argnums: xs.map((_, i) => i) })(
    ...xs,
  ) as unknown as Tensor[]

const at = np.array

describe('where a derivative is a convention, it is JAX’s', () => {
  it('a tie of two sends half to each', () => {
    for (const extreme of [max, min]) {
      const [dx, dy] = slopes(extreme as never, at([1, 2]), at([1, 2]))
      expectClose(dx as Tensor, [0.5, 0.5])
      expectClose(dy as Tensor, [0.5, 0.5])
    }
  })

  it('a tie of many is shared evenly', () => {
    expectClose(slopes((x) => reduceMax(x as Tensor, [0]), at([3, 1, 3, 3]))[0] as Tensor, [
      1 / 3,
      0,
      1 / 3,
      1 / 3,
    ])
    expectClose(
      slopes((x) => reduceMin(x as Tensor, [0]), at([1, 1, 3]))[0] as Tensor,
      [0.5, 0.5, 0],
    )
  })

  it('a running extreme halves at each tie that it meets', () => {
    const tangent = (f: (x: Tensor) => Tensor, x: Tensor, dx: Tensor): Tensor =>
      jvp(f, [x], [dx])[1]
    expectClose(
      tangent((x) => cummax(x, 0), at([1, 1, 0]), at([2, 4, 8])),
      [2, 3, 3],
    )
    expectClose(
      tangent((x) => cummin(x, 0), at([1, 1, 2]), at([2, 4, 8])),
      [2, 3, 3],
    )
  })

  it('the slope of |x| at 0 is 1', () => {
    expectClose(slopes(abs as never, at([0, -1, 1]))[0] as Tensor, [1, -1, 1])
  })

  it('a clamped value has no slope on its bounds, and the bounds only beyond them', () => {
    const [dLow, dx, dHigh] = slopes(
      clamp as never,
      at([0, 0, 0, 0]),
      at([-1, 0, 1, 2]),
      at([1, 1, 1, 1]),
    )
    expectClose(dLow as Tensor, [1, 0, 0, 0])
    expectClose(dx as Tensor, [0, 0, 0, 0])
    expectClose(dHigh as Tensor, [0, 0, 0, 1])
    expectClose(slopes(clamp as never, at(0), at(0.5), at(1))[1] as Tensor, 1)
  })

  it('a fixed power of 0 has no slope, at 0 either; a variable one is undefined there', () => {
    expectClose(slopes((x) => integerPow(x as Tensor, 0), at([0, 2]))[0] as Tensor, [0, 0])
    const [dx] = slopes(pow as never, at([0, 2]), at([0, 0]))
    expectClose(dx as Tensor, [Number.NaN, 0])
  })

  it('products have the right slopes at zeros, of which there may be several', () => {
    const product = (x?: Tensor): Tensor => reduceProd(x as Tensor, [0])
    expectClose(slopes(product, at([2, 0, 3]))[0] as Tensor, [0, 6, 0])
    expectClose(slopes(product, at([0, 0, 3]))[0] as Tensor, [0, 0, 0])
    expectClose(slopes((x) => cumprod(x as Tensor, 0), at([2, 0, 3]))[0] as Tensor, [1, 8, 0])
  })

  it('sorted elements keep their own slopes, equal ones in their order', () => {
    const [dx] = slopes(
      (x) => (sort([x as Tensor], 0)[0] as Tensor).mul(at([1, 10, 100])),
      at([2, 1, 2]),
    )
    expectClose(dx as Tensor, [10, 1, 100])
  })

  it('extremes that are scattered share their slope with what they tie with', () => {
    const dims = {
      offsetDims: [],
      collapsed: [0],
      startIndexMap: [0],
      operandBatch: [],
      indicesBatch: [],
    }
    const indices = np.array([[0], [0], [1]], { dtype: 'int32' })
    const f = (x?: Tensor, u?: Tensor): Tensor =>
      scatterMax(x as Tensor, indices, u as Tensor, dims)
    const [dx, du] = slopes(f, at([5, 1]), at([5, 4, 2]))
    expectClose(dx as Tensor, [0.5, 0])
    expectClose(du as Tensor, [0.5, 0, 1])
  })
})
