import { describe } from 'vitest'
import { np, random, type Tensor } from '../../../src/index.ts'
import { dotGeneral } from '../../../src/primitives/contraction.ts'
import { iota } from '../../../src/primitives/slicing.ts'
import { sort } from '../../../src/primitives/sort.ts'
import { agree, type Row } from './programs-check.ts'

const product = (x: Tensor, y: Tensor): Tensor => np.matmul(x, y)

const products: readonly Row[] = [
  [
    'several batch axes in another order',
    (x, y) => np.einsum('abij,bajk->baik', x!, y!),
    [
      [2, 3, 4, 5],
      [3, 2, 5, 4],
    ],
  ],
  [
    'several contracting axes in another order',
    (x, y) => np.einsum('abci,cbaj->ij', x!, y!),
    [
      [2, 3, 4, 5],
      [4, 3, 2, 6],
    ],
  ],
  [
    'one operand repeated along a contracting axis',
    (x, y) => np.einsum('abi,abj->ij', np.broadcastTo(x!, [3, 4, 5]), y!),
    [
      [4, 5],
      [3, 4, 6],
    ],
  ],
  [
    'both repeated',
    (x, y) =>
      np.einsum(
        'abi,abj->ij',
        np.broadcastTo(x!, [3, 4, 5]),
        np.broadcastTo(y!.reshape([3, 1, 6]), [3, 4, 6]),
      ),
    [
      [4, 5],
      [3, 6],
    ],
  ],
  [
    'an operand that is one number',
    (x, y) => product(np.broadcastTo(x!, [3, 4]), y!),
    [[], [4, 5]],
  ],
  [
    'sliced operands',
    (x, y) => product(x!.get('::2', '1:'), y!.get('1:', '::2')),
    [
      [7, 6],
      [6, 9],
    ],
  ],
  [
    'an operand that is computed',
    (x, y) => product(np.sin(x!), np.cos(y!).T),
    [
      [4, 5],
      [6, 5],
    ],
  ],
  ['an operand and its square', (x) => product(x!, x!).add(product(x!, x!.T)), [[4, 4]]],
  [
    'a product and its transpose',
    (x, y) => product(x!, y!).add(product(x!, y!).T),
    [
      [4, 5],
      [5, 4],
    ],
  ],
  [
    'a product that is reduced and stored',
    (x, y) => {
      const p = product(x!, y!)
      return [p, np.sum(p, { axis: 0 }), np.tanh(p).mul(np.sum(p))]
    },
    [
      [4, 5],
      [5, 3],
    ],
  ],
  [
    'products of products',
    (x, y, z) => product(product(x!, y!), product(y!, z!)),
    [
      [4, 5],
      [5, 5],
      [5, 3],
    ],
  ],
  [
    'a sum of products',
    (x, y, z) =>
      product(x!, y!)
        .add(product(x!.mul(2), z!))
        .sub(product(y!.T, z!).get('0:4')),
    [
      [4, 5],
      [5, 6],
      [5, 6],
    ],
  ],
  [
    'a product and a mask',
    (x, y, z) => np.where(z!.gt(0), product(x!, y!), np.zerosLike(z!)),
    [
      [4, 5],
      [5, 6],
      [4, 6],
    ],
  ],
  ['outer products', (x, y) => np.tanh(np.outer(x!, y!)), [[5], [7]]],
  ['inner products', (x, y) => np.dot(x!, y!), [[17], [17]]],
  [
    'a batch of inner products',
    (x, y) => np.einsum('abk,abk->ab', x!, y!),
    [
      [2, 3, 9],
      [2, 3, 9],
    ],
  ],
  [
    'contractions over all axes',
    (x, y) =>
      dotGeneral(x!, y!, {
        contract: [
          [0, 1],
          [1, 0],
        ],
        batch: [[], []],
      }),
    [
      [3, 4],
      [4, 3],
    ],
  ],
  [
    'products of batches alone',
    (x, y) =>
      dotGeneral(x!, y!, {
        contract: [[], []],
        batch: [
          [0, 1],
          [1, 0],
        ],
      }),
    [
      [3, 4],
      [4, 3],
    ],
  ],
  [
    'a bias along rows',
    (x, y, b) => np.tanh(product(x!, y!).add(b!.reshape([4, 1]))),
    [[4, 5], [5, 6], [4]],
  ],
  [
    'positions beside a product',
    (x, y) => product(x!, y!).add(iota('int32', [4, 6], 1)),
    [
      [4, 5],
      [5, 6],
    ],
  ],
  [
    'a transposed operand of what follows',
    (x, y, z) => product(x!, y!).mul(z!.T),
    [
      [4, 5],
      [5, 6],
      [6, 4],
    ],
  ],
  [
    'a product in other axes',
    (x, y, z) => product(x!, y!).reshape([2, 12]).add(z!),
    [
      [4, 5],
      [5, 6],
      [2, 12],
    ],
  ],
]

const moving: readonly Row[] = [
  ['sorts of transposed values', (x) => np.sort(np.sin(x!).T, { axis: 0 }), [[4, 7]]],
  ['sorts by another array', (x, y) => sort([x!, np.flip(y!)], 0)[1], [[9], [9]]],
  [
    'gathers of transposed values',
    (x) => np.take(x!.T, np.array([2, 0, 2, 1], { dtype: 'int32' }), { axis: 0 }),
    [[4, 3]],
  ],
  [
    'scatters',
    (x, y) =>
      np
        .sin(x!)
        .at(np.array([1, 3, 1], { dtype: 'int32' }))
        .add(y!),
    [
      [5, 2],
      [3, 2],
    ],
  ],
  [
    'scatters into what is used later',
    (x, y) => [x!.at(1).set(y!), x!.at(2).mul(y!), x],
    [[4, 3], [3]],
  ],
  [
    'scatters of themselves',
    (x) => x!.at(np.array([0, 1], { dtype: 'int32' })).add(x!.get('2:4')),
    [[4, 3]],
  ],
  ['cumulative sums of reversed arrays', (x) => np.cumsum(np.flip(x!), { axis: 0 }), [[3, 5]]],
  [
    'solutions',
    (x, y) => np.linalg.solve(x!.mul(0.1).add(np.eye(4)), y!),
    [
      [4, 4],
      [4, 2],
    ],
  ],
  ['factors', (x) => np.linalg.cholesky(product(x!, x!.T).add(np.eye(4).mul(2))), [[4, 4]]],
  ['random numbers', (x) => x!.add(random.uniform(random.key(3), { shape: [7] })), [[7]]],
  ['random orders', (x) => random.permutation(random.key(3), x!), [[9]]],
  ['big literals', (x) => x!.mul(1e30).add(-1e30).div(1e29), [[4]]],
  ['scalars that are closed over', (x) => x!.mul(np.array(0.3).astype('float32')).add(2), [[5]]],
]

describe('compiled products', () => {
  agree(['float32', 'float64'], products)
})

describe('compiled programs move elements in', () => {
  agree(['float32', 'float64'], moving)
})
