import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { ndarrayDevice } from '../../../src/backends/ndarray/index.ts'
import { makeWasmDevice } from '../../../src/backends/wasm/device.ts'
import { wasmCompiler } from '../../../src/backends/wasm/index.ts'
import { registerDevice } from '../../../src/core/device.ts'
import { np, type Tensor } from '../../../src/index.ts'
import { expectClose } from '../../support/expect-close.ts'

let compiled = 0
beforeEach(() => {
  compiled = 0
  const compile: typeof wasmCompiler.compile = (program) => {
    compiled += 1
    return wasmCompiler.compile(program)
  }
  registerDevice(makeWasmDevice(ndarrayDevice, { ...wasmCompiler, compile }))
})
afterEach(() => registerDevice(makeWasmDevice(ndarrayDevice, wasmCompiler)))

const waves = (...shape: readonly number[]): Tensor => {
  const size = shape.reduce((product, n) => product * n, 1)
  return np.reshape(np.sin(np.arange(size).mul(0.37)), [...shape])
}

/** Runs a function five times, on new arrays each; the last results come from compiled code if there is any. */
const results = (f: () => Tensor): readonly Tensor[] => Array.from({ length: 5 }, f)

describe('an eager kernel that comes again', () => {
  it.each<[string, () => Tensor]>([
    ['a product', () => np.matmul(waves(40, 41), waves(41, 42))],
    ['a product of transposes', () => np.matmul(waves(43, 44).T, waves(45, 43).T)],
    ['a product of batches', () => np.einsum('bij,bkj->bik', waves(3, 30, 31), waves(3, 32, 31))],
    ['a costly function', () => np.tanh(waves(50, 51))],
    ['a costly function of a view', () => np.exp(np.flip(waves(50, 51).T))],
    ['a power of a broadcast', () => np.power(np.abs(waves(50, 51)).add(0.1), waves(51))],
  ])('is compiled, and gives the same: %s', (_, f) => {
    const [first, ...others] = results(f)
    expect(compiled).toBeGreaterThan(0)
    for (const other of others) expectClose(other, first!.toArray() as number[])
    const before = compiled
    results(f)
    expect(compiled).toBe(before)
  })

  it.each<[string, () => Tensor]>([
    ['a small product', () => np.matmul(np.ones([20, 21]), np.ones([21, 22]))],
    ['a small function', () => np.tanh(np.ones([2000]))],
    ['a sum', () => np.ones([5000]).add(np.ones([5000]))],
  ])('is not compiled where that gains nothing: %s', (_, f) => {
    results(f)
    expect(compiled).toBe(0)
  })

  it('gives results of its own', () => {
    const [x, y] = [np.ones([50, 50]), np.eye(50)]
    const all = results(() => np.matmul(x, y.mul(2)))
    const third = np.matmul(x, y.mul(3))
    expect(third.get(0).get(0).item()).toBe(3)
    for (const result of all) expect(result.get(49).get(49).item()).toBe(2)
  })
})
