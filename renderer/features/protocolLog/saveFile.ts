/** Hands a file to the user's own download folder or save dialog. */
export function saveFile(name: string, content: Blob): void {
  const link = document.createElement('a')
  link.href = URL.createObjectURL(content)
  link.download = name
  link.click()
  // The download has its own hold on the content once it began.
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000)
}

/** `sampan-2026-11-27-091412.txt`: sorts by time, and every file system takes it. */
export function fileNameFor(kind: string, extension: string, now = new Date()): string {
  const stamp = now.toISOString().slice(0, 19).replace('T', '-').replaceAll(':', '')
  return `sampan-${kind}-${stamp}.${extension}`
}
