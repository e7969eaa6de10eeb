import type { TensorLike } from '../core/convert.ts'
import { asTensor, describe } from '../core/convert.ts'
import { ArgumentError } from '../core/errors.ts'
import { owned } from '../core/owned.ts'
import type { Tensor } from '../core/tensor.ts'
import { callGiven } from '../core/thrown.ts'
import { checkParamsList, type Layer, layer, splitKey } from './layer.ts'

/** A layer of any parameters, or a function without, such as an activation. */
export type Stage =
  | {
      readonly init: (key: TensorLike) => unknown
      readonly apply: (params: never, x: Tensor) => Tensor
    }
  | ((x: Tensor) => Tensor)

/** The parameters of stages in a list; `null` for functions. */
export type SequentialParams<L extends readonly Stage[]> = {
  readonly [K in keyof L]: L[K] extends { readonly init: (key: TensorLike) => infer P } ? P : null
}

/**
 * Layers and functions one after the other. Parameters are a list with an entry for each, `null` for
 * functions.
 *
 * @throws ArgumentError, from `apply`, for another number of parameters
 * @example
 * const net = nn.sequential(nn.dense(2, 4), nn.relu, nn.dense(4, 1))
 * net.apply(net.init(random.key(0)), np.zeros([3, 2])) // => [[0], [0], [0]]
 */
export const sequential = <const L extends readonly Stage[]>(
  ...stages: L
): Layer<SequentialParams<L>> => {
  for (const stage of stages)
    if (typeof stage !== 'function' && typeof stage?.apply !== 'function')
      throw new ArgumentError(
        'sequential',
        `expected layers { init, apply } and functions, got ${describe(stage)}`,
      )
  const own = owned(stages)
  return layer('sequential', {
    init: (key) => {
      const keys = splitKey(key, own.length)
      return own.map((stage, i) =>
        typeof stage === 'function' ? null : callGiven(() => stage.init(keys[i] as Tensor)),
      ) as unknown as SequentialParams<L>
    },
    apply: (params, x) => {
      checkParamsList('sequential', params, own.length)
      const list = params as readonly unknown[]
      return own.reduce<Tensor>(
        (value, stage, i) =>
          typeof stage === 'function'
            ? callGiven(stage, value)
            : callGiven(() => stage.apply(list[i] as never, value)),
        asTensor(x, 'sequential'),
      )
    },
  })
}
