export { alterMcp } from './alter-mcp.ts'
export type { AlterMcp, AlterMcpOptions, ToolContext, ToolHandler } from './alter-mcp.ts'
export type { ToolRequestOptions } from './tool-calls.ts'
export type { ToolOptions } from './tool-options.ts'
