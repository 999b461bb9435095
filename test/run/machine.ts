import { rfcHeadings } from '../../electron/engine/knowledge/rfcHeadings.ts'
import { ensureRealServers } from '../support/realServersInstall.ts'
import { ensureRfcTexts } from '../support/rfcTexts.ts'
import { debianId, ensureSystemPackages } from '../support/system.ts'
import type { SystemReport } from '../support/system.ts'
import type { PartName } from './arguments.ts'

export type Machine = {
  /** Parts that cannot run here. */
  impossible: PartName[]
  /** What is left out, each with its reason. */
  leftOut: string[]
}

/** Gets the machine ready for the parts of the run: installs, or says what has to be left out. */
export function prepareMachine(parts: readonly PartName[]): Machine {
  // Not by anything that fails: the test has a digest of what was compared.
  const noTexts = parts.includes('unit') ? ensureRfcTexts(Object.keys(rfcHeadings)) : undefined
  if (noTexts) console.log(`RFC texts are not compared: ${noTexts}`)
  const alone: readonly PartName[] = ['check', 'build', 'unit', 'fuzz']
  const needsPrograms = parts.some((part) => !alone.includes(part))
  if (!needsPrograms) return { impossible: [], leftOut: [] }
  const system = ensureSystemPackages()
  const servers = ensureRealServers()
  const toolsAreMissing = system.missing.some(({ what }) => what !== 'browser')
  const impossible: PartName[] = []
  if (toolsAreMissing || servers.missing.length > 0 || !debianId()) impossible.push('servers')
  if (system.missing.some(({ what }) => what === 'browser')) impossible.push('e2e', 'measures')
  return {
    impossible: impossible.filter((part) => parts.includes(part)),
    leftOut: [...describe(system), ...describe(servers)],
  }
}

function describe(report: SystemReport): string[] {
  return report.missing.map(({ what, why }) => `${what}: ${why}`)
}
