/** The seeded stream that all implementations of the workloads draw from. */
const mulberry32 = (seed: number): (() => number) => {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let t = Math.imul(state ^ (state >>> 15), state | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32
  }
}

export const numTasks = 16
export const numPoints = 32
const hidden = 40

/** Shapes of the parameters of the 1-40-40-1 network: weights `[in, out]`, then biases, per layer. */
export const shapes = [[1, hidden], [hidden], [hidden, hidden], [hidden], [hidden, 1], [1]] as const

/** Bounds of the uniform initialization, per parameter. */
const scales = [1, 0.5, Math.sqrt(6 / hidden), 0.1, Math.sqrt(6 / hidden), 0.1]

export interface SineData {
  readonly params: readonly Float32Array[]
  /** Support inputs and targets, query inputs and targets: `[16, 32, 1]` each. */
  readonly tasks: readonly [Float32Array, Float32Array, Float32Array, Float32Array]
}

/** Parameters and tasks of the workload `maml-sine`, the same in every implementation. */
export const sineData = (seed = 42): SineData => {
  const random = mulberry32(seed)
  const params = shapes.map((shape, k) =>
    Float32Array.from(
      { length: shape.reduce<number>((n, m) => n * m, 1) },
      () => (2 * random() - 1) * (scales[k] as number),
    ),
  )
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
  return { params, tasks: tasks as unknown as SineData['tasks'] }
}
