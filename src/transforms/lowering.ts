import { simplify } from '../compiler/simplify.ts'
import { type Device, defaultDevice, type Explanation } from '../core/device.ts'
import { inspectable } from '../core/inspect.ts'
import { printProgram } from '../core/print.ts'
import type { ClosedProgram } from '../core/program.ts'

/** A function as `jit` compiles it for arguments of one signature; prints all of it. */
export interface Lowering {
  /** The program that tracing gives. */
  readonly program: string
  /** The program after simplification. */
  readonly simplified: string
  /** What the device makes of that; `null` for a device that does not say. */
  readonly compiled: Explanation | null
  readonly toString: () => string
}

/** Shows what becomes of a traced function. */
export const loweringOf = (
  { program, constants }: ClosedProgram,
  device: Device = defaultDevice(),
): Lowering => {
  const equal = simplify(program)
  const texts = {
    program: printProgram(program, constants.length),
    simplified: printProgram(equal, constants.length),
  }
  const compiled = device.executor.explain?.(equal) ?? null
  const sections: Readonly<Record<string, string>> = {
    ...texts,
    ...(compiled && {
      kernels: compiled.kernels,
      memory: compiled.memory,
      code: `${compiled.codeBytes} bytes`,
    }),
  }
  const show = (): string =>
    Object.entries(sections)
      .map(([title, text]) => `${title}\n${text}`)
      .join('\n\n')
  return inspectable({ ...texts, compiled, toString: show }, show)
}
