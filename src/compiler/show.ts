import { shortName } from '../core/dtype.ts'
import type { Expr } from '../core/scalar.ts'
import type { Lowered, Row, Step } from './block.ts'
import type { Buffer, Operand, Result, View } from './kernels.ts'
import type { Plan } from './plan.ts'

const infix: Readonly<Record<string, string>> = {
  add: '+',
  sub: '-',
  mul: '*',
  div: '/',
  eq: '==',
  ne: '!=',
  lt: '<',
  le: '<=',
  gt: '>',
  ge: '>=',
  and: '&',
  or: '|',
  xor: '^',
}

/** An expression with its arguments written as `argument` says. */
const showExpression = (expression: Expr, argument: (index: number) => string): string => {
  const show = ({ op, args, value, dtype }: Expr): string => {
    if (op === 'arg') return argument(value)
    if (op === 'const') return String(value)
    const parts = args.map(show)
    const symbol = infix[op]
    if (symbol !== undefined) return `(${parts.join(` ${symbol} `)})`
    return op === 'convert' || op === 'bitcast'
      ? `${op}<${shortName(dtype)}>(${parts})`
      : `${op}(${parts.join(', ')})`
  }
  const text = show(expression)
  return expression.op in infix ? text.slice(1, -1) : text
}

/** Gives buffers names in the order in which they are met: inputs `x0`, literals `c0`, others `b0`. */
const makeNames = ({ inputs, literals }: Lowered): ((buffer: Buffer) => string) => {
  const names = new Map<Buffer, string>()
  inputs.forEach((buffer, i) => {
    names.set(buffer, `x${i}`)
  })
  let literalCount = 0
  for (const buffer of literals.keys()) names.set(buffer, `c${literalCount++}`)
  let count = 0
  return (buffer) => {
    let name = names.get(buffer)
    if (name === undefined) {
      name = `b${count++}`
      names.set(buffer, name)
    }
    return name
  }
}

const showSteps = (
  steps: readonly Step[],
  nameOf: (buffer: Buffer) => string,
  indent: string,
): readonly string[] => {
  const view = ({ buffer, offset, strides }: View): string =>
    `${nameOf(buffer)}${offset === 0 ? '' : `+${offset}`}${strides.length === 0 ? '' : `(${strides})`}`
  const operand = (read: Operand): string => ('axis' in read ? `index${read.axis}` : view(read))
  const result = (
    { value, view: target, reduce }: Result,
    argument: (i: number) => string,
  ): string =>
    `${indent}  ${view(target)} ${reduce === undefined ? '=' : `=${reduce}`} ${showExpression(value, argument)}`
  const rows = (word: string, list: readonly Row[]): string[] =>
    list.map(
      ({ row, stack, offset, stride }) =>
        `${indent}  ${word} ${nameOf(row)}: ${nameOf(stack)}+${offset}(${stride})`,
    )
  const show = (step: Step): readonly string[] => {
    switch (step.kind) {
      case 'loop': {
        const sizes = step.shape.map((n, axis) => (step.reduced[axis] ? `${n} reduced` : n))
        return [
          `${indent}loop [${sizes.join(', ')}]`,
          ...step.results.map((r) => result(r, (i) => operand(step.operands[i]!))),
        ]
      }
      case 'contraction': {
        const { batch, m, n, k, lhs, rhs, operands, results } = step
        return [
          `${indent}contraction [${[...batch, m, n].join(', ')}; ${k}] p = ${view(lhs)} · ${view(rhs)}`,
          ...results.map((r) => result(r, (i) => (i === 0 ? 'p' : operand(operands[i - 1]!)))),
        ]
      }
      case 'data': {
        const names = (arrays: typeof step.inputs): string =>
          arrays.map(({ buffer, shape }) => `${nameOf(buffer)}[${shape}]`).join(' ')
        return [`${indent}${step.kernel.kind} ${names(step.outputs)} = ${names(step.inputs)}`]
      }
      case 'cond':
        return [
          `${indent}cond ${nameOf(step.index)}`,
          ...step.branches.flatMap((branch, i) => [
            `${indent}  branch ${i}`,
            ...showSteps(branch, nameOf, `${indent}    `),
          ]),
        ]
      case 'while':
        return [
          `${indent}while ${nameOf(step.test)}`,
          ...showSteps(step.condition, nameOf, `${indent}    `),
          `${indent}  do`,
          ...showSteps(step.body, nameOf, `${indent}    `),
        ]
      case 'scan':
        return [
          `${indent}scan ${step.length}${step.reverse ? ' reversed' : ''}`,
          ...rows('reads', step.reads),
          ...showSteps(step.body, nameOf, `${indent}    `),
          ...rows('writes', step.writes),
        ]
    }
  }
  return steps.flatMap(show)
}

/**
 * The kernels of a lowered program: for each its sizes, and each result as an expression of what it reads.
 * `b1+8(40,1)` is buffer `b1` from element 8 on, with these steps along the kernel's axes; `=sum` reduces.
 */
export const showKernels = (lowered: Lowered): string => {
  const nameOf = makeNames(lowered)
  return showSteps(lowered.steps, nameOf, '').join('\n')
}

/** Where each buffer lies: `b1: f32[640] at 4096`. */
export const showPlan = (lowered: Lowered, { addresses, end }: Plan): string => {
  const nameOf = makeNames(lowered)
  showSteps(lowered.steps, nameOf, '')
  const lines = [...addresses].map(
    ([buffer, address]) =>
      `${nameOf(buffer)}: ${shortName(buffer.dtype)}[${buffer.size}] at ${address}`,
  )
  return [...lines, `${end} bytes in all`].join('\n')
}
