export const pi = Math.PI
export const e = Math.E
export const inf = Number.POSITIVE_INFINITY
export const nan = Number.NaN
/** Stands for a new axis in an index: `x.get(np.newaxis, '...')`. */
export const newaxis = null
export const eulerGamma = 0.5772156649015329
