/** Changes of a version, by area; an empty name where the changelog names none. */
export type NewsPart = { version: string; areas: { name: string; lines: string[] }[] }

/** The parts of a changelog in Markdown: a heading a version, one an area, an item a change. */
export function readNews(markdown: string): NewsPart[] {
  return sections(markdown, /^## /m)
    .slice(1)
    .map(({ heading, text }) => ({
      version: heading,
      areas: sections(`\n${text}`, /^### /m)
        .map(({ heading: name, text: items }) => ({ name, lines: linesOf(items) }))
        .filter(({ lines }) => lines.length > 0),
    }))
    .filter(({ areas }) => areas.length > 0)
}

/** What lies before the first heading comes first, with the first line as its heading. */
const sections = (markdown: string, mark: RegExp) =>
  markdown.split(mark).map((section) => {
    const [heading = '', ...rest] = section.split('\n')
    return { heading: heading.trim(), text: rest.join('\n') }
  })

const linesOf = (items: string): string[] =>
  items
    .split(/^- /m)
    .slice(1)
    .map((line) => line.replace(/\s+/g, ' ').replaceAll(/[`*]/g, '').trim())
