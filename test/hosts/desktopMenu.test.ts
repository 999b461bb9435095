import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { MenuItemConstructorOptions } from 'electron'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { MenuPlan } from '../../electron/contract/shell.ts'
import { autostartEntry } from '../../electron/desktop/autostart.ts'
import { acceleratorOf, menuTemplate, structureOf } from '../../electron/desktop/menuTemplate.ts'
import { textsFor } from '../../electron/desktop/texts.ts'
import type { TestDesktop } from '../support/electron/desktopApp.ts'
import {
  buildDesktop,
  callFromPage,
  createTestDesktop,
  patience,
} from '../support/electron/desktopApp.ts'
import type { DesktopRun } from '../support/electron/launch.ts'

type Item = MenuItemConstructorOptions

describe('the native menu and what belongs to it', { timeout: 90_000 }, () => {
  let desktop: TestDesktop
  let run: DesktopRun
  let page: Page
  beforeAll(async () => {
    buildDesktop()
    desktop = createTestDesktop()
    ;({ run, page } = await desktop.launchOnPractice())
  }, 180_000)
  afterAll(() => desktop.close())

  const state = (id: string) =>
    run.evaluate(({ Menu }, name) => {
      const item = Menu.getApplicationMenu()?.getMenuItemById(name)
      return item
        ? { label: item.label, isEnabled: item.enabled, isOn: item.checked, key: item.accelerator }
        : null
    }, id)
  const choose = (id: string) =>
    run.evaluate(({ Menu }, name) => {
      const item = Menu.getApplicationMenu()!.getMenuItemById(name) as unknown as {
        click(): void
      }
      item.click()
    }, id)

  it('holds every action of the palette, with its key', async () => {
    await expect.poll(() => state('refresh'), patience).toMatchObject({ key: 'F5' })
    await page.keyboard.press('Control+K')
    const palette = page.getByTestId('dialog-palette')
    const labels = await palette.locator('[role=option] .label').allInnerTexts()
    await page.keyboard.press('Escape')
    await palette.waitFor({ state: 'detached' })
    const inMenu = await run.evaluate(({ Menu }) => {
      const labelsOf = (items: Electron.MenuItem[]): string[] =>
        items.flatMap((item) => {
          const submenu = item.submenu as unknown as
            | Electron.MenuItem[]
            | { items: Electron.MenuItem[] }
            | undefined
          const inner = Array.isArray(submenu) ? submenu : (submenu?.items ?? [])
          return [item.label, ...labelsOf(inner)]
        })
      return labelsOf(Menu.getApplicationMenu()!.items)
    })
    // The end has a role of its own, in the system's words.
    const missing = labels.filter((label) => !inMenu.includes(label) && label !== 'End Sampan')
    expect(labels.length).toBeGreaterThan(40)
    expect(missing).toEqual([])
    expect(await state('tab-3')).toMatchObject({ label: 'Go to tab 3', isEnabled: false })
  })

  it('switches with what is selected, and does what is chosen', async () => {
    await page.getByTestId('pane-remote').getByTestId('row').first().click()
    await expect.poll(() => state('rename'), patience).toMatchObject({ isEnabled: true })
    const before = await state('toggle-dock')
    await choose('toggle-dock')
    await expect
      .poll(async () => (await state('toggle-dock'))?.isOn, patience)
      .toBe(before?.isOn === false)
    await choose('toggle-dock')
    await choose('about')
    const about = page.getByTestId('dialog-about')
    await about.getByRole('checkbox', { name: 'Start Sampan when I log in' }).waitFor()
    // Off until the user agrees, and this build does not know where releases are.
    const updates = about.getByRole('checkbox', { name: 'Ask for new versions' })
    expect(await updates.getAttribute('aria-checked')).toBe('false')
    await updates.click()
    await about.getByRole('button', { name: 'Check now' }).click()
    await about.getByText('This build does not know where its releases are.').waitFor()
    await updates.click()
    // While a dialog asks for attention the menu does nothing else.
    await choose('new-tab')
    await page.keyboard.press('Escape')
    await page.getByTestId('dialog-about').waitFor({ state: 'detached' })
    expect(await page.getByRole('tab').count()).toBeLessThan(10)
  })

  it('speaks the language of the window', async () => {
    await callFromPage(page, 'changeSettings', { language: 'zh-CN' })
    await expect.poll(async () => (await state('refresh'))?.label, patience).toBe('刷新')
    await callFromPage(page, 'changeSettings', { language: 'en' })
    await expect.poll(async () => (await state('refresh'))?.label, patience).toBe('Refresh')
  })

  it('opens a folder that the user chose, and shows it in the file manager', async () => {
    const mine = join(desktop.folder, 'mine')
    writeFileSync(join(mine, 'here.txt'), 'x')
    await run.evaluate(({ dialog, shell }, folder) => {
      Reflect.set(dialog, 'showOpenDialog', async () => ({ canceled: false, filePaths: [folder] }))
      Reflect.set(globalThis, 'revealed', [])
      Reflect.set(shell, 'showItemInFolder', (path: string) => {
        ;(Reflect.get(globalThis, 'revealed') as string[]).push(path)
      })
    }, mine)
    await choose('choose-folder')
    const row = page.getByTestId('pane-local').getByTestId('row').filter({ hasText: 'here.txt' })
    await row.click()
    await expect.poll(() => state('reveal'), patience).toMatchObject({ isEnabled: true })
    await choose('reveal')
    const revealed = () => run.evaluate(() => Reflect.get(globalThis, 'revealed') as string[])
    await expect.poll(revealed, patience).toEqual([join(mine, 'here.txt')])
    // What lies outside the folders of this start is not shown.
    await callFromPage(page, 'revealLocal', '/etc/hostname')
    await callFromPage(page, 'revealLocal', join(mine, 'here.txt'))
    await expect.poll(async () => (await revealed()).length, patience).toBe(2)
    expect(await revealed()).not.toContain('/etc/hostname')
  })

  it('starts with the session only when told to', async () => {
    if (process.platform !== 'linux') {
      expect(await run.evaluate(({ app }) => app.getLoginItemSettings().openAtLogin)).toBe(false)
      return
    }
    const entry = join(desktop.folder, 'autostart', 'sampan.desktop')
    expect(existsSync(entry)).toBe(false)
    await callFromPage(page, 'changeSettings', { openAtLogin: true })
    await expect.poll(() => existsSync(entry), patience).toBe(true)
    expect(readFileSync(entry, 'utf8')).toMatch(/^\[Desktop Entry\]\nType=Application\n/)
    await callFromPage(page, 'changeSettings', { openAtLogin: false })
    await expect.poll(() => existsSync(entry), patience).toBe(false)
  })

  it('asks before it ends while something is edited and not saved', async () => {
    await run.evaluate(({ dialog }) => {
      Reflect.set(globalThis, 'said', [])
      Reflect.set(dialog, 'showMessageBox', async (options: Electron.MessageBoxOptions) => {
        ;(Reflect.get(globalThis, 'said') as string[]).push(options.message)
        return { response: 1, checkboxChecked: false }
      })
    })
    await callFromPage(page, 'noteUnsaved', 1)
    await callFromPage(page, 'endProgram')
    const said = () => run.evaluate(() => Reflect.get(globalThis, 'said') as string[])
    await expect.poll(said, patience).toEqual(['Changes are not saved'])
    expect(run.pages()).toHaveLength(1)
    await callFromPage(page, 'noteUnsaved', 0)
    await callFromPage(page, 'endProgram')
    expect(await run.exited).toBe(0)
  })
})

describe('the menu of each system', () => {
  const chosen: string[] = []
  const plan: MenuPlan = [
    {
      place: 'files',
      label: 'Files',
      entries: [
        action('copy', 'Copy', 'Mod+C', false),
        action('rename', 'Name & type', 'F2', false),
      ],
    },
    { place: 'go', label: 'Go', entries: [action('refresh', 'Refresh', 'F5', true)] },
    { place: 'window', label: 'Window', entries: [action('about', 'About', undefined, true)] },
  ]
  function action(id: string, label: string, key: string | undefined, isEverywhere: boolean) {
    return {
      kind: 'action' as const,
      ...{ id, label, isEverywhere, isEnabled: true },
      ...(key ? { key } : {}),
    }
  }
  const make = (platform: NodeJS.Platform, offered = plan) =>
    menuTemplate({
      say: textsFor('en', 'en'),
      platform,
      isPackaged: true,
      plan: offered,
      choose: (id) => chosen.push(id),
      openWindow: () => {},
      openStandard: () => {},
    })
  const flat = (items: Item[]): Item[] =>
    items.flatMap((item) => [item, ...flat((item.submenu as Item[] | undefined) ?? [])])
  const find = (items: Item[], id: string) => flat(items).find((item) => item.id === id)

  it('shows keys and leaves them to the page on Windows and Linux', () => {
    for (const platform of ['win32', 'linux'] as const) {
      const menu = make(platform)
      expect(menu.map((item) => item.label)).toEqual([
        'File',
        'Edit',
        'View',
        'Go',
        'Window',
        'Help',
      ])
      for (const id of ['copy', 'rename', 'refresh'])
        expect(find(menu, id)).toMatchObject({ registerAccelerator: false })
      expect(find(menu, 'copy')?.accelerator).toBe('CmdOrCtrl+C')
      expect(find(menu, 'rename')?.label).toBe('Name && type')
      expect(flat(menu).some((item) => item.role === 'toggleDevTools')).toBe(false)
    }
  })

  it('takes no key of a text field on a Mac, where the menu comes before the page', () => {
    const menu = make('darwin')
    expect(menu[0]).toMatchObject({ role: 'appMenu' })
    expect(find([menu[0]!], 'about')).toBeDefined()
    expect(find(menu.slice(1), 'about')).toBeUndefined()
    expect(find(menu, 'copy')?.accelerator).toBeUndefined()
    expect(find(menu, 'refresh')?.accelerator).toBe('F5')
    expect(menu.map((item) => item.label ?? item.role)).toEqual([
      'appMenu',
      'File',
      'Edit',
      'View',
      'Go',
      'Window',
      'Help',
    ])
  })

  it('does what is chosen, and stands without a window', () => {
    const click = find(make('linux'), 'refresh')!.click as unknown as () => void
    click()
    expect(chosen).toEqual(['refresh'])
    expect(make('linux', []).map((item) => item.label)).toEqual(['File', 'Edit', 'View', 'Help'])
    expect(make('darwin', []).at(-2)?.label).toBe('Window')
  })

  it('is built anew only when more than states has changed', () => {
    const off = structuredClone(plan)
    const [first] = off[0]!.entries
    if (first?.kind === 'action') first.isEnabled = false
    expect(structureOf(off)).toBe(structureOf(plan))
    if (first?.kind === 'action') first.label = 'Duplicate'
    expect(structureOf(off)).not.toBe(structureOf(plan))
  })

  it('writes keys as Electron wants them', () => {
    expect(acceleratorOf('Mod+Shift+T')).toBe('CmdOrCtrl+Shift+T')
    expect(acceleratorOf('Mod++')).toBe('CmdOrCtrl+Plus')
    expect(acceleratorOf('Ctrl+Tab')).toBe('Ctrl+Tab')
    expect(acceleratorOf('Mod+Enter')).toBe('CmdOrCtrl+Return')
  })

  it('quotes the program of the autostart entry', () => {
    expect(autostartEntry('/opt/My $App/100%/sampan')).toContain(
      String.raw`Exec="/opt/My \\$App/100%%/sampan"`,
    )
  })
})
