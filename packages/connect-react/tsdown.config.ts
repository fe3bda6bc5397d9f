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
  // One file per module, so that a page with only a button loads nothing of the dialog and the list.
  unbundle: true,
  copy: [{ from: 'src/styles.css', to: 'dist' }],
  // Server components need the directive in the file that they import. Languages are data that they pass on.
  outputOptions: { banner: ({ name }) => (name === 'index' ? "'use client'" : '') },
})
