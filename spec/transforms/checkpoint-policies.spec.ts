import { describe, expect, it } from 'vitest'
import {
  type CheckpointPolicy,
  checkpoint,
  checkpointName,
  checkpointPolicies,
  grad,
  jit,
  lax,
  linearize,
  makeJaxpr,
  np,
  type Tensor,
  vmap,
} from '../../src/index.ts'
import { expectSame } from '../support/expect-close.ts'

type Program = (a: Tensor, b: Tensor, x: Tensor) => Tensor

const layer = (w: Tensor, x: Tensor, name: string): Tensor =>
  checkpointName(np.sin(checkpointName(np.dot(x, w), `${name}.pre`)), name)

const layers: Program = (a, b, x) => np.sum(layer(b, layer(a, x, 'h'), 'y'))

/** A contraction with a batch axis beside one without, and a compiled part. */
const batched: Program = (a, b, x) => {
  const each = vmap((u: Tensor, v: Tensor) => np.sin(np.matmul(u, v)))
  const pairs = each(np.stack([a, a]), np.stack([b, b]))
  return np.sum(pairs).add(np.sum(np.sin(jit((y: Tensor) => np.dot(y, a))(x))))
}

const a = np
  .array([0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9], { dtype: 'float64' })
  .reshape([3, 3])
const operands = [a, a.add(0.05), a.sub(0.3)] as const

const { saveAnyNamesButThese, saveAnythingExceptTheseNames, saveFromBothPolicies } =
  checkpointPolicies
const { dotsSaveable, saveOnlyTheseNames } = checkpointPolicies

/** Policies, and how many matrices JAX 0.10.2 keeps by them, the arguments included, of each program. */
const policies: readonly (readonly [string, CheckpointPolicy | undefined, number, number])[] = [
  ['none', undefined, 3, 3],
  ['nothingSaveable', checkpointPolicies.nothingSaveable, 3, 3],
  ['everythingSaveable', checkpointPolicies.everythingSaveable, 6, 6],
  ['dotsSaveable', dotsSaveable, 5, 5],
  ['checkpointDots', checkpointPolicies.checkpointDots, 5, 5],
  ['dotsWithNoBatchDimsSaveable', checkpointPolicies.dotsWithNoBatchDimsSaveable, 5, 4],
  ['saveOnlyTheseNames(h)', saveOnlyTheseNames('h'), 4, 3],
  ['saveOnlyTheseNames(h, y.pre)', saveOnlyTheseNames('h', 'y.pre'), 5, 3],
  ['saveAnyNamesButThese(h)', saveAnyNamesButThese('h'), 5, 3],
  ['saveAnythingExceptTheseNames(h)', saveAnythingExceptTheseNames('h'), 6, 6],
  ['saveFromBothPolicies', saveFromBothPolicies(saveOnlyTheseNames('h'), dotsSaveable), 6, 5],
  ['a function of its own', ({ name }) => name === 'cos', 5, 5],
]

const withPolicy = (f: Program, policy: CheckpointPolicy | undefined): Program =>
  checkpoint(f, policy === undefined ? {} : { policy }) as Program

/** How many tensors the derivative of a function holds. */
const residualsOf = (f: Program): number => {
  const [, derivative] = linearize(f, ...operands)
  return makeJaxpr(derivative)(...operands).constants.filter(({ ndim }) => ndim > 0).length
}

describe.each(policies)('checkpoint with the policy %s', (_, policy, ofLayers, ofBatched) => {
  const wrap = (f: Program): Program => withPolicy(f, policy)

  it('keeps as many values as in JAX', () => {
    expect(residualsOf(wrap(layers))).toBe(ofLayers)
    expect(residualsOf(wrap(batched))).toBe(ofBatched)
  })

  it.each([
    ['layers', layers],
    ['batched', batched],
  ] as const)('changes no value and no derivative of %s', (_name, f) => {
    const all = { argnums: [0, 1, 2] } as const
    const expected = grad(f, all)(...operands)
    expectSame(wrap(f)(...operands), f(...operands))
    expectSame(grad(wrap(f), all)(...operands), expected)
    expectSame(jit(grad(wrap(f), all))(...operands), expected)
    expectSame(grad(jit(wrap(f)), all)(...operands), expected)
    expectSame(grad(wrap(jit(f) as Program), all)(...operands), expected)
    expectSame(grad(wrap(wrap(f)), all)(...operands), expected)
    const curved = (g: Program) =>
      grad((x: Tensor) => np.sum(grad(g)(x, operands[1], operands[2])))(operands[0])
    expectSame(curved(wrap(f)), curved(f))
  })

  it('composes with vmap and scan', () => {
    const [x, b, c] = operands
    const xs = np.stack([x, b, c])
    const ofX =
      (g: Program) =>
      (y: Tensor): Tensor =>
        g(y, b, c)
    expectSame(vmap(grad(ofX(wrap(layers))))(xs), vmap(grad(ofX(layers)))(xs))
    const mapped = (g: Program) => grad((ys: Tensor) => np.sum(vmap(ofX(g))(ys)))(xs)
    expectSame(mapped(wrap(layers)), mapped(layers))
    const scanned = (g: Program) =>
      grad((start: Tensor) => {
        const step = (y: Tensor, w: Tensor) => [y.mul(0.5).add(g(w, y, c)), null] as const
        return np.sum(lax.scan(step, start, xs)[0])
      })(x)
    expectSame(scanned(wrap(layers)), scanned(layers))
  })
})

describe('checkpointName', () => {
  it('changes nothing, and is not computed', () => {
    const f = (x: Tensor) => checkpointName({ y: np.sin(x) }, 'y').y
    expectSame(f(a), np.sin(a))
    expectSame(grad((x: Tensor) => np.sum(f(x)))(a), np.cos(a))
    expect(jit(f).lower(a).simplified).not.toContain('name')
    expect(checkpointName(np.array([1, 0], { dtype: 'bool' }), 'mask').dtype).toBe('bool')
  })

  it('asks for texts', () => {
    expect(() => checkpointName(a, 1 as never)).toThrow('expected a text for a name, got')
    expect(() => saveOnlyTheseNames(['h'] as never)).toThrow('expected names one by one, got')
    expect(() => checkpoint(layers, { policy: 'dots' as never })).toThrow(
      'expected policy to be a function',
    )
  })
})
