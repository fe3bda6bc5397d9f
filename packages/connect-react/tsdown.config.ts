import { defineConfig } from 'tsdown'

export default defineConfig({
  entry: {
    index: 'src/index.ts',
    en: 'src/languages/en.ts',
    de: 'src/languages/de.ts',
    es: 'src/languages/es.ts',
    fr: 'src/languages/fr.ts',
    ja: 'src/languages/ja.ts',
    'zh-CN': 'src/languages/zh-cn.ts',
  },
  platform: 'neutral',
  // A file per module, so that a page with a button alone loads nothing of the dialog's and the list's.
  unbundle: true,
  copy: [{ from: 'src/styles.css', to: 'dist' }],
  // Server components need the directive in the file that they import; the languages are data, which they hand on.
  outputOptions: { banner: ({ name }) => (name === 'index' ? "'use client'" : '') },
})
