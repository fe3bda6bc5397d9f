import type { Storage } from './storage/open.ts'

/** The apps that have rows, those that are no longer configured too. The index begins with the app: one seek for each. */
export const recordedApps = async (storage: Storage): Promise<string[]> => {
  const apps: string[] = []
  for (;;) {
    const next = await storage
      .selectFrom('audit')
      .select('appId')
      .where('appId', '>', apps.at(-1) ?? '')
      .orderBy('appId')
      .limit(1)
      .executeTakeFirst()
    if (!next) return apps
    apps.push(next.appId)
  }
}
