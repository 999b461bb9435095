/** Writes one file over and over, 1 MB of one letter each time, until somebody kills it. */
import { writeFileAtomically } from '../../../electron/engine/storage/atomicFile.ts'

const file = process.argv[2] ?? ''
for (let round = 0; ; round++) {
  const letter = String.fromCharCode(97 + (round % 26))
  await writeFileAtomically(file, letter.repeat(1_000_000), { keepPrevious: true })
  if (round === 1) process.stdout.write('two versions are there\n')
}
