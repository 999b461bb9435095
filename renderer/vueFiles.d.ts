/** For tools that cannot read .vue files themselves; vue-tsc sees the real ones. */
declare module '*.vue' {
  import type { Component } from 'vue'
  const component: Component
  export default component
}

/** Vite's: the text of a file. */
declare module '*?raw' {
  const text: string
  export default text
}
