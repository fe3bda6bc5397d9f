import { readFile } from 'node:fs/promises'
import { cssOf, THEMES } from '@alter/demo/theming-themes'
import { expect, type Locator, type Page } from '@playwright/test'
import { build } from 'esbuild'
import { compile } from 'tailwindcss'
import { test } from './elements-page.ts'

const home = new URL('../../packages/connect-react/', import.meta.url)

/** As an app of today: Tailwind CSS 4, its utilities on our components, and `.dark` on a part of the page. */
const PROGRAM = `
  import { createElement as h } from 'react'
  import { createRoot } from 'react-dom/client'
  import { ConnectButton, ConnectedAccounts } from '@alter/connect-react'

  createRoot(document.querySelector('#root')).render(h('main', null,
    h(ConnectButton, { id: 'plain', provider: 'google' }),
    h(ConnectButton, { id: 'own', provider: 'google', className: 'rounded-full bg-blue-700 text-white hover:bg-blue-900' }),
    h('div', { className: 'dark' }, h(ConnectButton, { id: 'dark', provider: 'google' })),
    h('div', { className: 'dark' }, h('div', { 'data-theme': 'light' },
      h(ConnectButton, { id: 'light', provider: 'google' }))),
    h('div', { id: 'shadcn', className: 'shadcn' },
      h(ConnectButton, { id: 'themed', provider: 'google' }),
      h(ConnectButton, { id: 'utility', provider: 'google', className: 'rounded-full bg-blue-700' }),
      h(ConnectedAccounts, { providers: ['google'] })),
    h(ConnectedAccounts, { className: 'text-lg' })))
`

const PAGE = `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Tailwind</title>
<link rel="stylesheet" href="/app.css"></head><body><div id="root"></div>
<script type="module" src="/page.js"></script></body></html>`

/** What the README asks for, and what the page `/theming` gives an app with the variables of shadcn/ui. */
const STYLE = `
  @layer theme, base, alter, components, utilities;
  @import "tailwindcss";
  @import "@alter/connect-react/styles.css";
  .shadcn { ${lines(THEMES.shadcn.around)} }
  ${cssOf(THEMES.shadcn.values).replace(':root', '.shadcn')}
`

function lines(values: Record<string, string> = {}): string {
  return Object.entries(values)
    .map(([name, value]) => `${name}: ${value};`)
    .join(' ')
}

const FILES: Record<string, string> = {
  tailwindcss: import.meta.resolve('tailwindcss/index.css'),
  '@alter/connect-react/styles.css': new URL('src/styles.css', home).href,
}

/** Tailwind's own compiler, with the class names of the program. */
async function buildStyle(): Promise<string> {
  const compiled = await compile(STYLE, {
    async loadStylesheet(id, base) {
      const url = FILES[id]
      if (url === undefined) throw new Error(`there is no ${id}`)
      return { path: url, base, content: await readFile(new URL(url), 'utf8') }
    },
  })
  return compiled.build(PROGRAM.match(/[\w:-]+/g) ?? [])
}

type Files = Record<string, { contentType: string; body: string }>

async function buildApp(): Promise<Files> {
  const { outputFiles } = await build({
    stdin: { contents: PROGRAM, resolveDir: home.pathname },
    bundle: true,
    write: false,
    format: 'esm',
    conditions: ['@alter/source'],
    jsx: 'automatic',
    define: { 'process.env.NODE_ENV': '"production"' },
  })
  return {
    '/': { contentType: 'text/html', body: PAGE },
    '/page.js': { contentType: 'text/javascript', body: outputFiles[0]?.text ?? '' },
    '/app.css': { contentType: 'text/css', body: await buildStyle() },
  }
}

async function openApp(page: Page, files: Files): Promise<void> {
  await page.route('https://tailwind.test/**', (route) => {
    const { pathname } = new URL(route.request().url())
    const file = files[pathname]
    if (file) return route.fulfill(file)
    return route.fulfill({ json: pathname.endsWith('/providers') ? { providers: [] } : { connections: [] } })
  })
  await page.goto('https://tailwind.test/')
  await page.locator('#own').waitFor()
}

/** Runs in the page. One notation for all colours. */
const READ_BACKGROUND = `((element) => {
  const context = document.createElement('canvas').getContext('2d')
  context.fillStyle = getComputedStyle(element).backgroundColor
  context.fillRect(0, 0, 1, 1)
  return context.getImageData(0, 0, 1, 1).data.slice(0, 3).join()
})`

/** A text that is a function is called by the page alone, and not by the driver. */
async function background(button: Locator): Promise<string> {
  return button.evaluate((element, read) => {
    // oxlint-disable-next-line no-eval -- the program of the page is a text here: this project knows no DOM
    return (0, eval)(read)(element)
  }, READ_BACKGROUND)
}

// In one worker, for which the app is built once.
test.describe.configure({ mode: 'default' })
let files: Files
test.beforeAll(async () => {
  files = await buildApp()
})
test.beforeEach(({ page }) => openApp(page, files))

test('15.8 Tailwind 4: utilities on className win, in every state', async ({ page }) => {
  const own = page.locator('#own')
  await expect(own).toHaveCSS('color', 'rgb(255, 255, 255)')
  expect(await background(own)).not.toBe(await background(page.locator('#plain')))
  const resting = await background(own)
  await own.hover()
  await expect.poll(() => background(own)).not.toBe(resting)
  await expect(page.getByRole('region').last()).toHaveCSS('font-size', '18px')
})

test('15.8 Tailwind 4: its reset of bare elements takes nothing from the components', async ({ page }) => {
  const plain = page.locator('#plain')
  await expect(plain).toHaveCSS('border-top-width', '1px')
  expect(await background(plain)).toBe('255,255,255')
  await expect(plain).toHaveCSS('padding-left', /^1[5-9]/)
})

test('15.8 `.dark` and `data-theme`: the nearest of them counts, whatever the system says', async ({
  page,
}) => {
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme })
    expect(await background(page.locator('#dark'))).toBe('23,24,27')
    expect(await background(page.locator('#light'))).toBe('255,255,255')
  }
})

test('15.8 Tailwind 4 and shadcn/ui: its variables reach button and list; utilities still win', async ({
  page,
}) => {
  const themed = page.locator('#themed')
  const list = page.locator('#shadcn .alter-provider-list')
  const looks = { light: ['245,245,245', '255,255,255'], dark: ['38,38,38', '22,22,22'] }
  for (const [theme, [button = '', surface = '']] of Object.entries(looks)) {
    await page.locator('#shadcn').evaluate((box, name) => box.setAttribute('data-theme', name), theme)
    await page
      .locator('#shadcn')
      .evaluate((box, name) => box.setAttribute('style', `color-scheme: ${name}`), theme)
    await expect.poll(() => background(themed)).toBe(button)
    expect(await background(list)).toBe(surface)
  }
  // 0.625rem, and 0.7 of it for the button.
  await expect(list).toHaveCSS('border-top-left-radius', '10px')
  await expect(themed).toHaveCSS('border-top-left-radius', '7px')
  expect(await background(page.locator('#utility'))).not.toBe(await background(themed))
})
