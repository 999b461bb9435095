import type { Entry } from './entries.ts'

export type ListOptions = {
  format: 'unix' | 'dos'
  /** Minutes ahead of UTC. */
  offset: number
  now: Date
}

const months = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' ')
const halfYear = 182 * 86_400_000

/** One line of LIST, without its end. */
export const listLine = (entry: Entry, options: ListOptions): string =>
  options.format === 'dos' ? dosLine(entry, options) : unixLine(entry, options)

function unixLine(entry: Entry, { offset, now }: ListOptions): string {
  const link = entry.target === undefined ? '' : ` -> ${entry.target}`
  const columns = [
    modeText(entry),
    String(entry.links).padStart(4),
    'practice practice',
    String(entry.size).padStart(12),
    unixTime(entry.modifiedAt, offset, now),
  ]
  return `${columns.join(' ')} ${entry.name}${link}`
}

/** As `ls -l` has it: the hour within the last half year, else the year. */
function unixTime(time: Date, offset: number, now: Date): string {
  const local = new Date(time.getTime() + offset * 60_000)
  const age = now.getTime() - time.getTime()
  const day = `${months[local.getUTCMonth()]} ${String(local.getUTCDate()).padStart(2)}`
  if (age > halfYear || age < -3_600_000) return `${day}  ${local.getUTCFullYear()}`
  return `${day} ${twoDigits(local.getUTCHours())}:${twoDigits(local.getUTCMinutes())}`
}

function dosLine(entry: Entry, { offset }: ListOptions): string {
  const local = new Date(entry.modifiedAt.getTime() + offset * 60_000)
  const hours = local.getUTCHours()
  const date = [local.getUTCMonth() + 1, local.getUTCDate(), local.getUTCFullYear() % 100]
  const time = `${twoDigits(hours % 12 || 12)}:${twoDigits(local.getUTCMinutes())}`
  const what =
    entry.kind === 'directory' ? '       <DIR>         ' : String(entry.size).padStart(21)
  return `${date.map(twoDigits).join('-')}  ${time}${hours < 12 ? 'AM' : 'PM'}${what} ${entry.name}`
}

const twoDigits = (value: number): string => String(value).padStart(2, '0')

function modeText({ kind, mode }: Entry): string {
  const type = { file: '-', directory: 'd', link: 'l', other: '?' }[kind]
  const triple = (shift: number, isSpecial: boolean, letter: string) => {
    const bits = (mode >> shift) & 7
    const execute = bits & 1 ? 'x' : '-'
    const special = bits & 1 ? letter : letter.toUpperCase()
    return `${bits & 4 ? 'r' : '-'}${bits & 2 ? 'w' : '-'}${isSpecial ? special : execute}`
  }
  return (
    type +
    triple(6, (mode & 0o4000) !== 0, 's') +
    triple(3, (mode & 0o2000) !== 0, 's') +
    triple(0, (mode & 0o1000) !== 0, 't')
  )
}
