import ndarray from 'ndarray'
import * as ops from 'ndarray-ops'
import { afterEach, describe, expect, it, vi } from 'vitest'

afterEach(() => {
  vi.resetModules()
  vi.doUnmock('../../../src/core/code-generation.ts')
})

const source = () =>
  ndarray(
    Float32Array.from({ length: 24 }, (_, i) => i),
    [2, 3, 4],
  )

/** Copies a transposed array, and says what came of it. */
const copied = (assign: (target: never, source: never) => unknown): readonly number[] => {
  const target = ndarray(new Float64Array(48), [4, 3, 2]).step(-1, 1, 1)
  assign(target as never, source().transpose(2, 1, 0) as never)
  return [...(target.data as Float64Array)]
}

const expected = copied(ops.assign as never)

const freshAssign = async () => (await import('../../../src/backends/ndarray/assign.ts')).assign

describe('assign', () => {
  it('copies as ndarray-ops does, before that is there and afterwards', async () => {
    const spy = vi.spyOn(ops.default, 'assign')
    const assign = await freshAssign()
    expect(copied(assign)).toEqual(expected)
    expect(spy).not.toHaveBeenCalled()
    await vi.waitFor(() => {
      expect(copied(assign)).toEqual(expected)
      expect(spy).toHaveBeenCalled()
    })
  })

  it('does the same where code may not be generated', async () => {
    vi.doMock('../../../src/core/code-generation.ts', () => ({ canGenerateCode: () => false }))
    expect(copied(await freshAssign())).toEqual(expected)
  })
})
