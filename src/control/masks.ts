import { memoizeByProgram, type Program } from '../core/program.ts'

/** Positions at which a mask is true. */
export const positions = (mask: readonly boolean[]): readonly number[] =>
  mask.flatMap((is, i) => (is ? [i] : []))

/** Puts the entries of `values` where `mask` is true, and `null` elsewhere. */
export const scatterMask = <T>(
  mask: readonly boolean[],
  values: readonly T[],
): readonly (T | null)[] => {
  let next = 0
  return mask.map((is) => (is ? (values[next++] as T) : null))
}

/** Cuts a list into consecutive parts of the given lengths; the rest is the last part. */
export const split = <T>(
  list: readonly T[],
  ...lengths: readonly number[]
): readonly (readonly T[])[] => {
  let start = 0
  const parts = lengths.map((n) => {
    start += n
    return list.slice(start - n, start)
  })
  return [...parts, list.slice(start)]
}

export const or = (a: readonly boolean[], b: readonly boolean[]): readonly boolean[] =>
  a.map((x, i) => x || b[i] === true)

export const count = (mask: readonly boolean[]): number => positions(mask).length

/** Grows a mask with `step` until it stays the same. */
export const fixpoint = (
  initial: readonly boolean[],
  step: (mask: readonly boolean[]) => readonly boolean[],
): readonly boolean[] => {
  let mask = initial
  for (;;) {
    const next = or(mask, step(mask))
    if (count(next) === count(mask)) return mask
    mask = next
  }
}

/** The same program with inputs and outputs in the order of the given positions. */
export const reorder: (
  program: Program,
  inputs: readonly number[],
  outputs: readonly number[],
) => Program = memoizeByProgram((program, inputs, outputs) => ({
  inputs: inputs.map((i) => program.inputs[i] as Program['inputs'][number]),
  equations: program.equations,
  outputs: outputs.map((i) => program.outputs[i] as Program['outputs'][number]),
}))
