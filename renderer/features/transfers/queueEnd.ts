import { watch } from 'vue'
import { t } from '../../i18n.ts'
import { useApp } from '../../stores/app.ts'
import { useSettings } from '../../stores/settings.ts'
import { useTransfers } from '../../stores/transfers.ts'

/** Asks for what a browser wants to be asked for, while the user wishes for it. */
export function allowNotices(): void {
  if ('Notification' in window && Notification.permission === 'default')
    void Notification.requestPermission()
}

/** Tells of the end of the queue to somebody who looks elsewhere. */
export function useQueueEnd(): void {
  const transfers = useTransfers()
  const settings = useSettings()
  const app = useApp()
  let hasRun = false
  watch(
    () => transfers.totals,
    ({ active, queued, failed }) => {
      if (active > 0) hasRun = true
      if (!hasRun || queued > 0 || active > 0) return
      hasRun = false
      const { notifyAtEnd, soundAtEnd } = settings.settings
      if (soundAtEnd) playChime()
      // The desktop host shows its own.
      const isElsewhere = document.hidden || !document.hasFocus()
      if (notifyAtEnd && isElsewhere && app.info?.host === 'web') show(failed)
    },
  )
}

function show(failed: number): void {
  if (!('Notification' in window) || Notification.permission !== 'granted') return
  const title = t('transfers.atEnd.ended')
  const body = failed > 0 ? t('transfers.atEnd.failed', { count: failed }, failed) : ''
  new Notification(title, { body, tag: 'sampan-queue' })
}

/** Two short tones, made here: no file to fetch. */
function playChime(): void {
  const context = new AudioContext()
  const start = context.currentTime
  for (const [index, frequency] of [659, 880].entries()) {
    const tone = context.createOscillator()
    const volume = context.createGain()
    const from = start + index * 0.18
    tone.frequency.value = frequency
    volume.gain.setValueAtTime(0.15, from)
    volume.gain.exponentialRampToValueAtTime(0.001, from + 0.4)
    tone.connect(volume).connect(context.destination)
    tone.start(from)
    tone.stop(from + 0.4)
    if (index === 1) tone.onended = () => void context.close()
  }
}
