import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { ModuleContext } from '../../../src/backends/wasm/context.ts'
import { i32, ModuleBuilder } from '../../../src/backends/wasm/encoder/index.ts'
import { loadLanes, storeLanes } from '../../../src/backends/wasm/lanes/access.ts'
import { allocate, bytesOf, type DataArray, type DType, dtypes } from '../../../src/core/dtype.ts'
import { prop } from '../../support/prop.ts'

const viewOf = (dtype: DType, memory: WebAssembly.Memory): DataArray => {
  const Type = allocate(dtype, 0).constructor as new (buffer: ArrayBuffer) => DataArray
  return new Type(memory.buffer)
}

interface Copy {
  readonly dtype: DType
  readonly from: number
  readonly fromStride: number
  readonly to: number
  readonly toStride: number
  readonly count: number
  readonly dynamic: boolean
}

/** Copies by way of registers; positions are elements, and where `dynamic` a pointer holds half of them. */
const copy = ({ dtype, from, fromStride, to, toStride, count, dynamic }: Copy): DataArray => {
  const module = new ModuleBuilder()
  const context = { module } as ModuleContext
  const f = module.function([i32, i32], [], 'copy')
  const size = bytesOf(dtype)
  const held = (position: number): number => (dynamic ? position * size - 16 : 0)
  const registers = loadLanes(
    context,
    f,
    dtype,
    dynamic ? 0 : undefined,
    from * size - held(from),
    fromStride,
    count,
  )
  storeLanes(
    context,
    f,
    dtype,
    dynamic ? 1 : undefined,
    to * size - held(to),
    toStride,
    registers,
    count,
  )
  const memory = new WebAssembly.Memory({ initial: 1, maximum: 1 })
  const data = viewOf(dtype, memory)
  for (let i = 0; i < 512; i++) data[i] = dtype === 'bool' ? (i * 7 + (i >> 2)) & 1 : i * 3 - 40
  const bytes = module.encode({ initial: 1, maximum: 1, shared: false })
  const instance = new WebAssembly.Instance(new WebAssembly.Module(bytes), { env: { memory } })
  ;(instance.exports['copy'] as (a: number, b: number) => void)(held(from), held(to))
  return data.slice(0, 1024)
}

const expected = ({ dtype, from, fromStride, to, toStride, count }: Copy): DataArray => {
  const data = viewOf(dtype, new WebAssembly.Memory({ initial: 1 }))
  for (let i = 0; i < 512; i++) data[i] = dtype === 'bool' ? (i * 7 + (i >> 2)) & 1 : i * 3 - 40
  for (let k = 0; k < count; k++) data[to + k * toStride] = data[from + k * fromStride]!
  return data.slice(0, 1024)
}

describe('access to lanes', () => {
  prop(
    'loads and stores the elements at strides, and no others',
    [
      fc.record({
        dtype: fc.constantFrom(...dtypes),
        from: fc.integer({ min: 40, max: 400 }),
        fromStride: fc.integer({ min: -5, max: 5 }),
        to: fc.integer({ min: 600, max: 900 }),
        toStride: fc.integer({ min: -5, max: 5 }).filter((stride) => stride !== 0),
        count: fc.integer({ min: 1, max: 4 }),
        dynamic: fc.boolean(),
      }),
    ],
    (it) => {
      expect(copy(it)).toEqual(expected(it))
      return true
    },
    { numRuns: 300 },
  )

  it('takes any nonzero byte for true', () => {
    const module = new ModuleBuilder()
    const context = { module } as ModuleContext
    const f = module.function([], [], 'run')
    storeLanes(context, f, 'bool', undefined, 64, 1, loadLanes(context, f, 'bool', undefined, 0, 1))
    storeLanes(context, f, 'bool', undefined, 68, 1, loadLanes(context, f, 'bool', undefined, 1, 0))
    const memory = new WebAssembly.Memory({ initial: 1, maximum: 1 })
    const data = new Uint8Array(memory.buffer)
    data.set([0, 255, 2, 1])
    const bytes = module.encode({ initial: 1, maximum: 1, shared: false })
    const instance = new WebAssembly.Instance(new WebAssembly.Module(bytes), { env: { memory } })
    ;(instance.exports['run'] as () => void)()
    expect([...data.subarray(64, 72)]).toEqual([0, 1, 1, 1, 1, 1, 1, 1])
  })
})
