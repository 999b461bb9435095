import { ListingParser, parseListing } from '../../electron/engine/ftp/listing/index.ts'
import type { ListingFormat } from '../../electron/engine/ftp/listing/index.ts'
import { parsers } from '../../electron/engine/ftp/listing/formats.ts'
import * as replies from '../../electron/engine/ftp/replies.ts'
import { ReplyReader } from '../../electron/engine/ftp/replyReader.ts'
import type { Targets } from './fuzz.ts'

const now = new Date('2024-03-10T12:00:00Z')

const byName: Record<string, (text: string) => unknown> = {
  parseListing: (text) => void parseListing(text, { now }),
  ListingParser: (text) => {
    const parser = new ListingParser({ now })
    const size = Math.max(1, Math.ceil(text.length / 50))
    for (let start = 0; start < text.length; start += size)
      parser.push(text.slice(start, start + size))
    parser.end()
  },
  ReplyReader: (text) => {
    const reader = new ReplyReader()
    const bytes = Buffer.from(text, 'utf8')
    const size = Math.max(1, Math.ceil(bytes.length / 50))
    for (let start = 0; start < bytes.length; start += size)
      reader.push(bytes.subarray(start, start + size))
  },
  parsePasvReply: replies.parsePasvReply,
  parseEpsvReply: replies.parseEpsvReply,
  parsePwdReply: replies.parsePwdReply,
  parseSizeReply: replies.parseSizeReply,
  parseMdtmReply: replies.parseMdtmReply,
  parseFeatReply: replies.parseFeatReply,
  parseTransferSize: replies.parseTransferSize,
}

for (const format of Object.keys(parsers) as ListingFormat[])
  byName[`parseListing as ${format}`] = (text) => void parseListing(text, { now, format })

/** Every parser of what servers say; each takes any text. */
export const targets: Targets = byName
