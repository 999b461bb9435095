import type { Suite } from '../suite.ts'
import { bigPlain, bigTls } from './big.ts'
import { delayed } from './delay.ts'
import { engine } from './engine.ts'
import { hour } from './hour.ts'
import { listing } from './listing.ts'
import { mixed, smallPlain, smallTls } from './small.ts'
import { window } from './window.ts'

/** All suites, in the order of the report. */
export const suites: Suite[] = [
  bigPlain,
  bigTls,
  smallPlain,
  smallTls,
  mixed,
  listing,
  ...delayed,
  engine,
  window,
  hour,
]
