const said = new Set<string>()

/** Says something to the developer, once under each `topic`; nothing where there is no console. */
export const warnOnce = (topic: string, message: () => string): void => {
  if (said.has(topic)) return
  said.add(topic)
  // Plain contexts of an engine have no console.
  if (typeof console !== 'undefined') console.warn(`cotangent: ${message()}`)
}
