import type { Bound, Params, Primitive } from './primitive.ts'
import { memoizeByProgram, type Program } from './program.ts'
import type { Tensor } from './tensor.ts'

/** Sees what is evaluated, before it is; gives the results where it has them itself. */
export type Watch = <P extends Params>(
  primitive: Primitive<P>,
  inputs: readonly Tensor[],
  params: P,
) => readonly Tensor[] | null

let watch: Watch | null = null

export const currentWatch = (): Watch | null => watch

/** Whether effects are wanted: programs that are traced now have them. */
export const isWatched = (): boolean => watch !== null

export const setWatch = (next: Watch | null): void => {
  watch = next
}

/** Runs `body` without effects. */
export const unwatched = <R>(body: () => R): R => {
  const saved = watch
  watch = null
  try {
    return body()
  } finally {
    watch = saved
  }
}

/** Whether an application has an effect, of its own or in a program that it runs. */
export const hasEffect = ({ primitive, params }: Bound): boolean =>
  primitive.effect !== undefined || primitive.steps?.programs(params).some(hasEffects) === true

export const hasEffects: (program: Program) => boolean = memoizeByProgram(({ equations }) =>
  equations.some(hasEffect),
)
