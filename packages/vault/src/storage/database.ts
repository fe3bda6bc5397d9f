/** Which database holds the vault. */
export type DatabaseSettings =
  | { kind: 'sqlite'; folder: string }
  /** `postgres://…` */
  | { kind: 'postgres'; url: string }
