import { afterAll, beforeEach, describe, expect, it } from 'vitest'
import {
  ArgumentError,
  CotangentError,
  checkpoint,
  customJvp,
  debugKeyReuse,
  evalShape,
  grad,
  hessian,
  jacrev,
  jit,
  KeyReuseError,
  lax,
  makeJaxpr,
  meta,
  nn,
  np,
  optim,
  random,
  type Tensor,
  tasks,
  vmap,
} from '../../src/index.ts'

beforeEach(() => {
  debugKeyReuse(true)
})
afterAll(() => {
  debugKeyReuse(false)
})

const { normal, uniform, split, foldIn } = random
const key = (): Tensor => random.key(0)
const keys = (num = 3): Tensor => split(key(), { num })
const one = np.array(1)
const isSet = np.array([true, false, true])
const noise = (x: Tensor, k: Tensor): Tensor => x.mul(normal(k))

/** A step that splits the key that it carries. */
const walk = (k: Tensor): readonly [Tensor, Tensor] => {
  const [next, drawn] = split(k) as unknown as readonly [Tensor, Tensor]
  return [next, normal(drawn)]
}

/** What draws from a key once, under every transform. */
const single: Readonly<Record<string, (k: Tensor) => unknown>> = {
  normal: (k) => normal(k),
  split: (k) => split(k),
  bits: (k) => random.bits(k),
  jit: (k) => jit((x: Tensor) => normal(x))(k),
  'jit of jit': (k) => jit((x: Tensor) => jit((y: Tensor) => normal(y))(x))(k),
  'a closed-over key under jit': (k) => jit((x: Tensor) => noise(x, k))(one),
  grad: (k) => grad((x: Tensor) => noise(x, k))(one),
  'grad of jit': (k) => grad(jit(noise))(one, k),
  'jit of grad': (k) => jit(grad(noise))(one, k),
  'grad of grad': (k) => grad(grad(noise))(one, k),
  hessian: (k) => hessian((x: Tensor) => noise(np.sum(x.mul(x)), k))(np.ones(3)),
  jacrev: (k) => jacrev((x: Tensor) => x.mul(normal(k, { shape: [3] })))(np.ones(3)),
  'the same key for a whole vmap': (k) => vmap((x: Tensor) => noise(x, k))(np.ones(3)),
  'vmap over keys': (k) => vmap((x: Tensor) => normal(x))(split(k)),
  'jit of vmap over keys': (k) => jit(vmap((x: Tensor) => normal(x)))(split(k)),
  'grad of vmap over keys': (k) =>
    grad((x: Tensor) => np.sum(vmap((y: Tensor) => noise(x, y))(split(k))))(one),
  'rows of split keys': (k) => {
    const rows = split(k, { num: 3 })
    return [normal(rows.get(0)), normal(rows.get(1)), normal(rows.get(-1))]
  },
  'unstacked keys': (k) => np.unstack(split(k)).map((x) => normal(x)),
  'destructured keys': (k) => [...split(k)].map((x) => normal(x as Tensor)),
  'keys sliced, joined and reshaped': (k) => {
    const rows = split(k, { num: 4 })
    const both = np.concatenate([rows.get('2:'), rows.get(':2')])
    return vmap(vmap((x: Tensor) => normal(x)))(both.reshape([2, 2, 2]))
  },
  'map over keys': (k) => lax.map((x: Tensor) => normal(x), split(k)),
  'a scan that carries its key': (k) => lax.scan(walk, k, null, { length: 4 }),
  'a reversed scan over keys': (k) =>
    lax.scan((c: Tensor, x: Tensor) => [c.add(normal(x)), null], one, split(k), { reverse: true }),
  'grad of a scan that carries its key': (k) =>
    grad((x: Tensor) => {
      const step = ([s, c]: readonly [Tensor, Tensor]) => {
        const [next, drawn] = walk(c)
        return [[s.mul(drawn).sin(), next], null] as const
      }
      return (lax.scan(step as never, [x, k] as never, null, { length: 3 })[0] as never)[0]
    })(one),
  'a while loop that splits its key': (k) =>
    lax.whileLoop(
      ({ i }: { i: Tensor; k: Tensor }) => i.lt(3),
      ({ i, k: carried }: { i: Tensor; k: Tensor }) => {
        const [next, drawn] = walk(carried)
        return { i: i.add(drawn.mul(0).add(1).astype('int32')), k: next }
      },
      { i: np.array(0, { dtype: 'int32' }), k },
    ),
  'while loops of different lengths under vmap': (k) =>
    vmap((n: Tensor, start: Tensor) =>
      lax.foriLoop(0, n, (_, [c, s]: readonly [Tensor, Tensor]) => [walk(c)[0], s], [
        start,
        one,
      ] as const),
    )(np.array([1, 3, 0], { dtype: 'int32' }), split(k, { num: 3 })),
  cond: (k) =>
    lax.cond(
      true,
      (x: Tensor) => normal(x),
      (x: Tensor) => uniform(x),
      k,
    ),
  'cond over closed-over keys under jit': (k) =>
    jit((p: Tensor, x: Tensor) =>
      lax.cond(
        p,
        () => normal(x),
        () => uniform(x),
      ),
    )(np.array(true), k),
  'cond under vmap': (k) =>
    vmap((p: Tensor, x: Tensor) =>
      lax.cond(
        p,
        (y: Tensor) => normal(y),
        (y: Tensor) => uniform(y),
        x,
      ),
    )(isSet, split(k, { num: 3 })),
  'a checkpoint': (k) => checkpoint((x: Tensor) => noise(x, k))(one),
  'grad of a checkpoint': (k) => grad(checkpoint((x: Tensor) => noise(x, k).sin()))(one),
  'grad of a checkpoint that gives a sample': (k) =>
    grad((x: Tensor) => {
      const [y, z] = checkpoint((u: Tensor) => [noise(u, k).sin(), normal(foldIn(k, 1))] as const)(
        x,
      )
      return y.mul(z)
    })(one),
  'jit of grad of a checkpoint': (k) =>
    jit(grad((x: Tensor, y: Tensor) => checkpoint(noise)(x, y).sin()))(one, k),
  'a function with a rule of its own': (k) => {
    const f = customJvp((x: Tensor) => x.mul(2))
    f.defjvp(([x]: [Tensor], [dx]: [Tensor]) => [f(x), dx.mul(2)])
    return grad((x: Tensor) => f(noise(x, k)))(one)
  },
  'a layer': (k) => nn.mlp([2, 3, 1]).init(k),
}

/** Samplers with parameters. */
const samplers: Readonly<Record<string, (k: Tensor) => unknown>> = {
  beta: (k) => random.beta(k, 2, 3),
  bernoulli: (k) => random.bernoulli(k),
  categorical: (k) => random.categorical(k, np.zeros(3)),
  cauchy: (k) => random.cauchy(k),
  chisquare: (k) => random.chisquare(k, 3),
  choice: (k) => random.choice(k, 5, { replace: false }),
  dirichlet: (k) => random.dirichlet(k, np.ones(3)),
  exponential: (k) => random.exponential(k),
  gamma: (k) => random.gamma(k, np.array([0.5, 2])),
  gumbel: (k) => random.gumbel(k),
  laplace: (k) => random.laplace(k),
  loggamma: (k) => random.loggamma(k, 2),
  logistic: (k) => random.logistic(k),
  lognormal: (k) => random.lognormal(k),
  maxwell: (k) => random.maxwell(k),
  multivariateNormal: (k) => random.multivariateNormal(k, np.zeros(2), np.eye(2)),
  orthogonal: (k) => random.orthogonal(k, 2),
  pareto: (k) => random.pareto(k, 2),
  permutation: (k) => random.permutation(k, 5),
  poisson: (k) => random.poisson(k, np.array([3, 30])),
  rademacher: (k) => random.rademacher(k),
  randint: (k) => random.randint(k, [2], 0, 5),
  rayleigh: (k) => random.rayleigh(k, 2),
  t: (k) => random.t(k, 3),
  truncatedNormal: (k) => random.truncatedNormal(k, -1, 1),
  uniform: (k) => random.uniform(k),
  weibullMin: (k) => random.weibullMin(k, 1, 2),
}

const errorOf = (run: () => unknown): unknown => {
  try {
    run()
  } catch (error) {
    return error
  }
  return undefined
}

describe('with debugKeyReuse', () => {
  it.each(Object.entries({ ...single, ...samplers }))('%s uses its key once', (_, f) => {
    const k = key()
    f(k)
    expect(() => f(k)).toThrow(KeyReuseError)
  })

  it.each(Object.entries({ ...single, ...samplers }))(
    'a key used before is refused by %s',
    (_, f) => {
      const k = key()
      random.cauchy(k)
      expect(() => f(k)).toThrow(/got one that cauchy has used/)
    },
  )

  it('has a case for every sampler', () => {
    const plain = ['key', 'PRNGKey', 'keyData', 'wrapKeyData', 'foldIn', 'split', 'bits', 'normal']
    expect(
      Object.keys(random)
        .filter((name) => !plain.includes(name))
        .sort(),
    ).toEqual(Object.keys(samplers).sort())
  })

  it.each(Object.entries(samplers))('%s is named as what used the key', (name, f) => {
    const k = key()
    f(k)
    const error = errorOf(() => split(k)) as KeyReuseError
    expect(error).toBeInstanceOf(KeyReuseError)
    expect(error).toBeInstanceOf(CotangentError)
    expect(error.firstUse).toBe(name)
    expect(error.message).toBe(
      `split: expected a key that is not used yet, got one that ${name} has used; ` +
        'draw a key for each use: const [a, b] = random.split(key)',
    )
    expect((error.cause as Error).stack).toContain('key-reuse.spec')
  })

  it('refuses the same row of split keys twice', () => {
    const rows = keys()
    normal(rows.get(0))
    normal(rows.get(1))
    expect(() => normal(rows.get(0))).toThrow(KeyReuseError)
    expect(() => vmap((x: Tensor) => normal(x))(rows)).toThrow(KeyReuseError)
  })

  it('refuses a row of keys that were mapped or scanned over', () => {
    const rows = keys()
    vmap((x: Tensor) => normal(x))(rows)
    expect(() => uniform(rows.get(2))).toThrow(KeyReuseError)
    const more = split(random.key(1))
    lax.map((x: Tensor) => normal(x), more)
    expect(() => uniform(more.get(1))).toThrow(KeyReuseError)
  })

  it('refuses reuse inside a function while it is traced', () => {
    const twice = (k: Tensor): Tensor => normal(k).add(uniform(k))
    expect(() => jit(twice)(key())).toThrow(KeyReuseError)
    expect(() => makeJaxpr(twice)(key())).toThrow(KeyReuseError)
    expect(() => evalShape(twice, key())).toThrow(KeyReuseError)
    expect(() => vmap(twice)(keys())).toThrow(KeyReuseError)
    expect(() => grad((x: Tensor, k: Tensor) => x.mul(twice(k)))(one, key())).toThrow(KeyReuseError)
    expect(() => lax.cond(true, twice, twice, key())).toThrow(KeyReuseError)
  })

  it.each<readonly [string, (k: Tensor) => unknown]>([
    ['two equal calls', (k) => jit((x: Tensor) => [f(x), f(x)])(k)],
    ['a row taken twice', (k) => jit((x: Tensor) => twiceTheRow(split(x)))(k)],
    ['a nested function and a sampler', (k) => jit((x: Tensor) => f(x).add(normal(x)))(k)],
    [
      'a loop over a closed-over key',
      (k) => lax.scan((c: Tensor) => [c.add(normal(k)), null], one, null, { length: 2 }),
    ],
    [
      'a loop that carries its key on',
      (k) => lax.scan((c: Tensor) => [c, normal(c)], k, null, { length: 2 }),
    ],
    [
      'a while loop over a closed-over key',
      (k) => lax.foriLoop(0, 2, (_, c: Tensor) => c.add(normal(k)), one),
    ],
    [
      'a branch, then a sampler',
      (k) => [
        lax.cond(
          true,
          (x: Tensor) => normal(x),
          () => one,
          k,
        ),
        normal(k),
      ],
    ],
    [
      'branches under vmap, then a sampler',
      (k) => {
        const rows = split(k, { num: 3 })
        vmap((p: Tensor, x: Tensor) =>
          lax.cond(
            p,
            (y: Tensor) => normal(y),
            () => one,
            x,
          ),
        )(isSet, rows)
        return normal(rows.get(2))
      },
    ],
    ['a key handed through a function', (k) => [normal(k), uniform(jit((x: Tensor) => x)(k))]],
    [
      'a key copied',
      (k) => [normal(k), uniform(np.array(k.toArray() as number[], { dtype: 'uint32' }))],
    ],
    ['both sides of vmap', (k) => [vmap((x: Tensor) => noise(x, k))(np.ones(3)), normal(k)]],
  ])('refuses %s', (_, run) => {
    expect(() => run(key())).toThrow(KeyReuseError)
  })

  it('lets a branch that does not run use its key', () => {
    const k = key()
    lax.cond(
      false,
      (x: Tensor) => normal(x),
      () => one,
      k,
    )
    const rows = keys()
    vmap((p: Tensor, x: Tensor) =>
      lax.cond(
        p,
        (y: Tensor) => normal(y),
        () => one,
        x,
      ),
    )(isSet, rows)
    expect(() => [normal(k), normal(rows.get(1))]).not.toThrow()
  })

  it('takes foldIn, keyData and mistakes for no use', () => {
    const k = key()
    foldIn(k, 0)
    foldIn(k, 1)
    random.keyData(k)
    expect(() => normal(k, { shape: [-1] })).toThrow()
    normal(k)
    expect(() => normal(foldIn(k, 2))).not.toThrow()
    const steps = (c: Tensor, i: Tensor) => [c.add(normal(foldIn(k, i))), null] as const
    expect(() => lax.scan(steps as never, one as never, np.arange(3))).not.toThrow()
  })

  it('tells keys of one seed apart, as they were made', () => {
    const [a, b] = [key(), key()]
    normal(a)
    normal(b)
    expect(() => normal(a)).toThrow(KeyReuseError)
    expect(() => normal(b)).toThrow(KeyReuseError)
    const again = jit((x: Tensor) => x.add(normal(random.key(7))))
    expect(() => [again(one), again(one)]).not.toThrow()
  })

  it('finds the same key in each call of a training step', () => {
    const step = jit((x: Tensor, k: Tensor) => noise(x, k))
    const k = key()
    step(one, foldIn(k, 0))
    step(one, foldIn(k, 1))
    step(one, k)
    expect(() => step(one, k)).toThrow(KeyReuseError)
  })

  it('lets a meta-learning step through, and changes no result', () => {
    const net = nn.mlp([1, 8, 1])
    const loss = (params: readonly nn.DenseParams[], { x, y }: tasks.Points): Tensor =>
      np.mean(np.square(net.apply(params, x).sub(y)))
    const maml = meta.objective(loss, meta.gradientSteps(optim.sgd(0.01), 2))
    const adam = optim.adam(0.005)
    const train = (): unknown => {
      const step = jit((theta: readonly nn.DenseParams[], state: optim.OptState, k: Tensor) => {
        const gradient = grad(maml)(theta, tasks.sinusoids(k, { tasks: 3, shots: 4 }))
        const [updates, next] = adam.update(gradient, state, theta)
        return [optim.applyUpdates(theta, updates), next] as const
      })
      let theta = net.init(random.key(0))
      let state = adam.init(theta)
      for (let i = 1; i <= 2; i++) [theta, state] = step(theta, state, random.key(i))
      return JSON.stringify(theta)
    }
    const checked = train()
    debugKeyReuse(false)
    expect(train()).toBe(checked)
  })

  it.each(Object.entries({ ...single, ...samplers }))('%s has the same results', (_, f) => {
    const checked = JSON.stringify(f(key()))
    debugKeyReuse(false)
    expect(JSON.stringify(f(key()))).toBe(checked)
  })

  it('leaves no trace in programs once it is off', () => {
    const g = (k: Tensor): Tensor => normal(k)
    expect(String(makeJaxpr(g)(key()))).toContain('use_key')
    const h = jit(g)
    h(key())
    debugKeyReuse(false)
    expect(String(makeJaxpr(g)(key()))).not.toContain('use_key')
    const k = key()
    expect(() => [h(k), h(k), normal(k), normal(k)]).not.toThrow()
  })

  it('refuses what is no boolean', () => {
    expect(() => debugKeyReuse(1 as never)).toThrow(ArgumentError)
  })
})

const f = jit((x: Tensor) => normal(x))
const twiceTheRow = (rows: Tensor): unknown => [normal(rows.get(0)), uniform(rows.get(0))]
