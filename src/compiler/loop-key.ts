import { parameterKey } from '../core/identity.ts'
import { getOrCreate } from '../core/maps.ts'
import type { Expr } from '../core/scalar.ts'
import type { Buffer, Loop, View } from './kernels.ts'

/** The buffers of a loop, each once, in the order in which it names them. */
export const buffersOf = ({ operands, results }: Loop): readonly Buffer[] => {
  const buffers = new Set<Buffer>()
  for (const operand of operands) if ('buffer' in operand) buffers.add(operand.buffer)
  for (const { view } of results) buffers.add(view.buffer)
  return [...buffers]
}

/** Equal exactly for loops that are equal but for the buffers they name. */
export const loopKey = (loop: Loop): string => {
  const buffers = new Map(buffersOf(loop).map((buffer, i) => [buffer, i]))
  /** Expressions as text in which others stand as numbers, so that what is shared is written once. */
  const lines = new Map<string, number>()
  const numbers = new Map<Expr, number>()
  const numberOf = (expression: Expr): number =>
    getOrCreate(numbers, expression, () => {
      const { op, dtype, value, args } = expression
      const line = `${op} ${dtype} ${parameterKey(value)} ${args.map(numberOf)}`
      return getOrCreate(lines, line, () => lines.size)
    })
  const viewKey = ({ buffer, offset, strides }: View): string =>
    `${buffers.get(buffer)} ${buffer.dtype} ${buffer.size} ${offset} ${strides}`
  const operands = loop.operands.map((operand) =>
    'buffer' in operand ? viewKey(operand) : `axis ${operand.axis}`,
  )
  const results = loop.results.map(
    ({ value, reduce, view }) => `${numberOf(value)} ${reduce} ${viewKey(view)}`,
  )
  return [`${loop.shape}`, `${loop.reduced}`, operands, results, [...lines.keys()]].join('\n')
}
