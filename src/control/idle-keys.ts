import { hasEffects } from '../core/effects.ts'
import type { Program } from '../core/program.ts'
import type { Tensor } from '../core/tensor.ts'
import { select } from '../primitives/arithmetic.ts'
import { broadcastTo, full } from '../primitives/structural.ts'

/** Both words of a key that may be used any number of times. */
export const idleWord = 2 ** 32 - 1

const maybeKeys = ({ dtype, shape }: Tensor): boolean => dtype === 'uint32' && shape.at(-1) === 2

/**
 * Operands of a program that runs for a whole batch, of whose examples only the `active` ones count: the others are
 * given idle keys, so that they use none.
 */
export const withIdleKeys = (
  program: Program,
  operands: readonly Tensor[],
  active: Tensor,
): readonly Tensor[] =>
  hasEffects(program)
    ? operands.map((x) =>
        maybeKeys(x)
          ? select(broadcastTo(active, x.shape, [0]), full(x.shape, idleWord, 'uint32'), x)
          : x,
      )
    : operands
