import { unreachable } from '../../../core/errors.ts'
import type { ModuleContext } from '../context.ts'
import type { Op } from '../encoder/function.ts'
import { functionApart, type LaneEvaluator } from './apart.ts'
import { isWide, type Lane, type LaneOp, type LaneType } from './lane.ts'
import { allLanes, type LaneCall, neededHalves, someLanes } from './per-lane.ts'
import { isZeroVector, type Vector, vectorMaker } from './vectors.ts'

const shapes: Readonly<Record<LaneType, string>> = {
  f32: 'f32x4',
  f64: 'f64x2',
  i32: 'i32x4',
  i64: 'i64x2',
  mask: 'v128',
}

/** Names of instructions that are not the operation's own. */
const names: Partial<Readonly<Record<LaneOp, string>>> = {
  shrS: 'shr_s',
  shrU: 'shr_u',
  minS: 'min_s',
  maxS: 'max_s',
  minU: 'min_u',
  maxU: 'max_u',
  ltU: 'lt_u',
  leU: 'le_u',
  gtU: 'gt_u',
  geU: 'ge_u',
}

/** Comparisons whose names say for integers that they are signed. */
const ordered: ReadonlySet<LaneOp> = new Set<LaneOp>(['lt', 'le', 'gt', 'ge'])

const nameFor = (op: LaneOp, type: LaneType): Op => {
  const integer = type === 'i32' || type === 'i64'
  const name = names[op] ?? (integer && ordered.has(op) ? `${op}_s` : op)
  return `${shapes[type]}.${name}` as Op
}

const comparisons: ReadonlySet<LaneOp> = new Set<LaneOp>([
  'eq',
  'ne',
  'lt',
  'le',
  'gt',
  'ge',
  'ltU',
  'leU',
  'gtU',
  'geU',
])

const bitwise: ReadonlySet<LaneOp> = new Set<LaneOp>(['and', 'or', 'xor', 'not'])

/** The lower words of each of two vectors' 64-bit lanes. */
const evenWords = [0, 1, 2, 3, 8, 9, 10, 11, 16, 17, 18, 19, 24, 25, 26, 27]
const lowerHalves = [0, 1, 2, 3, 4, 5, 6, 7, 16, 17, 18, 19, 20, 21, 22, 23]
const upperHalf = [8, 9, 10, 11, 12, 13, 14, 15, 8, 9, 10, 11, 12, 13, 14, 15]

const constantBytes = (type: LaneType, value: number | bigint): Uint8Array => {
  const bytes = new Uint8Array(16)
  const view = new DataView(bytes.buffer)
  for (let at = 0; at < 16; at += isWide(type) ? 8 : 4) {
    if (type === 'f32') view.setFloat32(at, Number(value), true)
    else if (type === 'f64') view.setFloat64(at, Number(value), true)
    else if (type === 'i64') view.setBigInt64(at, BigInt.asIntN(64, BigInt(value)), true)
    else view.setInt32(at, type === 'mask' ? -Number(value) : Number(value), true)
  }
  return bytes
}

/** From expressions over lanes to the vectors that hold them; `evaluator` is for those in functions of their own. */
export const expander = (
  context: ModuleContext,
  evaluator: LaneEvaluator,
): ((lane: Lane) => readonly Vector[]) => {
  const make = vectorMaker()
  const op = (name: Op, ...args: readonly Vector[]): Vector => make({ kind: 'op', op: name }, args)
  const shift = (name: Op, amount: number, x: Vector): Vector =>
    make({ kind: 'shift', op: name, amount }, [x])
  const shuffle = (bytes: readonly number[], x: Vector, y: Vector): Vector =>
    make({ kind: 'shuffle', bytes }, [x, y])
  const upper = (x: Vector): Vector => shuffle(upperHalf, x, x)
  const zero = (): Vector => make({ kind: 'constant', bytes: new Uint8Array(16) })

  const known = new Map<Lane, readonly Vector[]>()
  const vectorsOf = (lane: Lane): readonly Vector[] => {
    let vectors = known.get(lane)
    if (vectors === undefined) {
      vectors = expand(lane)
      known.set(lane, vectors)
    }
    return vectors
  }

  const only = (lane: Lane): Vector => vectorsOf(lane)[0]!

  /** Combines the vectors of operands that take as many. */
  const map = (lane: Lane, f: (...args: readonly Vector[]) => Vector): readonly Vector[] => {
    const args = lane.args.map(vectorsOf)
    return args[0]!.map((_, half) => f(...args.map((vectors) => vectors[half]!)))
  }

  const wideMasks = new Map<Lane, boolean>()
  /** Whether a mask comes as 64-bit lanes: from comparisons of such. */
  const isWideMask = (mask: Lane): boolean => {
    let wide = wideMasks.get(mask)
    if (wide === undefined) {
      wide = comparisons.has(mask.op)
        ? isWide(mask.args[0]!.type)
        : bitwise.has(mask.op) && mask.args.every(isWideMask)
      wideMasks.set(mask, wide)
    }
    return wide
  }

  const knownWide = new Map<Lane, readonly Vector[]>()
  /** A mask's 64-bit lanes. */
  const wideMask = (mask: Lane): readonly Vector[] => {
    let vectors = knownWide.get(mask)
    if (vectors === undefined) {
      vectors = widen(mask)
      knownWide.set(mask, vectors)
    }
    return vectors
  }

  const widen = (mask: Lane): readonly Vector[] => {
    if (!isWideMask(mask))
      return [
        op('i64x2.extend_low_i32x4_s', only(mask)),
        op('i64x2.extend_high_i32x4_s', only(mask)),
      ]
    const args = mask.args.map(comparisons.has(mask.op) ? vectorsOf : wideMask)
    const type = comparisons.has(mask.op) ? mask.args[0]!.type : 'mask'
    return [0, 1].map((half) =>
      op(nameFor(mask.op, type), ...args.map((vectors) => vectors[half]!)),
    )
  }

  /** One instruction instead of three where a value is zero. */
  const choose = (mask: Vector, x: Vector, y: Vector): Vector => {
    if (isZeroVector(y)) return op('v128.and', x, mask)
    return isZeroVector(x) ? op('v128.andnot', y, mask) : op('v128.bitselect', x, y, mask)
  }

  const select = ([condition, x, y]: readonly Lane[]): readonly Vector[] => {
    const yVectors = vectorsOf(y!)
    const masks = isWide(x!.type) ? wideMask(condition!) : vectorsOf(condition!)
    return vectorsOf(x!).map((vector, half) => choose(masks[half]!, vector, yVectors[half]!))
  }

  const calls = (lane: Lane, args: readonly Lane[]): readonly LaneCall[] => {
    const { callee, type } = lane
    if (callee === undefined) return unreachable(`${lane.op} without a function`)
    const argTypes = args.map((arg) => arg.type)
    return (isWide(type) ? [0, 1] : [0]).map((half) => ({ callee, type, argTypes, half }))
  }

  const callArgs = (call: LaneCall, args: readonly Lane[]): readonly Vector[] =>
    args.flatMap((arg) => neededHalves(call, arg.type).map((half) => vectorsOf(arg)[half]!))

  const perLane = (lane: Lane): readonly Vector[] =>
    calls(lane, lane.args).map((call) =>
      make({ kind: 'call', func: allLanes(context, call) }, callArgs(call, lane.args)),
    )

  const rare = (lane: Lane): readonly Vector[] => {
    const [condition, value, ...args] = lane.args
    return calls(lane, args).map((call) =>
      make({ kind: 'callIfAny', func: someLanes(context, call) }, [
        isWide(lane.type) ? wideMask(condition!)[call.half]! : only(condition!),
        vectorsOf(value!)[call.half]!,
        ...callArgs(call, args),
      ]),
    )
  }

  const rarely = ({ apart, args, type }: Lane): Vector => {
    if (apart === undefined || isWide(type))
      return unreachable('rarely without a function of 32-bit lanes')
    return make(
      { kind: 'callIfAny', func: functionApart(context, apart, args.slice(2), evaluator) },
      args.flatMap(vectorsOf),
    )
  }

  const madd = (type: LaneType, x: Vector, y: Vector, z: Vector): Vector =>
    context.relaxed
      ? op(`${shapes[type]}.relaxed_madd` as Op, x, y, z)
      : op(nameFor('add', type), op(nameFor('mul', type), x, y), z)

  const expand = (lane: Lane): readonly Vector[] => {
    const { type, args } = lane
    const x = args[0]
    switch (lane.op) {
      case 'arg':
        return (isWide(type) ? [0, 1] : [0]).map((part) =>
          make({ kind: 'operand', index: Number(lane.value), part }),
        )
      case 'const': {
        const vector = make({ kind: 'constant', bytes: constantBytes(type, lane.value) })
        return isWide(type) ? [vector, vector] : [vector]
      }
      case 'select':
        return select(args)
      case 'madd':
        return map(lane, (a, b, c) => madd(type, a!, b!, c!))
      case 'and':
      case 'or':
      case 'xor':
      case 'not':
        if (type === 'mask' && isWideMask(lane)) break
        return map(lane, (...vectors) => op(`v128.${lane.op}` as Op, ...vectors))
      case 'shl':
      case 'shrS':
      case 'shrU':
        return map(lane, (a) => shift(nameFor(lane.op, type), Number(lane.value), a!))
      case 'popcount':
        return [
          op(
            'i32x4.extadd_pairwise_i16x8_u',
            op('i16x8.extadd_pairwise_i8x16_u', op('i8x16.popcnt', only(x!))),
          ),
        ]
      case 'perLane':
        return perLane(lane)
      case 'rare':
        return rare(lane)
      case 'rarely':
        return [rarely(lane)]
      case 'bitcast':
        return vectorsOf(x!)
      case 'fromI32S':
      case 'fromI32U': {
        const sign = lane.op === 'fromI32S' ? 's' : 'u'
        const from = only(x!)
        if (type === 'f32') return [op(`f32x4.convert_i32x4_${sign}`, from)]
        return [from, upper(from)].map((half) => op(`f64x2.convert_low_i32x4_${sign}`, half))
      }
      case 'toI32S':
      case 'toI32U': {
        const sign = lane.op === 'toI32S' ? 's' : 'u'
        if (x!.type === 'f32') return [op(`i32x4.trunc_sat_f32x4_${sign}`, only(x!))]
        const [low, high] = map(lane, (a) => op(`i32x4.trunc_sat_f64x2_${sign}_zero`, a!))
        return [shuffle(lowerHalves, low!, high!)]
      }
      case 'promote':
        return [only(x!), upper(only(x!))].map((half) => op('f64x2.promote_low_f32x4', half))
      case 'demote': {
        const [low, high] = map(lane, (a) => op('f32x4.demote_f64x2_zero', a!))
        return [shuffle(lowerHalves, low!, high!)]
      }
      case 'extendS':
      case 'extendU': {
        const sign = lane.op === 'extendS' ? 's' : 'u'
        return [
          op(`i64x2.extend_low_i32x4_${sign}`, only(x!)),
          op(`i64x2.extend_high_i32x4_${sign}`, only(x!)),
        ]
      }
      case 'wrap': {
        const [low, high] = vectorsOf(x!)
        return [shuffle(evenWords, low!, high!)]
      }
      case 'toMask':
        return [op('i32x4.ne', only(x!), zero())]
      case 'fromMask':
        return [shift('i32x4.shr_u', 31, only(x!))]
      default:
        if (!(comparisons.has(lane.op) && isWideMask(lane)))
          return map(lane, (...vectors) => op(nameFor(lane.op, x!.type), ...vectors))
    }
    const [low, high] = wideMask(lane)
    return [shuffle(evenWords, low!, high!)]
  }

  return vectorsOf
}
