import { describe } from 'vitest'
import { dtypes, isInteger } from '../../../src/core/dtype.ts'
import { np, type Tensor } from '../../../src/index.ts'
import { convertElementType, div, rem } from '../../../src/primitives/arithmetic.ts'
import {
  shiftLeft,
  shiftRightArithmetic,
  shiftRightLogical,
} from '../../../src/primitives/elementwise.ts'
import { reduceAnd, reduceOr, reduceProd } from '../../../src/primitives/reduction.ts'
import { agree, type Row } from './programs-check.ts'

const matrices = [
  [3, 4],
  [4, 5],
] as const
const integerDtypes = dtypes.filter(isInteger)
const edges = (x: Tensor): Tensor =>
  np.concatenate([
    x,
    np
      .array([0, 1, 2 ** 31 - 1, 7, 8, 31, 32, 33, 127, 128, 255])
      .astype('int32')
      .astype(x.dtype as 'int32'),
    np.array([-1, -(2 ** 31)], { dtype: 'int32' }).astype(x.dtype as 'int32'),
  ])
const pairs = (f: (x: Tensor, y: Tensor) => Tensor) => (x?: Tensor) => {
  const all = edges(x!)
  return f(
    all.reshape([-1, 1]).mul(np.ones([1, all.size]).astype(all.dtype as 'int32')),
    np.broadcastTo(all, [all.size, all.size]),
  )
}

const anyDtype: readonly Row[] = [
  ['dots', (x, y) => np.matmul(x!, y!), matrices],
  ['thin dots', (x, y) => [np.dot(x!, y!), np.outer(x!, y!)], [[5], [5]]],
  [
    'dots of nothing',
    (x, y) => np.matmul(x!, y!),
    [
      [3, 0],
      [0, 2],
    ],
  ],
  [
    'batches of dots',
    (x, y) => np.einsum('bij,bjk->bik', x!, y!),
    [
      [2, 3, 4],
      [2, 4, 5],
    ],
  ],
  [
    'dots over two axes in another order',
    (x, y) => np.einsum('abi,baj->ij', x!, y!),
    [
      [2, 3, 4],
      [3, 2, 5],
    ],
  ],
  [
    'comparisons',
    (x, y) => [x!.lt(y!), x!.le(y!), x!.gt(y!), x!.ge(y!), np.equal(x!, y!)],
    [[9], [9]],
  ],
  ['choices', (x, y) => np.where(x!.gt(y!), x!, y!), [[9], [9]]],
  ['conversions', (x) => dtypes.map((to) => convertElementType(x!, to)), [[9]]],
  ['sorts', (x) => [np.sort(x!), np.argsort(x!)], [[9]]],
  [
    'extremes',
    (x) => [np.max(x!, { axis: 0 }), np.min(x!), np.argmax(x!), np.argmin(x!, { axis: 1 })],
    [[3, 5]],
  ],
  [
    'truths',
    (x) => [
      reduceAnd(convertElementType(x!, 'bool'), [0]),
      reduceOr(convertElementType(x!, 'bool'), [1]),
    ],
    [[3, 5]],
  ],
  ['sums', (x) => [np.sum(x!), np.sum(x!.T, { axis: 0 }), np.cumsum(x!, { axis: 1 })], [[3, 5]]],
  [
    'results that are inputs and constants',
    (x) => [x, np.full([3], 7, { dtype: 'int32' }), x!.T],
    [[3, 5]],
  ],
]

const integers: readonly Row[] = [
  ['sums that wrap', (x) => [np.sum(x!.mul(2 ** 29)), reduceProd(x!.mul(3), [0])], [[9]]],
  ['dots that wrap', (x, y) => np.matmul(x!.mul(2 ** 28), y!.add(3)), matrices],
  ['quotients', pairs(div), [[3]]],
  ['remainders', pairs(rem), [[3]]],
  ['shifts', pairs(shiftLeft), [[3]]],
  ['shifts of words', pairs(shiftRightLogical), [[3]]],
  ['shifts of numbers', pairs(shiftRightArithmetic), [[3]]],
  ['products', pairs((x, y) => x.mul(y).add(1)), [[3]]],
  ['orders of large numbers', pairs((x, y) => np.where(x.lt(y), x, y)), [[3]]],
  [
    'extremes of large numbers',
    (x) => [np.max(edges(x!)), np.min(edges(x!)), np.sort(edges(x!))],
    [[3]],
  ],
  [
    'conversions of large numbers',
    (x) => dtypes.map((to) => convertElementType(edges(x!), to)),
    [[3]],
  ],
]

describe('compiled programs of integers and booleans give the bits that eager ones give', () => {
  agree([...integerDtypes, 'bool'], anyDtype, true)
  agree(integerDtypes, integers, true)
})
