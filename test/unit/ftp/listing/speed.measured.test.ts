import { setImmediate } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { ListingParser } from '../../../../electron/engine/ftp/listing/index.ts'
import type { ListingOptions } from '../../../../electron/engine/ftp/listing/index.ts'

const lines = 100_000
const months = ['Jan', 'Feb', 'Dec']
const unix = (index: number) =>
  `-rw-r--r--   1 ftp      ftp      ${String(index * 7).padStart(10)} ${months[index % 3]} ` +
  `${String((index % 28) + 1).padStart(2)} ${index % 2 ? '12:34' : ' 2021'} file number ${index}\r\n`
const foreign = (index: number) =>
  `-rw-r--r--   1 ftp      ftp      ${index} ${(index % 28) + 1}. Okt. 2021 file number ${index}\r\n`
const mlsd = (index: number) =>
  `type=file;size=${index * 7};modify=20210203040506;perm=adfrw;unique=FD00U${index};` +
  `UNIX.mode=0644;UNIX.owner=1000;UNIX.group=1000; file number ${index}\r\n`
const dos = (index: number) =>
  `04-27-00  12:09PM       ${index % 3 ? '<DIR>         ' : String(index).padStart(14)} n${index}\r\n`

/** Milliseconds that the calling thread computed; another process's turn does not count. */
function computed(work: () => void): number {
  const start = process.cpuUsage()
  work()
  const { user, system } = process.cpuUsage(start)
  return (user + system) / 1000
}

/** Feeds pieces of 64 KiB and yields between them; the most that one took, and the sum. */
async function feed(text: string, options: ListingOptions) {
  const parser = new ListingParser(options)
  const times: number[] = []
  let count = 0
  for (let start = 0; start < text.length; start += 65_536) {
    const piece = text.slice(start, start + 65_536)
    times.push(computed(() => (count += parser.push(piece).length)))
    await setImmediate()
  }
  return { count, longest: Math.max(...times), sum: times.reduce((a, b) => a + b) }
}

describe('100,000 lines', { timeout: 120_000 }, () => {
  it.each([
    ['a Unix listing', unix, {}],
    ['a Unix listing with foreign dates', foreign, {}],
    ['MLSD', mlsd, { format: 'mlsd' }],
    ['a DOS listing', dos, {}],
  ] as const)('of %s never hold up the event loop', async (_, write, options) => {
    const text = Array.from({ length: lines }, (_, index) => write(index)).join('')
    // The first run also compiles the parser; of the others the quietest counts, since garbage
    // collection runs beside them on threads of its own.
    await feed(text.slice(0, text.length / 10), options)
    const runs = [await feed(text, options), await feed(text, options)]
    expect(runs.map(({ count }) => count)).toEqual([lines, lines])
    expect(Math.min(...runs.map(({ longest }) => longest))).toBeLessThan(20)
    expect(Math.min(...runs.map(({ sum }) => sum))).toBeLessThan(1_500)
  })
})

describe('the time for a line', { timeout: 120_000 }, () => {
  const shapes: Record<string, (length: number) => string> = {
    letters: (length) => 'x'.repeat(length),
    digits: (length) => '1'.repeat(length),
    spaces: (length) => ' '.repeat(length),
    'digits and spaces': (length) => '1 '.repeat(length / 2),
    'letters and spaces': (length) => 'x '.repeat(length / 2),
    semicolons: (length) => `type=file${';'.repeat(length)}`,
    'facts without values': (length) => `type=file;${'a;'.repeat(length / 2)} x`,
    'facts with spaces': (length) => `type=file;${'a=b ;'.repeat(length / 5)} x`,
    'a mode and spaces': (length) => `-rw-r--r--${' '.repeat(length)}x`,
    'a mode and digits': (length) => `-rw-r--r-- 1 a b ${'1'.repeat(length)}`,
    'a mode and words': (length) => `-rw-r--r-- ${'a 1 '.repeat(length / 4)}`,
    'a mode and commas': (length) => `-rw-r--r-- 1 a b ${'1,'.repeat(length / 2)} Jan 2 2020 x`,
    arrows: (length) => `lrwxrwxrwx 1 a b 1 Mar  1 10:00 ${' ->'.repeat(length / 3)}`,
    'a DOS date and spaces': (length) => `04-27-00  12:09PM${' '.repeat(length)}x`,
    'a junction': (length) => `04-27-00  12:09PM <JUNCTION> ${' ['.repeat(length / 2)}]`,
    returns: (length) => '\r'.repeat(length),
    'commas behind a plus': (length) => `+${'r,'.repeat(length / 2)}\tx`,
    'a VMS name': (length) => `${'A'.repeat(length)};1 1 1-JAN-2000`,
    brackets: (length) => `${'['.repeat(length)} 1`,
    'an OS/400 owner': (length) => `A${' '.repeat(length)}*`,
  }

  it.each(Object.entries(shapes))('is in proportion to its length: %s', (_, write) => {
    const time = (length: number) => {
      const text = `${write(length)}\r\nx\r\n`
      const runs = Array.from({ length: 2 }, () =>
        computed(() => {
          const parser = new ListingParser()
          parser.push(text)
          parser.end()
        }),
      )
      return Math.min(...runs)
    }
    time(100_000)
    // Eight times the length takes eight times the time; 64 times would be quadratic.
    const [short, long] = [time(125_000), time(1_000_000)]
    expect(long).toBeLessThan(Math.max(25, short * 32))
  })
})
