import './setup.ts'

// Settings
export { setRelaxedSimd, setThreads } from './backends/wasm/index.ts'
export type { CheckpointPolicy } from './control/saving.ts'
// Values
export type { Aval, Shape } from './core/aval.ts'
export type { TensorLike } from './core/convert.ts'
// Devices, and the extension by primitives and devices of your own
export {
  Device,
  type DeviceLike,
  type DeviceParts,
  device,
  devices,
  type Executable,
  type Executor,
  type Explanation,
  registerDevice,
  type Storage,
  setDefaultDevice,
  withDevice,
} from './core/device.ts'
export type { DataArray, DType } from './core/dtype.ts'
// Errors
export {
  ArgumentError,
  AxisError,
  CotangentError,
  DeviceError,
  DtypeError,
  KeyReuseError,
  MissingRuleError,
  ShapeError,
  TracerError,
  TreeError,
} from './core/errors.ts'
export type { NestedArray } from './core/format.ts'
export type { Kernel } from './core/kernel.ts'
export type { Params, Primitive, Tangent } from './core/primitive.ts'
export type { ClosedProgram, Program } from './core/program.ts'
// Trees
export { registerPytreeNode } from './core/register-node.ts'
export * as scalar from './core/scalar.ts'
export { showAval } from './core/show-aval.ts'
export { isTensor, Tensor } from './core/tensor.ts'
export { bind } from './core/trace.ts'
export {
  type LeafOf,
  type MapTree,
  type Tree,
  type TreeOptions,
  treeAll,
  treeFlatten,
  treeLeaves,
  treeMap,
  treeMapWithPath,
  treeReduce,
  treeStructure,
  treeStructureString,
  treeTranspose,
  treeUnflatten,
} from './core/tree.ts'
export type { IsLeaf, PathKey, TreeDef } from './core/tree-def.ts'
export type { TypedArray } from './core/typed-arrays.ts'
// Transforms
export { jit } from './jit.ts'
// Libraries
export * as lax from './lax/index.ts'
export { treeAdd, treeDot, treeLerp, treeScale, treeSub } from './linalg/tree-vector.ts'
export * as meta from './meta/index.ts'
export * as nn from './nn/index.ts'
export * as np from './numpy/index.ts'
export * as optim from './optim/index.ts'
export { type ElementwiseRules, elementwise } from './primitives/families.ts'
export * as random from './random/index.ts'
export { debugKeyReuse } from './random/key-reuse.ts'
export * as scipy from './scipy/index.ts'
export * as tasks from './tasks/index.ts'
export { type AssociativeScanOptions, associativeScan } from './transforms/associative-scan.ts'
export { type CheckpointOptions, checkpoint, checkpointName } from './transforms/checkpoint.ts'
export * as checkpointPolicies from './transforms/checkpoint-policies.ts'
export { type CustomJvp, type CustomRuleOptions, customJvp } from './transforms/custom-jvp.ts'
export {
  customLinearSolve,
  type LinearMap,
  type LinearSolveOptions,
} from './transforms/custom-linear-solve.ts'
export { customRoot, type RootOptions } from './transforms/custom-root.ts'
export { type CustomVjp, customVjp } from './transforms/custom-vjp.ts'
export { devicePut } from './transforms/device-put.ts'
export type { Argnums } from './transforms/differentiable.ts'
export { type GradOptions, grad, valueAndGrad } from './transforms/grad.ts'
export {
  hessian,
  type Jacobian,
  type JacobianOptions,
  jacfwd,
  jacrev,
} from './transforms/jacobian.ts'
export type { JitOptions, Jitted } from './transforms/jit.ts'
export { type JvpOptions, type JvpResult, jvp, linearize } from './transforms/jvp.ts'
export type { Lowering } from './transforms/lowering.ts'
export { evalShape, type Jaxpr, makeJaxpr, ShapeDtypeStruct } from './transforms/make-jaxpr.ts'
export { ravelPytree } from './transforms/ravel-pytree.ts'
export { stopGradient } from './transforms/stop-gradient.ts'
export type { Selected, Tensors } from './transforms/types.ts'
export { linearTranspose, vjp } from './transforms/vjp.ts'
export { type Axes, type VmapOptions, vmap } from './transforms/vmap.ts'
