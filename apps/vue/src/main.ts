import { defineConnectButton, defineConnectedAccounts } from '@alter/connect/element'
import { createApp } from 'vue'
import App from './app.vue'

defineConnectButton()
defineConnectedAccounts()
createApp(App).mount('#app')
