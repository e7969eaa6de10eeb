import '../setup-wasm.ts'

export { type AxesConstraints, axes } from './arbitraries/axes.ts'
export { dtypes } from './arbitraries/dtypes.ts'
export { permutations } from './arbitraries/permutations.ts'
export { type ShapeConstraints, shapes } from './arbitraries/shapes.ts'
export {
  type CurvePoints,
  type SinusoidTask,
  type SinusoidTaskConstraints,
  sinusoidTasks,
} from './arbitraries/sinusoid-tasks.ts'
export { type TensorConstraints, tensors } from './arbitraries/tensors.ts'
export { type TreeConstraints, trees } from './arbitraries/trees.ts'
export { type CheckGradsOptions, checkGrads, type GradMode } from './check-grads.ts'
export type { Tolerance } from './compare.ts'
export { LawError } from './law-error.ts'
export { isLinear } from './laws/is-linear.ts'
export { jitIsEager } from './laws/jit-is-eager.ts'
export { jvpMatchesFiniteDifferences } from './laws/jvp-matches-finite-differences.ts'
export type { LawOptions, NumericLawOptions } from './laws/options.ts'
export { secondDerivativesAgree } from './laws/second-derivatives-agree.ts'
export { transposeIsAdjoint } from './laws/transpose-is-adjoint.ts'
export { type VmapJvpLawOptions, vmapCommutesWithJvp } from './laws/vmap-commutes-with-jvp.ts'
export { type VmapLawOptions, vmapIsLoop } from './laws/vmap-is-loop.ts'
export { areTensorsEqual, matchers, type TensorMatchers } from './matchers.ts'
