import type { Contraction } from '../../../../compiler/kernels.ts'
import type { KernelCode, ModuleContext } from '../../context.ts'
import { i32 } from '../../encoder/index.ts'
import { cursorsOf } from './cursors.ts'
import { fold } from './fold.ts'
import { orient } from './orient.ts'
import { planOf, unitsOf } from './plan.ts'
import { problemOf } from './problem.ts'
import { buildUnits } from './units.ts'

/**
 * The code of a contraction. Units are blocks of the results; each sum is computed by one of them, in an order
 * that depends on the shapes alone.
 */
export const emitContraction = (context: ModuleContext, contraction: Contraction): KernelCode => {
  const { batch, m, n } = contraction
  if ([...batch, m, n].includes(0)) {
    return { func: context.module.function([i32, i32, i32]), units: 0, scratchBytes: 0 }
  }
  const problem = orient(fold(problemOf(context, contraction)))
  const plan = planOf(context, problem)
  return { ...buildUnits(context, plan, cursorsOf(problem)), units: unitsOf(plan) }
}
