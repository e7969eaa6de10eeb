/** What Node's `console.log`, and REPLs, debuggers and Deno after it, ask an object for its text by. */
export const inspectSymbol = Symbol.for('nodejs.util.inspect.custom')

/** Lets an object print as `show` says, without a key that others would see. */
export const inspectable = <T extends object>(value: T, show: () => string): T =>
  Object.defineProperty(value, inspectSymbol, { value: show })
