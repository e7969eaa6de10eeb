import '../setup.ts'

export * from '../numpy/index.ts'
