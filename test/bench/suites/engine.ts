import { join } from 'node:path'
import { makeBigFile } from '../data.ts'
import type { ProbeRequest } from '../engineProbe.ts'
import { probe } from '../probe.ts'
import { startServer } from '../servers.ts'
import type { Suite } from '../suite.ts'

const mebibyte = 1024 ** 2

export const engine: Suite = {
  name: 'engine',
  summary: 'the engine alone: event-loop delay of 10 transfers over TLS, and a queue of 100,000',
  async prepare(workshop) {
    const { server, access } = await startServer(workshop, 'vsftpd', { tls: 'explicit' })
    const size = (workshop.isQuick ? 20 : 150) * mebibyte
    for (let index = 0; index < 10; index++)
      makeBigFile(join(server.folder, `big-${index}.bin`), size)
    const items = workshop.isQuick ? 10_000 : 100_000
    const within = (name: string, work: ProbeRequest['work']) =>
      probe({ workshop, access, name, work })
    const delay = within('p99 delay', { kind: 'delay', files: 10, size })
    const queue = within('time to add', { kind: 'enqueue', items })
    return [
      {
        title: `Event-loop delay, 10 downloads of ${size / mebibyte} MiB over TLS at a time`,
        contenders: [delay],
        limits: [{ own: delay.name, what: 'seconds', most: 0.02 }],
      },
      {
        title: `A queue of ${items} items`,
        contenders: [queue],
        limits: [
          { own: queue.name, what: 'seconds', most: 3 },
          { own: queue.name, what: 'memory', most: 400 },
        ],
      },
    ]
  },
}
