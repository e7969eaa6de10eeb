import { sameAval, showAval } from './aval.ts'
import { CotangentError } from './errors.ts'
import { type Atom, type Equation, type Program, Var } from './program.ts'

const isProgram = (value: unknown): value is Program =>
  typeof value === 'object' && value !== null && 'equations' in value

const programsIn = (params: object): readonly Program[] =>
  Object.values(params).flatMap((value: unknown) =>
    isProgram(value) ? [value] : Array.isArray(value) ? value.filter(isProgram) : [],
  )

/**
 * Checks that a program is well-formed, at any depth: variables are assigned once and before use, and
 * every equation's outputs have the avals that its primitive's shape rule gives.
 *
 * @throws CotangentError naming the first equation that is wrong
 */
export const checkProgram = (program: Program): void => {
  const defined = new Set<Var>()
  const fail = (where: string, what: string): never => {
    throw new CotangentError(
      'checkProgram',
      `expected a well-formed program, got ${what} in ${where}`,
    )
  }
  const define = (v: Var, where: string): void => {
    if (defined.has(v)) fail(where, 'a variable that is assigned twice')
    defined.add(v)
  }
  const use = (atom: Atom, where: string): void => {
    if (atom instanceof Var && !defined.has(atom))
      fail(where, 'a variable used before it is assigned')
  }
  for (const v of program.inputs) define(v, 'the inputs')
  program.equations.forEach(({ primitive, params, inputs, outputs }: Equation, i) => {
    const where = `equation ${i} (${primitive.name})`
    for (const atom of inputs) use(atom, where)
    programsIn(params).forEach(checkProgram)
    const promised = primitive.abstract(
      inputs.map((a) => a.aval),
      params,
    )
    if (promised.length !== outputs.length)
      fail(where, `${outputs.length} outputs instead of ${promised.length}`)
    outputs.forEach((v, k) => {
      const aval = promised[k]
      if (aval === undefined || !sameAval(aval, v.aval))
        fail(
          where,
          `an output ${showAval(v.aval)} instead of ${aval === undefined ? 'none' : showAval(aval)}`,
        )
      define(v, where)
    })
  })
  for (const atom of program.outputs) use(atom, 'the outputs')
}
