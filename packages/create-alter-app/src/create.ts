import { cp, mkdir, readdir, readFile, rename, writeFile } from 'node:fs/promises'
import { basename, join, resolve } from 'node:path'

/** The templates, with descriptions. */
export const TEMPLATES = {
  'react-express': 'React and Vite, with a backend on Express',
  'hono-html': 'one HTML page without a bundler, with a backend on Hono',
  next: "Next's App Router",
} as const

export type Template = keyof typeof TEMPLATES

export const DEFAULT_TEMPLATE: Template = 'react-express'

/** Why no app was written. The message names the word at fault. */
export class CreateError extends Error {
  override readonly name = 'CreateError'
}

export interface CreateOptions {
  /** Folder to write to. It is created if it is missing, and must be empty. */
  folder: string
  /** Default: `react-express`. */
  template?: string | undefined
  /** Folder of tarballs with our packages, as `pnpm pack:all` writes it. Default: the registry. */
  packages?: string | undefined
}

/**
 * Writes a working app.
 * @returns the folder's absolute path
 * @throws {CreateError} for an unknown template, a name that npm takes for no package, tarballs that are missing, and a
 *   folder that is not empty or cannot be created. Then nothing was written
 */
export async function createApp({
  folder,
  template = DEFAULT_TEMPLATE,
  packages,
}: CreateOptions): Promise<string> {
  if (!isTemplate(template)) {
    throw new CreateError(
      `There is no template "${template}"; there are ${Object.keys(TEMPLATES).join(', ')}.`,
    )
  }
  const target = resolve(folder)
  const name = basename(target).toLowerCase()
  if (!/^[a-z0-9][a-z0-9._-]{0,99}(?<!\.)$/.test(name) || TAKEN.test(name)) {
    throw new CreateError(
      `"${basename(target)}" cannot be the name of a package: use letters, digits, -, _ and dots.`,
    )
  }
  const tarballs = packages === undefined ? {} : await tarballsIn(resolve(packages))
  const there = (await openFolder(target)).filter((each) => each !== '.git')
  if (there.length > 0) throw new CreateError(`${target} is not empty: name a new folder.`)
  await cp(join(import.meta.dirname, 'templates', template), target, { recursive: true })
  // npm leaves files of this name out of packages, so the template has another name.
  await rename(join(target, 'gitignore'), join(target, '.gitignore'))
  await writeManifest(join(target, 'package.json'), name, tarballs)
  return target
}

/** Names that npm takes for no package, and those that Windows has for devices, with any ending. */
const TAKEN = /^(node_modules|favicon\.ico|(con|prn|aux|nul|com\d|lpt\d)(\..*)?)$/

/** Creates the folder if it is missing. Resolves with what is in it. */
async function openFolder(target: string): Promise<string[]> {
  try {
    await mkdir(target, { recursive: true })
    return await readdir(target)
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : String(cause)
    throw new CreateError(`${target} cannot be used as a folder (${code}): name another one.`, { cause })
  }
}

function isTemplate(name: string): name is Template {
  return Object.hasOwn(TEMPLATES, name)
}

async function writeManifest(path: string, name: string, tarballs: Record<string, string>): Promise<void> {
  const template: { dependencies: Record<string, string> } = JSON.parse(await readFile(path, 'utf8'))
  const dependencies = { ...template.dependencies, ...tarballs }
  await writeFile(path, `${JSON.stringify({ name, ...template, dependencies }, null, 2)}\n`)
}

const PACKAGES = ['protocol', 'connect', 'connect-react', 'sdk', 'vault', 'provider']

/**
 * Our packages as tarballs: all of them, including those that others depend on, because npm would look for a missing
 * one in the registry.
 */
async function tarballsIn(folder: string): Promise<Record<string, string>> {
  const files = await readdir(folder).catch((cause: NodeJS.ErrnoException) => {
    throw new CreateError(`${folder} cannot be read (${cause.code}): name the folder of pnpm pack:all.`, {
      cause,
    })
  })
  const found: Record<string, string> = {}
  for (const name of PACKAGES) {
    const [file, other] = files.filter((each) => new RegExp(`^alter-${name}-\\d.*\\.tgz$`).test(each))
    if (file === undefined) {
      throw new CreateError(`${folder} has no tarball of @alter/${name}: run pnpm pack:all ${folder}`)
    }
    if (other !== undefined) {
      throw new CreateError(`${folder} has ${file} and ${other}: leave one of them there.`)
    }
    found[`@alter/${name}`] = `file:${join(folder, file)}`
  }
  return found
}
