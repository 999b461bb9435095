import type { Exchange, Session } from '../session.ts'
import type { Bytes } from '../shape.ts'

export type GivenContent = {
  bytes: Bytes
  /** Unknown for what is generated. */
  length: number | null
}

/**
 * What the script puts in place of a file or listing, if anything. Text and bytes begin at the
 * restart point, generated content comes as it is.
 */
export async function contentOf(
  session: Session,
  exchange: Exchange,
): Promise<GivenContent | null> {
  const { data, request } = exchange.play
  if (data?.content === undefined) return null
  const { content } = data
  const given = typeof content === 'function' ? await content(request, session) : content
  const bytes = typeof given === 'string' ? session.codec.encode(given) : given
  if (!(bytes instanceof Uint8Array)) return { bytes, length: null }
  const rest = bytes.subarray(data.ignoreRestart ? 0 : session.restart)
  return { bytes: [rest], length: rest.length }
}
