import fc from 'fast-check'
import { expect } from 'vitest'
import { ndarrayDevice } from '../../../../../src/backends/ndarray/index.ts'
import { i32 } from '../../../../../src/backends/wasm/encoder/index.ts'
import { emitData } from '../../../../../src/backends/wasm/kernels/data/index.ts'
import type { DenseArray } from '../../../../../src/compiler/block.ts'
import type { Buffer } from '../../../../../src/compiler/kernels.ts'
import { type Aval, makeAval, type Shape, sizeOf } from '../../../../../src/core/aval.ts'
import { allocate, bytesOf, type DataArray, type DType } from '../../../../../src/core/dtype.ts'
import type { DenseKernel } from '../../../../../src/core/kernel-kinds.ts'
import { makeContext } from '../../support.ts'

/** A tensor's elements in row-major order. */
export interface Elements {
  readonly dtype: DType
  readonly shape: Shape
  readonly data: DataArray
}

/** How a kernel is run: where its units are cut, and whether the first input's buffer takes the output. */
export interface Manner {
  readonly cuts: readonly number[]
  readonly inPlace: boolean
  readonly relaxed: boolean
}

export const manners: fc.Arbitrary<Manner> = fc.record({
  cuts: fc.array(fc.nat(40), { maxLength: 3 }),
  inPlace: fc.boolean(),
  relaxed: fc.constant(false),
})

export const elements = (dtype: DType, shape: Shape, values: readonly number[]): Elements => {
  const data = allocate(dtype, sizeOf(shape))
  data.set(values)
  return { dtype, shape, data }
}

export const tensors = (
  dtype: DType,
  shape: Shape,
  value: fc.Arbitrary<number>,
): fc.Arbitrary<Elements> => {
  const size = sizeOf(shape)
  return fc
    .array(value, { minLength: size, maxLength: size })
    .map((values) => elements(dtype, shape, values))
}

/** What bytes between buffers and in scratch memory hold: NaN as a float. */
const garbage = 0xff

/** A kernel in memory of its own. */
export interface Loaded {
  /** Runs units `from` up to `to`. */
  readonly run: (from: number, to: number) => void
  readonly units: number
  readonly outputs: readonly DataArray[]
  /** Whether bytes that kernels may not write are as they were. */
  readonly isIntact: () => boolean
  readonly forgetScratch: () => void
}

export const load = (
  kernel: DenseKernel,
  inputs: readonly Elements[],
  outputs: readonly Aval[],
  { inPlace, relaxed }: Pick<Manner, 'inPlace' | 'relaxed'>,
): Loaded => {
  const context = makeContext(undefined, relaxed)
  const place = ({ dtype, shape }: Pick<Elements, 'dtype' | 'shape'>): DenseArray => ({
    buffer: { dtype, size: sizeOf(shape) },
    shape,
  })
  const given = inputs.map(place)
  const results = outputs.map(place)
  const taken = inPlace ? results[0]!.buffer : undefined
  const memoryOf = (buffer: Buffer): Buffer => (buffer === taken ? given[0]!.buffer : buffer)
  const addressOf = (buffer: Buffer): number => context.addressOf(memoryOf(buffer))
  const code = emitData({ ...context, addressOf }, kernel, given, results)
  const scratch = context.reserve(code.scratchBytes)
  const main = context.module.function([i32, i32], [], 'main')
  main.get(0).get(1).i32(scratch).call(code.func)
  const stretches = [...new Set([...given, ...results].map(({ buffer }) => memoryOf(buffer)))]
    .map((buffer) => [context.addressOf(buffer), buffer.size * bytesOf(buffer.dtype)] as const)
    .concat([[scratch, code.scratchBytes]])
    .sort(([a], [b]) => a - b)
  const { memory, call, data } = context.instantiate()
  const bytes = new Uint8Array(memory.buffer)
  const first = stretches[0]![0]
  bytes.fill(garbage, first)
  given.forEach(({ buffer }, i) => {
    data(buffer).set(inputs[i]!.data)
  })
  return {
    run: (from, to) => call('main', from, to),
    units: code.units,
    outputs: results.map(({ buffer }) => data(memoryOf(buffer))),
    isIntact: () =>
      stretches.every(([address, size], i) => {
        const next = stretches[i + 1]?.[0] ?? bytes.length
        return bytes.subarray(address + size, next).every((byte) => byte === garbage)
      }),
    forgetScratch: () => {
      bytes.fill(garbage, scratch, scratch + code.scratchBytes)
    },
  }
}

/** The outputs of a kernel, whose units are run from the last stretch to the first. */
const runWasm = (
  kernel: DenseKernel,
  inputs: readonly Elements[],
  outputs: readonly Aval[],
  manner: Manner,
): readonly DataArray[] => {
  const loaded = load(kernel, inputs, outputs, manner)
  const { units } = loaded
  const cuts = [0, ...manner.cuts.map((cut) => Math.min(cut, units)), units].sort((a, b) => a - b)
  for (let i = cuts.length - 1; i > 0; i--) {
    loaded.forgetScratch()
    loaded.run(cuts[i - 1]!, cuts[i]!)
  }
  expect(loaded.isIntact()).toBe(true)
  return loaded.outputs.map((data) => data.slice())
}

/** The outputs of the reference. */
const runReference = (
  kernel: DenseKernel,
  inputs: readonly Elements[],
  outputs: readonly Aval[],
): readonly DataArray[] => {
  const avals = inputs.map(({ shape, dtype }) => makeAval(shape, dtype))
  const buffers = inputs.map(({ data }, i) => ndarrayDevice.storage.put(data.slice(), avals[i]!))
  return ndarrayDevice.executor
    .run(kernel, buffers, avals, outputs)
    .map((buffer, i) => ndarrayDevice.storage.read(buffer, outputs[i]!))
}

/** Expects what the reference gives, bit for bit but for NaN, whose bits are the engine's. */
export const expectSame = (
  kernel: DenseKernel,
  inputs: readonly Elements[],
  outputs: readonly Aval[],
  manner: Manner,
): undefined => {
  const actual = runWasm(kernel, inputs, outputs, manner)
  runReference(kernel, inputs, outputs).forEach((expected, k) => {
    const data = actual[k]!
    // The matcher is slow, so that it is asked only to show a difference.
    if (!expected.every((value, i) => Object.is(value, data[i]))) expect(data).toEqual(expected)
  })
}

/** Expects what the reference gives up to an error relative to the larger of 1 and the value. */
export const expectClose = (
  kernel: DenseKernel,
  inputs: readonly Elements[],
  outputs: readonly Aval[],
  manner: Manner,
  tolerance: number,
): undefined => {
  const actual = runWasm(kernel, inputs, outputs, manner)
  runReference(kernel, inputs, outputs).forEach((expected, k) => {
    expected.forEach((want, i) => {
      const got = actual[k]![i]!
      if (Object.is(got, want) || got === want) return
      expect(Math.abs(got - want)).toBeLessThanOrEqual(tolerance * Math.max(1, Math.abs(want)))
    })
  })
}
