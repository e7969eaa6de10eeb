import type { DenseArray } from '../../../../compiler/block.ts'
import type { DType } from '../../../../core/dtype.ts'
import { bytesOf } from '../../../../core/dtype.ts'
import {
  arg,
  binary,
  call,
  choose,
  compare,
  constant,
  convert,
  type Expr,
} from '../../../../core/scalar.ts'
import type { KernelCode, ModuleContext } from '../../context.ts'
import { type FunctionBuilder, i32, v128 } from '../../encoder/index.ts'
import { loadLanes, storeLanes } from '../../lanes/access.ts'
import { evaluator, type Registers } from '../../lanes/index.ts'
import { columnsOf, eachColumns } from './columns.ts'
import { startWork } from './work.ts'

/**
 * One step of a running `log Σ exp`, kept as a maximum and a sum relative to it so that nothing overflows:
 * the new maximum, the new sum and the result. Arguments: the element, the maximum, the sum.
 */
const stepOf = (dtype: DType): readonly Expr[] => {
  const x = convert(arg(0, dtype), 'float64')
  const highest = arg(1, 'float64')
  const sum = arg(2, 'float64')
  const one = constant(1, 'float64')
  const above = compare('gt', x, highest)
  const ratio = call('exp', choose(above, binary('sub', highest, x), binary('sub', x, highest)))
  const grown = choose(
    above,
    binary('add', binary('mul', sum, ratio), one),
    binary('add', sum, ratio),
  )
  // Equal infinities have no difference.
  const newSum = choose(compare('eq', x, highest), binary('add', sum, one), grown)
  const newHighest = choose(above, x, highest)
  const infinite = compare('eq', call('abs', newHighest), constant(Infinity, 'float64'))
  const result = choose(
    binary('and', infinite, compare('eq', newSum, newSum)),
    newHighest,
    binary('add', newHighest, call('log', newSum)),
  )
  return [newHighest, newSum, convert(result, dtype)]
}

/** The maximum so far, and the sum relative to it, of four columns. */
type State = readonly [highest: Registers, sum: Registers]

const startState = (f: FunctionBuilder): State => {
  const pair = (): Registers => [f.local(v128), f.local(v128)]
  const [highest, sum] = [pair(), pair()]
  for (const register of highest) f.f64(-Infinity).op('f64x2.splat').set(register)
  for (const register of sum) f.zeroVector().set(register)
  return [highest, sum]
}

const copyRegisters = (f: FunctionBuilder, to: Registers, from: Registers): void => {
  from.forEach((register, i) => {
    f.get(register).set(to[i]!)
  })
}

/** Units are stretches of up to four columns. */
export const emitCumulativeLogSumExp = (
  context: ModuleContext,
  reverse: boolean,
  axis: number,
  x: DenseArray,
  output: DenseArray,
): KernelCode => {
  const { dtype } = output.buffer
  const bytes = bytesOf(dtype)
  const lines = columnsOf(x.shape, axis)
  const { columnStep } = lines
  const step = lines.step * bytes
  const lanes = Math.min(4, lines.count)
  const evaluate = evaluator(context, stepOf(dtype))
  const steps = { block: lines.blockStep * bytes, column: columnStep * bytes }
  const work = startWork(context)
  const { f } = work
  const units = eachColumns(work, lines, lanes, 1, [steps], ([start], [column = 0]) => {
    const position = f.local(i32)
    const [highest, sum] = startState(f)
    const from = context.addressOf(x.buffer) + column * steps.column
    const to = context.addressOf(output.buffer) + column * steps.column
    f.get(start!)
      .i32(reverse ? (lines.length - 1) * step : 0)
      .op('i32.add')
      .set(position)
    f.repeat(lines.length, () => {
      const element = loadLanes(context, f, dtype, position, from, columnStep, lanes)
      const operands = [element, highest, sum]
      const [newHighest, newSum, result] = evaluate(f, (index) => operands[index]!)
      storeLanes(context, f, dtype, position, to, columnStep, result!, lanes)
      copyRegisters(f, sum, newSum!)
      copyRegisters(f, highest, newHighest!)
      f.get(position)
        .i32(reverse ? -step : step)
        .op('i32.add')
        .set(position)
    })
  })
  return { func: f, units, scratchBytes: 0 }
}
