import { describe, expect, it } from 'vitest'
import { checked } from '../../src/core/checked.ts'
import {
  ArgumentError,
  CotangentError,
  customVjp,
  grad,
  jit,
  lax,
  linearTranspose,
  meta,
  nn,
  np,
  optim,
  random,
  ShapeError,
  type Tensor,
  TracerError,
  treeLeaves,
  treeMap,
  vjp,
  vmap,
} from '../../src/index.ts'
import { errorOf } from '../support/public-functions.ts'

const vector = np.array([1, 2, 3])
const opOf = (run: () => unknown): string => (errorOf(run) as CotangentError).op

describe('an error names the function that was called', () => {
  it.each<[string, (x: Tensor) => unknown]>([
    ['zeros', () => np.zeros([-1])],
    ['append', (x) => np.append(np.ones([2, 3]), x.reshape([1, 3]), { axis: 1 })],
    ['median', (x) => np.median(x, { axis: 2 })],
    ['sum', (x) => np.sum(x, { where: np.ones([2]).gt(0) })],
    ['std', (x) => np.std(x, { where: np.ones([2]).gt(0) })],
    ['softmax', (x) => nn.softmax(x, { axis: 3 })],
    ['kron', () => np.kron('a' as never, 1)],
  ])('%s, eager and in every transform', (op, f) => {
    expect(opOf(() => f(vector))).toBe(op)
    expect(opOf(() => jit(f as never)(vector as never))).toBe(op)
    expect(opOf(() => vmap(f as never)(np.ones([2, 3]) as never))).toBe(op)
    expect(opOf(() => grad(f as never)(vector as never))).toBe(op)
  })

  it('as a method, and as what a function gives', () => {
    expect(opOf(() => vector.sum({ where: np.ones([2]).gt(0) }))).toBe('sum')
    const layer = nn.dense(2, 3)
    expect(opOf(() => layer.apply(layer.init(random.key(0)), vector))).toBe('dense')
    const adam = optim.adam(0.1)
    expect(opOf(() => adam.update(np.ones([2]), adam.init(vector)))).toBe('adam.update')
    expect(opOf(() => vjp((x: Tensor) => x, vector)[1](np.ones([2])))).toBe('vjp')
  })

  it('in its message, its stack, its class and its place', () => {
    const error = errorOf(() => np.append(np.ones([2, 3]), vector, { axis: 1 })) as CotangentError
    expect(error).toBeInstanceOf(ShapeError)
    expect(error.message).toMatch(/^append: expected /)
    expect(error.stack).toContain(error.message)
    expect(error.stack).toContain('concatenate')
    const reading = errorOf(() => jit((n: Tensor) => np.ones(n as never))(np.array(1)))
    expect(reading).toBeInstanceOf(TracerError)
    expect((reading as Error).message).toMatch(/^ones shape: expected a concrete value.*staticArgn/)
    expect(() => linearTranspose(np.sin, vector)(vector)).toThrow(
      'linearTranspose: expected an operation that is linear in its input, got sin without',
    )
  })
})

class Own extends CotangentError {}

const both = { support: vector, query: vector }

const thrower = (): never => {
  throw new Own('mine', 'thrown by a callback')
}

const breaker = (): never => (null as unknown as { x: never }).x

describe('what a callback throws keeps its name and class', () => {
  const custom = customVjp((x: Tensor) => x).defvjp((x: Tensor) => [x, null], thrower)
  const layer = nn.dense(2, 3, { kernelInit: thrower })
  const net = (f: () => never) => nn.mlp([1, 1, 1], { activation: f })
  const scheduled = optim.sgd(thrower as never)
  it.each<[string, (f: () => never) => unknown]>([
    ['jit', (f) => jit(f)()],
    ['grad', (f) => grad(f as never)(vector as never)],
    ['vmap', (f) => vmap(f as never)(vector as never)],
    ['scan', (f) => lax.scan(f, 0, vector)],
    ['map', (f) => lax.map(f, vector)],
    ['map in batches', (f) => lax.map(f, vector, { batchSize: 2 })],
    ['cond', (f) => lax.cond(true, f, f)],
    ['foriLoop', (f) => lax.foriLoop(0, 2, f, 0)],
    ['whileLoop', (f) => lax.whileLoop(f, f, 0)],
    ['associativeScan', (f) => lax.associativeScan(f, vector)],
    ['treeMap', (f) => treeMap(f, { a: 1 })],
    ['isLeaf', (f) => treeLeaves({ a: 1 }, { isLeaf: f })],
    ['vectorize', (f) => np.vectorize(f as never)(1 as never)],
    ['apply', (f) => vector.at(0).apply(f)],
    ['an inner loop', (f) => meta.gradientSteps(optim.sgd(0.1), 1)(f)(vector, vector)],
    ['an objective', (f) => meta.objective(f, meta.withoutAdaptation)(1, both)],
    ['a stage', (f) => nn.sequential(f as never).apply([null], vector)],
    ['an activation', (f) => net(f).apply(net(f).init(random.key(0)), np.ones([1]))],
  ])('%s', (_, call) => {
    expect(errorOf(() => call(thrower))).toBeInstanceOf(Own)
    expect(opOf(() => call(thrower))).toBe('mine')
    expect(errorOf(() => call(breaker))).toBeInstanceOf(TypeError)
  })

  it('also where the function was given before', () => {
    expect(opOf(() => layer.init(random.key(0)))).toBe('mine')
    expect(opOf(() => scheduled.update(vector, scheduled.init(vector)))).toBe('mine')
    expect(opOf(() => vjp(custom as never, vector as never)[1](vector))).toBe('mine')
  })

  it('and so does what the functions of the library throw in it', () => {
    expect(opOf(() => treeMap((x) => np.zeros([-x]), { a: 1 }))).toBe('zeros')
    expect(opOf(() => nn.sequential((_) => np.zeros([-1])).apply([null], 1))).toBe('zeros')
  })
})

describe('an error of what a function is made of', () => {
  const given = checked('outer(x, y?)', (_x: unknown, _y?: unknown): number => {
    throw new RangeError('Invalid array length')
  })

  it('is an ArgumentError of the function, with its arguments and its cause', () => {
    const error = errorOf(() => given(vector, 'a')) as ArgumentError
    expect(error).toBeInstanceOf(ArgumentError)
    expect(error.message).toBe(
      'outer: expected other arguments, got f32[3], the string "a"; they led to: Invalid array length',
    )
    expect(error.cause).toBeInstanceOf(RangeError)
  })

  it('is not what ends the stack', () => {
    const endless = checked('endless()', (): number => endless() + 1)
    expect(errorOf(endless)).toBeInstanceOf(RangeError)
  })
})
