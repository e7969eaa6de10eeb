import { type Aval, showAval } from './aval.ts'
import type { Device, Executable } from './device.ts'
import { unreachable } from './errors.ts'
import { identityOf, parameterKey } from './identity.ts'
import type { Kernel } from './kernel.ts'
import { boundedMap, type Cache, getOrCreate } from './maps.ts'
import type { Primitive } from './primitive.ts'
import { bound, equation, type Program, Var } from './program.ts'

/** A program ready to run on a device, compiled once. */
const executableOf = (device: Device, program: Program): Executable =>
  getOrCreate(device.executables, program, () => device.executor.compile(program))

/** A program of one kernel. */
export const programOf = (
  kernel: Kernel,
  inputAvals: readonly Aval[],
  outputAvals: readonly Aval[],
): Program => {
  const unused = (): never => unreachable('a rule of a kernel on its own')
  const primitive: Primitive<object> = {
    name: kernel.kind,
    abstract: () => outputAvals,
    jvp: unused,
    batch: unused,
    lower: () => kernel,
  }
  const inputs = inputAvals.map((aval) => new Var(aval))
  const outputs = outputAvals.map((aval) => new Var(aval))
  return { inputs, equations: [equation(bound(primitive, {}), inputs, outputs)], outputs }
}

/** Equal exactly for kernels that do the same to operands of the same avals. */
export const kernelKey = (
  kernel: Kernel,
  inputs: readonly Aval[],
  outputs: readonly Aval[],
): string => {
  // Elementwise kernels of equal meaning are one object.
  const name = kernel.kind === 'elementwise' ? identityOf(kernel) : parameterKey(kernel)
  const show = (avals: readonly Aval[]): string => avals.map((a) => showAval(a)).join()
  return `${name} ${show(inputs)} ${show(outputs)}`
}

/** How many kernels that were programs of their own are kept. */
const maxKernels = 512
const programs: Cache<string, Program> = boundedMap(maxKernels)

/** Has a device do a kernel's work. */
export const execute = (
  device: Device,
  kernel: Kernel,
  inputs: readonly unknown[],
  inputAvals: readonly Aval[],
  outputAvals: readonly Aval[],
): readonly unknown[] => {
  if (kernel.kind === 'call') return executableOf(device, kernel.program)(inputs, kernel.donated)
  const { run } = device.executor
  if (run !== undefined) return run(kernel, inputs, inputAvals, outputAvals)
  const key = kernelKey(kernel, inputAvals, outputAvals)
  const program = getOrCreate(programs, key, () => programOf(kernel, inputAvals, outputAvals))
  return executableOf(device, program)(inputs)
}
