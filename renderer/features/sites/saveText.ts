/** Milliseconds after which no browser still needs the address of a file that it saves. */
const addressLife = 60_000

/** Lets the browser or the desktop host save a text as a file. */
export function saveText(name: string, text: string): void {
  const address = URL.createObjectURL(new Blob([text], { type: 'application/json' }))
  const link = document.createElement('a')
  link.href = address
  link.download = name
  link.click()
  setTimeout(() => URL.revokeObjectURL(address), addressLife)
}
