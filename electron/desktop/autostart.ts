/** In a quoted argument of Exec four characters are escaped, then backslashes as in any value. */
export function autostartEntry(program: string): string {
  const quoted = program
    .replaceAll(/["`$\\]/g, String.raw`\$&`)
    .replaceAll('\\', String.raw`\\`)
    .replaceAll('%', '%%')
  const lines = ['[Desktop Entry]', 'Type=Application', 'Name=Sampan', `Exec="${quoted}"`]
  return `${[...lines, 'X-GNOME-Autostart-enabled=true'].join('\n')}\n`
}
