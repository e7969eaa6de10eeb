import type { Aval } from '../../core/aval.ts'
import type { DType } from '../../core/dtype.ts'
import type { GatherDimensions, IndexMode, ScatterOp } from '../../core/kernel.ts'
import { copyOf, type NdBuffer } from './buffer.ts'
import { planScatter, type ScatterPlan } from './gather.ts'
import { printBinary } from './scalar-ops.ts'
import { memoize, specialize } from './specialize.ts'

type Apply = (target: NdBuffer['data'], source: NdBuffer['data'], plan: ScatterPlan) => void

const applyOf = memoize((key): Apply => {
  const [op, dtype] = key.split(' ') as [ScatterOp, DType]
  return specialize(
    `scatter_${op}_${dtype}`,
    'target,source,plan',
    `var starts=plan.starts,sources=plan.sources,places=plan.places,values=plan.values
    for(var i=0;i<starts.length;++i){
      var p=starts[i],q=sources[i]
      if(p===plan.skip)continue
      for(var j=0;j<places.length;++j){
        var v=source[q+values[j]],k=p+places[j],r=target[k]
        target[k]=${op === 'set' ? 'v' : printBinary(op, dtype, 'r', 'v')}
      }
    }`,
  )
})

/** A copy of `x` with the updates applied in order. */
export const scatter = (
  op: ScatterOp,
  x: NdBuffer,
  indices: NdBuffer,
  updates: NdBuffer,
  dims: GatherDimensions,
  mode: IndexMode,
  { dtype }: Aval,
): NdBuffer => {
  const output = copyOf(dtype, x)
  if (updates.size === 0 || output.size === 0) return output
  const plan = planScatter(output, indices, updates, dims, mode)
  applyOf(`${op} ${dtype}`)(output.data, updates.data, plan)
  return output
}
