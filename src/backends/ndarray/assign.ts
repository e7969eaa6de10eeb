import type { NdArray } from 'ndarray'
import { canGenerateCode } from '../../core/code-generation.ts'
import type { DataArray } from '../../core/dtype.ts'
import { arg } from '../../core/scalar.ts'
import { type Call, compileBody } from './elementwise-code.ts'
import { collapse } from './loops.ts'
import { eachLine } from './plain-loops.ts'

type Ops = typeof import('ndarray-ops')
type Assign = (target: NdArray<DataArray>, source: NdArray<DataArray>) => void

/** `ndarray-ops`, which compiles some 280 operations when it is imported, so not before it is needed. */
let ops: Ops | undefined
let isAsked = false

/** Generated, as an import that bundlers see would make them split every bundle in two. */
const ask = (): void => {
  isAsked = true
  const load = new Function("return import('ndarray-ops')") as () => Promise<{ default: Ops }>
  load().then(
    (loaded) => {
      ops = loaded.default
    },
    // A bundle, or a page, that has no such module does without.
    () => {},
  )
}

let loop: Call | undefined

/** The loop that `ndarray-ops` would compile. */
const assignByLoop: Assign = (target, source) => {
  loop ??= compileBody([arg(0, 'float32')], () => false).call
  loop(target, source)
}

const assignPlainly: Assign = (target, source) => {
  const nest = collapse(target.shape, [target.stride, source.stride])
  const to = target.data
  const from = source.data
  eachLine(nest, [target.offset, source.offset], ([start, first], n, [step, stride]) => {
    for (let i = 0, p = start!, q = first!; i < n; i++, p += step!, q += stride!) to[p] = from[q]!
  })
}

/** Copies elements between views of one shape and any strides; writes `target`. */
export const assign: Assign = (target, source) => {
  if (ops !== undefined) {
    ops.assign(target as NdArray, source as NdArray)
    return
  }
  if (!canGenerateCode()) {
    assignPlainly(target, source)
    return
  }
  if (!isAsked) ask()
  assignByLoop(target, source)
}
