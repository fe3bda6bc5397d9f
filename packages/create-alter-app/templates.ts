import { cp, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { parse } from 'yaml'

const here = new URL('.', import.meta.url)
const root = new URL('../../', here)

interface Manifest {
  version?: string
  dependencies?: Record<string, string>
  devDependencies?: Record<string, string>
}

/** Writes each template: shared files, its own files, and the versions that this repository is tested with. */
export async function writeTemplates(target: URL): Promise<void> {
  await rm(target, { recursive: true, force: true })
  for (const name of ['react-express', 'hono-html', 'next']) {
    const folder = new URL(`${name}/`, target)
    await mkdir(folder, { recursive: true })
    if (name === 'next') await copyNext(folder)
    await cp(new URL('templates/shared/', here), folder, { recursive: true })
    await cp(new URL(`templates/${name}/`, here), folder, { recursive: true })
    await pinVersions(new URL('package.json', folder))
  }
}

/** Copies the app that `e2e/next` tests. The template's own files replace the app's. */
async function copyNext(folder: URL): Promise<void> {
  const app = new URL('apps/next/', root)
  const own = new Set(['node_modules', '.next', 'package.json', 'README.md', 'next-env.d.ts'])
  for (const name of await readdir(app)) {
    if (!own.has(name)) await cp(new URL(name, app), new URL(name, folder), { recursive: true })
  }
}

async function pinVersions(path: URL): Promise<void> {
  const manifest: Manifest = JSON.parse(await readFile(path, 'utf8'))
  const { catalog }: { catalog: Record<string, string> } = parse(
    await readFile(new URL('pnpm-workspace.yaml', root), 'utf8'),
  )
  const versions = await ownVersions()
  function pinned(dependencies: Record<string, string> = {}): Record<string, string> {
    return Object.fromEntries(
      Object.entries(dependencies).map(([name, range]) => {
        const version = range === 'catalog:' ? catalog[name] : versions.get(name)
        if (version === undefined) throw new Error(`no version is known of ${name}`)
        return [name, range === 'catalog:' ? version : `^${version}`]
      }),
    )
  }
  manifest.dependencies = pinned(manifest.dependencies)
  manifest.devDependencies = pinned(manifest.devDependencies)
  await writeFile(path, `${JSON.stringify(manifest, null, 2)}\n`)
}

/** Versions of the packages of this repository, by name. */
async function ownVersions(): Promise<Map<string, string>> {
  const versions = new Map<string, string>()
  for (const place of ['packages/', 'apps/']) {
    for (const name of await readdir(new URL(place, root))) {
      const manifest: Manifest & { name: string } = JSON.parse(
        await readFile(new URL(`${place}${name}/package.json`, root), 'utf8'),
      )
      versions.set(manifest.name, manifest.version ?? '')
    }
  }
  return versions
}
