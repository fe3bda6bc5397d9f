import { render, screen } from '@testing-library/react'
import { userEvent } from '@testing-library/user-event'
import { describe, expect, test } from 'vitest'
import { AlterProvider, ConnectButton, ConnectedAccounts, type Texts } from '@alter/connect-react'
import { de } from '@alter/connect-react/de'
import { en } from '@alter/connect-react/en'
import { es } from '@alter/connect-react/es'
import { fr } from '@alter/connect-react/fr'
import { ja } from '@alter/connect-react/ja'
import { zhCN } from '@alter/connect-react/zh-CN'
import { grant } from './backend.ts'
import { useStage } from './stage.tsx'

const stage = useStage()
const languages = { de, es, fr, ja, 'zh-CN': zhCN }
function hourAgo(): string {
  return new Date(Date.now() - 3_700_000).toISOString()
}

/** Every text by its path; a plural counts as one. */
function flat(texts: object, path = ''): [path: string, text: string][] {
  return Object.entries(texts).flatMap(([key, value]: [string, string | { other: string }]) => {
    if (typeof value === 'string') return [[path + key, value]]
    return /missingScopes|repairScopes|found/.test(key)
      ? [[path + key, value.other]]
      : flat(value, `${path}${key}.`)
  })
}

function placeholders(text: string): string[] {
  return text.match(/{\w+}/g) ?? []
}

describe.each(Object.entries(languages))('%s', (locale, texts) => {
  test('has every text, each with the values of the English one', () => {
    expect(texts.locale).toBe(locale)
    const own = new Map(flat(texts))
    expect([...own.keys()].sort()).toEqual(
      flat(en)
        .map(([path]) => path)
        .sort(),
    )
    for (const [path, text] of flat(en))
      expect([path, placeholders(own.get(path) ?? '')]).toEqual([path, placeholders(text)])
    for (const [path, text] of own) expect([path, text.trim()]).not.toEqual([path, ''])
  })
})

test.each([
  ['de', de, 'Google verbinden', 'vor 1 Stunde', 'Einige Berechtigungen fehlen: a und b.', 'Mehr zu ada'],
  ['es', es, 'Conectar Google', 'hace 1 hora', 'Faltan permisos: a y b.', 'Más sobre ada'],
  ['fr', fr, 'Connecter Google', 'il y a 1 heure', 'Des autorisations manquent : a et b.', 'Plus pour ada'],
  ['ja', ja, 'Googleを連携', '1 時間前', '不足している権限：a、b', 'その他の操作： ada'],
  ['zh-CN', zhCN, '连接 Google', '1小时前', '缺少权限：a和b。', '更多操作： ada'],
])('%s: dates, lists and plurals follow the language', async (_, texts, connect, when, missing, more) => {
  stage.backend.connections = [grant('ada', { missing_scopes: ['a', 'b'], last_used_at: hourAgo() })]
  render(
    <AlterProvider texts={texts}>
      <ConnectButton provider="google" />
      <ConnectedAccounts />
    </AlterProvider>,
  )
  expect(screen.getByRole('button', { name: connect })).toBeVisible()
  expect(await screen.findByRole('region', { name: texts.accounts })).toBeVisible()
  expect(await screen.findByText(missing)).toBeVisible()
  expect(screen.getByText((text) => text.includes(when))).toBeVisible()
  await userEvent.click(screen.getByRole('button', { name: more }))
  await userEvent.click(await screen.findByRole('menuitem', { name: texts.disconnect }))
  expect(screen.getByRole('button', { name: texts.keep })).toHaveFocus()
})

test('one permission is named in the singular', async () => {
  stage.backend.connections = [grant('ada', { missing_scopes: ['a'] })]
  render(
    <AlterProvider texts={de}>
      <ConnectedAccounts />
    </AlterProvider>,
  )
  expect(await screen.findByText('Eine Berechtigung fehlt: a.')).toBeVisible()
})

test('single texts replace the English ones', () => {
  render(
    <AlterProvider texts={{ connect: 'Link {provider}' }}>
      <ConnectButton provider="google" />
      <ConnectButton />
    </AlterProvider>,
  )
  expect(screen.getByRole('button', { name: 'Link Google' })).toBeVisible()
  expect(screen.getByRole('button', { name: 'Link an account' })).toBeVisible()
})

test('texts are plain data, which a server component can hand on', () => {
  expect(JSON.parse(JSON.stringify(languages))).toEqual(languages)
})

test('a language with a missing text does not compile', () => {
  const { retry, ...rest } = de
  // @ts-expect-error -- `retry` is missing
  const incomplete: Texts = rest
  expect(incomplete.retry ?? retry).toBe('Erneut versuchen')
})
