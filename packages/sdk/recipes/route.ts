import { alterRoutes } from '@alter/sdk/next'
import { app, jwtOf } from './alter.ts'

export const { GET, POST, PUT, DELETE } = alterRoutes({
  app,
  origins: ['http://localhost:3000'],
  userToken: jwtOf,
})
