import { asTensor } from '../core/convert.ts'
import { ArgumentError } from '../core/errors.ts'
import { keeping } from '../core/keeping.ts'
import { checkOptions } from '../core/options.ts'
import type { Tensor } from '../core/tensor.ts'
import { callGiven } from '../core/thrown.ts'
import { type DenseOptions, type DenseParams, dense, denseOptions } from './dense.ts'
import { checkParamsList, type Layer, layer, splitKey } from './layer.ts'
import { relu } from './relu.ts'

export interface MlpOptions extends DenseOptions {
  /** What follows every layer but the last. Default `relu`. */
  readonly activation?: (x: Tensor) => Tensor
}

/**
 * A multilayer perceptron: dense layers of the given sizes with an activation between them.
 *
 * Shapes: `init: u32[2] → { w, b }[]`, `apply: params, x[…,sizes[0]] → y[…,sizes[n]]`.
 *
 * @throws ArgumentError for fewer than two sizes, or an unknown option
 * @throws ShapeError, from `apply`, for an input of another size
 * @example
 * const net = nn.mlp([1, 40, 40, 1])
 * net.apply(net.init(random.key(0)), np.zeros([10, 1])).shape // => [10, 1]
 */
export const mlp = /*@__PURE__*/ keeping(
  'mlp(sizes, options?)',
  (sizes: readonly number[], options?: MlpOptions): Layer<readonly DenseParams[]> => {
    checkOptions('mlp', options, [...denseOptions, 'activation'])
    if (!Array.isArray(sizes) || sizes.length < 2)
      throw new ArgumentError(
        'mlp',
        `expected a list of at least two sizes, input and output, got ${JSON.stringify(sizes)}`,
      )
    const { activation = relu, ...rest } = options ?? {}
    const layers = sizes.slice(1).map((size, i) => dense(sizes[i] as number, size, rest))
    return layer<readonly DenseParams[]>('mlp', {
      init: (key) => {
        const keys = splitKey(key, layers.length)
        return layers.map(({ init }, i) => init(keys[i] as Tensor))
      },
      apply: (params, x) => {
        checkParamsList('mlp', params, layers.length)
        return layers.reduce<Tensor>(
          (value, { apply }, i) => {
            const out = apply(params[i] as DenseParams, value)
            return i < layers.length - 1 ? callGiven(activation, out) : out
          },
          asTensor(x, 'mlp'),
        )
      },
    })
  },
)
