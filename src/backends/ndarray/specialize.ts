/**
 * A function from ES5 source, which may call the `helpers` declared beside it. V8 collects the types it
 * optimizes for per source text, so kernels that run on several dtypes are generated with the dtype in
 * their `name` and stay monomorphic, where one function over all typed arrays would become several
 * times slower once it has met two.
 */
export const specialize = <F>(name: string, parameters: string, body: string, helpers = ''): F =>
  // The caller states the type of the text it wrote.
  new Function(`'use strict';${helpers};return function ${name}(${parameters}){${body}}`)() as F

/**
 * Declares parameters of generated code to be integers. Where V8 inlines a kernel it may otherwise take
 * positions for doubles and convert them at every access.
 */
export const integers = (...names: readonly string[]): string =>
  names.map((name) => `${name}|=0;`).join('')

/** Caches values by a short string key. */
export const memoize = <V>(compute: (key: string) => V): ((key: string) => V) => {
  const cache = new Map<string, V>()
  return (key) => {
    let value = cache.get(key)
    if (value === undefined) {
      value = compute(key)
      cache.set(key, value)
    }
    return value
  }
}
