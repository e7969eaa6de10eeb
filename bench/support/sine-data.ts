import { mulberry32 } from './streams.ts'

export const numTasks = 16
export const numPoints = 32
const hidden = 40
const hvpPoints = 256

/** Shapes of the parameters of the 1-40-40-1 network: weights `[in, out]`, then biases, per layer. */
export const shapes = [[1, hidden], [hidden], [hidden, hidden], [hidden], [hidden, 1], [1]] as const

export const sizes = shapes.map((shape) => shape.reduce<number>((n, m) => n * m, 1))

/** Bounds of the uniform initialization, per parameter. */
const scales = [1, 0.5, Math.sqrt(6 / hidden), 0.1, Math.sqrt(6 / hidden), 0.1]

export interface SineData {
  readonly params: readonly Float32Array[]
  /** Support inputs and targets, query inputs and targets: `[16, 32, 1]` each. */
  readonly tasks: readonly [Float32Array, Float32Array, Float32Array, Float32Array]
  /** Inputs and targets `[256, 1]` of the Hessian-vector product, and its direction. */
  readonly hvp: {
    readonly x: Float32Array
    readonly y: Float32Array
    readonly direction: readonly Float32Array[]
  }
}

/** Parameters and tasks of the workloads on sine waves, the same in every implementation. */
export const sineData = (seed = 42): SineData => {
  const random = mulberry32(seed)
  const symmetric = (scale: number) => (length: number) =>
    Float32Array.from({ length }, () => (2 * random() - 1) * scale)
  const params = sizes.map((size, k) => symmetric(scales[k] as number)(size))
  const tasks = [0, 1, 2, 3].map(() => new Float32Array(numTasks * numPoints))
  for (let task = 0; task < numTasks; task++) {
    const amplitude = 0.1 + 4.9 * random()
    const phase = Math.PI * random()
    for (const part of [0, 2])
      for (let i = 0; i < numPoints; i++) {
        const x = -5 + 10 * random()
        const at = task * numPoints + i
        ;(tasks[part] as Float32Array)[at] = x
        ;(tasks[part + 1] as Float32Array)[at] = amplitude * Math.sin(x - phase)
      }
  }
  const xs = Array.from({ length: hvpPoints }, () => -5 + 10 * random())
  return {
    params,
    tasks: tasks as unknown as SineData['tasks'],
    hvp: {
      x: Float32Array.from(xs),
      y: Float32Array.from(xs, Math.sin),
      direction: sizes.map(symmetric(1)),
    },
  }
}
