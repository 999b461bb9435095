import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { asciiSink, localToAscii } from '../../../electron/engine/practice/ascii.ts'
import { nameCodec } from '../../../electron/engine/practice/names.ts'
import { packetsOf, pieces } from '../../../electron/engine/practice/replyBytes.ts'
import type {
  Answer,
  Control,
  DataFault,
  ReplyFault,
  Rule,
} from '../../../electron/engine/practice/script.ts'
import { ScriptPlayer } from '../../../electron/engine/practice/scriptPlayer.ts'
import { CutOff, shape } from '../../../electron/engine/practice/shape.ts'

const control: Control = {
  id: 2,
  remote: '127.0.0.1:5000',
  isSecure: false,
  closed: new AbortController().signal,
  directory: '/',
  type: 'I',
  send: () => Promise.resolve(),
  close: () => undefined,
}

describe('ScriptPlayer', () => {
  const play = (player: ScriptPlayer, verb: string, argument = '') =>
    player.play(verb, argument, control)

  it('counts the matches of every rule by itself', () => {
    const player = new ScriptPlayer([
      { on: 'RETR', argument: 'a', nth: 2, instead: 'second a' },
      { on: ['RETR', 'STOR'], nth: [1, 4], instead: 'first or fourth' },
    ])
    const answers = ['b', 'a', 'a', 'a'].map((argument) => play(player, 'RETR', argument).instead)
    expect(answers).toEqual(['first or fourth', undefined, 'second a', 'first or fourth'])
    player.replace([{ on: 'RETR', nth: 1, instead: 'anew' }])
    expect(play(player, 'RETR').instead).toBe('anew')
  })

  it('joins the rules that match, the earlier first', () => {
    const rules: Rule[] = [
      { on: 'SIZE', delay: 5 },
      { on: '*', delay: 9, final: { close: 'RST' } },
      { on: 'SIZE', connection: 1, instead: 'not me' },
    ]
    const { delay, final, instead } = play(new ScriptPlayer(rules), 'SIZE')
    expect([delay, final?.close, instead]).toEqual([5, 'RST', undefined])
  })

  it('takes * for commands, not for the greeting', () => {
    const player = new ScriptPlayer([
      { on: '*', instead: 'any' },
      { on: 'CONNECT', instead: 'hello' },
    ])
    expect(play(player, 'CONNECT').instead).toBe('hello')
    expect(play(player, 'NOOP').instead).toBe('any')
  })
})

describe('reply bytes', () => {
  const utf8 = nameCodec('utf8')
  const packets = (answer: Answer, fault: ReplyFault) => packetsOf(answer, fault, utf8).map(String)

  it('get line ends where they have none', () => {
    expect(packets('200 a', {})).toEqual(['200 a\r\n'])
    expect(packets(['200 a\r\n', Buffer.from('200')], {})).toEqual(['200 a\r\n', '200'])
    expect(packets(null, {})).toEqual([])
    expect(packets('200 a', { text: null })).toEqual([])
    expect(packets('200 a', { text: (right) => right.replace('a', 'b') })).toEqual(['200 b\r\n'])
    expect(packets('226 a', { before: '150 x', after: '200 y' })).toEqual([
      '150 x\r\n226 a\r\n200 y\r\n',
    ])
    expect(packets('226 a', { text: null, after: '200 y' })).toEqual(['200 y\r\n'])
  })

  it('are cut where the fault says, and lose nothing', () => {
    const cut = (at: number[] | 'every-byte') =>
      pieces(Buffer.from('abcdef'), { cut: at }).map(String)
    expect(cut([4, 2, 0, 6, 99])).toEqual(['ab', 'cd', 'ef'])
    expect(cut('every-byte')).toEqual([...'abcdef'])
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 50 }), fc.array(fc.integer()), (bytes, at) => {
        expect(Buffer.concat(pieces(Buffer.from(bytes), { cut: at }))).toEqual(Buffer.from(bytes))
      }),
    )
  })
})

describe('shape', () => {
  const forever = () => new Promise<never>(() => undefined)
  const run = async (source: string[], fault: DataFault, stuck = forever) => {
    const passed: string[] = []
    const { signal } = new AbortController()
    try {
      for await (const chunk of shape(
        source.map((text) => Buffer.from(text)),
        fault,
        stuck,
        signal,
      ))
        passed.push(String(chunk))
    } catch (error) {
      if (!(error instanceof CutOff)) throw error
      passed.push(error.how)
    }
    return passed
  }

  it('keeps, adds and cuts at the byte', async () => {
    expect(await run(['abc', 'def'], {})).toEqual(['abc', 'def'])
    expect(await run(['abc', 'def'], { keep: 4, extra: 'xyz' })).toEqual(['abc', 'd', 'xyz'])
    expect(await run(['abc', 'def'], { keep: 0 })).toEqual([])
    expect(await run(['abc', 'def'], { close: { after: 4, how: 'RST' } })).toEqual([
      'abc',
      'd',
      'RST',
    ])
    expect(await run(['abc', 'def'], { close: { after: 3, how: 'END' } })).toEqual(['abc', 'END'])
    expect(await run(['abc'], { close: { after: 0, how: 'FIN' } })).toEqual(['FIN'])
    expect(await run(['abc'], { close: { after: 4, how: 'FIN' } })).toEqual(['abc'])
  })

  it('stops dead, once, at the byte', async () => {
    let stops = 0
    const stuck = () => {
      stops += 1
      return Promise.reject(new CutOff('END'))
    }
    expect(await run(['abc', 'def'], { stallAfter: 2 }, stuck)).toEqual(['ab', 'END'])
    expect(stops).toBe(1)
    expect(await run(['abc', 'def'], { stallAfter: 2, stallFor: 1 })).toEqual(['ab', 'c', 'def'])
  })

  it('paces in tenths of a second, or byte by byte', async () => {
    expect(await run(['abcdef'], { rate: 40 })).toEqual(['abcd', 'ef'])
    expect(await run(['abc'], { rate: 1000 })).toEqual(['abc'])
  })
})

describe('TYPE A', () => {
  const out = async (...chunks: string[]) => {
    const all = []
    for await (const chunk of localToAscii(chunks.map((text) => Buffer.from(text)))) all.push(chunk)
    return String(Buffer.concat(all))
  }
  const back = async (...chunks: string[]) => {
    const all: Uint8Array[] = []
    const sink = asciiSink({
      write: async (chunk) => void all.push(chunk),
      flush: () => Promise.resolve(),
    })
    for (const chunk of chunks) await sink.write(Buffer.from(chunk))
    await sink.flush()
    return String(Buffer.concat(all))
  }

  it('converts line ends, also across chunks', async () => {
    expect(await out('a\nb\r', '\nc\n', '\n')).toBe('a\r\nb\r\nc\r\n\r\n')
    expect(await back('a\r\nb\r', '\nc\r', 'd\r\r\n', 'e\r')).toBe('a\nb\nc\rd\r\ne\r')
  })

  it('gives Unix text back as it was', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.string().map((text) => text.replaceAll('\r', '\n'))),
        async (chunks) => {
          expect(await back(await out(...chunks))).toBe(chunks.join(''))
        },
      ),
    )
  })
})
