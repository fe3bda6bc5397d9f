import vue from '@vitejs/plugin-vue'
import { defineConfig, type UserConfig } from 'vite'

const config: UserConfig = defineConfig({
  plugins: [
    vue({
      // Vue looks for no component of that name, and sets properties where the element has them.
      template: { compilerOptions: { isCustomElement: (tag) => tag.startsWith('alter-') } },
    }),
  ],
})

export default config
