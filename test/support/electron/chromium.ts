import { existsSync } from 'node:fs'

const usualPlaces = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/snap/bin/chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
]

/** The system's Chromium; throws when there is none, so that no test is passed by absence. */
export function findChromium(): string {
  const places = [process.env['SAMPAN_CHROMIUM'] ?? '', ...usualPlaces]
  const found = places.find((place) => place !== '' && existsSync(place))
  if (!found) throw new Error('There is no Chromium. Install it, or set SAMPAN_CHROMIUM.')
  return found
}

/** Chromium refuses its sandbox to the administrator, as in most CI containers. */
export const chromiumArguments = process.getuid?.() === 0 ? ['--no-sandbox'] : []
