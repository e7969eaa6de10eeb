import { describe, expect, it } from 'vitest'
import { makeAval } from '../../src/core/aval.ts'
import { checkProgram } from '../../src/core/check.ts'
import { type Equation, type Program, Var } from '../../src/core/program.ts'
import { grad, jit, lax, makeJaxpr, np, type Tensor } from '../../src/index.ts'

const f = (x: Tensor): Tensor => np.sum(np.sin(x).mul(2))
const programOf = (g: (x: Tensor) => unknown): Program => makeJaxpr(g)(np.ones([3])).program

const withEquation = (
  program: Program,
  index: number,
  change: (equation: Equation) => Equation,
): Program => ({
  ...program,
  equations: program.equations.map((e, i) => (i === index ? change(e) : e)),
})

describe('checkProgram', () => {
  it('accepts the programs of functions and of their derivatives', () => {
    checkProgram(programOf(f))
    checkProgram(programOf(grad(f)))
    checkProgram(programOf(jit(grad(jit(f)))))
    checkProgram(
      programOf((x) => lax.scan((c: Tensor, u: Tensor) => [c.add(u), c] as const, x.get(0), x)),
    )
  })

  it('finds a variable that is used before it is assigned', () => {
    const program = programOf(f)
    const reversed = { ...program, equations: [...program.equations].reverse() }
    expect(() => checkProgram(reversed)).toThrow(
      'used before it is assigned in equation 0 (reduce_sum)',
    )
    expect(() => checkProgram({ ...program, inputs: [] })).toThrow('equation 0 (sin)')
    const free = { ...program, outputs: [new Var(makeAval([], 'float32'))] }
    expect(() => checkProgram(free)).toThrow('in the outputs')
  })

  it('finds a variable that is assigned twice', () => {
    const program = programOf(f)
    const twice = { ...program, equations: [...program.equations, ...program.equations.slice(-1)] }
    expect(() => checkProgram(twice)).toThrow('assigned twice in equation 3 (reduce_sum)')
    const [x] = program.inputs
    expect(() => checkProgram({ ...program, inputs: [x as Var, x as Var] })).toThrow('the inputs')
  })

  it('finds outputs that are not what the shape rule promises', () => {
    const program = programOf(f)
    const wider = withEquation(program, 0, (e) => ({
      ...e,
      outputs: [new Var(makeAval([4], 'float32'))],
    }))
    expect(() => checkProgram(wider)).toThrow(
      'an output f32[4] instead of f32[3] in equation 0 (sin)',
    )
    const none = withEquation(program, 0, (e) => ({ ...e, outputs: [] }))
    expect(() => checkProgram(none)).toThrow('0 outputs instead of 1')
  })

  it('looks into the programs that equations hold', () => {
    const program = programOf(jit(f))
    const broken = withEquation(program, 0, (e) => {
      const { program: inner, ...rest } = e.params as unknown as { readonly program: Program }
      return { ...e, params: { ...rest, program: { ...inner, inputs: [] } } as never }
    })
    expect(() => checkProgram(broken)).toThrow('equation 0 (sin)')
  })
})
