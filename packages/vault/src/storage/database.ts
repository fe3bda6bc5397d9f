/** The database of a vault. */
export type DatabaseSettings =
  | { kind: 'sqlite'; folder: string }
  /** `postgres://…` */
  | { kind: 'postgres'; url: string }
