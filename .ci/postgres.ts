import { spawnSync } from 'node:child_process'
import { findPostgres } from '../packages/vault/test/postgres/cluster.ts'

// Runs the vault's tests on PostgreSQL, if there is one. In CI there must be.
if ((await findPostgres()) === null) {
  console.error(
    '\n!!! PostgreSQL is not installed: the vault was NOT tested on it. apt-get install postgresql\n',
  )
  process.exit(process.env['CI'] ? 1 : 0)
}
const vitest = ['node_modules/vitest/vitest.mjs', 'run', '--config', '.config/vitest.config.ts']
const { status } = spawnSync(process.execPath, [...vitest, '--project', 'vault-postgres'], {
  stdio: 'inherit',
})
process.exit(status ?? 1)
