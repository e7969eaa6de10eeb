import type { DenseArray } from '../../../../compiler/block.ts'
import type { DenseKernel } from '../../../../core/kernel-kinds.ts'
import type { KernelCode, ModuleContext } from '../../context.ts'
import { emitArgReduce } from './arg-reduce.ts'
import { emitCholesky } from './cholesky.ts'
import { emitCumulative } from './cumulative.ts'
import { emitDynamicSlice, emitDynamicUpdateSlice } from './dynamic-slice.ts'
import { emitGather } from './gather.ts'
import { emitLu } from './lu.ts'
import { emitScatter } from './scatter.ts'
import { emitSort } from './sort.ts'
import { emitTriangularSolve } from './triangular-solve.ts'

/**
 * The code of a kernel over arrays that fill their buffers. The output of `scatter` and
 * `dynamicUpdateSlice` may be in the memory of their first input, which they then update in place;
 * otherwise outputs share no memory with inputs.
 */
export const emitData = (
  context: ModuleContext,
  kernel: DenseKernel,
  inputs: readonly DenseArray[],
  outputs: readonly DenseArray[],
): KernelCode => {
  const x = inputs[0]!
  const y = inputs[1]!
  const output = outputs[0]!
  switch (kernel.kind) {
    case 'gather':
      return emitGather(context, kernel, x, y, output)
    case 'scatter':
      return emitScatter(context, kernel, x, y, inputs[2]!, output)
    case 'dynamicSlice':
      return emitDynamicSlice(context, x, inputs.slice(1), output)
    case 'dynamicUpdateSlice':
      return emitDynamicUpdateSlice(context, x, y, inputs.slice(2), output)
    case 'argReduce':
      return emitArgReduce(context, kernel, x, output)
    case 'cumulative':
      return emitCumulative(context, kernel, x, output)
    case 'sort':
      return emitSort(context, kernel, inputs, outputs)
    case 'cholesky':
      return emitCholesky(context, x, output)
    case 'triangularSolve':
      return emitTriangularSolve(context, kernel, x, y, output)
    case 'lu':
      return emitLu(context, x, output, outputs[1]!)
  }
}
