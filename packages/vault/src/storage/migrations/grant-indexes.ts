import { type Kysely, sql } from 'kysely'

/** An index for each listing in its order, without the grants that no listing shows. */
export async function grantIndexes(db: Kysely<unknown>): Promise<void> {
  const listings = {
    grants_listed: ['app_id'],
    grants_listed_provider: ['app_id', 'provider'],
    grants_listed_user: ['app_id', 'user_id'],
    grants_listed_user_provider: ['app_id', 'user_id', 'provider'],
  }
  for (const [name, columns] of Object.entries(listings)) {
    await db.schema
      .createIndex(name)
      .on('grants')
      .columns([...columns, 'created_at', 'id'])
      .where(sql<boolean>`(ended_by is null or ended_by <> 'app')`)
      .execute()
  }
  // Each revocation asks whether another grant would lose its tokens too.
  await db.schema
    .createIndex('grants_authorization')
    .on('grants')
    .columns(['provider', 'client_id', 'account_id'])
    .execute()
  // When a user is deleted, the foreign key makes the database look for the user's sessions.
  await db.schema.createIndex('sessions_of_user').on('sessions').column('user_id').execute()
}
