export { checkChoice, checkOptions } from '../core/options.ts'
