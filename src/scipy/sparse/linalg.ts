/** Iterative solvers: the namespace `scipy.sparse.linalg`. */
export { type CgOptions, cg } from '../cg.ts'
