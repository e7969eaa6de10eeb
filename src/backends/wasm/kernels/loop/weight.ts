import type { Loop } from '../../../../compiler/kernels.ts'
import { sizeOf } from '../../../../core/aval.ts'
import type { Expr, ScalarOp } from '../../../../core/scalar.ts'

const light: ReadonlySet<ScalarOp> = new Set<ScalarOp>([
  'neg',
  'abs',
  'not',
  'floor',
  'ceil',
  'roundEven',
  'trunc',
  'sqrt',
  'add',
  'sub',
  'mul',
  'div',
  'min',
  'max',
  'and',
  'or',
  'xor',
  'eq',
  'ne',
  'lt',
  'le',
  'gt',
  'ge',
  'select',
  'convert',
  'bitcast',
])

/** About how many instructions evaluate a node for one vector. */
const weightOfNode = ({ op, dtype }: Expr): number => {
  if (op === 'arg' || op === 'const') return 0
  return (light.has(op) ? 1 : 20) * (dtype === 'float64' ? 2 : 1)
}

export interface Work {
  /** About how many instructions evaluate the expressions for one vector. */
  readonly weight: number
  /** Operands that the expressions read. */
  readonly used: ReadonlySet<number>
}

export const workOf = (loop: Loop): Work => {
  const seen = new Set<Expr>()
  const used = new Set<number>()
  let weight = 0
  const visit = (node: Expr): void => {
    if (seen.has(node)) return
    seen.add(node)
    weight += weightOfNode(node)
    if (node.op === 'arg') used.add(node.value)
    node.args.forEach(visit)
  }
  for (const { value, reduce } of loop.results) {
    visit(value)
    if (reduce !== undefined) weight += 1
  }
  return { weight, used }
}

/** Instructions that are not worth waking another thread for. */
export const littleWork = 65536

/** About how many instructions the points of a loop take. */
export const instructionsOf = ({ shape }: Loop, { weight, used }: Work): number =>
  (sizeOf(shape) / 4) * (weight + used.size + 1)
