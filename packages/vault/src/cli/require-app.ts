import type { App, Settings } from '../config/settings.ts'
import { UsageError } from './command.ts'

/** The app that `--app` names. Throws a {@link UsageError} when there is none. */
export function requireApp({ apps }: Settings, id: string | undefined): App {
  const there = apps.map((app) => app.id).join(', ')
  if (id === undefined) throw new UsageError(`--app is missing: name the app; there are ${there}.`)
  const app = apps.find((candidate) => candidate.id === id)
  if (!app) throw new UsageError(`--app: there is no app "${id}"; there are ${there}.`)
  return app
}
