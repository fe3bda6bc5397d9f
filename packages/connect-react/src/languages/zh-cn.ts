export { zhCN } from '@alter/connect/zh-CN'
