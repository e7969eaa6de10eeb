import type { Aval } from '../../core/aval.ts'
import { allocate, type DataArray } from '../../core/dtype.ts'
import { getOrCreate } from '../../core/maps.ts'
import type { Expr } from '../../core/scalar.ts'
import { create, isDense, isUniform, type NdBuffer } from './buffer.ts'
import { type Call, compileBody, compileScalars, type ScalarCall } from './elementwise-code.ts'
import { intrinsics } from './intrinsics/index.ts'
import { collapse } from './loops.ts'

/** What elementwise kernels are made of; identical ones are one object. */
export interface Elementwise {
  readonly outputs: readonly Expr[]
}

/** What `cwise` reads of an `ndarray`. Loops keep these and refill them, so a call allocates nothing. */
interface Operand {
  data: DataArray
  shape: number[]
  stride: number[]
  offset: number
  dtype: string
  order: readonly number[]
}

/** Code for one kernel with a given set of operands read once as scalars. */
interface Loop {
  readonly call: Call
  /** Arguments of `call`: arrays of outputs and inputs, then scalars, then the intrinsics. */
  readonly args: unknown[]
  readonly operands: readonly Operand[]
  /** The shape that all operands share while they run as one dense loop; `null` while they do not. */
  denseShape: number[] | null
  /** Positions among the kernel's inputs of the array operands and of the scalars. */
  readonly arrays: readonly number[]
  readonly scalars: readonly number[]
}

const noData = allocate('float32', 0)
const makeLoop = (outputs: readonly Expr[], isScalar: (input: number) => boolean): Loop => {
  const { call, arrays, scalars } = compileBody(outputs, isScalar)
  const operands = [...outputs, ...arrays].map(() => ({
    data: noData,
    shape: [],
    stride: [],
    offset: 0,
    dtype: '',
    order: [],
  }))
  const args = [...operands, ...scalars.map(() => 0), intrinsics]
  return { call, args, operands, denseShape: null, arrays, scalars }
}

/** Beyond this many inputs a kernel's variants are not told apart; later inputs are arrays. */
const maxScalars = 30

const loops = new WeakMap<Elementwise, Map<number, Loop>>()

const loopOf = (kernel: Elementwise, scalarMask: number): Loop => {
  let variants = loops.get(kernel)
  if (variants === undefined) {
    variants = new Map()
    loops.set(kernel, variants)
  }
  let loop = variants.get(scalarMask)
  if (loop === undefined) {
    loop = makeLoop(
      kernel.outputs,
      (input) => input < maxScalars && (scalarMask & (1 << input)) !== 0,
    )
    variants.set(scalarMask, loop)
  }
  return loop
}

const naturalOrders = Array.from({ length: 16 }, (_, rank) =>
  Array.from({ length: rank }, (_, i) => rank - 1 - i),
)

const naturalOrder = (rank: number): readonly number[] =>
  naturalOrders[rank] ?? Array.from({ length: rank }, (_, i) => rank - 1 - i)

/** Below this size everything fits a cache line or two, and blocking a transposed operand costs more. */
const blockingSize = 4096

/**
 * The loop order that suits an operand: `cwise` walks blocks where operands differ in it, so that a
 * transposed operand of a large loop does not miss the cache at every step.
 */
const orderOf = (stride: readonly number[], size: number): readonly number[] => {
  const rank = stride.length
  const natural = naturalOrder(rank)
  if (size < blockingSize || rank < 2) return natural
  const inner = Math.abs(stride[rank - 1]!)
  let transposed = false
  for (let axis = 0; axis < rank - 1; axis++) {
    const step = Math.abs(stride[axis]!)
    if (step !== 0 && step < inner) transposed = true
  }
  return transposed
    ? [...natural].sort((a, b) => Math.abs(stride[a]!) - Math.abs(stride[b]!))
    : natural
}

const fill = (operand: Operand, buffer: NdBuffer): void => {
  operand.data = buffer.data
  operand.offset = buffer.offset
  operand.dtype = buffer.dtype
}

/** Lets every operand run as one dense loop. */
const setDense = (loop: Loop, size: number): void => {
  if (loop.denseShape === null) {
    loop.denseShape = [size]
    for (const operand of loop.operands) {
      operand.shape = loop.denseShape
      operand.stride = [1]
      operand.order = naturalOrder(1)
    }
  } else loop.denseShape[0] = size
}

const noStrides: readonly number[] = []

const setStrided = (
  loop: Loop,
  outputs: readonly NdBuffer[],
  inputs: readonly NdBuffer[],
  size: number,
): void => {
  const { shape, stride } = outputs[0]!
  const zeros = new Array<number>(shape.length).fill(0)
  const strides = [
    ...outputs.map(() => stride),
    ...loop.arrays.map((input) => {
      const own = inputs[input]!.stride
      return own.length === shape.length ? own : zeros
    }),
  ]
  const nest = collapse(shape, strides)
  loop.denseShape = null
  loop.operands.forEach((operand, i) => {
    operand.shape = nest.shape as number[]
    operand.stride = (nest.strides[i] ?? noStrides) as number[]
    operand.order = orderOf(operand.stride, size)
  })
}

const scalarCalls = new WeakMap<Elementwise, ScalarCall>()

/** Runs the kernel on operands of rank 0; writes `outputs`. */
const fillScalars = (
  kernel: Elementwise,
  inputs: readonly NdBuffer[],
  outputs: readonly NdBuffer[],
): void => {
  const call = getOrCreate(scalarCalls, kernel, () => compileScalars(kernel.outputs, inputs.length))
  const operands: unknown[] = inputs.map(({ data, offset }) => data[offset])
  const results = call(...operands, intrinsics)
  for (let i = 0; i < outputs.length; i++) outputs[i]!.data[outputs[i]!.offset] = results[i]!
}

/** Runs the kernel on `outputs`, which are dense and of one shape; writes them. */
const fillElementwise = (
  kernel: Elementwise,
  inputs: readonly NdBuffer[],
  outputs: readonly NdBuffer[],
): void => {
  const size = outputs[0]!.size
  if (size === 0) return
  if (outputs[0]!.shape.length === 0) {
    fillScalars(kernel, inputs, outputs)
    return
  }
  let mask = 0
  let dense = true
  for (let i = 0; i < inputs.length; i++) {
    const input = inputs[i]!
    if (isUniform(input)) {
      if (i < maxScalars) mask |= 1 << i
      else dense = false
    } else if (dense && !isDense(input)) dense = false
  }
  const loop = loopOf(kernel, mask)
  const { operands, arrays, scalars, args } = loop
  const outputCount = outputs.length
  for (let i = 0; i < outputCount; i++) fill(operands[i]!, outputs[i]!)
  for (let i = 0; i < arrays.length; i++) fill(operands[outputCount + i]!, inputs[arrays[i]!]!)
  for (let i = 0; i < scalars.length; i++) {
    const { data, offset } = inputs[scalars[i]!]!
    args[operands.length + i] = data[offset]
  }
  if (dense) setDense(loop, size)
  else setStrided(loop, outputs, inputs, size)
  loop.call.apply(null, args)
  // Loops live as long as their kernel; the data must not.
  for (const operand of operands) operand.data = noData
}

/** Elementwise over operands of equal shape or rank 0. */
export const elementwise = (
  kernel: Elementwise,
  inputs: readonly NdBuffer[],
  outputAvals: readonly Aval[],
): readonly NdBuffer[] => {
  const outputs = new Array<NdBuffer>(outputAvals.length)
  for (let i = 0; i < outputAvals.length; i++) {
    const { dtype, shape } = outputAvals[i]!
    outputs[i] = create(dtype, shape)
  }
  fillElementwise(kernel, inputs, outputs)
  return outputs
}
