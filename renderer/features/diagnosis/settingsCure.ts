import type { SettingsCure } from '../../../electron/contract/explain.ts'
import type { SessionRequest } from '../../../electron/contract/sessions.ts'
import type { SiteDraft, SiteOptions } from '../../../electron/contract/sites.ts'

type Request = SessionRequest['settings']

/** Settings with a cure in them. Quirks are added to the ones that there are. */
export function cureSettings(settings: Request, cure: SettingsCure): Request {
  const { quirks, ...rest } = cure
  return {
    ...settings,
    ...rest,
    ...(quirks ? { quirks: { ...settings.quirks, ...quirks } } : {}),
  }
}

/** The same for a saved site, whose quirks stand among its options. */
export function cureSite<D extends SiteDraft>(site: D, cure: SettingsCure): D {
  const { encryption, quirks, ...options } = cure
  const changed: SiteOptions = { ...site.options, ...options, ...quirks }
  return { ...site, ...(encryption ? { encryption } : {}), options: changed }
}

/** What a live session can change without connecting anew. */
export const isLiveCure = (cure: SettingsCure): boolean =>
  Object.keys(cure).every((key) => key === 'mode' || key === 'encoding' || key === 'quirks')

export const isEmptyCure = (cure: SettingsCure): boolean => Object.keys(cure).length === 0
