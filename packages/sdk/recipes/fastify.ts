import { alterRoutes, problemHandler } from '@alter/sdk/fastify'
import fastify from 'fastify'
import { app, jwtOf } from './alter.ts'

export const server = fastify()

server.setErrorHandler(problemHandler())
server.register(alterRoutes({ app, origins: ['http://localhost:5173'], userToken: jwtOf }))
