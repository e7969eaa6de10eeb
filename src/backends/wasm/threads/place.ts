import type { Lowered } from '../../../compiler/block.ts'
import { planMemory } from '../../../compiler/plan.ts'
import { bytesOf } from '../../../core/dtype.ts'
import { type Placed, placeInArena } from './arena.ts'
import { headerBytes } from './header.ts'
import { canShare } from './host.ts'
import type { Limits } from './limits.ts'
import { sharedWork } from './work.ts'

/** Whether several threads could gain on a program. */
export const suitsThreads = (lowered: Lowered, limits: Limits): boolean => {
  const bytes = lowered.outputs.map(({ buffer: { dtype, size } }) => size * bytesOf(dtype))
  const copying = limits.byte * bytes.reduce((sum, count) => sum + count, 0)
  return sharedWork(lowered, limits.kernel) >= limits.program + copying
}

/** About how many bytes constants and scratch memory take. */
const otherBytes = 65536

/** Emits a program for the memory that several threads share; gives nothing where there is none, or no room in it. */
export const placeProgram = <T extends { readonly memoryBytes: number }>(
  lowered: Lowered,
  emit: (start: number) => T,
): Placed<T> | undefined => {
  if (!canShare()) return undefined
  try {
    return placeInArena(headerBytes, planMemory(lowered, 0).end + otherBytes, emit)
  } catch (error) {
    if (error instanceof RangeError) return undefined
    throw error
  }
}
