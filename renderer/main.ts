import './styles/main.css'
import { createPinia } from 'pinia'
import { createApp } from 'vue'
import App from './App.vue'
import { bridgeKey, createBridge } from './bridge.ts'
import { findHost } from './host.ts'
import { i18n } from './i18n.ts'

const bridge = createBridge(findHost())
const app = createApp(App)
app.provide(bridgeKey, bridge)
app.use(createPinia())
app.use(i18n)
void bridge.open()
app.mount('#app')
