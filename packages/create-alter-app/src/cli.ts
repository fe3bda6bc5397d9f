#!/usr/bin/env node
import { relative } from 'node:path'
import { parseArgs } from 'node:util'
import { createApp, CreateError, DEFAULT_TEMPLATE, TEMPLATES } from './create.ts'

const HELP = `Writes a small working app: a frontend, a backend, a vault and a local provider.

Usage: create-alter-app <folder> [options]

Options
  -t, --template <name>    ${Object.entries(TEMPLATES)
    .map(([name, what]) => `${name.padEnd(15)}${what}${name === DEFAULT_TEMPLATE ? ' (default)' : ''}`)
    .join(`\n${' '.repeat(27)}`)}
      --packages <folder>  Take the @alter packages from tarballs in this folder. Required until they are on npm
  -h, --help               Show this help
`

const NOT_ON_NPM = `The packages of Alter are not on npm yet, and nobody owns their names there: npm would find nothing, or a stranger's.
Pack them in a clone of https://github.com/alter-connect/alter, and pass the folder:

  pnpm run pack:all /tmp/alter
  create-alter-app my-app --packages /tmp/alter
`

function print(text: string): void {
  return void process.stdout.write(text)
}

function readArguments() {
  try {
    return parseArgs({
      allowPositionals: true,
      options: {
        template: { type: 'string', short: 't' },
        packages: { type: 'string' },
        help: { type: 'boolean', short: 'h' },
      },
    })
  } catch (cause) {
    throw new CreateError(cause instanceof Error ? cause.message : 'The options could not be read.', {
      cause,
    })
  }
}

try {
  const { values, positionals } = readArguments()
  const [folder, ...more] = positionals
  if (values.help) print(HELP)
  else if (folder === undefined)
    throw new CreateError(`Name the folder to write to, such as my-app.\n\n${HELP}`)
  else if (more.length > 0) throw new CreateError(`Give only one folder, without "${more.join(' ')}".`)
  else if (values.packages === undefined) throw new CreateError(NOT_ON_NPM)
  else {
    const target = await createApp({ folder, template: values.template, packages: values.packages })
    const there = relative(process.cwd(), target)
    print(`Wrote ${target}

${there === '' ? '' : `  cd ${there}\n`}  npm install
  npm start
`)
  }
} catch (error) {
  if (!(error instanceof CreateError)) throw error
  process.stderr.write(`${error.message.trimEnd()}\n`)
  process.exitCode = 2
}
