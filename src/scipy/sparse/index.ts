/** Solvers for maps that are no matrices: the namespace `scipy.sparse`. */
export * as linalg from './linalg.ts'
