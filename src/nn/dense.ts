import { showAval } from '../core/aval.ts'
import { asTensor, describe } from '../core/convert.ts'
import { ArgumentError, ShapeError } from '../core/errors.ts'
import { keeping } from '../core/keeping.ts'
import { checkOptions } from '../core/options.ts'
import { isTensor, type Tensor } from '../core/tensor.ts'
import { callGiven } from '../core/thrown.ts'
import { add } from '../numpy/arithmetic.ts'
import { matmul } from '../numpy/products.ts'
import { zeros } from './initializers/constant.ts'
import type { Initializer } from './initializers/types.ts'
import { lecunNormal } from './initializers/variance-scaling.ts'
import { type Layer, layer, splitKey } from './layer.ts'

/** Weights and bias of a dense layer. */
export interface DenseParams {
  readonly w: Tensor
  readonly b: Tensor
}

export interface DenseOptions {
  /** How weights are drawn, in shape `[inSize, outSize]`. Default `initializers.lecunNormal()`. */
  readonly kernelInit?: Initializer
  /** How the bias is drawn, in shape `[outSize]`. Default `initializers.zeros`. */
  readonly biasInit?: Initializer
}

export const denseOptions = ['kernelInit', 'biasInit']

/** What is wrong with parameters: what they are, or which of them is no tensor. */
const gotInstead = (params: Partial<DenseParams> | null | undefined): string => {
  const name = (['w', 'b'] as const).find(
    (key) => params?.[key] !== undefined && !isTensor(params[key]),
  )
  const value: unknown = name === undefined ? undefined : params?.[name]
  if (value === undefined) return `got ${describe(params)}`
  const wrong = `both tensors, got ${describe(value)} for ${name}`
  return Array.isArray(value)
    ? `${wrong}; where parameters come from JSON, make tensors of them by ` +
        'treeMap((p, a) => np.array(a, { dtype: p.dtype }), net.init(key), params)'
    : wrong
}

const checkParams = (params: DenseParams): DenseParams => {
  if (!isTensor(params?.w) || !isTensor(params.b))
    throw new ArgumentError('dense', `expected parameters { w, b }, ${gotInstead(params)}`)
  return params
}

/** Throws `ArgumentError` unless `size` is a number of units. */
const checkSize = (op: string, what: string, size: number): void => {
  if (!Number.isInteger(size) || size < 1)
    throw new ArgumentError(op, `expected ${what} to be a positive integer, got ${String(size)}`)
}

/**
 * The affine layer `x W + b`.
 *
 * Shapes: `init: u32[2] → { w: f[inSize,outSize], b: f[outSize] }`,
 * `apply: params, x[…,inSize] → y[…,outSize]`.
 *
 * @throws ArgumentError for sizes that are no positive integers, or an unknown option
 * @throws ShapeError, from `apply`, for an input of another size
 * @example
 * const layer = nn.dense(2, 3, { kernelInit: nn.initializers.ones })
 * layer.apply(layer.init(random.key(0)), np.array([1, 2])) // => [3, 3, 3]
 */
export const dense = /*@__PURE__*/ keeping(
  'dense(inSize, outSize, options?)',
  (inSize: number, outSize: number, options?: DenseOptions): Layer<DenseParams> => {
    checkOptions('dense', options, denseOptions)
    checkSize('dense', 'inSize', inSize)
    checkSize('dense', 'outSize', outSize)
    const { kernelInit = lecunNormal(), biasInit = zeros } = options ?? {}
    return layer('dense', {
      init: (key) => {
        const [forWeights, forBias] = splitKey(key, 2) as [Tensor, Tensor]
        return {
          w: callGiven(kernelInit, forWeights, [inSize, outSize]),
          b: callGiven(biasInit, forBias, [outSize]),
        }
      },
      apply: (params, x) => {
        const { w, b } = checkParams(params)
        const input = asTensor(x, 'dense')
        if (input.shape.at(-1) !== inSize)
          throw new ShapeError(
            'dense',
            `expected an input with a last axis of ${inSize}, got ${showAval(input)}`,
          )
        return add(matmul(input, w), b)
      },
    })
  },
)
