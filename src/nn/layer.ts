import { checked } from '../core/checked.ts'
import { describe, type TensorLike } from '../core/convert.ts'
import { ArgumentError } from '../core/errors.ts'
import type { Tensor } from '../core/tensor.ts'
import { sliceInDim } from '../primitives/slicing.ts'
import { reshape } from '../primitives/structural.ts'
import { split } from '../random/keys.ts'

/** A part of a network: a pure function of parameters, and a way to draw these. */
export interface Layer<P> {
  /** Initial parameters. */
  readonly init: (key: TensorLike) => P
  readonly apply: (params: P, x: TensorLike) => Tensor
}

/** The parameters of a layer: `nn.ParamsOf<typeof net>`. */
export type ParamsOf<L extends { readonly init: (key: TensorLike) => unknown }> = ReturnType<
  L['init']
>

/** A layer whose functions count their arguments. */
export const layer = <P>(op: string, { init, apply }: Layer<P>): Layer<P> => ({
  init: checked(`${op}.init(key)`, init),
  apply: checked(`${op}.apply(params, x)`, apply),
})

/** Throws `ArgumentError` unless `params` is a list of one entry for each of `count` layers. */
export const checkParamsList = (op: string, params: unknown, count: number): void => {
  if (!Array.isArray(params) || params.length !== count)
    throw new ArgumentError(
      op,
      `expected a list of ${count} parameters, one for each layer, got ` +
        (Array.isArray(params) ? `a list of ${params.length}` : describe(params)),
    )
}

/** Several keys from one. */
export const splitKey = (key: TensorLike, num: number): readonly Tensor[] => {
  const keys = split(key, { num })
  return Array.from({ length: num }, (_, i) => reshape(sliceInDim(keys, i, i + 1, 0), [2]))
}
