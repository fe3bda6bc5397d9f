import { spawnSync } from 'node:child_process'

// `pnpm bench` measures the widget in a browser, `pnpm bench vault` the vault,
// `pnpm bench vault --scale` one whose database is full beside one whose is empty, `pnpm bench soak` what it keeps in memory,
// `pnpm bench memory` the whole process beside a bare proxy's, `pnpm bench wallet` the Wallet's pages on a slow phone.
const [, , subject, ...rest] = process.argv
function run(program: string, ...args: string[]): void {
  const { status } = spawnSync(program, args, { stdio: 'inherit' })
  if (status !== 0) process.exit(status ?? 1)
}
const source = '--conditions=@alter/source'
if (subject === 'vault' && rest.includes('--scale')) {
  run(process.execPath, source, 'packages/vault/bench/scale.ts', ...rest)
} else if (subject === 'vault') {
  run(process.execPath, source, 'packages/vault/bench/vault.ts', ...rest)
} else if (subject === 'soak') {
  run(process.execPath, source, '--expose-gc', 'packages/vault/bench/soak.ts', ...rest)
} else if (subject === 'memory') {
  run(process.execPath, source, 'packages/vault/bench/memory.ts', ...rest)
} else if (subject === 'wallet') {
  run(process.execPath, source, 'e2e/wallet/bench.ts')
} else {
  run('pnpm', '--filter', '@alter/e2e', 'run', 'browser')
  run(process.execPath, source, 'e2e/bench.ts', ...process.argv.slice(2))
}
