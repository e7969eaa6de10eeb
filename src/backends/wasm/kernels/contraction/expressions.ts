import type { Expr, ScalarOp } from '../../../../core/scalar.ts'
import type { Problem } from './problem.ts'

/** Operations of one or a few instructions. */
const short: ReadonlySet<ScalarOp> = new Set<ScalarOp>([
  'neg',
  'abs',
  'sign',
  'not',
  'floor',
  'ceil',
  'trunc',
  'roundEven',
  'isFinite',
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

/** Operations up to which results are evaluated on a tile's registers, once for each in the code. */
const fewOperations = 6

/** Whether expressions are so long that their code should be there once rather than for each register of a tile. */
export const isLong = ({ results }: Problem): boolean => {
  const seen = new Set<Expr>()
  let operations = 0
  const visit = (value: Expr): void => {
    if (seen.has(value)) return
    seen.add(value)
    if (value.op !== 'arg' && value.op !== 'const') {
      operations += short.has(value.op) ? 1 : fewOperations + 1
    }
    value.args.forEach(visit)
  }
  for (const { value } of results) visit(value)
  return operations > fewOperations
}
