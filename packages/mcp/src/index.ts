export { alterMcp } from './alter-mcp.ts'
export type { AlterMcp, AlterMcpOptions, ToolContext, ToolHandler, ToolOptions } from './alter-mcp.ts'
export type { ToolRequestOptions } from './tool-calls.ts'
