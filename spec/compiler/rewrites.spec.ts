import { describe, expect, it } from 'vitest'
import { rewriteGraph } from '../../src/compiler/rewrites.ts'
import { np, type Tensor } from '../../src/index.ts'
import { dotGeneral } from '../../src/primitives/contraction.ts'
import { reduceMax } from '../../src/primitives/reduction.ts'
import { broadcastInDim, reduceSum } from '../../src/primitives/structural.ts'
import { inputsOf } from '../support/random-programs.ts'
import { tolerance } from '../support/tolerance.ts'
import { dataOf, graphFor, kindsOf, runGraph } from './support.ts'

type F = (...xs: Tensor[]) => unknown

/** Kinds before and after; fails unless both give the same. */
const rewritten = (f: F, ...shapes: readonly (readonly number[])[]) => {
  const inputs = inputsOf(shapes, 1, 'float64')
  const before = graphFor(f, ...inputs)
  const after = rewriteGraph(before)
  const [expected, got] = [runGraph(before, dataOf(inputs)), runGraph(after, dataOf(inputs))]
  const { rtol, atol } = tolerance('float64')
  expected.forEach((xs, i) => {
    xs.forEach((x, k) => {
      expect(Math.abs(x - got[i]![k]!)).toBeLessThanOrEqual(atol + rtol * Math.abs(x))
    })
    expect(got[i]).toHaveLength(xs.length)
  })
  return { before: kindsOf(before), after: kindsOf(after) }
}

const unchanged = (f: F, ...shapes: readonly (readonly number[])[]): void => {
  const { before, after } = rewritten(f, ...shapes)
  expect(after).toEqual(before)
}

const outer = { contract: [[], []], batch: [[], []] } as const

describe('a reduction of a reduction', () => {
  it('is one over all axes', () => {
    const { after } = rewritten((x) => reduceSum(reduceSum(x as Tensor, [1]), [1]), [2, 3, 4])
    expect(after).toEqual(['reduce'])
    expect(rewritten((x) => reduceMax(reduceMax(x as Tensor, [2]), [0]), [2, 3, 4]).after).toEqual([
      'reduce',
    ])
  })

  it('stays where the inner one is used otherwise, or combines in another way', () => {
    unchanged(
      (x) => {
        const rows = reduceSum(x as Tensor, [1])
        return [rows, reduceSum(rows, [0])]
      },
      [2, 3],
    )
    unchanged((x) => reduceMax(reduceSum(x as Tensor, [1]), [0]), [2, 3])
  })
})

describe('a reduction along axes of size 1', () => {
  it('drops them', () => {
    expect(rewritten((x) => reduceSum(x as Tensor, [0, 2]), [1, 3, 1]).after).toEqual(['reshape'])
  })

  it('stays where another axis is longer', () => {
    unchanged((x) => reduceSum(x as Tensor, [0, 1]), [1, 3])
  })
})

describe('a sum of a broadcast', () => {
  const spread = (x: Tensor): Tensor => broadcastInDim(x, [5, 3], [1])

  it('is a product with the number of copies', () => {
    const { after } = rewritten((x) => reduceSum(spread(x as Tensor), [0]), [3])
    expect(after).toEqual(['broadcast', 'elementwise'])
  })

  it('stays where other axes are summed too, or the broadcast is used otherwise', () => {
    unchanged((x) => reduceSum(spread(x as Tensor), [0, 1]), [3])
    unchanged(
      (x) => {
        const wide = spread(x as Tensor)
        return [np.sin(wide), reduceSum(wide, [0])]
      },
      [3],
    )
    unchanged((x) => reduceMax(spread(x as Tensor), [0]), [3])
  })

  it('stays where there are no copies, as nothing times infinity is no number', () => {
    unchanged((x) => reduceSum(broadcastInDim(x as Tensor, [0, 3], [1]), [0]), [3])
  })

  it('counts integers as they are', () => {
    const x = np.array([1, 2], { dtype: 'int32' })
    const graph = graphFor((a: Tensor) => reduceSum(broadcastInDim(a, [3, 2], [1]), [0]), x)
    expect(kindsOf(rewriteGraph(graph))).toEqual(['broadcast', 'reduce'])
  })
})

describe('a thin contraction', () => {
  const product = ['broadcast', 'elementwise']

  it.each([
    ['an outer product', outer, [[3], [4]]],
    ['a matrix by a vector', { contract: [[1], [0]], batch: [[], []] }, [[3, 4], [4]]],
    ['a vector by a matrix', { contract: [[0], [0]], batch: [[], []] }, [[4], [4, 3]]],
    ['two vectors', { contract: [[0], [0]], batch: [[], []] }, [[4], [4]]],
    [
      'a batch of vectors',
      { contract: [[1], [1]], batch: [[0], [0]] },
      [
        [3, 4],
        [3, 4],
      ],
    ],
    [
      'a contraction over axes of size 1',
      { contract: [[1], [0]], batch: [[], []] },
      [
        [3, 1],
        [1, 4],
      ],
    ],
    [
      'a column',
      { contract: [[1], [0]], batch: [[], []] },
      [
        [3, 4],
        [4, 1],
      ],
    ],
    [
      'axes in another order',
      {
        contract: [
          [2, 0],
          [0, 1],
        ],
        batch: [[], []],
      },
      [
        [2, 3, 4],
        [4, 2],
      ],
    ],
    [
      'batches in another order',
      {
        contract: [[], []],
        batch: [
          [0, 1],
          [1, 0],
        ],
      },
      [
        [2, 3],
        [3, 2, 4],
      ],
    ],
  ] as const)('is a product of broadcasts: %s', (_, dims, shapes) => {
    const { before, after } = rewritten(
      (x, y) => dotGeneral(x as Tensor, y as Tensor, dims),
      ...shapes,
    )
    expect(before).toEqual(['dot'])
    expect(after).not.toContain('dot')
    expect(after).toEqual(expect.arrayContaining(product))
  })

  it.each([
    [
      'a matrix product',
      { contract: [[1], [0]], batch: [[], []] },
      [
        [3, 4],
        [4, 2],
      ],
    ],
    [
      'one of no elements',
      { contract: [[1], [0]], batch: [[], []] },
      [
        [0, 4],
        [4, 1],
      ],
    ],
    [
      'one over no elements',
      { contract: [[1], [0]], batch: [[], []] },
      [
        [3, 0],
        [0, 1],
      ],
    ],
  ] as const)('is not %s', (_, dims, shapes) => {
    unchanged((x, y) => dotGeneral(x as Tensor, y as Tensor, dims), ...shapes)
  })
})

describe('rewritten graphs', () => {
  it('apply rules to what other rules give', () => {
    const f = (x?: Tensor, y?: Tensor) =>
      reduceSum(
        dotGeneral(x as Tensor, y as Tensor, { contract: [[1], [0]], batch: [[], []] }),
        [0],
      )
    const { after } = rewritten(f, [3, 4], [4])
    expect(after.filter((kind) => kind === 'reduce')).toHaveLength(1)
  })

  it('have nothing left to rewrite', () => {
    const f = (x: Tensor, y: Tensor) => np.matmul(np.sum(x, { axis: 0 }), y)
    const once = rewriteGraph(graphFor(f, np.ones([2, 3]), np.ones([3])))
    expect(kindsOf(rewriteGraph(once))).toEqual(kindsOf(once))
  })
})
