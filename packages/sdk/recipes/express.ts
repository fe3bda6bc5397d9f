import { alterRoutes, problemHandler } from '@alter/sdk/express'
import express from 'express'
import { app, jwtOf } from './alter.ts'

export const server = express()

server.use('/api/alter', alterRoutes({ app, origins: ['http://localhost:5173'], userToken: jwtOf }))
// Mounted last. It answers with the problem document of an SDK error.
server.use(problemHandler())
