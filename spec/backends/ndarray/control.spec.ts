import { describe, expect, it } from 'vitest'
import { ndarrayDevice } from '../../../src/backends/ndarray/index.ts'
import { type Aval, makeAval } from '../../../src/core/aval.ts'
import type { Kernel } from '../../../src/core/kernel.ts'
import { type Program, Var } from '../../../src/core/program.ts'
import { arg, binary, compare, constant, type Expr } from '../../../src/core/scalar.ts'
import { type Buffer, builder, f32, literal, readAll } from './programs.ts'

const [x, y] = [arg(0, 'float32'), arg(1, 'float32')]
const i32 = makeAval([], 'int32')
const [i, j] = [arg(0, 'int32'), arg(1, 'int32')]

/** A program of one elementwise kernel over float32 vectors of length 3. */
const vectorProgram = (inputs: readonly Aval[], ...outputs: readonly Expr[]): Program => {
  const vars = inputs.map((aval) => new Var(aval))
  const building = builder()
  const shape = inputs.find((aval) => aval.shape.length > 0)?.shape ?? []
  const results = building.apply(
    { kind: 'elementwise', outputs },
    vars,
    ...outputs.map(({ dtype }) => makeAval(shape, dtype)),
  )
  return { inputs: vars, equations: building.equations, outputs: results }
}

const int = (value: number): Buffer => ndarrayDevice.storage.put(new Int32Array([value]), i32)
const vector = (...values: readonly number[]): Buffer =>
  ndarrayDevice.storage.put(new Float32Array(values), f32([values.length]))

const run = (kernel: Kernel, inputs: readonly Buffer[], outputs: readonly Aval[]) =>
  ndarrayDevice.executor
    .run(kernel, inputs, [], outputs)
    .map((buffer, k) => [...ndarrayDevice.storage.read(buffer, outputs[k] as Aval)])

describe('kernels that hold programs', () => {
  const double = vectorProgram([f32([3])], binary('add', x, x))
  const square = vectorProgram([f32([3])], binary('mul', x, x))

  it('call one', () => {
    expect(run({ kind: 'call', program: double }, [vector(1, 2, 3)], [f32([3])])).toEqual([
      [2, 4, 6],
    ])
  })

  it.each([
    [-5, [2, 4, 6]],
    [0, [2, 4, 6]],
    [1, [1, 4, 9]],
    [9, [1, 4, 9]],
  ])('choose branch %i, clamped', (index, expected) => {
    const kernel = { kind: 'cond', branches: [double, square] } as const
    expect(run(kernel, [int(index), vector(1, 2, 3)], [f32([3])])).toEqual([expected])
  })

  it('loop while a condition holds', () => {
    // (n, v) → (n - 1, v * c) while n > limit
    const conditionVars = [new Var(i32), new Var(i32), new Var(f32([3]))]
    const conditionBuilder = builder()
    const holds = conditionBuilder.apply(
      { kind: 'elementwise', outputs: [compare('gt', j, i)] },
      conditionVars.slice(0, 2),
      makeAval([], 'bool'),
    )
    const bodyVars = [new Var(f32([])), new Var(i32), new Var(f32([3]))]
    const bodyBuilder = builder()
    const counted = bodyBuilder.apply(
      { kind: 'elementwise', outputs: [binary('sub', i, constant(1, 'int32'))] },
      [bodyVars[1] as Var],
      i32,
    )
    const scaled = bodyBuilder.apply(
      { kind: 'elementwise', outputs: [binary('mul', x, y)] },
      [bodyVars[2] as Var, bodyVars[0] as Var],
      f32([3]),
    )
    const kernel = {
      kind: 'while',
      condition: { inputs: conditionVars, equations: conditionBuilder.equations, outputs: holds },
      body: {
        inputs: bodyVars,
        equations: bodyBuilder.equations,
        outputs: [...counted, ...scaled],
      },
      numConds: 1,
      numBodies: 1,
    } as const
    const two = ndarrayDevice.storage.put(new Float32Array([2]), f32([]))
    expect(run(kernel, [int(1), two, int(4), vector(1, 2, 3)], [i32, f32([3])])).toEqual([
      [1],
      [8, 16, 24],
    ])
    expect(run(kernel, [int(9), two, int(4), vector(1, 2, 3)], [i32, f32([3])])).toEqual([
      [4],
      [1, 2, 3],
    ])
  })

  it.each([false, true])('scan along the first axis, reverse: %s', (reverse) => {
    // carry' = c * carry + row; the stacked result is row - carry'
    const vars = [new Var(f32([])), new Var(f32([2])), new Var(f32([2]))]
    const building = builder()
    const scaled = building.apply(
      { kind: 'elementwise', outputs: [binary('mul', x, y)] },
      [vars[1] as Var, vars[0] as Var],
      f32([2]),
    )
    const next = building.apply(
      { kind: 'elementwise', outputs: [binary('add', x, y)] },
      [scaled[0] as Var, vars[2] as Var],
      f32([2]),
    )
    const difference = building.apply(
      { kind: 'elementwise', outputs: [binary('sub', x, y)] },
      [vars[2] as Var, next[0] as Var],
      f32([2]),
    )
    const body: Program = {
      inputs: vars,
      equations: building.equations,
      outputs: [...next, ...difference, vars[2] as Var],
    }
    const kernel = { kind: 'scan', body, numConsts: 1, numCarry: 1, length: 3, reverse } as const
    const ten = ndarrayDevice.storage.put(new Float32Array([10]), f32([]))
    const rows = ndarrayDevice.storage.put(new Float32Array([1, 2, 3, 4, 5, 6]), f32([3, 2]))
    const stack = f32([3, 2])
    const results = run(kernel, [ten, vector(0, 1), rows], [f32([2]), stack, stack])
    expect(results).toEqual(
      reverse
        ? [
            [531, 1642],
            [-530, -1640, -50, -160, 0, -10],
            [1, 2, 3, 4, 5, 6],
          ]
        : [
            [135, 1246],
            [0, -10, -10, -120, -130, -1240],
            [1, 2, 3, 4, 5, 6],
          ],
    )
  })

  it('scan no steps', () => {
    const kernel = {
      kind: 'scan',
      body: double,
      numConsts: 0,
      numCarry: 1,
      length: 0,
      reverse: false,
    } as const
    expect(run(kernel, [vector(1, 2, 3)], [f32([3])])).toEqual([[1, 2, 3]])
  })

  it('keep apart what successive runs return', () => {
    const input = new Var(f32([3]))
    const building = builder()
    const called = building.apply(
      { kind: 'cond', branches: [double] },
      [literal(0, 'int32'), input],
      f32([3]),
    )
    const sum = building.apply(
      { kind: 'elementwise', outputs: [binary('add', x, y)] },
      [called[0] as Var, input],
      f32([3]),
    )
    const program = { inputs: [input], equations: building.equations, outputs: [...sum, ...called] }
    const compiled = ndarrayDevice.executor.compile(program)
    const first = compiled([vector(1, 2, 3)])
    const second = compiled([vector(4, 5, 6)])
    expect(readAll(program, first)).toEqual([
      [3, 6, 9],
      [2, 4, 6],
    ])
    expect(readAll(program, second)).toEqual([
      [12, 15, 18],
      [8, 10, 12],
    ])
  })
})
