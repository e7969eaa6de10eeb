import type { Aval } from './aval.ts'
import type { DeviceParts, Executor, Storage } from './device.ts'
import type { DataArray } from './dtype.ts'

/** Row-major elements of a host array from `offset` on. */
export interface HostArray {
  readonly data: DataArray
  readonly offset: number
}

/** Elements that stay in a compiled program's memory until something reads them. */
export interface Resident {
  /** The elements as a host array. */
  readonly read: () => DataArray
}

/** A storage in memory that JavaScript reads and writes, which executors of other devices may work on too. */
export interface HostStorage<Buffer = unknown> extends Storage<Buffer> {
  readonly read: NonNullable<Storage<Buffer>['read']>
  /** The elements in row-major order: where they are if they lie so, else copied. */
  readonly elements: (buffer: Buffer, aval: Aval) => HostArray | Resident
  /** A buffer of elements that stay where they are until something reads them. */
  readonly adopt: (resident: Resident, aval: Aval) => Buffer
  /** Makes every later reading of a donated buffer fail. */
  readonly giveUp: (buffer: Buffer) => void
}

/** A device whose storage is the host's. */
export interface HostDevice<Buffer = unknown> extends DeviceParts<Buffer> {
  readonly storage: HostStorage<Buffer>
  readonly executor: Executor<Buffer> & { readonly run: NonNullable<Executor<Buffer>['run']> }
}
