import { describe, expect, it } from 'vitest'
import { jit, np, random, type Tensor, treeLeaves, vmap } from '../../src/index.ts'
import { checkGrads } from '../../src/testing/index.ts'
import { isClose } from '../support/tolerance.ts'

type Entry = readonly [
  name: string,
  f: (...xs: Tensor[]) => unknown,
  shapes: readonly (readonly number[])[],
  settings?: { readonly low?: number; readonly gradient?: false },
]

const flat = { gradient: false } as const
const positive = { low: 0.2 } as const
const order = np.array([2, 0, 1], { dtype: 'int32' })

const entries: readonly Entry[] = [
  ['add', np.add, [[2, 3], [3]]],
  ['subtract', np.subtract, [[2, 1], [3]]],
  ['multiply', np.multiply, [[2, 3], []]],
  ['divide', np.divide, [[3], [2, 3]], positive],
  ['power', np.power, [[3], [3]], positive],
  ['power of an integer', (x) => np.power(x, 3), [[3]]],
  ['remainder', (x) => np.remainder(x, 0.7), [[5]]],
  ['floorDivide', (x) => np.floorDivide(x, 0.7), [[5]], flat],
  ['clip', (x) => np.clip(x, -0.5, 0.5), [[5]]],
  ['maximum', np.maximum, [[3], [2, 3]]],
  ['copysign', np.copysign, [[4], [4]]],
  ['logaddexp', np.logaddexp, [[3], [3]]],
  ['logaddexp2', np.logaddexp2, [[3], [3]]],
  ['arctan2', np.arctan2, [[3], [3]]],
  ['hypot', np.hypot, [[3], [3]]],
  ['sinc', np.sinc, [[4]]],
  ['nanToNum', (x) => np.nanToNum(x), [[4]]],
  ['round', (x) => np.round(x, { decimals: 1 }), [[4]], flat],
  ['frexp', np.frexp, [[4]], flat],
  ['where', (x, y) => np.where(x.gt(0), x, y), [[2, 3], [3]]],
  ['select', (x) => np.select([x.lt(-0.3), x.lt(0.3)], [x, x.mul(x)], { default: 2 }), [[6]]],
  ['isclose', (x, y) => np.isclose(x, y), [[3], [3]], flat],
  ['sum', (x) => np.sum(x, { axis: [0, 2] }), [[2, 3, 4]]],
  ['sum where', (x) => np.sum(x, { axis: 1, where: np.array([true, false, true]) }), [[2, 3]]],
  ['mean', (x) => np.mean(x, { axis: -1, keepdims: true }), [[2, 3]]],
  ['prod', (x) => np.prod(x, { axis: 0 }), [[3, 2]]],
  ['max', (x) => np.max(x, { axis: 1 }), [[2, 3]]],
  ['argmax', (x) => np.argmax(x, { axis: 0 }), [[3, 2]], flat],
  ['var', (x) => np.var(x, { axis: 0, ddof: 1 }), [[4, 2]]],
  ['std', (x) => np.std(x), [[4]]],
  ['average', (x, w) => np.average(x, { weights: w }), [[4], [4]], positive],
  ['median', (x) => np.median(x), [[5]]],
  ['quantile', (x) => np.quantile(x, np.array([0.25, 0.6]), { axis: 0 }), [[5, 2]]],
  ['cov', (x) => np.cov(x), [[2, 5]]],
  ['corrcoef', (x) => np.corrcoef(x), [[2, 5]]],
  ['cumsum', (x) => np.cumsum(x, { axis: 0 }), [[3, 2]]],
  ['cumprod', (x) => np.cumprod(x), [[2, 2]]],
  ['diff', (x) => np.diff(x, { n: 2 }), [[2, 5]]],
  ['trapezoid', (x) => np.trapezoid(x, { dx: 0.5 }), [[2, 5]]],
  ['polyval', (p, x) => np.polyval(p, x), [[3], [2]]],
  ['nanmean', (x) => np.nanmean(x, { axis: 0 }), [[3, 2]]],
  ['nanmax', (x) => np.nanmax(x), [[3]]],
  ['reshape', (x) => np.reshape(x, [3, -1]), [[2, 6]]],
  ['moveaxis', (x) => np.moveaxis(x, 0, -1), [[2, 3, 4]]],
  ['rot90', (x) => np.rot90(x), [[2, 3]]],
  [
    'concatenate',
    (x, y) => np.concatenate([x, y], { axis: 1 }),
    [
      [2, 1],
      [2, 3],
    ],
  ],
  ['stack', (x, y) => np.stack([x, y], { axis: -1 }), [[2], [2]]],
  ['split', (x) => np.split(x, [1, 2]), [[4, 2]]],
  ['flip', (x) => np.flip(x, { axis: 1 }), [[2, 3]]],
  ['roll', (x) => np.roll(x, [1, -1], { axis: [0, 1] }), [[2, 3]]],
  ['tile', (x) => np.tile(x, [2, 2]), [[2, 3]]],
  ['repeat', (x) => np.repeat(x, 2, { axis: 1 }), [[2, 3]]],
  ['repeat unevenly', (x) => np.repeat(x, [2, 0, 1]), [[3]]],
  [
    'pad',
    (x) =>
      np.pad(
        x,
        [
          [1, 0],
          [0, 2],
        ],
        { constantValues: 3 },
      ),
    [[2, 3]],
  ],
  ['pad by reflection', (x) => np.pad(x, 2, { mode: 'reflect' }), [[4]]],
  ['pad by wrapping', (x) => np.pad(x, [3, 1], { mode: 'wrap' }), [[2]]],
  ['tril', (x) => np.tril(x, { k: -1 }), [[3, 3]]],
  ['diag', (x) => np.diag(x, { k: 1 }), [[3]]],
  ['diagonal', (x) => np.diagonal(x, { offset: -1 }), [[3, 4]]],
  ['trace', (x) => np.trace(x), [[3, 4]]],
  ['take', (x) => np.take(x, order, { axis: 1 }), [[2, 3]]],
  ['takeAlongAxis', (x) => np.takeAlongAxis(x, np.argsort(x)), [[2, 3]]],
  ['get', (x) => x.get('::-1', order), [[2, 3]]],
  ['at.set', (x, y) => x.at(order, 0).set(y), [[3, 2], [3]]],
  ['at.add', (x, y) => x.at([0, 0, 1]).add(y), [[2], [3]]],
  ['at.mul', (x, y) => x.at('::2').mul(y), [[4], [2]]],
  ['sort', (x) => np.sort(x, { descending: true }), [[2, 4]]],
  ['argsort', (x) => np.argsort(x, { axis: 0 }), [[3, 2]], flat],
  ['searchsorted', (x) => np.searchsorted(np.array([-0.5, 0, 0.5]), x), [[4]], flat],
  ['digitize', (x) => np.digitize(x, np.array([0.5, 0, -0.5])), [[4]], flat],
  [
    'matmul',
    (x, y) => np.matmul(x, y),
    [
      [2, 1, 2, 3],
      [4, 3, 2],
    ],
  ],
  ['matmul of vectors', (x, y) => np.matmul(x, y), [[3], [2, 3, 2]]],
  [
    'dot',
    (x, y) => np.dot(x, y),
    [
      [2, 3],
      [4, 3, 2],
    ],
  ],
  ['vecdot', (x, y) => np.vecdot(x, y), [[2, 3], [3]]],
  [
    'inner',
    (x, y) => np.inner(x, y),
    [
      [2, 3],
      [4, 3],
    ],
  ],
  ['outer', np.outer, [[2], [3]]],
  [
    'tensordot',
    (x, y) =>
      np.tensordot(x, y, {
        axes: [
          [2, 0],
          [0, 1],
        ],
      }),
    [
      [2, 3, 4],
      [4, 2],
    ],
  ],
  [
    'kron',
    np.kron,
    [
      [2, 2],
      [2, 3],
    ],
  ],
  ['cross', (x, y) => np.cross(x, y), [[2, 3], [3]]],
  ['convolve', (x, y) => np.convolve(x, y), [[5], [3]]],
  ['correlate', (x, y) => np.correlate(x, y, { mode: 'same' }), [[3], [5]]],
  ['interp', (x) => np.interp(x, np.array([-1, 0, 1]), np.array([3, 1, 2])), [[4]]],
  ['vander', (x) => np.vander(x), [[3]]],
  [
    'einsum',
    (x, y) => np.einsum('ij,kj,ii->ik', x, y, x),
    [
      [3, 3],
      [2, 3],
    ],
  ],
  ['linspace', (x, y) => np.linspace(x, y, { num: 4 }), [[2], []]],
  ['norm', (x) => np.linalg.norm(x, { axis: 1 }), [[2, 3]]],
  ['norm of order 3', (x) => np.linalg.norm(x, { ord: 3 }), [[3]], positive],
  ['cholesky', (x) => np.linalg.cholesky(x.matmul(x.T).add(np.eye(3))), [[3, 3]]],
  ['solve', np.linalg.solve, [[3, 3], [3]]],
  [
    'solve for matrices',
    np.linalg.solve,
    [
      [2, 3, 3],
      [3, 2],
    ],
  ],
  ['inv', np.linalg.inv, [[3, 3]]],
  ['det', np.linalg.det, [[4, 4]]],
  ['det of small matrices', np.linalg.det, [[2, 3, 3]]],
  ['slogdet', (x) => np.linalg.slogdet(x)[1], [[4, 4]]],
  ['matrixPower', (x) => np.linalg.matrixPower(x, -2), [[2, 2]]],
  ['qr', (x) => np.linalg.qr(x), [[4, 3]]],
  ['eigvalsh', (x) => np.linalg.eigvalsh(x), [[3, 3]]],
  ['svdvals', np.linalg.svdvals, [[3, 4]]],
  [
    'svd',
    (x) => {
      const [u, s, v] = np.linalg.svd(x, { fullMatrices: false })
      return u.mul(np.log(s)).matmul(v)
    },
    [[4, 3]],
  ],
  ['pinv', (x) => np.linalg.pinv(x), [[4, 2]]],
]

interface Row {
  readonly name: string
  readonly f: Entry[1]
  readonly shapes: Entry[2]
  readonly low: number | undefined
  readonly hasGradient: boolean
}

const rows: readonly Row[] = entries.map(([name, f, shapes, settings]) => ({
  name,
  f,
  shapes,
  low: settings?.low,
  hasGradient: settings?.gradient !== false,
}))

const operands = ({ shapes, low }: Row, batch: readonly number[] = []): readonly Tensor[] =>
  shapes.map((shape, i) =>
    random.uniform(random.key(i + 1), {
      shape: [...batch, ...shape],
      dtype: 'float64',
      minval: low ?? -1.3,
      maxval: low === undefined ? 1.3 : 1,
    }),
  )

const expectClose = (actual: unknown, expected: unknown): void => {
  const [a, b] = [treeLeaves(actual), treeLeaves(expected)] as [Tensor[], Tensor[]]
  expect(a.map((x) => [x.dtype, x.shape])).toEqual(b.map((x) => [x.dtype, x.shape]))
  a.forEach((x, i) => {
    const wanted = (b[i] as Tensor).data()
    x.data().forEach((v, k) => {
      expect(isClose(v, wanted[k] as number, x.dtype, 'grad'), `${v} for ${wanted[k]}`).toBe(true)
    })
  })
}

/** The function as one of a list, which transforms take for a tree. */
const ofList =
  (f: Row['f']) =>
  (xs: readonly Tensor[]): readonly Tensor[] =>
    f(...xs) as readonly Tensor[]

describe('every function', () => {
  it.each(rows)('$name gives the same under jit', (row) => {
    const xs = operands(row)
    expectClose(jit(ofList(row.f))(xs), ofList(row.f)(xs))
  })

  it.each(rows)('$name under vmap is a loop', (row) => {
    const xs = operands(row, [3])
    const mapped = treeLeaves(vmap(ofList(row.f))(xs)) as Tensor[]
    const each = [0, 1, 2].map((i) =>
      treeLeaves(ofList(row.f)(xs.map((x) => x.get(i)))),
    ) as Tensor[][]
    expectClose(
      mapped,
      mapped.map((_, k) => np.stack(each.map((leaves) => leaves[k] as Tensor))),
    )
  })

  it.each(rows.filter(({ hasGradient }) => hasGradient))(
    '$name has the derivatives of finite differences, twice',
    (row) => {
      checkGrads(ofList(row.f) as never, [operands(row)] as never, { order: 2 })
    },
  )
})
