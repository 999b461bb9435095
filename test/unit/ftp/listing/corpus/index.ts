import { badSamples } from './bad.ts'
import { dosSamples } from './dos.ts'
import { mvsSamples, os400Samples, zvmSamples } from './ibm.ts'
import { mlsdSamples } from './mlsd.ts'
import { otherSamples } from './others.ts'
import type { Sample } from './sample.ts'
import { unixSamples } from './unix.ts'
import { unixDateSamples } from './unixDates.ts'
import { vmsSamples } from './vms.ts'

export { now } from './sample.ts'
export type { Sample } from './sample.ts'

export const corpus: Record<string, Sample[]> = {
  unix: unixSamples,
  'dates of Unix listings': unixDateSamples,
  MLSD: mlsdSamples,
  DOS: dosSamples,
  VMS: vmsSamples,
  MVS: mvsSamples,
  'OS/400': os400Samples,
  'z/VM': zvmSamples,
  others: otherSamples,
  bad: badSamples,
}

export const allSamples = Object.values(corpus).flat()
