export interface Cache<K, V> {
  readonly get: (key: K) => V | undefined
  readonly set: (key: K, value: V) => unknown
}

/** A cache that forgets what came first when it holds `limit` values. */
export const boundedMap = <K, V>(limit: number): Cache<K, V> => {
  const values = new Map<K, V>()
  return {
    get: (key) => values.get(key),
    set: (key, value) => {
      if (values.size >= limit && !values.has(key)) values.delete(values.keys().next().value as K)
      values.set(key, value)
    },
  }
}

/** The value under a key, which is created and kept where there is none. */
export const getOrCreate = <K, V>(cache: Cache<K, V>, key: K, create: () => V): V => {
  const found = cache.get(key)
  if (found !== undefined) return found
  const created = create()
  cache.set(key, created)
  return created
}
