import { openSync } from 'node:fs'
import { ReadStream } from 'node:tty'

export type Prompt = {
  /** False: nobody can be asked, as in a script without a terminal. */
  isPossible: boolean
  /** A secret, typed without echo. Undefined: Ctrl-D, or there is no terminal. */
  secret(question: string, signal: AbortSignal): Promise<string | undefined>
  /** A line, trimmed. Undefined as above. */
  line(question: string, signal: AbortSignal): Promise<string | undefined>
}

/**
 * Asks on the terminal, which need not be standard input: that may be a file. `interrupt` is what
 * Ctrl-C does meanwhile, since a raw terminal sends no signal.
 */
export function terminalPrompt(interrupt: () => void): Prompt {
  const input = openTerminal()
  // One question at a time: two at once could not be told apart.
  let turn: Promise<unknown> = Promise.resolve()
  const ask = (question: string, isSecret: boolean, signal: AbortSignal) => {
    if (!input) return Promise.resolve(undefined)
    const answer = turn.then(() => readLine(input, question, isSecret, signal, interrupt))
    turn = answer.catch(() => {})
    return answer
  }
  return {
    isPossible: input !== undefined,
    secret: (question, signal) => ask(question, true, signal),
    line: async (question, signal) => (await ask(question, false, signal))?.trim(),
  }
}

function openTerminal(): ReadStream | undefined {
  if (process.stdin.isTTY) return process.stdin
  try {
    const terminal = new ReadStream(openSync('/dev/tty', 'r'))
    terminal.unref()
    return terminal
  } catch {
    return undefined
  }
}

function readLine(
  input: ReadStream,
  question: string,
  isSecret: boolean,
  signal: AbortSignal,
  interrupt: () => void,
): Promise<string | undefined> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve(undefined)
    process.stderr.write(question)
    let text = ''
    const end = (answer: string | undefined) => {
      input.off('data', take)
      signal.removeEventListener('abort', leave)
      input.setRawMode(false)
      input.pause()
      process.stderr.write('\n')
      resolve(answer)
    }
    const leave = () => end(undefined)
    const take = (chunk: string | Buffer) => {
      for (const character of chunk.toString()) {
        if (character === '\r' || character === '\n') return end(text)
        if (character === '\x04') return end(text === '' ? undefined : text)
        if (character === '\x03') {
          end(undefined)
          return interrupt()
        }
        if (character === '\x7f' || character === '\b') {
          if (text !== '' && !isSecret) process.stderr.write('\b \b')
          text = [...text].slice(0, -1).join('')
        } else if (character >= ' ') {
          text += character
          if (!isSecret) process.stderr.write(character)
        }
      }
    }
    signal.addEventListener('abort', leave, { once: true })
    input.setEncoding('utf8')
    input.setRawMode(true)
    input.on('data', take)
    input.resume()
  })
}
