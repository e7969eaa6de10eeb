import fc from 'fast-check'
import { describe } from 'vitest'
import { prop } from '../../support/prop.ts'
import {
  anyDType,
  at,
  expectRun,
  int32Scalar,
  plain,
  rowMajorSample,
  sample,
  shapes,
  sizes,
} from './support.ts'

const clamp = (x: number, low: number, high: number) => Math.max(low, Math.min(high, x))

describe('copying kernels', () => {
  prop(
    'concatenate along any axis',
    [
      fc
        .tuple(
          anyDType,
          shapes(3).filter((s) => s.length > 0),
          fc.array(sizes, { minLength: 1, maxLength: 3 }),
        )
        .chain(([dtype, shape, counts]) => {
          const axis = counts.length % shape.length
          return fc.tuple(
            fc.constant(axis),
            fc.tuple(
              ...counts.map((n) =>
                sample(
                  dtype,
                  shape.map((m, i) => (i === axis ? n : m)),
                ),
              ),
            ),
          )
        }),
    ],
    ([axis, inputs]) => {
      const first = inputs[0]
      if (first === undefined) return
      const owners = inputs.flatMap((x) =>
        Array.from({ length: x.shape[axis] ?? 0 }, (_, i) => ({ x, i })),
      )
      const shape = first.shape.map((n, i) => (i === axis ? owners.length : n))
      return expectRun(
        { kind: 'concatenate', axis },
        inputs,
        plain(first.dtype, shape, (index) => {
          const owner = owners[index[axis] ?? 0]
          return owner === undefined
            ? 0
            : at(
                owner.x,
                index.map((i, k) => (k === axis ? owner.i : i)),
              )
        }),
      )
    },
  )

  prop(
    'pad at the edges, also negatively, and between elements',
    [
      fc
        .tuple(
          anyDType,
          fc.array(
            fc.record({
              n: sizes,
              low: fc.integer({ min: -4, max: 3 }),
              high: fc.integer({ min: -4, max: 3 }),
              interior: fc.nat(2),
            }),
            { maxLength: 3 },
          ),
        )
        .chain(([dtype, axes]) =>
          fc.tuple(
            sample(
              dtype,
              axes.map(({ n }) => n),
            ),
            fc.constant(axes),
          ),
        ),
      fc.boolean(),
    ],
    ([x, axes], value) => {
      const shape = axes.map(({ n, low, high, interior }) =>
        Math.max(0, low + high + n + Math.max(0, n - 1) * interior),
      )
      return expectRun(
        {
          kind: 'pad',
          low: axes.map((a) => a.low),
          high: axes.map((a) => a.high),
          interior: axes.map((a) => a.interior),
        },
        [x, rowMajorSample(x.dtype, [], [Number(value)])],
        plain(x.dtype, shape, (index) => {
          const source = index.map(
            (i, k) => (i - (axes[k]?.low ?? 0)) / ((axes[k]?.interior ?? 0) + 1),
          )
          const inside = source.every(
            (i, k) => Number.isInteger(i) && i >= 0 && i < (axes[k]?.n ?? 0),
          )
          return inside ? at(x, source) : Number(value)
        }),
      )
    },
  )

  prop(
    'count along an axis',
    [
      fc.tuple(
        anyDType,
        shapes(3).filter((s) => s.length > 0),
      ),
    ],
    ([dtype, shape]) =>
      expectRun(
        { kind: 'iota', axis: shape.length - 1 },
        [],
        plain(dtype, shape, (index) => index.at(-1) ?? 0),
      ),
  )

  const dynamic = fc
    .tuple(
      anyDType,
      fc.array(
        fc.record({ size: fc.nat(3), rest: fc.nat(3), start: fc.integer({ min: -3, max: 8 }) }),
        { maxLength: 3 },
      ),
    )
    .chain(([dtype, axes]) =>
      fc.record({
        x: sample(
          dtype,
          axes.map(({ size, rest }) => size + rest),
        ),
        update: sample(
          dtype,
          axes.map(({ size }) => size),
        ),
        starts: fc.constant(axes.map(({ start }) => start)),
        clamped: fc.constant(axes.map(({ start, rest }) => clamp(start, 0, rest))),
      }),
    )

  prop('slice at clamped dynamic starts', [dynamic], ({ x, update, starts, clamped }) =>
    expectRun(
      { kind: 'dynamicSlice', sliceSizes: update.shape },
      [x, ...starts.map(int32Scalar)],
      plain(x.dtype, update.shape, (index) =>
        at(
          x,
          index.map((i, k) => i + (clamped[k] ?? 0)),
        ),
      ),
    ),
  )

  prop('update at clamped dynamic starts', [dynamic], ({ x, update, starts, clamped }) =>
    expectRun(
      { kind: 'dynamicUpdateSlice' },
      [x, update, ...starts.map(int32Scalar)],
      plain(x.dtype, x.shape, (index) => {
        const source = index.map((i, k) => i - (clamped[k] ?? 0))
        const inside = source.every((i, k) => i >= 0 && i < (update.shape[k] ?? 0))
        return inside ? at(update, source) : at(x, index)
      }),
    ),
  )
})
