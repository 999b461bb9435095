import { describe, expect, it } from 'vitest'
import { isKey, keyLabel } from '../../../renderer/ui/keys.ts'

const pressed = (key: string, modifiers = '', code = '') => ({
  key,
  code,
  ctrlKey: modifiers.includes('c'),
  metaKey: modifiers.includes('m'),
  altKey: modifiers.includes('a'),
  shiftKey: modifiers.includes('s'),
})

describe('keys', () => {
  it('knows Mod as Ctrl, and as Cmd on a Mac', () => {
    expect(isKey('Mod+K', pressed('k', 'c'), false)).toBe(true)
    expect(isKey('Mod+K', pressed('k', 'm'), false)).toBe(false)
    expect(isKey('Mod+K', pressed('k', 'm'), true)).toBe(true)
    expect(isKey('Mod+K', pressed('k', 'c'), true)).toBe(false)
  })

  it('wants exactly the modifiers that are named', () => {
    expect(isKey('F5', pressed('F5'), false)).toBe(true)
    expect(isKey('F5', pressed('F5', 's'), false)).toBe(false)
    expect(isKey('Mod+Shift+T', pressed('T', 'cs'), false)).toBe(true)
    expect(isKey('Mod+T', pressed('T', 'cs'), false)).toBe(false)
    expect(isKey('Alt+Left', pressed('ArrowLeft', 'a'), false)).toBe(true)
  })

  it('finds letters by their place where another layout types something else', () => {
    expect(isKey('Mod+K', pressed('л', 'c', 'KeyK'), false)).toBe(true)
    expect(isKey('Ctrl+Alt+H', pressed('˙', 'ca', 'KeyH'), true)).toBe(true)
    expect(isKey('Mod+,', pressed(',', 'c'), false)).toBe(true)
  })

  it('writes them as the system does', () => {
    expect(keyLabel('Mod+Shift+T', false)).toBe('Ctrl+Shift+T')
    expect(keyLabel('Mod+Shift+T', true)).toBe('⌘⇧T')
    expect(keyLabel('Alt+Left', false)).toBe('Alt+←')
  })
})
