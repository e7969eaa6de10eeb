import type { Loop } from '../../../../compiler/kernels.ts'
import type { KernelCode, ModuleContext } from '../../context.ts'
import { i32, type ValueType } from '../../encoder/index.ts'
import { arrange } from './arrange.ts'
import { emitHorizontal } from './horizontal.ts'
import { emitMap } from './map.ts'
import { fromUnit, toUnit } from './units.ts'
import { emitVertical } from './vertical.ts'
import { instructionsOf, littleWork, workOf } from './weight.ts'

/**
 * Code for a nest of loops, whose function has `parameters` after those of every kernel. A unit is a vector where there is one axis, which is kept; else a point of the kept axes
 * without the one that is vectorized, or some columns of that one where others are reduced. What takes no more
 * than `little` instructions is one unit.
 */
export const emitLoop = (
  context: ModuleContext,
  loop: Loop,
  little: number = littleWork,
  parameters: readonly ValueType[] = [],
): KernelCode => {
  const f = context.module.function([i32, i32, i32, ...parameters])
  const arranged = arrange(loop)
  const { shape, reduced } = arranged
  if (shape.includes(0) || arranged.results.length === 0)
    return { func: f, units: 0, scratchBytes: 0 }
  f.get(fromUnit)
    .get(toUnit)
    .op('i32.ge_s')
    .if(() => f.op('return'))
  const emit = !reduced.includes(true)
    ? emitMap
    : reduced.at(-1) === true
      ? emitHorizontal
      : emitVertical
  const work = workOf(arranged)
  const asOne = instructionsOf(arranged, work) <= little
  const units = emit(context, f, arranged, work, asOne)
  return { func: f, units, scratchBytes: 0 }
}
