/** Milliseconds since some moment. Plain contexts of an engine have no finer clock than the date. */
export const now = (): number =>
  typeof performance === 'undefined' ? Date.now() : performance.now()
