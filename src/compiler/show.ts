import { shortName } from '../core/dtype.ts'
import type { Expr } from '../core/scalar.ts'
import type { Lowered, Routine, Row, Step } from './block.ts'
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

/** Nodes of expressions, each once and after its arguments. */
const inOrder = (roots: readonly Expr[]): readonly Expr[] => {
  const order: Expr[] = []
  const done = new Set<Expr>()
  const waiting = [...roots].reverse()
  for (let node = waiting.at(-1); node !== undefined; node = waiting.at(-1)) {
    const next = done.has(node) ? undefined : node.args.find((arg) => !done.has(arg))
    if (next !== undefined) {
      waiting.push(next)
      continue
    }
    if (!done.has(node)) order.push(node)
    done.add(node)
    waiting.pop()
  }
  return order
}

/** Expressions that are used more than once, of those that are worth a name. */
const sharedIn = (roots: readonly Expr[]): ReadonlySet<Expr> => {
  const used = new Set<Expr>()
  const shared = new Set<Expr>()
  const use = (node: Expr): void => {
    if (used.has(node) && node.args.length > 0) shared.add(node)
    used.add(node)
  }
  roots.forEach(use)
  for (const { args } of inOrder(roots)) args.forEach(use)
  return shared
}

const render = (
  { op, value, dtype }: Expr,
  parts: readonly string[],
  argument: (index: number) => string,
): string => {
  if (op === 'arg') return argument(value)
  if (op === 'const') return String(value)
  const symbol = infix[op]
  if (symbol !== undefined) return `(${parts.join(` ${symbol} `)})`
  return op === 'convert' || op === 'bitcast'
    ? `${op}<${shortName(dtype)}>(${parts})`
    : `${op}(${parts.join(', ')})`
}

/**
 * Expressions with their arguments written as `argument` says. What is used more than once has a name, `t0`, and is
 * written once, in `lines`: expressions are graphs, and as trees they may be of any size.
 */
const showExpressions = (
  roots: readonly Expr[],
  argument: (index: number) => string,
): { readonly lines: readonly string[]; readonly texts: readonly string[] } => {
  const shared = sharedIn(roots)
  const texts = new Map<Expr, string>()
  const lines: string[] = []
  const bare = (node: Expr, text: string): string => (node.op in infix ? text.slice(1, -1) : text)
  for (const node of inOrder(roots)) {
    const parts = node.args.map((arg) => texts.get(arg)!)
    const text = render(node, parts, argument)
    if (!shared.has(node)) {
      texts.set(node, text)
      continue
    }
    const name = `t${lines.length}`
    lines.push(`${name} = ${bare(node, text)}`)
    texts.set(node, name)
  }
  return {
    lines,
    texts: roots.map((root) =>
      shared.has(root) ? texts.get(root)! : bare(root, texts.get(root)!),
    ),
  }
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
  routines: Map<Routine, string> = new Map(),
): readonly string[] => {
  const view = ({ buffer, offset, strides }: View): string =>
    `${nameOf(buffer)}${offset === 0 ? '' : `+${offset}`}${strides.length === 0 ? '' : `(${strides})`}`
  const operand = (read: Operand): string => ('axis' in read ? `index${read.axis}` : view(read))
  const resultLines = (
    results: readonly Result[],
    argument: (i: number) => string,
  ): readonly string[] => {
    const { lines, texts } = showExpressions(
      results.map(({ value }) => value),
      argument,
    )
    const assignments = results.map(
      ({ view: target, reduce }, i) =>
        `${view(target)} ${reduce === undefined ? '=' : `=${reduce}`} ${texts[i]}`,
    )
    return [...lines, ...assignments].map((line) => `${indent}  ${line}`)
  }
  const rows = (word: string, list: readonly Row[]): string[] =>
    list.map(
      ({ row, stack, offset, stride }) =>
        `${indent}  ${word} ${nameOf(row)}: ${nameOf(stack)}+${offset}(${stride})`,
    )
  const inner = (body: readonly Step[]): readonly string[] =>
    showSteps(body, nameOf, `${indent}    `, routines)
  const show = (step: Step): readonly string[] => {
    switch (step.kind) {
      case 'loop': {
        const sizes = step.shape.map((n, axis) => (step.reduced[axis] ? `${n} reduced` : n))
        return [
          `${indent}loop [${sizes.join(', ')}]`,
          ...resultLines(step.results, (i) => operand(step.operands[i]!)),
        ]
      }
      case 'contraction': {
        const { batch, m, n, k, lhs, rhs, operands, results } = step
        return [
          `${indent}contraction [${[...batch, m, n].join(', ')}; ${k}] p = ${view(lhs)} · ${view(rhs)}`,
          ...resultLines(results, (i) => (i === 0 ? 'p' : operand(operands[i - 1]!))),
        ]
      }
      case 'data': {
        const names = (arrays: typeof step.inputs): string =>
          arrays.map(({ buffer, shape }) => `${nameOf(buffer)}[${shape}]`).join(' ')
        return [`${indent}${step.kernel.kind} ${names(step.outputs)} = ${names(step.inputs)}`]
      }
      case 'call': {
        const known = routines.get(step.routine)
        if (known !== undefined) return [`${indent}call ${known}`]
        const name = `f${routines.size}`
        routines.set(step.routine, name)
        return [`${indent}call ${name}`, ...inner(step.routine.steps)]
      }
      case 'cond':
        return [
          `${indent}cond ${nameOf(step.index)}`,
          ...step.branches.flatMap((branch, i) => [`${indent}  branch ${i}`, ...inner(branch)]),
        ]
      case 'while':
        return [
          `${indent}while ${nameOf(step.test)}`,
          ...inner(step.condition),
          `${indent}  do`,
          ...inner(step.body),
        ]
      case 'scan':
        return [
          `${indent}scan ${step.length}${step.reverse ? ' reversed' : ''}`,
          ...rows('reads', step.reads),
          ...inner(step.body),
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
