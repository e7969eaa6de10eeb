import type { Aval } from '../../core/aval.ts'
import { canGenerateCode } from '../../core/code-generation.ts'
import type { DType } from '../../core/dtype.ts'
import type { GatherDimensions, IndexMode, ScatterOp } from '../../core/kernel.ts'
import { copyOf, type NdBuffer } from './buffer.ts'
import { planScatter, type ScatterPlan } from './gather.ts'
import { interpretBinary } from './interpret.ts'
import { printBinary } from './scalar-ops.ts'
import { memoize, specialize } from './specialize.ts'

type Apply = (target: NdBuffer['data'], source: NdBuffer['data'], plan: ScatterPlan) => void

const plainApply =
  (join: (x: number, y: number) => number): Apply =>
  (target, source, { starts, skip, sources, places, values }) => {
    starts.forEach((start, i) => {
      if (start === skip) return
      for (let j = 0; j < places.length; j++) {
        const place = start + places[j]!
        target[place] = join(target[place]!, source[sources[i]! + values[j]!]!)
      }
    })
  }

const applyOf = memoize((key): Apply => {
  const [op, dtype] = key.split(' ') as [ScatterOp, DType]
  const join = op === 'set' ? 'y' : printBinary(op, dtype, 'x', 'y')
  if (!canGenerateCode()) return plainApply(interpretBinary(join))
  return specialize(
    `scatter_${op}_${dtype}`,
    'target,source,plan',
    `var starts=plan.starts,sources=plan.sources,places=plan.places,values=plan.values
    for(var i=0;i<starts.length;++i){
      var p=starts[i],q=sources[i]
      if(p===plan.skip)continue
      for(var j=0;j<places.length;++j){
        var y=source[q+values[j]],k=p+places[j],x=target[k]
        target[k]=${join}
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
