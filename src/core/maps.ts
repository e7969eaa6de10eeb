interface Cache<K, V> {
  readonly get: (key: K) => V | undefined
  readonly set: (key: K, value: V) => unknown
}

/** The value under a key, which is created and kept where there is none. */
export const getOrCreate = <K, V>(cache: Cache<K, V>, key: K, create: () => V): V => {
  const found = cache.get(key)
  if (found !== undefined) return found
  const created = create()
  cache.set(key, created)
  return created
}
