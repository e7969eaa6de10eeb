import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ndarrayDevice } from '../../../src/backends/ndarray/index.ts'
import type { Aval, Shape } from '../../../src/core/aval.ts'
import type { Kernel } from '../../../src/core/kernel.ts'
import { type Atom, Lit, type Program, Var } from '../../../src/core/program.ts'
import {
  arg,
  type BinaryOp,
  binary,
  call,
  choose,
  compare,
  constant,
  convert,
  type Expr,
  type UnaryOp,
} from '../../../src/core/scalar.ts'
import { prop } from '../../support/prop.ts'
import { type Buffer, builder, f32, literal, readAll } from './programs.ts'
import { positiveSizes } from './support.ts'

/** Runs the equations one by one. */
const interpret = (program: Program, inputs: readonly Buffer[]): readonly Buffer[] => {
  const values = new Map<Var, Buffer>()
  const read = (atom: Atom): Buffer =>
    atom instanceof Lit
      ? ndarrayDevice.storage.put(atom.value.data(), atom.aval)
      : (values.get(atom) as Buffer)
  program.inputs.forEach((variable, i) => {
    values.set(variable, inputs[i] as Buffer)
  })
  for (const { primitive, params, inputs: atoms, outputs } of program.equations) {
    const avals = outputs.map(({ aval }) => aval)
    const kernel = primitive.lower(
      params,
      atoms.map(({ aval }) => aval),
      avals,
    )
    const results = ndarrayDevice.executor.run(
      kernel,
      atoms.map(read),
      atoms.map(({ aval }) => aval),
      avals,
    )
    outputs.forEach((variable, i) => {
      values.set(variable, results[i] as Buffer)
    })
  }
  return program.outputs.map(read)
}

const bufferOf = (aval: Aval, seed: number): Buffer => {
  const data = new Float32Array(aval.shape.reduce((a, b) => a * b, 1))
  data.forEach((_, i) => {
    data[i] = Math.sin(seed * 7 + i * i + 1) * 2
  })
  return ndarrayDevice.storage.put(data, aval)
}

const [x, y] = [arg(0, 'float32'), arg(1, 'float32')]

const unaryOps: readonly UnaryOp[] = ['neg', 'abs', 'tanh', 'floor', 'sqrt', 'erf', 'sin']
const binaryOps: readonly BinaryOp[] = ['add', 'sub', 'mul', 'div', 'max']
const mixed: readonly Expr[] = [
  choose(compare('lt', x, y), x, binary('mul', x, y)),
  binary('add', x, constant(0.3, 'float32')),
  convert(convert(binary('mul', x, y), 'int32'), 'float32'),
  binary('sub', binary('mul', x, x), binary('mul', y, y)),
]

interface Choice {
  readonly kind: number
  readonly left: number
  readonly right: number
  readonly op: number
}

/** Adds one equation to the program, of a kind and over operands that the numbers choose. */
const addEquation = (
  program: ReturnType<typeof builder>,
  atoms: readonly Atom[],
  { kind, left, right, op }: Choice,
  [m, n]: readonly [number, number],
): readonly Atom[] => {
  const first = atoms[left % atoms.length] as Atom
  const shape = first.aval.shape
  const matching = atoms.filter(
    ({ aval }) => aval.shape.length === 0 || `${aval.shape}` === `${shape}`,
  )
  const second = matching[right % matching.length] as Atom
  const apply = (kernel: Kernel, inputs: readonly Atom[], result: Shape) =>
    program.apply(kernel, inputs, f32(result))
  const elementwise = (...outputs: readonly Expr[]) => ({ kind: 'elementwise', outputs }) as const
  switch (kind % 12) {
    case 0:
    case 1:
    case 2:
      return apply(elementwise(binary(binaryOps[op % 5] as BinaryOp, x, y)), [first, second], shape)
    case 3:
    case 4:
      return apply(elementwise(call(unaryOps[op % 7] as UnaryOp, x)), [first], shape)
    case 5:
      return apply(elementwise(mixed[op % 4] as Expr), [first, second], shape)
    case 6:
      return program.apply(
        elementwise(binary('add', x, y), binary('sub', y, x)),
        [first, second],
        f32(shape),
        f32(shape),
      )
    case 7:
      return shape.length === 0
        ? apply({ kind: 'broadcast', shape: [m, n], dims: [] }, [first], [m, n])
        : shape.length === 1
          ? apply({ kind: 'broadcast', shape: [m, n], dims: [1] }, [first], [m, n])
          : apply({ kind: 'reshape', shape: [n, m] }, [first], [n, m])
    case 8:
      return shape.length === 2
        ? apply({ kind: 'transpose', permutation: [1, 0] }, [first], [...shape].reverse())
        : apply({ kind: 'reverse', axes: shape.map((_, i) => i) }, [first], shape)
    case 9:
      return shape.length === 2
        ? apply({ kind: 'reduce', op: 'sum', axes: [0] }, [first], shape.slice(1))
        : apply({ kind: 'reduce', op: 'max', axes: shape.map((_, i) => i) }, [first], [])
    case 10:
      return shape.length === 2
        ? apply(
            { kind: 'dot', dims: { contract: [[1], [1]], batch: [[], []] } },
            [first, first],
            [shape[0] ?? 0, shape[0] ?? 0],
          )
        : []
    default:
      return [literal(op / 3)]
  }
}

const programs: fc.Arbitrary<Program> = fc
  .record({
    sizes: fc.tuple(positiveSizes, positiveSizes),
    choices: fc.array(
      fc.record({ kind: fc.nat(100), left: fc.nat(100), right: fc.nat(100), op: fc.nat(100) }),
      { minLength: 1, maxLength: 30 },
    ),
    results: fc.array(fc.nat(100), { minLength: 1, maxLength: 4 }),
  })
  .map(({ sizes: [m, n], choices, results }) => {
    const inputs = [[m, n], [m, n], [n], []].map((shape) => new Var(f32(shape)))
    const building = builder()
    const atoms: Atom[] = [...inputs]
    for (const choice of choices) atoms.push(...addEquation(building, atoms, choice, [m, n]))
    // Prefers the last values, so that most of the program is alive.
    const outputs = results.map((r) => atoms.at(-1 - (r % Math.min(atoms.length, 6))) as Atom)
    return { inputs, equations: building.equations, outputs }
  })

describe('compile', () => {
  prop(
    'gives bit for bit what the equations give one by one, in every run',
    [programs],
    (program) => {
      const run = ndarrayDevice.executor.compile(program)
      const inputs = [1, 2].map((seed) => program.inputs.map(({ aval }) => bufferOf(aval, seed)))
      const expected = inputs.map((buffers) => readAll(program, interpret(program, buffers)))
      const before = inputs.map((buffers) => buffers.map(({ data }) => [...data]))
      const actual = inputs.map((buffers) => run(buffers))
      // Read after all runs: no run may write what an earlier one returned.
      expect(actual.map((buffers) => readAll(program, buffers))).toEqual(expected)
      expect(inputs.map((buffers) => buffers.map(({ data }) => [...data]))).toEqual(before)
    },
    { numRuns: 400 },
  )

  it('returns inputs and literals', () => {
    const input = new Var(f32([2]))
    const program: Program = {
      inputs: [input],
      equations: [],
      outputs: [literal(7), input, literal(3, 'int32')],
    }
    const buffers = ndarrayDevice.executor.compile(program)([bufferOf(f32([2]), 1)])
    expect(readAll(program, buffers)).toEqual([[7], readAll(program, buffers)[1], [3]])
  })
})
