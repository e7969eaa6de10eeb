import { type Aval, showAval } from '../core/aval.ts'
import { ArgumentError, ShapeError } from '../core/errors.ts'

/** An index of an einsum: a letter, or the place of an axis that an ellipsis stands for. */
export type Label = string

export interface EinsumSpec {
  readonly inputs: readonly (readonly Label[])[]
  readonly output: readonly Label[]
  readonly sizes: ReadonlyMap<Label, number>
}

const ellipsisLabel = (fromLast: number): Label => `…${fromLast}`

/** Labels of a term; those of an ellipsis count from the last axis it stands for. */
const labelsOf = (term: string, ellipsisRank: number): readonly Label[] => {
  const [before = '', after, ...more] = term.split('...')
  const text = `${before}${after ?? ''}`
  if (more.length > 0 || !/^[A-Za-z]*$/.test(text))
    throw new ArgumentError(
      'einsum',
      `expected terms of letters with at most one ellipsis, got '${term}'`,
    )
  const dots = Array.from({ length: after === undefined ? 0 : ellipsisRank }, (_, i) =>
    ellipsisLabel(ellipsisRank - i),
  )
  return [...before, ...dots, ...(after ?? '')]
}

/** Labels that occur once, in order, after the axes of an ellipsis. */
const implicitOutput = (inputs: readonly (readonly Label[])[]): readonly Label[] => {
  const all = inputs.flat()
  const dots = [...new Set(all.filter((l) => l.startsWith('…')))]
  const letters = all.filter((l) => !l.startsWith('…') && all.indexOf(l) === all.lastIndexOf(l))
  return [...dots.sort((a, b) => Number(b.slice(1)) - Number(a.slice(1))), ...letters.sort()]
}

/**
 * Reads the subscripts of an einsum for operands of given avals.
 *
 * @throws ArgumentError for subscripts that do not fit the operands
 * @throws ShapeError where an index has two sizes
 */
export const parseEinsum = (subscripts: string, operands: readonly Aval[]): EinsumSpec => {
  const [left = '', right, ...more] = subscripts.replaceAll(' ', '').split('->')
  const terms = left.split(',')
  if (more.length > 0 || terms.length !== operands.length)
    throw new ArgumentError(
      'einsum',
      `expected one term per operand, as in 'ij,jk->ik', got '${subscripts}' for ` +
        `${operands.length} operands`,
    )
  const ranks = terms.map((term, i) => {
    const named = term.replace('...', '').length
    const rank = (operands[i] as Aval).shape.length - named
    if (rank < 0 || (rank > 0 && !term.includes('...')))
      throw new ArgumentError(
        'einsum',
        `expected a term of ${(operands[i] as Aval).shape.length} indices for operand ${i}, ` +
          `${showAval(operands[i] as Aval)}, got '${term}'`,
      )
    return term.includes('...') ? rank : 0
  })
  const inputs = terms.map((term, i) => labelsOf(term, ranks[i] as number))
  const sizes = new Map<Label, number>()
  inputs.forEach((labels, i) => {
    labels.forEach((label, axis) => {
      const n = (operands[i] as Aval).shape[axis] as number
      const known = sizes.get(label)
      if (known !== undefined && known !== n && known !== 1 && n !== 1)
        throw new ShapeError(
          'einsum',
          `expected one size for index ${label} of '${subscripts}', got ${known} and ${n} in ` +
            `${operands.map((a) => showAval(a)).join(', ')}`,
        )
      if (known === undefined || known === 1) sizes.set(label, n)
    })
  })
  const output =
    right === undefined ? implicitOutput(inputs) : labelsOf(right, Math.max(0, ...ranks))
  for (const label of output)
    if (!sizes.has(label) || output.indexOf(label) !== output.lastIndexOf(label))
      throw new ArgumentError(
        'einsum',
        `expected each index of the result once, and in an operand, got '${label}' in '${subscripts}'`,
      )
  return { inputs, output, sizes }
}
