/**
 * Imports the entries of a folder given by its URL, in a world that has nothing beyond ECMAScript, and counts how often
 * code is made from text meanwhile. Then it computes something, and prints all of it.
 */
import type { Tensor } from '../../src/index.ts'

const [folder = '', extension = ''] = process.argv.slice(2)
const print = console.log

/** What ECMAScript 2022 defines. */
const standard = new Set(
  (
    'globalThis Infinity NaN undefined eval isFinite isNaN parseFloat parseInt decodeURI decodeURIComponent encodeURI ' +
    'encodeURIComponent escape unescape AggregateError Array ArrayBuffer Atomics BigInt BigInt64Array BigUint64Array ' +
    'Boolean DataView Date Error EvalError FinalizationRegistry Float32Array Float64Array Function Int8Array Int16Array ' +
    'Int32Array Map Math Number Object Promise Proxy RangeError ReferenceError Reflect RegExp Set SharedArrayBuffer ' +
    'String Symbol SyntaxError TypeError URIError Uint8Array Uint8ClampedArray Uint16Array Uint32Array WeakMap WeakRef ' +
    'WeakSet JSON'
  ).split(' '),
)
// What the loader of TypeScript and fast-check take from the global object.
const kept = new Set(['URL', 'URLSearchParams', 'process', 'Buffer', 'setTimeout', 'clearTimeout'])
for (const name of Object.getOwnPropertyNames(globalThis))
  if (!standard.has(name) && !kept.has(name)) Reflect.deleteProperty(globalThis, name)

let generated = 0
const counting = <T extends object>(target: T): T =>
  new Proxy(target, {
    apply: (f, self, args) => {
      generated += 1
      return Reflect.apply(f as unknown as () => unknown, self, args)
    },
    construct: (f, args) => {
      generated += 1
      return Reflect.construct(f as unknown as new () => object, args)
    },
  })
const world = globalThis as unknown as Record<'Function' | 'eval', object>
for (const name of ['Function', 'eval'] as const) world[name] = counting(world[name])

const load = (entry: string) => import(new URL(`${entry}.${extension}`, folder).href)
const { grad, jit, np } = (await load('index')) as typeof import('../../src/index.ts')
await load('fp/index')
await load('testing/index')
const atImport = generated

const square = jit(grad((x: Tensor) => np.sum(np.square(x))))
const missing = ['console', 'TextEncoder', 'structuredClone', 'performance', 'WebAssembly'].filter(
  (name) => !(name in globalThis),
)
print(
  JSON.stringify({
    atImport,
    missing,
    compiled: square(np.array([1, 2])).toArray(),
    eager: np.array([1, 2]).add(1).toArray(),
    later: generated > 0,
  }),
)
