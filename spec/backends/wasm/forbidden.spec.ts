import { afterEach, describe, expect, it, vi } from 'vitest'
import { ndarrayDevice } from '../../../src/backends/ndarray/index.ts'
import { makeWasmDevice } from '../../../src/backends/wasm/device.ts'
import { wasmCompiler } from '../../../src/backends/wasm/index.ts'
import { registerDevice } from '../../../src/core/device.ts'
import { grad, jit, np, type Tensor } from '../../../src/index.ts'

afterEach(() => {
  vi.unstubAllGlobals()
  vi.restoreAllMocks()
  registerDevice(makeWasmDevice(ndarrayDevice, wasmCompiler))
})

const newFunction = () => jit((x: Tensor) => grad((y: Tensor) => np.sin(y).mul(y).sum())(x))
const x = np.array([0, 0.5, 1])
const expected = newFunction()(x).data()

describe('where WebAssembly is forbidden', () => {
  it('jit runs programs without compiling them, and says so once, with the reason', () => {
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => {})
    class Module {
      constructor() {
        throw new WebAssembly.CompileError('code generation is disallowed by the embedder')
      }
    }
    vi.stubGlobal('WebAssembly', { ...webAssembly, Module })
    for (const f of [newFunction(), newFunction()])
      expect([...f(x).data()].map((y) => y.toFixed(5))).toEqual(
        [...expected].map((y) => y.toFixed(5)),
      )
    expect(warn).toHaveBeenCalledTimes(1)
    expect(warn.mock.calls[0]![0]).toContain('jit runs programs without compiling them')
    expect(warn.mock.calls[0]![0]).toContain('disallowed by the embedder')

    vi.stubGlobal('WebAssembly', undefined)
    expect(newFunction()(x).get(0).item()).toBe(0)
    expect(warn).toHaveBeenCalledTimes(1)
  })

  it('mistakes in the compiler are not taken for that', () => {
    const compile = (): never => {
      throw new TypeError('a mistake')
    }
    registerDevice(makeWasmDevice(ndarrayDevice, { ...wasmCompiler, compile }))
    expect(() => newFunction()(x)).toThrow('a mistake')
  })
})

/** Its properties, which are not enumerable. */
const webAssembly = Object.fromEntries(
  Object.getOwnPropertyNames(WebAssembly).map((name) => [
    name,
    WebAssembly[name as keyof typeof WebAssembly],
  ]),
)
