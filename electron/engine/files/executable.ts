/** Endings that systems run, or whose program runs what is in them. */
const endings = new Set(
  (
    'exe com bat cmd msi msp scr pif cpl ps1 psm1 vbs vbe js jse ws wsf wsh hta reg lnk url scf inf ' +
    'desktop appimage run sh bash zsh fish csh command app workflow jar jnlp deb rpm pkg dmg iso ' +
    'py pyw rb pl php ahk gadget application chm'
  ).split(' '),
)

/** Whether opening a file could mean running it: by its ending, or by how its content begins. */
export function isExecutable(name: string, head: Uint8Array): boolean {
  // Windows drops dots and blanks at the end.
  const ending = /\.([^.]+?)[. ]*$/.exec(name)?.[1]?.toLowerCase()
  if (ending !== undefined && endings.has(ending)) return true
  const [first, second, third, fourth] = head
  const isScript = first === 0x23 && second === 0x21
  const isWindows = first === 0x4d && second === 0x5a
  const isElf = first === 0x7f && second === 0x45 && third === 0x4c && fourth === 0x46
  const isMac =
    (first === 0xcf || first === 0xce) && second === 0xfa && third === 0xed && fourth === 0xfe
  return isScript || isWindows || isElf || isMac
}
