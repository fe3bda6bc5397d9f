import type { System } from './system.ts'

/** Makes the database change rows by itself at each write, as somebody with access to it could. */
export async function plant(system: System, event: string, statement: string): Promise<void> {
  if (system.config.database_url === undefined) {
    await system.database(`create trigger planted after ${event} begin ${statement}; end`)
    return
  }
  await system.database(
    `create function planted() returns trigger language plpgsql set search_path = alter_vault
     as $$ begin ${statement}; return null; end $$`,
  )
  await system.database(`create trigger planted after ${event} execute function planted()`)
}
