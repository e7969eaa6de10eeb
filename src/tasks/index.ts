export { type Points, type SinusoidOptions, sinusoids } from './sinusoids.ts'
