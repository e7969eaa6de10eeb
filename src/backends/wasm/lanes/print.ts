import type { ModuleContext } from '../context.ts'
import { type FunctionBuilder, type Local, v128 } from '../encoder/index.ts'
import { expander } from './expand.ts'
import type { Lane } from './lane.ts'
import type { Registers } from './registers.ts'
import type { Vector } from './vectors.ts'

/** How often each vector is used. */
const countUses = (roots: readonly Vector[]): ReadonlyMap<Vector, number> => {
  const uses = new Map<Vector, number>()
  const visit = (vector: Vector): void => {
    const seen = uses.get(vector) ?? 0
    uses.set(vector, seen + 1)
    if (seen === 0) vector.args.forEach(visit)
  }
  roots.forEach(visit)
  return uses
}

const isZero = (bytes: Uint8Array): boolean => bytes.every((byte) => byte === 0)

/** A printer of vectors, each of which it computes once. */
const printer = (
  context: ModuleContext,
  f: FunctionBuilder,
  uses: ReadonlyMap<Vector, number>,
): ((vector: Vector) => Local) => {
  const locals = new Map<Vector, Local>()

  const keep = (vector: Vector): Local => {
    const local = f.local(v128)
    locals.set(vector, local)
    return local
  }

  /** Leaves the vector on the stack. */
  const push = (vector: Vector): void => {
    const { code } = vector
    const local = code.kind === 'local' ? code.local : locals.get(vector)
    if (local !== undefined) {
      f.get(local)
      return
    }
    compute(vector)
    // A constant is loaded again in less time than a register is kept for it.
    if (code.kind !== 'constant' && uses.get(vector)! > 1) f.tee(keep(vector))
  }

  const localOf = (vector: Vector): Local => {
    const local = vector.code.kind === 'local' ? vector.code.local : locals.get(vector)
    if (local !== undefined) return local
    compute(vector)
    const kept = keep(vector)
    f.set(kept)
    return kept
  }

  const compute = ({ code, args }: Vector): void => {
    if (code.kind === 'callIfAny') {
      const [mask, value, ...rest] = args.map(localOf)
      const result = f.local(v128)
      f.get(value!).set(result)
      f.get(mask!).op('v128.any_true')
      f.if(() => {
        for (const local of [mask!, value!, ...rest]) f.get(local)
        f.call(code.func).set(result)
      })
      f.get(result)
      return
    }
    args.forEach(push)
    switch (code.kind) {
      case 'local':
        f.get(code.local)
        break
      case 'constant':
        if (isZero(code.bytes)) f.zeroVector()
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
      default:
        f.call(code.func)
    }
  }

  return localOf
}

const argumentsOf = (lanes: readonly Lane[]): readonly number[] => {
  const seen = new Set<Lane>()
  const found = new Set<number>()
  const visit = (lane: Lane): void => {
    if (seen.has(lane)) return
    seen.add(lane)
    if (lane.op === 'arg') found.add(Number(lane.value))
    lane.args.forEach(visit)
  }
  lanes.forEach(visit)
  return [...found].sort((a, b) => a - b)
}

/**
 * Appends code that evaluates expressions over lanes. `operand` gives the registers of an argument, and
 * is asked once for each that is used, before anything else is appended.
 */
export const emitLanes = (
  context: ModuleContext,
  f: FunctionBuilder,
  lanes: readonly Lane[],
  operand: (index: number) => Registers,
): readonly Registers[] => {
  const operands = new Map(argumentsOf(lanes).map((index) => [index, operand(index)]))
  const vectorsOf = expander(
    context,
    (index, make) => operands.get(index)!.map((local) => make({ kind: 'local', local })),
    emitLanes,
  )
  const outputs = lanes.map(vectorsOf)
  const localOf = printer(context, f, countUses(outputs.flat()))
  return outputs.map((vectors) => vectors.map(localOf))
}
