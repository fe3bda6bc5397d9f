import { alterRoutes } from '@alter/sdk/express'
import express from 'express'
import { app, jwtOf } from './alter.ts'

export const server = express()

server.use(
  '/api/alter',
  alterRoutes({ app, origins: ['https://app.example.com'], userToken: jwtOf, cors: true }),
)
