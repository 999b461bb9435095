import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { curl, curlUrl, lftp, sampan, urlOf } from '../contenders.ts'
import type { Command } from '../measure.ts'
import { measure } from '../measure.ts'
import { probe } from '../probe.ts'
import { startServer } from '../servers.ts'
import type { Contender, Suite } from '../suite.ts'

const nameOf = (index: number) => `file number ${String(index).padStart(6, '0')}.txt`

export const listing: Suite = {
  name: 'listing',
  summary: 'one folder of 100,000 entries, with vsftpd (LIST) and proftpd (MLSD)',
  async prepare(workshop) {
    const count = workshop.isQuick ? 10_000 : 100_000
    const output = join(workshop.folder, 'listing.txt')
    const names = Array.from({ length: count }, (_, index) => nameOf(index)).join('\n')
    const contender = (name: string, command: () => Command): Contender => ({
      name,
      run: () => measure({ ...command(), output }),
      verify: () => verify(name, output),
    })
    const verify = (name: string, file: string) => {
      const text = readFileSync(file, 'utf8')
      const found = text.match(/file number \d{6}\.txt/g)?.sort() ?? []
      if (found.join('\n') !== names) throw new Error(`${name} lists ${found.length} names`)
    }
    const races = []
    for (const server of ['vsftpd', 'proftpd'] as const) {
      const { server: started, access } = await startServer(workshop, server)
      const folder = join(started.folder, 'many')
      mkdirSync(folder)
      for (let index = 0; index < count; index++) writeFileSync(join(folder, nameOf(index)), '')
      const own = contender('sampan ls -l', () =>
        sampan(access, ['ls', '-l', urlOf(access, 'many')]),
      )
      // An engine that runs already, as behind a window; the others are started for their listing.
      const running = 'the engine, once it runs'
      const inside = probe({
        ...{ workshop, access, name: running },
        work: { kind: 'list', path: '/many', times: 2 },
        verify: (probed) => verify(running, join(probed, 'names.txt')),
      })
      const plain = contender('curl LIST', () => curl(access, [curlUrl(access, 'many/')]))
      const machine = contender('curl MLSD', () =>
        curl(access, [`${curlUrl(access, 'many/')}\nrequest = "MLSD"`]),
      )
      races.push({
        title: `${count} entries, ${server}`,
        contenders: [
          own,
          inside,
          plain,
          ...(server === 'proftpd' ? [machine] : []),
          contender('lftp ls', () => lftp(access, ['ls many'])),
        ],
        targets: [
          server === 'vsftpd'
            ? { own: running, other: plain.name, ratio: 1.3 }
            : { own: running, other: machine.name, ratio: 1.3 },
        ],
        limits: [{ own: own.name, what: 'memory' as const, most: 150 }],
      })
    }
    return races
  },
}
