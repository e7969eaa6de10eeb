/** SciPy's functions, as JAX has them: the namespace `scipy`. */
export * as linalg from './linalg/index.ts'
export * as sparse from './sparse/index.ts'
export * as special from './special/index.ts'
export * as stats from './stats/index.ts'
