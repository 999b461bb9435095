import { computed, reactive } from 'vue'
import { factoryOptions } from '../../../../electron/contract/sites.ts'
import type { Site, SiteOptions } from '../../../../electron/contract/sites.ts'
import { useSites } from '../../../stores/sites.ts'
import type { OptionName, OptionsModel } from './optionTable.ts'

/** The options in an object that holds only what is set, over the defaults. */
export function siteOptionsModel(own: () => SiteOptions): OptionsModel {
  const sites = useSites()
  return reactive({
    own: computed(own),
    inherited: computed<SiteOptions>(() => ({ ...factoryOptions, ...sites.defaults })),
    set<K extends OptionName>(name: K, value: SiteOptions[K] | undefined) {
      if (value === undefined) delete own()[name]
      else own()[name] = value
    },
  })
}

/** The user's defaults, over the factory's. */
export function defaultsModel(own: () => SiteOptions): OptionsModel {
  return { ...siteOptionsModel(own), inherited: factoryOptions }
}

/** Options to give to several sites; null takes one away from all of them. */
export type OptionChanges = { [K in OptionName]?: SiteOptions[K] | null }

export function manyOptionsModel(
  chosen: () => readonly Site[],
  changes: () => OptionChanges,
): OptionsModel {
  const sites = useSites()
  const common = computed(() => {
    const [first, ...others] = chosen()
    const own: SiteOptions = { ...first?.options }
    const mixed = new Set<OptionName>()
    const names = new Set(chosen().flatMap(({ options }) => Object.keys(options) as OptionName[]))
    for (const name of names) {
      const value = JSON.stringify(first?.options[name])
      if (others.every(({ options }) => JSON.stringify(options[name]) === value)) continue
      mixed.add(name)
      delete own[name]
    }
    return { own, mixed }
  })
  return reactive({
    own: computed(() => {
      const own: Record<string, unknown> = { ...common.value.own }
      for (const [name, value] of Object.entries(changes()))
        if (value === null) delete own[name]
        else own[name] = value
      return own
    }),
    inherited: computed<SiteOptions>(() => ({ ...factoryOptions, ...sites.defaults })),
    set<K extends OptionName>(name: K, value: SiteOptions[K] | undefined) {
      changes()[name] = value ?? null
    },
    isMixed: (name: OptionName) => common.value.mixed.has(name) && !(name in changes()),
  })
}
