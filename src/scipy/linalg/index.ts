/** Dense linear algebra as SciPy has it: the namespace `scipy.linalg`. */
export { det } from '../../linalg/determinant.ts'
export { inv } from '../../linalg/solve.ts'
export {
  type CholeskyFactor,
  choFactor,
  cholesky,
  choSolve,
  type SolveOptions,
  solve,
  type TriangleOptions,
} from './cholesky.ts'
export { type ExpmOptions, expm } from './expm.ts'
export { type SolveTriangularOptions, solveTriangular } from './triangular.ts'
