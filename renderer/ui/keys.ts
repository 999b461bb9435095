/** A key with its modifiers, as written in the action registry: `Mod+Shift+T`, `F5`, `Alt+Left`. */
export type KeyName = string

type Pressed = Pick<KeyboardEvent, 'key' | 'code' | 'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey'>

const aliases: Record<string, string> = {
  Left: 'ArrowLeft',
  Right: 'ArrowRight',
  Up: 'ArrowUp',
  Down: 'ArrowDown',
  Esc: 'Escape',
  Space: ' ',
}

/** `Mod` is Cmd on a Mac and Ctrl elsewhere. */
export function isKey(name: KeyName, pressed: Pressed, isMac: boolean): boolean {
  const parts = name.split('+')
  const wanted = parts.pop() || '+'
  const has = (modifier: string) => parts.includes(modifier)
  const needsCtrl = has('Ctrl') || (has('Mod') && !isMac)
  const needsMeta = has('Mod') && isMac
  if (pressed.ctrlKey !== needsCtrl || pressed.metaKey !== needsMeta) return false
  if (pressed.altKey !== has('Alt') || pressed.shiftKey !== has('Shift')) return false
  const key = aliases[wanted] ?? wanted
  // With Alt or another keyboard layout, `key` may be a different letter: the code decides.
  if (/^[A-Z]$/.test(key)) return pressed.key.toUpperCase() === key || pressed.code === `Key${key}`
  if (/^\d$/.test(key)) return pressed.key === key || pressed.code === `Digit${key}`
  return pressed.key === key
}

const macSigns: Record<string, string> = {
  Mod: '⌘',
  Ctrl: '⌃',
  Alt: '⌥',
  Shift: '⇧',
  Enter: '↩',
  Delete: '⌦',
  Backspace: '⌫',
}
const arrows: Record<string, string> = { Left: '←', Right: '→', Up: '↑', Down: '↓' }

/** As people write it on their system. */
export function keyLabel(name: KeyName, isMac: boolean): string {
  const parts = name.split('+').map((part) => part || '+')
  if (isMac) return parts.map((part) => macSigns[part] ?? arrows[part] ?? part).join('')
  return parts.map((part) => (part === 'Mod' ? 'Ctrl' : (arrows[part] ?? part))).join('+')
}

/** Whether keys typed there belong to a text. */
export function isTextField(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false
  if (target.isContentEditable || target instanceof HTMLTextAreaElement) return true
  return (
    target instanceof HTMLInputElement &&
    !['button', 'checkbox', 'radio', 'range', 'submit'].includes(target.type)
  )
}
