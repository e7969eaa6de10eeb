import { congruential } from './streams.ts'

export const batchSize = 128
export const numInputs = 784
export const numClasses = 10

/** Shapes of the parameters of `mlp-train`: weights `[in, out]`, then biases, per layer. */
export const mlpShapes = [[784, 256], [256], [256, 256], [256], [256, 10], [10]] as const

/** Bounds of the uniform initialization, per parameter. */
const scales = [0.06, 0, 0.1, 0, 0.1, 0]

export interface MlpData {
  readonly x: Float32Array
  /** One-hot labels, `[128, 10]`. */
  readonly y: Float32Array
  readonly params: readonly Float32Array[]
}

/** Inputs and parameters of `mlp-train`, the same in every implementation. */
export const mlpData = (): MlpData => {
  const random = congruential(7)
  const x = Float32Array.from({ length: batchSize * numInputs }, random)
  const params = mlpShapes.map((shape, k) => {
    const scale = Math.fround(scales[k] as number)
    const length = shape.reduce<number>((n, m) => n * m, 1)
    return Float32Array.from({ length }, () => (scale === 0 ? 0 : random() * scale))
  })
  const y = new Float32Array(batchSize * numClasses)
  for (let row = 0; row < batchSize; row++) y[row * numClasses + (row % numClasses)] = 1
  return { x, y, params }
}
