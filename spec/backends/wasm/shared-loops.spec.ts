import { describe, expect, it } from 'vitest'
import type { DType, Tensor } from '../../../src/index.ts'
import { evalShape, grad, jit, lax, np, treeMap } from '../../../src/index.ts'

/** More leaves of a kind than it takes for their kernels to share code, in a number of kernels. */
const leaves = 300

const wide = (shape: readonly number[], dtype: DType): readonly Tensor[] =>
  Array.from({ length: leaves }, (_, i) => {
    const size = shape.reduce((a, b) => a * b, 1)
    const values = Array.from({ length: size }, (_, k) => ((i + 3) * (k + 2)) % 7)
    return np.array(values, { dtype }).reshape(shape)
  })

const scan = (t: readonly Tensor[]): readonly Tensor[] => {
  const [last] = lax.scan(
    (carry: readonly Tensor[], _: null) => [treeMap(np.sin, carry), null],
    t,
    null,
    {
      length: 2,
    },
  )
  return last
}

describe('kernels that differ in their buffers alone', () => {
  const programs: Readonly<Record<string, (t: readonly Tensor[]) => readonly Tensor[]>> = {
    elementwise: (t) => t.map((x) => np.where(np.greater(x, 2), x.mul(3).add(1), x)),
    'with indices': (t) => t.map((x) => x.mul(np.arange(x.size).reshape(x.shape))),
    'in another order': (t) => t.map((x) => np.flip(x).add(x.T.reshape(x.shape))),
    'in place': (t) => t.map((x) => x.add(1)).map((x) => np.sort(x.reshape([-1])).mul(2)),
    'sums of all': (t) => t.map((x) => np.sum(x)),
    'sums of columns': (t) => t.map((x) => np.sum(x, { axis: 0 })),
    'extremes of rows': (t) => t.map((x) => np.max(x, { axis: -1 })),
    'with scalars': (t) => t.map((x, i) => x.mul(t[(i + 1) % leaves]!.ravel().get(0))),
  }
  for (const dtype of ['float32', 'int32', 'uint8', 'bool'] as const)
    for (const shape of [[3], [2, 5], [2, 3, 4]])
      it.each(Object.entries(programs))(
        `give what each gives alone: %s of ${dtype} [${shape}]`,
        (_, f) => {
          const t = wide(shape, dtype)
          const compiled = jit(f)(t)
          f(t).forEach((x, i) => {
            expect(compiled[i]!.toArray()).toEqual(x.toArray())
          })
        },
      )

  it('give the same under grad, and within loops', () => {
    const t = wide([3], 'float32')
    const loss = (t: readonly Tensor[]): Tensor =>
      t.reduce((total, x) => total.add(np.sum(np.square(x))), np.array(0))
    const step = (t: readonly Tensor[]) => treeMap((x, g) => x.sub(g.mul(0.25)), t, grad(loss)(t))
    for (const f of [step, scan]) {
      const compiled = jit(f)(t)
      f(t).forEach((x, i) => {
        expect(np.allclose(compiled[i] as Tensor, x, { atol: 1e-6 }).item()).toBe(1)
      })
    }
  })

  it('are written once', () => {
    const f = jit((t: readonly Tensor[]) => treeMap((x) => np.sin(x).mul(2), t))
    const codeBytes = (n: number) => f.lower(wide([3], 'float32').slice(0, n)).compiled!.codeBytes
    // What is left for a leaf is a call's share: its two addresses.
    expect((codeBytes(288) - codeBytes(192)) / 96).toBeLessThan(16)
    expect(evalShape(f, wide([3], 'float32'))).toHaveLength(leaves)
  })
})
