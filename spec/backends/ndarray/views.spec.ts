import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ndarrayDevice } from '../../../src/backends/ndarray/index.ts'
import { makeAval, sizeOf } from '../../../src/core/aval.ts'
import { prop } from '../../support/prop.ts'
import { anyDType, at, expectRun, plain, rowMajorSample, sample, shapes, sizes } from './support.ts'

const samples = fc.tuple(anyDType, shapes()).chain(([dtype, shape]) => sample(dtype, shape))

describe('a buffer', () => {
  prop('reads as its elements in row-major order, in an array of its own', [samples], (x) => {
    const data = ndarrayDevice.storage.read(x.buffer, makeAval(x.shape, x.dtype))
    expect([...data]).toEqual(x.values)
    expect(data.buffer).not.toBe(x.buffer.data.buffer)
  })

  it('wraps the data that it is given without a copy', () => {
    const data = new Float32Array([1, 2, 3])
    expect(ndarrayDevice.storage.put(data, makeAval([3], 'float32')).data).toBe(data)
  })
})

describe('structure', () => {
  prop(
    'transposes',
    [
      samples.chain((x) =>
        fc.tuple(
          fc.constant(x),
          fc.shuffledSubarray(
            x.shape.map((_, axis) => axis),
            { minLength: x.shape.length },
          ),
        ),
      ),
    ],
    ([x, permutation]) =>
      expectRun(
        { kind: 'transpose', permutation },
        [x],
        plain(
          x.dtype,
          permutation.map((axis) => x.shape[axis] ?? 0),
          (index) => {
            const source = x.shape.map((_, axis) => index[permutation.indexOf(axis)] ?? 0)
            return at(x, source)
          },
        ),
      ),
  )

  prop(
    'reverses',
    [samples.chain((x) => fc.tuple(fc.constant(x), fc.subarray(x.shape.map((_, axis) => axis))))],
    ([x, axes]) =>
      expectRun(
        { kind: 'reverse', axes },
        [x],
        plain(x.dtype, x.shape, (index) =>
          at(
            x,
            index.map((i, axis) => (axes.includes(axis) ? (x.shape[axis] ?? 0) - 1 - i : i)),
          ),
        ),
      ),
  )

  prop(
    'broadcasts along new and grown axes',
    [
      fc
        .tuple(
          anyDType,
          fc.array(fc.record({ n: sizes, kind: fc.constantFrom('kept', 'grown', 'new') }), {
            maxLength: 4,
          }),
        )
        .chain(([dtype, axes]) => {
          const old = axes.filter(({ kind }) => kind !== 'new')
          return fc.record({
            x: sample(
              dtype,
              old.map(({ n, kind }) => (kind === 'grown' ? 1 : n)),
            ),
            shape: fc.constant(axes.map(({ n }) => n)),
            dims: fc.constant(old.map((axis) => axes.indexOf(axis))),
          })
        }),
    ],
    ({ x, shape, dims }) =>
      expectRun(
        { kind: 'broadcast', shape, dims },
        [x],
        plain(x.dtype, shape, (index) =>
          at(
            x,
            dims.map((axis, i) => (x.shape[i] === 1 ? 0 : (index[axis] ?? 0))),
          ),
        ),
      ),
  )

  prop(
    'slices with strides',
    [
      fc
        .tuple(
          anyDType,
          fc.array(
            fc.record({
              start: fc.nat(3),
              count: fc.nat(4),
              step: fc.integer({ min: 1, max: 3 }),
              rest: fc.nat(2),
            }),
            { maxLength: 3 },
          ),
        )
        .chain(([dtype, axes]) => {
          const limit = axes.map(
            ({ start, count, step }) => start + (count === 0 ? 0 : (count - 1) * step + 1),
          )
          return fc.tuple(
            sample(
              dtype,
              axes.map(({ rest }, i) => (limit[i] ?? 0) + rest),
            ),
            fc.constant(axes),
            fc.constant(limit),
          )
        }),
    ],
    ([x, axes, limit]) =>
      expectRun(
        { kind: 'slice', start: axes.map((a) => a.start), limit, strides: axes.map((a) => a.step) },
        [x],
        plain(
          x.dtype,
          axes.map((a) => a.count),
          (index) =>
            at(
              x,
              index.map((i, k) => (axes[k]?.start ?? 0) + i * (axes[k]?.step ?? 1)),
            ),
        ),
      ),
  )

  prop(
    'reshapes any layout',
    [
      samples.chain((x) => {
        const size = sizeOf(x.shape)
        const divisors = [1, 2, 3, 4, 5, 7, 8].filter((n) => size > 0 && size % n === 0)
        return fc.tuple(
          fc.constant(x),
          fc.constantFrom(
            ...divisors.flatMap((n) => [
              [n, size / n],
              [size / n, 1, n],
            ]),
            [size],
            [1, size],
          ),
        )
      }),
    ],
    ([x, shape]) => expectRun({ kind: 'reshape', shape }, [x], { ...x, shape }),
  )

  it('costs no copy', () => {
    const x = rowMajorSample(
      'float32',
      [2, 3, 4],
      Array.from({ length: 24 }, (_, i) => i),
    )
    const transposed = ndarrayDevice.executor.run(
      { kind: 'transpose', permutation: [2, 0, 1] },
      [x.buffer],
      [],
      [makeAval([4, 2, 3], 'float32')],
    )
    const reshaped = ndarrayDevice.executor.run(
      { kind: 'reshape', shape: [4, 6] },
      transposed,
      [],
      [makeAval([4, 6], 'float32')],
    )
    expect(reshaped[0]?.data).toBe(x.buffer.data)
    expect(reshaped[0]?.stride).toEqual([1, 4])
  })
})
