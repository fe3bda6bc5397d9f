import { problemResponse } from '@alter/sdk'
import { alterRoutes } from '@alter/sdk/hono'
import { Hono } from 'hono'
import { app, jwtOf } from './alter.ts'

export const server = new Hono()

server.onError((error, context) => problemResponse(error, { request: context.req.raw }))
server.all('/api/alter/*', alterRoutes({ app, origins: ['http://localhost:5173'], userToken: jwtOf }))
