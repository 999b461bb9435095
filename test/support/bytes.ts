import { expect } from 'vitest'

/**
 * Fails unless both are the same bytes, and tells where they part. `toEqual()` says the same of a
 * megabyte after some seconds.
 */
export function expectBytes(got: Uint8Array, wanted: Uint8Array): void {
  if (Buffer.compare(got, wanted) === 0) return
  const differsAt = got.findIndex((byte, index) => byte !== wanted[index])
  expect({ length: got.length, differsAt }).toEqual({ length: wanted.length, differsAt: -1 })
  throw new Error('the bytes differ')
}
