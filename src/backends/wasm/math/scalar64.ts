import type { ModuleContext } from '../context.ts'
import type { Op } from '../encoder/function.ts'
import { type FunctionBuilder, f32, f64, i32, i64, type Local } from '../encoder/index.ts'
import { arg } from '../lanes/build.ts'
import type { Lane, LaneType, ScalarFunction } from '../lanes/lane.ts'

/** A mask is an i32 of 0 or 1. */
const valueTypes = { f32, f64, i32, i64, mask: i32 } as const

/** Instructions that differ from a lane operation in name. */
const instructions: Partial<Readonly<Record<Lane['op'], string>>> = {
  shrS: 'shr_s',
  shrU: 'shr_u',
  popcount: 'popcnt',
}

const comparisons: Readonly<Record<string, string>> = {
  lt: 'lt_s',
  le: 'le_s',
  gt: 'gt_s',
  ge: 'ge_s',
  ltU: 'lt_u',
  leU: 'le_u',
  gtU: 'gt_u',
  geU: 'ge_u',
}

const conversions: Partial<Readonly<Record<Lane['op'], Op>>> = {
  promote: 'f64.promote_f32',
  demote: 'f32.demote_f64',
  extendS: 'i64.extend_i32_s',
  extendU: 'i64.extend_i32_u',
  wrap: 'i32.wrap_i64',
}

const isFloat = (type: LaneType): type is 'f32' | 'f64' => type === 'f32' || type === 'f64'
const machine = (type: LaneType): 'f32' | 'f64' | 'i32' | 'i64' => (type === 'mask' ? 'i32' : type)
const bitsOf = (type: LaneType): 'i32' | 'i64' => (type === 'f64' || type === 'i64' ? 'i64' : 'i32')

class Scalars {
  private readonly locals = new Map<Lane, Local>()
  private readonly uses = new Map<Lane, number>()
  private readonly context: ModuleContext
  private readonly f: FunctionBuilder

  constructor(context: ModuleContext, f: FunctionBuilder) {
    this.context = context
    this.f = f
  }

  /** Counts uses, so that what is used once needs no local. */
  count(lane: Lane): void {
    const uses = (this.uses.get(lane) ?? 0) + 1
    this.uses.set(lane, uses)
    if (uses === 1) for (const operand of lane.args) this.count(operand)
  }

  /** Leaves the value on the stack. */
  push(lane: Lane): void {
    if (lane.op === 'arg') this.f.get(Number(lane.value))
    else if (lane.op === 'const') this.literal(lane)
    else if (this.uses.get(lane) === 1) this.compute(lane)
    else {
      const known = this.locals.get(lane)
      if (known !== undefined) this.f.get(known)
      else {
        this.compute(lane)
        const local = this.f.local(valueTypes[lane.type])
        this.locals.set(lane, local)
        this.f.tee(local)
      }
    }
  }

  /** The value in a local, computed here unless it was before. */
  private hold(lane: Lane): Local {
    if (lane.op === 'arg') return Number(lane.value)
    const known = this.locals.get(lane)
    if (known !== undefined) return known
    if (lane.op === 'const') this.literal(lane)
    else this.compute(lane)
    const local = this.f.local(valueTypes[lane.type])
    this.locals.set(lane, local)
    this.f.set(local)
    return local
  }

  private literal({ type, value }: Lane): void {
    if (type === 'f32') this.f.f32(Number(value))
    else if (type === 'f64') this.f.f64(Number(value))
    else if (type === 'i64') this.f.i64(BigInt.asIntN(64, BigInt(value)))
    else if (type === 'i32') this.f.i32(Number(value) | 0)
    else this.f.i32(Number(value) === 0 ? 0 : 1)
  }

  private pushBits(lane: Lane): void {
    this.push(lane)
    if (isFloat(lane.type)) this.f.op(`${bitsOf(lane.type)}.reinterpret_${lane.type}` as Op)
  }

  private compute(lane: Lane): void {
    const { op, type, args } = lane
    const f = this.f
    const t = machine(type)
    const [a, b, c] = args as readonly [Lane, Lane, Lane]
    switch (op) {
      case 'madd':
        this.push(a)
        this.push(b)
        f.op(`${t as 'f64'}.mul`)
        this.push(c)
        f.op(`${t as 'f64'}.add`)
        return
      case 'pmin':
      case 'pmax': {
        const [x, y] = [this.hold(a), this.hold(b)]
        f.get(y).get(x)
        if (op === 'pmin') f.get(y).get(x)
        else f.get(x).get(y)
        f.op(`${t as 'f64'}.lt`).op('select')
        return
      }
      case 'minS':
      case 'maxS':
      case 'minU':
      case 'maxU': {
        const [x, y] = [this.hold(a), this.hold(b)]
        const test = `${op.startsWith('min') ? 'lt' : 'gt'}_${op.endsWith('S') ? 's' : 'u'}`
        f.get(x)
          .get(y)
          .get(x)
          .get(y)
          .op(`${t}.${test}` as Op)
          .op('select')
        return
      }
      case 'and':
      case 'or':
      case 'xor':
        this.pushBits(a)
        this.pushBits(b)
        f.op(`${bitsOf(type)}.${op}`)
        if (isFloat(type)) f.op(`${type}.reinterpret_${bitsOf(type)}` as Op)
        return
      case 'not':
        this.push(a)
        if (type === 'mask') f.op('i32.eqz')
        else if (t === 'i64') f.i64(-1n).op('i64.xor')
        else f.i32(-1).op('i32.xor')
        return
      case 'neg':
      case 'abs':
        if (isFloat(type)) {
          this.push(a)
          f.op(`${type}.${op}`)
        } else {
          const x = this.hold(a)
          const zero = (): FunctionBuilder => (t === 'i64' ? f.i64(0n) : f.i32(0))
          zero()
            .get(x)
            .op(`${t as 'i32'}.sub`)
          if (op === 'abs') {
            f.get(x).get(x)
            zero()
              .op(`${t as 'i32'}.lt_s`)
              .op('select')
          }
        }
        return
      case 'shl':
      case 'shrS':
      case 'shrU':
        this.push(a)
        if (t === 'i64') f.i64(BigInt(lane.value))
        else f.i32(Number(lane.value))
        f.op(`${t}.${instructions[op] ?? op}` as Op)
        return
      case 'eq':
      case 'ne':
      case 'lt':
      case 'le':
      case 'gt':
      case 'ge':
      case 'ltU':
      case 'leU':
      case 'gtU':
      case 'geU': {
        this.push(a)
        this.push(b)
        const operand = machine(a.type)
        f.op(`${operand}.${isFloat(operand) ? op : (comparisons[op] ?? op)}` as Op)
        return
      }
      case 'fromI32S':
      case 'fromI32U':
        this.push(a)
        f.op(`${t as 'f64'}.convert_i32_${op === 'fromI32S' ? 's' : 'u'}`)
        return
      case 'toI32S':
      case 'toI32U':
        this.push(a)
        f.op(`i32.trunc_sat_${a.type as 'f64'}_${op === 'toI32S' ? 's' : 'u'}`)
        return
      case 'promote':
      case 'demote':
      case 'extendS':
      case 'extendU':
      case 'wrap':
        this.push(a)
        f.op(conversions[op]!)
        return
      case 'toMask':
        this.push(a)
        f.i32(0).op('i32.ne')
        return
      case 'fromMask':
        this.push(a)
        return
      case 'bitcast':
        if (a.type === 'mask') f.i32(0)
        this.pushBits(a)
        if (a.type === 'mask') f.op('i32.sub')
        if (type === 'mask') f.i32(0).op('i32.ne')
        else if (isFloat(type)) f.op(`${type}.reinterpret_${bitsOf(type)}` as Op)
        return
      case 'select':
        this.push(b)
        this.push(c)
        this.push(a)
        f.op('select')
        return
      case 'perLane':
        for (const operand of args) this.push(operand)
        f.call(scalarHelper(this.context, lane.callee!))
        return
      case 'rare': {
        // What only the rare case needs is computed before, since locals of a branch serve no other.
        const operands = args.slice(2).map((operand) => this.hold(operand))
        const value = f.local(valueTypes[type])
        this.push(b)
        f.set(value)
        this.push(a)
        f.if(() => {
          for (const operand of operands) f.get(operand)
          f.call(scalarHelper(this.context, lane.callee!)).set(value)
        })
        f.get(value)
        return
      }
      default:
        for (const operand of args) this.push(operand)
        f.op(`${t}.${instructions[op] ?? op}` as Op)
    }
  }
}

/** The function of the module. */
export const scalarHelper = (context: ModuleContext, callee: ScalarFunction): FunctionBuilder =>
  context.helper(callee.name, () => callee.build(context))

/** A function over lanes as one over scalars, for code that handles points one by one. */
export const scalarOf = (
  name: string,
  params: readonly LaneType[],
  body: (...args: Lane[]) => Lane,
): ScalarFunction => ({
  name,
  build: (context) => {
    const result = body(...params.map((type, i) => arg(i, type)))
    const f = context.module.function(
      params.map((type) => valueTypes[type]),
      [valueTypes[result.type]],
    )
    const scalars = new Scalars(context, f)
    scalars.count(result)
    scalars.push(result)
    return f
  },
})
