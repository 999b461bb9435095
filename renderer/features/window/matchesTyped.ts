/** Whether every typed word begins or is inside some word of the text, in any order. */
export function matchesTyped(text: string, typed: string): boolean {
  const lower = text.toLowerCase()
  return typed
    .toLowerCase()
    .split(/\s+/)
    .every((word) => lower.includes(word))
}
