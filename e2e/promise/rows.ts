import type { Row } from './row.ts'
import { embedding } from './rows/embedding.ts'
import { ending } from './rows/ending.ts'
import { leaving } from './rows/leaving.ts'
import { opening } from './rows/opening.ts'
import { returning } from './rows/returning.ts'
import { sharing } from './rows/sharing.ts'
import { trouble } from './rows/trouble.ts'

/** The table of promises. */
export const ROWS: Row[] = [
  ...opening,
  ...leaving,
  ...sharing,
  ...ending,
  ...returning,
  ...trouble,
  ...embedding,
]
