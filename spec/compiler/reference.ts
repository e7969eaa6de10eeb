import { ndarrayDevice } from '../../src/backends/ndarray/index.ts'
import type { Lowered, Step } from '../../src/compiler/block.ts'
import type { Buffer, Operand, Result, View } from '../../src/compiler/kernels.ts'
import type { Plan } from '../../src/compiler/plan.ts'
import { makeAval, type Shape, sizeOf } from '../../src/core/aval.ts'
import { allocate, type DataArray, type DType, isInteger } from '../../src/core/dtype.ts'
import type { Kernel, ReduceOp } from '../../src/core/kernel.ts'
import type { Expr } from '../../src/core/scalar.ts'

/** Where buffers are. */
interface Memory {
  readonly dataOf: (buffer: Buffer) => DataArray
}

/** Bytes that are NaN as floats, and unlikely as integers. */
const poison = 0xff

/** Every buffer apart from the others. */
const separateMemory = (): Memory => {
  const known = new Map<Buffer, DataArray>()
  return {
    dataOf: (buffer) => {
      let data = known.get(buffer)
      if (data === undefined) {
        data = allocate(buffer.dtype, buffer.size)
        new Uint8Array(data.buffer).fill(poison)
        known.set(buffer, data)
      }
      return data
    },
  }
}

/** Buffers at the addresses of a plan. */
const plannedMemory = ({ addresses, end }: Plan): Memory => {
  const bytes = new ArrayBuffer(Math.ceil(end / 8) * 8)
  new Uint8Array(bytes).fill(poison)
  return {
    dataOf: (buffer) => {
      const type = allocate(buffer.dtype, 0).constructor as new (
        bytes: ArrayBuffer,
        address: number,
        size: number,
      ) => DataArray
      return new type(bytes, addresses.get(buffer) ?? 0, buffer.size)
    },
  }
}

const dataOf = (memory: Memory, buffer: Buffer): DataArray => memory.dataOf(buffer)

/** Positions of a view at each point of a shape, in row-major order. */
const positions = (shape: Shape, { offset, strides }: View): number[] => {
  let all = [offset]
  shape.forEach((n, axis) => {
    all = all.flatMap((p) => Array.from({ length: n }, (_, i) => p + i * strides[axis]!))
  })
  return all
}

const indices = (shape: Shape, axis: number): number[] =>
  positions(shape, {
    buffer: { dtype: 'int32', size: 0 },
    offset: 0,
    strides: shape.map((_, i) => (i === axis ? 1 : 0)),
  })

/** Runs one kernel of the reference backend on arrays in row-major order. */
const runKernel = (
  kernel: Kernel,
  inputs: readonly { readonly data: DataArray; readonly shape: Shape; readonly dtype: DType }[],
  outputs: readonly { readonly shape: Shape; readonly dtype: DType }[],
): readonly DataArray[] => {
  const avals = inputs.map(({ shape, dtype }) => makeAval(shape, dtype))
  const outAvals = outputs.map(({ shape, dtype }) => makeAval(shape, dtype))
  const buffers = inputs.map(({ data }, i) => ndarrayDevice.storage.put(data, avals[i]!))
  return ndarrayDevice.executor
    .run(kernel, buffers, avals, outAvals)
    .map((buffer, i) => ndarrayDevice.storage.read(buffer, outAvals[i]!))
}

const combine: Readonly<Record<ReduceOp, (a: number, b: number) => number>> = {
  sum: (a, b) => a + b,
  prod: (a, b) => a * b,
  max: (a, b) => (a > b || Number.isNaN(a) ? a : b),
  min: (a, b) => (a < b || Number.isNaN(a) ? a : b),
  and: (a, b) => a & b,
  or: (a, b) => a | b,
}

const storeResult = (memory: Memory, shape: Shape, result: Result, values: DataArray): void => {
  const target = dataOf(memory, result.view.buffer)
  const { reduce } = result
  const partial = new Map<number, number>()
  // Extremes of nothing are asked for nowhere.
  if (values.length === 0 && reduce !== undefined)
    for (const p of positions(
      shape.map((n, axis) => (result.view.strides[axis] === 0 && n === 0 ? 1 : n)),
      result.view,
    ))
      target[p] = Number(reduce === 'prod' || reduce === 'and')
  positions(shape, result.view).forEach((p, i) => {
    const before = partial.get(p)
    const value = values[i]!
    partial.set(
      p,
      before === undefined || reduce === undefined ? value : combine[reduce](before, value),
    )
  })
  for (const [p, value] of partial) target[p] = value
}

const evaluate = (
  memory: Memory,
  shape: Shape,
  values: readonly Expr[],
  operands: readonly (Operand | DataArray)[],
  dtypes: readonly DType[],
): readonly DataArray[] => {
  const size = sizeOf(shape)
  const inputs = operands.map((operand, i) => {
    const dtype = dtypes[i]!
    if (ArrayBuffer.isView(operand)) return { data: operand, shape: [size], dtype }
    const data = allocate(dtype, size)
    if ('axis' in operand) data.set(indices(shape, operand.axis))
    else {
      const source = dataOf(memory, operand.buffer)
      positions(shape, operand).forEach((p, k) => {
        data[k] = source[p]!
      })
    }
    return { data, shape: [size], dtype }
  })
  return runKernel(
    { kind: 'elementwise', outputs: values },
    inputs,
    values.map(({ dtype }) => ({ shape: [size], dtype })),
  )
}

const operandDtype = (operand: Operand): DType =>
  'axis' in operand ? 'int32' : operand.buffer.dtype

const runStep = (memory: Memory, step: Step): void => {
  switch (step.kind) {
    case 'loop': {
      const { shape, operands, results } = step
      const values = evaluate(
        memory,
        shape,
        results.map(({ value }) => value),
        operands,
        operands.map(operandDtype),
      )
      results.forEach((result, i) => {
        storeResult(memory, shape, result, values[i]!)
      })
      break
    }
    case 'contraction': {
      const { dtype, batch, m, n, k, lhs, rhs, operands, results } = step
      const shape = [...batch, m, n]
      const spread = (strides: readonly number[], keep: 'm' | 'n'): readonly number[] => {
        const outer = strides.slice(0, -2)
        const [first, second] = strides.slice(-2) as [number, number]
        return keep === 'm' ? [...outer, first, 0, second] : [...outer, 0, second, first]
      }
      const points = [...shape, k]
      const a = positions(points, { ...lhs, strides: spread(lhs.strides, 'm') })
      const b = positions(points, { ...rhs, strides: spread(rhs.strides, 'n') })
      const [left, right] = [dataOf(memory, lhs.buffer), dataOf(memory, rhs.buffer)]
      const product = allocate(dtype, sizeOf(shape))
      for (let i = 0; i < product.length; i++) {
        let sum = 0
        for (let j = 0; j < k; j++) {
          const [x, y] = [left[a[i * k + j]!]!, right[b[i * k + j]!]!]
          if (dtype === 'bool') sum |= x & y
          else sum += isInteger(dtype) ? Math.imul(x, y) : x * y
        }
        product[i] = sum
      }
      const values = evaluate(
        memory,
        shape,
        results.map(({ value }) => value),
        [product, ...operands],
        [dtype, ...operands.map(operandDtype)],
      )
      results.forEach((result, i) => {
        storeResult(memory, shape, result, values[i]!)
      })
      break
    }
    case 'data': {
      const array = ({ buffer, shape }: (typeof step.inputs)[number]) => ({
        data: dataOf(memory, buffer).slice(),
        shape,
        dtype: buffer.dtype,
      })
      const results = runKernel(step.kernel, step.inputs.map(array), step.outputs.map(array))
      step.outputs.forEach(({ buffer }, i) => {
        dataOf(memory, buffer).set(results[i]!)
      })
      break
    }
    case 'cond': {
      const index = dataOf(memory, step.index)[0]!
      const branch = step.branches[Math.max(0, Math.min(index, step.branches.length - 1))]!
      for (const inner of branch) runStep(memory, inner)
      break
    }
    case 'while': {
      const test = (): boolean => {
        for (const inner of step.condition) runStep(memory, inner)
        return dataOf(memory, step.test)[0] !== 0
      }
      while (test()) for (const inner of step.body) runStep(memory, inner)
      break
    }
    case 'scan':
      for (let i = 0; i < step.length; i++) {
        const at = step.reverse ? step.length - 1 - i : i
        for (const { row, stack, offset, stride } of step.reads) {
          const from = offset + at * stride
          dataOf(memory, row).set(dataOf(memory, stack).subarray(from, from + row.size))
        }
        for (const inner of step.body) runStep(memory, inner)
        for (const { row, stack, offset, stride } of step.writes)
          dataOf(memory, stack).set(dataOf(memory, row), offset + at * stride)
      }
      break
  }
}

/** Runs a lowered program naively: every buffer in memory of its own, or where a plan says. */
export const runLowered = (
  lowered: Lowered,
  inputs: readonly DataArray[],
  plan?: Plan,
): readonly DataArray[] => {
  const memory = plan === undefined ? separateMemory() : plannedMemory(plan)
  for (const [buffer, data] of lowered.literals) dataOf(memory, buffer).set(data)
  lowered.inputs.forEach((buffer, i) => {
    dataOf(memory, buffer).set(inputs[i]!)
  })
  for (const step of lowered.steps) runStep(memory, step)
  return lowered.outputs.map(({ buffer }) => dataOf(memory, buffer).slice())
}
