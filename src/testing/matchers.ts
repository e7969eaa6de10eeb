import { sameAval, showAval } from '../core/aval.ts'
import { asTensor, describe, isTensorLike } from '../core/convert.ts'
import { isFloat } from '../core/dtype.ts'
import { checkOptions } from '../core/options.ts'
import { isTensor, type Tensor } from '../core/tensor.ts'
import { flatten, leafPaths, sameDef, showDef, showPath, type TreeDef } from '../core/tree-def.ts'
import { array } from '../numpy/creation.ts'
import { isClose, type Tolerance } from './compare.ts'

/** What a matcher tells Vitest or Jest. */
export interface MatcherResult {
  readonly pass: boolean
  readonly message: () => string
}

/**
 * What `matchers` add to `expect`. Vitest knows of them by `declare module 'vitest' { interface Matchers<T> extends
 * TensorMatchers<T> {} }`, Jest by `declare global { namespace jest { interface Matchers<R> extends TensorMatchers<R> {} } }`.
 */
export interface TensorMatchers<R> {
  /** As `matchers.toBeAllClose`. */
  toBeAllClose(expected: unknown, options?: Partial<Tolerance>): R
}

const usual: Readonly<Record<'float32' | 'float64' | 'exact', Tolerance>> = {
  float32: { rtol: 1e-5, atol: 1e-6 },
  float64: { rtol: 1e-10, atol: 1e-12 },
  exact: { rtol: 0, atol: 0 },
}

/** A leaf, or nested numbers, as a tensor. */
const leafTensor = (leaf: unknown): Tensor =>
  isTensorLike(leaf) ? asTensor(leaf) : array(leaf as number)

/** Nested arrays of plain numbers stand for a tensor where the other side has one. */
const isNumbers = (value: unknown): boolean =>
  Array.isArray(value)
    ? value.every(isNumbers)
    : typeof value === 'number' || typeof value === 'boolean'

const leavesOf = (tree: unknown): readonly [leaves: readonly unknown[], def: TreeDef] =>
  flatten(tree, isNumbers)

const toleranceOf = (got: Tensor, expected: Tensor, given: Partial<Tolerance>): Tolerance => {
  const isSingle = [got, expected].some(({ dtype }) => dtype === 'float32')
  return { ...usual[isFloat(got.dtype) ? (isSingle ? 'float32' : 'float64') : 'exact'], ...given }
}

const indexAt = (position: number, { shape }: Tensor): string => {
  let rest = position
  const index = [...shape].reverse().map((n) => {
    const at = rest % n
    rest = Math.floor(rest / n)
    return at
  })
  return `[${index.reverse().join(', ')}]`
}

/** How two tensors differ, or `null`. NaN agrees with NaN. */
const difference = (
  got: Tensor,
  expected: Tensor,
  tolerance: Tolerance,
  path: string,
): string | null => {
  const where = path === '' ? '' : ` at ${path}`
  const [x, y] = [got.data(), expected.data()]
  if (String(got.shape) !== String(expected.shape))
    return `expected ${showAval(expected)}, got ${showAval(got)}${where}`
  const agree = (a: number, b: number): boolean =>
    (Number.isNaN(a) && Number.isNaN(b)) || isClose(b, a, tolerance)
  let [count, first, absolute, relative] = [0, -1, 0, 0]
  for (let i = 0; i < x.length; i++) {
    const [a, b] = [Number(x[i]), Number(y[i])]
    if (agree(a, b)) continue
    count += 1
    if (first < 0) first = i
    const apart = Math.abs(a - b)
    absolute = Math.max(absolute, Number.isNaN(apart) ? Infinity : apart)
    relative = Math.max(relative, b === 0 || Number.isNaN(apart) ? Infinity : apart / Math.abs(b))
  }
  if (first < 0) return null
  const place = got.ndim === 0 ? '' : ` ${indexAt(first, got)}`
  return (
    `expected ${y[first]}, got ${x[first]} in element${place}${where}; ${count} of ${x.length} elements differ, ` +
    `by at most ${absolute} and ${relative} of the expected, with rtol ${tolerance.rtol} and atol ${tolerance.atol}`
  )
}

const treeDifference = (
  got: unknown,
  expected: unknown,
  given: Partial<Tolerance>,
): string | null => {
  const [gotLeaves, gotDef] = leavesOf(got)
  const [leaves, def] = leavesOf(expected)
  if (!sameDef(gotDef, def)) return `expected the structure ${showDef(def)}, got ${showDef(gotDef)}`
  const paths = leafPaths(def)
  for (let i = 0; i < leaves.length; i++) {
    const [a, b] = [leafTensor(gotLeaves[i]), leafTensor(leaves[i])]
    const found = difference(a, b, toleranceOf(a, b, given), showPath(paths[i] ?? [], ''))
    if (found !== null) return found
  }
  return null
}

/**
 * Matchers for Vitest and Jest. `toBeAllClose(expected, { rtol, atol })` compares tensors, and trees of them, with tensors or
 * nested numbers of equal shapes; NaN agrees with NaN. The tolerance is by default that of rounding errors of the
 * less exact dtype, and none for integers.
 *
 * @example
 * // expect.extend(matchers)
 * // expect({ w: np.array([1, 2]) }).toBeAllClose({ w: [1, 2] })
 * matchers.toBeAllClose(np.array([1, 2]), [1, 2]).pass // => true
 * matchers.toBeAllClose(np.array([1, 2]), [1, 3], { atol: 0.1 }).pass // => false
 */
export const matchers = {
  toBeAllClose: (got: unknown, expected: unknown, options?: Partial<Tolerance>): MatcherResult => {
    checkOptions('toBeAllClose', options, ['rtol', 'atol'])
    const found = treeDifference(got, expected, options ?? {})
    return {
      pass: found === null,
      message: () =>
        found === null
          ? `toBeAllClose: expected values that differ, got ${describe(got)}, which is close to what was given`
          : `toBeAllClose: ${found}`,
    }
  },
}

/**
 * Whether two tensors have the same dtype, shape and elements; `undefined` where either is none. With it `toEqual` and
 * `toStrictEqual` compare tensors by value, wherever they are in an object and however they lie in memory.
 *
 * @example
 * // expect.addEqualityTesters([areTensorsEqual])
 * // expect(np.array([[1, 2]]).T).toEqual(np.array([[1], [2]]))
 * areTensorsEqual(np.array([[1, 2]]).T, np.array([[1], [2]])) // => true
 */
export const areTensorsEqual = (a: unknown, b: unknown): boolean | undefined => {
  if (!isTensor(a) && !isTensor(b)) return undefined
  if (!isTensor(a) || !isTensor(b)) return false
  if (!sameAval(a, b)) return false
  const [x, y] = [a.data(), b.data()]
  return x.every((value, i) => Object.is(value, y[i]))
}
