import { describe, expect, it } from 'vitest'
import * as root from '../src/index.ts'
import { ArgumentError, np, random, Tensor } from '../src/index.ts'
import {
  publicFunctions as all,
  bogus,
  errorOf,
  type Loose,
  type PublicFunction,
  parametersOf,
} from './support/public-functions.ts'

/** What has to be right before options are checked. */
const argumentFor = (parameter: string): unknown => {
  const functions = ['f', 'combine', 'matvec', 'solve', 'tangentSolve']
  if (functions.includes(parameter)) return () => 0
  const numbers = ['learningRate', 'decay', 'weightDecay']
  if (numbers.includes(parameter)) return 0.5
  return parameter === 'init' || parameter === 'xs' ? np.zeros([2]) : undefined
}

/** Functions that take any number of arguments, and what they say about a record among them. */
const variadic: Readonly<
  Record<string, { readonly args: readonly unknown[]; readonly says: RegExp }>
> = {
  linearize: {
    args: [(x: Tensor) => x, 0, { hasAux: true }],
    says: /no options, got also \{ hasAux \}/,
  },
  vjp: { args: [(x: Tensor) => x, 0, { hasAux: true }], says: /no options, got also \{ hasAux \}/ },
  treeMap: {
    args: [(x: number) => x, 0, { isLeaf: () => true }],
    says: /no options, got also \{ isLeaf \}/,
  },
  'checkpointPolicies.saveAnyNamesButThese': { args: ['a', bogus], says: /names .*bogus/ },
  'checkpointPolicies.saveAnythingExceptTheseNames': { args: [bogus], says: /names .*bogus/ },
  'checkpointPolicies.saveOnlyTheseNames': { args: ['a', bogus], says: /names .*bogus/ },
  'lax.selectN': { args: [0, 1, 2, bogus], says: /bogus/ },
  'nn.sequential': { args: [bogus], says: /bogus/ },
  'np.at': { args: [np.zeros([2, 2]), 0, bogus], says: /bogus/ },
  'np.atleast1d': { args: [1, bogus], says: /bogus/ },
  'np.atleast2d': { args: [1, bogus], says: /bogus/ },
  'np.atleast3d': { args: [1, bogus], says: /bogus/ },
  'np.broadcastArrays': { args: [1, bogus], says: /bogus/ },
  'np.broadcastShapes': { args: [[1], bogus], says: /bogus/ },
  'np.einsum': { args: ['i->i', np.zeros([2]), bogus], says: /bogus/ },
  'np.get': { args: [np.zeros([2, 2]), 0, bogus], says: /bogus/ },
  'np.meshgrid': { args: [np.zeros([2]), bogus], says: /indexing, sparse/ },
  'np.resultType': { args: [1, bogus], says: /bogus/ },
  'optim.chain': { args: [bogus], says: /chain: expected init/ },
}

/** Functions that count nothing, and why. */
const uncounted: Readonly<Record<string, string>> = {
  bind: 'what every operation goes through; its primitive says how many inputs it has',
  isTensor: 'a type guard, which filter and every call with more than it takes',
  'testing.areTensorsEqual': 'an equality tester, which test runners call with more than it takes',
  'fp.vjp': 'takes the arguments of the function that it differentiates',
  evalShape: 'takes the arguments of the function that it evaluates',
  linearTranspose: 'takes the arguments of the function that it transposes',
  'lax.cond': 'takes the operands of its branches, which may be records',
  'lax.switch': 'takes the operands of its branches, which may be records',
}

const counting = all.filter(({ name }) => !(name in variadic) && !(name in uncounted))

describe('every public function', () => {
  it('is among those that are checked here', () => {
    expect(all.length).toBeGreaterThan(600)
    const names = all.map(({ name }) => name)
    for (const name of [...Object.keys(variadic), ...Object.keys(uncounted)])
      expect(names).toContain(name)
  })

  it.each(counting)('$name refuses surplus arguments, listing its own', ({ f }) => {
    parametersOf(f)
  })

  it.each(counting)('$name refuses an option that it does not have', ({ f }) => {
    const parameters = parametersOf(f)
    const place = parameters.findIndex((p) => p.startsWith('options') || p === 'constraints?')
    if (place < 0) {
      // Without options, a record in the place behind the last argument is a surplus one.
      const error = errorOf(() => f(...parameters.map(() => undefined), bogus))
      expect(error).toBeInstanceOf(ArgumentError)
      expect((error as Error).message).toContain('and no options, got also { bogus }')
      return
    }
    const args = parameters.slice(0, place).map((p) => argumentFor(p.replace('?', '')))
    const error = errorOf(() => {
      const result = f(...args, bogus)
      // What is curried has nothing to check before it is given a function.
      return typeof result === 'function' ? result((x: unknown) => x) : result
    })
    expect(error).toBeInstanceOf(ArgumentError)
    expect((error as Error).message).toMatch(/expected options among \{ .+ \}, got "bogus"/)
  })

  it.each(Object.entries(variadic))(
    '%s takes no options among its arguments',
    (name, { args, says }) => {
      const { f } = all.find((entry) => entry.name === name) as PublicFunction
      const error = errorOf(() => f(...args))
      expect(error).toBeInstanceOf(Error)
      expect((error as Error).message).toMatch(says)
    },
  )
})

/** Methods that the language calls with arguments of its own, or that are not for callers. */
const internalMethods = new Set(['constructor', 'concrete', 'toJSON', 'dispose', 'toString'])
const variadicMethods: Readonly<Record<string, readonly unknown[]>> = {
  reshape: [[2, 2]],
  transpose: [1, 0],
  get: [0],
  at: [0],
}
const methods = Object.getOwnPropertyNames(Tensor.prototype).filter((name) => {
  const { value } = Object.getOwnPropertyDescriptor(Tensor.prototype, name) ?? {}
  return typeof value === 'function' && !internalMethods.has(name)
})

describe('every method of tensors', () => {
  const x = np.array([
    [1, 2],
    [3, 4],
  ])
  const call = (name: string, args: readonly unknown[]): unknown =>
    errorOf(() => (x as unknown as Record<string, Loose>)[name]?.call(x, ...args))

  it.each(methods.filter((name) => !(name in variadicMethods)))(
    'x.%s refuses what it does not take',
    (name) => {
      const surplus = call(name, [0, 0, 0, 0, 0, bogus])
      expect(surplus).toBeInstanceOf(ArgumentError)
      expect((surplus as Error).message).toMatch(/expected (no|\d).* got also \{ bogus \}/)
      const [, list = ''] = /\(([^()]*)\)/.exec((surplus as Error).message) ?? []
      if (!list.includes('options')) return
      const before = list.split(', ').slice(0, -1)
      const error = call(name, [...before.map(() => x), bogus])
      expect(error).toBeInstanceOf(ArgumentError)
      expect((error as Error).message).toMatch(/expected options among \{ .+ \}, got "bogus"/)
    },
  )

  it.each(Object.entries(variadicMethods))(
    'x.%s takes no options that it does not have',
    (name, args) => {
      const error = call(name, [...args, bogus])
      expect(error).toBeInstanceOf(Error)
      expect((error as Error).message).toMatch(/bogus|expected/)
    },
  )

  it.each(Object.keys(x.at(0)))('x.at(…).%s refuses what it does not take', (name) => {
    const update = (x.at(0) as unknown as Record<string, Loose>)[name] as Loose
    const list = parametersOf(update)
    const first = list[0] === 'f' ? (v: Tensor) => v : 1
    const error = errorOf(() => update(...(list.length === 1 ? [] : [first]), bogus))
    expect(error).toBeInstanceOf(ArgumentError)
    expect((error as Error).message).toMatch(/among \{ .+ \}, got "bogus"/)
  })
})

describe('functions that public functions give', () => {
  const optimizer = root.optim.adam(0.1)
  const params = np.zeros([2])
  const layer = root.nn.dense(2, 3)
  const key = random.key(0)
  const given: Readonly<Record<string, () => unknown>> = {
    'an initializer': () => (root.nn.initializers.normal() as Loose)(key, [2], 'float32', bogus),
    'a fixed initializer': () => (root.nn.initializers.zeros as Loose)(key, [2], 'float32', bogus),
    'a fan initializer': () =>
      (root.nn.initializers.heUniform() as Loose)(key, [2, 2], 'float32', bogus),
    init: () => (optimizer.init as Loose)(params, bogus),
    update: () => (optimizer.update as Loose)(params, optimizer.init(params), params, bogus),
    'a schedule': () => (root.optim.linearSchedule(1, 0, 10) as Loose)(1, {}, bogus),
    'the options of a schedule': () => (root.optim.constantSchedule(1) as Loose)(1, bogus),
    'the init of a layer': () => (layer.init as Loose)(key, bogus),
    'the apply of a layer': () => (layer.apply as Loose)(layer.init(key), np.zeros([1, 2]), bogus),
    'a pullback': () => (root.vjp((x: Tensor) => x, params)[1] as Loose)(params, bogus),
    'a transpose': () => (root.linearTranspose((x: Tensor) => x, params) as Loose)(params, bogus),
    unravel: () => (root.ravelPytree({ params })[1] as Loose)(params, bogus),
    defjvp: () => (root.customJvp((x: Tensor) => x).defjvp as Loose)(() => 0, bogus),
    defvjp: () =>
      (root.customVjp((x: Tensor) => x).defvjp as Loose)(
        () => 0,
        () => 0,
        bogus,
      ),
    'an inner loop': () => (root.meta.gradientSteps(optimizer, 1) as Loose)(() => params, bogus),
  }

  it.each(Object.entries(given))('%s refuses what it does not take', (_, run) => {
    const error = errorOf(run)
    expect(error).toBeInstanceOf(ArgumentError)
    expect((error as Error).message).toContain('bogus')
  })
})
