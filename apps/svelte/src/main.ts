import { defineConnectButton, defineConnectedAccounts } from '@alter/connect/element'
import { mount } from 'svelte'
import App from './app.svelte'

const target = document.querySelector('#app')
if (target) {
  defineConnectButton()
  defineConnectedAccounts()
  mount(App, { target })
}
