import { describe, expect, it } from 'vitest'
import type { Contraction } from '../../src/compiler/kernels.ts'
import { np, type Tensor } from '../../src/index.ts'
import { dotGeneral } from '../../src/primitives/contraction.ts'
import { inputsOf } from '../support/random-programs.ts'
import { dataOf, kernelsOf, lower, programOf } from './support.ts'
import { compareWays } from './ways.ts'

type F = (...xs: Tensor[]) => Tensor

/** Checks the values and gives the kinds of kernels. */
const check = (f: F, shapes: readonly (readonly number[])[]): readonly string[] => {
  const inputs = inputsOf(shapes, 3, 'float32')
  const { differences } = compareWays(programOf(f, ...inputs), dataOf(inputs), { everything: true })
  expect(differences).toEqual([])
  return kernelsOf(f, ...inputs)
}

const contractionOf = (f: F, shapes: readonly (readonly number[])[]): Contraction =>
  lower(f, ...inputsOf(shapes, 3, 'float32')).steps.find(
    (step): step is Contraction => step.kind === 'contraction',
  )!

const product = (x: Tensor, y: Tensor): Tensor => np.matmul(x, y)
const permuted = (x: Tensor, axes: readonly number[]): Tensor =>
  np.transpose(x, { axes: [...axes] })

describe('contractions read operands where they are', () => {
  const cases: readonly (readonly [string, F, readonly (readonly number[])[]])[] = [
    [
      'as they are',
      (x, y) => product(x!, y!),
      [
        [5, 6],
        [6, 7],
      ],
    ],
    [
      'transposed',
      (x, y) => product(x!.T, y!),
      [
        [6, 5],
        [6, 7],
      ],
    ],
    [
      'both transposed',
      (x, y) => product(x!.T, y!.T),
      [
        [6, 5],
        [7, 6],
      ],
    ],
    [
      'with a transposed result',
      (x, y) => product(x!, y!).T,
      [
        [5, 6],
        [6, 7],
      ],
    ],
    [
      'sliced by steps',
      (x, y) => product(x!.get('::2', '1:'), y!),
      [
        [9, 7],
        [6, 7],
      ],
    ],
    [
      'reversed',
      (x, y) => product(np.flip(x!, { axis: 1 }), y!),
      [
        [5, 6],
        [6, 7],
      ],
    ],
    [
      'broadcast along a batch',
      (x, y) => product(np.broadcastTo(x!, [3, 5, 6]), y!),
      [
        [5, 6],
        [3, 6, 7],
      ],
    ],
    [
      'with batches in different places',
      (x, y) => np.einsum('iaj,kja->aik', x!, y!),
      [
        [5, 3, 6],
        [7, 6, 3],
      ],
    ],
    [
      'with two batch axes',
      (x, y) => np.einsum('abij,bajk->abik', x!, y!),
      [
        [2, 3, 5, 6],
        [3, 2, 6, 7],
      ],
    ],
    [
      'over two axes in one order',
      (x, y) => np.einsum('abi,abj->ij', x!, y!),
      [
        [3, 4, 5],
        [3, 4, 6],
      ],
    ],
    [
      'with two free axes',
      (x, y) => np.einsum('abi,ic->abc', x!, y!),
      [
        [3, 4, 5],
        [5, 6],
      ],
    ],
    [
      'with free axes in another order',
      (x, y) => np.einsum('aib,ic->bca', x!, y!),
      [
        [3, 5, 4],
        [5, 6],
      ],
    ],
    [
      'reshaped',
      (x, y) => product(x!.reshape([6, 10]), y!),
      [
        [3, 2, 10],
        [10, 4],
      ],
    ],
  ]

  it.each(cases)('%s', (_, f, shapes) => {
    expect(check(f, shapes)).toEqual(['contraction'])
  })
})

describe('contractions over axes that are not one copy an operand', () => {
  const cases: readonly (readonly [string, F, readonly (readonly number[])[]])[] = [
    [
      'where the orders differ',
      (x, y) => np.einsum('abi,baj->ij', x!, y!),
      [
        [3, 4, 5],
        [4, 3, 6],
      ],
    ],
    [
      'where there are gaps',
      (x, y) => np.einsum('abi,abj->ij', x!.get(':', '::2'), y!),
      [
        [3, 7, 5],
        [3, 4, 6],
      ],
    ],
    [
      'where one repeats its elements along one of them',
      (x, y) => np.einsum('abi,abj->ij', np.broadcastTo(x!, [3, 4, 5]), y!),
      [
        [4, 5],
        [3, 4, 6],
      ],
    ],
    [
      'where one repeats its elements along the last of them',
      (x, y) => np.einsum('bai,baj->ij', np.broadcastTo(x!.reshape([3, 1, 5]), [3, 4, 5]), y!),
      [
        [3, 5],
        [3, 4, 6],
      ],
    ],
    [
      'where both are in an order of their own',
      (x, y) => np.einsum('aibc,bjca->ij', x!, y!),
      [
        [2, 5, 3, 4],
        [3, 6, 4, 2],
      ],
    ],
    [
      'in a batch that one of them is the same for',
      (x, y) => np.einsum('nabi,nbaj->nij', np.broadcastTo(x!, [2, 3, 4, 5]), y!),
      [
        [3, 4, 5],
        [2, 4, 3, 6],
      ],
    ],
  ]

  it.each(cases)('%s', (_, f, shapes) => {
    const kinds = check(f, shapes)
    expect(kinds.filter((kind) => kind === 'contraction')).toHaveLength(1)
    expect(kinds.filter((kind) => kind === 'copy').length).toBeGreaterThan(0)
  })
})

describe('axes of contractions', () => {
  it('that could be one are one', () => {
    const c = contractionOf(
      (x, y) => np.einsum('abcd,cde->abe', x!, y!),
      [
        [2, 3, 4, 5],
        [4, 5, 6],
      ],
    )
    expect([c.batch, c.m * c.n, c.k]).toEqual([[], 36, 20])
  })

  it('of size 1 are left out', () => {
    const c = contractionOf(
      (x, y) => np.einsum('abij,abjk->abik', x!, y!),
      [
        [1, 2, 3, 1 + 4],
        [1, 2, 5, 7],
      ],
    )
    expect(c.batch).toEqual([2])
  })

  it('stay apart where an operand of what follows has them in another order', () => {
    const f: F = (x, y, z) => np.einsum('abi,ic->abc', x!, y!).add(permuted(z!, [1, 0, 2]))
    expect(
      check(f, [
        [3, 4, 5],
        [5, 6],
        [4, 3, 6],
      ]),
    ).toEqual(['contraction'])
    const c = contractionOf(f, [
      [3, 4, 5],
      [5, 6],
      [4, 3, 6],
    ])
    expect([...c.batch, c.m, c.n].filter((n) => n > 1)).toHaveLength(3)
  })
})

describe('contractions of few elements', () => {
  const sizes = [0, 1, 2, 3, 4, 5, 8]

  it.each(
    sizes.flatMap((m) =>
      [0, 1, 3, 4].flatMap((k) => [0, 1, 2, 4, 5].map((n) => [m, k, n] as const)),
    ),
  )('of m = %i, k = %i, n = %i are right', (m, k, n) => {
    check(
      (x, y) => np.tanh(product(x!, y!)),
      [
        [m, k],
        [k, n],
      ],
    )
  })

  it('over nothing are 0, and what follows is computed', () => {
    check(
      (x, y) => product(x!, y!).add(3),
      [
        [2, 0],
        [0, 3],
      ],
    )
    check(
      (x, y) =>
        dotGeneral(x!, y!, {
          contract: [
            [1, 2],
            [0, 2],
          ],
          batch: [[0], [1]],
        }),
      [
        [2, 3, 0],
        [3, 2, 0, 4],
      ],
    )
  })
})
