import { ndarrayDevice } from '../../../src/backends/ndarray/index.ts'
import type { ModuleContext } from '../../../src/backends/wasm/context.ts'
import { i32, ModuleBuilder } from '../../../src/backends/wasm/encoder/index.ts'
import { loadLanes, storeLanes } from '../../../src/backends/wasm/lanes/access.ts'
import { type Evaluate, evaluator, laneEvaluator } from '../../../src/backends/wasm/lanes/index.ts'
import type { Lane } from '../../../src/backends/wasm/lanes/lane.ts'
import type { Buffer } from '../../../src/compiler/kernels.ts'
import { makeAval } from '../../../src/core/aval.ts'
import { allocate, bytesOf, type DataArray, type DType } from '../../../src/core/dtype.ts'
import type { Expr } from '../../../src/core/scalar.ts'
import { dtypeOfData } from '../../../src/core/typed-arrays.ts'
import { makeContext } from './support.ts'

type MakeEvaluate = (context: ModuleContext) => Evaluate

const padded = (size: number): number => Math.ceil(size / 4) * 4

/** A loop over buffers of `size` elements; `run` computes once more. */
export interface Looping {
  readonly inputs: readonly DataArray[]
  readonly outputs: readonly DataArray[]
  readonly run: (times?: number) => void
}

/** Compiles a loop that computes outputs from inputs, element by element. */
const compileLoop = (
  inputTypes: readonly DType[],
  outputTypes: readonly DType[],
  size: number,
  make: MakeEvaluate,
  relaxed = false,
): Looping => {
  const context = makeContext(new ModuleBuilder(), relaxed)
  const buffers = (types: readonly DType[]): readonly Buffer[] =>
    types.map((dtype) => ({ dtype, size: padded(size) }))
  const inputs = buffers(inputTypes)
  const outputs = buffers(outputTypes)
  const evaluateAll = make(context)
  const f = context.module.function([i32], [], 'run')
  const pointer = f.local(i32)
  const rounds = 0
  const pointTo = (index: number, dtype: DType): void => {
    f.get(index).i32(bytesOf(dtype)).op('i32.mul').set(pointer)
  }
  f.loop(() => {
    f.repeat(
      padded(size),
      (index) => {
        const results = evaluateAll(f, (i) => {
          const { dtype } = inputs[i]!
          pointTo(index, dtype)
          return loadLanes(context, f, dtype, pointer, context.addressOf(inputs[i]!), 1)
        })
        results.forEach((registers, i) => {
          const { dtype } = outputs[i]!
          pointTo(index, dtype)
          storeLanes(context, f, dtype, pointer, context.addressOf(outputs[i]!), 1, registers)
        })
      },
      4,
    )
    f.get(rounds).i32(1).op('i32.sub').tee(rounds).brIf(0)
  })
  for (const buffer of [...inputs, ...outputs]) context.addressOf(buffer)
  const running = context.instantiate()
  const dataOf = (buffer: Buffer): DataArray => running.data(buffer).subarray(0, size)
  return {
    inputs: inputs.map(dataOf),
    outputs: outputs.map(dataOf),
    run: (times = 1) => running.call('run', times),
  }
}

const runOn = (loop: Looping, inputs: readonly DataArray[]): readonly DataArray[] => {
  loop.inputs.forEach((data, i) => {
    data.set(inputs[i]!)
  })
  loop.run()
  return loop.outputs
}

interface Node {
  readonly op: string
  readonly args: readonly Node[]
  readonly value: number | bigint
}

/** The dtypes of inputs: those of the arguments that read them where bytes may be booleans as well. */
const dtypesOf = <T extends Node>(
  roots: readonly T[],
  inputs: readonly DataArray[],
  isBool: (node: T) => boolean,
): readonly DType[] => {
  const seen = new Set<Node>()
  const bools = new Set<number>()
  const visit = (node: Node): void => {
    if (seen.has(node)) return
    seen.add(node)
    if (node.op === 'arg' && isBool(node as T)) bools.add(Number(node.value))
    node.args.forEach(visit)
  }
  roots.forEach(visit)
  return inputs.map((data, i) => (bools.has(i) ? 'bool' : dtypeOfData(data)))
}

const dtypesOfExpressions = (
  expressions: readonly Expr[],
  inputs: readonly DataArray[],
): readonly DType[] => dtypesOf(expressions, inputs, ({ dtype }) => dtype === 'bool')

/** Values of expressions at each element of the inputs, by way of a module. */
export const evaluate = (
  expressions: readonly Expr[],
  inputs: readonly DataArray[],
): readonly DataArray[] =>
  runOn(
    compileLoop(
      dtypesOfExpressions(expressions, inputs),
      expressions.map(({ dtype }) => dtype),
      inputs[0]!.length,
      (context) => evaluator(context, expressions),
    ),
    inputs,
  )

const dtypeOfLane = { f32: 'float32', f64: 'float64', i32: 'int32', mask: 'bool' } as const

/** The same for expressions over lanes. */
export const evaluateLanes = (
  lanes: readonly Lane[],
  inputs: readonly DataArray[],
): readonly DataArray[] =>
  runOn(
    compileLoop(
      dtypesOf(lanes, inputs, ({ type }) => type === 'mask'),
      lanes.map(({ type }) => dtypeOfLane[type as keyof typeof dtypeOfLane]),
      inputs[0]!.length,
      (context) => laneEvaluator(context, lanes),
    ),
    inputs,
  )

/** Values of expressions by the reference backend. */
export const reference = (
  expressions: readonly Expr[],
  inputs: readonly DataArray[],
): readonly DataArray[] => {
  const dtypes = dtypesOfExpressions(expressions, inputs)
  const avals = inputs.map((data, i) => makeAval([data.length], dtypes[i]!))
  const outputs = expressions.map(({ dtype }) => makeAval([inputs[0]!.length], dtype))
  const buffers = ndarrayDevice.executor.run(
    { kind: 'elementwise', outputs: expressions },
    inputs.map((data, i) => ndarrayDevice.storage.put(data, avals[i]!)),
    avals,
    outputs,
  )
  return buffers.map((buffer, i) => ndarrayDevice.storage.read(buffer, outputs[i]!))
}

/** The values as the dtype stores them. */
export const dataOf = (dtype: DType, values: readonly number[]): DataArray => {
  const data = allocate(dtype, values.length)
  data.set(values)
  return data
}
