import type { NoteGrantEvent } from '../grants/grant-event.ts'
import { createOutbox } from '../webhooks/outbox.ts'
import { createPost, type Post } from '../webhooks/post.ts'
import type { Ground } from './ground.ts'

/** Events for the apps. They wait in the outbox. */
export interface Webhooks {
  post: Post
  noteEvent: NoteGrantEvent
}

export function wireWebhooks({ settings, now }: Ground): Webhooks {
  const post = createPost(settings.apps, now)
  return { post, noteEvent: createOutbox(post) }
}
