import fc from 'fast-check'
import type { Shape } from '../../src/core/aval.ts'
import { type DType, isFloat } from '../../src/core/dtype.ts'
import type { GatherDimensions, IndexMode } from '../../src/core/kernel.ts'
import type { Tensor } from '../../src/core/tensor.ts'
import { dynamicSlice, dynamicUpdateSlice } from '../../src/primitives/dynamic-slice.ts'
import { gather, scatterAdd, takeAlongAxis } from '../../src/primitives/gather.ts'
import { scatter, scatterMax, scatterMin, scatterMul } from '../../src/primitives/scatter.ts'
import {
  all,
  anyReal,
  anyShape,
  anySize,
  between,
  type Case,
  type Domain,
  indicesBelow,
  nonzero,
  numbers,
  type Operand,
  operand,
  positiveSize,
  type Row,
  shuffled,
} from './sampling.ts'

/** A way to index: the operand, the indices, and what windows look like. */
interface Indexing {
  readonly name: string
  readonly x: Shape
  readonly indices: Operand
  readonly dims: GatherDimensions
  readonly sizes: Shape
  readonly windows: Shape
}

const dimensions = (given: Partial<GatherDimensions>): GatherDimensions => ({
  offsetDims: [],
  collapsed: [],
  startIndexMap: [],
  operandBatch: [],
  indicesBatch: [],
  ...given,
})

/** Rows `x[i, :]` for a list of `i`; with `unique` each row at most once. */
const rows = (n: number, m: number, k: number, unique: boolean): Indexing => ({
  name: 'rows',
  x: [n, m],
  indices: unique ? operand([n, 1], 'int32', shuffled) : operand([k, 1], 'int32', indicesBelow(n)),
  dims: dimensions({ offsetDims: [1], collapsed: [0], startIndexMap: [0] }),
  sizes: [1, m],
  windows: [unique ? n : k, m],
})

/** Elements `x[i, j]` for a matrix of pairs, whose entries are in the other order. */
const points = (n: number, m: number, k: number): Indexing => ({
  name: 'points',
  x: [n, m],
  indices: operand([2, k, 2], 'int32', between(-1, Math.max(n, m))),
  dims: dimensions({ collapsed: [0, 1], startIndexMap: [1, 0] }),
  sizes: [1, 1],
  windows: [2, k],
})

/** Windows `x[:, i : i + w]`, with the windows' axes first. */
const windows = (n: number, m: number, k: number): Indexing => {
  const w = Math.min(2, m)
  return {
    name: 'windows',
    x: [n, m],
    indices: operand([k, 1], 'int32', indicesBelow(m)),
    dims: dimensions({ offsetDims: [0, 1], startIndexMap: [1] }),
    sizes: [n, w],
    windows: [n, w, k],
  }
}

/** Elements `x[b, i]` for each `b` its own `i`. */
const batches = (n: number, m: number, k: number): Indexing => ({
  name: 'batches',
  x: [n, m],
  indices: operand([n, k, 1], 'int32', indicesBelow(m)),
  dims: dimensions({
    collapsed: [1],
    startIndexMap: [1],
    operandBatch: [0],
    indicesBatch: [0],
  }),
  sizes: [1, 1],
  windows: [n, k],
})

const anyIndexing: fc.Arbitrary<Indexing> = fc
  .tuple(fc.constantFrom(rows, points, windows, batches), positiveSize, positiveSize, anySize)
  .map(([make, n, m, k]) => make(n, m, k, false))

const uniqueIndexing: fc.Arbitrary<Indexing> = fc
  .tuple(positiveSize, anySize)
  .map(([n, m]) => rows(n, m, n, true))

const anyMode: fc.Arbitrary<IndexMode> = fc.constantFrom('fill', 'clip')

const gatherSample = (dtype: DType): fc.Arbitrary<Case> =>
  fc.tuple(anyIndexing, anyMode).map(
    ([{ name, x, indices, dims, sizes }, mode]): Case => ({
      f: (a, i) => gather(a as Tensor, i as Tensor, dims, sizes, { mode, fillValue: 0 }),
      operands: [operand(x, dtype), indices],
      note: `${name}, ${mode}`,
    }),
  )

type Scatter = typeof scatterAdd

const scatterRow = (
  op: Scatter,
  domains: readonly [Domain, Domain],
  rest: Omit<Row, 'sample'> & { readonly unique?: true },
): Row => ({
  sample: (dtype) =>
    fc
      .tuple(rest.unique ? uniqueIndexing : fc.oneof(anyIndexing, uniqueIndexing), anyMode)
      .map(([{ name, x, indices, dims, windows: shape }, mode]): Case => {
        const uniqueIndices = indices.domain === shuffled
        return {
          f: (a, i, u) => op(a as Tensor, i as Tensor, u as Tensor, dims, { mode, uniqueIndices }),
          operands: [operand(x, dtype, domains[0]), indices, operand(shape, dtype, domains[1])],
          note: `${name}, ${mode}${uniqueIndices ? ', unique' : ''}`,
        }
      }),
  ...rest,
})

const starts = (shape: Shape): readonly Operand[] =>
  shape.map((n) => operand([], 'int32', indicesBelow(n)))

const dynamicShapes: fc.Arbitrary<readonly [Shape, Shape]> = anyShape(3, 1).chain((shape) =>
  fc.tuple(fc.constant(shape), fc.tuple(...shape.map((n) => fc.nat(n)))),
)

/** Elements apart from each other, and from those of another offset: extremes without near ties. */
const spaced =
  (offset: number): Domain =>
  (random, shape, dtype) => {
    const places = shuffled(random, shape, dtype)
    if (!isFloat(dtype)) return between(-3, 3)(random, shape, dtype)
    return places.map((i) => 0.2 * (i - places.length / 2) + offset + 0.05 * random.uniform())
  }

/** Rows of the operations that read and write at computed positions. */
export const indexingSamples: Readonly<Record<string, Row>> = {
  gather: { sample: gatherSample, dtypes: all, linear: [[0]] },
  takeAlongAxis: {
    sample: (dtype) =>
      fc.tuple(anyShape(3, 1), anySize, fc.nat(2)).map(([shape, k, a]): Case => {
        const axis = a % shape.length
        const full = shape.map((n, i) => (i === axis && n === 0 ? 1 : n))
        const at = full.map((n, i) => (i === axis ? k : n))
        return {
          f: (x, i) => takeAlongAxis(x as Tensor, i as Tensor, axis),
          operands: [
            operand(full, dtype),
            operand(at, 'int32', indicesBelow(full[axis] as number)),
          ],
          note: `axis ${axis}`,
        }
      }),
    dtypes: all,
    linear: [[0]],
  },
  scatterAdd: scatterRow(scatterAdd, [anyReal, anyReal], {
    dtypes: numbers,
    linear: [[0, 2]],
  }),
  scatter: scatterRow(scatter, [anyReal, anyReal], { dtypes: all, linear: [[0, 2]] }),
  scatterMul: scatterRow(scatterMul, [nonzero, nonzero], {
    dtypes: numbers,
    unique: true,
    linear: [[0], [2]],
  }),
  scatterMin: scatterRow(scatterMin, [spaced(0), spaced(0.1)], { dtypes: all }),
  scatterMax: scatterRow(scatterMax, [spaced(0), spaced(0.1)], { dtypes: all }),
  dynamicSlice: {
    sample: (dtype) =>
      dynamicShapes.map(
        ([shape, sizes]): Case => ({
          f: (x, ...at) => dynamicSlice(x as Tensor, at, sizes),
          operands: [operand(shape, dtype), ...starts(shape)],
          note: `sizes [${sizes}]`,
        }),
      ),
    dtypes: all,
    linear: [[0]],
  },
  dynamicUpdateSlice: {
    sample: (dtype) =>
      dynamicShapes.map(
        ([shape, sizes]): Case => ({
          f: (x, update, ...at) => dynamicUpdateSlice(x as Tensor, update as Tensor, at),
          operands: [operand(shape, dtype), operand(sizes, dtype), ...starts(shape)],
        }),
      ),
    dtypes: all,
    linear: [[0, 1]],
  },
}
