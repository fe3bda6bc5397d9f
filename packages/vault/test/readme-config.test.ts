import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { parse } from 'yaml'
import { resolveSettings } from '../src/config/settings.ts'

const PAGES = ['README.md', 'recipes/sign-in.md']

/** A config around a part of one, as a reader would paste it. */
function around(part: object): object {
  const app = {
    id: 'app',
    name: 'App',
    api_key: 'alter_key_app_0123456789abcdef',
    origins: ['https://app.example.com'],
    identity: { issuer: 'https://issuer.example.com', audience: 'app' },
    providers: {},
  }
  return 'apps' in part
    ? { public_url: 'https://vault.example.com', ...part }
    : { public_url: 'https://vault.example.com', apps: [{ ...app, ...part }] }
}

async function blocksOf(page: string): Promise<string[]> {
  const text = await readFile(join(import.meta.dirname, '..', page), 'utf8')
  return [...text.matchAll(/^```yaml\n(.*?)^```/gms)].map(([, block = '']) => block)
}

const blocks = await Promise.all(
  PAGES.map(async (page) => (await blocksOf(page)).map((block): [string, string] => [page, block])),
)

test.each(blocks.flat())('14.13 a config in %s is one that the vault takes', (_page, block) => {
  const part: unknown = parse(block)
  if (typeof part !== 'object' || part === null) throw new Error('this is no config')
  expect(resolveSettings(around(part), {}).apps).not.toEqual([])
})

test('14.13 the Keycloak of the recipe is the one that its config speaks of', async () => {
  const folder = join(import.meta.dirname, '../recipes')
  const compose = parse(await readFile(join(folder, 'keycloak.compose.yaml'), 'utf8'))
  const realm = JSON.parse(await readFile(join(folder, 'keycloak-realm.json'), 'utf8'))
  const [, block] = blocks.flat().find(([, text]) => text.includes('localhost:8080')) ?? []
  const { identity } = parse(block ?? '')
  const { keycloak } = compose.services
  expect(keycloak.command).toEqual(['start-dev', '--import-realm'])
  expect(keycloak.volumes).toEqual(['./keycloak-realm.json:/opt/keycloak/data/import/acme.json:ro'])
  expect(keycloak.ports).toEqual(['127.0.0.1:8080:8080'])
  expect(identity.issuer).toBe(`http://localhost:8080/realms/${realm.realm}`)
  const [client] = realm.clients
  const [mapper] = client.protocolMappers
  expect([client.clientId, mapper.config['included.client.audience']]).toEqual([
    identity.audience,
    identity.audience,
  ])
})
