import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Access } from '../contenders.ts'
import { curl, curlUrl, lftp, ncftp, sampan, urlOf } from '../contenders.ts'
import { empty, makeMixedFiles, makeSmallFiles, sameFolder } from '../data.ts'
import type { Command } from '../measure.ts'
import { measure } from '../measure.ts'
import { startServer, writableFolder } from '../servers.ts'
import type { Contender, Race, Suite, Workshop } from '../suite.ts'

const fileSize = 4_096

type Place = { access: Access; serverFolder: string; folder: string }

/** Contenders that fill the folder `got` from, or `incoming` to, the server. */
function contendersFor(place: Place, original: string) {
  const { serverFolder, folder } = place
  const local = join(folder, 'got')
  const incoming = join(serverFolder, 'incoming')
  const make = (name: string, target: string, command: () => Command, depth = ''): Contender => ({
    name,
    run() {
      empty(target)
      return measure(command())
    },
    verify() {
      const inner = join(target, depth)
      sameFolder(original, existsSync(inner) ? inner : target)
      empty(target)
    },
  })
  return {
    local,
    down: (name: string, command: () => Command, depth?: string) =>
      make(name, local, command, depth),
    up: (name: string, command: () => Command, depth?: string) =>
      make(name, incoming, command, depth),
  }
}

/** All files of one folder `data`, with so many connections. */
export function smallRaces(
  place: Place,
  options: {
    title: string
    original: string
    parallel: number[]
    /** curl and ncftp have to be told each file; they do without folders. */
    isFlat: boolean
    down: { ratio: number }
    up: { ratio: number } | null
  },
): Race[] {
  const { access, folder } = place
  const { title, original, parallel, isFlat } = options
  const { local, down, up } = contendersFor(place, original)
  const names = isFlat ? readdirSync(original) : []
  const most = parallel[0]!
  const own = (name: string) => `sampan x${name}`
  const fetched = () =>
    names.map((name) => `${curlUrl(access, `data/${name}`)}\noutput = "${join(local, name)}"`)
  const sent = () =>
    names.map(
      (name) => `${curlUrl(access, `incoming/${name}`)}\nupload-file = "${join(original, name)}"`,
    )
  const withCurl = isFlat && !access.isTls
  const targets = (ratio: number) =>
    parallel.map((count) => ({ own: own(String(count)), other: `lftp x${count}`, ratio }))

  const downs: Contender[] = [
    ...parallel.flatMap((count) => [
      down(own(String(count)), () =>
        sampan(access, ['mirror', '--parallel', String(count), urlOf(access, 'data'), local]),
      ),
      down(`lftp x${count}`, () => lftp(access, [`mirror --parallel=${count} data ${local}`])),
    ]),
    ...(withCurl
      ? [
          down(`curl x${most}`, () => curl(access, fetched(), { parallel: most })),
          down('ncftp', () => ncftp(access, 'ncftpget', ['-R', local, 'data'], folder), 'data'),
        ]
      : []),
  ]
  const ups: Contender[] = [
    ...parallel.flatMap((count) => [
      up(own(String(count)), () =>
        sampan(access, [
          ...['mirror', '--reverse', '--parallel', String(count)],
          ...[original, urlOf(access, 'incoming')],
        ]),
      ),
      up(`lftp x${count}`, () =>
        lftp(access, [`mirror --reverse --parallel=${count} ${original} incoming`]),
      ),
    ]),
    ...(withCurl ? [up(`curl x${most}`, () => curl(access, sent(), { parallel: most }))] : []),
  ]
  return [
    { title: `${title} down`, contenders: downs, targets: targets(options.down.ratio) },
    ...(options.up
      ? [{ title: `${title} up`, contenders: ups, targets: targets(options.up.ratio) }]
      : []),
  ]
}

/** Files on the server in `data`, the same ones to be sent, and a folder to send them to. */
export async function openPlace(
  workshop: Workshop,
  fill: (folder: string) => void,
  tls: 'none' | 'explicit',
  host?: string,
) {
  const { server, access } = await startServer(workshop, 'vsftpd', {
    tls,
    ...(host === undefined ? {} : { host }),
  })
  const original = join(server.folder, 'data')
  fill(original)
  writableFolder(server, 'incoming')
  return {
    place: { access, serverFolder: server.folder, folder: workshop.folder },
    original,
    server,
  }
}

const countFor = ({ isQuick }: Workshop, all: number) => (isQuick ? all / 10 : all)

export const smallPlain: Suite = {
  name: 'small',
  summary: '5,000 files of 4 KiB, plain, with vsftpd',
  async prepare(workshop) {
    const count = countFor(workshop, 5_000)
    const fill = (folder: string) => makeSmallFiles(folder, count, fileSize)
    const { place, original } = await openPlace(workshop, fill, 'none')
    return smallRaces(place, {
      title: `${count} × 4 KiB, plain,`,
      original,
      parallel: [8],
      isFlat: true,
      down: { ratio: 1 },
      up: { ratio: 1 },
    })
  },
}

export const smallTls: Suite = {
  name: 'small-tls',
  summary: '5,000 files of 4 KiB over TLS, session reuse required, with vsftpd',
  async prepare(workshop) {
    const count = countFor(workshop, 5_000)
    const fill = (folder: string) => makeSmallFiles(folder, count, fileSize)
    const { place, original } = await openPlace(workshop, fill, 'explicit')
    return smallRaces(place, {
      title: `${count} × 4 KiB, TLS with session reuse,`,
      original,
      parallel: [8],
      isFlat: true,
      down: { ratio: 0.25 },
      up: null,
    })
  },
}

export const mixed: Suite = {
  name: 'mixed',
  summary: '1,000 files from a byte to 4 MiB in 20 folders, plain, with vsftpd',
  async prepare(workshop) {
    const count = countFor(workshop, 1_000)
    const { place, original } = await openPlace(
      workshop,
      (folder) => makeMixedFiles(folder, count),
      'none',
    )
    return smallRaces(place, {
      title: `${count} mixed files`,
      original,
      parallel: [8],
      isFlat: false,
      down: { ratio: 1 },
      up: { ratio: 1 },
    })
  },
}
