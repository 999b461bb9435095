import type { Exchange, Session } from '../session.ts'
import type { Bytes } from '../shape.ts'

/** What the script puts in place of a file or listing, if anything. */
export async function contentOf(session: Session, { play }: Exchange): Promise<Bytes | null> {
  const given = play.data?.content
  if (given === undefined) return null
  const content = typeof given === 'function' ? await given(play.request, session) : given
  if (typeof content === 'string') return [session.codec.encode(content)]
  return content instanceof Uint8Array ? [content] : content
}
