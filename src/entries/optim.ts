import '../setup.ts'

export * from '../optim/index.ts'
