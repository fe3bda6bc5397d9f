export const APP = 'http://app.localhost:4400'
export const VAULT = 'http://vault.localhost:4401'
export const PAGE: string = `${VAULT}/sdk/oauth/connect`
