import { describe } from 'vitest'
import { np, type Tensor } from '../../../src/index.ts'
import { iota, pad } from '../../../src/primitives/slicing.ts'
import { reduceSum } from '../../../src/primitives/structural.ts'
import { agree, type Row } from './programs-check.ts'

const zero = (x: Tensor): Tensor => np.zerosLike(np.sum(x))

const turn = (x: Tensor, axes: readonly number[]): Tensor => np.transpose(x, { axes: [...axes] })

const layouts: readonly Row[] = [
  ['x + xᵀ', (x) => np.sin(x!).add(np.sin(x!).T), [[4, 4]]],
  ['x + xᵀ of odd size', (x) => np.sin(x!).add(np.sin(x!).T), [[5, 5]]],
  [
    'a value in three orders',
    (x) => {
      const s = np.cos(x!)
      return s.add(turn(s, [1, 2, 0])).mul(turn(s, [2, 0, 1]))
    },
    [[3, 3, 3]],
  ],
  ['a value, and it reshaped', (x) => [np.sin(x!), np.sin(x!).reshape([2, 6]).T], [[3, 4]]],
  ['reshapes of transposed values', (x) => np.sin(x!).T.reshape([12]), [[3, 4]]],
  ['reshapes of transposed inputs', (x) => x!.T.reshape([2, 6]).T.reshape([12]), [[3, 4]]],
  ['transposes of reduced values', (x) => np.sum(np.sin(x!), { axis: 1 }).T.mul(2), [[3, 4, 5]]],
  [
    'reductions of transposed values',
    (x) => np.sum(turn(np.sin(x!), [2, 0, 1]), { axis: 1 }),
    [[3, 4, 5]],
  ],
  [
    'a reduction in another order of axes',
    (x) => reduceSum(turn(np.sin(x!), [2, 1, 0]), [1]),
    [[3, 4, 5]],
  ],
  [
    'slices with steps',
    (x) => x!.get('1::2', '::3').add(x!.get('::2', '1::3').get('0:2', '0:2').sum()),
    [[5, 7]],
  ],
  ['slices of slices', (x) => np.sin(x!.get('1:').get('::2').get('1:')), [[17]]],
  ['two slices of one array', (x) => x!.get(':-1').mul(x!.get('1:')), [[9]]],
  ['an empty slice', (x) => [x!.get('2:2'), np.sin(x!.get('3:3'))], [[5]]],
  ['reversed arrays', (x) => np.flip(x!, { axis: 1 }).sub(np.flip(x!, { axis: 0 })), [[3, 5]]],
  ['reversed slices', (x) => np.sin(x!.get('::-2')), [[7]]],
  [
    'broadcasts',
    (x, y) =>
      x!
        .reshape([3, 1])
        .mul(y!.reshape([1, 5]))
        .add(x!.reshape([3, 1])),
    [[3], [5]],
  ],
  [
    'broadcasts of broadcasts',
    (x) => np.broadcastTo(np.broadcastTo(x!, [2, 3]).reshape([2, 1, 3]), [2, 4, 3]).mul(2),
    [[3]],
  ],
  [
    'concatenations',
    (x, y) => np.concatenate([x!, np.sin(y!), x!], { axis: 1 }),
    [
      [3, 2],
      [3, 5],
    ],
  ],
  ['concatenations of nothing', (x, y) => np.concatenate([x!, y!, x!]), [[0], [4]]],
  ['positions along an axis of size 1', (x) => x!.add(iota('int32', [1, 5], 0)), [[1, 5]]],
  ['positions in a transposed space', (x) => np.sin(x!).add(iota(x!.dtype, [4, 3], 1).T), [[3, 4]]],
]

const left: readonly Row[] = [
  ['a slice', (x) => np.maximum(x!.get('2:'), -Infinity), [[7]]],
  ['a row', (x) => [np.minimum(x!.get(2), Infinity), np.sum(x!)], [[3, 4]]],
  ['a transposed slice', (x) => np.maximum(x!.get('1:', '2:').T, -Infinity), [[3, 4]]],
  ['a reversed slice', (x) => np.maximum(np.flip(x!.get('1:')), -Infinity), [[6]]],
  ['either of one', (x, y) => np.where(y!.gt(0), x!.get('1:3'), x!.get('1:3')), [[5], [2]]],
  ['a broadcast', (x) => np.maximum(np.broadcastTo(x!, [3, 4]), -Infinity), [[4]]],
  ['what another kernel reads', (x) => np.sort(np.maximum(x!.get('1:'), -Infinity)), [[6]]],
]

const padding: readonly Row[] = [
  ['outside', (x) => pad(x!, zero(x!), [1, 0], [2, 3]), [[3, 4]]],
  ['between elements', (x) => pad(x!, zero(x!), [0, 1], [0, 0], [2, 1]), [[3, 4]]],
  ['inwards', (x) => pad(x!, zero(x!), [-1, -2], [-1, 1]), [[4, 5]]],
  ['inwards between elements', (x) => pad(x!, zero(x!), [-1, -2], [-2, -1], [1, 2]), [[4, 5]]],
  ['inwards past an element', (x) => pad(x!, zero(x!), [-2, -4], [0, -3], [2, 2]), [[4, 5]]],
  ['with a computed value', (x, y) => pad(np.sin(x!), np.sum(y!), [1], [1]), [[3], [4]]],
  ['nothing', (x) => pad(x!, zero(x!).add(3), [1], [2]), [[0]]],
  ['until nothing is left', (x) => pad(x!, zero(x!), [-2], [-1]), [[3]]],
]

const outputs: readonly Row[] = [
  ['inputs', (x, y) => [y, x, y], [[3], [2, 2]]],
  ['constants', (x) => [np.full([3], 2), x, np.zeros([0])], [[3]]],
  ['literal arrays', (x) => [np.array([1, 2, 3]), x!.add(np.array([4, 5, 6]))], [[3]]],
  ['one value twice', (x) => [np.sin(x!), np.sin(x!)], [[5]]],
  ['views of inputs', (x) => [x!.T, x!.get(1), np.flip(x!), x!.reshape([12])], [[3, 4]]],
  ['views of values', (x) => [np.sin(x!).T, np.sin(x!).get(1), np.sin(x!)], [[3, 4]]],
  [
    'views of reductions',
    (x) => [np.sum(x!, { axis: 0 }).T, np.sum(x!, { axis: 0 }).get('1:')],
    [[3, 4, 5]],
  ],
  [
    'a value and its reductions',
    (x) => {
      const s = np.sin(x!)
      return [s, np.sum(s), np.max(s, { axis: 0 }), np.min(s, { axis: 1 })]
    },
    [[3, 5]],
  ],
  [
    'a value and its reductions, transposed',
    (x) => {
      const s = np.sin(x!).T
      return [s, np.sum(s, { axis: 0 }), np.sum(s, { axis: 1 })]
    },
    [[3, 5]],
  ],
  ['nothing but views', (x) => x!.T.reshape([2, 6]), [[3, 4]]],
  ['arrays of no elements', (x) => [np.sin(x!), np.sum(x!, { axis: 0 }), np.sum(x!)], [[0, 3]]],
]

describe('compiled programs read arrays in other orders', () => {
  agree(['float32', 'float64'], layouts)
})

describe('compiled programs leave as it is', () => {
  agree(['float32', 'float64'], left)
})

describe('compiled programs pad', () => {
  agree(['float32', 'float64'], padding)
})

describe('compiled programs give', () => {
  agree(['float32', 'float64'], outputs)
})
