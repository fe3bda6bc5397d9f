import { svelte } from '@sveltejs/vite-plugin-svelte'
import { defineConfig, type UserConfig } from 'vite'

const config: UserConfig = defineConfig({ plugins: [svelte()] })

export default config
