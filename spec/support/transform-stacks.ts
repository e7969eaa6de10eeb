import fc from 'fast-check'
import { makeAval } from '../../src/core/aval.ts'
import { fromData } from '../../src/core/convert.ts'
import { allocate } from '../../src/core/dtype.ts'
import {
  checkpoint,
  grad,
  jit,
  jvp,
  linearize,
  np,
  type Tensor,
  vjp,
  vmap,
} from '../../src/index.ts'
import { reduceSum } from '../../src/primitives/structural.ts'
import { makeRandom } from '../../src/testing/random.ts'
import type { ListFunction } from './random-programs.ts'

type Shapes = readonly (readonly number[])[]

/** A transform of functions in two ways that must agree, and what it does to the shapes of the inputs. */
export interface Layer {
  readonly name: string
  readonly transform: (f: ListFunction) => ListFunction
  /** The same by plain loops, by the other mode of differentiation, or by doing nothing. */
  readonly plainly: (f: ListFunction) => ListFunction
  readonly shapes: (shapes: Shapes) => Shapes
}

const same = <T>(x: T): T => x

/** A fixed direction for a tensor of any shape. */
const directionOf = (x: Tensor): Tensor => {
  const { uniform } = makeRandom(x.size)
  const data = allocate(x.dtype, x.size).map(() => 2 * uniform() - 1)
  return fromData(data, makeAval(x.shape, x.dtype))
}

/** A scalar that depends on all results in ways of their own. */
const total = (ys: readonly Tensor[]): Tensor =>
  ys
    .map((y) =>
      reduceSum(
        np.sin(y).mul(directionOf(y)),
        y.shape.map((_, i) => i),
      ),
    )
    .reduce((a, b) => a.add(b))

const unitVectors = (x: Tensor): readonly Tensor[] =>
  Array.from({ length: x.size }, (_, k) => {
    const data = allocate(x.dtype, x.size)
    data[k] = 1
    return fromData(data, makeAval(x.shape, x.dtype))
  })

const replaced = (xs: readonly Tensor[], index: number, x: Tensor): readonly Tensor[] =>
  xs.map((old, i) => (i === index ? x : old))

/** The gradient in one input; plainly, one directional derivative for each of its elements. */
const gradLayer = (choice: number): Layer => ({
  name: `grad(${choice})`,
  transform: (f) => (xs) => {
    const index = choice % xs.length
    return [grad((x: Tensor) => total(f(replaced(xs, index, x))))(xs[index] as Tensor)]
  },
  plainly: (f) => (xs) => {
    const index = choice % xs.length
    const x = xs[index] as Tensor
    const loss = (at: Tensor): Tensor => total(f(replaced(xs, index, at)))
    const parts = unitVectors(x).map((unit) => jvp(loss, [x], [unit])[1])
    return [np.reshape(np.stack(parts), x.shape)]
  },
  shapes: same,
})

/** The derivative along a direction of all inputs; plainly, the transpose of the transpose. */
const jvpLayer: Layer = {
  name: 'jvp',
  transform: (f) => (xs) => jvp(f, [xs], [xs.map(directionOf)])[1],
  plainly: (f) => (xs) => {
    const [ys] = vjp(f, xs)
    const [, back] = vjp(
      (cts: readonly Tensor[]) => vjp(f, xs)[1](cts)[0],
      ys.map((y) => np.zerosLike(y)),
    )
    return back(xs.map(directionOf))[0]
  },
  shapes: same,
}

const linearizeLayer: Layer = {
  ...jvpLayer,
  name: 'linearize',
  transform: (f) => (xs) => linearize(f, xs)[1](xs.map(directionOf)),
  plainly: jvpLayer.transform,
}

/** A map over examples along an axis of some inputs; plainly, a loop. */
const vmapLayer = (mask: number, axis: number, size: number): Layer => {
  const isMapped = (i: number, count: number): boolean =>
    ((mask >> i) & 1) === 1 || i === mask % count
  const axisIn = (rank: number): number => axis % rank
  return {
    name: `vmap(${mask}, ${axis}, ${size})`,
    transform: (f) => (xs) => {
      const axes = xs.map((x, i) => (isMapped(i, xs.length) ? axisIn(x.ndim) : null))
      return vmap((...examples: Tensor[]) => f(examples), { inAxes: axes })(...xs)
    },
    plainly: (f) => (xs) => {
      const results = Array.from({ length: size }, (_, k) =>
        f(
          xs.map((x, i) => (isMapped(i, xs.length) ? np.moveaxis(x, axisIn(x.ndim), 0).get(k) : x)),
        ),
      )
      return (results[0] ?? []).map((_, i) => np.stack(results.map((ys) => ys[i] as Tensor)))
    },
    shapes: (shapes) =>
      shapes.map((shape, i) => {
        if (!isMapped(i, shapes.length)) return shape
        const at = axisIn(shape.length + 1)
        return [...shape.slice(0, at), size, ...shape.slice(at)]
      }),
  }
}

const jitLayer: Layer = { name: 'jit', transform: jit, plainly: same, shapes: same }

const checkpointLayer: Layer = {
  name: 'checkpoint',
  transform: checkpoint,
  plainly: same,
  shapes: same,
}

const layer: fc.Arbitrary<Layer> = fc.oneof(
  fc.constant(jitLayer),
  fc.nat(2).map(gradLayer),
  fc
    .tuple(fc.integer({ min: 1, max: 7 }), fc.nat(2), fc.constantFrom(2, 1, 3))
    .map(([mask, axis, size]) => vmapLayer(mask, axis, size)),
  fc.constantFrom(jvpLayer, checkpointLayer, linearizeLayer),
)

const isDerivative = ({ name }: Layer): boolean => /grad|jvp|linearize/.test(name)

/** Stacks of transforms, the innermost first, with no more than `maxOrder` derivatives. */
export const transformStacks = (maxOrder: number): fc.Arbitrary<readonly Layer[]> =>
  fc.array(layer, { minLength: 1, maxLength: 4 }).map((layers) => {
    let order = 0
    return layers.filter((one) => !isDerivative(one) || order++ < maxOrder)
  })
