import type { Aval } from '../../core/aval.ts'
import type { Kernel } from '../../core/kernel.ts'
import type { ControlKernel } from '../../core/kernel-kinds.ts'
import { argReduce } from './arg-reduce.ts'
import type { NdBuffer } from './buffer.ts'
import { concatenate, dynamicSlice, dynamicUpdateSlice, iota, pad } from './copies.ts'
import { cumulative } from './cumulative.ts'
import { dot } from './dot.ts'
import { elementwise } from './elementwise.ts'
import { gather } from './gather.ts'
import { cholesky, lu, triangularSolve } from './linalg.ts'
import { reduce } from './reduce.ts'
import { scatter } from './scatter.ts'
import { sort } from './sort.ts'
import { broadcast, reshape, reverse, slice, transpose } from './views.ts'

/** Kernels that hold no programs. */
type DataKernel = Exclude<Kernel, ControlKernel>

/** Runs a kernel of one output. */
const runSingle = (
  kernel: Exclude<DataKernel, { readonly kind: 'elementwise' | 'sort' | 'lu' }>,
  inputs: readonly NdBuffer[],
  output: Aval,
): NdBuffer => {
  const { dtype, shape } = output
  const x = inputs[0]!
  const y = inputs[1]!
  switch (kernel.kind) {
    case 'broadcast':
      return broadcast(dtype, x, shape, kernel.dims)
    case 'reshape':
      return reshape(dtype, x, shape)
    case 'transpose':
      return transpose(dtype, x, kernel.permutation)
    case 'reverse':
      return reverse(dtype, x, kernel.axes)
    case 'slice':
      return slice(dtype, x, shape, kernel.start, kernel.strides)
    case 'pad':
      return pad(x, y.data[y.offset]!, kernel.low, kernel.interior, output)
    case 'concatenate':
      return concatenate(inputs, kernel.axis, output)
    case 'iota':
      return iota(kernel.axis, output)
    case 'dot':
      return dot(x, y, kernel.dims, output)
    case 'reduce':
      return reduce(kernel.op, x, kernel.axes, output)
    case 'argReduce':
      return argReduce(kernel.op, x, kernel.axis, output)
    case 'cumulative':
      return cumulative(kernel.op, x, kernel.axis, kernel.reverse, output)
    case 'gather': {
      const { dims, sliceSizes, mode, fillValue } = kernel
      return gather(x, y, dims, sliceSizes, mode, fillValue, output)
    }
    case 'scatter':
      return scatter(kernel.op, x, y, inputs[2]!, kernel.dims, kernel.mode, output)
    case 'dynamicSlice':
      return dynamicSlice(x, inputs.slice(1), output)
    case 'dynamicUpdateSlice':
      return dynamicUpdateSlice(x, y, inputs.slice(2), output)
    case 'cholesky':
      return cholesky(x, output)
    case 'triangularSolve': {
      const { lower, transposeA, unitDiagonal } = kernel
      return triangularSolve(x, y, lower, transposeA, unitDiagonal, output)
    }
  }
}

/** Runs one kernel that holds no program. */
export const runKernel = (
  kernel: DataKernel,
  inputs: readonly NdBuffer[],
  outputAvals: readonly Aval[],
): readonly NdBuffer[] => {
  switch (kernel.kind) {
    case 'elementwise':
      return elementwise(kernel, inputs, outputAvals)
    case 'sort':
      return sort(inputs, kernel.axis, kernel.numKeys, outputAvals)
    case 'lu':
      return lu(inputs[0]!, outputAvals)
    default:
      return [runSingle(kernel, inputs, outputAvals[0]!)]
  }
}
