import { z } from 'zod'

const Pieces = z.looseObject({ items: z.array(z.unknown()) })

/** A queue's file as several of at most so many items. What is no such file stays as it is. */
export function queuePieces(text: string, size: number): string[] {
  let file: z.infer<typeof Pieces>
  try {
    file = Pieces.parse(JSON.parse(text))
  } catch {
    return [text]
  }
  if (file.items.length <= size) return [text]
  const pieces: string[] = []
  for (let at = 0; at < file.items.length; at += size)
    pieces.push(JSON.stringify({ ...file, items: file.items.slice(at, at + size) }))
  return pieces
}
