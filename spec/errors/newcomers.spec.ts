import { describe, expect, it } from 'vitest'
import {
  checkpoint,
  customJvp,
  evalShape,
  grad,
  hessian,
  jacrev,
  jit,
  jvp,
  lax,
  linearize,
  makeJaxpr,
  np,
  type Tensor,
  treeMap,
  valueAndGrad,
  vjp,
  vmap,
} from '../../src/index.ts'

const one = np.array(1)
const square = (x: Tensor): Tensor => x.mul(x)

describe('options', () => {
  it('say which there are, and which was meant', () => {
    expect(() => grad(square, { argNums: 1 } as never)).toThrowErrorMatchingInlineSnapshot(
      `[ArgumentError: grad: expected options among { argnums, hasAux, allowInt }, got "argNums"; write argnums]`,
    )
    expect(() => vmap(square, { in_axes: 0 } as never)).toThrowErrorMatchingInlineSnapshot(
      `[ArgumentError: vmap: expected options among { inAxes, outAxes, axisSize, axisName }, got "in_axes"; write inAxes]`,
    )
    expect(() => jit(square, { static_argnums: 0 } as never)).toThrowErrorMatchingInlineSnapshot(
      `[ArgumentError: jit: expected options among { staticArgnums, donateArgnums, device }, got "static_argnums"; write staticArgnums]`,
    )
    expect(() => jit(square, { donate: true } as never)).toThrowErrorMatchingInlineSnapshot(
      `[ArgumentError: jit: expected options among { staticArgnums, donateArgnums, device }, got "donate"]`,
    )
    expect(() => np.sum(one, { keepDims: true } as never)).toThrowErrorMatchingInlineSnapshot(
      `[ArgumentError: sum: expected options among { axis, keepdims, dtype, initial, where }, got "keepDims"; write keepdims]`,
    )
  })

  it.each<[string, () => unknown, string]>([
    ['valueAndGrad', () => valueAndGrad(square, { has_aux: true } as never), 'write hasAux'],
    ['jacrev', () => jacrev(square, { argnum: 0 } as never), 'write argnums'],
    [
      'hessian',
      () => hessian(square, { hasAux: true } as never),
      'expected options among { argnums }',
    ],
    ['vmap', () => vmap(square, { outaxes: 0 } as never), 'write outAxes'],
    [
      'scan',
      () => lax.scan((c: Tensor) => [c, null], one, null, { len: 3 } as never),
      '{ length, reverse }',
    ],
    [
      'customJvp',
      () => customJvp(square, { nondiffArgNums: [0] } as never),
      'write nondiffArgnums',
    ],
    ['associativeScan', () => lax.associativeScan(np.add, one, { Axis: 0 } as never), 'write axis'],
  ])('of %s are checked', (_, f, message) => {
    expect(f).toThrow(message)
  })

  it('come in one record', () => {
    expect(() => grad(square, 1 as never)).toThrowErrorMatchingInlineSnapshot(
      `[ArgumentError: grad: expected options in one record, such as { argnums: … }, got the number 1]`,
    )
    expect(() => vmap(square, [0, null] as never)).toThrowErrorMatchingInlineSnapshot(
      `[ArgumentError: vmap: expected options in one record, such as { inAxes: … }, got an array]`,
    )
    expect(() => np.sum(one, 0 as never)).toThrow(
      'expected options in one record, such as { axis: … }',
    )
  })

  it('have types', () => {
    expect(() => grad(square, { hasAux: 'yes' as never })).toThrowErrorMatchingInlineSnapshot(
      `[ArgumentError: grad: expected hasAux to be true or false, got the string "yes"]`,
    )
    expect(() => jit(square, { staticArgnums: [1.5] })).toThrowErrorMatchingInlineSnapshot(
      `[ArgumentError: jit: expected staticArgnums to be an integer or a list of integers, got the number 1.5 in it]`,
    )
  })
})

describe('a function that is called instead of handed over', () => {
  it('is missed by every transform', () => {
    expect(() => grad(square(one) as never)).toThrowErrorMatchingInlineSnapshot(
      `[ArgumentError: grad: expected f to be a function, got f32[]; hand over the function itself, not the result of calling it]`,
    )
    const value = one as never
    const transforms = [
      grad,
      valueAndGrad,
      vmap,
      jit,
      jacrev,
      hessian,
      checkpoint,
      makeJaxpr,
      customJvp,
    ]
    for (const transform of transforms as readonly ((f: never) => unknown)[])
      expect(() => transform(value)).toThrow('expected f to be a function')
    for (const transform of [vjp, linearize, evalShape])
      expect(() => (transform as (f: never) => unknown)(value)).toThrow('to be a function')
    expect(() => jvp(value, [one], [one])).toThrow('to be a function')
    expect(() => treeMap(value, { a: 1 })).toThrow('to be a function')
    expect(() => lax.scan(value, one, null)).toThrow('to be a function')
  })
})

describe('a function that is handed over instead of called', () => {
  it('is named', () => {
    expect(() => np.add(grad(square) as never, 1)).toThrowErrorMatchingInlineSnapshot(
      `[ArgumentError: add: expected a tensor, number, boolean, typed array or ndarray, got the function f (call it for its result)]`,
    )
    expect(() => grad((_: Tensor) => square)(one)).toThrow('got the function square (call it')
  })
})

describe('values that are no tensors', () => {
  it('are named for what they are', () => {
    expect(() => np.sum([1, 2, 3] as never)).toThrowErrorMatchingInlineSnapshot(
      `[ArgumentError: sum: expected a tensor, number, boolean, typed array or ndarray, got an array (np.array makes a tensor of it)]`,
    )
    expect(() => one.add([1] as never)).toThrow('np.array makes a tensor of it')
    expect(() => np.sin('1' as never)).toThrow('got the string "1"')
    expect(() => np.sin({ x: 1 } as never)).toThrow('got an object with keys {x}')
    expect(() => np.sin(new Map() as never)).toThrow('got an instance of Map')
    expect(() => np.sin(3n as never)).toThrow('got the bigint 3')
    expect(() => np.sin(null as never)).toThrow('got null')
    expect(() => np.array(['1'] as never)).toThrow('got the string "1" at [0]')
  })

  it('may be undefined because something is missing', () => {
    const params: { w?: Tensor } = {}
    expect(() => np.matmul(params.w as never, one)).toThrowErrorMatchingInlineSnapshot(
      `[ArgumentError: matmul: expected a tensor, number, boolean, typed array or ndarray, got undefined (a missing argument, key or return value)]`,
    )
    const loss = (p: { w?: Tensor }, x: Tensor): Tensor => np.mul(p.w as Tensor, x)
    expect(() => grad(loss)({ w: undefined } as never, one)).toThrowErrorMatchingInlineSnapshot(
      `[ArgumentError: grad: expected a tensor, number, boolean, typed array or ndarray at args[0].w, got undefined (a missing argument, key or return value)]`,
    )
    expect(() => (grad(loss) as (p: object) => unknown)({ w: one })).toThrow(
      'multiply: expected a tensor',
    )
  })
})

describe('functions that do not return what they should', () => {
  it('may have forgotten to return', () => {
    const forgetful = (x: Tensor): void => {
      x.mul(2)
    }
    expect(() => jit(forgetful)(one)).toThrowErrorMatchingInlineSnapshot(
      `[ArgumentError: jit(forgetful): expected a tensor, number, boolean, typed array or ndarray at the result of forgetful, got undefined (a missing argument, key or return value)]`,
    )
    expect(() => grad(forgetful)(one)).toThrow('at the result of forgetful, got undefined')
    expect(() => vmap(forgetful)(np.zeros([2]))).toThrow(
      'at the result of forgetful, got undefined',
    )
  })

  it('may be asynchronous', () => {
    const later = async (x: Tensor): Promise<Tensor> => x
    expect(() => grad(later)(one)).toThrowErrorMatchingInlineSnapshot(
      `[ArgumentError: grad: expected a tensor, number, boolean, typed array or ndarray at the result of later, got a promise (await it before; transformed functions are synchronous)]`,
    )
    expect(() => jit(later)(one)).toThrow('got a promise')
    expect(() => jit(square)(Promise.resolve(one) as never)).toThrow('got a promise')
  })

  it('may return a text', () => {
    expect(() => jit((x: Tensor) => `${x}`)(one)).toThrow('got the string "Traced<f32[]>(jit)"')
  })
})

describe('jit', () => {
  it('says how to pass what is no tensor', () => {
    const f = (x: Tensor, options: { mode: string }) => (options.mode === 'train' ? x : x.neg())
    expect(() => jit(f)(one, { mode: 'train' })).toThrowErrorMatchingInlineSnapshot(
      `[ArgumentError: jit(f): expected a tensor, number, boolean, typed array or ndarray at args[1].mode, got the string "train"; what is no tensor fixes the program: pass it as an argument of its own, in staticArgnums]`,
    )
    expect(jit(f, { staticArgnums: -1 })(one, { mode: 'test' }).item()).toBe(-1)
  })

  it('keeps the positions of arguments in messages, whatever is static', () => {
    const f = (_: string, x: Tensor): Tensor => x
    expect(() => jit(f, { staticArgnums: 0 })('a', 'b' as never)).toThrow('at args[1]')
    expect(() => jit(f, { staticArgnums: 2 })('a', one)).toThrowErrorMatchingInlineSnapshot(
      `[ArgumentError: jit: expected staticArgnums to name arguments of f, got 2 with 2 arguments]`,
    )
  })
})
