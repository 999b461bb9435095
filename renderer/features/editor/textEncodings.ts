/** Encodings that files are really in, most likely first. */
export const textEncodings = [
  'utf-8',
  'utf-16le',
  'utf-16be',
  'windows-1252',
  'iso-8859-1',
  'iso-8859-15',
  'gb18030',
  'big5',
  'shift_jis',
  'euc-jp',
  'euc-kr',
  'windows-1251',
  'koi8-r',
  'windows-1250',
  'iso-8859-2',
  'windows-1253',
  'windows-1254',
  'cp437',
  'cp850',
] as const

/** Choices for a list, with the one in use even if it is a rare one. */
export function encodingChoices(inUse: string): { value: string; label: string }[] {
  const names: string[] = [...textEncodings]
  if (!names.includes(inUse)) names.push(inUse)
  return names.map((name) => ({ value: name, label: name.toUpperCase() }))
}
