/** How far is iMAML's meta-gradient from the closed form, by effort in the inner and the linear solve? */
import { ridgeError } from './support/ridge.ts'

const innerSteps = [1, 2, 5, 10, 20, 50, 100]
const cgSteps = [1, 2, 3, 5, 8, 12]

console.log('relative error of the meta-gradient; rows: inner steps, columns: CG steps')
console.log(['inner'.padStart(6), ...cgSteps.map((n) => String(n).padStart(9))].join(''))
for (const inner of innerSteps) {
  const errors = cgSteps.map((cg) => ridgeError(inner, cg).toExponential(1).padStart(9))
  console.log([String(inner).padStart(6), ...errors].join(''))
}
