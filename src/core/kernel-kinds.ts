import type { Kernel } from './kernel.ts'

type Kind = Kernel['kind']

/** What everybody who reads, fuses, places or runs kernels asks of a kind. */
interface KindFacts {
  /**
   * How its results come about: as a `view` of the operand's elements, at the `points` of an index space, by a `product`,
   * from the `parts` that operands fill, over `dense` arrays, or by `control` of programs.
   */
  readonly work: 'view' | 'points' | 'product' | 'parts' | 'dense' | 'control'
  /** Whether operands have to lie in row-major order. */
  readonly rowMajor: boolean
  /** Whether the result may take over the memory of the first operand. */
  readonly updates: boolean
}

const view = { work: 'view', rowMajor: false, updates: false } as const
const points = { work: 'points', rowMajor: false, updates: false } as const
const parts = { work: 'parts', rowMajor: false, updates: false } as const
const dense = { work: 'dense', rowMajor: true, updates: false } as const
const update = { work: 'dense', rowMajor: true, updates: true } as const
const control = { work: 'control', rowMajor: false, updates: false } as const

/** The facts of each kind; a kind without them does not compile. */
const kinds = {
  elementwise: points,
  iota: points,
  reduce: points,
  broadcast: view,
  reshape: view,
  transpose: view,
  reverse: view,
  slice: view,
  pad: parts,
  concatenate: parts,
  dot: { work: 'product', rowMajor: false, updates: false },
  argReduce: dense,
  cumulative: dense,
  gather: dense,
  scatter: update,
  dynamicSlice: dense,
  dynamicUpdateSlice: update,
  sort: dense,
  cholesky: dense,
  triangularSolve: dense,
  lu: dense,
  cond: control,
  while: control,
  // Arguments are copied to where the body, or the called program, reads them.
  scan: { ...control, rowMajor: true },
  call: { ...control, rowMajor: true },
} as const satisfies Readonly<Record<Kind, KindFacts>>

/** The kernels of which a fact has a value. */
type KernelOf<F extends keyof KindFacts, V> = Extract<
  Kernel,
  { readonly kind: { [K in Kind]: (typeof kinds)[K][F] extends V ? K : never }[Kind] }
>

/** Kernels whose result reads the operand's elements in another order. */
export type ViewKernel = KernelOf<'work', 'view'>
/** Kernels that hold programs. */
export type ControlKernel = KernelOf<'work', 'control'>
/** Kernels over dense arrays. */
export type DenseKernel = KernelOf<'work', 'dense'>

export const isViewKernel = (kernel: Kernel): kernel is ViewKernel =>
  kinds[kernel.kind].work === 'view'

export const isControl = (kernel: Kernel): kernel is ControlKernel =>
  kinds[kernel.kind].work === 'control'

/** Whether a kernel's operands have to lie in row-major order. */
export const needsRowMajor = ({ kind }: Kernel): boolean => kinds[kind].rowMajor

/** Whether a kernel's result may take over the memory of its first operand. */
export const updatesOperand = ({ kind }: Kernel): boolean => kinds[kind].updates
