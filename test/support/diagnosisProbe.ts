import type { ConnectionSettings } from '../../electron/contract/sessions.ts'
import type { SettingsCure } from '../../electron/contract/explain.ts'
import type { TrustHook } from '../../electron/engine/ftp/tls.ts'
import { createTranscript } from '../../electron/engine/ftp/transcript.ts'
import { diagnoseTarget } from '../../electron/engine/protocol/diagnose.ts'
import { downloadAll, listAll, openConnection, uploadAll } from './connect.ts'
import type { TestConnection } from './connect.ts'

export type ProbeSettings = Partial<ConnectionSettings> & { host: string; port: number }
export type ProbeWork = 'connect' | 'list' | 'download' | 'upload'
export type ProbeResult = {
  error: string
  codes: string[]
  /** Lines of the first diagnosis, worded as the log has them. */
  evidence: string[]
  cure: SettingsCure | undefined
  /** "works", or the error of the same work with the cure in the settings; undefined without one. */
  cured: string | undefined
}

const works: Record<ProbeWork, (connection: TestConnection) => Promise<unknown>> = {
  connect: async () => {},
  list: (connection) => listAll(connection, '/'),
  download: (connection) => downloadAll(connection, '/a.txt'),
  upload: (connection) => uploadAll(connection, '/new.txt', Buffer.from('new')),
}

/** Fails at something, asks for the diagnosis, and tries again with the cure it offers. */
export async function probe(
  settings: ProbeSettings,
  password: string,
  work: ProbeWork | ((connection: TestConnection) => Promise<unknown>),
  { trust, cures = true }: { trust?: TrustHook; cures?: boolean } = {},
): Promise<ProbeResult> {
  const transcript = createTranscript()
  const job = typeof work === 'function' ? work : works[work]
  const attempt = async (changed: ProbeSettings): Promise<string> => {
    let connection: TestConnection | undefined
    try {
      connection = await openConnection({
        settings: changed,
        credentials: { password },
        transcript,
        ...(trust ? { trust } : {}),
      })
      await job(connection)
      return 'works'
    } catch (error) {
      return String(error)
    } finally {
      connection?.close()
    }
  }
  const error = await attempt(settings)
  const found = diagnoseTarget(transcript, { sessionId: 'test' }, 'en')
  const cure = found[0]?.cure?.settings
  return {
    error,
    codes: found.map(({ code }) => code),
    evidence: (found[0]?.evidence ?? []).map(textOf),
    cure,
    cured: cure && cures ? await attempt(withCure(settings, cure)) : undefined,
  }
}

function withCure(settings: ProbeSettings, { quirks, ...cure }: SettingsCure): ProbeSettings {
  const none = { noEpsv: false, noMlsd: false, noUtf8: false, mdtmForTimes: false, listAll: false }
  return { ...settings, ...cure, quirks: { ...none, ...settings.quirks, ...quirks } }
}

function textOf(event: ReturnType<ReturnType<typeof createTranscript>['events']>[number]): string {
  if (event.kind === 'command') return event.text
  if (event.kind === 'reply') return event.lines.join('\n')
  return `${event.kind} ${'step' in event ? event.step : ''}`
}

/** As a program, for `Network.spawn`: settings, password and work as arguments, result as JSON. */
if (import.meta.main) {
  const [settings = '', password = '', work = 'connect'] = process.argv.slice(2)
  const result = await probe(JSON.parse(settings) as ProbeSettings, password, work as ProbeWork)
  process.stdout.write(JSON.stringify(result))
  process.exit(0)
}
