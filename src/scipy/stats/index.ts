/** Distributions: the namespace `scipy.stats`. */
export * as norm from './norm.ts'
