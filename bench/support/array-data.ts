import { uniform } from './streams.ts'

/** Sides of the square matrices whose products are timed. */
export const matmulSizes = [64, 256, 512, 1024] as const

/** Operands as they are (`n`) or transposed (`t`). */
export const transposes = ['nn', 'nt', 'tn', 'tt'] as const

export const matmulOperands = (n: number): readonly [Float32Array, Float32Array] => [
  uniform(11, n * n, -1, 1),
  uniform(12, n * n, -1, 1),
]

export const million = 1_000_000
/** As many float32 as half of a first-level cache of 32 KiB holds. */
export const cached = 4096

export const chainInputs = (): readonly [Float32Array, Float32Array] => [
  uniform(21, million, 0, 1),
  uniform(22, million, 0, 1),
]

/** The functions timed elementwise, with the range that their arguments are drawn from. */
export const functionRanges = {
  exp: [-10, 10],
  log: [0.001, 10],
  tanh: [-5, 5],
  logistic: [-10, 10],
  sin: [-10, 10],
} as const
export type FunctionName = keyof typeof functionRanges
export const functionNames = Object.keys(functionRanges) as readonly FunctionName[]

export const functionInputs = (name: FunctionName, count: number): Float32Array => {
  const [low, high] = functionRanges[name]
  return uniform(31, count, low, high)
}

/** How often a function is applied in a loop inside of one call, and how much of its value is fed back. */
export const loopLength = 64
export const loopFeedback = 2 ** -20

/** At most 4096 values, evenly spread: enough to tell a wrong result by, and quick to send. */
export const sampleOf = (values: ArrayLike<number>): readonly number[] => {
  const stride = Math.max(1, Math.floor(values.length / 4096))
  const count = Math.min(4096, values.length)
  return Array.from({ length: count }, (_, i) => values[i * stride] as number)
}
