import { subscribe } from 'node:diagnostics_channel'
import { appendFileSync } from 'node:fs'
import { join } from 'node:path'

/**
 * Loaded into every process of a test run (NODE_OPTIONS, set by test/run): writes down what real
 * servers were told and what they answered, each once, for the step that asks whether the
 * knowledge base knows it. Plain JavaScript, since any Node may load it.
 */
const folder = process.env.SAMPAN_TEST_TRANSCRIPTS
/** Ports of real servers (realServersPorts.ts) and their networks (network.ts). */
const isReal = ({ host, port }) =>
  (port >= 20_000 && port < 32_768) || /^(203\.0\.113|198\.51\.100)\./.test(host)

if (folder) {
  const seen = new Set()
  const real = new Map()
  const note = (line) => {
    const text = JSON.stringify(line)
    if (seen.has(text)) return
    seen.add(text)
    // At once: many a test ends its process with a signal.
    appendFileSync(join(folder, `${process.pid}.jsonl`), `${text}\n`)
  }
  subscribe('sampan.protocol', (event) => {
    if (event.kind === 'tcp' && event.step === 'dialling' && event.remote)
      real.set(event.connection, isReal(event.remote))
    if (!real.get(event.connection)) return
    if (event.kind === 'command') note({ command: event.text.split(' ').slice(0, 2).join(' ') })
    // Numbers and names differ each time; what is meant does not.
    if (event.kind === 'reply' && !event.isStray)
      note({ code: event.code, verb: event.verb, text: shapeOf(event.lines) })
  })
}

const shapeOf = (lines) =>
  [...new Set(lines.map((line) => line.replaceAll(/\d{3,}/g, '000').slice(0, 200)))]
    .slice(0, 20)
    .join('\n')
