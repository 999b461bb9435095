import { rmSync } from 'node:fs'
import { join } from 'node:path'
import type { Access } from '../contenders.ts'
import { curl, curlUrl, lftp, ncftp, sampan, urlOf } from '../contenders.ts'
import { empty, makeBigFile, sameFile } from '../data.ts'
import type { Command } from '../measure.ts'
import { measure } from '../measure.ts'
import { startServer, writableFolder } from '../servers.ts'
import type { Contender, Race, Suite, Workshop } from '../suite.ts'

const gibibyte = 1024 ** 3
const sizeFor = ({ isQuick }: Workshop) => (isQuick ? gibibyte / 4 : 2 * gibibyte)

/** Down and up with one server; `isWith` leaves out programs without TLS. */
async function bigRaces(
  workshop: Workshop,
  servers: { down: Access & { folder: string }; up: Access & { incoming: string } },
): Promise<Race[]> {
  const { folder } = workshop
  const size = sizeFor(workshop)
  const name = `${size / gibibyte} GiB`
  const original = join(servers.down.folder, 'big.bin')
  makeBigFile(original, size)
  const local = join(folder, 'got')
  const got = join(local, 'big.bin')
  const sent = join(servers.up.incoming, 'big.bin')
  const way = servers.down.isTls ? 'TLS' : 'plain'

  const contender = (
    program: string,
    clear: () => void,
    command: () => Command,
    copy: string,
  ): Contender => ({
    name: program,
    run() {
      clear()
      return measure(command())
    },
    async verify() {
      await sameFile(original, copy)
      rmSync(copy)
    },
  })
  const down = (program: string, command: () => Command) =>
    contender(program, () => empty(local), command, got)
  const up = (program: string, command: () => Command) =>
    contender(program, () => rmSync(sent, { force: true }), command, sent)
  const withNcftp = (make: () => Contender) => (servers.down.isTls ? [] : [make()])

  return [
    {
      title: `${name} down, ${way}`,
      contenders: [
        down('sampan', () =>
          sampan(servers.down, ['get', urlOf(servers.down, 'big.bin;type=i'), '-o', local]),
        ),
        down('curl', () =>
          curl(servers.down, [`${curlUrl(servers.down, 'big.bin')}\noutput = "${got}"`]),
        ),
        down('lftp', () => lftp(servers.down, [`get -O ${local} big.bin`])),
        ...withNcftp(() =>
          down('ncftp', () => ncftp(servers.down, 'ncftpget', [local, 'big.bin'], folder)),
        ),
      ],
      targets: servers.down.isTls
        ? [{ own: 'sampan', other: 'curl', ratio: 1 }]
        : [
            { own: 'sampan', other: 'lftp', ratio: 1.15 },
            { own: 'sampan', other: 'curl', ratio: 1 },
          ],
      limits: [{ own: 'sampan', what: 'memory', most: 120 }],
    },
    {
      title: `${name} up, ${way}`,
      contenders: [
        up('sampan', () =>
          sampan(servers.up, ['put', original, urlOf(servers.up, 'incoming/big.bin;type=i')]),
        ),
        up('curl', () =>
          curl(servers.up, [
            `${curlUrl(servers.up, 'incoming/big.bin')}\nupload-file = "${original}"`,
          ]),
        ),
        up('lftp', () => lftp(servers.up, [`put -O incoming ${original}`])),
        ...withNcftp(() =>
          up('ncftp', () => ncftp(servers.up, 'ncftpput', ['incoming', original], folder)),
        ),
      ],
      targets: [{ own: 'sampan', other: 'curl', ratio: servers.up.isTls ? 1.05 : 1.15 }],
      limits: [{ own: 'sampan', what: 'memory', most: 120 }],
    },
  ]
}

export const bigPlain: Suite = {
  name: 'big',
  summary: 'one file of 2 GiB, plain, with vsftpd',
  async prepare(workshop) {
    const { server, access } = await startServer(workshop, 'vsftpd')
    const incoming = writableFolder(server, 'incoming')
    return bigRaces(workshop, {
      down: { ...access, folder: server.folder },
      up: { ...access, incoming },
    })
  },
}

export const bigTls: Suite = {
  name: 'big-tls',
  summary: 'one file of 2 GiB over TLS, down with vsftpd, up with proftpd',
  async prepare(workshop) {
    const down = await startServer(workshop, 'vsftpd', { tls: 'explicit' })
    const up = await startServer(workshop, 'proftpd', { tls: 'explicit' })
    return bigRaces(workshop, {
      down: { ...down.access, folder: down.server.folder },
      up: { ...up.access, incoming: writableFolder(up.server, 'incoming') },
    })
  },
}
