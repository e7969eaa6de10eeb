import '../setup-wasm.ts'

export * as flat from './flat.ts'
export * as tensor from './tensor.ts'
export {
  grad,
  hessian,
  jacfwd,
  jacrev,
  jit,
  jvp,
  scan,
  valueAndGrad,
  vjp,
  vmap,
} from './transforms.ts'
export * as tree from './tree.ts'
