import { ndarrayDevice } from '../../../src/backends/ndarray/index.ts'
import { type Aval, makeAval, type Shape } from '../../../src/core/aval.ts'
import { scalar } from '../../../src/core/convert.ts'
import { registerDevice } from '../../../src/core/device.ts'
import type { DType } from '../../../src/core/dtype.ts'
import type { Kernel } from '../../../src/core/kernel.ts'
import type { Primitive } from '../../../src/core/primitive.ts'
import { type Atom, Lit, type Program, Var } from '../../../src/core/program.ts'

// Literals of programs live on the host.
registerDevice(ndarrayDevice)

export const f32 = (shape: Shape): Aval => makeAval(shape, 'float32')

export type Buffer = ReturnType<typeof ndarrayDevice.storage.put>

/** A program under construction. Every equation applies a primitive that means one given kernel. */
export const builder = () => {
  const equations: Program['equations'][number][] = []
  return {
    equations,
    apply: (kernel: Kernel, inputs: readonly Atom[], ...avals: readonly Aval[]): readonly Var[] => {
      const outputs = avals.map((aval) => new Var(aval))
      const primitive = { name: kernel.kind, lower: () => kernel } as unknown as Primitive
      equations.push({ primitive, params: {} as never, inputs, outputs })
      return outputs
    },
  }
}

export const literal = (value: number, dtype: DType = 'float32'): Lit =>
  new Lit(scalar(value, dtype))

/** The elements of the program's results. */
export const readAll = (program: Program, buffers: readonly Buffer[]) =>
  program.outputs.map(({ aval }, i) => [...ndarrayDevice.storage.read(buffers[i] as Buffer, aval)])
