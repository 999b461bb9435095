import { expect, it } from 'vitest'
import { allowedGrowth, runSoak } from '../bench/soak.ts'

const seed = Number(process.env['SOAK_SEED'] ?? Date.now() % 2 ** 31)
const files = Number(process.env['SOAK_FILES'] ?? 300)

it.each([
  { server: 'vsftpd', tls: false },
  { server: 'proftpd', tls: true },
] as const)(
  `F61 ${files} files through the whole engine, $server, TLS $tls, one connection of twenty broken (seed ${seed})`,
  { timeout: 600_000 },
  async ({ server, tls }) => {
    const result = await runSoak({ files, faults: 5, server, tls, seed })
    expect(result).toMatchObject({ done: files, failed: 0, unproven: 0, wrong: [] })
    expect(result.struck).toBeGreaterThan(files / 100)
    expect(result.heap.late - result.heap.early).toBeLessThan(allowedGrowth)
    console.log(JSON.stringify({ server, tls, ...result }))
  },
)
