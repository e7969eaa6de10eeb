import { describe, expect, it } from 'vitest'
import type { HostFunction } from '../../../src/backends/wasm/host-function.ts'
import { wasmCompiler } from '../../../src/backends/wasm/index.ts'
import type { DataArray } from '../../../src/core/dtype.ts'
import type { HostArray, Resident } from '../../../src/core/host.ts'
import { jit, np, type Tensor } from '../../../src/index.ts'
import { programOf } from '../../compiler/support.ts'

/** Enough for arrays to stay in their program's memory. */
const n = 20_000
const start = (): Tensor => np.add(np.arange(n), 0.5)

const step = (x: Tensor, y: Tensor): Tensor => x.mul(2).add(y)

describe('results that stay in a program’s memory', () => {
  const compile = (): HostFunction => wasmCompiler.compile(programOf(step, start(), start()))
  const host = (data: DataArray, offset = 0): HostArray => ({ data, offset })
  const filled = (value: number, size = n): DataArray => new Float32Array(size).fill(value)
  const only = (results: readonly (DataArray | Resident)[]): Resident => {
    expect(results).toHaveLength(1)
    const [result] = results
    if (!('read' in result!)) throw new Error('the result was copied at once')
    return result
  }

  it('are what they were when the program has run again', () => {
    const run = compile()
    const first = only(run([host(filled(1)), host(filled(1))], []))
    const second = only(run([host(filled(2)), host(filled(1))], []))
    const third = only(run([host(filled(3)), host(filled(1))], []))
    expect([first, second, third].map((result) => result.read())).toEqual([
      filled(3),
      filled(5),
      filled(7),
    ])
    expect(first.read()).toBe(first.read())
  })

  it('are inputs of the next call, of each position', () => {
    const run = compile()
    const first = only(run([host(filled(1)), host(filled(1))], []))
    const second = only(run([first, first], []))
    const third = only(run([host(filled(10)), second], []))
    expect(third.read()).toEqual(filled(29))
    expect(second.read()).toEqual(filled(9))
    expect(first.read()).toEqual(filled(3))
  })

  it('are read by other programs', () => {
    const first = only(compile()([host(filled(1)), host(filled(1))], []))
    const second = only(compile()([first, first], []))
    expect(second.read()).toEqual(filled(9))
    expect(first.read()).toEqual(filled(3))
  })

  it('do not hide that an input is another one', () => {
    const run = compile()
    const [x, y] = [host(filled(1)), host(filled(1))]
    const results = [x, host(filled(2)), x, x, host(filled(4))].map((input) => run([input, y], []))
    expect(results.map((result) => only(result).read()[n - 1])).toEqual([3, 5, 3, 3, 9])
  })

  it('do not hide that an input starts elsewhere in its array', () => {
    const run = compile()
    const both = filled(1, 2 * n).fill(2, n)
    const y = host(filled(0))
    const results = [0, n, 0].map((offset) => only(run([host(both, offset), y], [])).read()[0])
    expect(results).toEqual([2, 4, 2])
  })

  it('are not written back where a result was read', () => {
    const f = jit(step)
    const result = f(start(), start())
    const data = result.data()
    data.fill(0)
    expect(result.get(1).item()).toBe(4.5)
    expect(f(result, start()).get(1).item()).toBe(10.5)
  })
})
