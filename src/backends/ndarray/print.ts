import { isFloat } from '../../core/dtype.ts'
import type { BinaryOp, CompareOp, Expr, ScalarOp, UnaryOp } from '../../core/scalar.ts'
import {
  intrinsicsName,
  printBinary,
  printBitcast,
  printCompare,
  printConstant,
  printConvert,
  printUnary,
} from './scalar-ops.ts'

/** Names that generated bodies use; no name is a prefix of another, as `cwise` splices them by pattern. */
export const operandName = (index: number): string => `_a${index}_`
export const outputName = (index: number): string => `_o${index}_`

/** Text of a loop body, and how often it names each operand. */
export interface Body {
  readonly text: string
  readonly operandUses: readonly number[]
  readonly usesIntrinsics: boolean
}

const compareOps: ReadonlySet<ScalarOp> = new Set<CompareOp>(['eq', 'ne', 'lt', 'le', 'gt', 'ge'])

/** Operations whose float32 result is exact if their operands are float32 numbers. */
const exactOps: ReadonlySet<ScalarOp> = new Set<ScalarOp>([
  'arg',
  'const',
  'select',
  'convert',
  'bitcast',
  'neg',
  'abs',
  'sign',
  'floor',
  'ceil',
  'trunc',
  'roundEven',
  'roundAway',
  'rem',
  'min',
  'max',
  'nextAfter',
  'erfInv',
])

/** How often each node of the DAG is used. */
const countUses = (outputs: readonly Expr[]): ReadonlyMap<Expr, number> => {
  const uses = new Map<Expr, number>()
  const visit = (node: Expr): void => {
    const seen = uses.get(node) ?? 0
    uses.set(node, seen + 1)
    if (seen === 0) node.args.forEach(visit)
  }
  outputs.forEach(visit)
  return uses
}

const occurrences = (text: string, name: string): number => text.split(name).length - 1

/**
 * Prints expressions as an ES5 loop body that assigns each output.
 *
 * Every float32 result is rounded to float32, so a fused kernel computes bit for bit what its parts
 * compute one by one, and what a backend with real float32 arithmetic computes; only a value that is
 * stored and not used again leaves the rounding to the store.
 */
export const printBody = (outputs: readonly Expr[]): Body => {
  const uses = countUses(outputs)
  const names = new Map<Expr, string>()
  const lines: string[] = []

  const name = (node: Expr, text: string): string => {
    const variable = `_v${names.size}_`
    lines.push(`var ${variable}=${text}`)
    names.set(node, variable)
    return variable
  }

  const isLeaf = (node: Expr): boolean => node.op === 'arg' || node.op === 'const'

  /** The node's value as text that may be repeated. */
  const atom = (node: Expr): string => {
    const known = names.get(node)
    if (known !== undefined) return known
    return isLeaf(node) ? compute(node) : name(node, rounded(node))
  }

  const value = (node: Expr): string => ((uses.get(node) ?? 0) > 1 ? atom(node) : rounded(node))

  const condition = (node: Expr): string =>
    compareOps.has(node.op) && uses.get(node) === 1
      ? printCompare(node.op as CompareOp, value(node.args[0]!), value(node.args[1]!))
      : value(node)

  const compute = (node: Expr): string => {
    const { op, dtype, args } = node
    const [x, y, z] = args
    if (op === 'arg') return operandName(node.value)
    if (op === 'const') return printConstant(node.value, dtype)
    if (op === 'select') return `(${condition(x!)}?${value(y!)}:${value(z!)})`
    if (op === 'convert') return printConvert(atom(x!), x!.dtype, dtype)
    if (op === 'bitcast') return printBitcast(value(x!), x!.dtype, dtype)
    if (compareOps.has(op)) return `(${printCompare(op as CompareOp, value(x!), value(y!))}?1:0)`
    const repeats = !isFloat(x!.dtype)
    const operand = repeats ? atom : value
    return y === undefined
      ? printUnary(op as UnaryOp, x!.dtype, operand(x!))
      : printBinary(op as BinaryOp, dtype, operand(x!), operand(y))
  }

  const rounded = (node: Expr): string =>
    node.dtype === 'float32' && !exactOps.has(node.op)
      ? `Math.fround(${compute(node)})`
      : compute(node)

  outputs.forEach((node, i) => {
    const text = (uses.get(node) ?? 0) > 1 ? atom(node) : compute(node)
    lines.push(`${outputName(i)}=${text}`)
  })
  const text = `{${lines.join(';')}}`
  const operands = highestOperand(uses) + 1
  return {
    text,
    operandUses: Array.from({ length: operands }, (_, i) => occurrences(text, operandName(i))),
    usesIntrinsics: text.includes(intrinsicsName),
  }
}

const highestOperand = (uses: ReadonlyMap<Expr, number>): number => {
  let highest = -1
  for (const node of uses.keys())
    if (node.op === 'arg' && node.value > highest) highest = node.value
  return highest
}
