/** Where the vault is, to the server as to browsers. */
export const VAULT: string = process.env.ALTER_URL ?? 'http://localhost:4401'
