import { bytesOf, isByte } from '../../../../core/dtype.ts'

import { hasDenseColumns, hasDenseRows, innerCost, outerCost } from './cost.ts'
import type { Packing } from './pack.ts'
import type { Matrix, Problem } from './problem.ts'
import { type Split, splitInto } from './split.ts'

/** How sums are formed, from which order of their factors, and in parts of how many terms. */
export interface FactorPlan {
  /** Whether tiles are inner products along `k` rather than sums of outer products. */
  readonly inner: boolean
  readonly packLhs: Packing | undefined
  readonly packRhs: Packing | undefined
  readonly depth: Split
}

/** Bytes that stay in the fast caches of a core, and in all that are its own. */
const fastBytes = 65536
const cachedBytes = 262144

/** Terms that are added up at a time where `rhs` is packed, and where it is large and not packed. */
const packedDepth = 512
const directDepth = 32

const rhsPacking = (rhs: Matrix): Packing => {
  if (isByte(rhs.dtype)) return 'gather'
  return hasDenseRows(rhs) ? 'copy' : hasDenseColumns(rhs) ? 'transpose' : 'gather'
}

const lhsPacking = (lhs: Matrix): Packing =>
  !isByte(lhs.dtype) && hasDenseColumns(lhs) ? 'copy' : 'gather'

/**
 * Decides what to pack. A dense `rhs` is read where it is, a few rows at a time if it is large, so that
 * what a unit reads of them stays in the fastest cache.
 */
export const planFactors = (problem: Problem): FactorPlan => {
  const { dtype, m, n, k, lhs, rhs } = problem
  if (k === 0) {
    return { inner: false, packLhs: undefined, packRhs: undefined, depth: splitInto(0, 1, 1) }
  }
  const bytes = bytesOf(dtype)
  const rhsBytes = k * n * bytes
  const inner = innerCost(problem) < outerCost(problem)
  const isDirect = !isByte(dtype) && hasDenseRows(rhs)
  // Terms of `lhs` that are far apart would evict each other from caches.
  const isScattered = lhs.column >= 512 && n >= 32 && k * bytes > 1024
  const packsBoth = isScattered && m >= 16 && rhsBytes > fastBytes
  const packsRhs = !inner && (!isDirect || packsBoth)
  const packsLhs = isByte(dtype) || (inner ? !hasDenseRows(lhs) : isScattered)
  const isLarge = !inner && rhsBytes > cachedBytes
  const longest = packsRhs ? packedDepth : isLarge ? directDepth : k
  return {
    inner,
    packLhs: packsLhs ? lhsPacking(lhs) : undefined,
    packRhs: packsRhs ? rhsPacking(rhs) : undefined,
    depth: splitInto(k, k > 1.5 * longest ? Math.ceil(k / longest) : 1, 4),
  }
}
