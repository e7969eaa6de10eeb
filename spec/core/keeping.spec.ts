import { readdirSync, readFileSync } from 'node:fs'
import fc from 'fast-check'
import toNdArray from 'ndarray'
import { describe, expect, it } from 'vitest'
import { owned } from '../../src/core/owned.ts'
import * as fp from '../../src/fp/index.ts'
import {
  checkpoint,
  customJvp,
  customVjp,
  elementwise,
  evalShape,
  grad,
  hessian,
  jacfwd,
  jacrev,
  jit,
  linearTranspose,
  makeJaxpr,
  meta,
  nn,
  np,
  optim,
  random,
  ravelPytree,
  registerPytreeNode,
  ShapeDtypeStruct,
  type Tensor,
  tasks,
  treeFlatten,
  treeStructure,
  treeStructureString,
  treeUnflatten,
  valueAndGrad,
  vjp,
  vmap,
} from '../../src/index.ts'
import { tensors } from '../../src/testing/index.ts'

/** Changes everything that can be changed in a value, but functions, tensors and instances of classes. */
const spoil = (value: unknown, seen = new Set<unknown>()): void => {
  if (typeof value !== 'object' || value === null || seen.has(value)) return
  seen.add(value)
  if (ArrayBuffer.isView(value)) {
    ;(value as Float32Array).fill(99)
    return
  }
  if (value instanceof Date) value.setTime(99)
  if (value instanceof Map || value instanceof Set) value.clear()
  const prototype: unknown = Object.getPrototypeOf(value)
  const isPlain = [Object.prototype, Array.prototype, null].includes(prototype as object)
  if (!isPlain && !('stride' in value)) return
  for (const key of Object.keys(value)) {
    const held = value as Record<string, unknown>
    if (typeof held[key] === 'object' && !Array.isArray(held[key])) spoil(held[key], seen)
    else if (Array.isArray(held[key])) spoil(held[key], seen)
    else held[key] = 'spoiled'
  }
  if (Array.isArray(value)) value.push('spoiled')
}

/** What a caller gives, and what is made of it: a function that shows what it does. */
type Row = readonly [
  name: string,
  given: () => readonly unknown[],
  make: (...given: never[]) => () => unknown,
]

const x = np.array([1, 2])
const two = (a: Tensor, b: Tensor): Tensor => a.mul(b).sum()
const text = (value: unknown): string => JSON.stringify(value) ?? String(value)

/** Rows for a function of a function and options. */
const ofOptions = (
  name: string,
  transform: (f: never, options: never) => (...args: never[]) => unknown,
  options: () => object,
): Row => [
  `${name} ${text(options())}`,
  () => [options()],
  (given: never) => {
    const f = transform(two as never, given)
    return () => f(x as never, x as never)
  },
]

type Optimizer = ReturnType<typeof optim.sgd>
const params = { a: np.array([1, 2]), b: np.array([3]) }
const stepped = (optimizer: Optimizer) => () => {
  let state = optimizer.init(params)
  let updates: unknown
  for (let i = 0; i < 3; i++) [updates, state] = optimizer.update(params, state, params)
  return updates
}
const ofOptimizer = (
  name: string,
  given: () => readonly unknown[],
  make: (...given: never[]) => Optimizer,
): Row => [name, given, (...args) => stepped(make(...args))]

const ofSchedule = (
  name: string,
  given: () => readonly unknown[],
  make: (...given: never[]) => (count: number) => unknown,
): Row => [
  name,
  given,
  (...args) => {
    const schedule = make(...args)
    return () => [0, 1, 5, 12].map((count) => schedule(count))
  },
]

const ofLayer = (
  name: string,
  given: () => readonly unknown[],
  make: (...given: never[]) => nn.Layer<never>,
): Row => [
  name,
  given,
  (...args) => {
    const layer = make(...args)
    return () => {
      const drawn = layer.init(random.key(0))
      return [drawn, layer.apply(drawn, np.ones([2]))]
    }
  },
]

const ofInitializer = (
  name: string,
  given: () => readonly unknown[],
  make: (...given: never[]) => nn.initializers.Initializer,
): Row => [
  name,
  given,
  (...args) => {
    const draw = make(...args)
    return () => draw(random.key(0), [2, 3])
  },
]

class Boxed {
  readonly value: unknown
  readonly label: object
  constructor(value: unknown, label: object) {
    this.value = value
    this.label = label
  }
}
registerPytreeNode(
  Boxed,
  (box) => [[box.value], box.label],
  (label, [value]) => new Boxed(value, label),
)

const loss = (p: Tensor, target: Tensor): Tensor => p.sub(target).pow(2)
const sgdRecord = () => ({ ...optim.sgd(0.25) })

const rows: readonly Row[] = [
  ...(['grad', 'valueAndGrad', 'jacrev', 'jacfwd', 'hessian'] as const).map((name) =>
    ofOptions(name, { grad, valueAndGrad, jacrev, jacfwd, hessian }[name] as never, () => ({
      argnums: [1, 0],
    })),
  ),
  ofOptions('vmap', vmap as never, () => ({ inAxes: [0, null] })),
  [
    'vmap of trees',
    () => [{ inAxes: [{ a: 0, b: [null] }], outAxes: { sum: 1 } }],
    (options: never) => {
      const f = vmap(
        (p: { a: Tensor; b: Tensor[] }) => ({ sum: p.a.add(p.b[0] as Tensor) }),
        options,
      )
      return () => f({ a: np.ones([3, 2]), b: [x] })
    },
  ],
  [
    'jit, static and donated',
    () => [{ staticArgnums: [0], donateArgnums: [1] }],
    (options: never) => {
      const f = jit((n: number, y: Tensor) => y.mul(n), options)
      return () => f(3, np.array([1, 2]))
    },
  ],
  [
    'customJvp',
    () => [{ nondiffArgnums: [0] }],
    (options: never) => {
      const f = customJvp((n: number, y: Tensor) => y.mul(n), options)
      f.defjvp(((n: number, [y]: Tensor[], [dy]: Tensor[]) => [y?.mul(n), dy?.mul(n * 2)]) as never)
      return () => grad((y: Tensor) => (f(3, y) as Tensor).sum())(x)
    },
  ],
  [
    'customVjp, and an argument for its backward pass',
    () => [{ nondiffArgnums: [0] }, { factors: [2, 3] }],
    (options: never, config: { factors: number[] }) => {
      const f = customVjp((c: typeof config, y: Tensor) => y.mul(c.factors[0] as number), options)
      f.defvjp(
        (c: typeof config, y: Tensor) => [y.mul(c.factors[0] as number), null] as const,
        (c: typeof config, _: null, ct: Tensor) => [ct.mul(c.factors[1] as number)],
      )
      const [, back] = vjp((y: Tensor) => f({ factors: [2, 3] }, y), x)
      const [, kept] = vjp((y: Tensor) => f(config, y), x)
      return () => [back(x), kept(x)]
    },
  ],
  [
    'checkpoint, vjp and ravelPytree of trees',
    () => [{ w: [1, { b: 2 }] }],
    (tree: never) => {
      const [flat, unravel] = ravelPytree(tree)
      const [y, back] = vjp(
        checkpoint((p: unknown) => ravelPytree(p)[0]),
        tree,
      )
      const transposed = linearTranspose((p: unknown) => ravelPytree(p)[0], tree)
      return () => [unravel(flat), back(y), transposed(y)]
    },
  ],
  [
    'an index of at',
    () => [[0, 0, 1], Int32Array.of(1, 0, 1), toNdArray(Int32Array.of(1, 1))],
    (...indices: never[]) => {
      const places = indices.map((index) => np.at(np.zeros([2]), index))
      return () => places.map((place) => place.add(1))
    },
  ],
  [
    'vectorize',
    () => [{ signature: '(n)->()', excluded: [1] }],
    (options: never) => {
      const f = np.vectorize((a: Tensor, n: number) => a.sum().mul(n), options)
      return () => f(np.ones([2, 3]), 2)
    },
  ],
  [
    'elementwise',
    () => [
      { scalar: (args: readonly unknown[]) => args[0], tangents: [(dx: Tensor) => dx.mul(3)] },
    ],
    (rules: never) => {
      const primitive = elementwise('kept', rules)
      return () => primitive.lower({}, [x], [x])
    },
  ],
  [
    'ShapeDtypeStruct',
    () => [[2, 3]],
    (shape: never) => {
      const struct = new ShapeDtypeStruct(shape, 'float32')
      return () => struct.shape
    },
  ],
  [
    'treeUnflatten of a structure',
    () => [{ a: [1, null], b: 2 }],
    (tree: never) => {
      const [leaves, def] = treeFlatten(tree)
      return () => treeUnflatten(def, leaves)
    },
  ],
  [
    'what a registered class gives beside its children',
    () => [{ label: [1, { deep: new Map([[1, new Set([2])]]) }], bytes: Uint8Array.of(1, 2) }],
    (label: never) => {
      const [leaves, def] = treeFlatten(new Boxed(np.array(1), label))
      const f = jit((value: Tensor) => new Boxed(value, label))
      f(np.array(1))
      return () => [
        (treeUnflatten(def, leaves) as Boxed).label,
        (f(np.array(1)) as unknown as Boxed).label,
        treeStructureString(def),
      ]
    },
  ],
  ofOptimizer(
    'a tree of rates, and options',
    () => [
      { a: 0.5, b: Float32Array.of(0.25) },
      { b1: 0.5, nesterov: true },
    ],
    optim.adam as never,
  ),
  ofOptimizer(
    'adamw with a mask',
    () => [0.5, { weightDecay: 0.5, mask: { a: true, b: false } }],
    optim.adamw as never,
  ),
  ofOptimizer('sgd', () => [0.5, { momentum: 0.9, nesterov: true }], optim.sgd as never),
  ofOptimizer('rmsprop', () => [0.5, { decay: 0.5, momentum: 0.5 }], optim.rmsprop as never),
  ofOptimizer('adagrad', () => [0.5, { eps: 0.5 }], optim.adagrad as never),
  ofOptimizer('a rate in an ndarray', () => [toNdArray(Float32Array.of(2))], optim.scale as never),
  ofOptimizer('scaleByRms', () => [{ decay: 0.5 }], optim.scaleByRms as never),
  ofOptimizer('scaleByStddev', () => [{ decay: 0.5 }], optim.scaleByStddev as never),
  ofOptimizer('scaleByRss', () => [{ eps: 0.5 }], optim.scaleByRss as never),
  ofOptimizer('trace', () => [0.5, { nesterov: true }], optim.trace as never),
  ofOptimizer(
    'addDecayedWeights',
    () => [0.5, { mask: { a: true, b: false } }],
    (w, o) => optim.addDecayedWeights(w, o),
  ),
  ofOptimizer('chain', () => [sgdRecord(), sgdRecord()], optim.chain as never),
  ofSchedule(
    'joinSchedules',
    () => [[optim.constantSchedule(1), optim.constantSchedule(2)], [3]],
    optim.joinSchedules as never,
  ),
  ofSchedule(
    'piecewiseConstantSchedule',
    () => [1, { 2: 0.5, 10: 0.5 }],
    optim.piecewiseConstantSchedule as never,
  ),
  ofSchedule(
    'cosineDecaySchedule',
    () => [1, 10, { alpha: 0.5, exponent: 2 }],
    optim.cosineDecaySchedule as never,
  ),
  ofSchedule(
    'exponentialDecay',
    () => [1, 10, 0.5, { staircase: true, transitionBegin: 1 }],
    optim.exponentialDecay as never,
  ),
  ofSchedule(
    'linearSchedule',
    () => [1, 0, 10, { transitionBegin: 2 }],
    optim.linearSchedule as never,
  ),
  ofLayer('mlp', () => [[2, 3, 1], { activation: np.tanh }], nn.mlp as never),
  ofLayer(
    'dense',
    () => [2, 3, { kernelInit: nn.initializers.ones, biasInit: nn.initializers.ones }],
    nn.dense as never,
  ),
  ofLayer('sequential', () => [{ ...nn.dense(2, 3) }, nn.relu], nn.sequential as never),
  ofInitializer(
    'varianceScaling',
    () => [1, 'fanIn', 'normal', { inAxis: [0], outAxis: [1] }],
    nn.initializers.varianceScaling as never,
  ),
  ofInitializer('normal', () => [{ stddev: 2 }], nn.initializers.normal as never),
  ofInitializer('constant', () => [Float32Array.of(1, 2, 3)], nn.initializers.constant as never),
  [
    'meta.gradientSteps',
    () => [sgdRecord(), 2, { batch: <D>(support: D) => support }],
    (...given: never[]) => {
      const adapt = (meta.gradientSteps as (...args: never[]) => meta.Adaptation<Tensor, Tensor>)(
        ...given,
      )(loss)
      return () => adapt(np.array(0), np.array(4))
    },
  ],
  [
    'meta.proximal',
    () => [
      {
        lambda: 2,
        minimize: meta.lineSearchDescent({ steps: 3 }),
        linearSolve: { maxiter: 3 },
      },
    ],
    (options: never) => {
      const adapt = meta.proximal(options)(loss)
      return () => adapt(np.array([0]).get(0), np.array(4))
    },
  ],
  [
    'meta.lineSearchDescent',
    () => [{ steps: 3, halvings: 4 }],
    (options: never) => {
      const minimize = meta.lineSearchDescent(options)
      return () => minimize((p: Tensor) => p.sub(3).pow(2), np.array(0))
    },
  ],
  [
    'fp, data last',
    () => [{ argnums: [1] }, { inAxes: [0, null] }, { staticArgnums: [1] }, [1, [2]], [0, [0]]],
    (g: never, v: never, j: never, outer: never[], inner: never) => {
      const [first, second, third] = [fp.grad(g), fp.vmap(v), fp.jit(j)]
      const along = fp.jvp(outer, inner)
      return () => [
        first(two)(x, x),
        second(two as never)(x as never, x as never),
        third((y: Tensor, n: number) => y.mul(n) as never)(x, 2),
        along((a: Tensor, [b]: Tensor[]) => np.multiply(a, b as Tensor)),
      ]
    },
  ],
  [
    'arbitraries',
    () => [{ shape: [2, 3], dtype: 'float32' }],
    (constraints: never) => {
      const arbitrary = tensors(constraints)
      return () => fc.sample(arbitrary, { numRuns: 1, seed: 1 })[0]
    },
  ],
]

describe('what a caller gives and changes later', () => {
  it.each(rows)('is copied: %s', (_, given, make) => {
    const before = text(make(...(given() as never[]))())
    const early = given()
    const made = make(...(early as never[]))
    spoil(early)
    expect(text(made())).toBe(before)
    const late = given()
    const used = make(...(late as never[]))
    expect(text(used())).toBe(before)
    spoil(late)
    expect(text(used())).toBe(before)
  })

  it('is never spoiled by the library', () => {
    for (const [name, given, make] of rows) {
      const args = given()
      make(...(args as never[]))()
      expect(text(args), name).toBe(text(given()))
    }
  })

  it('is a static argument of jit, whose value is that of the call', () => {
    const config = { scales: [2, 3] }
    const f = jit((c: typeof config, y: Tensor) => y.mul(c.scales[1] as number), {
      staticArgnums: 0,
    })
    expect(f(config, x).toArray()).toEqual([3, 6])
    config.scales[1] = 5
    expect(f(config, x).toArray()).toEqual([5, 10])
    expect(f({ scales: [2, 3] }, x).toArray()).toEqual([3, 6])
  })

  it('holds for all functions that give functions', () => {
    const files = readdirSync('src', { recursive: true, encoding: 'utf8' })
    const sources = files
      .filter((f) => f.endsWith('.ts'))
      .map((f) => readFileSync(`src/${f}`, 'utf8'))
    const curried = sources.flatMap((source) => [
      ...source.matchAll(/\bchecked\(\s*'[^']*\)\([^']*'/g),
    ])
    expect(curried.map(String)).toEqual([])
  })
})

describe('a copy of plain data', () => {
  it('is as deep and as wide, cycles included', () => {
    const data: Record<string | symbol, unknown> = {
      list: [1, [2]],
      map: new Map([[{ key: 1 }, [2]]]),
      date: new Date(5),
      pattern: /a/g,
      [Symbol.for('own')]: 1,
    }
    data['self'] = data
    const copy = owned(data)
    expect(copy).toEqual(data)
    expect(copy).not.toBe(data)
    expect(copy['self']).toBe(copy)
    let deep: unknown[] = []
    for (let i = 0; i < 100_000; i++) deep = [deep]
    expect(owned(deep)).toHaveLength(1)
  })

  it('shares functions, tensors and instances of classes', () => {
    const box = new Boxed(1, {})
    expect(owned([x, two, box])).toEqual([x, two, box])
    expect(owned([box])[0]).toBe(box)
  })
})

/** What is given out, by what gives it. */
const outputs: Readonly<Record<string, () => unknown>> = {
  'treeStructure of a leaf': () => treeStructure(1),
  'treeStructure of null': () => treeStructure(null),
  'treeStructure of a tree': () => treeStructure({ a: [1, null] }),
  treeFlatten: () => treeFlatten({ a: [1, null] }),
  'np.finfo': () => np.finfo('float32'),
  'np.iinfo': () => np.iinfo('int32'),
  'the shape of a result': () => x.add(1).shape,
  'the shape of a jitted result': () => doubled(x).shape,
  'the shape of a view': () => x.reshape([2, 1]).shape,
  data: () => x.data(),
  toArray: () => np.array([[1], [2]]).toArray(),
  ndarray: () => x.ndarray(),
  evalShape: () => evalShape((y: Tensor) => y.mul(2), x).shape,
  makeJaxpr: () => makeJaxpr(doubled)(x).program.inputs[0]?.aval.shape,
  lower: () => doubled.lower(x),
  'a record of a jitted function': () => pairOf(x),
  'options of a layer': () => Object.keys(nn.dense(1, 1)),
  broadcastShapes: () => np.broadcastShapes([2, 1], [3]),
  tasks: () => Object.keys(tasks.sinusoids(random.key(0), { tasks: 1, shots: 1 })),
}
const doubled = jit((y: Tensor) => y.mul(2))
const pairOf = jit((y: Tensor) => ({ list: [y, { deep: y }] }))

describe('what is given out', () => {
  it.each(Object.entries(outputs))('may be changed: %s', (_, take) => {
    const before = text(take())
    const taken = take()
    try {
      spoil(taken)
    } catch (error) {
      // What is frozen says so.
      expect(error).toBeInstanceOf(TypeError)
    }
    expect(text(take())).toBe(before)
    expect(x.shape).toEqual([2])
    expect(doubled(x).toArray()).toEqual([2, 4])
  })
})
