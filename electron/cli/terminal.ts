/** What a command writes to: standard output for results, standard error for everything else. */
export type Terminal = {
  /** Standard output. Resolves when it can take more. */
  print(text: string): Promise<void>
  /** A line on standard error. */
  tell(line: string): void
  isOutputTerminal: boolean
  /** Standard error is a terminal: progress can be drawn on it. */
  canDraw: boolean
  columns(): number
  /** Replaces the lines drawn last; none: wipes them. */
  draw(lines: string[]): void
}

export function processTerminal(): Terminal {
  const { stdout, stderr } = process
  let drawn = 0
  const wipe = () => {
    if (drawn > 0) stderr.write(`\x1b[${drawn}A\x1b[J`)
    drawn = 0
  }
  // Whoever reads our output may stop at any line (`| head`): that is no failure.
  stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(0)
    throw error
  })
  return {
    print: (text) =>
      stdout.write(text)
        ? Promise.resolve()
        : new Promise((resolve) => stdout.once('drain', () => resolve())),
    tell(line) {
      wipe()
      stderr.write(`${line}\n`)
    },
    isOutputTerminal: stdout.isTTY === true,
    canDraw: stderr.isTTY === true,
    columns: () => stderr.columns || 80,
    draw(lines) {
      wipe()
      if (lines.length > 0) stderr.write(`${lines.join('\n')}\n`)
      drawn = lines.length
    },
  }
}

/** Text of a server for a terminal: control characters could steer it. */
export const harmless = (text: string): string =>
  text.replace(/[\u0000-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g, '\ufffd')
