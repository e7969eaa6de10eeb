import { checked, signature } from '../core/checked.ts'
import { isWatched, setWatch, unwatched } from '../core/effects.ts'
import { ArgumentError, KeyReuseError, unreachable } from '../core/errors.ts'
import { getOrCreate } from '../core/maps.ts'
import type { Primitive } from '../core/primitive.ts'
import { isTensor, type Tensor } from '../core/tensor.ts'
import { bind, currentTrace, type Trace, Tracer } from '../core/trace.ts'
import { watchEffects } from '../interpreters/effects.ts'
import { batchToFront } from '../primitives/structural.ts'
import { type KeyRecords, type KeyUse, keyRecords } from './key-records.ts'

/** What is known of keys outside of all transforms. */
let records: KeyRecords = keyRecords()

/** Keys that were used while a transform traced, which have no value yet. */
const traced = new WeakMap<Trace, WeakMap<Tensor, KeyUse>>()

/** A primitive of no results that tells the records of keys. It is traced and evaluated only while they are kept. */
const recording = <P extends object>(
  name: string,
  effect: (keys: Tensor, params: P) => void,
): Primitive<P> => {
  const primitive: Primitive<P> = {
    name,
    abstract: () => [],
    apply: (inputs, params) =>
      isWatched() ? currentTrace().process(primitive, inputs, params) : [],
    jvp: (inputs, _, params) => [bind(primitive, inputs, params), []],
    batch: (size, [keys], [dim], params) => [
      bind(primitive, [batchToFront(keys as Tensor, dim ?? null, size)], params),
      [],
    ],
    lower: () => unreachable(`${name} reached a backend`),
    effect: ([keys], params) => effect(keys as Tensor, params),
  }
  return primitive
}

const makeKeyP: Primitive<object> = /*@__PURE__*/ recording('make_key', (keys) => {
  records.make(keys)
})

const useKeyP: Primitive<KeyUse> = /*@__PURE__*/ recording('use_key', (keys, use) => {
  records.use(keys, use)
})

/** Keys that were just made, and are not used yet. */
export const madeKeys = (keys: Tensor): Tensor => {
  if (isWatched()) bind(makeKeyP, [keys], {})
  return keys
}

const recordUse = (by: string, key: Tensor): void => {
  const use: KeyUse = { by, at: new Error(`the key was used first by ${by}`) }
  if (key instanceof Tracer) {
    const used = getOrCreate(traced, currentTrace(), () => new WeakMap<Tensor, KeyUse>())
    const first = used.get(key)
    if (first !== undefined) throw new KeyReuseError(by, first.by, first.at)
    used.set(key, use)
  }
  bind(useKeyP, [key], use)
}

type Sampler = (key: never, ...rest: never[]) => Tensor

/** A function that uses up the key it is given, once, whatever it does with it. */
export const usesKey = <F extends Sampler>(op: string, f: F): F =>
  ((key, ...rest) => {
    if (!isWatched()) return f(key, ...rest)
    const result = unwatched(() => f(key, ...rest))
    if (isTensor(key)) recordUse(op, key)
    return result
  }) as F

/** A public function that uses up its key. */
export const sampler = <F extends Sampler>(text: string, f: F): F =>
  checked(text, usesKey(signature(text).op, f))

/**
 * Looks for random keys that are used twice, while it is on: two samplers, or a sampler and `split`, that are given
 * the same key throw a `KeyReuseError`, which names both, and the first one's place as its cause. `foldIn` does not
 * use its key up.
 *
 * It is for debugging. Results stay the same, but functions under `jit` are traced anew, and each call computes its
 * keys once more, step by step. Off, it costs nothing. Switched on again, it forgets what was used.
 *
 * @throws ArgumentError for anything but true or false
 * @example
 * debugKeyReuse(true)
 * const key = random.key(0)
 * random.normal(key)
 * random.uniform(key) // throws KeyReuseError: got one that normal has used
 * debugKeyReuse(false)
 */
export const debugKeyReuse = /*@__PURE__*/ checked('debugKeyReuse(on)', (on: boolean): void => {
  if (typeof (on as unknown) !== 'boolean')
    throw new ArgumentError('debugKeyReuse', `expected true or false, got ${String(on)}`)
  records = keyRecords()
  if (on) watchEffects()
  else setWatch(null)
})
