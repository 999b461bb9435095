const stored = (byte: number) => ((~byte & 0xff) ^ 0xa3).toString(16).toUpperCase().padStart(2, '0')

/** Hides a password as WinSCP does; `key` is the user followed by the host. */
export function hidePassword(
  key: string,
  password: string,
  { shift = 0, isOld = false }: { shift?: number; isOld?: boolean } = {},
): string {
  const text = [...Buffer.from(isOld ? password : key + password, 'utf8')]
  const length = text.length > 255 ? [0x02, text.length >> 8, text.length & 0xff] : [0, text.length]
  const head = isOld ? [text.length] : [0xff, ...length]
  const skipped = Array.from({ length: shift }, (_, index) => (index * 37) & 0xff)
  const bytes = [...head, shift, ...skipped, ...text]
  while (bytes.length < 50) bytes.push(0xd1)
  return bytes.map(stored).join('')
}
