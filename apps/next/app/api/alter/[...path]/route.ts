import { alterRoutes } from '@alter/sdk/next'
import { app, userToken } from '../../../../alter.ts'

export const { GET, POST, PUT, DELETE } = alterRoutes({
  app,
  origins: [process.env.APP_ORIGIN ?? 'http://localhost:3000'],
  userToken,
})
