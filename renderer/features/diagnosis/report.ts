import type { SettingsCure } from '../../../electron/contract/explain.ts'
import { formatMilliseconds } from '../../format.ts'
import { currentLanguage, t } from '../../i18n.ts'
import type { Check, CheckVerdict } from '../../stores/protocolChecks.ts'
import { visibleText } from '../../text.ts'

/** Settings in words, one each. */
export function wordCure(cure: SettingsCure): string[] {
  const words: string[] = []
  if (cure.mode) words.push(t(`diagnosis.setting.mode.${cure.mode}`))
  if (cure.encryption) words.push(t(`diagnosis.setting.encryption.${cure.encryption}`))
  if (cure.quirks?.noEpsv) words.push(t('diagnosis.setting.noEpsv'))
  if (cure.connectionLimit !== undefined)
    words.push(t('diagnosis.setting.connectionLimit', { count: cure.connectionLimit }))
  if (cure.encoding !== undefined)
    words.push(t('diagnosis.setting.encoding', { name: cure.encoding }))
  if (cure.minimumTls !== undefined)
    words.push(t('diagnosis.setting.minimumTls', { version: cure.minimumTls }))
  if (cure.replyTimeout !== undefined)
    words.push(t('diagnosis.setting.replyTimeout', { seconds: cure.replyTimeout }))
  if (cure.keepAliveInterval !== undefined)
    words.push(t('diagnosis.setting.keepAliveInterval', { seconds: cure.keepAliveInterval }))
  return words
}

/** A report for a support request. Secrets never came as far as here: the transcript masks them. */
export function checkReport(options: {
  title: string
  startedAt: number
  checks: readonly Check[]
  verdict: CheckVerdict | undefined
}): string {
  const { title, startedAt, checks, verdict } = options
  const lines = [
    t('diagnosis.reportTitle', { server: visibleText(title) }),
    new Date(startedAt).toISOString(),
    '',
  ]
  for (const { id, state, duration, evidence } of checks) {
    const time =
      duration === undefined ? '' : ` (${formatMilliseconds(duration, currentLanguage())})`
    lines.push(`[${t(`diagnosis.state.${state}`)}] ${t(`diagnosis.check.${id}`)}${time}`)
    if (evidence) lines.push(...evidence.split('\n').map((line) => `    ${visibleText(line)}`))
  }
  if (verdict) {
    lines.push('', t(`diagnosis.verdict.${verdict.verdict}`))
    for (const { title: name, text } of verdict.diagnoses)
      lines.push('', visibleText(name), visibleText(text))
    const settings = wordCure(verdict.recommended)
    if (settings.length > 0) lines.push('', t('diagnosis.recommended'), ...settings)
  }
  return `${lines.join('\n')}\n`
}
