export type NewsPart = { version: string; lines: string[] }

/** The parts of a changelog in Markdown: a heading a version, an item a change. */
export function readNews(markdown: string): NewsPart[] {
  return markdown
    .split(/^## /m)
    .slice(1)
    .map((part) => {
      const [heading = '', ...rest] = part.split('\n')
      const lines = rest
        .join('\n')
        .split(/^- /m)
        .slice(1)
        .map((line) => line.replace(/\s+/g, ' ').replaceAll(/[`*]/g, '').trim())
      return { version: heading.trim(), lines }
    })
    .filter(({ lines }) => lines.length > 0)
}
