import type { ModuleContext } from '../context.ts'
import { type FunctionBuilder, type Local, v128 } from '../encoder/index.ts'
import { expander } from './expand.ts'
import type { Lane } from './lane.ts'
import { inOrder } from './order.ts'
import type { Evaluate, Registers } from './registers.ts'
import { isZeroVector, type Vector } from './vectors.ts'

/** How often each vector is used. */
const countUses = (roots: readonly Vector[]): ReadonlyMap<Vector, number> => {
  const uses = new Map<Vector, number>()
  const count = (vector: Vector): void => {
    uses.set(vector, (uses.get(vector) ?? 0) + 1)
  }
  roots.forEach(count)
  for (const { args } of inOrder(roots)) args.forEach(count)
  return uses
}

/** A vector to compute: whether into a local or onto the stack, and whether its arguments are there. */
interface Task {
  readonly vector: Vector
  readonly keep: boolean
  readonly ready: boolean
}

/** A printer of vectors, each of which it computes once; gives the local that holds one. */
const printer = (
  context: ModuleContext,
  f: FunctionBuilder,
  uses: ReadonlyMap<Vector, number>,
  operands: ReadonlyMap<number, Registers>,
): ((vector: Vector) => Local) => {
  const locals = new Map<Vector, Local>()

  const localOf = (vector: Vector): Local | undefined => {
    const { code } = vector
    return code.kind === 'operand' ? operands.get(code.index)![code.part] : locals.get(vector)
  }

  const newLocal = (vector: Vector): Local => {
    const local = f.local(v128)
    locals.set(vector, local)
    return local
  }

  /** Leaves a vector on the stack whose arguments are there or, if it keeps them, in locals. */
  const compute = (vector: Vector): void => {
    const { code, args } = vector
    switch (code.kind) {
      case 'operand':
        f.get(localOf(vector)!)
        break
      case 'constant':
        if (isZeroVector(vector)) f.zeroVector()
        else f.i32(0).memory('v128.load', context.constant(code.bytes))
        break
      case 'op':
        f.op(code.op)
        break
      case 'shift':
        f.i32(code.amount).op(code.op)
        break
      case 'shuffle':
        f.shuffle(code.bytes)
        break
      case 'call':
        f.call(code.func)
        break
      case 'callIfAny': {
        const [mask, value, ...rest] = args.map((arg) => localOf(arg)!)
        const result = f.local(v128)
        f.get(value!).set(result)
        f.get(mask!).op('v128.any_true')
        f.if(() => {
          for (const local of [mask!, value!, ...rest]) f.get(local)
          f.call(code.func).set(result)
        })
        f.get(result)
      }
    }
  }

  return (wanted) => {
    const tasks: Task[] = [{ vector: wanted, keep: true, ready: false }]
    for (let task = tasks.pop(); task !== undefined; task = tasks.pop()) {
      const { vector, keep, ready } = task
      if (ready) {
        compute(vector)
        // A constant is loaded again in less time than a register is kept for it.
        if (keep) f.set(newLocal(vector))
        else if (uses.get(vector)! > 1 && vector.code.kind !== 'constant') f.tee(newLocal(vector))
        continue
      }
      const local = localOf(vector)
      if (local !== undefined) {
        if (!keep) f.get(local)
        continue
      }
      tasks.push({ vector, keep, ready: true })
      const keepArgs = vector.code.kind === 'callIfAny'
      for (let i = vector.args.length - 1; i >= 0; i--)
        tasks.push({ vector: vector.args[i]!, keep: keepArgs, ready: false })
    }
    return localOf(wanted)!
  }
}

const argumentsOf = (lanes: readonly Lane[]): readonly number[] => {
  const found = lanes.filter(({ op }) => op === 'arg').map(({ value }) => Number(value))
  return [...new Set(found)].sort((a, b) => a - b)
}

/** Expressions over lanes, ready to be appended as often as needed. */
export const laneEvaluator = (context: ModuleContext, lanes: readonly Lane[]): Evaluate => {
  const ordered = inOrder(lanes)
  const used = argumentsOf(ordered)
  const vectorsOf = expander(context, laneEvaluator)
  ordered.forEach(vectorsOf)
  const outputs = lanes.map(vectorsOf)
  const uses = countUses(outputs.flat())
  return (f, operand) => {
    const operands = new Map(used.map((index) => [index, operand(index)]))
    const localOf = printer(context, f, uses, operands)
    return outputs.map((vectors) => vectors.map(localOf))
  }
}
