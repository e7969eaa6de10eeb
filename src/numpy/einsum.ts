import { range } from '../core/aval.ts'
import { checked } from '../core/checked.ts'
import { isTensorLike, type TensorLike } from '../core/convert.ts'
import { ArgumentError } from '../core/errors.ts'
import type { Tensor } from '../core/tensor.ts'
import * as basic from '../primitives/arithmetic.ts'
import { dotGeneral } from '../primitives/contraction.ts'
import { broadcastInDim, reduceSum, reshape, transpose } from '../primitives/structural.ts'
import { type EinsumSpec, type Label, parseEinsum } from './einsum-spec.ts'
import {
  asResult,
  checkWidth,
  countable,
  type ProductOptions,
  sumDtype,
  wantedDtype,
} from './product-dtype.ts'
import { cast, promoteAll } from './promotion.ts'
import { diagonal } from './triangular.ts'

/** A tensor with a label for each axis, all different. */
interface Labelled {
  readonly value: Tensor
  readonly labels: readonly Label[]
}

/** Takes the diagonal of axes that share a label. */
const takeDiagonals = ({ value, labels }: Labelled): Labelled => {
  const again = labels.findIndex((label, i) => labels.indexOf(label) < i)
  if (again < 0) return { value, labels }
  const label = labels[again] as Label
  const first = labels.indexOf(label)
  return takeDiagonals({
    value: diagonal(value, { axis1: first, axis2: again }),
    labels: [...labels.filter((_, i) => i !== first && i !== again), label],
  })
}

/** Drops axes of size 1 that stand for a larger size in another operand. */
const dropBroadcast = ({ value, labels }: Labelled, sizes: EinsumSpec['sizes']): Labelled => {
  const kept = range(value.ndim).filter(
    (i) => value.shape[i] !== 1 || sizes.get(labels[i] as Label) === 1,
  )
  return {
    value: reshape(
      value,
      kept.map((i) => value.shape[i] as number),
    ),
    labels: kept.map((i) => labels[i] as Label),
  }
}

const sumOut = ({ value, labels }: Labelled, needed: ReadonlySet<Label>): Labelled => ({
  value: reduceSum(
    value,
    range(labels.length).filter((i) => !needed.has(labels[i] as Label)),
  ),
  labels: labels.filter((label) => needed.has(label)),
})

/** The product of two operands with axes in the order of `labels`. */
const multiplyOut = (a: Labelled, b: Labelled, labels: readonly Label[]): Tensor => {
  const sizeOfLabel = (label: Label): number => {
    const { value, labels: own } = a.labels.includes(label) ? a : b
    return value.shape[own.indexOf(label)] as number
  }
  const shape = labels.map(sizeOfLabel)
  const spread = ({ value, labels: own }: Labelled): Tensor => {
    const order = [...own.keys()].sort(
      (i, j) => labels.indexOf(own[i] as Label) - labels.indexOf(own[j] as Label),
    )
    const dims = order.map((i) => labels.indexOf(own[i] as Label))
    return broadcastInDim(transpose(value, order), shape, dims)
  }
  return basic.mul(spread(a), spread(b))
}

/** Contracts two operands over the labels that nothing else needs. */
const contractPair = (a: Labelled, b: Labelled, needed: ReadonlySet<Label>): Labelled => {
  const shared = a.labels.filter((label) => b.labels.includes(label))
  const batch = shared.filter((label) => needed.has(label))
  const summed = shared.filter((label) => !needed.has(label))
  const labels = [
    ...batch,
    ...a.labels.filter((label) => !shared.includes(label)),
    ...b.labels.filter((label) => !shared.includes(label)),
  ]
  if (summed.length === 0) return { value: multiplyOut(a, b, labels), labels }
  const places = ({ labels: own }: Labelled, which: readonly Label[]): readonly number[] =>
    which.map((label) => own.indexOf(label))
  const value = dotGeneral(a.value, b.value, {
    contract: [places(a, summed), places(b, summed)],
    batch: [places(a, batch), places(b, batch)],
  })
  return { value, labels }
}

/** Labels that the result or another operand than `i` and `j` has. */
const neededBeside = (
  terms: readonly (readonly Label[])[],
  output: readonly Label[],
  i: number,
  j: number,
): Set<Label> => new Set([...output, ...terms.filter((_, k) => k !== i && k !== j).flat()])

type Pair = readonly [number, number]

interface Plan {
  readonly cost: number
  readonly pairs: readonly Pair[]
}

/** Above this number of operands the cheapest next pair is taken instead of the best order. */
const exhaustiveLimit = 5

/** The pairs to contract one after the other, each replaced by its result at the end of the list. */
const planPairs = (
  terms: readonly (readonly Label[])[],
  output: readonly Label[],
  sizes: EinsumSpec['sizes'],
): Plan => {
  if (terms.length < 2) return { cost: 0, pairs: [] }
  const options = range(terms.length).flatMap((i) =>
    range(terms.length - i - 1, i + 1).map((j) => {
      const union = [...new Set([...(terms[i] as Label[]), ...(terms[j] as Label[])])]
      const cost = union.reduce((product, label) => product * (sizes.get(label) ?? 1), 1)
      const needed = neededBeside(terms, output, i, j)
      const rest = terms.filter((_, k) => k !== i && k !== j)
      return { pair: [i, j] as const, cost, rest: [...rest, union.filter((l) => needed.has(l))] }
    }),
  )
  const tried =
    terms.length <= exhaustiveLimit
      ? options
      : [options.reduce((best, option) => (option.cost < best.cost ? option : best))]
  const plans = tried.map(({ pair, cost, rest }): Plan => {
    const later = planPairs(rest, output, sizes)
    return { cost: cost + later.cost, pairs: [pair, ...later.pairs] }
  })
  return plans.reduce((best, plan) => (plan.cost < best.cost ? plan : best))
}

const evaluate = (operands: readonly Tensor[], { inputs, output, sizes }: EinsumSpec): Tensor => {
  const needed = (i: number): Set<Label> =>
    new Set([...output, ...inputs.filter((_, k) => k !== i).flat()])
  let terms = operands.map((value, i) =>
    sumOut(
      dropBroadcast(takeDiagonals({ value, labels: inputs[i] as readonly Label[] }), sizes),
      needed(i),
    ),
  )
  const { pairs } = planPairs(
    terms.map(({ labels }) => labels),
    output,
    sizes,
  )
  for (const [i, j] of pairs) {
    const beside = neededBeside(
      terms.map(({ labels }) => labels),
      output,
      i,
      j,
    )
    const product = contractPair(terms[i] as Labelled, terms[j] as Labelled, beside)
    terms = [...terms.filter((_, k) => k !== i && k !== j), product]
  }
  const { value, labels } = sumOut(terms[0] as Labelled, new Set(output))
  return transpose(
    value,
    output.map((label) => labels.indexOf(label)),
  )
}

const isOptions = (value: unknown): value is ProductOptions =>
  typeof value === 'object' && value !== null && !isTensorLike(value)

/**
 * Sums of products by Einstein's convention: letters name axes, letters that the result lacks are summed
 * over, `...` stands for axes that broadcast. Without `->` the result has the letters that occur once, in
 * alphabetical order. Several operands are contracted pair by pair, in the cheapest order. Options come last.
 *
 * Shapes: as the subscripts say.
 *
 * @throws ArgumentError for subscripts that do not fit the operands
 * @throws ShapeError where a letter has two sizes
 * @example
 * np.einsum('ij,jk->ik', np.array([[1, 2]]), np.array([[3], [4]])) // => [[11]]
 * @example
 * np.einsum('ii', np.array([[1, 2], [3, 4]])) // => 5
 */
export const einsum = /*@__PURE__*/ checked(
  'einsum(subscripts, ...operands)',
  (subscripts: string, ...operands: readonly (TensorLike | ProductOptions)[]): Tensor => {
    if (typeof subscripts !== 'string')
      throw new ArgumentError('einsum', `expected subscripts such as 'ij,jk->ik' first`)
    const last = operands.at(-1)
    const options = isOptions(last) ? last : undefined
    const given = (options === undefined ? operands : operands.slice(0, -1)) as TensorLike[]
    const wanted = wantedDtype('einsum', options)
    const tensors = promoteAll('einsum', given)
    // One operand has no products: it is summed before it is converted.
    if (wanted !== undefined && tensors.length > 1) checkWidth('einsum', tensors, wanted)
    const numbers = tensors.map((x) => countable(cast(x, sumDtype(x, x, wanted ?? x.dtype))))
    const result = evaluate(numbers, parseEinsum(subscripts, numbers))
    return asResult(result, wanted ?? tensors[0]?.dtype ?? result.dtype)
  },
)
