import '../setup.ts'

export * from '../scipy/index.ts'
