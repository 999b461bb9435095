import type { ListingFormat } from './entry.ts'

/** Headers that tell how the lines below them are to be read. */
const headers: readonly (readonly [RegExp, ListingFormat])[] = [
  [/^[ \t]*Volume[ \t]+Unit[ \t]+(?:Referred|Date)[ \t]/i, 'mvs'],
  [/^[ \t]*Name[ \t]+(?:VV\.MM|Size)[ \t]/, 'mvs'],
  [/^[ \t]*JOBNAME[ \t]+JOBID[ \t]/, 'mvs'],
  [/^[ \t]*File[ \t]+Code[ \t]+EOF[ \t]/, 'nonstop'],
  [/^[ \t]*Filename[ \t]+FileType[ \t]/i, 'zvm'],
  [/^[ \t]*(?:FILENAME[ \t]+)?CODE[ \t]+-+[ \t]*LOGICAL RECORD/, 'mpe'],
  [/^[ \t]*SIZE[ \t]+TYP[ \t]+EOF[ \t]+LIMIT/, 'mpe'],
  [/^[ \t]*(?:ACCOUNT[ \t]*=.{0,40}GROUP[ \t]*=|PATH=)/, 'mpe'],
  [/^[ \t]*Report for:/, 'unisys'],
  [/^[ \t]*Filename \(MSGKEY\)/, 'gxs'],
  [/^[ \t]*Access[ \t]+Owner[ \t]+Account[ \t]+Size/, 'gxs'],
  [/^Directory[ \t]+\S+[\]>:]/i, 'vms'],
]

/** How headers start. */
const headerStarts = new Set('VNJFCSAPRD')

/** The format that a header announces; undefined for lines that are none. */
export function headerFormat(line: string): ListingFormat | undefined {
  const text = line.slice(0, 200).trimStart()
  if (!headerStarts.has(text.charAt(0).toUpperCase())) return undefined
  return headers.find(([pattern]) => pattern.test(text))?.[1]
}

const totals =
  /^[ \t]*(?:total|insgesamt|gesamt|totale|totaal|totalt|i alt|razem|celkem|spolu|összesen|yhteensä|toplam|итого|всего|общо|усього|разом|σύνολο|jumlah|total general|总用量|总计|總用量|總計|合計|합계|계)[ \t:]*-?[\d.,]+[kmgtp]?(?:i?b)?[ \t\r]*$/i

/** Lines that no server means as an entry, whatever the format. */
const patterns: readonly RegExp[] = [
  totals,
  /^[-=_*+ \t]+$/,
  // What `ls -R` writes before the contents of a folder.
  /^(?:\.{1,2}(?:\/.*)?|\/.*):[ \t]*$/,
  // VMS: the folder, and the sums below it.
  /^[ \t]*[\w$.-]*:{0,2}(?:[\w$.-]+:)?(?:\[[^\]]*\]|<[^>]*>)[ \t]*$/,
  /^[ \t]*[A-Z][\w$]*:[ \t]*$/,
  /^[ \t]*(?:Grand )?Total of \d/i,
  /^[ \t]*Total \d+ files?/i,
  // DOS and Windows: the volume, the folder, and the sums.
  /^[ \t]*(?:Volume in drive|Volume Serial Number|Directory of|Volume in Laufwerk|Volumeseriennummer|Verzeichnis von)\b/i,
  /^[ \t]*[\d.,\u00a0\u202f]+[ \t]+(?:File|Dir|Datei|Verzeichnis|fichier|archivo)(?:\(\w{1,3}\)|s|en|se)?(?:[ \t,]|$)/i,
  /^[ \t]*[\d.,\u00a0\u202f]+[ \t]+(?:bytes?|octets?)(?: free| frei)?[ \t]*$/i,
  /^[ \t]*\d+[ \t]+Files?[ \t]+\d+[ \t]+Octets?/i,
  // Words of a program instead of a listing.
  /^(?:ls|dir|ftpd|in\.ftpd|\/bin\/ls|\/bin\/dir|\/usr\/bin\/ls): /,
  /: (?:Permission denied|No such file or directory|Not a directory|Access is denied|cannot open .{0,40})\.?[ \t]*$/i,
  /^[ \t]*(?:No files? (?:found|exist)|File not found|No such file or directory|Permission denied|Access is denied|No data sets found|No jobs found|No members found)\b.{0,80}$/i,
  /^[@./]+ not found/i,
  // Replies that stray from the control connection.
  /^(?:1[25]\d|2[0-5]\d|3[35]\d|4[25]\d|5[0-5]\d)[ -](?:.{0,100}\b(?:transfer|connection|list|listing|directory|command|successful|completed?|opening|file|goodbye|logged|bytes?|denied|access|login|server|status)\b|$)/i,
]

/** Lines of a single word that carry no name end with one of these. */
const endsOfWords = ':]>-=_*+'

/** True for lines that carry no name: sums, headings, rules, error messages. */
export function isNoise(line: string): boolean {
  if (!/[ \t]/.test(line.slice(0, 4096)) && !endsOfWords.includes(line.at(-1) ?? ' ')) return false
  const text = line.length > 400 ? line.slice(0, 200) + line.slice(-200) : line
  return patterns.some((pattern) => pattern.test(text))
}

/** True for lines of white space, of what DOS ends a text with, or of nothing. */
export function isBlank(line: string): boolean {
  return line.charCodeAt(0) > 0x20 ? false : /^[\0\t\v\f\r \x1a]*$/.test(line.slice(0, 4096))
}
