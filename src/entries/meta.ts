import '../setup.ts'

export * from '../meta/index.ts'
