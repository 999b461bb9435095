import { join } from 'node:path'
import { rmSync } from 'node:fs'
import { curl, curlUrl, lftp, sampan, urlOf } from '../contenders.ts'
import { empty, makeBigFile, makeSmallFiles, sameFile } from '../data.ts'
import { openDelayLink } from '../delayLink.ts'
import type { Command } from '../measure.ts'
import { measure } from '../measure.ts'
import type { Contender, Race, Suite, Workshop } from '../suite.ts'
import { openPlace, smallRaces } from './small.ts'

const mebibyte = 1024 ** 2

async function prepare(workshop: Workshop, roundTrip: number): Promise<Race[]> {
  const link = await openDelayLink(roundTrip)
  workshop.atEnd(link.stop)
  const count = workshop.isQuick ? 100 : 500
  const fill = (folder: string) => makeSmallFiles(folder, count, 4_096)
  const { place, original, server } = await openPlace(workshop, fill, 'none', link.host)
  const access = { ...place.access, inside: link.farAway }
  const far = { ...place, access }
  const races = smallRaces(far, {
    title: `${count} × 4 KiB at ${roundTrip} ms,`,
    original,
    parallel: [8],
    isFlat: true,
    down: { ratio: 0.65 },
    up: { ratio: 0.75 },
  })
  const ten = smallRaces(far, {
    title: `${count} × 4 KiB at ${roundTrip} ms, 10 connections,`,
    original,
    parallel: [10],
    isFlat: false,
    down: { ratio: 0.55 },
    up: { ratio: 0.6 },
  })
  if (roundTrip !== 20) return [...races, ...ten]

  const size = (workshop.isQuick ? 50 : 200) * mebibyte
  const big = join(server.folder, 'big.bin')
  makeBigFile(big, size)
  const local = join(workshop.folder, 'got')
  const got = join(local, 'big.bin')
  const sent = join(place.serverFolder, 'incoming/big.bin')
  const contender = (name: string, copy: string, command: () => Command): Contender => ({
    name,
    run() {
      empty(local)
      rmSync(copy, { force: true })
      return measure(command())
    },
    verify: () => sameFile(big, copy),
  })
  const target = [{ own: 'sampan', other: 'curl', ratio: 1.05 }]
  const title = `${size / mebibyte} MiB at ${roundTrip} ms`
  return [
    ...races,
    ...ten,
    {
      title: `${title} down`,
      contenders: [
        contender('sampan', got, () =>
          sampan(access, ['get', urlOf(access, 'big.bin;type=i'), '-o', local]),
        ),
        contender('curl', got, () =>
          curl(access, [`${curlUrl(access, 'big.bin')}\noutput = "${got}"`]),
        ),
        contender('lftp', got, () => lftp(access, [`get -O ${local} big.bin`])),
      ],
      targets: target,
    },
    {
      title: `${title} up`,
      contenders: [
        contender('sampan', sent, () =>
          sampan(access, ['put', big, urlOf(access, 'incoming/big.bin;type=i')]),
        ),
        contender('curl', sent, () =>
          curl(access, [`${curlUrl(access, 'incoming/big.bin')}\nupload-file = "${big}"`]),
        ),
        contender('lftp', sent, () => lftp(access, [`put -O incoming ${big}`])),
      ],
      targets: target,
    },
  ]
}

const suiteFor = (roundTrip: number, more: string): Suite => ({
  name: `delay-${roundTrip}`,
  summary: `500 files of 4 KiB${more} over a link with a round trip of ${roundTrip} ms, with vsftpd`,
  isInNamespace: true,
  prepare: (workshop) => prepare(workshop, roundTrip),
})

export const delayed: Suite[] = [suiteFor(20, ', and one of 200 MiB,'), suiteFor(50, '')]
