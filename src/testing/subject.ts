import { fromData } from '../core/convert.ts'
import { isFloat } from '../core/dtype.ts'
import type { Tensor } from '../core/tensor.ts'
import { leafPaths, showPath } from '../core/tree-def.ts'
import { convertElementType } from '../primitives/arithmetic.ts'
import { flattenFunction, nameOf, tensorLeaves } from '../transforms/flat.ts'

/** A function of trees at given arguments, seen as a function of a list of tensors. */
export interface Subject {
  readonly run: (inputs: readonly Tensor[]) => readonly Tensor[]
  readonly inputs: readonly Tensor[]
  readonly inputPaths: readonly string[]
  /** Paths of the results; known once `run` has run. */
  readonly outputPaths: () => readonly string[]
}

/** Any function of trees of tensors. */
export type AnyFunction = (...args: never[]) => unknown

/** The subject of a law; `law` is what messages begin with. */
export const subjectOf = (law: string, f: AnyFunction, args: readonly unknown[]): Subject => {
  const [inputs, def] = tensorLeaves(args, law, 'args')
  const { flat, outDef } = flattenFunction(f, def, law)
  return {
    run: flat,
    inputs,
    inputPaths: leafPaths(def).map((path) => showPath(path, 'args')),
    outputPaths: () =>
      leafPaths(outDef()).map((path) => showPath(path, `the result of ${nameOf(f)}`)),
  }
}

/** The same values in float64; integers and booleans stay what they are. */
const inFloat64 = (x: Tensor): Tensor => (isFloat(x.dtype) ? convertElementType(x, 'float64') : x)

/** As `subjectOf`, with the floating arguments in float64, as derivatives are best checked. */
export const float64SubjectOf = (
  law: string,
  f: AnyFunction,
  args: readonly unknown[],
): Subject => {
  const subject = subjectOf(law, f, args)
  return { ...subject, inputs: subject.inputs.map(inFloat64) }
}

/** A tensor of the shape and dtype of `like` with the given elements. */
export const tensorLike = (like: Tensor, data: Float64Array): Tensor =>
  fromData(like.dtype === 'float64' ? data : Float32Array.from(data), {
    shape: like.shape,
    dtype: like.dtype,
    weakType: false,
  })
