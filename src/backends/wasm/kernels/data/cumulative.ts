import type { DenseArray } from '../../../../compiler/block.ts'
import { bytesOf, type DType, isByte } from '../../../../core/dtype.ts'
import type { CumulativeOp, Kernel } from '../../../../core/kernel.ts'
import type { KernelCode, ModuleContext } from '../../context.ts'
import {
  type FunctionBuilder,
  f64,
  i32,
  type Local,
  type ValueType,
  v128,
} from '../../encoder/index.ts'

import { columnsOf, eachColumns } from './columns.ts'
import { type CombineOp, combineElements, combineVectors } from './combine.ts'
import { elementOf } from './element.ts'
import { emitCumulativeLogSumExp } from './log-sum-exp.ts'
import { nothing, startWork } from './work.ts'

type Cumulative = Extract<Kernel, { readonly kind: 'cumulative' }>
type SimpleOp = Exclude<CumulativeOp, 'logsumexp'>

const combineOps = { sum: 'add', prod: 'mul', max: 'max', min: 'min' } as const

/** The result so far, of one column or of a vector of them. */
interface Running {
  readonly type: ValueType
  /** Pushes the element at the address on the stack. */
  readonly load: (offset: number) => void
  /** Stores the value on the stack at the address below it. */
  readonly store: (offset: number) => void
  readonly combine: (result: Local, element: Local) => void
}

const runningElement = (
  f: FunctionBuilder,
  op: CombineOp,
  dtype: DType,
  wide: boolean,
): Running => {
  const { type, load, store } = elementOf[dtype]
  return {
    type: wide ? f64 : type,
    load: (offset) => {
      f.memory(load, offset)
      if (wide) f.op('f64.promote_f32')
    },
    store: (offset) => {
      if (wide) f.op('f32.demote_f64')
      f.memory(store, offset)
    },
    combine: (result, element) => combineElements(f, op, wide ? 'float64' : dtype, result, element),
  }
}

const runningVector = (
  f: FunctionBuilder,
  op: CombineOp,
  dtype: DType,
  wide: boolean,
): Running => ({
  type: v128,
  load: (offset) => {
    if (wide) f.memory('v128.load64_zero', offset).op('f64x2.promote_low_f32x4')
    else f.memory('v128.load', offset)
  },
  store: (offset) => {
    if (wide) f.op('f32x4.demote_f64x2_zero').memoryLane('v128.store64_lane', 0, offset)
    else f.memory('v128.store', offset)
  },
  combine: (result, element) => {
    f.get(result).get(element)
    combineVectors(f, op, wide ? 'float64' : dtype)
  },
})

const pushZero = (f: FunctionBuilder, type: ValueType): FunctionBuilder =>
  type === v128 ? f.zeroVector() : type === f64 ? f.f64(0) : f.i32(0)

/** Columns that are scanned at once, which hides how long an addition takes. */
const group = 4

const emitSimple = (
  context: ModuleContext,
  op: SimpleOp,
  reverse: boolean,
  axis: number,
  x: DenseArray,
  output: DenseArray,
): KernelCode => {
  const { dtype } = output.buffer
  const bytes = bytesOf(dtype)
  const lines = columnsOf(x.shape, axis)
  const { length } = lines
  // Sums and products of floats are kept in doubles.
  const wide = dtype === 'float32' && (op === 'sum' || op === 'prod')
  const vectorLanes = wide || dtype === 'float64' ? 2 : 4
  const lanes = isByte(dtype) || lines.columnStep > 1 ? 1 : vectorLanes
  const step = lines.step * bytes
  const steps = { block: lines.blockStep * bytes, column: lines.columnStep * bytes }
  const work = startWork(context)
  const { f } = work
  const units = eachColumns(work, lines, lanes, group, [steps], ([start], columns, vectors) => {
    const running = (vectors && lanes > 1 ? runningVector : runningElement)(
      f,
      combineOps[op],
      dtype,
      wide,
    )
    const results = columns.map(() => f.local(running.type))
    const element = f.local(running.type)
    const position = f.local(i32)
    const scan = (emit: (result: Local) => void): void => {
      columns.forEach((column, i) => {
        const at = column * steps.column
        f.get(position).get(position)
        running.load(context.addressOf(x.buffer) + at)
        emit(results[i]!)
        f.get(results[i]!)
        running.store(context.addressOf(output.buffer) + at)
      })
      f.get(position)
        .i32(reverse ? -step : step)
        .op('i32.add')
        .set(position)
    }
    f.get(start!)
      .i32(reverse ? (length - 1) * step : 0)
      .op('i32.add')
      .set(position)
    // The sum of -0 is 0.
    if (op === 'sum') for (const result of results) pushZero(f, running.type).set(result)
    else scan((result) => f.set(result))
    f.repeat(op === 'sum' ? length : length - 1, () => {
      scan((result) => {
        f.set(element)
        running.combine(result, element)
        f.set(result)
      })
    })
  })
  return { func: f, units, scratchBytes: 0 }
}

/** Units are stretches of neighbouring columns. */
export const emitCumulative = (
  context: ModuleContext,
  { op, axis, reverse }: Cumulative,
  x: DenseArray,
  output: DenseArray,
): KernelCode => {
  if (output.buffer.size === 0) return nothing(context)
  return op === 'logsumexp'
    ? emitCumulativeLogSumExp(context, reverse, axis, x, output)
    : emitSimple(context, op, reverse, axis, x, output)
}
