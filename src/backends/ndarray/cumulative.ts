import type { Aval } from '../../core/aval.ts'
import { canGenerateCode } from '../../core/code-generation.ts'
import type { DType } from '../../core/dtype.ts'
import type { CumulativeOp, ReduceOp } from '../../core/kernel.ts'
import { combiner, reductionIdentity } from '../../core/reduction.ts'
import { createWithLines, linesOf } from './axis.ts'
import { copyOf, create, type NdBuffer } from './buffer.ts'
import { interpretBinary } from './interpret.ts'
import { printBinary } from './scalar-ops.ts'
import { integers, memoize, specialize } from './specialize.ts'

type Data = NdBuffer['data']

/** Scans `n` elements from `p` at stride `s` into `out` from `q` at stride `t`. */
type ScanLine = (out: Data, q: number, t: number, a: Data, p: number, s: number, n: number) => void

const plainLine =
  (start: number, join: (x: number, y: number) => number): ScanLine =>
  (out, q, t, a, p, s, n) => {
    let result = start
    for (let i = 0; i < n; i++) {
      result = join(result, a[p + i * s]!)
      out[q + i * t] = result
    }
  }

const scanLineOf = memoize((key): ScanLine => {
  const [op, dtype] = key.split(' ') as [ReduceOp, DType]
  const start = reductionIdentity(op, dtype)
  const join = (x: string, y: string): string => printBinary(combiner(op), dtype, x, y)
  if (!canGenerateCode()) return plainLine(start, interpretBinary(join('x', 'y')))
  return specialize(
    `cumulative_${op}_${dtype}`,
    'out,q,t,a,p,s,n',
    `${integers('q', 't', 'p', 's', 'n')}var r=${start},v
    for(var i=0;i<n;++i){v=a[p];r=${join('r', 'v')};out[q]=r;p+=s;q+=t}`,
  )
})

/** Running `log Σ exp`, kept as a maximum and a sum relative to it so that nothing overflows. */
const logSumExpLine: ScanLine = (out, q, t, a, p, s, n) => {
  let highest = -Infinity
  let sum = 0
  for (let i = 0; i < n; i++) {
    const x = a[p + i * s]!
    if (x === highest) sum += 1
    else if (x > highest) {
      sum = sum * Math.exp(highest - x) + 1
      highest = x
    } else sum += Math.exp(x - highest)
    // A sum of -∞ terms alone, and one with a term of +∞, must not go through ∞ - ∞.
    out[q + i * t] =
      Math.abs(highest) === Infinity && !Number.isNaN(sum) ? highest : highest + Math.log(sum)
  }
}

/** The result of reducing all elements up to each one along `axis`; floats accumulate in doubles. */
export const cumulative = (
  op: CumulativeOp,
  x: NdBuffer,
  axis: number,
  reverse: boolean,
  aval: Aval,
): NdBuffer => {
  if (x.size === 0) return create(aval.dtype, aval.shape)
  // One element is its own sum, also where it is -0.
  if (aval.shape[axis] === 1 && op !== 'logsumexp') return copyOf(aval.dtype, x)
  const from = linesOf(x, axis)
  const { output, lines: to } = createWithLines(aval, axis)
  const scanLine = op === 'logsumexp' ? logSumExpLine : scanLineOf(`${op} ${aval.dtype}`)
  const sign = reverse ? -1 : 1
  const last = reverse ? from.length - 1 : 0
  for (let i = 0; i < from.starts.length; i++)
    scanLine(
      output.data,
      to.starts[i]! + last * to.step,
      sign * to.step,
      x.data,
      from.starts[i]! + last * from.step,
      sign * from.step,
      from.length,
    )
  return output
}
