import vue from '@vitejs/plugin-vue'
import { defineConfig } from 'vite'

/** The window's page: relative addresses, so that it works under app:// and 127.0.0.1 alike. */
export default defineConfig({
  root: 'renderer',
  base: './',
  plugins: [vue()],
  define: {
    __VUE_OPTIONS_API__: 'false',
    __VUE_PROD_DEVTOOLS__: 'false',
    __VUE_I18N_LEGACY_API__: 'false',
    __VUE_I18N_FULL_INSTALL__: 'false',
    __INTLIFY_PROD_DEVTOOLS__: 'false',
  },
  build: {
    outDir: '../dist/renderer',
    emptyOutDir: true,
    target: 'chrome120',
    // The polyfill would be an inline script, which the page's policy forbids.
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
    // The window is one file; editor, PDF and seldom dialogs are loaded when they are used.
    chunkSizeWarningLimit: 1_700,
  },
  server: { host: '127.0.0.1' },
})
