import { alterRoutes, problemHandler } from '@alter/sdk/express'
import express from 'express'
import { app, jwtOf } from './alter.ts'

export const server = express()

server.use('/api/alter', alterRoutes({ app, origins: ['http://localhost:5173'], userToken: jwtOf }))
// Last: it answers with what an error of the SDK means.
server.use(problemHandler())
